"""Who can sign in to the demo, for the newcomer's first look."""

from __future__ import annotations

from onboarding.models import User
from payouts.demo.cast import parts
from payouts.demo.phones import agent_phone, staff_phone
from payouts.demo.staff import ADMINISTRATORS, STAFF

AGENTS = (
    ("agent, on duty", "on_lead_task"),
    ("agent, may claim", "qualified"),
    ("agent, exam failed", "failed"),
    ("agent, just joined", "joined"),
)
WORDS = {
    "operations_2": "operations, second",
    "preparer": "finance: prepares",
    "approver": "finance: approves",
    "releaser": "finance: releases",
}


def signins() -> list[tuple[str, str]]:
    """(role in words, phone as one types it) of those who are there, agents first."""
    first = {part.stage: part for part in reversed(parts())}
    told = [(words, agent_phone(first[stage].place)) for words, stage in AGENTS]
    told += [
        (WORDS.get(short, short), staff_phone(place))
        for place, (short, _role, _name) in enumerate(STAFF, len(ADMINISTRATORS) + 1)
    ]
    told += [(f"administrator {place}", staff_phone(place)) for place in range(1, len(ADMINISTRATORS) + 1)]
    there = set(
        User.objects.filter(phone__in=[phone for _words, phone in told]).values_list("phone", flat=True)
    )
    return [(words, phone.removeprefix("+86")) for words, phone in told if phone in there]
