"""Terms of a task: written by one person, in force once another has agreed. Never edited after that."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.db.models import Max
from django.urls import reverse

from onboarding.actions.telling import Waiting
from onboarding.models import User
from tasks.models import ResultKind, Task, Terms, TermsProposal, TermsRank, TermsRate, TermsTier
from tasks.queries.board import hours_of, shift_patterns
from tasks.queries.offers import PROMISES, content_of, people_on_duty, price_on, worked_on
from tasks.reasons import (
    TERMS_BY_PROPOSER,
    TERMS_IN,
    TERMS_NEED_WHY,
    TERMS_PENDING,
    TERMS_RENEWED,
    TERMS_REWARDS_LOWER,
    TERMS_SENT_BACK,
    TERMS_WAIT,
)
from tasks.rules.binding import MONTHLY, lowered
from tasks.rules.margin import reasons_against_margin
from tasks.rules.terms import Content, as_plain, from_plain, terms_hash
from tasks.rules.terms_checks import contradictions, reasons_not_to_date
from yunke import audit
from yunke.ground.calendar import local_on
from yunke.ground.errors import Reason, Refused
from yunke.ground.ids import new_public_id
from yunke.ground.roles import OPERATIONS
from yunke.notices import tell

APART = ("rates", "ranks", "holiday_dates")  # promises that have rows, or a column, of another form


@transaction.atomic
def propose_terms(
    task: Task, content: Content, effective_on: date, *, by: User, now: datetime, margin_seen: bool = False
) -> TermsProposal:
    """Write a new version from a day on; nothing is promised before a second person agrees."""
    task = Task.objects.select_for_update().get(pk=task.pk)
    reasons = terms_reasons(task, content, effective_on, now=now, margin_seen=margin_seen)
    if task.terms_proposals.filter(state="proposed").exists():
        reasons.append(TERMS_PENDING())
    if reasons:
        raise Refused(*reasons)
    proposal = TermsProposal.objects.create(
        public_id=new_public_id(now),
        task=task,
        effective_on=effective_on,
        content=as_plain(content),
        margin_seen=margin_seen,
        proposed_by=by,
        proposed_at=now,
    )
    audit.record(
        by.actor,
        "terms_proposed",
        proposal,
        now=now,
        to_state="proposed",
        task=task.number,
        effective_on=effective_on.isoformat(),
    )
    _waiting(proposal).tell_second(TERMS_WAIT, now=now)
    return proposal


@transaction.atomic
def approve_terms(proposal: TermsProposal, *, by: User, now: datetime) -> Terms:
    """The second person agrees: the version stands, and those on duty are asked to accept it."""
    if by.pk == proposal.proposed_by_id:
        raise Refused(TERMS_BY_PROPOSER())
    task = Task.objects.select_for_update().get(pk=proposal.task_id)
    content, effective_on = from_plain(proposal.content), proposal.effective_on
    if reasons := terms_reasons(task, content, effective_on, now=now, margin_seen=proposal.margin_seen):
        raise Refused(*reasons)
    terms = _write(task, content, proposal, now)
    audit.move(
        proposal,
        "approved",
        by=by.actor,
        verb="terms_approved",
        now=now,
        facts={"task": task.number, "version": terms.version, "hash": terms.hash},
        decided_by=by,
        decided_at=now,
        terms=terms,
    )
    _tell_people(task, terms, now)
    _waiting(proposal).decided(TERMS_IN, by=by, now=now)
    return terms


@transaction.atomic
def refuse_terms(proposal: TermsProposal, why: str, *, by: User, now: datetime) -> TermsProposal:
    """It does not come about: sent back with a reason, or taken back by whoever wrote it."""
    own = by.pk == proposal.proposed_by_id
    if not own and not why.strip():
        raise Refused(TERMS_NEED_WHY())
    audit.move(
        proposal,
        "withdrawn" if own else "refused",
        by=by.actor,
        verb="terms_withdrawn" if own else "terms_refused",
        now=now,
        facts={"why": why.strip()},
        decided_by=None if own else by,
        decided_at=now,
        why=why.strip()[:500],
    )
    _waiting(proposal).decided(TERMS_SENT_BACK, by=by, now=now, why=why.strip())
    return proposal


def _waiting(proposal: TermsProposal) -> Waiting:
    return Waiting(
        f"terms:{proposal.public_id}",
        [OPERATIONS],
        proposal.proposed_by.public_id,
        reverse("tasks:desk_task", args=[proposal.task.public_id]),
        {"task": proposal.task.name, "effective_on": proposal.effective_on.isoformat()},
    )


def terms_reasons(
    task: Task, content: Content, effective_on: date, *, now: datetime, margin_seen: bool
) -> list[Reason]:
    """Everything against a version, when it is written as well as when it is agreed to."""
    last = task.terms.prefetch_related(*PROMISES).order_by("-effective_on").first()
    price = price_on(task, effective_on)
    reasons = [
        *contradictions(content),
        *reasons_not_to_date(
            effective_on,
            last=(last.version, last.effective_on) if last else None,
            worked_on=worked_on(task),
            on_duty=people_on_duty(task).count(),
            today=local_on(now),
        ),
    ]
    if last and effective_on.day != 1 and MONTHLY & set(lowered(content_of(last), content)):
        reasons.append(TERMS_REWARDS_LOWER())
    if price:
        reasons += reasons_against_margin(
            content,
            unit=price.unit,
            price_fen=price.price_fen,
            seen=margin_seen,
            shifts=hours_of(shift_patterns([task.pk], now).get(task.pk, [])),
        )
    return reasons


def _write(task: Task, content: Content, proposal: TermsProposal, now: datetime) -> Terms:
    version = (task.terms.aggregate(last=Max("version"))["last"] or 0) + 1
    plain = {name: getattr(content, name) for name in Content.__dataclass_fields__ if name not in APART}
    terms = Terms.objects.create(
        public_id=new_public_id(now),
        task=task,
        version=version,
        effective_on=proposal.effective_on,
        hash=terms_hash(task.number, version, proposal.effective_on, content),
        created_by=proposal.proposed_by,
        created_at=now,
        holiday_dates=sorted(content.holiday_dates),
        **plain,
    )
    _write_rates(terms, content)
    TermsRank.objects.bulk_create(
        TermsRank(terms=terms, rank=one.rank, percent=one.percent, hourly_fen=one.hourly_fen)
        for one in content.ranks
    )
    return terms


def _write_rates(terms: Terms, content: Content) -> None:
    kinds = {kind.code: kind for kind in ResultKind.objects.all()}
    for rate in content.rates:
        row = TermsRate.objects.create(
            terms=terms, kind=kinds[rate.kind], unit_fen=rate.unit_fen, share_bp=rate.share_bp
        )
        TermsTier.objects.bulk_create(
            TermsTier(rate=row, above=tier.above, price=tier.price) for tier in rate.tiers
        )


def _tell_people(task: Task, terms: Terms, now: datetime) -> None:
    """Those on duty read the new version and accept it again."""
    for claim in people_on_duty(task):
        tell(
            claim.agent.user.public_id,
            TERMS_RENEWED,
            key=f"terms:{terms.public_id}:{claim.public_id}",
            now=now,
            url=reverse("tasks:papers", args=[claim.public_id]),
            task=task.name,
            effective_on=terms.effective_on.isoformat(),
        )
