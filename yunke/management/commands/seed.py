"""``manage.py seed``: the reference data each room ships (lines, kinds of result, lessons, questions).

Idempotent: what is there stays; run it after every deployment.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from yunke import clock
from yunke.arguments import a_moment


class Command(BaseCommand):
    help = "Load the reference data that each room ships. Safe to run again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--now", type=a_moment, default=None, help="the moment it is done at (ISO 8601)")

    def handle(self, *args: Any, **options: Any) -> None:
        now = options["now"] or clock.now()
        for room in ("onboarding", "training", "tasks", "payouts"):
            import_module(f"{room}.seed").seed(now)
        self.stdout.write("Reference data is in place.")
