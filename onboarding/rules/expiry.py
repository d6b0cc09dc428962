"""When somebody is told that what they have proved runs out."""

from __future__ import annotations

SOON_DAYS = 14  # before the last one it is shown on the home
NAME_DAYS = 30  # before the last one a name may be proven anew: shifts are booked weeks ahead
WARNED = (14, 3)  # days before the last one


def warning(left: int) -> int | None:
    """Which warning is due with so many days left: a night that was missed is made up for, what is over is not."""
    return min((days for days in WARNED if 0 <= left <= days), default=None)
