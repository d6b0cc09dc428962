"""What an amendment of a confirmed holiday year does to pay: told before it is confirmed, done when it is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import F, Sum

from payouts.models import Run
from payouts.queries.book import price_book
from payouts.rules.paydays import payment_day
from payouts.rules.pricing import price_minutes
from payouts.states import LOCKED_RUNS
from tasks.models import Correction, HolidayAmendment, PayingEntity, Segment
from tasks.queries.holidays import Difference
from tasks.queries.settlement import bank_exceptions, confirmed_days, open_month
from yunke.ground.calendar import StatutoryDays

Multipliers = dict[tuple[int, date], tuple[int, int]]  # (terms, day) -> percent before and after


@dataclass(slots=True)
class Effect:
    """Of one entity: ``differences`` of hours in approved months, paid by ``month``; ``anew`` are months nobody has
    approved yet, to be computed again."""

    entity: PayingEntity
    month: date | None = None
    differences: list[Difference] = field(default_factory=list)
    months: list[date] = field(default_factory=list)
    fen: int = 0
    anew: list[Run] = field(default_factory=list)

    @property
    def count(self) -> int:
        return len(self.differences)


def effects_of(amendment: HolidayAmendment, today: date) -> list[Effect]:
    """Each entity whose pay or pay day changes; asked before the amendment is in force."""
    before = confirmed_days("statutory")
    after = _amended(before, amendment)
    days = {on for on in before.keys() | after.keys() if before.get(on) != after.get(on)}
    moves = _moved_pay_days(amendment)
    found = []
    for entity in PayingEntity.objects.order_by("code"):
        one = Effect(entity)
        percents = _multipliers(entity, before, after, days) if days else {}
        worked = list(_worked(entity, percents)) if percents else []
        if worked:
            _add_differences(one, worked, percents)
        for run in Run.objects.filter(entity=entity).exclude(state__in=LOCKED_RUNS).order_by("month"):
            if worked or moves(run.month, today):
                one.anew.append(run)
        if one.differences or one.anew:
            found.append(one)
    return found


def _amended(before: StatutoryDays, amendment: HolidayAmendment) -> StatutoryDays:
    after = dict(before)
    for day in amendment.days.all():
        after.pop(day.on, None)
        if day.becomes == "statutory":
            after[day.on] = (day.code,)
    return after


def _multipliers(
    entity: PayingEntity, before: StatutoryDays, after: StatutoryDays, days: set[date]
) -> Multipliers:
    """Terms and days whose multiplier changes."""
    was, will = (price_book(entity.pk, statutory=of) for of in (before, after))
    percents = {(pk, day): (was.percent(pk, day), will.percent(pk, day)) for pk in was.terms for day in days}
    return {key: (then, now) for key, (then, now) in percents.items() if then != now}


def _worked(entity: PayingEntity, percents: Multipliers) -> list[Segment]:
    """Every approved segment that is priced otherwise, whichever month settles it."""
    rows = Segment.objects.filter(
        entity=entity,
        state="approved",
        local_on__in={day for _terms, day in percents},
        terms__in={terms for terms, _day in percents},
    ).select_related("agent__user", "terms")
    return [one for one in rows.order_by("pk") if (one.terms_id, one.local_on) in percents]


def _add_differences(one: Effect, worked: list[Segment], percents: Multipliers) -> None:
    """Of what approved months paid: the minutes as those months corrected them. Later corrections of minutes are
    priced by the amended day themselves."""
    locked = set(Run.objects.filter(entity=one.entity, state__in=LOCKED_RUNS).values_list("month", flat=True))
    changed: dict[int, int] = defaultdict(int)
    changed |= (
        Correction.objects.filter(
            entity=one.entity,
            state="approved",
            amendment=None,
            settle_month__in=locked,
            segment__local_on__in={day for _terms, day in percents},
        )
        .order_by()
        .values_list("segment")
        .annotate(minutes=Sum(F("minutes_now") - F("minutes_then")))
    )
    months = set()
    for of in worked:
        if of.settle_month not in locked:
            continue
        minutes, (then, now) = of.paid_minutes + changed[of.pk], percents[of.terms_id, of.local_on]
        fen = price_minutes(minutes, of.terms.hourly_fen, now) - price_minutes(
            minutes, of.terms.hourly_fen, then
        )
        if fen:
            one.differences.append(Difference(of, minutes, then, now))
            one.fen += fen
            months.add(of.settle_month)
    one.months = sorted(months)
    one.month = open_month(one.entity.pk) if one.differences else None


def _moved_pay_days(amendment: HolidayAmendment) -> Callable[[date, date], bool]:
    """Asks of a month, as of today, whether it would be paid on another day."""
    before = bank_exceptions()
    off, on = (set(days) for days in before)
    for day in amendment.days.all():
        off.discard(day.on)
        on.discard(day.on)
        if day.becomes:
            (on if day.becomes == "make_up" else off).add(day.on)
    after = frozenset(off), frozenset(on)
    return lambda month, today: payment_day(month, today, *before) != payment_day(month, today, *after)
