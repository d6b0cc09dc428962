"""Users, their roles and consents."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Prefetch, Q, QuerySet

from onboarding.models import Consent, Invitation, RoleGrant, User
from onboarding.phones import masked, normalised
from yunke.crypto import blind_indexes
from yunke.ground.roles import ADMINISTRATOR
from yunke.listing import chip_counts


def user_by_phone(phone: str) -> User | None:
    """Found by any way of writing the number."""
    e164 = normalised(phone)
    return User.objects.filter(phone=e164).first() if e164 else None


def user_of(public_id: str) -> User | None:
    return User.objects.filter(public_id=public_id).first()


def called(words: str, user: str = "user") -> Q:
    """``user`` (a lookup) goes by these words: a part of what they call themselves, or the whole proven name, which
    lies encrypted."""
    indexes, at = blind_indexes(" ".join(words.split()), purpose="name"), f"{user}__" if user else ""
    return Q(**{f"{at}name__icontains": words}) | Q(**{f"{at}proven_name_index__in": indexes})


def held_roles(user: User, *states: str) -> set[str]:
    """Roles in force, or in the given states."""
    return set(user.grants.filter(state__in=states or ("active",)).values_list("role", flat=True))


def holders(*roles: str) -> set[str]:
    """``public_id`` of everybody who holds one of the roles now."""
    grants = RoleGrant.objects.filter(role__in=roles, state="active", user__is_active=True)
    return set(grants.values_list("user__public_id", flat=True))


def administrators() -> int:
    """How many can still act as one."""
    return RoleGrant.objects.filter(role=ADMINISTRATOR, state="active", user__is_active=True).count()


def given_consents(user: User) -> dict[str, Consent]:
    """The consent in force of each purpose, the latest first."""
    rows = Consent.objects.filter(user=user, withdrawn_at=None).order_by("given_at", "pk")
    return {row.purpose: row for row in rows}


def people(*, words: str = "", staff_only: bool = True) -> QuerySet[User]:
    """Users with their live grants, by name; ``words`` is a name, an agent's number or a phone's last digits."""
    live = RoleGrant.objects.filter(state__in=["asked", "active"]).select_related("asked_by").order_by("pk")
    rows = (
        _found(words)
        .select_related("agent")
        .prefetch_related(Prefetch("grants", live, to_attr="live_grants"))
    )
    if staff_only:
        rows = rows.filter(_with_role())
    return rows.order_by("-is_active", "name", "pk")


def people_counts(words: str = "") -> dict[str, int]:
    """How many with a role, given or asked for, and how many in all."""
    return chip_counts(_found(words), {"staff": _with_role(), "all": Q()})


def _with_role() -> Q:
    return Q(pk__in=RoleGrant.objects.filter(state__in=["asked", "active"]).values("user"))


def _found(words: str) -> QuerySet[User]:
    rows = User.objects.all()
    if words := words.strip():
        found = called(words, user="") | Q(agent__number__iexact=words)
        if words.isdigit() and len(words) >= 4:
            found |= Q(phone__endswith=words)
        rows = rows.filter(found)
    return rows


def asked_grants() -> QuerySet[RoleGrant]:
    """Roles that wait for a second administrator, the oldest first."""
    return (
        RoleGrant.objects.filter(state="asked").select_related("user", "asked_by").order_by("asked_at", "pk")
    )


def open_invitations(now: datetime) -> QuerySet[Invitation]:
    """What somebody still can accept."""
    return (
        Invitation.objects.filter(state="sent", expires_at__gt=now)
        .select_related("invited_by")
        .order_by("-sent_at", "-pk")
    )


def masked_phone(user: User) -> str:
    """``139****1234``, as other rooms may show it."""
    return masked(user.phone)
