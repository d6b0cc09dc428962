"""Agents sign up, hand in their papers, study and sit the exam, each as far as their part goes."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Case, OuterRef, Subquery, When

from onboarding.actions.identity import decide_identity, submit_identity
from onboarding.actions.lines import drop_line
from onboarding.actions.people import join
from onboarding.actions.profile import save_draft, send_profile
from onboarding.models import Agent, Line, User
from onboarding.queries.door import Answers
from payouts.demo.cast import CHECKED, ON_DUTY, QUALIFIED, STUDIED, VERIFIED, Part
from payouts.demo.days import Story, at
from payouts.demo.phones import agent_phone
from payouts.demo.photos import placeholders
from training.actions import finish_attempt, finish_lesson, start_attempt
from training.models import Answer, Attempt, Exam, Lesson, Question

LINE = "voice"
AT_HOME = Answers(computer=True, telecom_cable=True, headset=True, weekly_hours=20)
WRONG_WHEN_FAILED = 7  # of twenty
LABELLED = {("studied", 0): 1, ("failed", 0): 5}  # (stage, nth) -> labels missed of sixteen gold items
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
    user = join(agent_phone(part.place), AT_HOME, now=now)
    User.objects.filter(pk=user.pk).update(name=part.name)
    lines = (LINE, "chat") if part.nth % 3 == 1 else (LINE,)
    lines += ("annotation",) if (part.stage, part.nth) in LABELLED else ()
    for line in Line.objects.exclude(code__in=lines):
        drop_line(user.agent, line, now=now)
    if part.stage in CHECKED:
        _identity(part, user.agent, screener, now)
        tell(part, user.agent, now=now + timedelta(minutes=20))
    if part.stage in STUDIED:
        study(user.agent, now=now + timedelta(hours=3))
    if part.stage in QUALIFIED:
        sit(user.agent, wrong=part.nth % 4, now=now + timedelta(hours=4))
    if part.stage == "failed":
        sit(user.agent, wrong=WRONG_WHEN_FAILED + part.nth, now=story.ago(hours=5 + part.nth))
    if (part.stage, part.nth) in LABELLED:
        _label(user.agent, LABELLED[part.stage, part.nth], now=now + timedelta(hours=6))
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


CITIES = ("绵阳", "洛阳", "赣州", "宜昌", "遵义", "大同")
JOBS: tuple[dict[str, list[str]], ...] = (
    {"telemarketing": ["finance", "telecom"]},
    {"online": ["ecommerce"], "sales": ["appliances"]},
    {},
    {"inbound": ["telecom"]},
)


def tell(part: Part, agent: Agent, *, now: datetime) -> None:
    """A profile as somebody of the demo would fill it in."""
    nth = part.place
    evenings = [f"{day}-{slot}" for day in range(1, 6) for slot in ("18", "21")]
    save_draft(
        agent,
        {
            "education": ("college", "high", "bachelor", "vocational")[nth % 4],
            "city": CITIES[nth % len(CITIES)],
            "pace": "full" if nth % 5 == 0 else "part",
            "languages": ["mandarin", "sichuan"] if nth % 3 == 0 else ["mandarin"],
            "mandarin": ("2a", "standard", "2b", "standard")[nth % 4],
            "experience": JOBS[nth % len(JOBS)],
            "sales": ("targets", "some", "none", "some")[nth % 4],
            "skills": ["music"] if nth % 9 == 0 else ["office"],
            "hours": evenings + [f"{day}-14" for day in (6, 7)]
            if nth % 2
            else [f"{day}-08" for day in range(1, 6)],
            "backup": "yes" if nth % 4 else "not_needed",
            **({"needs": ["exam_time"]} if nth % 11 == 0 else {}),
        },
        now=now,
    )
    send_profile(agent, now=now)


def _label(agent: Agent, wrong: int, *, now: datetime) -> None:
    """The annotation line up to its gold items."""
    study(agent, now=now, line="annotation")
    sit(agent, wrong=wrong, now=now + timedelta(hours=1), line="annotation", kind="gold")


def study(agent: Agent, *, now: datetime, line: str = LINE) -> None:
    for lesson in Lesson.objects.filter(course__line__code=line).defer("body_zh", "body_en"):
        finish_lesson(lesson, agent, now=now)
        now += timedelta(minutes=lesson.minutes + 1)


def sit(agent: Agent, *, wrong: int, now: datetime, line: str = LINE, kind: str = "exam") -> Attempt:
    """A whole sitting; the answers are written in one statement, as many wrong as wished."""
    attempt = start_attempt(Exam.objects.get(line__code=line, kind=kind), agent, now=now)
    asked = Question.objects.filter(pk=OuterRef("question"))
    missed = asked.annotate(other=Case(When(key=0, then=1), default=0)).values("other")[:1]
    paper = Answer.objects.filter(attempt=attempt)
    paper.filter(position__gt=wrong).update(chosen=Subquery(asked.values("key")[:1]), saved_at=now)
    paper.filter(position__lte=wrong).update(chosen=Subquery(missed), saved_at=now)
    return finish_attempt(attempt, by=agent.user.actor, now=now + timedelta(minutes=18))
