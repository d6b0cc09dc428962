"""Claiming a task, withdrawing, and the screeners' decisions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.urls import reverse

from onboarding.actions.lines import choose_line
from onboarding.models import Agent, User
from tasks.models import Claim, SeatOffer, Task, Terms
from tasks.queries.candidates import candidates_of
from tasks.queries.claims import claimer, filled_of, held_limit, reasons_not_to_leave_task, room_of
from tasks.queries.offers import offered, offered_terms
from tasks.reasons import (
    ALREADY_CLAIMED,
    CLAIM_ADMITTED,
    CLAIM_ASSESSING,
    CLAIM_REJECTED,
    CLAIM_RELEASED,
    CLAIM_REOPENED,
    CLAIM_RESERVED,
    CLAIM_TRAINING,
    CLAIM_WAITING,
    CLAIMED_AGAIN,
    NO_TERMS_YET,
    TERMS_CHANGED,
    UNDO_TOO_LATE,
)
from tasks.rules.claiming import again_on, reasons_not_to_claim
from tasks.rules.screening import (
    OUTCOMES,
    UNDO_MINUTES,
    reasons_not_to_decide,
    reasons_not_to_reject_with,
)
from tasks.states import LIVE_CLAIMS
from training.models import Qualification
from yunke import audit
from yunke.audit import Actor
from yunke.ground.calendar import local_on
from yunke.ground.errors import MOVED_MEANWHILE, NOBODY_CHOSEN, Reason, Refused
from yunke.ground.ids import new_public_id
from yunke.notices import APP, SMS, tell

NEWS = {
    "train": CLAIM_TRAINING,
    "assess": CLAIM_ASSESSING,
    "admit": CLAIM_ADMITTED,
    "reserve": CLAIM_RESERVED,
    "wait": CLAIM_WAITING,
    "reject": CLAIM_REJECTED,
}
VERBS = {
    "train": "claims_into_training",
    "assess": "claims_to_assess",
    "admit": "claims_admitted",
    "reserve": "claims_reserved",
    "wait": "claims_waiting",
    "reject": "claims_rejected",
}


@transaction.atomic
def claim_task(task: Task, agent: Agent, *, terms_hash: str, now: datetime) -> Claim:
    """Ask for a task on the terms that were shown (by hash), or refuse and say why."""
    agent = Agent.objects.select_for_update().get(pk=agent.pk)
    task = Task.objects.select_related("line").get(pk=task.pk)
    person, facts = claimer(agent, now, [task.line.code]), offered(task, filled_of(task))
    if reasons := list(reasons_not_to_claim(facts, person, limit=held_limit(), now=now)):
        raise Refused(*reasons)
    terms = _terms_shown(task, terms_hash, now)
    if task.line.is_open:  # who claims in a line has chosen it: its path is on the home from now on
        choose_line(agent, task.line, now=now)
    qualification = Qualification.objects.get(agent=agent, line=task.line, state="valid")
    try:
        with transaction.atomic():
            claim = Claim.objects.create(
                public_id=new_public_id(now),
                task=task,
                agent=agent,
                terms=terms,
                qualification=qualification,
                asked_at=now,
            )
    except IntegrityError as error:  # the constraint claim_one_live stands behind the rule
        raise Refused(ALREADY_CLAIMED()) from error
    audit.record(
        agent.user.actor,
        "claim_asked",
        claim,
        now=now,
        to_state="asked",
        task=task.number,
        terms_version=terms.version,
    )
    return claim


@transaction.atomic
def withdraw_claim(claim: Claim, *, by: Actor, now: datetime) -> None:
    """The agent takes the claim back before duty."""
    audit.move(claim, "withdrawn", by=by, verb="claim_withdrawn", now=now, ended_at=now)


@transaction.atomic
def leave_task(claim: Claim, *, by: Actor, now: datetime) -> None:
    """An agent on duty leaves the task; booked shifts are cancelled or worked first."""
    Agent.objects.select_for_update().get(pk=claim.agent_id)
    if reasons := reasons_not_to_leave_task(claim):
        raise Refused(*reasons)
    audit.move(claim, "left", by=by, verb="claim_left", now=now, ended_at=now)


@transaction.atomic
def release_claim(claim: Claim, *, why: str, by: Actor, now: datetime) -> None:
    """Operations replace an agent on a task: no fine, and the seat is free again."""
    Agent.objects.select_for_update().get(pk=claim.agent_id)
    if reasons := reasons_not_to_leave_task(claim):
        raise Refused(*reasons)
    audit.move(claim, "released", by=by, verb="claim_released", now=now, facts={"why": why}, ended_at=now)
    tell(
        claim.agent.user.public_id,
        CLAIM_RELEASED,
        key=f"claim:{claim.public_id}:released",
        now=now,
        url=_page(claim),
        task=claim.task.name,
        why=why,
    )


@transaction.atomic
def decide_claims(
    chosen: QuerySet[Claim], outcome: str, *, by: User, now: datetime, codes: Sequence[str] = ()
) -> list[Claim]:
    """Take all of these one step on (OUTCOMES), or none: every row that stands in the way says why. ``codes`` are
    reasons of a rejection and say nothing of another outcome."""
    codes = codes if outcome == "reject" else ()
    tasks = {
        task.pk: task
        for task in Task.objects.select_for_update().filter(pk__in=chosen.values("task")).order_by("pk")
    }
    for offer in SeatOffer.objects.filter(claim__in=chosen, state="asked"):  # a screener's word comes first
        audit.move(offer, "withdrawn", by=by.actor, verb="seat_offer_withdrawn", now=now)
    claims = list(
        chosen.select_for_update(of=("self",))
        .select_related("agent__user", "qualification", "task__line")
        .order_by("asked_at", "pk")
    )
    if not claims:
        raise Refused(NOBODY_CHOSEN())
    reasons = list(reasons_not_to_reject_with(codes)) if outcome == "reject" else []
    rooms = {pk: room_of(task) for pk, task in tasks.items()}
    candidates = candidates_of(claims, now)
    for claim in claims:
        candidate, room = candidates[claim.pk], rooms[claim.task_id]
        reasons += reasons_not_to_decide(candidate, outcome, room, today=local_on(now))
    if reasons:
        raise Refused(*reasons)
    _move(claims, tasks, outcome, by=by, now=now, codes=codes)
    for claim in claims:
        _tell_decided(claim, outcome, now)
    return claims


@transaction.atomic
def reopen_claim(claim: Claim, *, by: User, now: datetime) -> None:
    """Take a rejection back within UNDO_MINUTES."""
    Agent.objects.select_for_update().get(pk=claim.agent_id)
    decided_at = claim.decided_at or claim.asked_at
    if now > decided_at + timedelta(minutes=UNDO_MINUTES):
        raise Refused(UNDO_TOO_LATE(minutes=UNDO_MINUTES, again_on=again_on(decided_at).isoformat()))
    if Claim.objects.filter(task=claim.task_id, agent=claim.agent_id, state__in=LIVE_CLAIMS).exists():
        raise Refused(CLAIMED_AGAIN(agent=claim.agent.number))
    put_back(claim, verb="claim_reopened", by=by, now=now)
    tell(
        claim.agent.user.public_id,
        CLAIM_REOPENED,
        now=now,
        url=_page(claim),
        task=claim.task.name,
        key=f"claim:{claim.public_id}:reopened:{decided_at:%Y%m%d%H%M%S}",
    )


@transaction.atomic
def reopen_claims(chosen: QuerySet[Claim], *, by: User, now: datetime) -> list[Claim]:
    """Take all of these rejections back, or none: each reason is told once."""
    claims = list(chosen.select_related("agent__user", "task").order_by("agent_id", "pk"))
    if not claims:
        raise Refused(NOBODY_CHOSEN())
    reasons: list[Reason] = []
    for claim in claims:
        try:
            reopen_claim(claim, by=by, now=now)
        except Refused as refused:
            reasons += [one for one in refused.reasons if one not in reasons]
    if reasons:
        raise Refused(*reasons)
    return claims


def put_back(claim: Claim, *, verb: str, by: User, now: datetime) -> None:
    """A rejected claim returns to where it stood, as if the rejection had not been."""
    audit.move(
        claim,
        claim.stood if claim.stood in ("training", "assessing", "waiting") else "asked",
        by=by.actor,
        verb=verb,
        now=now,
        reasons=[],
        decided_at=None,
        decided_by=None,
        since_at=None,
        stood="",
    )


def _terms_shown(task: Task, shown: str, now: datetime) -> Terms:
    terms = offered_terms(task, local_on(now))
    if terms is None:
        raise Refused(NO_TERMS_YET())
    if terms.hash != shown:
        raise Refused(TERMS_CHANGED())
    return terms


def _move(
    claims: list[Claim],
    tasks: dict[int, Task],
    outcome: str,
    *,
    by: User,
    now: datetime,
    codes: Sequence[str],
) -> None:
    """One entry for each task and state the batch moves from, naming the claims."""
    becomes, reasons = OUTCOMES[outcome], [{"code": code, "facts": {}} for code in codes]
    changes: dict[str, Any] = {"since_at": now}
    if outcome in ("admit", "reserve", "reject"):
        changes |= {"decided_at": now, "decided_by": by}
    if outcome == "reject":
        changes["reasons"] = reasons
    for pk, was in sorted({(claim.task_id, claim.state) for claim in claims}):
        batch = [claim for claim in claims if (claim.task_id, claim.state) == (pk, was)]
        moved = audit.move_many(
            Claim.objects.filter(pk__in=[claim.pk for claim in batch]),
            was,
            becomes,
            thing=tasks[pk],
            by=by.actor,
            verb=VERBS[outcome],
            now=now,
            **changes,
            **({"stood": was} if outcome == "reject" else {}),
            facts={"claims": [claim.public_id for claim in batch], "codes": list(codes)},
        )
        if moved != len(batch):
            raise Refused(MOVED_MEANWHILE(table=Claim.STATES.name))


def _tell_decided(claim: Claim, outcome: str, now: datetime) -> None:
    tell(
        claim.agent.user.public_id,
        NEWS[outcome],
        now=now,
        url=_page(claim),
        task=claim.task.name,
        key=f"claim:{claim.public_id}:{outcome}:{now:%Y%m%d%H%M%S}",
        channels=(APP, SMS),
    )


def _page(claim: Claim) -> str:
    return reverse("tasks:claim", args=[claim.public_id])
