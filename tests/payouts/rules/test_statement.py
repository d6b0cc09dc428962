"""From income to the money sent."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payouts.rules.statement import Deductions, compose
from payouts.rules.tax import METHODS, TaxSoFar
from tests.oracles.pay import statement

FEN = st.integers(0, 3_000_000)


def untaxed(income_fen, **deductions):
    return compose(income_fen, Deductions(**deductions), tax_method="none", penalties_lower_income=False)


def test_a_plain_month():
    told = untaxed(254_034)
    assert (told.income_fen, told.tax_fen, told.net_fen, told.carried_fen) == (254_034, 0, 254_034, 0)


def test_penalties_of_150_on_100_pay_nothing_and_carry_50():
    told = untaxed(10_000, penalties_fen=15_000)
    assert (told.net_fen, told.carried_fen) == (0, 5_000)
    assert (told.penalties_taken_fen, told.penalties_carried_fen) == (10_000, 5_000)


def test_penalties_then_advances_then_old_debt():
    told = untaxed(10_000, penalties_fen=4_000, advances_fen=5_000, old_debt_fen=3_000)
    assert (told.penalties_taken_fen, told.advances_taken_fen, told.debt_taken_fen) == (4_000, 5_000, 1_000)
    assert (told.advances_carried_fen, told.debt_carried_fen) == (0, 2_000)
    assert (told.net_fen, told.carried_fen) == (0, 2_000)


@pytest.mark.parametrize(
    ("lowers", "taxable", "tax", "net"), [(True, 200_000, 24_000, 176_000), (False, 300_000, 44_000, 156_000)]
)
def test_whether_penalties_lower_income_is_the_entitys_setting(lowers, taxable, tax, net):
    told = compose(
        300_000,
        Deductions(penalties_fen=100_000),
        tax_method="occurrence",
        penalties_lower_income=lowers,
    )
    assert (told.taxable_income_fen, told.tax_fen, told.net_fen) == (taxable, tax, net)
    assert told.penalties_taken_fen == 100_000


def test_tax_comes_first_and_old_debt_lowers_no_income():
    told = compose(
        300_000, Deductions(old_debt_fen=280_000), tax_method="occurrence", penalties_lower_income=True
    )
    assert (told.taxable_income_fen, told.tax_fen) == (300_000, 44_000)
    assert (told.debt_taken_fen, told.debt_carried_fen, told.net_fen) == (256_000, 24_000, 0)


def test_a_tax_shortfall_is_no_debt():
    april = compose(
        10_000,
        Deductions(penalties_fen=500),
        tax_method="cumulative",
        penalties_lower_income=False,
        so_far=TaxSoFar(1_600_000, 8_400, months=1),
    )
    assert (april.tax_total_fen, april.tax_fen, april.tax_shortfall_fen) == (23_640, 10_000, 5_240)
    assert (april.net_fen, april.carried_fen) == (0, 500)


def test_corrections_larger_than_the_work_pay_nothing_and_are_carried():
    told = compose(
        -1_200, Deductions(penalties_fen=300), tax_method="cumulative", penalties_lower_income=True
    )
    assert (told.tax_fen, told.net_fen, told.overpaid_fen, told.carried_fen) == (0, 0, 1_200, 1_500)


def test_a_deduction_below_zero_is_a_mistake():
    with pytest.raises(ValueError, match="below zero"):
        Deductions(penalties_fen=-1)


@given(
    income=st.integers(-500_000, 9_000_000),
    penalties=FEN,
    advances=FEN,
    debt=FEN,
    lowers=st.booleans(),
    method=st.sampled_from(sorted(METHODS)),
    earlier=st.tuples(FEN, st.integers(0, 200_000)),
)
def test_statements_agree_with_the_oracle(income, penalties, advances, debt, lowers, method, earlier):
    told = compose(
        income,
        Deductions(penalties, advances, debt),
        tax_method=method,
        penalties_lower_income=lowers,
        so_far=TaxSoFar(*earlier, months=1),
    )
    agent = {
        "decisions": [("penalty", "T1", penalties)],
        "corrections": [("T1", ("reward", -income), None)],
        "advances_fen": advances,
        "old_debt_fen": debt,
        "earlier": [(date(2026, 11, 2), *earlier)],
    }
    entity = {
        "method": method,
        "months": "paid",
        "penalties_lower_income": lowers,
        "payment_on": date(2026, 11, 13),
    }
    expected = statement(agent, {}, entity)
    for name in set(expected) - {"lines", "unpriced"}:
        assert getattr(told, name) == expected[name], name
    asked = penalties + advances + debt
    assert told.income_fen + told.carried_fen == told.tax_fen + asked + told.net_fen
    assert min(told.net_fen, told.carried_fen, told.tax_fen) >= 0
    assert told.carried_fen == (
        told.penalties_carried_fen + told.advances_carried_fen + told.debt_carried_fen + told.overpaid_fen
    )
