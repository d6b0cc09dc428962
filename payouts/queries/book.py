"""The price book of one settlement: every terms version of an entity and the confirmed holidays, read once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from django.db.models import (
    BigIntegerField,
    BooleanField,
    ExpressionWrapper,
    F,
    Q,
    QuerySet,
)
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast

from payouts.queries.prices import Chosen, Priced, When
from payouts.rules.pricing import (
    PLAIN_PERCENT,
    SHARE_SQL,
    HolidayRule,
    RankPay,
    Tiers,
    multiplier_for,
    price_minutes,
    price_pieces,
    price_share,
)
from payouts.rules.supplements import Guarantee, Supplement
from tasks.models import ResultKind, Terms, TermsRank, TermsRate
from tasks.queries.settlement import confirmed_days
from yunke.ground.calendar import StatutoryDays


class Rate(NamedTuple):
    """Fen a piece, or basis points of an amount; one of the two is 0. ``takes_back``: a piece costs its price.

    With ``tiers`` no single result has a price, only all of a month together.
    """

    unit_fen: int
    share_bp: int
    takes_back: bool = False
    tiers: Tiers | None = None

    @property
    def line(self) -> str:
        """The kind of line it makes."""
        if self.tiers:
            return "tiers"
        if self.takes_back:
            return "returned"
        return "share" if self.share_bp else "pieces"

    @property
    def piece_fen(self) -> int:
        """Fen one piece adds."""
        return -self.unit_fen if self.takes_back else self.unit_fen


@dataclass(frozen=True, slots=True)
class TermsPrices:
    """One terms version; ``percents`` are its days that pay more, ``sources`` the holiday of each."""

    task_id: int
    task_number: str
    version: int
    hourly_fen: int
    full_attendance: Supplement
    task_bonus: Supplement
    percents: Mapping[date, int]
    guarantee: Guarantee = field(default_factory=Guarantee)
    mentor_hourly_fen: int = 0
    rates: dict[int, Rate] = field(default_factory=dict)
    ranks: dict[str, RankPay] = field(default_factory=dict)
    sources: Mapping[date, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Book:
    terms: Mapping[int, TermsPrices]
    kinds: Mapping[int, str]  # result kind -> code
    years: frozenset[int]  # whose holidays a second person has confirmed
    calendar: int | None = None  # the version of the holidays; today's without one

    def percent(self, terms_id: int, local_on: date) -> int:
        return self.terms[terms_id].percents.get(local_on, PLAIN_PERCENT)

    def source(self, terms_id: int, local_on: date) -> str:
        """The holiday a day pays more for, or ``own_date``; "" on a plain day."""
        return self.terms[terms_id].sources.get(local_on, "")

    def segment_fen(self, terms_id: int, local_on: date, minutes: int) -> int:
        return price_minutes(minutes, self.terms[terms_id].hourly_fen, self.percent(terms_id, local_on))

    def result_fen(self, terms_id: int, kind_id: int, quantity: int, amount_fen: int) -> int:
        """0 where the terms do not price the kind, or price it only by tiers."""
        rate = self.terms[terms_id].rates.get(kind_id)
        if rate is None or rate.tiers:
            return 0
        if rate.share_bp:
            return price_share(amount_fen, rate.share_bp)
        return price_pieces(quantity, rate.piece_fen)

    def rank_fen(self, terms_id: int, rank: str, minutes: int) -> int:
        """What a rank adds to so many minutes, whatever the day."""
        of = self.terms[terms_id].ranks.get(rank)
        return price_minutes(minutes, of.hourly_fen, of.percent) if of else 0

    def tiers(self, terms_id: int, kind_id: int) -> Tiers | None:
        rate = self.terms[terms_id].rates.get(kind_id)
        return rate.tiers if rate else None

    def offering(self, wanted: Callable[[TermsPrices], Any]) -> list[int]:
        """The terms that have something; most have none, and then nothing is asked of the database."""
        return [pk for pk, of in self.terms.items() if wanted(of)]

    def percent_case(self) -> Combinable:
        """The multiplier of a segment as SQL: plain days fall through the first comparison."""
        alike: dict[tuple[int, frozenset[date]], list[int]] = defaultdict(list)
        for pk, terms in self.terms.items():
            for percent in set(terms.percents.values()):
                days = frozenset(day for day, of_day in terms.percents.items() if of_day == percent)
                alike[percent, days].append(pk)
        whens = [
            ([day.isoformat() for day in sorted(days)], pks, percent)
            for (percent, days), pks in alike.items()
        ]
        return Chosen("local_on", whens, PLAIN_PERCENT)

    def share_case(self) -> Combinable | None:
        """The basis points of a result as SQL; None where nothing of this book pays a share."""
        whens = self._whens(lambda rate: rate.share_bp)
        return Chosen("kind_id", whens) if whens else None

    def result_case(self) -> Combinable:
        """The price of one result as SQL; 0 where it has none of its own."""
        pieces = Chosen("kind_id", self._whens(lambda rate: rate.piece_fen))
        share = self.share_case()
        fen: Combinable = Cast(F("quantity"), BigIntegerField()) * pieces
        return fen + Priced(SHARE_SQL, amount_fen=F("amount_fen"), basis_points=share) if share else fen

    def _whens(self, figure: Callable[[Rate], int]) -> list[When]:
        alike: dict[tuple[int, int], list[int]] = defaultdict(list)
        for pk, terms in self.terms.items():
            for kind_id, rate in terms.rates.items():
                if not rate.tiers and (value := figure(rate)):
                    alike[kind_id, value].append(pk)
        return [([kind_id], pks, value) for (kind_id, value), pks in alike.items()]

    def rank_case(self, part: Callable[[RankPay], int]) -> Combinable:
        """A figure of the supplement of a segment's rank as SQL; 0 where its rank earns none."""
        alike: dict[tuple[str, int], list[int]] = defaultdict(list)
        for pk, terms in self.terms.items():
            for rank, pay in terms.ranks.items():
                alike[rank, part(pay)].append(pk)
        return Chosen("rank", [([rank], pks, value) for (rank, value), pks in alike.items()])


