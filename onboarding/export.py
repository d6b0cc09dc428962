"""What this room holds of a person, for their own copy (PIPL art. 45)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from onboarding.models import Agent, EquipmentCheck, IdentityCheck, RoomCheck, RoomGlance, TypingTest, User
from onboarding.queries.door import answers_of
from onboarding.queries.identity import draft_of
from onboarding.queries.profile import profile_of, sent
from yunke.registry import registry
from yunke.saved_views import views_of


def held_of(user: User) -> dict[str, list[dict[str, Any]]]:
    """Everything the rooms hold of somebody; staff who are no agents have an account and nothing else."""
    agent = getattr(user, "agent", None)
    if agent is None:
        return {"onboarding": list(own_data(user))}
    return {name: list(rows(agent)) for name, rows in sorted(registry.exporters.items())}


def of_agent(agent: Agent) -> Iterator[dict[str, Any]]:
    return own_data(agent.user)


def own_data(user: User) -> Iterator[dict[str, Any]]:
    """The account, its agent, consents, roles, checks and saved views; the owner sees their own number in full."""
    yield {
        "kind": "account",
        "phone": user.phone,
        "name": user.name,
        "language": user.language,
        "joined_at": user.joined_at.isoformat(),
    }
    if agent := getattr(user, "agent", None):
        yield {
            "kind": "agent",
            "number": agent.number,
            "state": agent.state,
            "joined_at": agent.joined_at.isoformat(),
        }
        if told := answers_of(agent):
            yield {"kind": "door", **asdict(told)}
        if (profile := profile_of(agent)) and profile.sent_at:
            yield {"kind": "profile", "sent_at": profile.sent_at.isoformat(), **sent(profile)}
        if draft := draft_of(agent):
            yield {
                "kind": "identity_draft",
                "name": draft.name,
                "id_number": draft.id_number,
                "written_at": draft.written_at.isoformat(),
            }
        yield from (_check(check) for check in agent.identity_checks.order_by("pk"))
        yield from (_equipment(check) for check in agent.equipment_checks.order_by("pk"))
        yield from (_typing(test) for test in agent.typing_tests.order_by("pk"))
        yield from (_room(check) for check in agent.room_checks.order_by("pk"))
        yield from (_glance(one) for one in agent.room_glances.order_by("pk"))
    for consent in user.consents.order_by("pk"):
        yield {
            "kind": "consent",
            "purpose": consent.purpose,
            "version": consent.text_version,
            "text_hash": consent.text_hash,
            "given_at": consent.given_at.isoformat(),
            "withdrawn_at": consent.withdrawn_at and consent.withdrawn_at.isoformat(),
        }
    for grant in user.grants.order_by("pk"):
        yield {
            "kind": "role",
            "role": grant.role,
            "state": grant.state,
            "asked_at": grant.asked_at.isoformat(),
        }
    for view in views_of(user):
        yield {"kind": "saved_view", "page": view.page, "name": view.name, "query": view.query}


def _check(check: IdentityCheck) -> dict[str, Any]:
    return {
        "kind": "identity",
        "name": check.name,
        "id_number": check.id_number,
        "state": check.state,
        "submitted_at": check.submitted_at.isoformat(),
        "reasons": check.reasons,
    }


def _glance(one: RoomGlance) -> dict[str, Any]:
    return {
        "kind": "room_before_work",
        "outcome": one.outcome,
        "measures": one.measures,
        "taken_at": one.taken_at.isoformat(),
    }


def _room(check: RoomCheck) -> dict[str, Any]:
    return {
        "kind": "room",
        "state": check.state,
        "submitted_at": check.submitted_at.isoformat(),
        "settings": check.settings,
        "measures": check.measures,
        "recording_kept": bool(check.recording),
        "reasons": check.reasons,
    }


def _equipment(check: EquipmentCheck) -> dict[str, Any]:
    return {
        "kind": "equipment",
        "state": check.state,
        "submitted_at": check.submitted_at.isoformat(),
        "measures": check.measures,
        "carrier_seen": check.carrier_seen,
        "headset_model": check.headset_model,
        "reasons": check.reasons,
        **check.declared,
    }


def _typing(test: TypingTest) -> dict[str, Any]:
    return {
        "kind": "typing",
        "state": test.state,
        "submitted_at": test.submitted_at.isoformat(),
        "typed": test.typed,
        "measures": test.measures,
        "reasons": test.reasons,
    }
