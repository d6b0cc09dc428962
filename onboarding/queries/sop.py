"""The SOP in force, and where an agent stands in it. Kinds of steps belong to the rooms that registered them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext

from onboarding.models import Agent, Line, LineChoice, Sop, SopStep
from onboarding.rules.needs import is_spoken
from yunke.ground.calendar import local_on
from yunke.ground.errors import gettext_noop as _
from yunke.registry import Path, Step, StepKind, StepSettings, registry

NAMES = {  # of kinds that no room has registered
    "equipment": _("设备检测"),
    "room": _("环境检测"),
    "typing": _("打字测试"),
    "gold": _("标注试题"),
    "interview": _("电话面试"),
}
CLAIM = "claim"  # steps after it never stand before claiming


@dataclass(frozen=True, slots=True)
class Standing:
    """One step of one line as an agent stands at it."""

    kind: StepKind
    required: bool
    step: Step

    @property
    def open(self) -> bool:
        return self.step.state != "done"


def sops_of(lines: Collection[Line | int], now: datetime) -> dict[int, Sop]:
    """Line's key -> the version that counts today, its steps fetched: two queries for any number of lines."""
    rows = (
        Sop.objects.filter(line__in=lines, state="in_force", effective_on__lte=local_on(now))
        .order_by("line_id", "effective_on", "version")
        .prefetch_related("steps")
    )
    return {row.line_id: row for row in rows}


def sop_of(line: Line, now: datetime) -> Sop | None:
    """The version of a line that counts today."""
    return sops_of([line], now).get(line.pk)


def step_names(sops: Mapping[int, Sop]) -> dict[int, list[str]]:
    """Line's key -> the names of its steps in order, for who wonders what it takes; of versions that were read."""
    return {
        key: [gettext(kind.name) for kind, _of in _listed(sop, gates=False) if kind.code != "door"]
        for key, sop in sops.items()
    }


def settings_of(line: Line, kind: str, now: datetime) -> StepSettings | None:
    """What the line's SOP says of a step today; nothing where it is not asked."""
    sop = sop_of(line, now)
    step = next((one for one in sop.steps.all() if one.kind == kind), None) if sop else None
    return _settings(registry.steps.get(kind), step) if step else None


def spoken_lines(sops: Mapping[int, Sop]) -> frozenset[int]:
    """Keys of those in which one speaks, by versions that were read."""
    return frozenset(
        key
        for key, sop in sops.items()
        if is_spoken({step.kind: step.thresholds for step in sop.steps.all()})
    )


def steps_that_end(line: Line, now: datetime) -> list[tuple[StepKind, StepSettings]]:
    """What the line's SOP of today requires before claiming and for how many days only, in order."""
    return [
        (kind, _settings(kind, row))
        for kind, row in _listed(sop_of(line, now), gates=True)
        if row and (row.required or kind.always) and row.valid_days and kind.passed
    ]


def chosen_lines(agent: Agent) -> list[Line]:
    """The open lines an agent has chosen, in the house's order."""
    chosen = LineChoice.objects.filter(agent=agent, dropped_at=None).values("line")
    return list(Line.objects.filter(pk__in=chosen, is_open=True))


def steps_of(
    agent: Agent,
    lines: Collection[Line],
    now: datetime,
    *,
    gates: bool = False,
    sops: Mapping[int, Sop] | None = None,
) -> dict[str, list[Standing]]:
    """Line code -> each step with where the agent stands; ``gates``: only what stands before claiming; ``sops``:
    the versions, where they were read."""
    sops, asked = sops_of(lines, now) if sops is None else sops, _Asked(agent, now)
    found: dict[str, list[Standing]] = defaultdict(list)
    for line in lines:
        for kind, row in _listed(sops.get(line.pk), gates):
            settings = _settings(kind, row)
            if step := asked.step(kind, line, settings):
                found[line.code].append(Standing(kind, settings.required or kind.always, step))
    return dict(found)


def open_steps(agent: Agent, line: Line, now: datetime) -> tuple[str, ...]:
    """Codes of the required steps that still stand between the agent and the line's tasks, in order."""
    return open_steps_by_line(agent, [line], now)[line.code]


def open_steps_by_line(agent: Agent, lines: Collection[Line], now: datetime) -> dict[str, tuple[str, ...]]:
    """The same of several lines at once; what is the same for all of them is asked once."""
    return open_steps_of_many([agent], lines, now)[agent.pk]


