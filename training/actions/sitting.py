"""A sitting: started once, answered as one goes, scored once. The server's clock decides."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.urls import reverse

from onboarding.models import Agent
from training.actions.qualifying import grant_qualification
from training.models import Answer, Attempt, Exam
from training.queries.exams import exam_standing, live_questions
from training.queries.papers import right_answers
from training.reasons import (
    ATTEMPT_CLOSED,
    EXAM_CLOSED_FAILED,
    EXAM_CLOSED_PASSED,
    GOLD_CLOSED_FAILED,
    GOLD_CLOSED_PASSED,
    NO_SUCH_OPTION,
    TIME_IS_UP,
)
from training.rules.exam import YEAR, again_at, draw_paper, has_passed
from yunke import audit
from yunke.ground.errors import Reason, Refused
from yunke.ground.ids import new_public_id
from yunke.notices import tell


def start_attempt(exam: Exam, agent: Agent, *, now: datetime) -> Attempt:
    """Lay a paper before the agent, or refuse and say why. An old paper whose time is up is scored first."""
    for late in Attempt.objects.filter(agent=agent, exam=exam, state="open", deadline_at__lt=now):
        close_overdue(late, now=now)
    with transaction.atomic():
        agent = Agent.objects.select_for_update().get(pk=agent.pk)  # one start at a time for an agent
        standing = exam_standing(agent, exam, now)
        if standing.reasons:
            raise Refused(*standing.reasons)
        asked = standing.figures
        attempt = Attempt.objects.create(
            public_id=new_public_id(now),
            exam=exam,
            agent=agent,
            started_at=now,
            deadline_at=now + standing.time,
            question_count=asked.question_count,
            pass_percent=asked.pass_percent,
            cool_down_hours=asked.cool_down_hours,
            valid_days=asked.valid_days or YEAR,
        )
        _lay_paper(attempt, exam)
        audit.record(
            agent.user.actor, "attempt_started", attempt, now=now, to_state="open", line=exam.line.code
        )
    return attempt


def _lay_paper(attempt: Attempt, exam: Exam) -> None:
    pool = [
        (key, len(options), lesson)
        for key, options, lesson in live_questions(exam).values_list("pk", "options_zh", "lesson_id")
    ]
    drawn = draw_paper(pool, attempt.question_count, seed=attempt.public_id, shuffled=not exam.is_gold)
    Answer.objects.bulk_create(
        Answer(attempt=attempt, position=position, question_id=question, option_order=order)
        for position, (question, order) in enumerate(drawn, 1)
    )


@transaction.atomic
def save_answer(
    answer: Answer, *, now: datetime, option: int | None = None, look_again: bool | None = None
) -> None:
    """Keep what was chosen at one place of the paper; the last one sent counts.

    ``option`` is the place the option is shown at, from 0; left out, only the mark changes. One UPDATE
    that names the open paper and its deadline: PostgreSQL holds the paper's row while it runs, so an
    answer is either counted by the scoring or refused, never kept beside it.
    """
    changes = _changes(answer, option, look_again, now)
    still_open = Attempt.objects.select_for_update(no_key=True).filter(
        pk=answer.attempt_id, state="open", deadline_at__gte=now
    )
    if not Answer.objects.filter(pk=answer.pk, attempt_id__in=still_open.values("pk")).update(**changes):
        raise Refused(_why_closed(answer.attempt_id))


def _changes(answer: Answer, option: int | None, look_again: bool | None, now: datetime) -> dict[str, object]:
    changes: dict[str, object] = {"saved_at": now}
    if option is not None:
        if not 0 <= option < len(answer.option_order):
            raise Refused(NO_SUCH_OPTION(option=option + 1))
        changes["chosen"] = answer.option_order[option]
    if look_again is not None:
        changes["look_again"] = look_again
    return changes


def _why_closed(attempt_id: int) -> Reason:
    attempt = Attempt.objects.get(pk=attempt_id)
    if attempt.state == "open" or attempt.finished_at == attempt.deadline_at:
        return TIME_IS_UP(deadline_at=attempt.deadline_at.isoformat())
    return ATTEMPT_CLOSED()


def finish_attempt(attempt: Attempt, *, by: audit.Actor, now: datetime) -> Attempt:
    """Hand the paper in: score it, and grant the qualification or say when one may try again.

    Handed in twice, the first score stands. After the deadline the paper ends at its deadline.
    """
    with transaction.atomic():
        attempt = _locked(attempt)
        if attempt.state == "open":
            _score(attempt, by=by, now=now, ended_at=min(now, attempt.deadline_at))
    return attempt


def close_overdue(attempt: Attempt, *, now: datetime) -> Attempt:
    """Score a paper whose time is up with what was saved, and tell the agent. Others are left alone."""
    with transaction.atomic():
        attempt = _locked(attempt)
        if attempt.state == "open" and attempt.deadline_at < now:
            _score(attempt, by=audit.HOUSE, now=now, ended_at=attempt.deadline_at)
            _tell_closed(attempt, now)
    return attempt


def _locked(attempt: Attempt) -> Attempt:
    Attempt.objects.select_for_update().get(pk=attempt.pk)  # answers being saved go first
    return Attempt.objects.select_related("exam__line", "agent__user").get(pk=attempt.pk)


def _score(attempt: Attempt, *, by: audit.Actor, now: datetime, ended_at: datetime) -> None:
    right = right_answers(attempt)
    passed = has_passed(right, attempt.question_count, attempt.pass_percent)
    state = "passed" if passed else "failed"
    audit.move(
        attempt,
        state,
        by=by,
        verb=f"attempt_{state}",
        now=now,
        facts={"right": right, "total": attempt.question_count},
        finished_at=ended_at,
        right_count=right,
    )
    if passed and not attempt.exam.is_gold:
        grant_qualification(attempt, by=by, now=now)


def _tell_closed(attempt: Attempt, now: datetime) -> None:
    passed, failed = (
        (GOLD_CLOSED_PASSED, GOLD_CLOSED_FAILED)
        if attempt.exam.is_gold
        else (EXAM_CLOSED_PASSED, EXAM_CLOSED_FAILED)
    )
    said = passed if attempt.state == "passed" else failed
    tell(
        attempt.agent.user.public_id,
        said,
        key=f"attempt:{attempt.public_id}:closed",
        now=now,
        url=reverse("training:result", args=[attempt.public_id]),
        right=attempt.right_count,
        total=attempt.question_count,
        again_at=again_at(attempt.deadline_at, attempt.cool_down_hours).isoformat(),
    )
