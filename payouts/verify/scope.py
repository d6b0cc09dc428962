"""Which books are looked at: all, one entity's, or one month of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from payouts.models import Run, Statement
from payouts.states import LOCKED_RUNS

Findings = Iterator[str]


@dataclass(frozen=True, slots=True)
class Scope:
    entity_id: int | None = None
    month: date | None = None

    def runs(self) -> QuerySet[Run]:
        return (
            Run.objects.filter(**self.of("entity_id", "month"))
            .select_related("entity")
            .order_by("entity_id", "month")
        )

    def locked_runs(self) -> QuerySet[Run]:
        return self.runs().filter(state__in=LOCKED_RUNS)

    def statements(self) -> QuerySet[Statement]:
        """Of every run that is not being computed."""
        chosen = self.of("run__entity_id", "run__month")
        return Statement.objects.filter(**chosen).exclude(run__state="computing")

    def of(self, entity: str, month: str) -> dict[str, Any]:
        """Conditions under the names a model has for the two."""
        asked = {entity: self.entity_id, month: self.month}
        return {name: value for name, value in asked.items() if value is not None}
