"""Who joined before lines could be chosen goes on in the lines that are open."""

from django.db import migrations


def choose(apps, schema_editor):
    agent = apps.get_model("onboarding", "Agent")
    line = apps.get_model("onboarding", "Line")
    choice = apps.get_model("onboarding", "LineChoice")
    for one in line.objects.filter(is_open=True):
        rows = agent.objects.values_list("pk", "joined_at").iterator(chunk_size=2_000)
        choice.objects.bulk_create(
            (choice(agent_id=pk, line=one, chosen_at=joined_at) for pk, joined_at in rows), batch_size=1_000
        )


class Migration(migrations.Migration):
    dependencies = [("onboarding", "0003_sop")]
    operations = [migrations.RunPython(choose, migrations.RunPython.noop)]
