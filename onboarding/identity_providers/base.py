"""What a judge of real-name checks answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import BinaryIO, Protocol


@dataclass(frozen=True, slots=True)
class Verdict:
    """``codes`` are refusal codes of ``onboarding.reasons.IDENTITY_REFUSALS``; none means passed."""

    codes: tuple[str, ...] = ()
    ref: str = ""  # the provider's own name for the case


class IdentityProvider(Protocol):
    """Asked after the check is committed. ``None``: no answer yet, the desk decides (or a later query)."""

    code: str

    def verdict(
        self, key: str, *, name: str, id_number: str, photos: Mapping[str, BinaryIO]
    ) -> Verdict | None:
        """``key`` is the check's ``public_id``: asked twice under it, a provider answers the same."""
