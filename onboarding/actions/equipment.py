"""A computer and its line: handed in, decided, taken back; and the table of carriers."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.urls import reverse

from onboarding.models import Agent, CarrierRange, EquipmentCheck, User
from onboarding.queries.checks import first_met
from onboarding.queries.equipment import carrier_of, equipment_numbers, latest_equipment
from onboarding.reasons.checks import (
    EQUIPMENT_PASSED_NEWS,
    EQUIPMENT_REFUSAL_UNSAID,
    EQUIPMENT_REFUSALS,
    EQUIPMENT_REFUSED_NEWS,
    EQUIPMENT_WAITING,
    LINE_UNMEASURED,
    NOT_OWN_EQUIPMENT,
)
from onboarding.rules import equipment as rules
from onboarding.rules import line
from onboarding.rules.carriers import Range
from onboarding.rules.identity import known_codes
from yunke.audit import HOUSE, move, record
from yunke.ground.errors import Refused
from yunke.ground.ids import new_public_id
from yunke.notices import APP, SMS, tell


def hand_in_equipment(
    agent: Agent,
    *,
    raw: dict[str, Any],
    declared: dict[str, str],
    photo: ContentFile[bytes],
    address: str,
    now: datetime,
) -> EquipmentCheck:
    """Keep what was measured, declared and photographed.

    What plainly will not do for any of the agent's lines fails at once, with its numbers; the desk sees the rest.
    """
    before, on_the_line = latest_equipment(agent), line.measured(raw)
    if before and before.state == "submitted":
        raise Refused(EQUIPMENT_WAITING())
    if not on_the_line:
        raise Refused(LINE_UNMEASURED())
    measures = rules.facts_of(raw) | on_the_line
    version, thresholds = first_met(
        equipment_numbers(agent, now), lambda one: not any(rules.reasons_against(measures, declared, one))
    )
    check = EquipmentCheck(
        public_id=new_public_id(now),
        agent=agent,
        measures=measures,
        carrier_seen=carrier_of(address),
        thresholds=thresholds,
        thresholds_version=version,
        submitted_at=now,
        **declared,
    )
    try:
        _keep(check, photo, now=now)
    except IntegrityError:
        check.photo.storage.delete(str(check.photo.name))
        raise Refused(EQUIPMENT_WAITING()) from None
    return check


@transaction.atomic
def _keep(check: EquipmentCheck, photo: ContentFile[bytes], *, now: datetime) -> None:
    against = list(rules.reasons_against(check.measures, check.declared, check.thresholds))
    doubts = list(rules.doubts(check.measures, check.declared, check.carrier_seen))
    check.reasons = [one.as_json() for one in against or doubts]
    check.photo.save(str(photo.name), photo, save=False)
    check.save(force_insert=True)
    record(check.agent.user.actor, "equipment_submitted", check, now=now, to_state="submitted")
    if against:
        codes = [one.code for one in against]
        move(
            check,
            "failed",
            by=HOUSE,
            verb="equipment_failed",
            now=now,
            facts={"codes": codes},
            decided_at=now,
        )


@transaction.atomic
def decide_equipment(
    check: EquipmentCheck, *, passed: bool, codes: Collection[str] = (), by: User, now: datetime
) -> None:
    """A screener's word on the photo and the carrier."""
    known = [] if passed else known_codes(codes, list(EQUIPMENT_REFUSALS))
    if check.agent.user_id == by.pk:
        raise Refused(NOT_OWN_EQUIPMENT())
    if not passed and not known:
        raise Refused(EQUIPMENT_REFUSAL_UNSAID())
    move(
        check,
        "passed" if passed else "refused",
        by=by.actor,
        now=now,
        verb="equipment_passed" if passed else "equipment_refused",
        facts={"codes": known},
        decided_at=now,
        decided_by=by,
        reasons=[EQUIPMENT_REFUSALS[code]().as_json() for code in known],
    )
    tell(
        check.agent.user.public_id,
        EQUIPMENT_PASSED_NEWS if passed else EQUIPMENT_REFUSED_NEWS,
        key=f"equipment:{check.public_id}:{check.state}",
        now=now,
        channels=(APP, SMS),
        url=reverse("home") if passed else reverse("onboarding:equipment"),
    )


def withdraw_equipment(check: EquipmentCheck, *, by: User, now: datetime) -> None:
    """The agent takes it back before anybody decided."""
    move(check, "withdrawn", by=by.actor, verb="equipment_withdrawn", now=now)


def record_modem_seen(check: EquipmentCheck, *, by: User, now: datetime) -> None:
    record(by.actor, "equipment_photo_seen", check, now=now)


@transaction.atomic
def replace_carriers(ranges: Sequence[Range]) -> int:
    """Put the imported table in the place of the one before."""
    CarrierRange.objects.all().delete()
    made = (
        CarrierRange(family=one.family, first=one.first, last=one.last, carrier=one.carrier) for one in ranges
    )
    return len(CarrierRange.objects.bulk_create(made, batch_size=2_000))
