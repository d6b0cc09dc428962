"""The tables as they stand, in one stroke; a house that began earlier goes the steps it replaces."""

import django.db.models.deletion
import onboarding.models.identity
import yunke.crypto
from django.conf import settings
from yunke.one_stroke import InOneStroke
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    replaces = [
        ('onboarding', '0001_initial'),
        ('onboarding', '0002_room_checks'),
        ('onboarding', '0003_sop'),
        ('onboarding', '0004_lines_of_earlier_agents'),
        ('onboarding', '0005_equipment_checks'),
        ('onboarding', '0006_profile'),
        ('onboarding', '0007_door'),
        ('onboarding', '0008_typing_tests'),
        ('onboarding', '0009_suspended_why'),
        ('onboarding', '0010_identity_drafts'),
        ('onboarding', '0011_room_glances'),
        ('onboarding', '0012_handovers'),
    ]

    dependencies = [
    ]

    operations = [
        InOneStroke([
        migrations.CreateModel(
            name='User',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(editable=False, max_length=26, unique=True)),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('phone', models.CharField(max_length=20, unique=True)),
                ('phone_verified_at', models.DateTimeField(null=True)),
                ('name', models.CharField(blank=True, max_length=60)),
                ('email', models.EmailField(blank=True, max_length=254)),
                ('language', models.CharField(blank=True, max_length=10)),
                ('is_active', models.BooleanField(default=True)),
                ('joined_at', models.DateTimeField()),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Line',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(max_length=30, unique=True)),
                ('name_zh', models.CharField(max_length=40)),
                ('name_en', models.CharField(max_length=40)),
                ('is_open', models.BooleanField(default=False)),
                ('order', models.PositiveSmallIntegerField(default=0)),
            ],
            options={
                'ordering': ['order', 'code'],
            },
        ),
        migrations.CreateModel(
            name='Agent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(editable=False, max_length=26, unique=True)),
                ('number', models.CharField(max_length=12, unique=True)),
                ('state', models.CharField(choices=[('applicant', '申请人'), ('active', '在册'), ('suspended', '暂停'), ('left', '已离开')], default='applicant', max_length=10)),
                ('suspended_why', models.CharField(blank=True, max_length=200)),
                ('joined_at', models.DateTimeField()),
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='agent', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='CarrierRange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('family', models.PositiveSmallIntegerField()),
                ('first', models.CharField(max_length=32)),
                ('last', models.CharField(max_length=32)),
                ('carrier', models.CharField(max_length=10)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('family', 'first', 'last'), name='carrier_range_once')],
            },
        ),
        migrations.CreateModel(
            name='Childbearing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('status', yunke.crypto.EncryptedTextField()),
                ('told_at', models.DateTimeField()),
                ('agent', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='onboarding.agent')),
            ],
        ),
        migrations.CreateModel(
            name='DoorAnswers',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('computer', models.BooleanField()),
                ('telecom_cable', models.BooleanField()),
                ('headset', models.BooleanField()),
                ('weekly_hours', models.PositiveSmallIntegerField()),
                ('answered_at', models.DateTimeField()),
                ('agent', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='door', to='onboarding.agent')),
            ],
        ),
        migrations.CreateModel(
            name='IdentityDraft',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', yunke.crypto.EncryptedTextField()),
                ('id_number', yunke.crypto.EncryptedTextField()),
                ('text_version', models.CharField(max_length=20)),
                ('photo_front', models.FileField(blank=True, max_length=200, storage=onboarding.models.identity.private_storage, upload_to='')),
                ('photo_back', models.FileField(blank=True, max_length=200, storage=onboarding.models.identity.private_storage, upload_to='')),
                ('photo_self', models.FileField(blank=True, max_length=200, storage=onboarding.models.identity.private_storage, upload_to='')),
                ('written_at', models.DateTimeField(db_index=True)),
                ('agent', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='identity_draft', to='onboarding.agent')),
            ],
        ),
        migrations.CreateModel(
            name='Invitation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(editable=False, max_length=26, unique=True)),
                ('phone', models.CharField(max_length=20)),
                ('name', models.CharField(max_length=60)),
                ('roles', models.JSONField(default=list)),
                ('token_hash', models.CharField(max_length=64, unique=True)),
                ('state', models.CharField(choices=[('sent', '已发出'), ('accepted', '已接受'), ('withdrawn', '已撤回'), ('expired', '已过期')], default='sent', max_length=10)),
                ('sent_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField()),
                ('accepted_at', models.DateTimeField(null=True)),
                ('accepted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('invited_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Profile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(editable=False, max_length=26, unique=True)),
                ('answers', models.JSONField(default=dict)),
                ('needs', yunke.crypto.EncryptedTextField(blank=True)),
                ('draft', yunke.crypto.EncryptedTextField(blank=True)),
                ('saved_at', models.DateTimeField(null=True)),
                ('sent_at', models.DateTimeField(null=True)),
                ('agent', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='profile', to='onboarding.agent')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='RoomCheck',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(editable=False, max_length=26, unique=True)),
                ('state', models.CharField(choices=[('received', '收到了，还没量完'), ('failed', '没有过'), ('listening', '等人听'), ('passed', '已通过'), ('refused', '没有通过'), ('withdrawn', '已撤回')], default='received', max_length=10)),
                ('recording', models.FileField(blank=True, max_length=200, storage=onboarding.models.identity.private_storage, upload_to='')),
                ('container', models.CharField(blank=True, max_length=10)),
                ('spoken_how', models.CharField(default='read', max_length=10)),
                ('quiet_seconds', models.FloatField(null=True)),
                ('settings', models.JSONField(default=dict)),
                ('measures', models.JSONField(default=dict)),
                ('picture', models.JSONField(default=list)),
                ('thresholds', models.JSONField(default=dict)),
                ('thresholds_version', models.CharField(blank=True, max_length=20)),
                ('reasons', models.JSONField(default=list)),
                ('listeners', models.PositiveSmallIntegerField(default=1)),
                ('submitted_at', models.DateTimeField()),
                ('measured_at', models.DateTimeField(null=True)),
                ('decided_at', models.DateTimeField(null=True)),
                ('agent', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='room_checks', to='onboarding.agent')),
            ],
        ),
        migrations.CreateModel(
            name='RoomGlance',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(editable=False, max_length=26, unique=True)),
                ('outcome', models.CharField(choices=[('passed', '通过'), ('failed', '没有通过'), ('skipped', '没能测，不用测')], max_length=10)),
                ('measures', models.JSONField(default=dict)),
                ('thresholds', models.JSONField(default=dict)),
                ('reasons', models.JSONField(default=list)),
                ('taken_at', models.DateTimeField()),
                ('agent', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='room_glances', to='onboarding.agent')),
            ],
        ),
        migrations.CreateModel(
            name='RoomJudgement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('passed', models.BooleanField()),
                ('codes', models.JSONField(default=list)),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('room', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='judgements', to='onboarding.roomcheck')),
            ],
        ),
        migrations.CreateModel(
            name='Sop',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(editable=False, max_length=26, unique=True)),
                ('version', models.PositiveSmallIntegerField()),
                ('effective_on', models.DateField()),
                ('state', models.CharField(choices=[('proposed', '待第二人同意'), ('in_force', '已生效'), ('withdrawn', '已撤回')], default='proposed', max_length=10)),
                ('why', models.CharField(blank=True, max_length=200)),
                ('proposed_at', models.DateTimeField()),
                ('decided_at', models.DateTimeField(null=True)),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('line', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sops', to='onboarding.line')),
                ('proposed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='SopStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.SlugField(max_length=30)),
                ('order', models.PositiveSmallIntegerField()),
                ('required', models.BooleanField(default=True)),
                ('valid_days', models.PositiveSmallIntegerField(null=True)),
                ('thresholds', models.JSONField(default=dict)),
                ('sop', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='steps', to='onboarding.sop')),
            ],
            options={
                'ordering': ['order'],
            },
        ),
        migrations.CreateModel(
            name='TypingTest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(editable=False, max_length=26, unique=True)),
                ('state', models.CharField(choices=[('started', '正在打'), ('passed', '已通过'), ('failed', '没有过'), ('void', '没有算')], default='started', max_length=10)),
                ('text_code', models.CharField(max_length=20)),
                ('typed', models.TextField(blank=True)),
                ('progress', models.JSONField(default=list)),
                ('signs', models.JSONField(default=dict)),
                ('measures', models.JSONField(default=dict)),
                ('thresholds', models.JSONField(default=dict)),
                ('thresholds_version', models.CharField(blank=True, max_length=20)),
                ('reasons', models.JSONField(default=list)),
                ('submitted_at', models.DateTimeField()),
                ('decided_at', models.DateTimeField(null=True)),
                ('agent', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='typing_tests', to='onboarding.agent')),
            ],
        ),
        migrations.CreateModel(
            name='Consent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(editable=False, max_length=26, unique=True)),
                ('purpose', models.CharField(max_length=40)),
                ('text_version', models.CharField(max_length=20)),
                ('text_hash', models.CharField(max_length=64)),
                ('given_at', models.DateTimeField()),
                ('withdrawn_at', models.DateTimeField(null=True)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='consents', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['user', 'purpose'], name='consent_purpose')],
            },
        ),
        migrations.CreateModel(
            name='EquipmentCheck',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(editable=False, max_length=26, unique=True)),
                ('state', models.CharField(choices=[('submitted', '审核中'), ('failed', '没有过'), ('passed', '已通过'), ('refused', '没有通过'), ('withdrawn', '已撤回')], default='submitted', max_length=10)),
                ('measures', models.JSONField(default=dict)),
                ('carrier', models.CharField(max_length=10)),
                ('line_type', models.CharField(max_length=10)),
                ('headset', models.CharField(max_length=20)),
                ('headset_model', models.CharField(blank=True, max_length=60)),
                ('carrier_seen', models.CharField(max_length=10)),
                ('photo', models.FileField(max_length=200, storage=onboarding.models.identity.private_storage, upload_to='')),
                ('thresholds', models.JSONField(default=dict)),
                ('thresholds_version', models.CharField(blank=True, max_length=20)),
                ('reasons', models.JSONField(default=list)),
                ('submitted_at', models.DateTimeField()),
                ('decided_at', models.DateTimeField(null=True)),
                ('agent', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='equipment_checks', to='onboarding.agent')),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['state', 'submitted_at'], name='equipment_queue')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'submitted')), fields=('agent',), name='equipment_one_waiting')],
            },
        ),
        migrations.CreateModel(
            name='Handover',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(editable=False, max_length=26, unique=True)),
                ('step', models.CharField(max_length=20)),
                ('code_hash', models.CharField(max_length=64, unique=True)),
                ('state', models.CharField(choices=[('waiting', '等电脑打开'), ('opened', '已在电脑上打开'), ('dropped', '已作废')], default='waiting', max_length=10)),
                ('made_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField()),
                ('opened_at', models.DateTimeField(null=True)),
                ('agent', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='handovers', to='onboarding.agent')),
            ],
            options={
                'indexes': [models.Index(fields=['agent', 'made_at'], name='handover_of_agent')],
            },
        ),
        migrations.CreateModel(
            name='IdentityCheck',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(editable=False, max_length=26, unique=True)),
                ('name', yunke.crypto.EncryptedTextField()),
                ('id_number', yunke.crypto.EncryptedTextField()),
                ('id_index', yunke.crypto.BlindIndexField(editable=False, max_length=64, purpose='id_number', source='id_number')),
                ('photo_front', models.FileField(blank=True, max_length=200, storage=onboarding.models.identity.private_storage, upload_to='')),
                ('photo_back', models.FileField(blank=True, max_length=200, storage=onboarding.models.identity.private_storage, upload_to='')),
                ('photo_self', models.FileField(blank=True, max_length=200, storage=onboarding.models.identity.private_storage, upload_to='')),
                ('state', models.CharField(choices=[('submitted', '审核中'), ('passed', '已通过'), ('refused', '没有通过'), ('withdrawn', '已撤回')], default='submitted', max_length=10)),
                ('provider', models.CharField(max_length=40)),
                ('provider_ref', models.CharField(blank=True, max_length=80)),
                ('reasons', models.JSONField(default=list)),
                ('submitted_at', models.DateTimeField()),
                ('decided_at', models.DateTimeField(null=True)),
                ('agent', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='identity_checks', to='onboarding.agent')),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['state', 'submitted_at'], name='identity_queue')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state__in', ['submitted', 'passed'])), fields=('id_index',), name='identity_one_person_one_account'), models.UniqueConstraint(condition=models.Q(('state__in', ['submitted', 'passed'])), fields=('agent',), name='identity_one_live_check')],
            },
        ),
        migrations.CreateModel(
            name='LineChoice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('chosen_at', models.DateTimeField()),
                ('dropped_at', models.DateTimeField(null=True)),
                ('agent', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='line_choices', to='onboarding.agent')),
                ('line', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='onboarding.line')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('dropped_at', None)), fields=('agent', 'line'), name='line_chosen_once')],
            },
        ),
        migrations.CreateModel(
            name='RoleGrant',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(editable=False, max_length=26, unique=True)),
                ('role', models.CharField(max_length=20)),
                ('state', models.CharField(choices=[('asked', '待第二人同意'), ('active', '有效'), ('refused', '没有同意'), ('ended', '已收回')], default='asked', max_length=10)),
                ('asked_at', models.DateTimeField()),
                ('decided_at', models.DateTimeField(null=True)),
                ('asked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='grants', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('state__in', ['asked', 'active'])), fields=('user', 'role'), name='role_granted_once')],
            },
        ),
        migrations.AddIndex(
            model_name='roomcheck',
            index=models.Index(fields=['state', 'submitted_at'], name='room_queue'),
        ),
        migrations.AddConstraint(
            model_name='roomcheck',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ['received', 'listening'])), fields=('agent',), name='room_one_waiting'),
        ),
        migrations.AddIndex(
            model_name='roomglance',
            index=models.Index(fields=['agent', 'taken_at'], name='room_glance_of_agent'),
        ),
        migrations.AddConstraint(
            model_name='roomjudgement',
            constraint=models.UniqueConstraint(fields=('room', 'by'), name='room_heard_once'),
        ),
        migrations.AddConstraint(
            model_name='sop',
            constraint=models.UniqueConstraint(fields=('line', 'version'), name='sop_version_once'),
        ),
        migrations.AddConstraint(
            model_name='sop',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'proposed')), fields=('line',), name='sop_one_proposal_a_line'),
        ),
        migrations.AddConstraint(
            model_name='sopstep',
            constraint=models.UniqueConstraint(fields=('sop', 'kind'), name='sop_step_once'),
        ),
        migrations.AddConstraint(
            model_name='sopstep',
            constraint=models.UniqueConstraint(fields=('sop', 'order'), name='sop_step_order'),
        ),
        migrations.AddConstraint(
            model_name='typingtest',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'started')), fields=('agent',), name='typing_one_open'),
        ),
        ])
    ]