def price_book(
    entity_id: int,
    tasks: Collection[int] | None = None,
    *,
    calendar: int | None = None,
    statutory: StatutoryDays | None = None,
) -> Book:
    """The book of an entity, or of some of its tasks, by a version of the holidays or by days handed in."""
    chosen = Terms.objects.filter(task__entity=entity_id)
    if tasks is not None:
        chosen = chosen.filter(task__in=tasks)
    if statutory is None:
        statutory = confirmed_days("statutory", calendar)
    terms = {one.pk: _prices(one, statutory) for one in chosen.select_related("task")}
    _add_rates(terms, chosen)
    for terms_id, rank, percent, hourly_fen in TermsRank.objects.filter(terms__in=chosen).values_list(
        "terms_id", "rank", "percent", "hourly_fen"
    ):
        plain = terms[terms_id].hourly_fen
        terms[terms_id].ranks[rank] = RankPay(percent, plain) if percent else RankPay(100, hourly_fen)
    kinds = dict(ResultKind.objects.values_list("pk", "code"))
    return Book(terms, kinds, frozenset(day.year for day in statutory), calendar)


def _add_rates(terms: Mapping[int, TermsPrices], chosen: QuerySet[Terms]) -> None:
    """Every rate with its tiers, in one question."""
    rates = TermsRate.objects.filter(terms__in=chosen).annotate(
        back=ExpressionWrapper(Q(kind__returns__isnull=False), output_field=BooleanField())
    )
    for terms_id, kind_id, unit_fen, share_bp, back, above, price, measure in rates.order_by(
        "pk", "tiers__above"
    ).values_list(
        "terms_id", "kind_id", "unit_fen", "share_bp", "back", "tiers__above", "tiers__price", "kind__measure"
    ):
        of = terms[terms_id].rates
        rate = of.get(kind_id) or Rate(unit_fen, share_bp, back)
        if above is not None:
            steps = rate.tiers.steps if rate.tiers else ((0, share_bp or unit_fen),)
            rate = rate._replace(tiers=Tiers((*steps, (above, price)), measure == "amount"))
        of[kind_id] = rate


def _prices(one: Terms, statutory: Mapping[date, tuple[str, ...]]) -> TermsPrices:
    own = frozenset(date.fromisoformat(day) for day in one.holiday_dates)
    rule = HolidayRule(one.holiday_rule, one.holiday_percent, own)
    more = _multiplied({*statutory, *own}, rule, statutory)
    return TermsPrices(
        task_id=one.task_id,
        task_number=one.task.number,
        version=one.version,
        hourly_fen=one.hourly_fen,
        full_attendance=Supplement(one.full_attendance_fen, one.full_attendance_shifts),
        task_bonus=Supplement(one.task_bonus_fen, one.task_bonus_shifts),
        percents={day: percent for day, (percent, _source) in more.items()},
        sources={day: source for day, (_percent, source) in more.items()},
        guarantee=Guarantee(one.guarantee_fen, one.guarantee_minutes),
        mentor_hourly_fen=one.mentor_hourly_fen,
    )


def _multiplied(
    days: Iterable[date], rule: HolidayRule, statutory: Mapping[date, tuple[str, ...]]
) -> dict[date, tuple[int, str]]:
    """(percent, source) of each day that pays more."""
    found = {day: multiplier_for(day, rule, statutory) for day in days}
    return {day: told for day, told in found.items() if told[0] != PLAIN_PERCENT}
