"""Holds as they stand, and the facts a hold would take with it."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from onboarding.models import Agent
from payouts.models import Hold, Line, Run, Statement
from payouts.queries.advances import advances_in
from payouts.queries.book import price_book
from payouts.queries.kept_back import FOLLOWING
from tasks.models import AttendanceTally
from tasks.queries.settlement import approved_work

HOLDABLE = (  # lines that find their facts, and those that follow from facts of several
    *FOLLOWING,
    "hours",
    "pieces",
    "share",
    "tiers",
    "returned",
    "reward",
    "penalty",
    "correction",
    "advance",
)
Facts = dict[str, list[int]]


def facts_of_agent(run: Run, agent_id: int) -> Facts:
    """Everything the month would settle for one agent."""
    work = approved_work(run.entity_id, run.month, [agent_id])
    tallies = AttendanceTally.objects.filter(entity=run.entity_id, settle_month=run.month, agent=agent_id)
    return _keys(
        segment=work.segments,
        result=work.results,
        correction=work.corrections,
        decision=work.decisions,
        tally=tallies,
        advance=advances_in(run.entity_id, run.month, [agent_id]),
    )


def facts_of_line(line: Line, run: Run, agent_id: int) -> Facts:
    """The facts one line pays, found by its columns."""
    work = approved_work(run.entity_id, run.month, [agent_id])
    match line.kind:
        case "hours":
            tasks = {line.task_id} if line.task_id else None
            book = price_book(run.entity_id, tasks=tasks, calendar=run.calendar)
            rows = work.segments.filter(task=line.task_id, terms=line.terms_id)
            days = rows.values_list("pk", "local_on")
            return {
                "segment": [pk for pk, on in days if book.percent(line.terms_id or 0, on) == line.percent]
            }
        case "pieces" | "share" | "tiers" | "returned":
            return _keys(
                result=work.results.filter(task=line.task_id, terms=line.terms_id, kind=line.result_kind_id)
            )
        case "reward" | "penalty":
            return _keys(decision=work.decisions.filter(pk=line.decision_id or 0))
        case "correction":
            return _keys(correction=work.corrections.filter(pk=line.correction_id or 0))
        case "advance":
            return _keys(advance=advances_in(run.entity_id, run.month, [agent_id]))
    return {}


def with_statements(holds: QuerySet[Hold]) -> QuerySet[Hold]:
    """Each with ``slip``: the agent's statement of that run, or of the month in which what was held waits."""
    mine = Statement.objects.filter(agent=OuterRef("agent")).exclude(run__state="computing")
    there = mine.filter(run=OuterRef("run"))
    later = mine.filter(run__entity=OuterRef("entity"), run__month=OuterRef("month"))
    return holds.annotate(
        slip=Coalesce(Subquery(there.values("public_id")[:1]), Subquery(later.values("public_id")[:1]))
    )


def active_holds() -> QuerySet[Hold]:
    return Hold.objects.filter(state="active").select_related("agent__user", "entity", "run", "task", "item")


STOPS = Q(scope="payment")
WHAT = {"payments": STOPS, "later": ~STOPS}


def held_in(run: Run) -> dict[str, tuple[int, int]]:
    """(holds, fen) still active: ``payments`` that stop, and what was taken out of the run and is paid ``later``."""
    sums: dict[str, Any] = {which: Count("pk", filter=one) for which, one in WHAT.items()}
    sums |= {f"{which}_fen": Sum("amount_fen", filter=one) for which, one in WHAT.items()}
    told: dict[str, Any] = Hold.objects.filter(run=run, state="active").aggregate(**sums)
    return {which: (told[which], told[f"{which}_fen"] or 0) for which in WHAT}


def holds_on(agent: Agent) -> list[Hold]:
    """What the agent is told of: active, the latest first."""
    return list(
        agent.holds.filter(state="active").select_related("entity", "run", "task", "item").order_by("-pk")
    )


def _keys(**rows: QuerySet[Any]) -> Facts:
    found = {name: list(of.order_by("pk").values_list("pk", flat=True)) for name, of in rows.items()}
    return {name: keys for name, keys in found.items() if keys}
