"""Which lines the answers at the door fit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from onboarding.models import Agent, DoorAnswers, Line
from onboarding.queries.needs import not_proposed
from onboarding.queries.sop import sops_of
from onboarding.rules.door import Answers, reasons_not_to_fit
from yunke.ground.errors import Reason


@dataclass(frozen=True, slots=True)
class Fit:
    line: Line
    reasons: tuple[Reason, ...]
    aside: tuple[Reason, ...] = ()  # why it is not proposed, though it may be chosen

    @property
    def fits(self) -> bool:
        return not self.reasons

    @property
    def proposed(self) -> bool:
        return self.fits and not self.aside


def fits(told: Answers, now: datetime, agent: Agent | None = None) -> list[Fit]:
    """Every open line, and what of the answers stands in its way; to an agent, what their needs put aside."""
    lines = list(Line.objects.filter(is_open=True))
    sops = sops_of(lines, now)
    asked: dict[int, dict[str, Any]] = {
        key: next((step.thresholds for step in sop.steps.all() if step.kind == "door"), {})
        for key, sop in sops.items()
    }
    aside = not_proposed(agent, sops) if agent else {}
    return [
        Fit(line, tuple(reasons_not_to_fit(asked.get(line.pk, {}), told)), tuple(aside.get(line.pk, ())))
        for line in lines
    ]


def answers_of(agent: Agent) -> Answers | None:
    row = DoorAnswers.objects.filter(agent=agent).first()
    return Answers(row.computer, row.telecom_cable, row.headset, row.weekly_hours) if row else None


def fits_no_line(agent: Agent, now: datetime) -> bool:
    """Whether the agent's own answers rule out every open line; who was never asked is not ruled out."""
    told = answers_of(agent)
    return told is not None and not any(one.fits for one in fits(told, now))
