"""``manage.py demo_world``: fill a demo with people, work and money. Safe to run again."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from payouts.demo.world import build
from yunke import clock
from yunke.arguments import a_moment


class Command(BaseCommand):
    help = "Build the demo world, once; run again it changes nothing. Refuses without YUNKE_DEMO=1."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--now", type=a_moment, default=None, help="the moment it leads up to (ISO 8601)")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError(
                "This is no demo: YUNKE_DEMO is off, so no demo people are put here. "
                "To look around, start with: make run"
            )
        built = build(options["now"] or clock.now())
        if options["verbosity"] > 1:
            self.stdout.write("The demo world is built." if built else "The demo world stands already.")
