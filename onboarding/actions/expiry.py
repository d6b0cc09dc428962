"""Who has to prove something again soon is told in time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse

from onboarding.models import Line
from onboarding.queries.expiry import choosers, last_days
from onboarding.reasons.checks import CHECK_ENDING
from onboarding.rules.expiry import warning
from yunke.ground.calendar import local_on
from yunke.notices import APP, SMS, Told, tell_all

AT_ONCE = 2_000


def announce_ends(*, now: datetime) -> int:
    """Tell everybody whose check ends within 14 days, and again within 3; each once. How many were told."""
    return sum(
        tell_all(_endings(line, people, now), CHECK_ENDING, now=now, channels=(APP, SMS))
        for line in Line.objects.filter(is_open=True)
        for people in choosers(line, AT_ONCE)
    )


def _endings(line: Line, people: dict[int, str], now: datetime) -> Iterator[Told]:
    """A check that several lines ask for ends once: its news is kept by the check and its day."""
    for agent, ends in last_days(people, line, now).items():
        for step, last in ends.items():
            if days := warning((last - local_on(now)).days):
                yield Told(
                    people[agent],
                    f"check:{people[agent]}:{step}:{last:%Y%m%d}:{days}",
                    reverse("onboarding:step", args=[line.code, step]),
                    {"step": step, "until_on": last.isoformat()},
                )
