"""A lesson is known across versions, a line may ask for more than its exam, a question is corrected by a new version."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("onboarding", "0001_initial"), ("training", "0002_look_again")]

    operations = [
        migrations.AddField(
            model_name="lesson",
            name="code",
            field=models.SlugField(default="intro", max_length=40),  # the one lesson there has been
            preserve_default=False,
        ),
        migrations.AddConstraint(
            model_name="lesson",
            constraint=models.UniqueConstraint(fields=("course", "code"), name="lesson_code"),
        ),
        migrations.AddField(
            model_name="exam",
            name="kind",
            field=models.CharField(default="exam", max_length=10),
        ),
        migrations.AlterField(
            model_name="exam",
            name="line",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="exams", to="onboarding.line"
            ),
        ),
        migrations.AddField(
            model_name="exam",
            name="attempt_limit",
            field=models.PositiveSmallIntegerField(default=3),
        ),
        migrations.AddField(
            model_name="exam",
            name="limit_days",
            field=models.PositiveSmallIntegerField(default=30),
        ),
        migrations.AddConstraint(
            model_name="exam",
            constraint=models.UniqueConstraint(fields=("line", "kind"), name="exam_of_line"),
        ),
        migrations.AddField(
            model_name="question",
            name="kind",
            field=models.CharField(default="exam", max_length=10),
        ),
        migrations.AlterField(
            model_name="question",
            name="code",
            field=models.SlugField(max_length=30),
        ),
        migrations.AddField(
            model_name="question",
            name="version",
            field=models.PositiveSmallIntegerField(default=1),
        ),
        migrations.AddField(
            model_name="question",
            name="switched_off_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddConstraint(
            model_name="question",
            constraint=models.UniqueConstraint(fields=("code", "version"), name="question_version"),
        ),
    ]
