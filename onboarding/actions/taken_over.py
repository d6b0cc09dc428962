"""People an older system knew: accounts and agents made for them; they prove phone and name themselves."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.db import transaction

from onboarding.models import Agent, User
from yunke.audit import Actor, record
from yunke.ground.ids import new_public_ids
from yunke.models import Public
from yunke.numbers import next_numbers

AT_ONCE = 1_000


@transaction.atomic
def take_over_people(
    people: Sequence[tuple[str, str]], users: Sequence[User], *, of: Public, by: Actor, now: datetime
) -> dict[str, Agent]:
    """``people``: (phone, name) of those without an account; ``users``: who has one and is no agent yet.

    By phone; one entry of the record, on ``of``, counts them.
    """
    made = User.objects.bulk_create(
        [
            User(public_id=public_id, phone=phone, name=name, password=make_password(None), joined_at=now)
            for (phone, name), public_id in zip(people, new_public_ids(now, len(people)), strict=True)
        ],
        batch_size=AT_ONCE,
    )
    joining = [*made, *users]
    if not joining:
        return {}
    numbers = next_numbers("agent", len(joining))
    agents = Agent.objects.bulk_create(
        [
            Agent(public_id=public_id, user=user, number=f"A{number:07d}", joined_at=now)
            for user, number, public_id in zip(
                joining, numbers, new_public_ids(now, len(joining)), strict=True
            )
        ],
        batch_size=AT_ONCE,
    )
    record(
        by,
        "agents_taken_over",
        of,
        now=now,
        to_state="applicant",
        table=Agent.STATES.name,
        rows=len(agents),
        first=agents[0].number,
        last=agents[-1].number,
    )
    return {one.user.phone: one for one in agents}
