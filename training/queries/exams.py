"""Where somebody stands with an exam, and what many scored."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Max, QuerySet

from onboarding.models import Agent, Line
from onboarding.queries.identity import has_real_name
from onboarding.queries.needs import extra_time_percent
from onboarding.queries.sop import settings_of
from training.models import EXAM, GOLD, Attempt, Exam, Qualification, Question
from training.queries.qualifications import valid_qualifications
from training.queries.study import unread_lessons
from training.rules.exam import (
    RENEW_DAYS,
    ExamFigures,
    Spent,
    again_at,
    figures,
    reasons_against_count,
    reasons_not_to_sit,
    sitting_time,
    spent_attempts,
    still_passed,
)
from yunke.ground.calendar import local_on
from yunke.ground.errors import Reason
from yunke.registry import StepSettings

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Standing:
    """An agent before an exam or before gold items. ``open`` is an unfinished attempt, ``last`` the latest
    finished one, ``passed`` the gold that still counts (an exam's is the ``qualification``)."""

    exam: Exam
    open: Attempt | None
    last: Attempt | None
    qualification: Qualification | None
    reasons: tuple[Reason, ...]
    again_at: datetime | None  # after a failure, while it lies ahead
    time: timedelta  # how long the paper lasts for this agent
    figures: ExamFigures  # as a paper would have that began now
    passed: Attempt | None = None

    @property
    def minutes(self) -> int:
        return self.time // timedelta(minutes=1)

    @property
    def has_more_time(self) -> bool:
        return self.minutes > self.figures.minutes

    @property
    def codes(self) -> set[str]:
        return {reason.code for reason in self.reasons}


@dataclass(frozen=True, slots=True)
class ExamScore:
    """The latest finished attempt of an agent in a line, for a desk."""

    line: str
    right_count: int
    question_count: int
    state: str
    finished_at: datetime | None
    attempts: int  # finished ones, this included

    @property
    def percent(self) -> int:
        return round(100 * self.right_count / self.question_count)


def open_exams() -> list[Exam]:
    """What the open lines ask to prove, in the lines' order; gold items come before the exam."""
    exams = Exam.objects.filter(line__is_open=True).select_related("line")
    return list(exams.order_by("line__order", "line__code", "-kind"))


def exam_standing(agent: Agent, exam: Exam, now: datetime) -> Standing:
    """Everything an exam's page, the home and the action need to know of an agent."""
    today = local_on(now)
    sittings = list(Attempt.objects.filter(agent=agent, exam=exam).order_by("-started_at", "-pk")[:2])
    unfinished = next((one for one in sittings if one.state == "open"), None)
    last = next((one for one in sittings if one.state != "open"), None)
    held = None if exam.is_gold else valid_qualifications(agent, today).get(exam.line.code)
    asked = figures_of(exam, now)
    passed = _gold(agent, exam, asked.valid_days, today) if exam.is_gold else None
    failed = last if last and last.state == "failed" else None
    failed_at, cool_down = (failed.finished_at, failed.cool_down_hours) if failed else (None, 0)
    spent = _spent(agent, exam, asked, now)
    reasons = reasons_not_to_sit(
        agent_state=agent.state,
        real_name_passed=has_real_name(agent),
        lessons_unread=unread_lessons(agent, exam.line_id),
        live_questions=live_questions(exam).count(),
        question_count=asked.question_count,
        open_until=unfinished.deadline_at if unfinished else None,
        qualified_until=held.expires_on if held else None,
        failed_at=failed_at,
        cool_down_hours=cool_down,
        spent=spent,
        gold_passed=passed is not None,
        now=now,
        today=today,
    )
    free_at = max(spent.free_at if spent else now, again_at(failed_at, cool_down) if failed_at else now)
    return Standing(
        exam,
        unfinished,
        last,
        held,
        tuple(reasons),
        free_at if free_at > now else None,
        sitting_time(asked.minutes, extra_time_percent(agent)),
        asked,
        passed,
    )


def figures_of(exam: Exam, now: datetime) -> ExamFigures:
    """What the line's SOP asks today; a line that lists no such step is asked what an installation begins with."""
    settings = settings_of(exam.line, exam.kind, now)
    return (
        figures(exam.kind, settings.thresholds, settings.valid_days)
        if settings
        else figures(exam.kind, {}, None)
    )


def _gold(agent: Agent, exam: Exam, valid_days: int | None, today: date) -> Attempt | None:
    """The passed attempt that still counts."""
    passed = Attempt.objects.filter(agent=agent, exam=exam, state="passed").order_by("-finished_at").first()
    ended_at = passed.finished_at if passed else None
    return passed if ended_at and still_passed(local_on(ended_at), valid_days, today) else None


def gold_passed(agents: Collection[int], line: Line, settings: StepSettings) -> dict[int, date]:
    """Agent's key -> the day on which the line's gold items were passed last."""
    rows = Attempt.objects.filter(agent__in=agents, exam__line=line, exam__kind=GOLD, state="passed")
    latest = rows.order_by().values_list("agent").annotate(at=Max("finished_at"))
    return {agent: local_on(at) for agent, at in latest if at}


def _spent(agent: Agent, exam: Exam, asked: ExamFigures, now: datetime) -> Spent | None:
    recent = Attempt.objects.filter(
        agent=agent, exam=exam, state="failed", finished_at__gt=now - asked.limit_days * DAY
    )
    failures = recent.values_list("finished_at", flat=True)
    return spent_attempts([at for at in failures if at], asked.attempt_limit, asked.limit_days)


def live_questions(exam: Exam) -> QuerySet[Question]:
    """What a paper is drawn from."""
    return questions_in_use(exam.line_id, exam.kind)


def questions_in_use(line: Line | int, kind: str) -> QuerySet[Question]:
    return Question.objects.filter(line=line, kind=kind, is_live=True, switched_off_at__isnull=True)


def reasons_against_figures(kind: str, line: Line, asked: Mapping[str, Any]) -> Iterator[Reason]:
    """Whether the line's bank holds as many questions as a paper of this kind is to ask."""
    return reasons_against_count(kind, asked["question_count"], questions_in_use(line, kind).count())


def exam_scores(agent_ids: Collection[int]) -> dict[int, dict[str, ExamScore]]:
    """The latest score of each of many agents by line code, in one query."""
    rows = (
        Attempt.objects.filter(agent__in=agent_ids, exam__kind=EXAM)
        .exclude(state="open")
        .order_by("finished_at", "pk")
        .values_list("agent_id", "exam__line__code", "right_count", "question_count", "state", "finished_at")
    )
    scores: dict[int, dict[str, ExamScore]] = {agent_id: {} for agent_id in agent_ids}
    for agent_id, line, right, total, state, finished_at in rows:
        before = scores[agent_id].get(line)
        scores[agent_id][line] = ExamScore(
            line, right or 0, total, state, finished_at, before.attempts + 1 if before else 1
        )
    return scores


def overdue_attempts(now: datetime) -> QuerySet[Attempt]:
    """Papers whose time is up and which nobody has scored yet."""
    late = Attempt.objects.filter(state="open", deadline_at__lt=now)
    return late.select_related("agent__user", "exam__line").order_by("deadline_at")


def ended_qualifications(today: date) -> QuerySet[Qualification]:
    over = Qualification.objects.filter(state="valid", expires_on__lt=today)
    return over.select_related("agent__user", "line")


def expiring_qualifications(today: date) -> QuerySet[Qualification]:
    """Those that came within the renewal window in the last week: a missed night is made up for."""
    first, last = today + (RENEW_DAYS - 7) * DAY, today + RENEW_DAYS * DAY
    near = Qualification.objects.filter(state="valid", expires_on__gte=first, expires_on__lte=last)
    return near.select_related("agent__user", "line")
