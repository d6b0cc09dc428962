"""What the desk does not decide by the dozen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from onboarding.reasons.desk import DOUBTFUL, PHOTO_UNSEEN, RETURNED_BEFORE
from yunke.ground.errors import Reason


def reasons_to_open(*, seen: bool, doubts: Sequence[Reason] = (), returned: bool = False) -> Iterator[Reason]:
    """Why somebody has to open this one; nothing means it may be decided together with others."""
    if returned:
        yield RETURNED_BEFORE()
    if doubts:
        yield DOUBTFUL()
        yield from doubts
    if not seen:
        yield PHOTO_UNSEEN()
