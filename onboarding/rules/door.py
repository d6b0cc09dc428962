"""The one-minute check at the door: which lines somebody's answers fit, and what would change it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from onboarding.reasons import DOOR_CABLE, DOOR_COMPUTER, DOOR_HEADSET, DOOR_HOURS, DOOR_NO_HOURS
from yunke.ground.errors import Reason

HOURS = ("0", "5", "10", "20", "40")  # hours a week, the least of each answer


@dataclass(frozen=True, slots=True)
class Answers:
    """What somebody has at home, and the hours a week they have at least."""

    computer: bool
    telecom_cable: bool
    headset: bool
    weekly_hours: int


def reasons_not_to_fit(needs: Mapping[str, Any], told: Answers) -> Iterator[Reason]:
    """``needs`` are the thresholds of the line's ``door`` step; a need that is not set asks nothing."""
    if needs.get("computer") and not told.computer:
        yield DOOR_COMPUTER()
    if needs.get("telecom_cable") and not told.telecom_cable:
        yield DOOR_CABLE()
    if needs.get("headset") and not told.headset:
        yield DOOR_HEADSET()
    if told.weekly_hours <= 0:
        yield DOOR_NO_HOURS()
    elif told.weekly_hours < (needs.get("weekly_hours") or 0):
        yield DOOR_HOURS(least=needs["weekly_hours"])
