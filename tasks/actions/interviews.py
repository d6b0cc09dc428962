"""Times are put up and taken back; agents book, move and cancel; interviewers write what came of it.

Locks are taken in one order: agent, slot.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.urls import reverse

from onboarding.models import Agent, Line, User
from tasks.actions.shifts import refuse_for
from tasks.models import Interview, InterviewSlot, Rubric
from tasks.queries.interviews import asker, offer_of, past_of, policy, rubric_of
from tasks.reasons import (
    INTERVIEW_BOOKED,
    INTERVIEW_BOOKED_ALREADY,
    INTERVIEW_COMING,
    INTERVIEW_FAILED,
    INTERVIEW_GIVEN_BACK,
    INTERVIEW_MISSED,
    INTERVIEW_MISSED_TWICE,
    INTERVIEW_PASSED,
    INTERVIEW_TAKEN,
    INTERVIEW_TO_HOLD,
    RUBRIC_MISSING,
    SLOT_TAKEN,
)
from tasks.rules.interviews import (
    NO_SHOWS_BORNE,
    Span,
    again_on,
    counts_until,
    reasons_not_to_book,
    reasons_not_to_change,
    reasons_not_to_end,
    reasons_not_to_interview,
    reasons_not_to_put_up,
)
from tasks.rules.scorecards import (
    percent_of,
    reasons_not_to_publish,
    reasons_not_to_score,
    recommendation_of,
)
from yunke import audit
from yunke.ground.calendar import local_on
from yunke.ground.errors import MOVED_MEANWHILE, Refused
from yunke.ground.ids import new_public_id
from yunke.models import Notice
from yunke.notices import APP, SMS, tell

# --- times ------------------------------------------------------------------------------------------------


@transaction.atomic
def put_up_slots(by: User, spans: list[Span], *, line: Line | None, now: datetime) -> list[InterviewSlot]:
    """Keep these times free for interviews, all or none; they never meet the interviewer's others."""
    User.objects.select_for_update().get(pk=by.pk)
    held = InterviewSlot.objects.filter(interviewer=by, ends_at__gt=now).exclude(state="withdrawn")
    refuse_for(reasons_not_to_put_up(spans, held.values_list("starts_at", "ends_at"), now=now))
    made = InterviewSlot.objects.bulk_create(
        InterviewSlot(
            public_id=new_public_id(now), interviewer=by, line=line, starts_at=starts_at, ends_at=ends_at
        )
        for starts_at, ends_at in spans
    )
    audit.record(
        by.actor,
        "interview_slots_put_up",
        made[0],
        now=now,
        to_state="open",
        table=InterviewSlot.STATES.name,
        rows=len(made),
        first_at=spans[0][0].isoformat(),
        last_at=spans[-1][0].isoformat(),
    )
    return made


@transaction.atomic
def withdraw_slot(slot: InterviewSlot, *, by: User, now: datetime) -> None:
    """Take a time back that nobody has booked."""
    audit.move(slot, "withdrawn", by=by.actor, verb="interview_slot_withdrawn", now=now)


# --- the agent --------------------------------------------------------------------------------------------


@transaction.atomic
def book_interview(slot: InterviewSlot, agent: Agent, line: Line, *, now: datetime) -> Interview:
    """Take a time for a line, or refuse and say why. The slot is won by the UPDATE that moves it."""
    agent = Agent.objects.select_for_update().select_related("user").get(pk=agent.pk)
    person = asker(agent, now)
    refuse_for(
        [
            *reasons_not_to_interview(line.code, person, past_of(agent, line), policy(), now=now),
            *reasons_not_to_book(offer_of(slot), line.code, person, now=now),
        ]
    )
    made = _write(slot, agent, line, now)
    _tell_booked(made, now)
    return made


@transaction.atomic
def move_interview(interview: Interview, slot: InterviewSlot, *, now: datetime) -> Interview:
    """Give the old time back and take another, both or neither."""
    cancel_interview(interview, now=now)
    return book_interview(slot, interview.agent, interview.line, now=now)


@transaction.atomic
def cancel_interview(interview: Interview, *, now: datetime) -> Interview:
    """The agent gives the time back while there is enough of it left."""
    Agent.objects.select_for_update().get(pk=interview.agent_id)
    refuse_for(reasons_not_to_change(interview.starts_at, policy(), now=now))
    by = interview.agent.user.actor
    audit.move(interview, "cancelled", by=by, verb="interview_cancelled", now=now, cancelled_at=now)
    audit.move(
        InterviewSlot.objects.get(pk=interview.slot_id), "open", by=by, verb="interview_slot_freed", now=now
    )
    _tell_interviewer(interview, INTERVIEW_GIVEN_BACK, "given_back", now)
    return interview


# --- the interviewer --------------------------------------------------------------------------------------


@transaction.atomic
def score_interview(
    interview: Interview,
    scores: dict[str, Any],
    fatal: list[str],
    *,
    note: str = "",
    by: User,
    now: datetime,
) -> Interview:
    """Write the scorecard: percent and recommendation follow from it. A missed one may still be held."""
    refuse_for(reasons_not_to_end(interview.starts_at, now=now))
    rubric = rubric_of(interview.line_id)
    if rubric is None:
        raise Refused(RUBRIC_MISSING(line=interview.line.code))
    refuse_for(reasons_not_to_score(rubric.items, scores, fatal))
    percent = percent_of(rubric.items, scores, fatal)
    advice = recommendation_of(percent, rubric.pass_percent, fatal)
    audit.move(
        interview,
        "held",
        by=by.actor,
        verb="interview_scored",
        now=now,
        facts={"percent": percent, "recommendation": advice, "rubric": rubric.version},
        rubric=rubric,
        scores=scores,
        fatal=fatal,
        percent=percent,
        recommendation=advice,
        note=note.strip(),
        scored_by=by,
        scored_at=now,
        counts_until=counts_until(local_on(now), policy(interview.line, now)),
    )
    _tell_result(interview, now)
    return interview


