"""What the work's side of the room hands the ground floor."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext

from onboarding.models import Agent, Line
from training.queries.ranks import open_case_count
from yunke.ground.errors import gettext_noop as _
from yunke.ground.roles import AUDITOR, OPERATIONS, QUALITY
from yunke.registry import Panel, Queue, Step, registry

DESK = frozenset({OPERATIONS, AUDITOR})


def register() -> None:
    """Called once, when the room is ready."""
    registry.panel(Panel("next_shift", 20, "tasks/_work_panel.html", next_shift))
    registry.line_at_hand = line_of_work
    queue = (
        ("shifts", _("班次"), 20, "tasks:desk_shifts", DESK, None),
        ("attendance", _("出勤"), 30, "tasks:desk_attendance", DESK, no_clock_out),
        ("hours", _("核工时"), 40, "tasks:desk_hours", DESK, hours_drafted),
        ("imports", _("导入结果"), 50, "tasks:desk_imports", DESK, rows_parked),
        ("decisions", _("奖惩"), 60, "tasks:desk_decisions", DESK | {QUALITY}, decisions_ripe),
        ("career", _("晋升和退级"), 75, "tasks:desk_career", DESK, open_case_count),
        ("corrections", _("更正"), 70, "tasks:desk_corrections", DESK, corrections_proposed),
    )
    for code, name, order, url_name, roles, count in queue:
        registry.queue(Queue(code, name, "operations", order, url_name, frozenset(roles), count))
    registry.exporter("work", my_work)
    registry.exporter("shifts", my_shifts)
    registry.exporter("results", my_results)
    registry.exporter("decisions", my_decisions)


def line_of_work(agent: Agent, now: datetime) -> Line | None:
    from tasks.queries.work import line_at_hand

    return line_at_hand(agent, now)


def next_shift(agent: Agent, now: datetime) -> dict[str, Any] | None:
    """The shift I am on or the next one; nobody without a task sees it."""
    from tasks.queries.work import at_work, claims_of

    found = at_work(agent, now=now)
    on_duty = found["seat"] is not None or claims_of(agent).filter(state="on_duty").exists()
    if not on_duty:
        return None
    asked = shift_call(found)
    if found["stage"] == "free":
        return found | {"call": penalty_call(agent), "offer": asked}
    return found | {"call": asked or penalty_call(agent)}


def penalty_call(agent: Agent) -> Step | None:
    """A penalty waits for the agent's word, and only for a few days."""
    from tasks.queries.decisions import decisions_about

    if not decisions_about(agent).filter(state="proposed", kind="penalty", appealed_at=None).exists():
        return None
    return Step(
        "attention", gettext("有处罚等你答复"), reverse("tasks:my_decisions"), gettext("看依据，答复")
    )


def shift_call(found: dict[str, Any]) -> Step | None:
    """What the clock asks of the agent now: it leads the home page once the path is walked."""
    words = {
        "open": ("now", _("可以签到了"), _("去签到")),
        "working": ("done", _("你在岗上"), _("看这一班")),
        "overdue": ("attention", _("上一班忘了签退"), _("去看怎么补")),
        "free": ("now", _("约一个班"), _("看能约的班")),
    }
    if found["stage"] not in words:
        return None
    state, note, action = words[found["stage"]]
    door = "tasks:shifts" if found["stage"] == "free" else "tasks:work"
    return Step(state, gettext(note), reverse(door), gettext(action))


def no_clock_out(now: datetime) -> int:
    from tasks.queries.hours import without_clock_out

    return without_clock_out(now=now).count()


def hours_drafted(now: datetime) -> int:
    from tasks.models import Segment

    return Segment.objects.filter(state="drafted").count()


def rows_parked(now: datetime) -> int:
    from tasks.models import ImportRow

    return ImportRow.objects.filter(state="parked").count()


def decisions_ripe(now: datetime) -> int:
    from tasks.queries.decisions import decisions_waiting

    return decisions_waiting(now=now).count()


def corrections_proposed(now: datetime) -> int:
    from tasks.models import Correction

    return Correction.objects.filter(state="proposed").count()


def my_work(agent: Any) -> Iterator[dict[str, Any]]:
    """An agent's own hours, for the export of their data."""
    from tasks.models import Segment

    rows = Segment.objects.filter(agent=agent).select_related("task").order_by("started_at")
    for one in rows.iterator(chunk_size=1_000):
        yield {
            "task": one.task.name,
            "day": one.local_on.isoformat(),
            "started_at": one.started_at.isoformat(),
            "ended_at": one.ended_at.isoformat(),
            "paid_minutes": one.paid_minutes,
            "state": one.state,
        }


def my_shifts(agent: Any) -> Iterator[dict[str, Any]]:
    """Every seat the agent took, with the clock's times."""
    for one in agent.bookings.select_related("shift__task").order_by("starts_at").iterator(chunk_size=1_000):
        yield {
            "task": one.shift.task.name,
            "starts_at": one.starts_at.isoformat(),
            "state": one.state,
            "clocked_in_at": one.clocked_in_at and one.clocked_in_at.isoformat(),
            "clocked_out_at": one.clocked_out_at and one.clocked_out_at.isoformat(),
        }


def my_results(agent: Any) -> Iterator[dict[str, Any]]:
    """What was counted for the agent."""
    rows = agent.results.select_related("task", "kind").order_by("occurred_at", "pk")
    for one in rows.iterator(chunk_size=1_000):
        yield {
            "task": one.task.name,
            "kind": one.kind.code,
            "occurred_at": one.occurred_at.isoformat(),
            "quantity": one.quantity,
            "amount_fen": one.amount_fen,
            "state": one.state,
        }


def my_decisions(agent: Any) -> Iterator[dict[str, Any]]:
    """Rewards and penalties with what was said on both sides; corrections of paid facts."""
    for one in agent.decisions.select_related("task").order_by("proposed_at"):
        yield {
            "task": one.task.name,
            "kind": one.kind,
            "amount_fen": one.amount_fen,
            "state": one.state,
            "occurred_on": one.occurred_on.isoformat(),
            "evidence": one.evidence,
            "answer": one.appeal,
        }
    for one in agent.corrections.select_related("task").order_by("proposed_at"):
        yield {"task": one.task.name, "kind": "correction", "why": one.why, "state": one.state}
