"""The tables as they stand, in one stroke; a house that began earlier goes the steps it replaces."""

import django.db.models.deletion
from django.conf import settings
from yunke.one_stroke import InOneStroke
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    replaces = [
        ('training', '0001_initial'),
        ('training', '0002_look_again'),
        ('training', '0003_lines_and_versions'),
        ('training', '0004_ranks'),
    ]

    dependencies = [
        ('onboarding', '0001_squashed_0012_handovers'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        InOneStroke([
        migrations.CreateModel(
            name='Course',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(editable=False, max_length=26, unique=True)),
                ('code', models.SlugField(max_length=40)),
                ('version', models.PositiveSmallIntegerField()),
                ('title_zh', models.CharField(max_length=80)),
                ('title_en', models.CharField(max_length=120)),
                ('published_at', models.DateTimeField(null=True)),
                ('line', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='courses', to='onboarding.line')),
            ],
        ),
        migrations.CreateModel(
            name='Exam',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(editable=False, max_length=26, unique=True)),
                ('kind', models.CharField(default='exam', max_length=10)),
                ('question_count', models.PositiveSmallIntegerField(default=20)),
                ('minutes', models.PositiveSmallIntegerField(default=30)),
                ('pass_percent', models.PositiveSmallIntegerField(default=80)),
                ('cool_down_hours', models.PositiveSmallIntegerField(default=24)),
                ('attempt_limit', models.PositiveSmallIntegerField(default=3)),
                ('limit_days', models.PositiveSmallIntegerField(default=30)),
                ('valid_days', models.PositiveSmallIntegerField(default=365)),
                ('line', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='exams', to='onboarding.line')),
            ],
        ),
        migrations.CreateModel(
            name='Attempt',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(editable=False, max_length=26, unique=True)),
                ('state', models.CharField(choices=[('open', '答题中'), ('passed', '已通过'), ('failed', '没有通过')], default='open', max_length=10)),
                ('started_at', models.DateTimeField()),
                ('deadline_at', models.DateTimeField()),
                ('finished_at', models.DateTimeField(null=True)),
                ('right_count', models.PositiveSmallIntegerField(null=True)),
                ('question_count', models.PositiveSmallIntegerField()),
                ('pass_percent', models.PositiveSmallIntegerField()),
                ('agent', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='attempts', to='onboarding.agent')),
                ('exam', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='attempts', to='training.exam')),
            ],
        ),
        migrations.CreateModel(
            name='Lesson',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(editable=False, max_length=26, unique=True)),
                ('code', models.SlugField(max_length=40)),
                ('number', models.PositiveSmallIntegerField()),
                ('title_zh', models.CharField(max_length=80)),
                ('title_en', models.CharField(max_length=120)),
                ('body_zh', models.TextField()),
                ('body_en', models.TextField()),
                ('minutes', models.PositiveSmallIntegerField()),
                ('course', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lessons', to='training.course')),
            ],
            options={
                'ordering': ['course_id', 'number'],
            },
        ),
        migrations.CreateModel(
            name='LessonRead',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('opened_at', models.DateTimeField()),
                ('done_at', models.DateTimeField(null=True)),
                ('agent', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lessons_read', to='onboarding.agent')),
                ('lesson', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reads', to='training.lesson')),
            ],
        ),
        migrations.CreateModel(
            name='Qualification',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(editable=False, max_length=26, unique=True)),
                ('state', models.CharField(choices=[('valid', '有效'), ('lapsed', '已到期'), ('revoked', '已撤销')], default='valid', max_length=10)),
                ('granted_at', models.DateTimeField()),
                ('expires_on', models.DateField()),
                ('agent', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='qualifications', to='onboarding.agent')),
                ('attempt', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='qualification', to='training.attempt')),
                ('line', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='qualifications', to='onboarding.line')),
            ],
        ),
        migrations.CreateModel(
            name='Question',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(editable=False, max_length=26, unique=True)),
                ('kind', models.CharField(default='exam', max_length=10)),
                ('code', models.SlugField(max_length=30)),
                ('version', models.PositiveSmallIntegerField(default=1)),
                ('paragraph', models.SlugField(max_length=40)),
                ('stem_zh', models.TextField()),
                ('stem_en', models.TextField()),
                ('options_zh', models.JSONField()),
                ('options_en', models.JSONField()),
                ('key', models.PositiveSmallIntegerField()),
                ('explanation_zh', models.TextField()),
                ('explanation_en', models.TextField()),
                ('is_live', models.BooleanField(default=True)),
                ('switched_off_at', models.DateTimeField(null=True)),
                ('lesson', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='questions', to='training.lesson')),
                ('line', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='questions', to='onboarding.line')),
            ],
        ),
        migrations.CreateModel(
            name='Answer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField()),
                ('option_order', models.JSONField()),
                ('chosen', models.PositiveSmallIntegerField(null=True)),
                ('saved_at', models.DateTimeField(null=True)),
                ('look_again', models.BooleanField(default=False)),
                ('attempt', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='answers', to='training.attempt')),
                ('question', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='training.question')),
            ],
            options={
                'ordering': ['position'],
            },
        ),
        migrations.CreateModel(
            name='RankCase',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(editable=False, max_length=26, unique=True)),
                ('kind', models.CharField(choices=[('up', '申请晋升'), ('down', '提议退一级')], max_length=4)),
                ('from_rank', models.CharField(choices=[('agent', '客服'), ('mentor', '师傅'), ('lead', '组长'), ('trainer', '培训老师')], max_length=10)),
                ('to_rank', models.CharField(choices=[('agent', '客服'), ('mentor', '师傅'), ('lead', '组长'), ('trainer', '培训老师')], max_length=10)),
                ('facts', models.JSONField(default=dict)),
                ('state', models.CharField(choices=[('open', '在等决定'), ('approved', '已同意'), ('dropped', '没有同意'), ('withdrawn', '已撤回')], default='open', max_length=10)),
                ('opened_at', models.DateTimeField()),
                ('why', models.TextField()),
                ('word_until', models.DateTimeField(null=True)),
                ('word', models.TextField(blank=True)),
                ('word_at', models.DateTimeField(null=True)),
                ('decided_at', models.DateTimeField(null=True)),
                ('answer', models.CharField(blank=True, max_length=500)),
                ('agent', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='rank_cases', to='onboarding.agent')),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('opened_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='RankChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(editable=False, max_length=26, unique=True)),
                ('from_rank', models.CharField(choices=[('agent', '客服'), ('mentor', '师傅'), ('lead', '组长'), ('trainer', '培训老师')], max_length=10)),
                ('to_rank', models.CharField(choices=[('agent', '客服'), ('mentor', '师傅'), ('lead', '组长'), ('trainer', '培训老师')], max_length=10)),
                ('effective_on', models.DateField()),
                ('why', models.CharField(max_length=500)),
                ('changed_at', models.DateTimeField()),
                ('agent', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='rank_changes', to='onboarding.agent')),
                ('case', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='change', to='training.rankcase')),
                ('changed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='RankRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(editable=False, max_length=26, unique=True)),
                ('rank', models.CharField(choices=[('mentor', '师傅'), ('lead', '组长'), ('trainer', '培训老师')], max_length=10)),
                ('effective_on', models.DateField()),
                ('hours', models.PositiveIntegerField()),
                ('exam_percent', models.PositiveSmallIntegerField()),
                ('quality_percent', models.PositiveSmallIntegerField()),
                ('incident_days', models.PositiveSmallIntegerField()),
                ('incidents', models.PositiveSmallIntegerField()),
                ('mentees', models.PositiveSmallIntegerField()),
                ('created_at', models.DateTimeField()),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.AddField(
            model_name='rankcase',
            name='rule',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='training.rankrule'),
        ),
        migrations.AddConstraint(
            model_name='course',
            constraint=models.UniqueConstraint(fields=('code', 'version'), name='course_version'),
        ),
        migrations.AddConstraint(
            model_name='exam',
            constraint=models.UniqueConstraint(fields=('line', 'kind'), name='exam_of_line'),
        ),
        migrations.AddIndex(
            model_name='attempt',
            index=models.Index(fields=['state', 'deadline_at'], name='attempt_deadline'),
        ),
        migrations.AddConstraint(
            model_name='attempt',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'open')), fields=('exam', 'agent'), name='attempt_one_open'),
        ),
        migrations.AddConstraint(
            model_name='lesson',
            constraint=models.UniqueConstraint(fields=('course', 'number'), name='lesson_number'),
        ),
        migrations.AddConstraint(
            model_name='lesson',
            constraint=models.UniqueConstraint(fields=('course', 'code'), name='lesson_code'),
        ),
        migrations.AddConstraint(
            model_name='lessonread',
            constraint=models.UniqueConstraint(fields=('agent', 'lesson'), name='lesson_read_once'),
        ),
        migrations.AddIndex(
            model_name='qualification',
            index=models.Index(fields=['state', 'expires_on'], name='qualification_expiry'),
        ),
        migrations.AddConstraint(
            model_name='qualification',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'valid')), fields=('agent', 'line'), name='qualification_one_valid'),
        ),
        migrations.AddConstraint(
            model_name='question',
            constraint=models.UniqueConstraint(fields=('code', 'version'), name='question_version'),
        ),
        migrations.AddConstraint(
            model_name='answer',
            constraint=models.UniqueConstraint(fields=('attempt', 'position'), name='answer_place'),
        ),
        migrations.AddIndex(
            model_name='rankchange',
            index=models.Index(fields=['agent', 'effective_on'], name='rank_of_agent'),
        ),
        migrations.AddConstraint(
            model_name='rankrule',
            constraint=models.UniqueConstraint(fields=('rank', 'effective_on'), name='rank_rule_dated'),
        ),
        migrations.AddIndex(
            model_name='rankcase',
            index=models.Index(fields=['state', 'opened_at'], name='rank_case_queue'),
        ),
        migrations.AddConstraint(
            model_name='rankcase',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'open')), fields=('agent',), name='rank_case_one_open'),
        ),
        migrations.AddConstraint(
            model_name='rankcase',
            constraint=models.CheckConstraint(condition=models.Q(('decided_by__isnull', True), models.Q(('decided_by', models.F('opened_by')), _negated=True), _connector='OR'), name='rank_case_by_two'),
        ),
        ])
    ]
