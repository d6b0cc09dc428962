"""Agents sign up, hand in their papers, study and sit the exam, each as far as their part goes."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import OuterRef, Subquery

from onboarding.actions.identity import decide_identity, submit_identity
from onboarding.actions.people import join
from onboarding.models import Agent, User
from payouts.demo.cast import CHECKED, ON_DUTY, QUALIFIED, STUDIED, VERIFIED, Part
from payouts.demo.days import Story, at
from payouts.demo.phones import agent_phone
from payouts.demo.photos import placeholders
from training.actions import finish_attempt, finish_lesson, start_attempt
from training.models import Answer, Attempt, Exam, Lesson, Question

LINE = "voice"
WRONG_WHEN_FAILED = 7  # of twenty
REFUSED_FOR = (["photo_unreadable"], ["name_mismatch", "not_the_holder"])


def joined_at(part: Part, story: Story) -> datetime:
    """The old hands on the first two days of the settled month, the others in the last weeks."""
    if part.stage in ON_DUTY:
        return at(story.settled, "09:00") + timedelta(minutes=20 * part.nth)
    if part.stage in ("waiting", "joined"):
        return story.ago(hours=2 + 7 * part.nth)
    return story.ago(days={"refused": 3, "failed": 2}.get(part.stage, 9), hours=1 + part.nth / 4)


def sign_up(part: Part, story: Story, screener: User) -> Agent:
    """One agent at the stage before claiming."""
    now = joined_at(part, story)
    user = join(agent_phone(part.place), now=now)
    User.objects.filter(pk=user.pk).update(name=part.name)
    if part.stage in CHECKED:
        _identity(part, user.agent, screener, now)
    if part.stage in STUDIED:
        study(user.agent, now=now + timedelta(hours=3))
    if part.stage in QUALIFIED:
        sit(user.agent, wrong=part.nth % 4, now=now + timedelta(hours=4))
    if part.stage == "failed":
        sit(user.agent, wrong=WRONG_WHEN_FAILED + part.nth, now=story.ago(hours=5 + part.nth))
    return Agent.objects.select_related("user").get(pk=user.agent.pk)


def _identity(part: Part, agent: Agent, screener: User, now: datetime) -> None:
    submitted_at = now + timedelta(minutes=10)
    check = submit_identity(
        agent,
        name=part.name,
        id_number=part.id_number,
        photos=placeholders(),
        consented=True,
        now=submitted_at,
    )
    decided_at = submitted_at + timedelta(hours=2)
    if part.stage == "refused":
        decide_identity(check, passed=False, codes=REFUSED_FOR[part.nth], by=screener, now=decided_at)
    elif part.stage in VERIFIED:
        decide_identity(check, passed=True, by=screener, now=decided_at)


def study(agent: Agent, *, now: datetime) -> None:
    for lesson in Lesson.objects.filter(course__line__code=LINE).defer("body_zh", "body_en"):
        finish_lesson(lesson, agent, now=now)
        now += timedelta(minutes=lesson.minutes + 1)


def sit(agent: Agent, *, wrong: int, now: datetime) -> Attempt:
    """A whole sitting; the answers are written in one statement, as many wrong as wished."""
    attempt = start_attempt(Exam.objects.get(line__code=LINE, kind="exam"), agent, now=now)
    key = Question.objects.filter(pk=OuterRef("question")).values("key")[:1]
    paper = Answer.objects.filter(attempt=attempt)
    paper.filter(position__gt=wrong).update(chosen=Subquery(key), saved_at=now)
    paper.filter(position__lte=wrong).update(chosen=(Subquery(key) + 1) % 4, saved_at=now)
    return finish_attempt(attempt, by=agent.user.actor, now=now + timedelta(minutes=18))
