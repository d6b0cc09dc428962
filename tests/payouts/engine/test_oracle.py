"""Every statement of a random small world equals the oracle's, month after month, line by line."""

from collections import Counter
from datetime import date

import pytest

from payouts.models import Run, Statement
from payouts.verify.books import INVARIANTS, verify
from tests import cast
from tests.oracles import pay
from tests.payouts.engine.acts import DECEMBER, NOVEMBER, OCTOBER, settle_and_approve
from tests.payouts.engine.random_world import World, deal

pytestmark = [pytest.mark.django_db]

MONTHS = (OCTOBER, NOVEMBER, DECEMBER)


def line_keys(statement: Statement) -> dict:
    """The oracle's keys of income lines: decisions and corrections have no version, and one line a task."""
    found: Counter = Counter()
    for line in statement.lines.select_related("task", "terms", "result_kind"):
        if line.kind in ("tax", "penalty", "advance", "debt", "carried"):
            continue
        by_version = line.kind not in ("reward", "correction")
        kind = "commission" if line.kind in ("pieces", "share") else line.kind
        band = line.percent if kind == "hours" else line.result_kind.code if kind == "commission" else ""
        found[line.task.number, line.terms.version if by_version else None, kind, band] += line.amount_fen
    return dict(found)


def compare(world: World, run: Run, earlier: dict, debts: dict) -> None:
    entity = {
        "method": run.tax_method,
        "months": run.gap_rule,
        "payment_on": run.pays_on,
        "penalties_lower_income": run.penalties_lower_income,
    }
    unpriced = 0
    for agent in world.agents:
        facts = world.facts.get((run.month, agent.pk), {})
        told = pay.statement(
            facts | {"earlier": earlier.setdefault(agent.pk, []), "old_debt_fen": debts.get(agent.pk, 0)},
            world.terms,
            entity,
        )
        unpriced += told["unpriced"]
        one = Statement.objects.filter(run=run, agent=agent).first()
        if one is None:
            assert not told["lines"]
            assert not facts.get("decisions")
            assert not facts.get("advances_fen")
            continue
        assert line_keys(one) == told["lines"]
        assert (one.income_fen, one.tax_fen, one.tax_short_fen, one.net_fen, one.carried_fen) == (
            told["income_fen"],
            told["tax_fen"],
            told["tax_shortfall_fen"],
            told["net_fen"],
            told["carried_fen"],
        )
        assert one.net_fen == sum(one.lines.values_list("amount_fen", flat=True))
        earlier[agent.pk].append((run.pays_on, told["taxable_income_fen"], told["tax_fen"]))
        debts[agent.pk] = one.carried_fen
    assert run.unpriced_count == unpriced


@pytest.mark.parametrize(
    ("seed", "tax_method", "gap_rule", "lowers"),
    [
        (1, "cumulative", "continuous", False),
        (2, "cumulative", "paid", True),
        (3, "cumulative", "calendar", False),
        (4, "occurrence", "", True),
        (5, "occurrence", "", False),
        (6, "none", "", False),
    ],
)
def test_three_months_equal_the_oracle(seed, tax_method, gap_rule, lowers):
    cast.holidays(2026, 2027)
    people = cast.finance()
    world = deal(seed, *MONTHS, tax_method=tax_method, gap_rule=gap_rule, penalties_lower_income=lowers)
    earlier: dict = {}
    debts: dict = {}
    for month in MONTHS:
        compare(world, settle_and_approve(world.entity, people, month), earlier, debts)
    assert Statement.objects.count() > 10
    assert Statement.objects.filter(run__month=DECEMBER).first().tax_year == date(2027, 1, 15).year
    # 15 reads the acts of claims and bookings, which the cast writes without acts
    assert list(verify(numbers=INVARIANTS.keys() - {15})) == []
