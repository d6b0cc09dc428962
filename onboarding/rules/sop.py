"""How long a passed step counts, and what a new version of a line's SOP has to keep."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from onboarding.reasons.sop import (
    SOP_BACKDATED,
    SOP_NEEDS_REAL_NAME,
    SOP_NEEDS_WHY,
    SOP_NUMBER_MISSING,
    SOP_NUMBER_WRONG,
    SOP_STEP_UNKNOWN,
    SOP_THRESHOLD_UNKNOWN,
    SOP_YES_OR_NO,
)
from yunke.ground.errors import Reason
from yunke.registry import StepKind, Threshold

LEAST_WHY = 4  # letters
QUOTED = 40  # letters of a wrong value that are said back


def last_day(passed_on: date, valid_days: int | None) -> date | None:
    """The last day a step passed on that day counts; nothing where it counts for good."""
    return passed_on + timedelta(days=valid_days) if valid_days else None


def reasons_not_to_propose(
    kinds: Sequence[str], *, effective_on: date, today: date, why: str
) -> Iterator[Reason]:
    """A version looks ahead, says why, and asks the real name before tasks are claimed."""
    if effective_on < today:
        yield SOP_BACKDATED(today_on=today.isoformat())
    if len(why.strip()) < LEAST_WHY:
        yield SOP_NEEDS_WHY(least=LEAST_WHY)
    claim = kinds.index("claim") if "claim" in kinds else len(kinds)
    if "real_name" not in kinds[:claim]:
        yield SOP_NEEDS_REAL_NAME()


def reasons_against_steps(
    steps: Iterable[tuple[str, Mapping[str, Any]]], kinds: Mapping[str, StepKind]
) -> Iterator[Reason]:
    """Steps with their numbers, as the registered kinds declare them: what nobody looks at is not asked for."""
    for code, numbers in steps:
        if kind := kinds.get(code):
            yield from _against_numbers(kind, numbers)
        else:
            yield SOP_STEP_UNKNOWN(step=code, known=", ".join(kinds))


def reasons_of_kinds(
    line: Any, steps: Iterable[tuple[str, Mapping[str, Any]]], kinds: Mapping[str, StepKind]
) -> Iterator[Reason]:
    """What the rooms that look at the steps say of these numbers for this line, what is left out being the default."""
    for code, numbers in steps:
        kind = kinds.get(code)
        if kind and kind.against:
            yield from kind.against(line, {one.code: one.default for one in kind.thresholds} | dict(numbers))


def _against_numbers(kind: StepKind, numbers: Mapping[str, Any]) -> Iterator[Reason]:
    declared = {one.code: one for one in kind.thresholds}
    for code, value in numbers.items():
        facts = {"step": kind.code, "threshold": f"{kind.code}.{code}"}
        if one := declared.get(code):
            yield from _against_value(one, value, facts)
        else:
            yield SOP_THRESHOLD_UNKNOWN(**facts, known=", ".join(declared) or "—")


def _against_value(one: Threshold, value: Any, facts: dict[str, Any]) -> Iterator[Reason]:
    bounds = {"least": one.least, "most": one.most}
    if value is None:
        if one.needed:
            yield SOP_NUMBER_MISSING(**facts, **bounds)
    elif one.sort == "bool":
        if not isinstance(value, bool):
            yield SOP_YES_OR_NO(**facts, value=str(value)[:QUOTED])
    elif not _is_within(one, value):
        yield SOP_NUMBER_WRONG(**facts, **bounds, value=str(value)[:QUOTED], sort=one.sort)


def _is_within(one: Threshold, value: Any) -> bool:
    """A whole number stays one; a fraction may come as text, as it is kept."""
    sorts = (int, float, str) if one.sort == "decimal" else (int,)
    if isinstance(value, bool) or not isinstance(value, sorts):
        return False
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return False
    return number.is_finite() and one.least <= number <= one.most


def as_kept(kind: StepKind, numbers: Mapping[str, Any]) -> dict[str, Any]:
    """Fractions as text, whichever way they came."""
    fractions = {one.code for one in kind.thresholds if one.sort == "decimal"}
    return {
        code: str(value) if code in fractions and value is not None else value
        for code, value in numbers.items()
    }
