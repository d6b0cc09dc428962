"""This month so far: the statement the open month would give, by the function that will pay it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from onboarding.models import Agent
from payouts.queries.book import price_book
from payouts.queries.drafts import StatementDraft, statement_drafts
from payouts.queries.history import Settling
from payouts.queries.paydays import timetable_of
from tasks.models import Booking, Correction, Decision, PayingEntity, PayMonth, Result, Segment


@dataclass(frozen=True, slots=True)
class SoFar:
    """One paying entity's open month of an agent. ``draft`` is ``None`` while nothing is approved.

    ``tax_known`` is false while finance has not chosen how tax is withheld: none is shown then. While nobody has
    confirmed the year's holidays (``holidays_known``), their hours are shown at the ordinary rate.
    """

    entity: PayingEntity
    month: date
    pays_on: date
    as_of: datetime
    draft: StatementDraft | None
    unpriced: int
    tax_known: bool
    holidays_known: bool
    settling: Settling


def this_month_so_far(agent: Agent, now: datetime) -> list[SoFar]:
    """An entry for every paying entity the agent has worked for in its open month."""
    found = []
    for month in (
        PayMonth.objects.filter(state="open", entity__tasks__claims__agent=agent)
        .distinct()
        .select_related("entity")
        .order_by("entity__code")
    ):
        found.append(_so_far(agent, month.entity, month.month, now))
    return found


def earned_so_far(entity: PayingEntity, agent: Agent, now: datetime) -> int:
    """Fen that the entity's open month would pay them now."""
    drafts = [one.draft for one in this_month_so_far(agent, now) if one.entity.pk == entity.pk]
    return sum(draft.figures.net_fen for draft in drafts if draft)


def _so_far(agent: Agent, entity: PayingEntity, month: date, now: datetime) -> SoFar:
    known = bool(entity.tax_method) and (entity.tax_method != "cumulative" or bool(entity.gap_rule))
    settling = Settling(
        entity.pk,
        month,
        timetable_of(month).payment_on,
        entity.tax_method if known else "none",
        entity.gap_rule,
        bool(entity.penalties_lower_income),
    )
    book = price_book(entity.pk, tasks=_tasks(agent, entity, month))
    drafts, unpriced = statement_drafts(settling, [agent.pk], book=book)
    draft = drafts[0] if drafts else None
    holidays_known = month.year in book.years
    return SoFar(entity, month, settling.pays_on, now, draft, unpriced, known, holidays_known, settling)


def _tasks(agent: Agent, entity: PayingEntity, month: date) -> set[int]:
    """The tasks whose terms price this month: of its facts, its corrected facts, its bookings and its mentees'."""
    chosen = {"agent": agent, "entity": entity, "settle_month": month, "state": "approved"}
    asked = [  # by way of the terms: facts are found in the index of their month alone
        *(
            rows.objects.filter(**chosen).order_by().values_list("terms__task_id")
            for rows in (Segment, Result)
        ),
        Decision.objects.filter(**chosen).order_by().values_list("task_id"),
    ]
    corrected = entity.tasks.filter(corrections__agent=agent, corrections__settle_month=month).values_list(
        "pk"
    )
    booked = (
        Booking.objects.filter(agent=agent, shift__task__entity=entity, shift__local_on__gte=month)
        .order_by()
        .values_list("shift__task_id")
    )
    of_mentees = [
        rows.objects.filter(entity=entity, settle_month=month, **mine).order_by().values_list("task_id")
        for rows, mine in ((Segment, {"mentor": agent}), (Correction, {"segment__mentor": agent}))
    ]
    return {pk for (pk,) in asked[0].union(*asked[1:], corrected, booked, *of_mentees)}
