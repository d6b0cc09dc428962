"""What is offered: the terms, penalties and papers in force on a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from onboarding.models import Line
from onboarding.queries.sop import settings_of
from tasks.models import Agreement, Claim, ClientPrice, PenaltyTable, Segment, Task, Terms, TermsRate
from tasks.rules.claiming import Offered
from tasks.rules.terms import Clause as Clause  # what the room above hands to add_terms and add_penalties
from tasks.rules.terms import Content as Content
from tasks.rules.terms import RankPay as RankPay
from tasks.rules.terms import Rate as Rate
from tasks.rules.terms import Tier as Tier

PROMISES = ("rates__kind__returns", "rates__tiers", "ranks")  # what belongs to a version of terms
GIVEN = ("admitted", "on_duty")  # claims that hold one of the task's seats
FILLED = (*GIVEN, "reserve")


@dataclass(frozen=True, slots=True)
class Papers:
    """The three documents an agent accepts before duty; any may be missing."""

    agreement: Agreement | None
    terms: Terms | None
    penalties: PenaltyTable | None


def interviews_by_sop(line: Line, now: datetime) -> bool:
    """Whether the line's SOP of today asks for a talk: what a new task does unless somebody says otherwise."""
    step = settings_of(line, "interview", now)
    return step is not None and step.required


def offer_day(task: Task, today: date) -> date:
    """The day whose terms a claimer is shown: today, or the first day of work when that is later."""
    return max(today, task.starts_on)


def terms_on(task: Task | int, day: date) -> Terms | None:
    """The version that applies to work on a day."""
    rows = Terms.objects.filter(task=task, effective_on__lte=day).prefetch_related(*PROMISES)
    return rows.order_by("-effective_on").first()


def offered_terms(task: Task, today: date) -> Terms | None:
    """What claiming means now; before the first version's day, that first version."""
    return terms_on(task, offer_day(task, today)) or (
        task.terms.prefetch_related(*PROMISES).order_by("effective_on").first()
    )


def coming_terms(task: Task, today: date) -> list[Terms]:
    """Versions that will follow the one on offer."""
    later = task.terms.filter(effective_on__gt=offer_day(task, today)).prefetch_related(*PROMISES)
    shown = offered_terms(task, today)
    return [one for one in later.order_by("effective_on") if one != shown]


def penalties_on(task: Task, today: date) -> PenaltyTable | None:
    """The penalty table on offer."""
    rows = task.penalty_tables.prefetch_related("clauses").order_by("-effective_on", "-version")
    return rows.filter(effective_on__lte=offer_day(task, today)).first() or rows.last()


def agreement_of(entity_id: int, today: date) -> Agreement | None:
    """The entity's service agreement in force."""
    rows = Agreement.objects.filter(entity=entity_id, effective_on__lte=today)
    return rows.order_by("-effective_on", "-version").first()


def papers_of(task: Task, today: date) -> Papers:
    return Papers(agreement_of(task.entity_id, today), offered_terms(task, today), penalties_on(task, today))


def price_on(task: Task | int, day: date) -> ClientPrice | None:
    """What the client pays for a seat on a day. Staff only."""
    rows = ClientPrice.objects.filter(task=task)
    return rows.filter(effective_on__lte=day).order_by("-effective_on").first() or (
        rows.order_by("effective_on").first()
    )


def content_of(terms: Terms) -> Content:
    """A stored version as the rules read it."""
    same = {
        name: getattr(terms, name)
        for name in Content.__dataclass_fields__
        if name not in ("rates", "ranks", "holiday_dates")
    }
    return Content(
        **same,
        holiday_dates=tuple(terms.holiday_dates),
        rates=tuple(_rate(rate) for rate in terms.rates.all()),
        ranks=tuple(RankPay(one.rank, one.percent, one.hourly_fen) for one in terms.ranks.all()),
    )


def _rate(rate: TermsRate) -> Rate:
    return Rate(
        rate.kind.code,
        rate.kind.measure,
        rate.unit_fen,
        rate.share_bp,
        tuple(Tier(tier.above, tier.price) for tier in rate.tiers.all()),
        rate.kind.returns.code if rate.kind.returns else "",
    )


def offered(task: Task, filled: int) -> Offered:
    """A task as the claiming rules read it; needs ``line``."""
    return Offered(
        task=task.pk,
        line=task.line.code,
        state=task.state,
        starts_on=task.starts_on,
        seats=task.seats,
        filled=filled,
        claims_until=task.claims_until,
        reserve_percent=task.reserve_percent,
    )


def worked_on(task: Task) -> date | None:
    """The last day on which somebody worked: terms before it stay what they were."""
    return Segment.objects.filter(task=task).order_by("-local_on").values_list("local_on", flat=True).first()


def people_on_duty(task: Task) -> QuerySet[Claim]:
    return Claim.objects.filter(task=task, state="on_duty").select_related("agent__user")


def missing_to_publish(task: Task, today: date) -> list[str]:
    """What an offer still lacks, by the words of PUBLISH_NEEDS."""
    there = {
        "terms": task.terms.exists(),
        "penalties": task.penalty_tables.exists(),
        "price": task.client_prices.exists(),
        "agreement": agreement_of(task.entity_id, today) is not None,
    }
    return [name for name, found in there.items() if not found]
