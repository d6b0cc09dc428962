"""Who of finance may act."""

from __future__ import annotations

from onboarding.models import User


def holders_of(role: str) -> list[User]:
    """Everybody who holds a role now, by name."""
    held = User.objects.filter(grants__role=role, grants__state="active", is_active=True)
    return list(held.distinct().order_by("name", "pk"))
