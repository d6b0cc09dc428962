"""A mentor is put beside a newcomer on a task, and the two part again."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.urls import reverse

from onboarding.models import Agent, User
from tasks.actions.shifts import refuse_for
from tasks.models import Claim, Mentorship, Task
from tasks.reasons import MENTEE_GIVEN, MENTOR_GIVEN, MENTORSHIP_ENDED_ALREADY
from tasks.rules.mentoring import reasons_not_to_mentor
from training.queries.ranks import rank_of
from yunke import audit
from yunke.ground.errors import Refused
from yunke.ground.ids import new_public_id
from yunke.notices import tell

LEARNING = ("training", "assessing", "admitted", "on_duty")


@transaction.atomic
def begin_mentorship(
    task: Task, mentor: Agent, mentee: Agent, starts_on: date, *, by: User, now: datetime
) -> Mentorship:
    """Put a mentor beside a newcomer from a day on; both are told."""
    Agent.objects.select_for_update().get(pk=mentee.pk)
    refuse_for(
        reasons_not_to_mentor(
            same=mentor.pk == mentee.pk,
            mentor_rank=rank_of(mentor, starts_on),
            mentor_on_task=_on(task, mentor, ("on_duty",)),
            mentee_on_task=_on(task, mentee, LEARNING),
            mentored=Mentorship.objects.filter(task=task, mentee=mentee, ends_on=None).exists(),
        )
    )
    made = Mentorship.objects.create(
        public_id=new_public_id(now),
        task=task,
        mentor=mentor,
        mentee=mentee,
        starts_on=starts_on,
        made_by=by,
        made_at=now,
    )
    audit.record(by.actor, "mentorship_begun", made, now=now, mentor=mentor.number, mentee=mentee.number)
    facts: dict[str, Any] = {"task": task.name, "starts_on": starts_on.isoformat()}
    key = f"mentorship:{made.public_id}"
    tell(
        mentor.user.public_id,
        MENTEE_GIVEN,
        key=f"{key}:mentor",
        now=now,
        url=reverse("tasks:mentees"),
        mentee=mentee.number,
        **facts,
    )
    tell(mentee.user.public_id, MENTOR_GIVEN, key=f"{key}:mentee", now=now, mentor=mentor.number, **facts)
    return made


@transaction.atomic
def end_mentorship(mentorship: Mentorship, on: date, *, by: User, now: datetime) -> None:
    """The last day they stand together."""
    won = Mentorship.objects.filter(pk=mentorship.pk, ends_on=None).update(
        ends_on=max(on, mentorship.starts_on)
    )
    if not won:
        raise Refused(MENTORSHIP_ENDED_ALREADY())
    audit.record(by.actor, "mentorship_ended", mentorship, now=now)
    mentorship.refresh_from_db()


def _on(task: Task, agent: Agent, states: tuple[str, ...]) -> bool:
    return Claim.objects.filter(task=task, agent=agent, state__in=states).exists()
