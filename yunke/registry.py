"""What each room hands the ground floor at ``ready()``: imports run down, so pages up here ask back.

**Steps of the SOP.** The SOP is data per line (``onboarding/models/sop.py``): which kinds of step, in which
order, whether required, for how many days one counts, with which numbers. What a kind *is* belongs to the room
that looks at its evidence; it registers a ``StepKind`` whose ``look(agent, line, now, settings)`` answers with a
``Step`` for one agent **and one line**:

- ``done``: it counts now; ``until`` is its last day, if it has one;
- ``now``: the agent's to do (``url``, ``action``: the words on the button);
- ``waiting``: for ``whom``, since ``since``;
- ``attention``: refused or broken: ``note`` is the reason, ``remedy`` what to do about it, ``url`` where;
- ``expired``: it counted until ``until``; like ``now`` with ``url`` and ``action``;
- ``stopped``: nothing the agent does helps; ``later``: another step comes first.

``None`` means that the step does not concern this agent. A kind that looks at its settings and never at the line
says ``shared=True``: lines that say the same of it share one answer. A look must not write, asks nobody outside the
house, and costs the same few queries however much the agent has done: where a service was down, the row of the
evidence says so and waits, and nobody has failed. A step listed in the SOP whose kind nobody has registered is neither shown nor required.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from yunke.ground.errors import Reason


@dataclass(frozen=True, slots=True)
class Step:
    """Where an agent stands at one step of one line; the module's head says which words go with which state."""

    state: str
    note: str = ""
    url: str = ""
    action: str = ""  # the words on the button
    remedy: str = ""
    whom: str = ""  # waited for
    since: datetime | None = None
    until: date | None = None  # the last day it counts
    done: int | None = None  # of ``total``: lessons read, say
    total: int | None = None
    across: str = ""  # done at a computer: the page that takes it there from a phone
    runs_until: datetime | None = None  # its clock runs: it comes before whatever else there is to do


@dataclass(frozen=True, slots=True)
class Threshold:
    """A number or a yes/no of a step that the operator sets per line; ``None`` switches a limit off.

    ``sort``: ``int`` (between ``least`` and ``most``), ``decimal`` (the same, kept as a string) or ``bool``.
    ``needed``: the step cannot go on without it, so it is never switched off.
    """

    code: str
    name: str  # msgid
    sort: str = "int"
    unit: str = ""  # msgid
    default: Any = None
    least: int = 0
    most: int = 1_000_000
    needed: bool = False


@dataclass(frozen=True, slots=True)
class StepSettings:
    """What a line's SOP version says of the step; ``thresholds`` holds each declared one, defaults filled in."""

    required: bool = True
    valid_days: int | None = None
    thresholds: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class StepKind:
    """One kind of step of the SOP; ``look`` answers for one agent and one line (``onboarding.models.Line``).

    ``gates``: the claim rule counts it among the open steps. A step whose proof the rule asks for by itself
    (study and exam: the qualification), or that comes after claiming, says no. ``always``: stands in every path
    and before every claim, whatever a version says (the real name). ``passed``: of many agents (keys), by a
    line and what its SOP says of the step, the day of the latest evidence that passed; a kind without it never runs out.
    ``against``: by a line and numbers proposed for it, what the room that measures cannot do (a paper longer than its bank).
    """

    code: str
    name: str  # msgid
    look: Callable[[Any, Any, datetime, StepSettings], Step | None]
    shared: bool = False
    gates: bool = True
    always: bool = False
    thresholds: tuple[Threshold, ...] = ()
    passed: Callable[[Collection[int], Any, StepSettings], Mapping[int, date]] | None = None
    against: Callable[[Any, Mapping[str, Any]], Iterable[Reason]] | None = None


@dataclass(frozen=True, slots=True)
class Path:
    """One chosen line as the home shows it; ``steps`` are pairs of name and ``Step`` in the line's order."""

    line: str  # code; empty for the steps that every line asks, where none is chosen
    name: str
    steps: tuple[tuple[str, Step], ...]


@dataclass(frozen=True, slots=True)
class Panel:
    """A part of the agent's home; ``build`` returns the template's context or ``None`` to stay away.

    A ``call`` (a ``Step``) in the context leads the page once every step of the path is done.
    """

    code: str
    order: int
    template: str
    build: Callable[[Any, datetime], dict[str, Any] | None]


@dataclass(frozen=True, slots=True)
class Place:
    """One of the four places of the agent's bottom bar."""

    code: str
    name: str
    icon: str
    url_name: str
    order: int


@dataclass(frozen=True, slots=True)
class Queue:
    """A work queue in the staff rail; ``count`` says how many wait."""

    code: str
    name: str
    section: str  # screening, operations, finance, settings
    order: int
    url_name: str
    roles: frozenset[str]
    count: Callable[[datetime], int | None] | None = None  # none: no number is shown
    also: tuple[str, ...] = ()  # views that belong to it, whose addresses do not begin with its own


@dataclass(slots=True)
class Registry:
    steps: dict[str, StepKind] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)  # of steps, and of ``step.threshold``: msgids
    engaged: Callable[[Any], bool] = field(default=lambda agent: False)  # has somebody ever begun to work?
    line_at_hand: Callable[[Any, datetime], Any] = field(default=lambda agent, now: None)  # of the next work
    paths: Callable[[Any, datetime], list[Path]] = field(default=lambda agent, now: [])
    panels: dict[str, Panel] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)
    queues: dict[str, Queue] = field(default_factory=dict)
    exporters: dict[str, Callable[[Any], Iterable[dict[str, Any]]]] = field(default_factory=dict)
    channels: dict[str, Callable[[str, Callable[[str], str]], None]] = field(default_factory=dict)
    ranks: list[Callable[[Any], Iterable[str]]] = field(default_factory=list)

    def step(self, kind: StepKind) -> None:
        self.steps[kind.code] = kind
        self.names[kind.code] = kind.name
        self.names |= {f"{kind.code}.{one.code}": one.name for one in kind.thresholds}

    def panel(self, panel: Panel) -> None:
        self.panels[panel.code] = panel

    def place(self, place: Place) -> None:
        self.places[place.code] = place

    def queue(self, queue: Queue) -> None:
        self.queues[queue.code] = queue

    def exporter(self, name: str, rows: Callable[[Any], Iterable[dict[str, Any]]]) -> None:
        """What a room holds of somebody, for their own copy: ``rows(agent)`` yields plain dicts."""
        self.exporters[name] = rows

    def rank(self, roles: Callable[[Any], Iterable[str]]) -> None:
        """Which roles an agent's rank opens: ``roles(agent)``; ranks are kept above the room that knows people."""
        self.ranks.append(roles)

    def roles_of_rank(self, agent: Any) -> set[str]:
        return {role for source in self.ranks for role in source(agent)}

    def channel(self, name: str, send: Callable[[str, Callable[[str], str]], None]) -> None:
        """How notices of a channel leave: ``send(recipient's public_id, words)``, ``words(language)`` being the text.

        Pages show ``app`` ones.
        """
        self.channels[name] = send


registry = Registry()
