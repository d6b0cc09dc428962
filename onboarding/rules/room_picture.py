"""A recording as a drawing: bars of level over time, as paths of an SVG of 360 by 140."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 360, 140
LEFT, RIGHT, GROUND = 4, 356, 136
SOFTEST, LOUDEST = -80, 0  # dBFS at the ground and at the top


@dataclass(frozen=True, slots=True)
class Picture:
    """Path data: ``quiet`` up to what is allowed, ``over`` what is too much, ``voice``; and the two level lines."""

    quiet: str
    over: str
    voice: str
    goal: str
    mean: str


def drawn(levels: Sequence[float], *, quiet_share: float, speech_dbfs: float, allowed_dbfs: float) -> Picture:
    """``quiet_share``: the part of the width before speech; ``allowed_dbfs``: how loud the quiet part may be."""
    pitch = (RIGHT - LEFT) / max(len(levels), 1)
    quiet, over, voice = [], [], []
    for place, level in enumerate(levels):
        across = LEFT + (place + 0.5) * pitch
        if (place + 0.5) / len(levels) < quiet_share:
            quiet.append(_bar(across, SOFTEST, min(level, allowed_dbfs)))
            if level > allowed_dbfs:
                over.append(_bar(across, allowed_dbfs, level))
        else:
            voice.append(_bar(across, SOFTEST, level))
    change = LEFT + quiet_share * (RIGHT - LEFT)
    return Picture(
        "".join(quiet),
        "".join(over),
        "".join(voice),
        f"M{LEFT} {_y(allowed_dbfs)}H{change:.1f}",
        f"M{change:.1f} {_y(speech_dbfs)}H{RIGHT}",
    )


def _bar(across: float, low: float, high: float) -> str:
    return f"M{across:.1f} {_y(low)}V{_y(max(high, low + 0.5))}"


def _y(level: float) -> float:
    share = (min(max(level, SOFTEST), LOUDEST) - SOFTEST) / (LOUDEST - SOFTEST)
    return round(GROUND - share * (GROUND - 8), 1)
