"""Many checks decided at once: each by the act and the rules of one, in a transaction of its own."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from onboarding.actions.equipment import decide_equipment
from onboarding.actions.identity import decide_identity
from onboarding.models import EquipmentCheck, IdentityCheck, User
from onboarding.queries import equipment, identity
from onboarding.reasons import IDENTITY_REFUSALS, REFUSAL_NEEDS_REASON
from onboarding.reasons.checks import EQUIPMENT_REFUSAL_UNSAID, EQUIPMENT_REFUSALS
from onboarding.reasons.desk import CHECK_GONE
from onboarding.rules.identity import known_codes
from yunke.ground.errors import MOVED_MEANWHILE, NOBODY_CHOSEN, Reason, ReasonKind, Refused

MOST_AT_ONCE = 50  # a page of the list


@dataclass(frozen=True, slots=True)
class Bulk:
    """A kind of check that may be decided by the dozen. ``held``: of each row, why it may not."""

    rows: type[IdentityCheck] | type[EquipmentCheck]
    refusals: Mapping[str, ReasonKind]
    unsaid: ReasonKind
    held: Callable[[Collection[Any], User], dict[int, list[Reason]]]
    decide: Callable[..., None]


IDENTITY = Bulk(
    IdentityCheck, IDENTITY_REFUSALS, REFUSAL_NEEDS_REASON, identity.held_from_bulk, decide_identity
)
EQUIPMENT = Bulk(
    EquipmentCheck, EQUIPMENT_REFUSALS, EQUIPMENT_REFUSAL_UNSAID, equipment.held_from_bulk, decide_equipment
)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of one of the chosen: its state now, and without ``reasons`` it was decided."""

    public_id: str
    number: str = ""
    state: str = ""
    reasons: tuple[Reason, ...] = ()

    @property
    def done(self) -> bool:
        return not self.reasons


def decide_many(
    kind: Bulk,
    public_ids: Sequence[str],
    *,
    passed: bool,
    codes: Collection[str] = (),
    by: User,
    now: datetime,
) -> list[Answer]:
    """Decide each of these alike, the oldest first; one that may not be is left as it stands and says why."""
    chosen = list(dict.fromkeys(public_ids))
    if not chosen:
        raise Refused(NOBODY_CHOSEN())
    if not passed and not known_codes(codes, list(kind.refusals)):
        raise Refused(kind.unsaid())
    found = kind.rows._default_manager.filter(public_id__in=chosen).select_related("agent__user")
    rows: list[Any] = list(found.order_by("submitted_at", "pk"))  # one order for all: nobody waits in a ring
    held = kind.held(rows, by)
    answers = {
        one.public_id: _decided(kind, one, held[one.pk], passed=passed, codes=codes, by=by, now=now)
        for one in rows
    }
    return [answers.get(one) or Answer(one, reasons=(CHECK_GONE(),)) for one in chosen]


def _decided(kind: Bulk, check: Any, held: list[Reason], **said: Any) -> Answer:
    """What came of this one. A pass is never undone by the dozen: whatever waits no more is left."""
    reasons = tuple(held) if check.state == "submitted" else (MOVED_MEANWHILE(table=check.STATES.name),)
    if not reasons:
        try:
            kind.decide(check, **said)
        except Refused as refused:
            reasons = refused.reasons
            check.refresh_from_db(fields=["state"])  # what was undone is not what it says in memory
    return Answer(check.public_id, check.agent.number, check.state, reasons)
