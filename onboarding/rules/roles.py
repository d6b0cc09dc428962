"""Who may hold which role, and whose word it takes."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from onboarding.reasons import (
    LAST_ADMINISTRATOR,
    ROLE_HELD,
    ROLE_OWN,
    ROLE_UNKNOWN,
    ROLES_CLASH,
    SECOND_PERSON_NEEDED,
    USER_INACTIVE,
)
from yunke.ground.errors import Reason
from yunke.ground.roles import ADMINISTRATOR, CLIENT, FINANCE, STAFF

GRANTABLE = (*STAFF, CLIENT)
# A new administrator could be the second voice for a finance role, so that role needs two voices as well.
TWO_VOICES = frozenset({*FINANCE, ADMINISTRATOR})


def needs_second(role: str) -> bool:
    return role in TWO_VOICES


def reasons_not_to_ask(*, role: str, held: Collection[str], oneself: bool, active: bool) -> Iterator[Reason]:
    """``held``: roles in force or asked for."""
    if role not in GRANTABLE:
        yield ROLE_UNKNOWN(role=role)
    if oneself:
        yield ROLE_OWN()
    if not active:
        yield USER_INACTIVE()
    if role in held:
        yield ROLE_HELD()
    if clash(role, held):
        yield ROLES_CLASH()


def reasons_not_to_decide(
    *, role: str, held: Collection[str], asker: bool, oneself: bool
) -> Iterator[Reason]:
    """``asker``: who decides is who asked; ``held``: the receiver's roles in force."""
    if oneself:
        yield ROLE_OWN()
    if asker and needs_second(role):
        yield SECOND_PERSON_NEEDED()
    if clash(role, held):
        yield ROLES_CLASH()


def reasons_not_to_end(*, role: str, administrators: int) -> Iterator[Reason]:
    if role == ADMINISTRATOR and administrators <= 1:
        yield LAST_ADMINISTRATOR()


def clash(role: str, held: Collection[str]) -> bool:
    """Administrators do no money acts: the two kinds of role never meet in one person."""
    both = {role, *held}
    return ADMINISTRATOR in both and bool(both & set(FINANCE))
