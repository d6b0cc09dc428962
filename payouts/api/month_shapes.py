"""What goes over the wire about the rows behind a month's figures; amounts are fen."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from payouts.api.shapes import MonthField
from payouts.models import Run, Statement
from payouts.queries.against import TaskChange
from payouts.queries.gaps import RULES
from tasks.models import PayMonth


class MonthShape(serializers.ModelSerializer[PayMonth]):
    """``run`` opens under ``runs/``; its state and sums are there."""

    entity = serializers.CharField(source="entity.code")
    month = MonthField()
    run = serializers.SerializerMethodField()
    run_state = serializers.SerializerMethodField()

    class Meta:
        model = PayMonth
        fields = ("entity", "month", "state", "closed_at", "run", "run_state")

    def get_run(self, month: Any) -> str | None:
        run: Run | None = month.settled
        return run.number if run else None

    def get_run_state(self, month: Any) -> str | None:
        run: Run | None = month.settled
        return run.state if run else None


class ChangeShape(serializers.Serializer[Any]):
    """A ``task``, or an ``agent`` and their ``statement``: last month's of those who have none in this one."""

    task = serializers.SerializerMethodField()
    agent = serializers.SerializerMethodField()
    statement = serializers.SerializerMethodField()
    fen = serializers.SerializerMethodField()
    before_fen = serializers.SerializerMethodField()
    difference_fen = serializers.SerializerMethodField()

    def get_task(self, one: TaskChange | Statement) -> str | None:
        return one.task.number if isinstance(one, TaskChange) else None

    def get_agent(self, one: TaskChange | Statement) -> str | None:
        return one.agent_number if isinstance(one, Statement) else None

    def get_statement(self, one: TaskChange | Statement) -> str | None:
        return one.public_id if isinstance(one, Statement) else None

    def get_fen(self, one: TaskChange | Statement) -> int:
        return one.fen if isinstance(one, TaskChange) else one.income_fen if _is_here(one) else 0

    def get_before_fen(self, one: Any) -> int:
        return int(one.before_fen if _is_here(one) else one.income_fen)

    def get_difference_fen(self, one: Any) -> int:
        return int(one.difference_fen if _is_here(one) else -one.income_fen)


def _is_here(one: TaskChange | Statement) -> bool:
    """Whether it is of this month; a statement of the last has none of it beside it."""
    return hasattr(one, "before_fen")


class RuleSums(serializers.Serializer[Any]):
    """By way of counting months."""

    def get_fields(self) -> dict[str, Any]:
        return {rule: serializers.IntegerField() for rule in RULES}


class GapShape(serializers.Serializer[Any]):
    agent = serializers.CharField()
    statement = serializers.CharField()
    income_fen = serializers.IntegerField()
    paid_months = serializers.IntegerField(help_text="With pay, before this one.")
    tax_fen = RuleSums()


class UnpricedResultShape(serializers.Serializer[Any]):
    agent = serializers.CharField(source="agent.number")
    occurred_at = serializers.DateTimeField()
    contact = serializers.CharField(source="source_key")
    quantity = serializers.IntegerField()
