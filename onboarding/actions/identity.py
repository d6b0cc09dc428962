"""A real-name check: handed in, judged, taken back, looked at."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.urls import reverse

from onboarding.actions.consents import give_consent
from onboarding.identity_providers import provider
from onboarding.models import Agent, IdentityCheck, User
from onboarding.queries.door import fits_no_line
from onboarding.queries.identity import due_check, live_check, number_in_use
from onboarding.reasons import (
    ID_TAKEN,
    IDENTITY_PASSED_NEWS,
    IDENTITY_REFUSALS,
    IDENTITY_REFUSED_NEWS,
    NOT_OWN_CHECK,
    REFUSAL_NEEDS_REASON,
    REVEAL_NEEDS_REASON,
)
from onboarding.rules.identity import (
    SIDES,
    compact,
    known_codes,
    reasons_against_name,
    reasons_against_number,
    reasons_not_to_submit,
)
from onboarding.signals import agent_set_back, identity_passed
from onboarding.texts import IDENTITY
from yunke.audit import HOUSE, Actor, move, record
from yunke.ground.calendar import local_on
from yunke.ground.errors import Reason, Refused
from yunke.ground.ids import new_public_id
from yunke.logs import LONG_NUMBER
from yunke.notices import APP, SMS, tell

LEAST_REASON = 4  # letters typed before a number is shown


def reasons_not_to_accept(
    agent: Agent, name: str, id_number: str, *, consented: bool, now: datetime
) -> list[Reason]:
    """Everything that speaks against handing this in."""
    live = live_check(agent)
    found = [
        *reasons_not_to_submit(
            live_state=live.state if live and not due_check(agent, now) else None,
            consented=consented,
            no_line_fits=fits_no_line(agent, now),
        ),
        *reasons_against_name(name),
        *reasons_against_number(id_number, today=local_on(now), allow_test_region=settings.ALLOW_TEST_REGION),
    ]
    if not found and number_in_use(id_number, but=agent):
        found.append(ID_TAKEN())
    return found


def submit_identity(
    agent: Agent,
    *,
    name: str,
    id_number: str,
    photos: dict[str, ContentFile[bytes]],
    consented: bool,
    now: datetime,
) -> IdentityCheck:
    """Hand in name, number and the three cleaned photos; the database keeps one person to one account.

    A pass whose days end soon makes way and counts on while the new papers wait; one whose days are over does not.
    """
    if reasons := reasons_not_to_accept(agent, name, id_number, consented=consented, now=now):
        raise Refused(*reasons)
    check = IdentityCheck(
        public_id=new_public_id(now),
        agent=agent,
        name=name.strip(),
        id_number=compact(id_number),
        provider=provider(_provider_name()).code,
        submitted_at=now,
    )
    try:
        with transaction.atomic():
            if before := due_check(agent, now):
                move(before, "lapsed", by=agent.user.actor, verb="identity_lapsed", now=now)
            give_consent(agent.user, IDENTITY, now=now)
            for side in SIDES:
                getattr(check, f"photo_{side}").save(photos[side].name, photos[side], save=False)
            check.save(force_insert=True)
            record(agent.user.actor, "identity_submitted", check, now=now, to_state="submitted")
    except IntegrityError:
        _forget_photos(check)
        raise Refused(
            *(reasons_not_to_accept(agent, name, id_number, consented=True, now=now) or [ID_TAKEN()])
        ) from None
    except Exception:
        _forget_photos(check)
        raise
    return check


def ask_provider(check: IdentityCheck, *, now: datetime) -> None:
    """Ask the provider once the check is committed; what it leaves open is the desk's."""
    judge = provider(check.provider)
    files = {side: getattr(check, f"photo_{side}") for side in SIDES}
    verdict = judge.verdict(check.public_id, name=check.name, id_number=check.id_number, photos=files)
    if verdict is not None:
        _decide(check, codes=verdict.codes, by=HOUSE, decider=None, now=now, provider_ref=verdict.ref)


def decide_identity(
    check: IdentityCheck, *, passed: bool, codes: Collection[str] = (), by: User, now: datetime
) -> None:
    """A screener's word: passed, or refused with at least one reason of the list."""
    if check.agent.user_id == by.pk:
        raise Refused(NOT_OWN_CHECK())
    known = known_codes(codes, list(IDENTITY_REFUSALS))
    if not passed and not known:
        raise Refused(REFUSAL_NEEDS_REASON())
    _decide(check, codes=() if passed else known, by=by.actor, decider=by, now=now)


@transaction.atomic
def _decide(
    check: IdentityCheck,
    *,
    codes: Collection[str],
    by: Actor,
    decider: User | None,
    now: datetime,
    provider_ref: str = "",
) -> None:
    reasons = [IDENTITY_REFUSALS[code]().as_json() for code in codes]
    changes: dict[str, Any] = {"decided_at": now, "decided_by": decider, "reasons": reasons}
    if provider_ref:
        changes["provider_ref"] = provider_ref
    undone, agent = check.state == "passed", check.agent
    move(
        check,
        "refused" if codes else "passed",
        by=by,
        now=now,
        facts={"codes": list(codes)},
        verb="identity_pass_undone" if undone else "identity_refused" if codes else "identity_passed",
        **changes,
    )
    if undone and agent.state == "active":  # claims, duty and seats are refused until the name is proven
        move(agent, "applicant", by=by, verb="agent_set_back", now=now)
        agent_set_back.send(sender=Agent, agent=agent, by=by, now=now)
    if not codes and agent.state == "applicant":
        move(agent, "active", by=by, verb="agent_activated", now=now)
    if undone or not codes:
        _prove_name(agent.user, "" if codes else check.name)
    if not codes:
        identity_passed.send(sender=IdentityCheck, agent=agent, now=now)
    tell(
        agent.user.public_id,
        IDENTITY_REFUSED_NEWS if codes else IDENTITY_PASSED_NEWS,
        key=f"identity:{check.public_id}:{check.state}",
        now=now,
        channels=(APP, SMS),
        url=reverse("onboarding:real_name") if codes else reverse("home"),
    )


def _prove_name(user: User, name: str) -> None:
    """From now on everybody reads the name of the papers, and nobody can go by another's."""
    user.proven_name = " ".join(name.split())
    user.save(update_fields=["proven_name", "proven_name_index"])


def withdraw_identity(check: IdentityCheck, *, by: User, now: datetime) -> None:
    """The agent takes the papers back before anybody decided."""
    move(check, "withdrawn", by=by.actor, verb="identity_withdrawn", now=now)


@transaction.atomic
def reveal_number(check: IdentityCheck, why: str, *, by: User, now: datetime) -> str:
    """The full number for somebody who says why; the reason is kept, long numbers in it are not."""
    why = LONG_NUMBER.sub("***", " ".join(why.split()))[:200]
    if len(why) < LEAST_REASON:
        raise Refused(REVEAL_NEEDS_REASON(least=LEAST_REASON))
    record(by.actor, "identity_revealed", check, now=now, why=why)
    return str(check.id_number)


def record_photo_seen(check: IdentityCheck, side: str, *, by: User, now: datetime) -> None:
    record(by.actor, "identity_photo_seen", check, now=now, side=side)


def _forget_photos(check: IdentityCheck) -> None:
    for side in SIDES:
        file = getattr(check, f"photo_{side}")
        if file:
            file.storage.delete(file.name)


def _provider_name() -> str:
    return str(settings.IDENTITY_PROVIDER)
