"""Which statements stand far outside their month: the usual far fence around its middle half, no figure of the trade."""

from __future__ import annotations

from dataclasses import dataclass

FENCES = 3  # widths of the middle half beyond it
FEWEST = 8  # statements that make a middle half worth speaking of


@dataclass(frozen=True, slots=True)
class Fences:
    """The middle half of a month's incomes and the fences around it, fen."""

    quarter_fen: int
    three_quarters_fen: int

    @property
    def low_fen(self) -> int:
        return self.quarter_fen - FENCES * (self.three_quarters_fen - self.quarter_fen)

    @property
    def high_fen(self) -> int:
        return self.three_quarters_fen + FENCES * (self.three_quarters_fen - self.quarter_fen)


def fences(quarter_fen: int, three_quarters_fen: int, statements: int) -> Fences | None:
    """``None`` for a month too small, or too even, to have any."""
    if statements < FEWEST or quarter_fen == three_quarters_fen:
        return None
    return Fences(quarter_fen, three_quarters_fen)
