"""Every worked example of tax_vectors.json, by the rules and by the oracle, to the fen."""

from datetime import date
from fractions import Fraction

import pytest

from payouts.rules.tax import FIFTHS, TaxSoFar, cumulative, months_counted, per_occurrence
from tests.oracles import tax as oracle
from tests.oracles.fractions_of_yuan import fen_of, nearest
from tests.oracles.vectors import tax_vectors

RULES_OF_GAPS = {"reset": "continuous", "paid_months": "paid", "calendar": "calendar"}


@pytest.fixture(scope="module")
def vectors():
    return tax_vectors()


def yuan_of(base_fifths):
    return Fraction(base_fifths, FIFTHS * 100)


def test_one_off(vectors):
    assert len(vectors["one_off"]) >= 15
    for gross, taxable, tax, net in vectors["one_off"]:
        told = per_occurrence(fen_of(gross))
        assert yuan_of(told.base_fifths) == Fraction(taxable), gross
        assert told.withheld_fen == fen_of(tax), gross
        assert fen_of(gross) - told.withheld_fen == fen_of(net), gross
        by_oracle = oracle.withheld(fen_of(gross), date(2026, 11, 13), [], {"method": "occurrence"})
        assert by_oracle == (fen_of(tax), 0), gross


def hold_to(rows, rule):
    """Each month of a case: base (told to the fen), n, T, withheld and net."""
    earlier = []
    for row in rows:
        paid_on, income = date(2026, row["month"], 15), fen_of(row["gross"])
        withheld = sum(one[2] for one in earlier)
        n = months_counted([one[0] for one in earlier], paid_on, rule)
        tax = cumulative(income, TaxSoFar(sum(one[1] for one in earlier), withheld, n))
        assert n == row["n"], row
        assert nearest(yuan_of(tax.base_fifths) * 100) == fen_of(row["taxable"]), row
        assert tax.total_fen == fen_of(row["cum_tax"]), row
        assert tax.withheld_fen == fen_of(row["withheld"]), row
        assert withheld + tax.withheld_fen == fen_of(row["cum_withheld"]), row
        assert income - tax.withheld_fen == fen_of(row["net"]), row
        settings = {"method": "cumulative", "months": rule}
        assert oracle.withheld(income, paid_on, earlier, settings) == (tax.withheld_fen, 0), row
        earlier.append((paid_on, income, tax.withheld_fen))


def test_cumulative(vectors):
    assert len(vectors["cumulative"]) >= 8
    for rows in vectors["cumulative"].values():
        hold_to(rows, "continuous")


@pytest.mark.parametrize("case", sorted(RULES_OF_GAPS))
def test_gaps(vectors, case):
    hold_to(vectors["gap"][case], RULES_OF_GAPS[case])
