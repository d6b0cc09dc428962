"""Which terms hold on a day, and which of them bind a booking: looked up once for many facts."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from datetime import date, datetime, time
from functools import cached_property

from django.db.models import prefetch_related_objects

from tasks.models import Acceptance, Booking, Terms
from tasks.queries.offers import PROMISES, content_of
from tasks.rules.binding import Cuts, binding, lowered


class TermsByDay:
    """The versions of one task by the day they begin; one query.

    Where a task has had several, two more say which of them cut the pay and who accepted what when.
    """

    def __init__(self, task_id: int) -> None:
        self.task_id = task_id
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

    def bound(self, agent_id: int, agreed_at: datetime, day: date) -> Terms:
        """What pays this agent's work of a day, agreed on (booked) at that time: a cut binds once accepted."""
        latest = self.required(day)
        if latest is self.versions[0] or not self.cuts.pairs:
            return latest
        accepted = [version for at, version in self._accepted[agent_id] if at <= agreed_at]
        newest = max(accepted, default=None)
        return binding(self.versions, day, accepted=newest, cuts=self.cuts) or latest

    def of(self, booking: Booking) -> BookingTerms:
        return BookingTerms(self, booking)

    @cached_property
    def cuts(self) -> Cuts:
        prefetch_related_objects(self.versions, *PROMISES)
        told = [(one.version, content_of(one)) for one in self.versions]
        return Cuts(
            frozenset(
                (old, new)
                for place, (old, before) in enumerate(told)
                for new, after in told[place + 1 :]
                if any(lowered(before, after))
            )
        )

    @cached_property
    def _accepted(self) -> defaultdict[int, list[tuple[datetime, int]]]:
        found: defaultdict[int, list[tuple[datetime, int]]] = defaultdict(list)
        rows = Acceptance.objects.filter(claim__task=self.task_id)
        for agent, at, version in rows.values_list("claim__agent_id", "accepted_at", "terms__version"):
            found[agent].append((at, version))
        return found


class BookingTerms:
    """The versions as they bind one booking."""

    def __init__(self, versions: TermsByDay, booking: Booking) -> None:
        self.versions, self.booking = versions, booking

    def required(self, day: date) -> Terms:
        return self.versions.bound(self.booking.agent_id, self.booking.booked_at, day)

    def unpaid_meal(self, day: date) -> tuple[time, time] | None:
        """The break nobody is paid for on this day."""
        return unpaid_meal(self.required(day))


def unpaid_meal(terms: Terms) -> tuple[time, time] | None:
    if terms.meal_is_paid or terms.meal_starts is None or terms.meal_ends is None:
        return None
    return terms.meal_starts, terms.meal_ends
