"""Paying entities and the agreement agents accept."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

from django.db import transaction

from tasks.actions.months import open_first_month
from tasks.models import Agreement, PayingEntity
from tasks.reasons import CODE_TAKEN, TERMS_NOT_LATER
from tasks.rules.terms import agreement_hash
from yunke import audit
from yunke.audit import Actor
from yunke.ground.calendar import local_on
from yunke.ground.errors import Refused
from yunke.ground.ids import new_public_id
from yunke.ground.months import month_of

CONTENT = Path(__file__).resolve().parents[1] / "content"


@transaction.atomic
def create_entity(*, code: str, name: str, by: Actor, now: datetime) -> PayingEntity:
    """A paying entity with its first open month; finance chooses its tax settings before it settles.

    Its code stands in the numbers of its runs in capitals, so two codes differ in more than case.
    """
    if PayingEntity.objects.filter(code__iexact=code).exists():
        raise Refused(CODE_TAKEN(code=code))
    entity = PayingEntity.objects.create(public_id=new_public_id(now), code=code, name=name)
    audit.record(by, "entity_created", entity, now=now)
    open_first_month(entity, month_of(local_on(now)), by=by, now=now)
    return entity


@transaction.atomic
def publish_agreement(
    entity: PayingEntity, *, body_zh: str, body_en: str, effective_on: date, by: Actor, now: datetime
) -> Agreement:
    """A new version of the entity's service agreement, in both languages under one hash."""
    entity = PayingEntity.objects.select_for_update().get(pk=entity.pk)
    last = entity.agreements.order_by("-version").first()
    if last and effective_on <= last.effective_on:
        raise Refused(TERMS_NOT_LATER(version=last.version, last_on=last.effective_on.isoformat()))
    version = (last.version if last else 0) + 1
    made = Agreement.objects.create(
        public_id=new_public_id(now),
        entity=entity,
        version=version,
        body_zh=body_zh,
        body_en=body_en,
        effective_on=effective_on,
        hash=agreement_hash(entity.code, version, effective_on, body_zh, body_en),
    )
    audit.record(by, "agreement_published", entity, now=now, version=version, hash=made.hash)
    return made


def standard_agreement() -> tuple[str, str]:
    """The agreement of our own writing (zh, en): what an entity starts from."""
    return tuple(
        (CONTENT / f"agreement-1.{language}.md").read_text(encoding="utf-8")  # type: ignore[return-value]
        for language in ("zh", "en")
    )
