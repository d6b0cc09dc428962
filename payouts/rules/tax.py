"""Income tax withheld from labour remuneration.

Two methods and none. *Per occurrence*: STA announcement 2018 No. 61; *cumulative* for platforms: STA
announcement 2025 No. 16, from 1 October 2025. Bases are 80 % of whole fen, so they are counted in
fifths of a fen and stay exact; tax is rounded once (half up), where the total T is formed.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import date
from typing import NamedTuple

from yunke.ground.money import half_up
from yunke.ground.months import month_of, previous_month

FIFTHS = 5
MONTHLY_ALLOWANCE_FEN = 500_000
FLAT_ALLOWANCE_FEN = 80_000  # taken from an occurrence up to FLAT_ALLOWANCE_UP_TO_FEN, above it 20 %
FLAT_ALLOWANCE_UP_TO_FEN = 400_000

# (base up to, fen; rate, percent; quick deduction, fen); the last bracket has no upper edge
Brackets = tuple[tuple[int | None, int, int], ...]
OCCURRENCE_BRACKETS: Brackets = ((2_000_000, 20, 0), (5_000_000, 30, 200_000), (None, 40, 700_000))
CUMULATIVE_BRACKETS: Brackets = (
    (3_600_000, 3, 0),
    (14_400_000, 10, 252_000),
    (30_000_000, 20, 1_692_000),
    (42_000_000, 25, 3_192_000),
    (66_000_000, 30, 5_292_000),
    (96_000_000, 35, 8_592_000),
    (None, 45, 18_192_000),
)


class TaxSoFar(NamedTuple):
    """What one entity already paid one person, before the payment at hand.

    Per occurrence: earlier payments of the same month. Cumulative: earlier payments of the tax year
    (by payment date), ``months`` counted with this one, and the year's exempt income, other
    deductions and relief.
    """

    income_fen: int = 0
    withheld_fen: int = 0
    months: int = 1
    exempt_fen: int = 0
    other_deductions_fen: int = 0
    relief_fen: int = 0


class Tax(NamedTuple):
    """``total_fen`` is T on the sum; what it asks beyond the income at hand is the shortfall, which T
    itself carries to the next payment of the year."""

    base_fifths: int
    total_fen: int
    withheld_fen: int
    shortfall_fen: int


NO_TAX_YET = TaxSoFar()


class TaxStep(NamedTuple):
    """One line of the sum that ends in the tax: ``what`` is a code, ``figure`` the months or per cent it names."""

    what: str
    fen: int
    figure: int = 0


def untaxed(income_fen: int, so_far: TaxSoFar = NO_TAX_YET) -> Tax:
    """A sole trader who invoices: nothing is withheld."""
    return Tax(0, 0, 0, 0)


def per_occurrence(income_fen: int, so_far: TaxSoFar = NO_TAX_YET) -> Tax:
    """All payments of one month are one occurrence: tax on the sum, less what was withheld."""
    base = occurrence_base(so_far.income_fen + income_fen)
    return _withheld(base, _tax_on(base, OCCURRENCE_BRACKETS, 0), income_fen, so_far)


def cumulative(income_fen: int, so_far: TaxSoFar = NO_TAX_YET) -> Tax:
    """Tax on the year so far, less what was withheld; never refunded inside the year."""
    base = cumulative_base(so_far.income_fen + income_fen, so_far)
    return _withheld(base, _tax_on(base, CUMULATIVE_BRACKETS, so_far.relief_fen), income_fen, so_far)


METHODS: Mapping[str, Callable[[int, TaxSoFar], Tax]] = {
    "none": untaxed,
    "occurrence": per_occurrence,
    "cumulative": cumulative,
}


def withhold(method: str, income_fen: int, so_far: TaxSoFar = NO_TAX_YET) -> Tax:
    """By the entity's setting, one of METHODS; there is no default (KeyError)."""
    return METHODS[method](income_fen, so_far)


