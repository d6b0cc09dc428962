"""The tables as they stand, in one stroke; a house that began earlier goes the steps it replaces."""

import django.db.models.deletion
from yunke.one_stroke import InOneStroke
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    replaces = [
        ('yunke', '0001_initial'),
        ('yunke', '0002_notice_try_at'),
        ('yunke', '0003_notice_error'),
    ]

    dependencies = [
    ]

    operations = [
        InOneStroke([
        migrations.CreateModel(
            name='Counter',
            fields=[
                ('name', models.CharField(max_length=40, primary_key=True, serialize=False)),
                ('last', models.BigIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name='AuditEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('actor', models.CharField(blank=True, max_length=26)),
                ('verb', models.CharField(max_length=60)),
                ('thing_type', models.CharField(max_length=60)),
                ('thing_id', models.CharField(max_length=64)),
                ('from_state', models.CharField(blank=True, max_length=30)),
                ('to_state', models.CharField(blank=True, max_length=30)),
                ('facts', models.JSONField(default=dict)),
            ],
            options={
                'indexes': [models.Index(fields=['thing_type', 'thing_id', 'id'], name='audit_thing'), models.Index(fields=['actor', 'id'], name='audit_actor')],
            },
        ),
        migrations.CreateModel(
            name='AuditSeal',
            fields=[
                ('number', models.BigAutoField(primary_key=True, serialize=False)),
                ('hash', models.CharField(max_length=64, unique=True)),
                ('entry', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='seal', to='yunke.auditentry')),
            ],
        ),
        migrations.CreateModel(
            name='Chunk',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(editable=False, max_length=26, unique=True)),
                ('kind', models.CharField(max_length=40)),
                ('batch', models.CharField(max_length=26)),
                ('number', models.PositiveIntegerField()),
                ('args', models.JSONField(default=dict)),
                ('state', models.CharField(choices=[('due', '待处理'), ('taken', '处理中'), ('done', '已完成'), ('parked', '已停放')], default='due', max_length=10)),
                ('token', models.PositiveIntegerField(default=0)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('lease_until', models.DateTimeField(null=True)),
                ('worker_pid', models.IntegerField(null=True)),
                ('worker_host', models.CharField(blank=True, max_length=100)),
                ('started_at', models.DateTimeField(null=True)),
                ('finished_at', models.DateTimeField(null=True)),
                ('rows_total', models.PositiveIntegerField(default=0)),
                ('rows_done', models.PositiveIntegerField(default=0)),
                ('error', models.JSONField(default=dict)),
            ],
            options={
                'indexes': [models.Index(fields=['state', 'lease_until'], name='chunk_due')],
                'constraints': [models.UniqueConstraint(fields=('batch', 'kind', 'number'), name='chunk_once_in_batch')],
            },
        ),
        migrations.CreateModel(
            name='IdempotencyKey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('actor', models.CharField(max_length=26)),
                ('route', models.CharField(max_length=120)),
                ('key', models.CharField(max_length=80)),
                ('body_hash', models.CharField(max_length=64)),
                ('status', models.PositiveSmallIntegerField(null=True)),
                ('response', models.JSONField(null=True)),
                ('created_at', models.DateTimeField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('actor', 'route', 'key'), name='idempotency_once')],
            },
        ),
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(editable=False, max_length=26, unique=True)),
                ('recipient', models.CharField(max_length=26)),
                ('template', models.CharField(max_length=60)),
                ('facts', models.JSONField(default=dict)),
                ('url', models.CharField(blank=True, max_length=200)),
                ('channel', models.CharField(max_length=10)),
                ('key', models.CharField(max_length=120, unique=True)),
                ('state', models.CharField(choices=[('due', '待发送'), ('sent', '已发送'), ('parked', '发不出去')], default='due', max_length=10)),
                ('error', models.CharField(blank=True, max_length=60)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('due_at', models.DateTimeField()),
                ('try_at', models.DateTimeField(null=True)),
                ('sent_at', models.DateTimeField(null=True)),
                ('read_at', models.DateTimeField(null=True)),
            ],
            options={
                'indexes': [models.Index(fields=['state', 'due_at'], name='notice_due'), models.Index(fields=['recipient', '-id'], name='notice_reader')],
            },
        ),
        ])
    ]