@transaction.atomic
def mark_no_show(interview: Interview, *, by: User, now: datetime) -> Interview:
    """Nobody took the call. It is counted once; after the first one the agent may book again."""
    refuse_for(reasons_not_to_end(interview.starts_at, now=now))
    audit.move(interview, "no_show", by=by.actor, verb="interview_missed", now=now)
    missed = len(past_of(interview.agent, interview.line).no_shows)
    free_on = again_on(local_on(interview.starts_at), policy())
    tell(
        interview.agent.user.public_id,
        INTERVIEW_MISSED if missed <= NO_SHOWS_BORNE else INTERVIEW_MISSED_TWICE,
        key=f"interview:{interview.public_id}:missed",
        now=now,
        url=reverse("tasks:interviews"),
        channels=(APP, SMS),
        starts_at=interview.starts_at.isoformat(),
        again_on=free_on.isoformat(),
    )
    return interview


def remind_of_talks(talks: list[Interview], ending: str, *, now: datetime) -> int:
    """Tell agent and interviewer of talks that come, once for each ``ending``; how many talks were new.

    Who booked within the day is spared the first: what they were told a moment ago says the same.
    """
    keys = {f"interview:{one.public_id}:{ending}": one for one in talks}
    told = set(Notice.objects.filter(key__in=[f"{key}:{APP}" for key in keys]).values_list("key", flat=True))
    fresh = {
        key: one
        for key, one in keys.items()
        if f"{key}:{APP}" not in told
        and not (ending == "day" and one.booked_at > one.starts_at - timedelta(days=1))
    }
    for key, one in fresh.items():
        starts_at, url = one.starts_at.isoformat(), reverse("tasks:interviews")
        tell(
            one.agent.user.public_id,
            INTERVIEW_COMING,
            key=key,
            now=now,
            url=url,
            channels=(APP, SMS),
            starts_at=starts_at,
        )
        _tell_interviewer(one, INTERVIEW_TO_HOLD, f"{ending}:to_hold", now)
    return len(fresh)


@transaction.atomic
def publish_rubric(
    line: Line,
    items: list[dict[str, Any]],
    pass_percent: int,
    *,
    purpose: str = "interview",
    by: User | None,
    now: datetime,
) -> Rubric:
    """A new version of a line's scorecard; what was scored keeps the version it was scored by."""
    refuse_for(reasons_not_to_publish(items, pass_percent))
    last = rubric_of(line, purpose)
    made = Rubric.objects.create(
        public_id=new_public_id(now),
        line=line,
        purpose=purpose,
        version=last.version + 1 if last else 1,
        pass_percent=pass_percent,
        items=items,
        created_by=by,
        created_at=now,
    )
    actor = by.actor if by else audit.HOUSE
    facts: dict[str, Any] = {"line": line.code, "purpose": purpose, "version": made.version}
    audit.record(actor, "rubric_published", made, now=now, **facts)
    return made


def _write(slot: InterviewSlot, agent: Agent, line: Line, now: datetime) -> Interview:
    by = agent.user.actor
    try:
        audit.move(slot, "booked", by=by, verb="interview_slot_booked", now=now)
    except Refused as refused:
        if MOVED_MEANWHILE.code in refused.codes:
            raise Refused(SLOT_TAKEN()) from refused
        raise
    try:
        with transaction.atomic():
            made = Interview.objects.create(
                public_id=new_public_id(now),
                agent=agent,
                line=line,
                slot=slot,
                starts_at=slot.starts_at,
                ends_at=slot.ends_at,
                booked_at=now,
            )
    except IntegrityError as error:  # the constraints stand behind the rule
        raise Refused(INTERVIEW_BOOKED_ALREADY()) from error
    audit.record(by, "interview_booked", made, now=now, to_state="booked", line=line.code)
    return made


def _tell_booked(interview: Interview, now: datetime) -> None:
    tell(
        interview.agent.user.public_id,
        INTERVIEW_BOOKED,
        key=f"interview:{interview.public_id}:booked",
        now=now,
        url=reverse("tasks:interviews"),
        channels=(APP, SMS),
        line=interview.line.code,
        starts_at=interview.starts_at.isoformat(),
    )
    _tell_interviewer(interview, INTERVIEW_TAKEN, "taken", now)


def _tell_interviewer(interview: Interview, what: str, ending: str, now: datetime) -> None:
    tell(
        interview.slot.interviewer.public_id,
        what,
        key=f"interview:{interview.public_id}:{ending}",
        now=now,
        url=reverse("tasks:desk_interview", args=[interview.public_id]),
        agent=interview.agent.number,
        starts_at=interview.starts_at.isoformat(),
    )


def _tell_result(interview: Interview, now: datetime) -> None:
    passed = interview.recommendation == "admit"
    tell(
        interview.agent.user.public_id,
        INTERVIEW_PASSED if passed else INTERVIEW_FAILED,
        key=f"interview:{interview.public_id}:result",
        now=now,
        url=reverse("tasks:interviews"),
        channels=(APP, SMS),
        line=interview.line.code,
        until_on=interview.counts_until.isoformat() if interview.counts_until else "",
        again_on=again_on(local_on(now), policy()).isoformat(),
    )
