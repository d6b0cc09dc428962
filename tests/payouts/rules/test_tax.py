"""Tax by the examples of the announcements, each to the fen, and by properties."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payouts.rules.tax import (
    METHODS,
    Tax,
    TaxSoFar,
    cumulative,
    months_counted,
    per_occurrence,
    tax_steps,
    withhold,
)
from tests.oracles import tax as oracle
from tests.oracles.fractions_of_yuan import fen_of

MONEY = st.integers(0, 200_000_000)


def month(number, year=2026):
    return date(year, number, 1)


def paid_in_turn(incomes, rule="continuous", **year):
    """Withheld month by month, from January; None is a month without pay."""
    told, paid, income_so_far, withheld = [], [], 0, 0
    for number, income in enumerate(incomes, 1):
        if income is None:
            continue
        n = months_counted(paid, month(number), rule)
        tax = cumulative(income, TaxSoFar(income_so_far, withheld, n, **year))
        told.append(tax.withheld_fen)
        paid.append(month(number))
        income_so_far, withheld = income_so_far + income, withheld + tax.withheld_fen
    return told


@pytest.mark.parametrize(
    ("income", "tax"),
    [
        ("0", "0"),
        ("799.99", "0"),
        ("800", "0"),
        ("802.50", "0.50"),
        ("2610", "362"),
        ("3000", "440"),
        ("3480", "536"),
        ("4000", "640"),
        ("4000.01", "640.00"),
        ("4001", "640.16"),
        ("5000", "800"),
        ("10000", "1600"),
        ("25000", "4000"),
        ("25000.01", "4000"),
        ("30000", "5200"),
        ("62500", "13000"),
        ("62500.01", "13000"),
        ("70000", "15400"),
    ],
)
def test_per_occurrence(income, tax):
    assert per_occurrence(fen_of(income)).withheld_fen == fen_of(tax)


@pytest.mark.parametrize(
    ("incomes", "withheld"),
    [
        (["2610"] * 3, ["0", "0", "0"]),
        (["6250"], ["0"]),
        (["6260"] * 3, ["0.24", "0.24", "0.24"]),
        (["8000", "9000", "12000"], ["42", "66", "138"]),
        (["10000", "10000", "3000", "10000"], ["90", "90", "0", "12"]),
        (["25000"], ["450"]),
        (["60000"] * 4, ["1780", "4300", "4300", "7100"]),
    ],
)
def test_cumulative(incomes, withheld):
    assert paid_in_turn([fen_of(one) for one in incomes]) == [fen_of(one) for one in withheld]


@pytest.mark.parametrize(("rule", "april"), [("continuous", 34_200), ("paid", 4_200), ("calendar", 0)])
def test_a_month_without_pay(rule, april):
    assert paid_in_turn([800_000, 800_000, None, 800_000], rule) == [4_200, 4_200, april]


def test_what_exceeds_the_income_is_carried():
    assert paid_in_turn([800_000, 800_000, None, 10_000]) == [4_200, 4_200, 10_000]
    april = cumulative(10_000, TaxSoFar(1_600_000, 8_400, months=1))
    assert april == Tax(5 * 788_000, 23_640, withheld_fen=10_000, shortfall_fen=5_240)
    may = cumulative(800_000, TaxSoFar(1_610_000, 18_400, months=2))  # T asks for the 52.40 again
    assert may.total_fen - 18_400 == may.withheld_fen == 9_440
    assert may.shortfall_fen == 0


def test_a_later_payment_of_the_month_is_taxed_on_the_sum():
    first = per_occurrence(300_000)
    second = per_occurrence(200_000, TaxSoFar(300_000, first.withheld_fen))
    assert (first.withheld_fen, second.withheld_fen) == (44_000, 36_000)
    assert first.withheld_fen + second.withheld_fen == per_occurrence(500_000).withheld_fen


def test_exempt_income_deductions_and_relief_lower_the_years_tax():
    plain = TaxSoFar(months=1)
    assert cumulative(1_000_000, plain).withheld_fen == 9_000
    assert cumulative(1_000_000, TaxSoFar(months=1, exempt_fen=100_000)).withheld_fen == 6_000
    assert cumulative(1_000_000, TaxSoFar(months=1, other_deductions_fen=200_000)).withheld_fen == 3_000
    assert cumulative(1_000_000, TaxSoFar(months=1, relief_fen=4_000)).withheld_fen == 5_000
    assert cumulative(1_000_000, TaxSoFar(months=1, relief_fen=10_000)).withheld_fen == 0


def test_none_withholds_nothing_and_there_is_no_default_method():
    assert withhold("none", 7_000_000).withheld_fen == 0
    assert withhold("occurrence", 7_000_000).withheld_fen == 1_540_000
    assert withhold("cumulative", 2_500_000).withheld_fen == 45_000
    with pytest.raises(KeyError):
        withhold("", 7_000_000)
    with pytest.raises(KeyError):
        months_counted([], month(4), "")


@pytest.mark.parametrize(
    ("paid", "now", "continuous", "with_pay", "calendar"),
    [
        ([], 1, 1, 1, 1),
        ([], 7, 1, 1, 1),  # the first pay of the year is in July: nothing before it is a gap
        ([1, 2], 3, 3, 3, 3),
        ([1, 2], 4, 1, 3, 4),
        ([1, 2, 4], 5, 2, 4, 5),
        ([3, 5], 6, 2, 3, 4),
        ([2, 3, 4], 3, 2, 2, 2),  # told again later: what came after does not count
        ([1, 2, 2], 2, 2, 2, 2),  # a second payment of the same month
    ],
)
def test_months_counted(paid, now, continuous, with_pay, calendar):
    months = [month(number) for number in paid]
    last_year = [month(11, 2025), month(12, 2025)]
    for history in (months, months + last_year):
        counts = [months_counted(history, month(now), rule) for rule in ("continuous", "paid", "calendar")]
        assert counts == [continuous, with_pay, calendar]


def test_days_of_payment_count_as_their_months():
    assert months_counted([date(2026, 1, 15), date(2026, 2, 13)], date(2026, 3, 13), "continuous") == 3


@given(MONEY, MONEY, st.integers(0, 60_000_000), st.integers(1, 12), st.sampled_from(sorted(METHODS)))
def test_never_below_zero_never_above_the_income(income, earlier, withheld, months, method):
    tax = withhold(method, income, TaxSoFar(earlier, withheld, months))
    assert 0 <= tax.withheld_fen <= income
    assert tax.withheld_fen == min(max(0, tax.total_fen - withheld), income)
    assert tax.withheld_fen + tax.shortfall_fen == max(0, tax.total_fen - withheld)


@given(
    st.lists(st.tuples(st.integers(1, 12), MONEY), max_size=14, unique_by=lambda one: one[0]).map(sorted),
    st.sampled_from(["continuous", "paid", "calendar"]),
    st.integers(0, 1_000_000),
    st.integers(0, 1_000_000),
    st.integers(0, 100_000),
)
def test_a_year_of_pay_agrees_with_the_oracle(pays, rule, exempt, deductions, relief):
    settings = {
        "method": "cumulative",
        "months": rule,
        "exempt_fen": exempt,
        "other_deductions_fen": deductions,
        "relief_fen": relief,
    }
    earlier = []
    for number, income in pays:
        paid_on = date(2026, number, 15)
        n = months_counted([one[0] for one in earlier if one[1] > 0], paid_on, rule)
        so_far = TaxSoFar(
            sum(one[1] for one in earlier), sum(one[2] for one in earlier), n, exempt, deductions, relief
        )
        tax = cumulative(income, so_far)
        expected = oracle.withheld(income, paid_on, earlier, settings)
        assert (tax.withheld_fen, tax.shortfall_fen) == expected
        earlier.append((paid_on, income, tax.withheld_fen))


@given(st.lists(MONEY, min_size=1, max_size=4))
def test_occurrences_of_one_month_agree_with_the_oracle(incomes):
    earlier = []
    for income in incomes:
        so_far = TaxSoFar(sum(one[1] for one in earlier), sum(one[2] for one in earlier))
        tax = per_occurrence(income, so_far)
        expected = oracle.withheld(income, date(2026, 11, 13), earlier, {"method": "occurrence"})
        assert (tax.withheld_fen, tax.shortfall_fen) == expected
        earlier.append((date(2026, 11, 13), income, tax.withheld_fen))


# --- the sum a reader does again ---

STEPS = [
    (
        "cumulative",
        8_000_00,
        TaxSoFar(),
        "income 800000, expenses -160000 20, allowance -500000 1, base 140000, rate 4200 3, tax 4200",
    ),
    (
        "cumulative",
        8_000_00,
        TaxSoFar(8_000_00, 42_00, 2),
        "earlier_income 800000, income 800000, expenses -320000 20, allowance -1000000 2, base 280000, rate 8400 3, "
        "withheld_before -4200, tax 4200",
    ),
    (
        "cumulative",
        60_000_00,
        TaxSoFar(relief_fen=100_00),
        "income 6000000, expenses -1200000 20, allowance -500000 1, base 4300000, rate 430000 10, quick -252000, "
        "relief -10000, tax 168000",
    ),
    (
        "cumulative",
        4_000_00,
        TaxSoFar(),
        "income 400000, expenses -80000 20, allowance -500000 1, base 0, tax 0",
    ),
    ("occurrence", 870_00, TaxSoFar(), "income 87000, flat -80000, base 7000, rate 1400 20, tax 1400"),
    (
        "occurrence",
        30_000_00,
        TaxSoFar(),
        "income 3000000, expenses -600000 20, base 2400000, rate 720000 30, quick -200000, tax 520000",
    ),
    (
        "occurrence",
        100_00,
        TaxSoFar(60_000_00, 12_000_00),
        "earlier_income 6000000, income 10000, expenses -1202000 20, base 4808000, rate 1442400 30, quick -200000, "
        "withheld_before -1200000, short -32400, tax 10000",
    ),
    (
        "cumulative",
        1_000_00,
        TaxSoFar(8_000_00, 42_00, 2),
        "earlier_income 800000, income 100000, expenses -180000 20, allowance -1000000 2, base 0, "
        "withheld_before -4200, not_refunded 4200, tax 0",
    ),
    (
        "cumulative",
        8_000_00,
        TaxSoFar(relief_fen=100_00),
        "income 800000, expenses -160000 20, allowance -500000 1, base 140000, rate 4200 3, relief -4200, tax 0",
    ),
    ("none", 8_000_00, TaxSoFar(), ""),
]


@pytest.mark.parametrize(("method", "income_fen", "so_far", "told"), STEPS)
def test_the_steps_are_the_sum_that_is_withheld(method, income_fen, so_far, told):
    steps = list(tax_steps(method, income_fen, so_far))
    assert ", ".join(f"{one.what} {one.fen} {one.figure or ''}".strip() for one in steps) == told
    if steps:
        assert steps[-1].fen == withhold(method, income_fen, so_far).withheld_fen
        *_, base = (place for place, one in enumerate(steps) if one.what == "base")
        assert max(0, sum(one.fen for one in steps[:base])) == steps[base].fen
        assert sum(one.fen for one in steps[base + 1 : -1]) == steps[-1].fen
