"""What an exam asks moves from its one row into its step of each version of the line's SOP."""

from django.db import migrations, models

NUMBERS = ("question_count", "minutes", "cool_down_hours", "attempt_limit", "limit_days")


def carry(apps, schema_editor):
    """Every version that asks for the step has had these figures; what a version says itself stays."""
    exams = apps.get_model("training", "Exam")
    steps, attempts = apps.get_model("onboarding", "SopStep"), apps.get_model("training", "Attempt")
    for exam in exams.objects.all():
        attempts.objects.filter(exam=exam).update(
            cool_down_hours=exam.cool_down_hours, valid_days=exam.valid_days
        )
        exact = "accuracy_percent" if exam.kind == "gold" else "pass_percent"
        figures = {name: getattr(exam, name) for name in NUMBERS} | {exact: exam.pass_percent}
        for step in steps.objects.filter(sop__line_id=exam.line_id, kind=exam.kind):
            step.thresholds = figures | step.thresholds
            if exam.kind == "exam" and step.valid_days is None:
                step.valid_days = exam.valid_days
            step.save(update_fields=["thresholds", "valid_days"])


class Migration(migrations.Migration):

    dependencies = [
        ('onboarding', '0001_squashed_0012_handovers'),
        ('training', '0001_squashed_0004_ranks'),
    ]

    operations = [
        migrations.AddField(
            model_name='attempt',
            name='cool_down_hours',
            field=models.PositiveSmallIntegerField(default=24),
        ),
        migrations.AddField(
            model_name='attempt',
            name='valid_days',
            field=models.PositiveSmallIntegerField(default=365),
        ),
        migrations.RunPython(carry, migrations.RunPython.noop),
        migrations.RemoveField(
            model_name='exam',
            name='attempt_limit',
        ),
        migrations.RemoveField(
            model_name='exam',
            name='cool_down_hours',
        ),
        migrations.RemoveField(
            model_name='exam',
            name='limit_days',
        ),
        migrations.RemoveField(
            model_name='exam',
            name='minutes',
        ),
        migrations.RemoveField(
            model_name='exam',
            name='pass_percent',
        ),
        migrations.RemoveField(
            model_name='exam',
            name='question_count',
        ),
        migrations.RemoveField(
            model_name='exam',
            name='valid_days',
        ),
    ]
