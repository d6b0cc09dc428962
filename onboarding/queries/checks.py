"""What the checks of a computer, a room and a keyboard share: the numbers that count, and where an agent stands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any, TypeVar

from onboarding.models import Agent
from onboarding.queries.sop import chosen_lines, sops_of
from yunke.ground.calendar import local_on

Check = TypeVar("Check")


def numbers_of(
    agent: Agent, kind: str, defaults: Mapping[str, Any], now: datetime
) -> tuple[str, dict[str, Any]]:
    """``line.version`` and the numbers of a kind of step, by the first of the agent's lines that asks for it."""
    lines = chosen_lines(agent)
    sops = sops_of(lines, now)
    for line in lines:
        sop = sops.get(line.pk)
        for step in sop.steps.all() if sop else ():
            if sop and step.kind == kind:
                return f"{line.code}.{sop.version}", dict(defaults) | step.thresholds
    return "", dict(defaults)


def last_day(decided_at: datetime, valid_days: int | None) -> date | None:
    """The last day a passed check counts; nothing where it counts for good."""
    return local_on(decided_at) + timedelta(days=valid_days) if valid_days is not None else None


def standing(rows: Iterable[Check], valid_days: int | None, now: datetime) -> Check | None:
    """Of checks, the latest first: one that has passed and still counts, else the latest."""
    found = list(rows)
    for row in found:
        until = last_day(row.decided_at, valid_days) if row.state == "passed" else None  # type: ignore[attr-defined]
        if row.state == "passed" and (until is None or local_on(now) <= until):  # type: ignore[attr-defined]
            return row
    return found[0] if found else None
