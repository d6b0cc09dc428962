"""Free seats find their people: the first in line is asked, answers or lets it lapse, and the next is asked."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from onboarding.queries.expiry import last_days
from tasks.models import Claim, SeatOffer, Task
from tasks.queries.candidates import candidates_of
from tasks.queries.claims import room_of
from tasks.queries.seats import in_line, offers_due, tasks_with_room
from tasks.reasons import CLAIM_ADMITTED, CLAIM_STEP_EXPIRED, SEAT_LAPSED, SEAT_OFFER_OVER, SEAT_OFFERED
from tasks.rules.screening import reasons_not_to_decide
from tasks.rules.seats import IN_LINE, may_ask, next_in_line, until
from yunke import audit
from yunke.ground.calendar import PAY_ZONE, local_on
from yunke.ground.errors import Reason, Refused
from yunke.ground.ids import new_public_id
from yunke.notices import APP, SMS, tell


def fill_free_seats(*, now: datetime) -> int:
    """Let lapse what nobody answered, then ask for every free seat; how many were asked."""
    for offer in offers_due(now):
        lapse(offer, now=now)
    if not may_ask(now.astimezone(PAY_ZONE).hour):
        return 0
    return sum(len(offer_seats(task, now=now)) for task in tasks_with_room())


@transaction.atomic
def offer_seats(task: Task, *, now: datetime) -> list[SeatOffer]:
    """Ask as many of the reserve as there are seats for; who could not be admitted today is passed over."""
    task = Task.objects.select_for_update(of=("self",)).get(pk=task.pk)
    room, made, line = room_of(task), [], next_in_line(in_line(task))
    people = Claim.objects.select_related("agent__user", "qualification", "task__line").in_bulk(
        [one.claim for one in line]
    )
    candidates = candidates_of(people.values(), now)
    for one in line:
        if not room.to_offer:
            break
        if any(reasons_not_to_decide(candidates[one.claim], "admit", room, today=local_on(now))):
            continue  # where nothing stands in the way, the rule has counted the seat
        made.append(_ask(people[one.claim], now))
    return made


@transaction.atomic
def accept_seat(claim: Claim, *, now: datetime) -> Claim:
    """The agent still comes: admitted, with the papers next. Whose yes it rests on stays who decided it, and when."""
    offer = _open(claim, now)
    if reasons := list(_checks_over(claim, now)):
        raise Refused(*reasons)
    by, said = claim.agent.user.actor, {}
    if claim.decided_by and claim.decided_at:
        said = {"chosen_by": claim.decided_by.public_id, "chosen_on": local_on(claim.decided_at).isoformat()}
    audit.move(offer, "accepted", by=by, verb="seat_accepted", now=now, answered_at=now)
    audit.move(claim, "admitted", by=by, verb="claim_took_seat", now=now, facts=said, since_at=now)
    tell(
        claim.agent.user.public_id,
        CLAIM_ADMITTED,
        key=f"claim:{claim.public_id}:seat:{offer.public_id}",
        now=now,
        url=reverse("tasks:claim", args=[claim.public_id]),
        task=claim.task.name,
    )
    return claim


@transaction.atomic
def decline_seat(claim: Claim, *, now: datetime) -> Claim:
    """The agent does not come any more: the claim is withdrawn, the next one is asked."""
    offer, by = _open(claim, now), claim.agent.user.actor
    audit.move(offer, "declined", by=by, verb="seat_declined", now=now, answered_at=now)
    audit.move(claim, "withdrawn", by=by, verb="claim_withdrawn", now=now, ended_at=now)
    return claim


@transaction.atomic
def lapse(offer: SeatOffer, *, now: datetime) -> None:
    """Not answered: the claim keeps standing, behind the others."""
    audit.move(offer, "lapsed", by=audit.HOUSE, verb="seat_lapsed", now=now)
    claim = offer.claim
    if claim.state != IN_LINE:
        return
    tell(
        claim.agent.user.public_id,
        SEAT_LAPSED,
        key=f"seat:{offer.public_id}:lapsed",
        now=now,
        url=reverse("tasks:claim", args=[claim.public_id]),
        task=claim.task.name,
    )


def _ask(claim: Claim, now: datetime) -> SeatOffer:
    made = SeatOffer.objects.create(
        public_id=new_public_id(now),
        claim=claim,
        offered_at=now,
        until_at=until(now, settings.SEAT_OFFER_HOURS),
    )
    audit.record(audit.HOUSE, "seat_offered", made, now=now, to_state="asked", claim=claim.public_id)
    tell(
        claim.agent.user.public_id,
        SEAT_OFFERED,
        key=f"seat:{made.public_id}",
        now=now,
        url=reverse("tasks:claim", args=[claim.public_id]),
        channels=(APP, SMS),
        task=claim.task.name,
        until_at=made.until_at.isoformat(),
    )
    return made


def _checks_over(claim: Claim, now: datetime) -> Iterator[Reason]:
    """What has to be done again before the seat is theirs; done before the offer lapses, it is."""
    line = claim.task.line
    for step, last in last_days([claim.agent_id], line, now)[claim.agent_id].items():
        if last < local_on(now):
            yield CLAIM_STEP_EXPIRED(line=line.code, step=step, until_on=last.isoformat())


def _open(claim: Claim, now: datetime) -> SeatOffer:
    """The offer that waits for an answer; the task's row first, as wherever seats are given."""
    Task.objects.select_for_update(of=("self",)).get(pk=claim.task_id)
    claim.refresh_from_db(fields=["state", "decided_at", "decided_by"])
    found = SeatOffer.objects.filter(claim=claim, state="asked", until_at__gt=now).first()
    if found is None or claim.state != IN_LINE:
        raise Refused(SEAT_OFFER_OVER())
    return found
