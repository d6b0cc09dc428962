"""``manage.py bench settlement --agents 100000 --workers 2 --json``: how fast a month is, beside its floor.

Works in a database of its own on the server or file system that DATABASE_URL names; the site's is not touched.
"""

from __future__ import annotations

import json
import signal
import sys
from argparse import ArgumentParser
from collections.abc import Iterable
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from payouts.actions.runs import CHUNK_AGENTS
from payouts.management.bench.database import Databases, own_databases
from payouts.management.bench.pages import Broken, measure_pages
from payouts.management.bench.settlement import Asked, Differs, Tell, measure
from payouts.management.bench.workers import work
from yunke.arguments import a_moment, whole

MOST_AGENTS, MOST_WORKERS = 1_000_000, 64


class Command(BaseCommand):
    help = "Settle a synthetic month, or read it, in a database of its own; the last line is one JSON object."

    def add_arguments(self, parser: ArgumentParser) -> None:
        what = parser.add_subparsers(dest="what", required=True)
        month = what.add_parser("settlement", help="22 segments, 100 results, 1 decision an agent")
        month.add_argument("--agents", type=whole(1, MOST_AGENTS), default=10_000)
        month.add_argument(
            "--workers",
            type=whole(1, MOST_WORKERS),
            nargs="+",
            default=[1],
            help="processes; several in turn",
        )
        month.add_argument("--chunk", type=whole(1, MOST_AGENTS), default=CHUNK_AGENTS, metavar="AGENTS")
        month.add_argument(
            "--history", type=whole(0, 120), default=0, metavar="MONTHS", help="settled before it"
        )
        month.add_argument(
            "--repeat", type=whole(1, 100), default=1, metavar="N", help="measure so often, keep the least"
        )
        month.add_argument("--json", action="store_true", help="say nothing but the last line")
        pages = what.add_parser("pages", help="first byte of every staff list over such a month")
        pages.add_argument("--agents", type=whole(1, MOST_AGENTS), default=10_000)
        pages.add_argument(
            "--times", type=whole(1, 1_000), default=20, metavar="N", help="ask each page so often"
        )
        pages.add_argument("--json", action="store_true", help="say nothing but the last line")
        worker = what.add_parser("worker", help="a process of the benchmark itself")
        worker.add_argument("--now", required=True, type=a_moment)

    def handle(self, *, what: str, **options: Any) -> None:
        if what == "worker":
            work(options["now"])
            return
        tell: Tell = (lambda text: None) if options["json"] else self.stdout.write
        before = signal.signal(signal.SIGTERM, _leave)
        try:
            with own_databases() as databases:
                told = list(MEASURES[what](databases, options, tell))
        except (Differs, Broken) as wrong:
            raise CommandError(str(wrong)) from wrong
        finally:
            signal.signal(signal.SIGTERM, before)
        for figures in told:
            self.stdout.write(json.dumps(figures))


def _settlement(databases: Databases, options: dict[str, Any], tell: Tell) -> Iterable[object]:
    asked = Asked(*(options[name] for name in ("agents", "workers", "chunk", "history", "repeat")))
    return measure(databases, asked, tell)


def _pages(databases: Databases, options: dict[str, Any], tell: Tell) -> Iterable[object]:
    return [measure_pages(databases, options["agents"], options["times"], tell)]


MEASURES = {"settlement": _settlement, "pages": _pages}


def _leave(*_: object) -> None:
    """Stopped from outside it drops its databases, too."""
    sys.exit(143)
