"""Disputes as their readers find them, and the line one is about."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db.models import Max, Prefetch, Q, QuerySet

from onboarding.models import Agent
from payouts.models import Dispute, DisputeNote, Line, Run
from payouts.queries.book import price_book
from payouts.queries.held import HOLDABLE
from payouts.queries.lines.decided import raises
from payouts.queries.lines.ranks import mentor_fix_fen
from payouts.queries.opened import OpenedLine
from payouts.states import LOCKED_RUNS
from tasks.models import Correction, Segment
from yunke.ground.months import next_month


def line_key(line: Line | OpenedLine) -> str:
    """The natural key of a line by the columns that find its facts."""
    keys: list[Any] = [line.kind, line.percent]
    for name in ("task", "terms", "result_kind", "decision", "correction"):
        of: Any = getattr(line, f"{name}_id", None) if isinstance(line, Line) else getattr(line, name)
        keys.append(of.pk if hasattr(of, "pk") else of or "")
    return "|".join(str(key) for key in keys)


def line_of(dispute: Dispute) -> Line | None:
    """As it stands now; ``None`` once it moved away."""
    lines = Line.objects.filter(statement__run=dispute.run_id, statement__agent=dispute.agent_id)
    return next(
        (line for line in lines.filter(kind=dispute.what) if line_key(line) == dispute.line_key), None
    )


def worked_on(dispute: Dispute, line: Line | None) -> date:
    """The day that the disputed line speaks of: its decision's, else the last worked in the task that month."""
    if line and line.decision:
        return line.decision.occurred_on
    first = dispute.run.month
    worked = Segment.objects.filter(
        agent=dispute.agent, task=dispute.task, local_on__gte=first, local_on__lt=next_month(first)
    ).aggregate(last=Max("local_on"))
    return worked["last"] or next_month(first) - timedelta(days=1)


def correction_for(dispute: Dispute) -> Correction | None:
    """The last one proposed since it was raised, and not refused, by which its line's facts pay the agent more."""
    of_line = _facts_of_line(dispute)
    if of_line is None:
        return None
    since = Correction.objects.filter(
        of_line, task=dispute.task, proposed_at__gte=dispute.raised_at, state__in=("proposed", "approved")
    ).select_related("segment", "result")
    book = price_book(dispute.run.entity_id, tasks=[dispute.task_id] if dispute.task_id else [])

    def pays_more(one: Correction) -> bool:
        return mentor_fix_fen(one, book) > 0 if dispute.what == "mentor" else raises(one, book)

    return next(filter(pays_more, since.order_by("-pk")), None)


def _facts_of_line(dispute: Dispute) -> Q | None:
    """Whose correction mends such a line, wherever the line moved; ``None`` where no fact is behind it."""
    kind_id, _decision, corrected = dispute.line_key.split("|")[4:]
    mine, month = Q(agent=dispute.agent_id), dispute.run.month
    in_hours, in_results = Q(segment__settle_month__gte=month), Q(result__settle_month__gte=month)
    match dispute.what:
        case "hours" | "rank":
            return mine & in_hours
        case "mentor":
            return Q(segment__mentor=dispute.agent_id) & in_hours
        case "pieces" | "share" | "tiers" | "returned":
            return mine & in_results & Q(result__kind=kind_id)
        case "guarantee" | "full_attendance" | "task_bonus" | "released":
            return mine & (in_hours | in_results)
        case "correction":
            return mine & (Q(segment__corrections=corrected) | Q(result__corrections=corrected))
    return None


def disputes() -> QuerySet[Dispute]:
    notes = DisputeNote.objects.select_related("by")
    return Dispute.objects.select_related(
        "run__entity", "agent__user", "task", "hold", "answered_by", "decision", "correction"
    ).prefetch_related(Prefetch("notes", notes))


def open_disputes() -> QuerySet[Dispute]:
    return disputes().filter(state="open").order_by("answer_by", "pk")


def ended_disputes() -> QuerySet[Dispute]:
    return disputes().exclude(state="open").order_by("-answered_at", "-pk")


def disputes_of(agent: Agent, run: Run | None = None) -> QuerySet[Dispute]:
    mine = disputes().filter(agent=agent)
    return (mine.filter(run=run) if run else mine).order_by("-pk")


def undecided_in(run: Run) -> QuerySet[Dispute]:
    """Raised in time, and neither answered nor moved to the next run; what cannot move keeps nobody waiting."""
    return Dispute.objects.filter(run=run, state="open", in_time=True, hold=None, what__in=HOLDABLE)


def due_disputes(today: date) -> QuerySet[Dispute]:
    return Dispute.objects.filter(state="open", answer_by__lte=today)


def to_be_moved(today: date) -> QuerySet[Dispute]:
    """Their day to be decided is over, their run is not approved."""
    waiting = Q(in_time=True, hold=None, answer_by__lt=today, what__in=HOLDABLE)
    return (
        Dispute.objects.filter(waiting, state="open", run__state__in=("computed", "returned"))
        .exclude(run__state__in=LOCKED_RUNS)
        .select_related("run__entity", "agent__user")
        .order_by("pk")
    )
