"""The price book of one settlement: every terms version of an entity and the confirmed holidays, read once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from django.db.models import Case, IntegerField, Q, Value, When
from django.db.models.expressions import Combinable

from payouts.rules.pricing import (
    PLAIN_PERCENT,
    HolidayRule,
    multiplier_for,
    price_minutes,
    price_pieces,
    price_share,
)
from payouts.rules.supplements import Supplement
from tasks.models import ResultKind, Terms, TermsRate
from tasks.queries.settlement import confirmed_days


class Rate(NamedTuple):
    """Fen a piece, or basis points of an amount; one of the two is 0."""

    unit_fen: int
    share_bp: int


@dataclass(frozen=True, slots=True)
class TermsPrices:
    """One terms version; ``percents`` are its days that pay more."""

    task_id: int
    task_number: str
    version: int
    hourly_fen: int
    full_attendance: Supplement
    task_bonus: Supplement
    percents: Mapping[date, int]
    rates: dict[int, Rate] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Book:
    terms: Mapping[int, TermsPrices]
    kinds: Mapping[int, str]  # result kind -> code

    def percent(self, terms_id: int, local_on: date) -> int:
        return self.terms[terms_id].percents.get(local_on, PLAIN_PERCENT)

    def segment_fen(self, terms_id: int, local_on: date, minutes: int) -> int:
        return price_minutes(minutes, self.terms[terms_id].hourly_fen, self.percent(terms_id, local_on))

    def result_fen(self, terms_id: int, kind_id: int, quantity: int, amount_fen: int) -> int:
        """0 where the terms do not price the kind."""
        rate = self.terms[terms_id].rates.get(kind_id)
        if rate is None:
            return 0
        return (
            price_share(amount_fen, rate.share_bp) if rate.share_bp else price_pieces(quantity, rate.unit_fen)
        )

    def percent_case(self) -> Combinable:
        """The multiplier of a segment as SQL: plain days fall through the first comparison."""
        alike: dict[tuple[int, frozenset[date]], list[int]] = defaultdict(list)
        for pk, terms in self.terms.items():
            for percent in set(terms.percents.values()):
                days = frozenset(day for day, of_day in terms.percents.items() if of_day == percent)
                alike[percent, days].append(pk)
        whens = [
            When(Q(local_on__in=sorted(days)) & Q(terms_id__in=pks), then=Value(percent))
            for (percent, days), pks in alike.items()
        ]
        return Case(*whens, default=Value(PLAIN_PERCENT), output_field=IntegerField())

    def share_case(self) -> Combinable | None:
        """The basis points of a result as SQL; None where nothing of this book pays a share."""
        alike: dict[tuple[int, int], list[int]] = defaultdict(list)
        for pk, terms in self.terms.items():
            for kind_id, rate in terms.rates.items():
                if rate.share_bp:
                    alike[kind_id, rate.share_bp].append(pk)
        whens = [
            When(kind_id=kind_id, terms_id__in=pks, then=Value(share_bp))
            for (kind_id, share_bp), pks in alike.items()
        ]
        return Case(*whens, default=Value(0), output_field=IntegerField()) if whens else None


def price_book(entity_id: int, tasks: Collection[int] | None = None) -> Book:
    """The book of an entity, or of some of its tasks."""
    chosen = Terms.objects.filter(task__entity=entity_id)
    if tasks is not None:
        chosen = chosen.filter(task__in=tasks)
    statutory = confirmed_days("statutory")
    terms = {one.pk: _prices(one, statutory) for one in chosen.select_related("task")}
    for terms_id, kind_id, unit_fen, share_bp in TermsRate.objects.filter(terms__in=chosen).values_list(
        "terms_id", "kind_id", "unit_fen", "share_bp"
    ):
        terms[terms_id].rates[kind_id] = Rate(unit_fen, share_bp)
    return Book(terms, dict(ResultKind.objects.values_list("pk", "code")))


def _prices(one: Terms, statutory: Mapping[date, tuple[str, ...]]) -> TermsPrices:
    own = frozenset(date.fromisoformat(day) for day in one.holiday_dates)
    rule = HolidayRule(one.holiday_rule, one.holiday_percent, own)
    return TermsPrices(
        task_id=one.task_id,
        task_number=one.task.number,
        version=one.version,
        hourly_fen=one.hourly_fen,
        full_attendance=Supplement(one.full_attendance_fen, one.full_attendance_shifts),
        task_bonus=Supplement(one.task_bonus_fen, one.task_bonus_shifts),
        percents=_multiplied({*statutory, *own}, rule, statutory),
    )


def _multiplied(
    days: Iterable[date], rule: HolidayRule, statutory: Mapping[date, tuple[str, ...]]
) -> dict[date, int]:
    percents = {day: multiplier_for(day, rule, statutory)[0] for day in days}
    return {day: percent for day, percent in percents.items() if percent != PLAIN_PERCENT}
