"""Rates over time as a line in an SVG of 360 by 90."""

from __future__ import annotations

from collections.abc import Sequence

LEFT, RIGHT, GROUND, TOP = 4, 356, 86, 6


def points(rates: Sequence[float], most: float) -> str:
    """The ``points`` of a polyline; ``most`` stands at the top."""
    pitch = (RIGHT - LEFT) / max(len(rates) - 1, 1)
    return " ".join(
        f"{LEFT + place * pitch:.1f},{GROUND - min(rate / most, 1) * (GROUND - TOP):.1f}"
        for place, rate in enumerate(rates)
    )


def curves(down: Sequence[float], up: Sequence[float]) -> dict[str, str | float]:
    """Both ways on one scale."""
    most = max([*down, *up, 1.0])
    return {"down": points(down, most), "up": points(up, most), "most": round(most, 1)}
