"""``manage.py demo_signins``: one sign-in a role, as ``make run`` prints them."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from payouts.demo.signins import signins


class Command(BaseCommand):
    help = "Print one sign-in a role of the demo world."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("This is no demo: YUNKE_DEMO is off, and nobody's sign-in is printed.")
        rows = signins()
        wide = max((len(role) for role, _phone in rows), default=0)
        self.stdout.write("Sign in with a phone number; the code is shown on the page.")
        for role, phone in rows:
            self.stdout.write(f"  {role:<{wide}}  {phone}")
