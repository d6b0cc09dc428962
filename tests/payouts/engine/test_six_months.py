"""Half a year of everything at once: the sum paid is the oracle's, computed from scratch.

Four worlds by default, always the same, one of each way to tax; ``YUNKE_TEST_HALF_YEARS=200`` deals as many, new ones
each time. The four are written out: what Hypothesis deals by itself depends on the numbers it finds in the modules a
process has loaded.
"""

import os
from collections import Counter
from datetime import date
from random import Random

import pytest
from django.db import transaction
from django.db.models import Sum
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from payouts.models import PayoutItem, Run, Statement
from payouts.queries.proof import proved_lines
from payouts.verify.books import INVARIANTS, verify
from tests import cast
from tests.oracles.six_months import paid
from tests.payouts.engine.six_months_world import HalfYear

pytestmark = [pytest.mark.django_db]
MONTHS = [date(2026, month, 1) for month in range(7, 13)]
ASKED = os.environ.get("YUNKE_TEST_HALF_YEARS")
METHODS = [
    {"tax_method": "cumulative", "gap_rule": "continuous"},
    {"tax_method": "cumulative", "gap_rule": "paid"},
    {"tax_method": "cumulative", "gap_rule": "calendar"},
    {"tax_method": "occurrence"},
]
WRITTEN = [
    (3, METHODS[2], True),
    (1, METHODS[0], True),
    (2, METHODS[1], False),
    (448, METHODS[3], False),  # a mentor's bonus is disputed, and they are not on duty in the task
]
STRUCK: Counter[str] = Counter()
EVERYTHING = {
    "late",
    "correction",
    "reversal",
    "advance",
    "hold of a line",
    "hold of what follows",
    "let go",
    "upheld",
    "rejected",
}


@settings(
    max_examples=int(ASKED or 1),
    phases=[Phase.generate],
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.integers(0, 2**32), st.sampled_from(METHODS), st.booleans())
def _dealt(seed, method, lowers):
    _taken_back(seed, method, lowers)


def _taken_back(seed, method, lowers):
    with transaction.atomic():
        _lived(Random(seed), method, lowers)
        transaction.set_rollback(True)


def test_half_a_year_is_paid_as_the_oracle_says():
    """Worlds in which one of these never happens would prove nothing of it."""
    STRUCK.clear()
    if ASKED:
        _dealt()
    else:
        for world in WRITTEN:
            _taken_back(*world)
    assert EVERYTHING - STRUCK.keys() == set()


def _lived(dice, method, lowers):
    cast.holidays(2026, 2027)
    payer = cast.entity(month=MONTHS[0], penalties_lower_income=lowers, **method)
    world = HalfYear(dice, payer, cast.finance(), [cast.agent() for _ in range(3)], MONTHS)
    world.begin()
    runs = [world.live(month) for month in MONTHS]
    STRUCK.update(world.struck)
    told = paid(
        world.facts,
        world.moved,
        world.terms,
        {"method": payer.tax_method, "months": payer.gap_rule, "penalties_lower_income": lowers},
        [(run.month, run.pays_on) for run in runs],
    )
    nets = 0
    for run in runs:
        for agent in world.agents:
            one = Statement.objects.filter(run=run, agent=agent).first()
            expected = told.get((run.month, agent.pk))
            figures = (one.income_fen, one.tax_fen, one.net_fen) if one else (0, 0, 0)
            assert figures == (
                (expected["income_fen"], expected["tax_fen"], expected["net_fen"]) if expected else (0, 0, 0)
            ), (run.number, agent.number)
            nets += figures[2]
    assert (PayoutItem.objects.aggregate(fen=Sum("amount_fen"))["fen"] or 0) == nets
    assert nets == sum(Run.objects.values_list("net_fen", flat=True))
    for one in Statement.objects.filter(run=dice.choice(runs)):
        assert all(line.holds for line in proved_lines(one))
    # 15 reads the acts of claims and bookings, which the cast writes without acts
    assert list(verify(numbers=INVARIANTS.keys() - {15})) == []
