"""What each room hands the ground floor at ``ready()``: imports run down, so pages up here ask back."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Step:
    """Where an agent stands at one step: ``done``, ``now``, ``waiting``, ``attention``, ``stopped``, ``later``."""

    state: str
    note: str = ""
    url: str = ""
    action: str = ""  # the words on the button


@dataclass(frozen=True, slots=True)
class StepKind:
    """One step of the SOP; ``look`` answers for one agent."""

    code: str
    name: str  # msgid
    order: int
    look: Callable[[Any, datetime], Step]


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
    count: Callable[[datetime], int] | None = None


@dataclass(slots=True)
class Registry:
    steps: dict[str, StepKind] = field(default_factory=dict)
    panels: dict[str, Panel] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)
    queues: dict[str, Queue] = field(default_factory=dict)
    exporters: dict[str, Callable[[Any], Iterable[dict[str, Any]]]] = field(default_factory=dict)
    channels: dict[str, Callable[[str, Callable[[], str]], None]] = field(default_factory=dict)

    def step(self, kind: StepKind) -> None:
        self.steps[kind.code] = kind

    def panel(self, panel: Panel) -> None:
        self.panels[panel.code] = panel

    def place(self, place: Place) -> None:
        self.places[place.code] = place

    def queue(self, queue: Queue) -> None:
        self.queues[queue.code] = queue

    def exporter(self, name: str, rows: Callable[[Any], Iterable[dict[str, Any]]]) -> None:
        """What a room holds of somebody, for their own copy: ``rows(agent)`` yields plain dicts."""
        self.exporters[name] = rows

    def channel(self, name: str, send: Callable[[str, Callable[[], str]], None]) -> None:
        """How notices of a channel leave: ``send(recipient's public_id, words)``. Pages show ``app`` ones."""
        self.channels[name] = send


registry = Registry()
