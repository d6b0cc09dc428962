"""Drawing the sample: a task's day is drawn again when results came in late, and only adds to it."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime
from typing import Any

from django.db import transaction

from onboarding.models import Line, User
from tasks.actions.shifts import refuse_for
from tasks.models import QualityDraw, QualityPlan, Review, Task
from tasks.queries import quality as lists
from tasks.rules.reviewing import reasons_not_to_plan
from tasks.rules.sampling import chosen, scored_twice, target
from yunke import audit
from yunke.ground.calendar import local_on
from yunke.ground.ids import new_public_id


@transaction.atomic
def publish_plan(
    line: Line,
    effective_on: date,
    *,
    share_percent: int,
    second_percent: int,
    appeal_days: int,
    seed: str,
    by: User,
    now: datetime,
) -> QualityPlan:
    """How a line is sampled from a day on; days before keep the plan they had."""
    Line.objects.select_for_update().get(pk=line.pk)
    dated = QualityPlan.objects.filter(line=line, effective_on=effective_on).exists()
    refuse_for(
        reasons_not_to_plan(
            share_percent, second_percent, seed, effective_on, today=local_on(now), dated=dated
        )
    )
    made = QualityPlan.objects.create(
        public_id=new_public_id(now),
        line=line,
        effective_on=effective_on,
        share_percent=share_percent,
        second_percent=second_percent,
        appeal_days=appeal_days,
        seed=seed.strip(),
        created_by=by,
        created_at=now,
    )
    facts: dict[str, Any] = {
        "line": line.code,
        "effective_on": effective_on.isoformat(),
        "share_percent": share_percent,
    }
    audit.record(by.actor, "quality_plan_published", made, now=now, **facts)
    return made


def draw_due(*, now: datetime) -> int:
    """Draw the sample of every day whose results changed since it was drawn; how many contacts are new."""
    return sum(len(draw_sample(Task(pk=pk), day, now=now)) for pk, day in lists.days_to_draw(now))


@transaction.atomic
def draw_sample(task: Task, on: date, *, now: datetime) -> list[Review]:
    """What is missing of each agent's share up to this day, from this day's contacts."""
    task = Task.objects.select_for_update(of=("self",)).get(pk=task.pk)
    plan = lists.plan_on(task.line_id, on)
    if plan is None:
        return []
    free, first = lists.contacts_of_day(task, on)
    drawn, hours = lists.drawn_in_month(task, on)
    draw = _draw(plan, task, on, contacts=len(first) + _taken(task, on), now=now)
    made = []
    for agent, contacts in lists.contacts_of_month(task, on).items():
        wanted = target(contacts, plan.share_percent) - drawn[agent]
        for one in chosen(free.get(agent, ()), wanted, hours.get(agent, Counter()), plan.seed):
            pk, at = first[one.key]
            made.append(
                Review(
                    public_id=new_public_id(now),
                    draw=draw,
                    result_id=pk,
                    task=task,
                    agent_id=agent,
                    source_key=one.key,
                    local_on=on,
                    occurred_at=at,
                    twice=scored_twice(one.key, plan.second_percent, plan.seed),
                )
            )
    Review.objects.bulk_create(made)
    if made:
        QualityDraw.objects.filter(pk=draw.pk).update(drawn=draw.drawn + len(made))
        facts: dict[str, Any] = {"task": task.number, "day": on.isoformat(), "rows": len(made)}
        audit.record(audit.HOUSE, "reviews_drawn", draw, now=now, **facts)
    return made


def _draw(plan: QualityPlan, task: Task, on: date, *, contacts: int, now: datetime) -> QualityDraw:
    said = {
        "plan": plan,
        "contacts": contacts,
        "results": lists.results_of_day(task, on),
        "drawn_at": now,
    }
    return QualityDraw.objects.update_or_create(
        task=task, local_on=on, defaults=said, create_defaults={"public_id": new_public_id(now), **said}
    )[0]


def _taken(task: Task, on: date) -> int:
    return Review.objects.filter(task=task, local_on=on).count()
