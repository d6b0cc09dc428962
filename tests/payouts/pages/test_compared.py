"""This month beside the last: growth is growth on both sides of zero."""

from __future__ import annotations

import pytest

from payouts.queries.months import Compared


@pytest.mark.parametrize(
    ("fen", "before", "change"), [(150, 100, 0.5), (-150, -100, 0.5), (-50, -100, -0.5), (5, 0, None)]
)
def test_a_change_is_a_share_of_the_last_month(fen: int, before: int, change: float | None) -> None:
    assert Compared("tax", fen, before, False).change == change
