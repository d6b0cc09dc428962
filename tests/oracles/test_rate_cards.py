"""The oracle of rate cards, held to sums done by hand."""

from datetime import date

import pytest

from tests.oracles.rate_cards import paid_through, quantity_fen

PIECES = {"measure": "count", "steps": [(0, 30), (100, 40), (200, 50)], "back": False}
SALES = {"measure": "amount", "steps": [(0, 200), (1_000_000, 300)], "back": False}
OCTOBER, NOVEMBER = date(2026, 10, 1), date(2026, 11, 1)


@pytest.mark.parametrize(
    ("rate", "quantity", "fen"),
    [
        (PIECES, 0, 0),
        (PIECES, 100, 3_000),
        (PIECES, 101, 3_040),
        (PIECES, 250, 9_500),
        (SALES, 1_000_000, 20_000),
        (SALES, 1_250_000, 27_500),
        (SALES, 1_000_025, 20_001),  # 2 % of 10,000.00 and 3 % of 0.25: 200.0075, half up
        (SALES, -25, -1),  # a sale taken back, half away from nothing
    ],
)
def test_a_cumulated_quantity(rate, quantity, fen):
    assert quantity_fen(rate, quantity) == fen


def test_a_late_result_stands_where_it_would_have_stood():
    terms = {("T", 1): {"hourly_fen": 0, "rates": {"lead": PIECES}}}
    one = {"what": "result", "agent": 7, "task": "T", "version": 1, "kind": "lead", "booking": None}
    facts = [
        one | {"value": 90, "day": date(2026, 10, 5), "settled": OCTOBER},
        one | {"value": 20, "day": date(2026, 10, 6), "settled": NOVEMBER},
        one | {"value": 5, "day": date(2026, 11, 6), "settled": NOVEMBER},
    ]
    assert paid_through(facts, terms, OCTOBER)[7, "tiers"] == 2_700
    assert paid_through(facts, terms, NOVEMBER)[7, "tiers"] == 3_000 + 10 * 40 + 5 * 30


def test_a_shift_is_filled_up_by_what_all_of_it_earned():
    terms = {
        ("T", 1): {
            "hourly_fen": 1_500,
            "rates": {"lead": PIECES | {"steps": [(0, 300)]}},
            "guarantee": (12_000, 400),
        }
    }
    shift = {
        "agent": 7,
        "task": "T",
        "version": 1,
        "day": date(2026, 10, 5),
        "booking": 1,
        "settled": OCTOBER,
    }
    hours = shift | {"what": "segment", "minutes": 420, "rank": "", "mentor": None}
    lead = shift | {"what": "result", "kind": "lead", "value": 2}
    assert paid_through([hours], terms, OCTOBER)[7, "guarantee"] == 1_500
    assert paid_through([hours, lead], terms, OCTOBER)[7, "guarantee"] == 900
    assert paid_through([hours | {"minutes": 399}], terms, OCTOBER)[7, "guarantee"] == 0
