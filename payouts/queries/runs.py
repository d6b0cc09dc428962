"""Where a month's settlement stands."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet, Sum
from django.urls import reverse

from onboarding.models import Agent
from payouts.models import Run
from payouts.queries.cut_overs import cut_over_wanted
from payouts.queries.paydays import payment_day_of
from payouts.reasons import CUT_OVER_MISSING
from payouts.rules.digest import run_digest
from payouts.rules.settling import reasons_not_to_settle
from payouts.states import LOCKED_RUNS
from tasks.models import PayingEntity, PayMonth
from tasks.queries.attendance import unfinished_shifts
from tasks.queries.settlement import unconfirmed_years
from yunke.chunks import progress
from yunke.ground.calendar import local_on
from yunke.ground.errors import Reason
from yunke.ground.months import month_text, next_month
from yunke.models import Chunk

KIND = "settle"  # of a run's chunks
SUMMED = ("income_fen", "tax_fen", "penalty_fen", "advance_fen", "debt_fen", "carried_fen", "net_fen")


def reasons_against(entity: PayingEntity, month: date, *, now: datetime) -> list[Reason]:
    """Everything that stands between this month and its settlement."""
    settled = Run.objects.filter(entity=entity, state__in=LOCKED_RUNS).values("month")
    earlier = PayMonth.objects.filter(entity=entity, month__lt=month).exclude(month__in=settled)
    return list(
        reasons_not_to_settle(
            month=month,
            today=local_on(now),
            tax_method=entity.tax_method,
            gap_rule=entity.gap_rule,
            penalties_lower_income=entity.penalties_lower_income,
            unconfirmed_years=unconfirmed_years(entity.pk, month, next_month(month).year),
            unfinished_shifts=unfinished_shifts(entity.pk, month, now=now),
            cut_over_missing=cut_over_missing(entity, month, now=now),
            unsettled_months=list(earlier.order_by("month").values_list("month", flat=True)),
        )
    )


def cut_over_missing(entity: PayingEntity, month: date, *, now: datetime) -> Reason | None:
    """The cumulative method needs the year from its beginning; other methods do not look back so far."""
    today = local_on(now)
    pays_on = payment_day_of(month, today)
    if entity.tax_method == "cumulative" and cut_over_wanted(entity, pays_on, today):
        return CUT_OVER_MISSING(entity=entity.name, year=pays_on.year)
    return None


def approved_in_year(entity: PayingEntity, year: int) -> QuerySet[Run]:
    """Its approved months that are paid in the year."""
    return Run.objects.filter(entity=entity, state__in=LOCKED_RUNS, pays_on__year=year)


def run_progress(run: Run) -> dict[str, int]:
    """Chunks and agents, in all and done, and how many chunks are parked."""
    return progress(run.public_id, KIND)


def is_computed(run: Run) -> bool:
    """Whether every chunk is done (a month without agents has none)."""
    return not Chunk.objects.filter(batch=run.public_id, kind=KIND).exclude(state="done").exists()


def totals(run: Run) -> dict[str, int]:
    """Statements, sums and unpriced results, by columns of the run."""
    sums = run.statements.aggregate(**{name: Sum(name) for name in SUMMED})
    told = Chunk.objects.filter(batch=run.public_id, kind=KIND).values_list("args", flat=True)
    return {
        "statement_count": run.statements.count(),
        "unpriced_count": sum(args.get("unpriced", 0) for args in told),
        **{name: value or 0 for name, value in sums.items()},
    }


def run_hash(run: Run) -> str:
    """SHA-256 over the statements in the order of agent numbers (compared here, not by a collation)."""
    leaves = sorted(run.statements.values_list("agent_number", "digest"))
    return run_digest(run.entity.code, month_text(run.month), (bytes.fromhex(digest) for _, digest in leaves))


def pieces(size: int) -> list[tuple[dict[str, int], int]]:
    """All agents in ranges of ``size``, without gaps: ``({"first", "last"}, agents)``."""
    keys = list(Agent.objects.order_by("pk").values_list("pk", flat=True))
    starts = keys[::size]
    ends = [start - 1 for start in starts[1:]] + keys[-1:]
    counts = [min(size, len(keys) - number * size) for number in range(len(starts))]
    return [
        ({"first": first, "last": last}, count)
        for first, last, count in zip(starts, ends, counts, strict=True)
    ]


def page_of(run: Run) -> str:
    """The address of its month: where news of it lead."""
    return reverse("payouts:month", args=[run.entity.code, month_text(run.month)])


def halves(first: int, last: int) -> list[tuple[dict[str, Any], int]]:
    """The agents of a piece in two, without a gap."""
    keys = list(Agent.objects.filter(pk__gte=first, pk__lte=last).order_by("pk").values_list("pk", flat=True))
    middle = len(keys) // 2
    if not middle:
        return []
    return [
        ({"first": first, "last": keys[middle] - 1, "halves": True}, middle),
        ({"first": keys[middle], "last": last, "halves": True}, len(keys) - middle),
    ]
