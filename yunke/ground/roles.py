"""Roles, and what a door declares of them."""

from __future__ import annotations

from collections.abc import Iterable

ANYONE = "anyone"  # no account needed
SIGNED_IN = "signed_in"
AGENT = "agent"
SCREENER = "screener"
OPERATIONS = "operations"
QUALITY = "quality"
PREPARER = "finance_preparer"
APPROVER = "finance_approver"
RELEASER = "finance_releaser"
CLIENT = "client"
AUDITOR = "auditor"
ADMINISTRATOR = "administrator"

MENTOR = "mentor"  # ranks of agents, held by their history and never granted: each holds those below it
LEAD = "lead"
TRAINER = "trainer"

RANKS = (MENTOR, LEAD, TRAINER)
FINANCE = (PREPARER, APPROVER, RELEASER)
STAFF = (SCREENER, OPERATIONS, QUALITY, *FINANCE, AUDITOR, ADMINISTRATOR)
ROLES = (AGENT, *STAFF, CLIENT)
SAFE_METHODS = ("GET", "HEAD", "OPTIONS")


def let_in(write: Iterable[str], read: Iterable[str], method: str) -> set[str]:
    """The roles to which a door declared so opens with this method."""
    return set(write) | (set(read) if method in SAFE_METHODS else set())


def may_enter(
    roles: Iterable[str], *, signed_in: bool, write: Iterable[str], read: Iterable[str], method: str
) -> bool:
    """Whether somebody with these roles may use a door declared so, with this method."""
    doors = let_in(write, read, method)
    return ANYONE in doors or (signed_in and SIGNED_IN in doors) or bool(doors & set(roles))
