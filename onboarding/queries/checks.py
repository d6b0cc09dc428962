"""What the checks of a computer, a room and a keyboard share: the numbers that count, and where an agent stands."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, TypeVar

from onboarding.models import Agent
from onboarding.queries.sop import chosen_lines, sops_of
from yunke.ground.calendar import local_on

Check = TypeVar("Check")
Numbers = tuple[str, dict[str, Any]]  # ``line.version``, and the numbers it gives a kind of step


def numbers_by_line(agent: Agent, kind: str, defaults: Mapping[str, Any], now: datetime) -> list[Numbers]:
    """Those of each of the agent's lines that asks for a kind of step; the house's own where none does."""
    lines = chosen_lines(agent)
    sops = sops_of(lines, now)
    found = [
        (f"{line.code}.{sop.version}", dict(defaults) | step.thresholds)
        for line in lines
        if (sop := sops.get(line.pk))
        for step in sop.steps.all()
        if step.kind == kind
    ]
    return found or [("", dict(defaults))]


def alike(found: Sequence[Numbers], strictest: Mapping[str, Callable[[Iterable[Any]], Any]]) -> list[Numbers]:
    """The same, where one measurement serves all lines: what cannot differ within it is the strictest of them.

    ``strictest``: a number's code -> what chooses among the lines' (``max`` seconds, ``min`` tries); a line that
    sets no limit has no say.
    """
    given = {code: [one[code] for _, one in found if one.get(code) is not None] for code in strictest}
    shared = {code: strictest[code](values) for code, values in given.items() if values}
    return [(version, numbers | shared) for version, numbers in found]


def first_met(found: Sequence[Numbers], meets: Callable[[dict[str, Any]], bool]) -> Numbers:
    """The numbers a new check is kept with: of the first line it will do for, else of the first line."""
    return next((one for one in found if meets(one[1])), found[0])


def last_day(decided_at: datetime, valid_days: int | None) -> date | None:
    """The last day a passed check counts; nothing where it counts for good."""
    return local_on(decided_at) + timedelta(days=valid_days) if valid_days is not None else None


def standing(
    rows: Iterable[Check], valid_days: int | None, now: datetime, meets: Callable[[Check], bool]
) -> Check | None:
    """Of checks, the latest first: one that ``meets`` what is asked and still counts, else the latest."""
    found = list(rows)
    for row in found:
        until = last_day(row.decided_at, valid_days) if meets(row) else None  # type: ignore[attr-defined]
        if meets(row) and (until is None or local_on(now) <= until):
            return row
    return found[0] if found else None
