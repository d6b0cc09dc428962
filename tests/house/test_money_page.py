"""docs/money.md: every figure on it computed afresh, every column, account and invariant there."""

from __future__ import annotations

from datetime import date

import pytest

from payouts.models import Run
from payouts.models.runs import LINE_KINDS
from payouts.rails.bank_file import COLUMNS
from payouts.rules.accounts import ACCOUNTS, approval_legs
from payouts.rules.paydays import timetable
from payouts.rules.pricing import price_minutes, price_share
from payouts.rules.statement import Deductions, compose
from payouts.rules.tax import (
    CUMULATIVE_BRACKETS,
    METHODS,
    MONTHS_RULES,
    TaxSoFar,
    cumulative,
    months_counted,
    per_occurrence,
)
from payouts.verify.books import INVARIANTS
from tests.house.walk import ROOT
from yunke.ground.money import parse_yuan, yuan

PAGE = (ROOT / "docs" / "money.md").read_text(encoding="utf-8")
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in PAGE.splitlines()
    if line.startswith("|")
]


def row(first: str, cells: int = 0) -> list[str]:
    """The cells after the first one of the row that begins so (and has so many of them)."""
    return next(found[1:] for found in ROWS if found[0] == first and cells in (0, len(found) - 1))


@pytest.mark.parametrize(
    ("work", "fen"),
    [
        ("433 minutes at 15.00 an hour", price_minutes(433, 1_500)),
        ("433 minutes at 16.00 an hour", price_minutes(433, 1_600)),
        ("the same on a day that pays double", price_minutes(433, 1_600, 200)),
        ("22 segments of 433 minutes at 16.00", 22 * price_minutes(433, 1_600)),
        ("(not: their 9,526 minutes priced together)", price_minutes(9_526, 1_600)),
        ("2.5 % of a sale of 159.90", price_share(15_990, 250)),
    ],
)
def test_pay(work: str, fen: int) -> None:
    assert row(work) == [yuan(fen)]


def test_tax_per_occurrence() -> None:
    paid = [parse_yuan(text) for text in row("paid", 9)]
    assert [yuan(per_occurrence(fen).withheld_fen) for fen in paid] == row("tax", 9)


def withheld(months: dict[int, int], rule: str) -> list[str]:
    """What is withheld month by month of 2027; ``months`` are incomes in fen."""
    income = tax = 0
    paid: list[date] = []
    told = []
    for month, fen in months.items():
        on = date(2027, month, 15)
        now = cumulative(fen, TaxSoFar(income, tax, months_counted(paid, on, rule)))
        income, tax, paid = income + fen, tax + now.withheld_fen, [*paid, on]
        told.append(yuan(now.withheld_fen))
    return told


def test_tax_of_a_year() -> None:
    years = [cells for cells in ROWS if cells[0].count(" / ") >= 2]
    assert len(years) == 5
    for incomes, taxes in years:
        fen = [parse_yuan(text) for text in incomes.split(" / ")]
        assert withheld(dict(enumerate(fen, 1)), "continuous") == taxes.split(" / ")


@pytest.mark.parametrize(
    ("rule", "first"),
    [
        ("continuous", "continuous: a gap starts the count again"),
        ("paid", "paid: a gap does not count"),
        ("calendar", "calendar: a gap counts as well"),
    ],
)
def test_a_month_without_pay(rule: str, first: str) -> None:
    count = months_counted([date(2027, 1, 15), date(2027, 2, 15)], date(2027, 4, 15), rule)
    assert row(first) == [str(count), withheld({1: 800_000, 2: 800_000, 4: 800_000}, rule)[-1]]


def test_what_an_income_cannot_bear() -> None:
    so_far = TaxSoFar(1_600_000, 8_400, 1)
    told = cumulative(10_000, so_far)
    sentence = f"{yuan(told.withheld_fen + told.shortfall_fen)} would be due, {yuan(told.withheld_fen)} withheld and {yuan(told.shortfall_fen)} left"
    assert sentence in PAGE


def test_brackets_and_settings() -> None:
    edges = row("B up to")
    assert edges == [*(f"{up_to // 100:,}" for up_to, _, _ in CUMULATIVE_BRACKETS if up_to), "above"]
    assert row("rate") == [f"{rate} %" for _, rate, _ in CUMULATIVE_BRACKETS]
    assert row("quick deduction") == [f"{quick // 100:,}" for _, _, quick in CUMULATIVE_BRACKETS]
    assert set(MONTHS_RULES) == {"continuous", "paid", "calendar"}
    assert set(METHODS) == {"none", "occurrence", "cumulative"}


def test_the_small_month_in_the_ledger() -> None:
    ann, bo = (
        compose(fen, Deductions(15_000), tax_method="cumulative", penalties_lower_income=False)
        for fen in (800_000, 10_000)
    )
    legs = approval_legs(income_fen=810_000, tax_fen=ann.tax_fen + bo.tax_fen, penalty_fen=30_000)
    table = {leg.account: leg.amount_fen for leg in legs}
    assert sum(table.values()) + bo.carried_fen - ann.net_fen - bo.net_fen == 0
    for cells in (
        ["approval (`approve:R202701-X`)", "`labour_cost`", yuan(table["labour_cost"]), ""],
        ["", "`tax_payable`", "", yuan(-table["tax_payable"])],
        ["", "`penalty_income`", "", yuan(-table["penalty_income"])],
        ["", "`agent_receivable` Bo", yuan(bo.carried_fen), ""],
        ["", "`agent_payable` Ann", "", yuan(ann.net_fen)],
        ["release (`release:R202701-X-1`)", "`agent_payable` Ann", yuan(ann.net_fen), ""],
    ):
        assert cells in ROWS
    later = compose(
        30_000,
        Deductions(old_debt_fen=bo.carried_fen),
        tax_method="cumulative",
        penalties_lower_income=False,
        so_far=TaxSoFar(10_000, 0, 2),
    )
    assert (later.net_fen, later.carried_fen, bo.net_fen) == (25_000, 0, 0)
    assert f"Bo {yuan(later.net_fen)}" in PAGE


def test_every_account_line_and_column_is_there() -> None:
    told = {cells[0].split("`")[1]: cells[0] for cells in ROWS if cells[0].startswith("`")}
    assert all(name in told[code] for code, name in ACCOUNTS.items())
    listed = " ".join(cells[0] for cells in ROWS)
    assert [kind for kind, _ in LINE_KINDS if f"`{kind}`" not in listed] == []
    assert [name for name in COLUMNS if name not in listed] == []


def test_invariants_are_those_that_are_checked() -> None:
    assert [cells[0] for cells in ROWS if cells[0].isdigit()] == [str(number) for number in INVARIANTS]


def test_states_and_the_pay_day() -> None:
    assert "computing → computed → approved → released → paid" in PAGE
    assert {"computing", "computed", "approved", "released", "paid", "returned"} == set(Run.STATES.words)
    assert timetable(date(2026, 10, 1)).payment_on == date(2026, 11, 13)
