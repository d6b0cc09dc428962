"""Whether a person should look at hours before approving them stands on the row: their page is read in its order."""

from django.db import migrations, models
from django.db.models import Q


def mark_what_waits(apps, schema_editor):
    """Only drafted hours are looked at."""
    segments = apps.get_model("tasks", "Segment").objects.filter(state="drafted")
    late_or_early = Q(booking__late_minutes__gt=0) | Q(booking__early_minutes__gt=0)
    segments.filter(late_or_early | ~Q(reasons=[])).update(odd=True)


class Migration(migrations.Migration):
    dependencies = [("tasks", "0001_squashed_0013_decided_by_somebody")]

    operations = [
        migrations.AddField("segment", "odd", models.BooleanField(default=False, db_default=False)),
        migrations.AddIndex(
            "segment",
            models.Index(fields=["-odd", "local_on"], condition=Q(state="drafted"), name="segment_odd_first"),
        ),
        migrations.RunPython(mark_what_waits, migrations.RunPython.noop, elidable=True),
    ]
