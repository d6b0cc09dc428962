"""This month against the last, task by task and agent by agent: the largest difference first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Abs, Coalesce

from payouts.models import Run, Statement
from payouts.queries.months import figures_of
from tasks.models import Task


@dataclass(frozen=True, slots=True)
class TaskChange:
    """Fen of one task's lines in both months."""

    task: Task
    fen: int
    before_fen: int

    @property
    def difference_fen(self) -> int:
        return self.fen - self.before_fen

    @property
    def change(self) -> float | None:
        return self.difference_fen / self.before_fen if self.before_fen else None


def by_task(run: Run, before: Run | None) -> list[TaskChange]:
    now, then = figures_of(run).tasks, figures_of(before).tasks if before else {}
    tasks = Task.objects.select_related("client").in_bulk({*now, *then})
    found = [TaskChange(task, now.get(pk, 0), then.get(pk, 0)) for pk, task in tasks.items()]
    return sorted(found, key=lambda one: (-abs(one.difference_fen), one.task.number))


def by_agent(run: Run, before: Run | None) -> QuerySet[Statement, Any]:
    """Statements with the income of the same agent's last one beside them."""
    last = Statement.objects.filter(run=before, agent=OuterRef("agent")).values("income_fen")[:1]
    return (
        run.statements.select_related("agent__user")
        .annotate(before_fen=Coalesce(Subquery(last), 0))
        .annotate(difference_fen=F("income_fen") - F("before_fen"))
        .order_by(Abs("difference_fen").desc(), "agent_number")
    )


def against_counts(run: Run, before: Run | None) -> dict[str, int]:
    """How many rows each look at the two months has."""
    now, then = figures_of(run).tasks, figures_of(before).tasks if before else {}
    return {
        "task": len({*now, *then}),
        "agent": run.statements.count(),
        "gone": gone(run, before).count(),
    }


def gone(run: Run, before: Run | None) -> QuerySet[Statement]:
    """Last month's statements of agents who have none in this one."""
    if before is None:
        return Statement.objects.none()
    here = run.statements.filter(agent=OuterRef("agent"))
    return (
        before.statements.filter(~Exists(here))
        .select_related("agent__user")
        .order_by("-income_fen", "agent_number")
    )
