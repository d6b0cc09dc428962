"""A cumulated quantity priced in slices: each slice by its own price, the sum rounded once."""

from __future__ import annotations

from collections.abc import Sequence

from yunke.ground.money import half_up

Step = tuple[int, int]  # (what lies above so many, the price of each)


def slices(quantity: int, steps: Sequence[Step]) -> list[Step]:
    """(how many, at which price); ``steps`` begin at 0 and rise. Less than nothing lies in the first slice."""
    if quantity < 0:
        return [(quantity, steps[0][1])]
    ends = [above for above, _price in steps[1:]] + [quantity]
    found = [
        (min(quantity, end) - above, price)
        for (above, price), end in zip(steps, ends, strict=True)
        if quantity > above
    ]
    return found or [(0, steps[0][1])]


def price_cumulated(quantity: int, steps: Sequence[Step], divisor: int = 1) -> int:
    """Fen of the whole quantity: fen a piece, or basis points of an amount by 10,000."""
    return half_up(sum(count * price for count, price in slices(quantity, steps)), divisor)
