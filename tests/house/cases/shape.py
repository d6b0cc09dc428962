"""How a door's valid input is written down."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.test import Client

from onboarding.models import User
from tests.house.scenes import World
from tests.onboarding.doors import Sms

SENT = Sms()  # what the carrier was given


@dataclass
class Case:
    """Input that the door takes; ``user`` and ``places`` where they are not the owner's own.

    ``browser``: one that has come some way already, such as to the code it was sent.
    """

    data: dict[str, Any] = field(default_factory=dict)
    user: User | None = None
    places: dict[str, Any] | None = None
    browser: Client | None = None
    at: datetime | None = None  # later than the world's now
    wishes: dict[str, Any] = field(default_factory=dict)  # other poison, where the usual is what comes anyway


Maker = Callable[[World], Case]


def typed(**data: Any) -> Maker:
    return lambda world: Case(data)


def ticked(name: str, thing: str, *, many: bool = False, **data: Any) -> Maker:
    """A list's row: the public_id of something of mine under the name of its box."""

    def case(world: World) -> Case:
        public_id = getattr(world.mine, thing).public_id
        return Case({name: [public_id] if many else public_id} | data)

    return case


def twice(maker: Maker, *names: str) -> dict[str, Maker]:
    """The same input at the page and at the program's door."""
    return dict.fromkeys(names, maker)
