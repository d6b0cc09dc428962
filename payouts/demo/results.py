"""What the diallers exported: files drawn by a fixed seed, imported as operations imports them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from onboarding.models import User
from payouts.demo.days import Story, at
from tasks.actions.imports import approve_results, check_file, import_results, save_mapping
from tasks.models import ResultImport, Segment, Task
from yunke.ground.calendar import PAY_ZONE
from yunke.ground.months import month_text, next_month

HEADER = ("通话编号", "工号", "开始时间", "通话秒数", "结果", "成交额")
COLUMNS = {"call_id": "通话编号", "agent": "工号", "at": "开始时间", "delimiter": ","}
KINDS: dict[str, dict[str, Any]] = {
    "on_lead_task": {
        "kinds": [{"kind": "interested_lead", "column": "结果", "operator": "=", "value": "有意向"}]
    },
    "on_sales_task": {
        "kinds": [{"kind": "connected", "column": "通话秒数", "operator": ">=", "value": "30"}],
        "amount": {"kind": "sale", "column": "成交额"},
    },
}
CALLS_A_SHIFT = 12
STRANGERS = 3  # calls of a number nobody has: they are parked
SALES_FEN = (398_000, 698_000, 1_298_000)
Row = tuple[str, ...]


def bring_in(tasks: dict[str, Task], month: date, by: User, second: User, story: Story) -> None:
    """A month's results of both calling tasks; the running month's last file waits for approval."""
    now = story.by_now(at(next_month(month), "07:30")) if month != story.running else story.ago(hours=2)
    for stage, kinds in KINDS.items():
        task = tasks[stage]
        rows = calls(task, month, Random(f"{stage} {month}"))
        if not rows:
            continue
        if (month == story.counted and stage == "on_lead_task") or month == story.running:
            rows += strangers(task, rows[-1][2], month)
        done = _import(task, {**COLUMNS, **kinds}, f"{month_text(month)} {task.name}.csv", rows, by, now)
        if month != story.running or stage != "on_sales_task":
            approve_results(done, by=second, now=story.by_now(now + timedelta(minutes=20)))


def calls(task: Task, month: date, dice: Random) -> list[Row]:
    """Calls made during the hours worked in a month."""
    worked = Segment.objects.filter(task=task, local_on__gte=month, local_on__lt=next_month(month))
    rows = []
    for one in worked.select_related("agent").order_by("started_at", "agent__number"):
        span = int((one.ended_at - one.started_at).total_seconds())
        for place in range(CALLS_A_SHIFT):
            began_at = one.started_at + timedelta(seconds=span * place // CALLS_A_SHIFT + dice.randrange(120))
            rows.append(
                _row(
                    f"D{one.local_on:%y%m%d}-{task.number}-{one.agent.number}-{place:02d}",
                    one.agent.number,
                    began_at,
                    dice,
                )
            )
    return rows


def strangers(task: Task, when: str, month: date) -> list[Row]:
    return [
        (f"D{month:%y%m}-{task.number}-X{place}", f"A99999{place:02d}", when, "64", "有意向", "199.00")
        for place in range(STRANGERS)
    ]


def _row(call_id: str, number: str, at: datetime, dice: Random) -> Row:
    seconds = dice.choice((0, 0, 12, 25, 48, 95, 160, 240))
    said = "有意向" if seconds > 90 and dice.random() < 0.4 else "接通" if seconds >= 30 else "未接通"
    sold = f"{dice.choice(SALES_FEN) / 100:.2f}" if seconds > 150 and dice.random() < 0.6 else ""
    return call_id, number, at.astimezone(PAY_ZONE).strftime("%Y-%m-%d %H:%M:%S"), str(seconds), said, sold


def _import(
    task: Task, columns: dict[str, Any], name: str, rows: Iterable[Row], by: User, now: datetime
) -> ResultImport:
    mapping = save_mapping(task, "演示外呼系统", columns, by=by, now=now)
    return import_results(check_file(task, mapping, name, file_of(rows), by=by, now=now), by=by, now=now)


def file_of(rows: Iterable[Row]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(HEADER)
    writer.writerows(rows)
    return out.getvalue().encode("utf-8-sig")
