"""Fifteen seconds before work: the room's thresholds, the speech asked for cut to the shorter time.

A doubt passes: nobody listens before a shift.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

QUIET_FOR, SPEECH_FOR = 5, 10  # seconds
SPEECH = ("speech_seconds", "speech_seconds_listen")


def thresholds_for(whole: Mapping[str, Any]) -> dict[str, Any]:
    """The line's own numbers; seconds of speech shrink with the time there is to speak."""
    share = SPEECH_FOR / float(whole["speech_for"])
    shorter = {name: round(float(whole[name]) * share, 1) for name in SPEECH if whole.get(name) is not None}
    return {**whole, **shorter, "quiet_for": QUIET_FOR, "speech_for": SPEECH_FOR}
