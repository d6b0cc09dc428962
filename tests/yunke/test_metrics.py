"""What a watcher reads of the house."""

from __future__ import annotations

import pytest

from tests.cast import at
from yunke.metrics import waiting
from yunke.registry import registry

pytestmark = [pytest.mark.django_db]


def test_every_figure_is_a_number_and_a_queue_that_counts_nothing_is_left_out() -> None:
    rows = list(waiting(at("2026-11-02 09:00")))
    assert [row for row in rows if not isinstance(row[3], int | float)] == []
    told = {row[2]["queue"] for row in rows if row[0] == "yunke_waiting"}
    assert "identity" in told
    assert told < registry.queues.keys()
