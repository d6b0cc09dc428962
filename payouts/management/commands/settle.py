"""``manage.py settle 2026-10 --entity CODE --by PHONE``: prepare a month and compute it, watching it go."""

from __future__ import annotations

import subprocess
import sys
import time
from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from onboarding.queries.people import user_by_phone
from payouts.actions.runs import CHUNK_AGENTS, prepare_run
from payouts.actions.work_off import finish_when_done, work_off_all, work_off_two_handed
from payouts.jobs import nudge_run
from payouts.models import Run
from payouts.queries.runs import run_progress
from tasks.models import PayingEntity
from yunke import clock
from yunke.arguments import a_moment, a_month, whole
from yunke.chunks import LEASE
from yunke.ground.errors import Refused
from yunke.ground.money import yuan
from yunke.refusals import wordings

LOOK_EVERY = 0.2  # seconds
MOST_AGENTS, MOST_WORKERS = 100_000, 64


class Command(BaseCommand):
    help = "Settle a month of a paying entity: close it, lay it out, compute it. Approving stays with people."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("month", type=a_month, help="YYYY-MM")
        parser.add_argument("--by", required=True, metavar="PHONE", help="the preparer's sign-in")
        parser.add_argument("--entity", metavar="CODE", help="needed where there are several")
        parser.add_argument("--now", type=a_moment, help="ISO 8601 with an offset")
        parser.add_argument("--chunk", type=whole(1, MOST_AGENTS), default=CHUNK_AGENTS, metavar="AGENTS")
        where = parser.add_mutually_exclusive_group()
        where.add_argument(
            "--workers",
            type=whole(0, MOST_WORKERS),
            default=0,
            metavar="N",
            help="with N processes of its own",
        )
        where.add_argument("--here", action="store_true", help="in this process alone, waking no worker")

    def handle(self, **options: Any) -> None:
        now = options["now"] or clock.now()
        run = self._prepare(options, now)
        if options["workers"]:
            self._with_processes(run, options)
        else:
            if not options["here"]:
                nudge_run()
            self._here(run, options["now"])
        finish_when_done(run.public_id, now=options["now"] or clock.now())
        run.refresh_from_db()
        self._tell(run)

    def _prepare(self, options: dict[str, Any], now: datetime) -> Run:
        person = user_by_phone(options["by"])
        if person is None:
            raise CommandError(f"nobody signs in with {options['by']}")
        try:
            return prepare_run(
                _entity(options["entity"]),
                options["month"],
                by=person,
                now=now,
                chunk_agents=options["chunk"],
            )
        except Refused as refused:
            raise CommandError("\n".join(one.text for one in wordings(refused.reasons))) from refused

    def _here(self, run: Run, now: datetime | None) -> None:
        """``now`` is what is written; leases run by the clock that a dead worker's also ran by."""
        with _bar() as bar:
            seen = bar.add_task(run.number, total=None)
            work_off_two_handed(run, clock=clock.now, now=now, after=lambda: _show(bar, seen, run))
            while (figures := _show(bar, seen, run))["done"] + figures["parked"] < figures["chunks"]:
                time.sleep(LOOK_EVERY)  # the rest is in other workers' hands, or waits for a lease to run out
                work_off_all(run, clock=clock.now, now=now)

    def _with_processes(self, run: Run, options: dict[str, Any]) -> None:
        same = [
            sys.executable,
            str(settings.BASE_DIR / "manage.py"),
            "settle",
            f"{run.month:%Y-%m}",
            "--here",
            "--by",
            options["by"],
            "--entity",
            run.entity.code,
        ]
        same += ["--now", options["now"].isoformat()] if options["now"] else []
        helpers = [subprocess.Popen(same, stdout=subprocess.DEVNULL) for _ in range(options["workers"])]
        with _bar() as bar:
            seen = bar.add_task(run.number, total=None)
            while any(helper.poll() is None for helper in helpers):
                _show(bar, seen, run)
                time.sleep(LOOK_EVERY)
            _show(bar, seen, run)

    def _tell(self, run: Run) -> None:
        if run.state == "computing":
            raise CommandError(f"{run.number}: {_unfinished(run_progress(run))}")
        self.stdout.write(
            f"{run.number} {run.state}: {run.statement_count} statements, income {yuan(run.income_fen)}, "
            f"tax {yuan(run.tax_fen)}, net {yuan(run.net_fen)}, unpriced {run.unpriced_count}, "
            f"pays on {run.pays_on}\n{run.hash}"
        )


def _entity(code: str | None) -> PayingEntity:
    found = list(PayingEntity.objects.filter(**({"code": code} if code else {}))[:2])
    if len(found) != 1:
        raise CommandError(
            "there is no such paying entity" if code or not found else "name one with --entity CODE"
        )
    return found[0]


def _unfinished(figures: dict[str, int]) -> str:
    """Why it is not computed, and what helps."""
    chunks, parked = figures["chunks"], figures["parked"]
    said = []
    if parked:
        said.append(
            f"{parked} of {chunks} chunks are parked; the month's page says why and takes them up again, "
            "once that is mended"
        )
    if left := chunks - figures["done"] - parked:
        said.append(
            f"{left} of {chunks} chunks are left, and the processes that computed them are gone; run the same "
            f"command again: what they had in hand is taken up within {LEASE.seconds // 60} minutes"
        )
    return "\n".join(said)


def _bar() -> Progress:
    return Progress(TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())


def _show(bar: Progress, seen: Any, run: Run) -> dict[str, int]:
    figures = run_progress(run)
    bar.update(seen, completed=figures["rows_done"], total=figures["rows"] or None)
    return figures
