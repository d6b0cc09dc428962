"""`manage.py prepare`: everything between installed packages and a first page. Safe to run again."""

import os
from pathlib import Path
from typing import Any

import polib
from django.conf import settings
from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Migrate, make the cache table, compile translations; in the demo its world and sign-ins, too."

    def handle(self, *args: Any, **options: Any) -> None:
        compile_translations(settings.BASE_DIR)
        call_command("migrate", verbosity=0)
        call_command("createcachetable", verbosity=0)
        if settings.COLLECTED:
            call_command("collectstatic", interactive=False, verbosity=0)
        if not settings.CONTACT:
            self.stderr.write("YUNKE_CONTACT is not set: the pages do not say how people reach you.")
        if settings.DEMO:
            for command in ("demo_world", "demo_signins"):
                if command in get_commands():
                    call_command(command, stdout=self.stdout)


def compile_translations(root: Path) -> list[Path]:
    """Every .po newer than its .mo, compiled without msgfmt; the files written."""
    written = []
    for po in sorted(root.glob("*/locale/*/LC_MESSAGES/*.po")):
        mo = po.with_suffix(".mo")
        if not mo.exists() or mo.stat().st_mtime < po.stat().st_mtime:
            half = mo.with_suffix(f".{os.getpid()}")
            polib.pofile(str(po)).save_as_mofile(str(half))
            half.replace(mo)  # whole or not there: another process may be reading
            written.append(mo)
    return written
