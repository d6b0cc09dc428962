"""What a private need changes for its owner: what is proposed first, never what one may do or what one earns."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from onboarding.reasons import LINE_SPOKEN
from yunke.ground.errors import Reason

TYPING_ONLY, CAPTIONS = "typing_only", "captions"
WAYS_TO_SPEAK = ("read", "repeat", "free")
HEARD = ("repeat",)  # ways that begin with listening


def is_spoken(steps: Mapping[str, Mapping[str, Any]]) -> bool:
    """Whether one speaks in a line: its SOP (kind of step -> numbers) listens to the room or to the Mandarin."""
    return "room" in steps or bool(steps.get("profile", {}).get("mandarin"))


def reasons_not_to_propose(needs: Collection[str], *, spoken: bool) -> Iterator[Reason]:
    """Why a line is not proposed; whoever wants it chooses it all the same."""
    if spoken and TYPING_ONLY in needs:
        yield LINE_SPOKEN()


def ways_to_speak(needs: Collection[str]) -> Sequence[str]:
    """The ways of saying the fifteen seconds of a recording; for who does not hear well, reading comes first."""
    if CAPTIONS not in needs:
        return WAYS_TO_SPEAK
    return sorted(WAYS_TO_SPEAK, key=lambda way: way in HEARD)
