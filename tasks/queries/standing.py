"""What pays beside the hours of a day: the agent's rank then, and the mentor of a mentee's first days."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

from django.db.models import Q

from tasks.models import Booking, Mentorship, Terms
from tasks.queries.mentoring import began_on
from training.queries.ranks import LADDER, ranks_on


class Standing(NamedTuple):
    """``rank`` is "" on the lowest step, which earns no supplement."""

    rank: str
    mentor_id: int | None


def standing(booking: Booking, terms: Terms, on: date) -> Standing:
    """As it was on the day: copied into the hours, so that later changes pay later work."""
    rank = ranks_on([booking.agent_id], on)[booking.agent_id]
    return Standing("" if rank == LADDER[0] else rank, _mentor(booking, terms, on))


def _mentor(booking: Booking, terms: Terms, on: date) -> int | None:
    """Whoever stands beside the agent on the task, in as many first days on duty as the terms say."""
    if not terms.mentor_hourly_fen:
        return None
    agent, task = booking.agent_id, booking.shift.task_id
    duty = began_on([(agent, task)]).get((agent, task))
    if duty is None or not duty <= on < duty + timedelta(days=terms.mentor_days):
        return None
    beside = Mentorship.objects.filter(task=task, mentee=agent, starts_on__lte=on)
    beside = beside.filter(Q(ends_on=None) | Q(ends_on__gte=on))
    return beside.order_by("-starts_on", "-pk").values_list("mentor_id", flat=True).first()
