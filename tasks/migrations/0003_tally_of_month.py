from django.db import migrations, models
from django.db.models import F


def as_settled(apps, _editor):
    apps.get_model("tasks", "AttendanceTally").objects.update(of_month=F("settle_month"))


class Migration(migrations.Migration):
    dependencies = [("tasks", "0002_interviews")]

    operations = [
        migrations.AddField("attendancetally", "of_month", models.DateField(null=True)),
        migrations.RunPython(as_settled, migrations.RunPython.noop),
        migrations.AlterField("attendancetally", "of_month", models.DateField()),
        migrations.RemoveConstraint("attendancetally", "tally_once"),
        migrations.AddConstraint(
            "attendancetally",
            models.UniqueConstraint(fields=["of_month", "task", "agent"], name="tally_once"),
        ),
    ]
