"""Claims as agents and screeners look at them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Count, Q, QuerySet, Sum

from onboarding.models import Agent, Line
from onboarding.queries.identity import latest_check
from onboarding.queries.profile import profile_rows
from onboarding.queries.sop import open_steps_of_many
from tasks.models import Assessment, Booking, Claim, ClaimAppeal, Segment, Task
from tasks.queries.offers import FILLED, GIVEN
from tasks.queries.seats import called_from_queue, offers_open
from tasks.reasons import SHIFTS_HELD
from tasks.rules.claiming import AGAIN_DAYS, Claimer
from tasks.rules.screening import Room
from tasks.states import IN_TRAINING, LIVE_CLAIMS
from training.models import Attempt
from training.queries import (
    ExamScore,
    StudyRecord,
    exam_scores,
    qualified_until,
    study_progress,
    study_records,
    valid_qualifications,
)
from yunke.ground.calendar import local_on
from yunke.ground.errors import Reason


def held_limit() -> int:
    """How many tasks an agent may hold at once."""
    return int(settings.TASKS_HELD_LIMIT)


def claimer(agent: Agent, now: datetime, lines: Collection[str]) -> Claimer:
    """An agent before tasks of these lines, as the claiming rules read them; tasks cost no question."""
    return claimers([agent], now, lines)[agent.pk]


def claimers(agents: Collection[Agent], now: datetime, lines: Collection[str]) -> dict[int, Claimer]:
    """Agent's key -> the same, of many: only their steps are asked one by one."""
    held: dict[int, list[Any]] = {agent.pk: [] for agent in agents}
    claims = Claim.objects.filter(agent__in=held, state__in=(*LIVE_CLAIMS, "rejected"))
    for agent, *row in claims.values_list("agent_id", "task_id", "state", "decided_at", "reasons"):
        held[agent].append(row)
    steps = open_steps_of_many(agents, list(Line.objects.filter(code__in=lines)), now)
    until = qualified_until(held, local_on(now))
    return {
        agent.pk: _claimer(agent, held[agent.pk], steps[agent.pk], until[agent.pk], now) for agent in agents
    }


def _claimer(
    agent: Agent,
    rows: list[Any],
    open_steps: dict[str, tuple[str, ...]],
    until: dict[str, date],
    now: datetime,
) -> Claimer:
    rejections = _last_rejections(rows, now)
    return Claimer(
        state=agent.state,
        open_steps=open_steps,
        qualifications=until,
        held=sum(state in LIVE_CLAIMS for _task, state, *_said in rows),
        live=frozenset(task for task, state, *_said in rows if state in LIVE_CLAIMS),
        rejected={task: at for task, (at, _codes) in rejections.items()},
        rejected_for={task: codes for task, (_at, codes) in rejections.items()},
    )


def qualifications(agent: Agent, today: date) -> dict[str, date]:
    """Line -> the last day its qualification counts, of those in force today."""
    return {line: held.expires_on for line, held in valid_qualifications(agent, today).items()}


def filled_of(task: Task) -> int:
    return Claim.objects.filter(task=task, state__in=FILLED).count()


def room_of(task: Task) -> Room:
    """What of a task's seats and reserve is given away."""
    states = (*FILLED, *IN_TRAINING)
    counted = dict(
        Claim.objects.filter(task=task, state__in=states).values_list("state").annotate(n=Count("pk"))
    )
    offered = offers_open(task)
    return Room(
        task.seats,
        sum(counted.get(state, 0) for state in GIVEN) + sum(offered.values()),
        counted.get("reserve", 0) - offered["reserve"],
        training=sum(counted.get(state, 0) for state in IN_TRAINING),
        asks_interview=task.asks_interview,
        training_percent=task.training_percent,
        reserve_percent=task.reserve_percent,
        assesses=task.assesses,
    )


def place_of(claim: Claim) -> tuple[int, int]:
    """(place, length) of a claim in its task's queue of the same state: who asked first stands first."""
    same = Claim.objects.filter(task=claim.task_id, state=claim.state)
    before = same.filter(Q(asked_at__lt=claim.asked_at) | Q(asked_at=claim.asked_at, pk__lt=claim.pk))
    return before.count() + 1, same.count()


def verdicts_of(claims: Collection[int]) -> dict[int, dict[str, str]]:
    """Claim -> side -> pass or fail."""
    found: dict[int, dict[str, str]] = {}
    for claim, side, verdict in Assessment.objects.filter(claim__in=claims).values_list(
        "claim_id", "side", "verdict"
    ):
        found.setdefault(claim, {})[side] = verdict
    return found


