"""``manage.py verify_books``: the fifteen invariants of the books; exit 1 when one does not hold."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from payouts.verify.books import INVARIANTS, verify
from payouts.verify.scope import Scope
from tasks.models import PayingEntity
from yunke.arguments import a_month

SHOWN = 20  # findings of one invariant


class Command(BaseCommand):
    help = "Check the invariants of docs/money.md; print number and finding, exit 1 if there is any."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--entity", metavar="CODE")
        parser.add_argument("--month", type=a_month, metavar="YYYY-MM")
        parser.add_argument(
            "--only", type=int, nargs="+", choices=sorted(INVARIANTS), default=[], metavar="NUMBER"
        )

    def handle(self, *, entity: str | None, month: date | None, only: list[int], **_: Any) -> None:
        scope = Scope(_entity(entity), month)
        total = 0
        for number in only or INVARIANTS:
            texts = [finding.text for finding in verify(scope, [number])]
            for text in texts[:SHOWN]:
                self.stdout.write(f"{number}: {text}")
            if len(texts) > SHOWN:
                self.stdout.write(f"{number}: and {len(texts) - SHOWN} more")
            total += len(texts)
        if total:
            raise CommandError(f"{total} findings")
        self.stdout.write(f"ok: {len(only or INVARIANTS)} invariants hold")


def _entity(code: str | None) -> int | None:
    if code is None:
        return None
    found = PayingEntity.objects.filter(code=code).values_list("pk", flat=True).first()
    if found is None:
        raise CommandError(f"no paying entity is called {code}")
    return found
