"""What makes a yes count: it is said, and said to the words in force."""

from __future__ import annotations

from collections.abc import Iterator

from onboarding.reasons import CONSENT_NEEDED, CONSENT_TEXT_CHANGED
from yunke.ground.errors import Reason


def reasons_against_consent(*, agreed: bool, version: str, in_force: str) -> Iterator[Reason]:
    """``version``: of the words that whoever agreed has read."""
    if not agreed:
        yield CONSENT_NEEDED()
    if version != in_force:
        yield CONSENT_TEXT_CHANGED(version=in_force)
