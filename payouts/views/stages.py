"""How far a month is: seven stages, the live one named; and the bar while it is being computed."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext, ngettext

from onboarding.models import Agent
from payouts.models import Run
from payouts.queries.progress import progress_figures
from payouts.queries.runs import KIND
from tasks.models import PayMonth
from yunke.ground.money import yuan
from yunke.ground.months import next_month
from yunke.models import Chunk
from yunke.refusals import stored_wordings
from yunke.templatetags.time_words import day
from yunke.templatetags.yunke_ui import count

PLACE = {"computing": 2, "returned": 3, "computed": 3, "approved": 5, "released": 6, "paid": 7}
RELEASING, LAST = 5, 6
LOOK = {
    "computing": "now",
    "returned": "attention",
    "computed": "waiting",
    "approved": "waiting",
    "released": "now",
}


def stages_of(
    month: PayMonth, run: Run | None, *, today: date, waiting: int = 0, owed: tuple[int, int] = (0, 0)
) -> list[dict[str, str]]:
    """``waiting`` facts of an unsettled month are still to be reviewed; it collects until its last day is over.

    ``owed`` payments (and fen) failed, came back or were called off: money came short, whatever the run's state.
    """
    over = today >= next_month(month.month)
    place = PLACE[run.state] if run else int(over)
    names = (
        gettext("归集"),
        gettext("复核"),
        gettext("计算"),
        gettext("检查"),
        gettext("审批"),
        gettext("发放"),
        gettext("到账"),
    )
    notes = _notes(month, run, waiting)
    if run and not run.released_at and today > run.pays_on:
        notes[RELEASING] = gettext("应在 %(on)s发放，晚了 %(days)s 天") % {
            "on": day(run.pays_on),
            "days": (today - run.pays_on).days,
        }
    if owed[0]:
        place = min(place, LAST)
        notes[LAST] = gettext("还欠 %(count)s 笔，%(sum)s 元") % {
            "count": count(owed[0]),
            "sum": yuan(owed[1]),
        }
    told = [
        {"name": name, "note": note, "state": _look(number, place, run, owing=bool(owed[0]))}
        for number, (name, note) in enumerate(zip(names, notes, strict=True))
    ]
    if owed[0] and run:
        told[LAST]["url"] = f"{reverse('payouts:failed')}?run={run.number}"
    return told


def _look(number: int, place: int, run: Run | None, *, owing: bool) -> str:
    if number < place:
        return "done"
    if number > place:
        return "later"
    if owing and number == LAST:
        return "attention"
    return LOOK[run.state] if run else "now"


def _notes(month: PayMonth, run: Run | None, waiting: int) -> list[str]:
    closed = day(month.closed_at) if month.closed_at else gettext("还开着")
    if run is None:
        left = gettext("还有 %(count)s 条等核") % {"count": count(waiting)} if waiting else ""
        return [closed, left, "", "", "", "", ""]
    counted = gettext("%(count)s 份") % {"count": count(run.statement_count)} if run.computed_at else ""
    return [
        closed,
        "",
        counted,
        gettext("已退回") if run.state == "returned" else "",
        f"{run.approved_by} {day(run.approved_at)}" if run.approved_at else "",
        f"{run.released_by} {day(run.released_at)}" if run.released_at else day(run.pays_on),
        day(run.paid_at) if run.paid_at else "",
    ]


def progress_of(run: Run, now: datetime) -> dict[str, Any]:
    """What ``parts/progress.html`` shows."""
    told = progress_figures(run, now)
    label = gettext("算完了") if told["finished"] else gettext("正在逐人计算")
    made = ngettext(
        "人看过，出了 %(count)s 份结算单；这个月没有活的人没有结算单",
        "人看过，出了 %(count)s 份结算单；这个月没有活的人没有结算单",
        told["statements"],
    )
    return told | {
        "label": label,
        "unit": made % {"count": count(told["statements"])},
        "state": "attention" if told["parked"] else "",
        "note": "",
    }


def parked_of(run: Run) -> list[dict[str, Any]]:
    """Chunks that failed five times: whose they are, why, and what to do. ``who``: the one agent of a chunk."""
    rows = list(Chunk.objects.filter(batch=run.public_id, kind=KIND, state="parked").order_by("number"))
    ends = {row.args[end] for row in rows for end in ("first", "last")}
    people = Agent.objects.filter(pk__in=ends).select_related("user").in_bulk()
    return [
        {
            "number": row.number,
            "rows": row.rows_total,
            "who": people.get(row.args["first"]) if row.rows_total == 1 else None,
            "first": people[row.args["first"]].number if row.args["first"] in people else "",
            "last": people[row.args["last"]].number if row.args["last"] in people else "",
            "why": stored_wordings([row.error]) if row.error else [],
        }
        for row in rows
    ]