def tax_steps(method: str, income_fen: int, so_far: TaxSoFar = NO_TAX_YET) -> Iterator[TaxStep]:
    """The sum a reader can do again, from the income to what is withheld; only steps that say something.

    Fifths of a fen are shown as whole ones: the tax itself is rounded once, where T is formed.
    """
    if method == "none":
        return
    tax = withhold(method, income_fen, so_far)
    if so_far.income_fen:
        yield TaxStep("earlier_income", so_far.income_fen)
    yield TaxStep("income", income_fen)
    total = so_far.income_fen + income_fen
    if method == "cumulative":
        yield TaxStep("expenses", -half_up(max(0, total), FIFTHS), 20)
        yield TaxStep("allowance", -MONTHLY_ALLOWANCE_FEN * so_far.months, so_far.months)
        if more := so_far.exempt_fen + so_far.other_deductions_fen:
            yield TaxStep("other_deductions", -more)
        brackets = CUMULATIVE_BRACKETS
    else:
        flat = total <= FLAT_ALLOWANCE_UP_TO_FEN
        yield (
            TaxStep("flat", -FLAT_ALLOWANCE_FEN) if flat else TaxStep("expenses", -half_up(total, FIFTHS), 20)
        )
        brackets = OCCURRENCE_BRACKETS
    base = max(0, tax.base_fifths)
    yield TaxStep("base", half_up(base, FIFTHS))
    rate, quick = _bracket(base, brackets)
    if base:
        yield TaxStep("rate", half_up(base * rate, FIFTHS * 100), rate)
    if base and quick:
        yield TaxStep("quick", -quick)
    if base and so_far.relief_fen:
        yield TaxStep("relief", tax.total_fen - (half_up(base * rate, FIFTHS * 100) - quick))
    if so_far.withheld_fen:
        yield TaxStep("withheld_before", -so_far.withheld_fen)
    if so_far.withheld_fen > tax.total_fen:
        yield TaxStep("not_refunded", so_far.withheld_fen - tax.total_fen)
    if tax.shortfall_fen:
        yield TaxStep("short", -tax.shortfall_fen)
    yield TaxStep("tax", tax.withheld_fen)


def occurrence_base(income_fen: int) -> int:
    """Taxable part of an occurrence, in fifths of a fen."""
    if income_fen <= FLAT_ALLOWANCE_UP_TO_FEN:
        return max(0, FIFTHS * (income_fen - FLAT_ALLOWANCE_FEN))
    return 4 * income_fen


def cumulative_base(income_fen: int, so_far: TaxSoFar) -> int:
    """B of the year in fifths of a fen; below zero while the allowances are larger than the income."""
    allowances = MONTHLY_ALLOWANCE_FEN * so_far.months + so_far.exempt_fen + so_far.other_deductions_fen
    return 4 * income_fen - FIFTHS * allowances


def continuous_months(paid_months: Collection[date], month: date) -> int:
    """Months of pay without a gap up to this one; a month without pay starts the count again."""
    count, earlier = 1, previous_month(month)
    while earlier.year == month.year and earlier in paid_months:
        count, earlier = count + 1, previous_month(earlier)
    return count


def months_with_pay(paid_months: Collection[date], month: date) -> int:
    """Months of the year with pay, this one with them; a month without pay does not count."""
    return len(_of_the_year(paid_months, month))


def calendar_months(paid_months: Collection[date], month: date) -> int:
    """Months from the year's first pay to this one; a month without pay counts as well."""
    return month.month - min(_of_the_year(paid_months, month)).month + 1


MONTHS_RULES: Mapping[str, Callable[[Collection[date], date], int]] = {
    "continuous": continuous_months,
    "paid": months_with_pay,
    "calendar": calendar_months,
}


def months_counted(paid_months: Collection[date], month: date, rule: str) -> int:
    """n of the cumulative method. Months are those of payment; ``month`` is the one being paid.

    No official example says how a gap counts, so finance chooses one of MONTHS_RULES (KeyError else).
    """
    return MONTHS_RULES[rule]({month_of(one) for one in paid_months}, month_of(month))


def _of_the_year(paid_months: Collection[date], month: date) -> set[date]:
    return {one for one in paid_months if one.year == month.year and one <= month} | {month}


def _tax_on(base_fifths: int, brackets: Brackets, relief_fen: int) -> int:
    """T in fen: the one place where tax is rounded."""
    if base_fifths <= 0:
        return 0
    rate, quick = _bracket(base_fifths, brackets)
    return max(0, half_up(base_fifths * rate, FIFTHS * 100) - quick - relief_fen)


def _bracket(base_fifths: int, brackets: Brackets) -> tuple[int, int]:
    """(per cent, quick deduction in fen) of the bracket a base lies in."""
    return next(
        (rate, quick) for up_to, rate, quick in brackets if up_to is None or base_fifths <= FIFTHS * up_to
    )


def _withheld(base: int, total: int, income_fen: int, so_far: TaxSoFar) -> Tax:
    """Never below zero, never more than the income at hand."""
    due = max(0, total - so_far.withheld_fen)
    taken = min(due, max(0, income_fen))
    return Tax(base, total, taken, due - taken)
