from django.db import migrations


def prove(apps, _editor):
    """Who passed before the name was kept beside the account; the latest papers count."""
    checks = apps.get_model("onboarding", "IdentityCheck").objects.filter(state__in=["passed", "lapsed"])
    for check in checks.select_related("agent__user").order_by("pk").iterator():
        user = check.agent.user
        user.proven_name = " ".join(check.name.split())
        user.save(update_fields=["proven_name", "proven_name_index"])


class Migration(migrations.Migration):
    dependencies = [("onboarding", "0016_proven_names")]

    operations = [migrations.RunPython(prove, migrations.RunPython.noop)]
