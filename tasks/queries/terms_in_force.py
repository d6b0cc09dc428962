"""Which terms hold on a day, looked up once for many facts."""

from __future__ import annotations

from bisect import bisect_right
from datetime import date, time

from tasks.models import Terms


class TermsByDay:
    """The versions of one task by the day they begin; one query."""

    def __init__(self, task_id: int) -> None:
        self.versions = list(Terms.objects.filter(task_id=task_id).order_by("effective_on"))
        self.days = [one.effective_on for one in self.versions]

    def on(self, day: date) -> Terms | None:
        """The latest version that had begun by this day."""
        place = bisect_right(self.days, day)
        return self.versions[place - 1] if place else None

    def required(self, day: date) -> Terms:
        found = self.on(day)
        if found is None:
            raise LookupError(f"no terms in force on {day}")  # a shift is not put up without terms
        return found

    def unpaid_meal(self, day: date) -> tuple[time, time] | None:
        """The break nobody is paid for on this day."""
        terms = self.required(day)
        if terms.meal_is_paid or terms.meal_starts is None or terms.meal_ends is None:
            return None
        return terms.meal_starts, terms.meal_ends
