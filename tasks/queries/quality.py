"""Quality reviews as the draw, the reviewers, the agents and the ladder look at them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet, Sum

from onboarding.models import Agent, Line, User
from onboarding.models.people import name_of
from onboarding.queries.people import called
from tasks.models import QualityDraw, QualityPlan, Result, Review, ReviewAppeal, Rubric, Scoring, Task
from tasks.queries.interviews import rubric_of
from tasks.rules.reviewing import Agreement, Card, agreement
from tasks.rules.sampling import Contact
from yunke.ground.calendar import PAY_ZONE, local_on
from yunke.ground.money import half_up
from yunke.listing import chip_counts

LOOKED_BACK = timedelta(days=31)  # for results that came in late
AGREED_OVER = timedelta(days=90)
LATE = timedelta(hours=48)
VIEWS = ("waiting", "second", "appeals", "reviewed", "void")


def plan_on(line: Line | int, on: date) -> QualityPlan | None:
    return QualityPlan.objects.filter(line=line, effective_on__lte=on).order_by("-effective_on").first()


def quality_rubric(line: Line | int) -> Rubric | None:
    return rubric_of(line, "quality")


# --- the draw ---------------------------------------------------------------------------------------------


def days_to_draw(now: datetime) -> list[tuple[int, date]]:
    """(task, day) of the last month whose results are not those the last draw saw."""
    today = local_on(now)
    planned = QualityPlan.objects.filter(effective_on__lt=today).values("line")
    draws = QualityDraw.objects.filter(local_on__gte=today - LOOKED_BACK)
    seen = {(one.task_id, one.local_on): one.results for one in draws}
    there = (
        _counted()
        .filter(local_on__gte=today - LOOKED_BACK, local_on__lt=today, task__line__in=planned)
        .order_by("local_on", "task")
        .values_list("task_id", "local_on")
        .annotate(n=Count("pk"))
    )
    return [(task, day) for task, day, n in there if seen.get((task, day)) != n]


def results_of_day(task: Task, on: date) -> int:
    return _counted().filter(task=task, local_on=on).count()


def contacts_of_month(task: Task, on: date) -> dict[int, int]:
    """Agent -> different contacts from the month's first day to this one."""
    rows = _counted().filter(task=task, local_on__gte=on.replace(day=1), local_on__lte=on)
    return dict(rows.order_by().values_list("agent_id").annotate(n=Count("source_key", distinct=True)))


def drawn_in_month(task: Task, on: date) -> tuple[Counter[int], dict[int, Counter[int]]]:
    """Agent -> how many are drawn so far, and in which hours; what cannot be reviewed is drawn again."""
    rows = Review.objects.filter(task=task, local_on__gte=on.replace(day=1), local_on__lte=on)
    drawn: Counter[int] = Counter()
    hours: dict[int, Counter[int]] = defaultdict(Counter)
    for agent, at in rows.exclude(state="void").values_list("agent_id", "occurred_at"):
        drawn[agent] += 1
        hours[agent][at.astimezone(PAY_ZONE).hour] += 1
    return drawn, hours


def contacts_of_day(task: Task, on: date) -> tuple[dict[int, list[Contact]], dict[str, tuple[int, datetime]]]:
    """Agent -> contacts not drawn yet; contact -> its first result and time."""
    taken = set(Review.objects.filter(task=task, local_on=on).values_list("source_key", flat=True))
    rows = (
        _counted()
        .filter(task=task, local_on=on)
        .order_by("agent", "source_key")
        .values_list("agent_id", "source_key")
        .annotate(first=Min("pk"), at=Min("occurred_at"))
    )
    free: dict[int, list[Contact]] = defaultdict(list)
    first: dict[str, tuple[int, datetime]] = {}
    for agent, key, pk, at in rows:
        if key not in taken and key not in first:
            free[agent].append(Contact(key, at.astimezone(PAY_ZONE).hour))
            first[key] = (pk, at)
    return free, first


def _counted() -> QuerySet[Result]:
    return Result.objects.filter(state__in=("drafted", "approved"))


# --- the desk ---------------------------------------------------------------------------------------------


def desk(view: str, *, by: User | None = None, task: str = "", search: str = "") -> QuerySet[Review]:
    """One of VIEWS in the order it is worked; second scorings leave out what ``by`` scored first."""
    rows = searched(task, search).filter(_condition(view, by))
    if view == "appeals":
        return rows.order_by("appeal__asked_at", "pk")
    late_first = ("occurred_at", "pk") if view in ("waiting", "second") else ("-reviewed_at", "-pk")
    return rows.order_by(*late_first)