def open_steps_of_many(
    agents: Iterable[Agent], lines: Collection[Line], now: datetime
) -> dict[int, dict[str, tuple[str, ...]]]:
    """Agent's key -> line code -> the same; the lines' SOPs are read once for all of them."""
    sops = sops_of(lines, now)
    return {agent.pk: _open(steps_of(agent, lines, now, gates=True, sops=sops), lines) for agent in agents}


def _open(found: Mapping[str, list[Standing]], lines: Iterable[Line]) -> dict[str, tuple[str, ...]]:
    return {
        line.code: tuple(one.kind.code for one in found.get(line.code, ()) if one.required and one.open)
        for line in lines
    }


def paths(agent: Agent, now: datetime) -> list[Path]:
    """Each chosen line as a path, for the home; who has chosen none sees what every line asks."""
    lines = chosen_lines(agent)
    if not lines:
        return [_common_path(agent, now)]
    found = steps_of(agent, lines, now)
    return [
        Path(
            line.code,
            line.name,
            tuple((gettext(one.kind.name), one.step) for one in found.get(line.code, ())),
        )
        for line in lines
    ]


def _common_path(agent: Agent, now: datetime) -> Path:
    asked, anywhere = _Asked(agent, now), Line()
    steps = (
        (gettext(kind.name), asked.step(kind, anywhere, _settings(kind, row)))
        for kind, row in _listed(None, gates=False)
    )
    return Path("", gettext("每种业务都要"), tuple((name, step) for name, step in steps if step))


class _Asked:
    """Asks each kind once a line, and a shared kind once for all lines that say the same of it."""

    def __init__(self, agent: Agent, now: datetime) -> None:
        self.agent, self.now = agent, now
        self.shared: list[tuple[str, StepSettings, Step | None]] = []

    def step(self, kind: StepKind, line: Line, settings: StepSettings) -> Step | None:
        if not kind.shared:
            return kind.look(self.agent, line, self.now, settings)
        for code, asked, step in self.shared:
            if (code, asked) == (kind.code, settings):
                return step
        step = kind.look(self.agent, line, self.now, settings)
        self.shared.append((kind.code, settings, step))
        return step


def _listed(sop: Sop | None, gates: bool) -> Iterable[tuple[StepKind, SopStep | None]]:
    """The registered kinds of a version in its order; those that always stand come first where it lacks them."""
    rows = list(sop.steps.all()) if sop else []
    claim = next((row.order for row in rows if row.kind == CLAIM), None)
    listed = {row.kind for row in rows}
    for kind in registry.steps.values():
        if kind.always and kind.code not in listed:
            yield kind, None
    for row in rows:
        found = registry.steps.get(row.kind)
        late = claim is not None and row.order >= claim
        if found and not (gates and (late or not found.gates)):
            yield found, row


def _settings(kind: StepKind | None, row: SopStep | None) -> StepSettings:
    values: dict[str, Any] = {one.code: one.default for one in kind.thresholds} if kind else {}
    if row is None:
        return StepSettings(thresholds=values)
    return StepSettings(row.required, row.valid_days, values | row.thresholds)


def versions_of(lines: Iterable[Line], now: datetime) -> list[tuple[Line, Sop | None, Sop | None]]:
    """Each line, the version that counts today, and the one that waits for a second person."""
    found = list(lines)
    current = sops_of(found, now)
    waiting = {
        row.line_id: row
        for row in Sop.objects.filter(state="proposed")
        .select_related("proposed_by")
        .prefetch_related("steps")
    }
    return [(line, current.get(line.pk), waiting.get(line.pk)) for line in found]


def step_rows(sop: Sop | None) -> list[dict[str, Any]]:
    """A version's steps in words, with the numbers their kinds declare."""
    return [step_row(step) for step in (sop.steps.all() if sop else ())]


def step_row(step: SopStep) -> dict[str, Any]:
    kind = registry.steps.get(step.kind)
    declared = {one.code: gettext(one.name) for one in kind.thresholds} if kind else {}
    values = _settings(kind, step).thresholds
    return {
        "name": gettext(kind.name) if kind else gettext(NAMES.get(step.kind, step.kind)),
        "known": kind is not None,
        "required": step.required,
        "valid_days": step.valid_days,
        "numbers": "; ".join(
            f"{declared.get(code, code)} {_said(value)}"
            for code, value in values.items()
            if value is not None
        ),
    }


def _said(value: Any) -> str:
    return (gettext("是") if value else gettext("否")) if isinstance(value, bool) else str(value)