def open_appeals(now: datetime | None = None) -> QuerySet[ClaimAppeal]:
    """Appeals that wait for somebody, the oldest first."""
    rows = ClaimAppeal.objects.filter(state="asked").select_related(
        "claim__agent__user", "claim__task__line", "claim__decided_by", "rejected_by"
    )
    return rows.order_by("asked_at", "pk")


def appeal_count(now: datetime) -> int:
    return ClaimAppeal.objects.filter(state="asked").count()


def my_claims(agent: Agent) -> QuerySet[Claim]:
    """An agent's claims, the newest first."""
    return Claim.objects.filter(agent=agent).select_related("task__line", "terms", "appeal").order_by("-pk")


def live_claim(agent: Agent, task: Task) -> Claim | None:
    return Claim.objects.filter(agent=agent, task=task, state__in=LIVE_CLAIMS).first()


# --- the screener's desk ----------------------------------------------------------------------------------


def waiting_by_task(most: int = 15) -> list[tuple[Task, int, int]]:
    """The tasks with the longest queues: how many wait, and how many stand in reserve."""
    rows = (
        Claim.objects.filter(state__in=("asked", "reserve"))
        .order_by()
        .values_list("task_id")
        .annotate(
            waiting=Count("pk", filter=Q(state="asked")), reserve=Count("pk", filter=Q(state="reserve"))
        )
    )
    longest = list(rows.order_by("-waiting", "task_id")[:most])
    tasks = Task.objects.select_related("line").in_bulk([task for task, _waiting, _reserve in longest])
    found = [(tasks[task], waiting, reserve) for task, waiting, reserve in longest]
    return sorted(found, key=lambda one: (one[0].line.order, one[0].line.code))


def waiting_count(now: datetime) -> int:
    """Claims that need a screener's word: the new ones, and those a free seat calls from the queue."""
    return Claim.objects.filter(Q(state="asked") | Q(pk__in=called_from_queue().values("pk"))).count()


def queue(task: Task | None = None) -> QuerySet[Claim]:
    """Claims for the desk, with what its list shows."""
    rows = Claim.objects.select_related("agent__user", "qualification__attempt", "task__line", "appeal")
    return rows.filter(task=task) if task else rows


def records_of(claims: Collection[Claim]) -> dict[int, tuple[ExamScore | None, StudyRecord]]:
    """Claim -> its agent's score and study in the task's line so far; the same questions for any page."""
    agents = {claim.agent_id for claim in claims}
    scores, study = exam_scores(agents), study_records(agents)
    found = {}
    for claim in claims:
        line = claim.task.line.code
        found[claim.pk] = scores[claim.agent_id].get(line), study[claim.agent_id].get(line, StudyRecord())
    return found


def evidence_of(claim: Claim) -> dict[str, Any]:
    """What a screener weighs: real name, study, exam, other claims, attendance. No personal number."""
    agent, line = claim.agent, claim.task.line
    return {
        "identity": latest_check(agent),
        "profile": profile_rows(agent),
        "courses": [one for one in study_progress(agent) if one.course.line_id == line.pk],
        "attempts": list(Attempt.objects.filter(agent=agent, exam__line=line).order_by("-started_at")[:5]),
        "others": list(
            Claim.objects.filter(agent=agent).exclude(pk=claim.pk).select_related("task").order_by("-pk")[:8]
        ),
        "attendance": attendance_of(agent),
        "minutes": Segment.objects.filter(agent=agent, state="approved").aggregate(n=Sum("paid_minutes"))["n"]
        or 0,
    }


def attendance_of(agent: Agent) -> dict[str, int]:
    """Bookings of all time by what came of them; late and early count beyond the grace."""
    return Booking.objects.filter(agent=agent).aggregate(
        worked=Count("pk", filter=Q(state="worked")),
        absent=Count("pk", filter=Q(state="absent")),
        late=Count("pk", filter=Q(late_minutes__gt=0) | Q(early_minutes__gt=0)),
        late_cancelled=Count("pk", filter=Q(state="late_cancelled")),
    )


def _last_rejections(rows: list[Any], now: datetime) -> dict[int, tuple[datetime, list[str]]]:
    """Task -> the last rejection and its reasons, of those that still matter."""
    since = now - timedelta(days=AGAIN_DAYS + 1)
    last: dict[int, tuple[datetime, list[str]]] = {}
    for task, state, at, reasons in rows:
        if state == "rejected" and at and at >= since and (task not in last or at >= last[task][0]):
            last[task] = (at, [one["code"] for one in reasons])
    return last


def reasons_not_to_leave_task(claim: Claim) -> list[Reason]:
    """Shifts that are booked are cancelled or worked first."""
    held = claim.bookings.filter(state__in=("booked", "working")).count()
    return [SHIFTS_HELD(shifts=held)] if held else []
