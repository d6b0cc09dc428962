"""How allauth meets our people: sign-up and sign-in by phone and code."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Phones instead of e-mail; codes by SMS."""
