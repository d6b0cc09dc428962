"""A client's people: whose tasks a person with the client role sees."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from onboarding.models import User
from tasks.models import Client, ClientMember
from tasks.reasons import CLIENT_PERSON_TAKEN, NO_CLIENT_PERSON
from yunke.audit import Actor, record
from yunke.ground.errors import Refused
from yunke.ground.roles import CLIENT


@transaction.atomic
def add_member(client: Client, person: User | None, *, by: Actor, now: datetime) -> ClientMember:
    """Let a person of the client see its tasks; one person belongs to one client."""
    if person is None or CLIENT not in person.roles:
        raise Refused(NO_CLIENT_PERSON())
    try:
        with transaction.atomic():
            member = ClientMember.objects.create(client=client, user=person)
    except IntegrityError:
        raise Refused(CLIENT_PERSON_TAKEN()) from None
    record(by, "client_member_added", client, now=now, user=person.public_id)
    return member


@transaction.atomic
def remove_member(member: ClientMember, *, by: Actor, now: datetime) -> None:
    """From now on the person sees none of the client's tasks."""
    member.delete()
    record(by, "client_member_removed", member.client, now=now, user=member.user.public_id)
