"""Rounding for the oracles: exact fractions of a yuan or a fen, rounded only when asked."""

from __future__ import annotations

from fractions import Fraction
from math import floor


def nearest(amount: Fraction) -> int:
    """The nearest whole number, halves away from zero."""
    size = floor(abs(amount) + Fraction(1, 2))
    return size if amount >= 0 else -size


def fen_of(yuan: str | Fraction) -> int:
    """Whole fen of an amount written in yuan; an amount with parts of a fen is a mistake of the test."""
    fen = Fraction(yuan) * 100
    assert fen.denominator == 1, f"{yuan} is not whole fen"
    return int(fen)


def rounded_fen(yuan: Fraction) -> int:
    """Fen of an exact amount in yuan, rounded here."""
    return nearest(yuan * 100)
