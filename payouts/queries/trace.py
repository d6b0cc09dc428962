"""What happened to a run after it was computed, from the record: sent back, computed anew, held, let go, made void."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext

from onboarding.models import Agent, User
from payouts.models import Hold, PayoutBatch, Run, Statement
from yunke.models import AuditEntry

OF_RUN = ("run_returned", "run_recomputed", "run_laid_out_again")
OF_HOLD = ("hold_placed", "hold_released", "hold_cancelled")
HOLD, RUN, BATCH, SLIP = (model._meta.label_lower for model in (Hold, Run, PayoutBatch, Statement))


@dataclass(frozen=True, slots=True)
class Happened:
    """``why``: words somebody typed, or a code; ``hold``: what it was about."""

    at: datetime
    who: str
    verb: str
    why: str
    hold: Hold | None = None


def changes_of(run: Run) -> list[Happened]:
    """In order. Two questions, whatever happened."""
    holds = {one.public_id: one for one in run.holds.select_related("agent__user", "task")}
    about = Q(thing_type=RUN, thing_id=run.public_id, verb__in=OF_RUN)
    entries = _entries(about | Q(thing_type=HOLD, thing_id__in=list(holds), verb__in=OF_HOLD))
    return [
        Happened(one.at, one.who, one.verb, _why(one, run, holds), holds.get(one.thing_id)) for one in entries
    ]


def voided(batches: Iterable[PayoutBatch]) -> dict[str, Happened]:
    """Who made which file void, when and why, by its ``public_id``."""
    void = [one.public_id for one in batches if one.state == "dropped"]
    entries = _entries(Q(thing_type=BATCH, thing_id__in=void, verb="payout_batch_dropped"))
    return {one.thing_id: Happened(one.at, one.who, one.verb, one.facts.get("why", "")) for one in entries}


class WentTo(NamedTuple):
    """Where a statement that is no more led: what its agent has in the run now, or the hold that took them out."""

    run: Run
    statement: Statement | None
    hold: Hold | None


def replaced(public_id: str, *, of: Agent | None = None) -> WentTo | None:
    """``of``: theirs alone."""
    entry = AuditEntry.objects.filter(thing_type=SLIP, thing_id=public_id, verb="statement_replaced").first()
    if entry is None or (of and entry.facts["agent"] != of.number):
        return None
    run, number = Run.objects.select_related("entity").get(number=entry.facts["run"]), entry.facts["agent"]
    now_there = run.statements.filter(agent_number=number).first()
    holds = run.holds.filter(agent__number=number).order_by(
        "state", "scope", "-pk"
    )  # active, of all of it, first
    return WentTo(run, now_there, None if now_there else holds.first())


def _entries(about: Q) -> list[Any]:
    """Each with ``who`` acted: "" for the house itself."""
    name = User.objects.filter(public_id=OuterRef("actor")).values("name")[:1]
    return list(
        AuditEntry.objects.filter(about).annotate(who=Coalesce(Subquery(name), Value(""))).order_by("pk")
    )


def _why(entry: AuditEntry, run: Run, holds: dict[str, Hold]) -> str:
    if entry.verb == "run_returned":
        return str(entry.facts.get("why") or run.return_reason)
    return gettext(holds[entry.thing_id].why) if entry.verb == "hold_placed" else ""