def searched(task: str, search: str) -> QuerySet[Review]:
    rows = Review.objects.select_related("agent__user", "task__line", "rubric", "appeal", "result__kind")
    if task:
        rows = rows.filter(task__public_id=task)
    if search:
        rows = rows.filter(
            Q(agent__number__icontains=search)
            | called(search, "agent__user")
            | Q(source_key__icontains=search)
        )
    return rows


def _condition(view: str, by: User | None) -> Q:
    if view == "appeals":
        return Q(appeal__state="asked")
    if view == "second" and by:
        return Q(state="second") & ~Q(Exists(Scoring.objects.filter(review=OuterRef("pk"), by=by)))
    return Q(state=view if view in Review.STATES.words else "waiting")


def desk_counts(by: User | None = None, *, task: str = "", search: str = "") -> dict[str, int]:
    """How many each of VIEWS leaves."""
    return chip_counts(searched(task, search), {view: _condition(view, by) for view in VIEWS})


def to_review_count(now: datetime) -> int:
    waiting = Review.objects.filter(state__in=("waiting", "second")).count()
    return waiting + ReviewAppeal.objects.filter(state="asked").count()


def scorings_of(review: Review) -> list[Scoring]:
    return list(review.scorings.select_related("by", "rubric").order_by("at", "pk"))


def results_of(review: Review) -> list[Result]:
    """Everything that was counted for the contact."""
    rows = _counted().filter(task=review.task_id, source_key=review.source_key)
    return list(rows.select_related("kind").order_by("pk"))


def card_of(scoring: Scoring) -> Card:
    return Card(scoring.percent, len(scoring.fatal), scoring.rubric.pass_percent)


def agreed(now: datetime) -> Agreement:
    """First and second reviewers over the last 90 days."""
    rows = Scoring.objects.filter(
        review__twice=True,
        review__state="reviewed",
        part__in=("first", "second"),
        review__reviewed_at__gte=now - AGREED_OVER,
    ).select_related("rubric")
    pairs: dict[int, list[Card]] = defaultdict(list)
    for one in rows.order_by("review", "part"):
        pairs[one.review_id].append(card_of(one))
    return agreement([(found[0], found[1]) for found in pairs.values() if len(found) == 2])


def scores_by_task(
    first: date, last: date, *, agents: Iterable[int] | None = None, task: str = ""
) -> list[dict[str, Any]]:
    """Agent and task -> mean, fatal errors and how many, over days; the lowest mean first."""
    rows = Review.objects.filter(state="reviewed", local_on__gte=first, local_on__lte=last)
    if agents is not None:
        rows = rows.filter(agent__in=agents)
    if task:
        rows = rows.filter(task__public_id=task)
    found = rows.values(
        "agent_id",
        "agent__number",
        "agent__user__name",
        "agent__user__proven_name",
        "task__public_id",
        "task__name",
    )
    summed = found.order_by("agent_id", "task_id").annotate(
        reviews=Count("pk"), points=Sum("percent"), fatal=Sum("fatal_count")
    )
    made = [
        {
            "agent": one["agent__number"],
            "agent_name": name_of(one["agent__user__proven_name"], one["agent__user__name"]),
            "task": one["task__public_id"],
            "task_name": one["task__name"],
            "reviews": one["reviews"],
            "percent": half_up(one["points"], one["reviews"]),
            "fatal": one["fatal"],
        }
        for one in summed
    ]
    return sorted(made, key=lambda one: (one["percent"], one["agent"]))


# --- the agent and the ladder -----------------------------------------------------------------------------


def reviews_of(agent: Agent) -> QuerySet[Review]:
    """An agent's own that are done, the latest first: what is only drawn is not shown before it is judged."""
    return (
        Review.objects.filter(agent=agent, state="reviewed")
        .select_related("task", "rubric", "appeal", "agent__user")
        .order_by("-reviewed_at", "-pk")
    )


def mean_of(
    agent_ids: Collection[int], days: Mapping[int, int], today: date
) -> dict[int, tuple[int | None, int]]:
    """Agent -> mean percent and fatal errors in their own days (0: ever); one question for each length."""
    found: dict[int, tuple[int | None, int]] = dict.fromkeys(agent_ids, (None, 0))
    for length in {days.get(agent, 0) for agent in agent_ids}:
        some = [agent for agent in agent_ids if days.get(agent, 0) == length]
        rows = Review.objects.filter(agent__in=some, state="reviewed")
        if length:
            rows = rows.filter(local_on__gt=today - timedelta(days=length))
        for agent, n, points, fatal in (
            rows.order_by()
            .values_list("agent_id")
            .annotate(n=Count("pk"), points=Sum("percent"), fatal=Sum("fatal_count"))
        ):
            found[agent] = (half_up(points, n), fatal)
    return found
