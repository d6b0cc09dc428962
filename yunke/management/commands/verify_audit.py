"""``manage.py verify_audit``: the record proves itself, nothing waits long for its seal, its guards stand."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from yunke import clock, guards
from yunke.arguments import a_moment
from yunke.audit import broken_seals, overdue
from yunke.models import AuditSeal


class Command(BaseCommand):
    help = (
        "Print broken seals, acts unsealed for more than a minute and missing guards; exit 1 if there is any."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--now", type=a_moment, help="ISO 8601 with an offset")

    def handle(self, **options: Any) -> None:
        now = options["now"] or clock.now()
        found = list(broken_seals())
        if waiting := overdue(now):
            found.append(f"{waiting} acts are unsealed for more than a minute")
        found += [f"guard {name} is down: run manage.py migrate" for name in guards.missing()]
        for finding in found:
            self.stdout.write(finding)
        if found:
            raise CommandError(f"{len(found)} findings")
        self.stdout.write(f"ok: {AuditSeal.objects.count()} seals")
