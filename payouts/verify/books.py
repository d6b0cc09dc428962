"""All fifteen, by their numbers in docs/money.md."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from typing import NamedTuple

from payouts.verify.agreement import sums_files_and_ledger_agree
from payouts.verify.ledger import balanced
from payouts.verify.money_out import keys_are_fixed, nobody_is_paid_twice
from payouts.verify.records import all_on_record
from payouts.verify.runs import (
    nothing_changed,
    one_of_each,
    recomputed_is_the_same,
    three_people,
)
from payouts.verify.scope import Findings, Scope
from payouts.verify.statements import net_is_the_sum_of_lines, nobody_below_zero
from payouts.verify.tax import withheld_as_asked
from payouts.verify.work import hours_are_real, paid_once, seats_are_counted

INVARIANTS: dict[int, Callable[[Scope], Findings]] = {
    1: balanced,
    2: net_is_the_sum_of_lines,
    3: sums_files_and_ledger_agree,
    4: paid_once,
    5: hours_are_real,
    6: one_of_each,
    7: keys_are_fixed,
    8: nobody_is_paid_twice,
    9: withheld_as_asked,
    10: nobody_below_zero,
    11: recomputed_is_the_same,
    12: nothing_changed,
    13: three_people,
    14: seats_are_counted,
    15: all_on_record,
}
OF_THE_RECORD = 15
EVERYTHING = Scope()


class Finding(NamedTuple):
    number: int
    text: str


def verify(scope: Scope = EVERYTHING, numbers: Collection[int] = ()) -> Iterator[Finding]:
    """Every finding of these invariants, or of all; nothing means the books are sound."""
    for number in sorted(numbers or INVARIANTS):
        for text in INVARIANTS[number](scope):
            yield Finding(number, text)
