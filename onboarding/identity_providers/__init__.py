"""Who judges a real-name check: by default a screener at the desk."""

from __future__ import annotations

from onboarding.identity_providers.base import IdentityProvider, Verdict
from onboarding.identity_providers.screener import Screener

PROVIDERS: dict[str, type[IdentityProvider]] = {"screener": Screener}

__all__ = ["IdentityProvider", "Verdict", "provider"]


def provider(name: str = "screener") -> IdentityProvider:
    return PROVIDERS[name]()
