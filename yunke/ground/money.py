"""Money is a whole number of fen; rounding happens once, half up, here."""

from __future__ import annotations

import re

from yunke.ground.errors import Reason, ReasonKind, gettext_noop, reason

MOST_YUAN_DIGITS = 13  # with two decimals still far inside a 64-bit column

NO_AMOUNT = reason("no_amount", gettext_noop("没有填写金额。"))
NOT_AN_AMOUNT = reason(
    "not_an_amount", gettext_noop("“%(text)s”不是金额。"), gettext_noop("请写成 1234.56 的样子。")
)
MISPLACED_COMMA = reason(
    "misplaced_comma",
    gettext_noop("“%(text)s”里的逗号位置不对。"),
    gettext_noop("逗号只用来隔开千位，也可以不写。"),
)
TOO_MANY_DECIMALS = reason(
    "too_many_decimals", gettext_noop("“%(text)s”超过两位小数。"), gettext_noop("金额最小到分。")
)
AMOUNT_TOO_LARGE = reason("amount_too_large", gettext_noop("金额“%(text)s”太大了。"))

_FULL_WIDTH = str.maketrans(
    {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0xFFE5: "¥", 0x3000: " "}
)
_AMOUNT = re.compile(r"(?P<sign>[+-]?)¥? ?(?P<whole>[0-9][0-9,]*)(?:\.(?P<decimals>[0-9]+))? ?元?")
_GROUPED = re.compile(r"[0-9]{1,3}(,[0-9]{3})+")


class NotMoney(ValueError):
    """A text that is no amount; ``reason`` says why, in words for whoever typed it."""

    def __init__(self, why: Reason) -> None:
        super().__init__(why.code)
        self.reason = why

    @property
    def code(self) -> str:
        return self.reason.code


def half_up(numerator: int, denominator: int) -> int:
    """``numerator / denominator`` to the nearest whole number, a half away from zero.

    Exact for any size. A negative numerator gives the mirror image of the positive one, so that a
    correction takes back to the fen what was given. The denominator is positive.
    """
    if denominator <= 0:
        raise ValueError("the denominator of an amount is positive")
    size = (2 * abs(numerator) + denominator) // (2 * denominator)
    return -size if numerator < 0 else size


def yuan(fen: int) -> str:
    """For people: 123456 -> "1,234.56"."""
    return f"{'-' if fen < 0 else ''}{abs(fen) // 100:,}.{abs(fen) % 100:02d}"


def yuan_plain(fen: int) -> str:
    """For bank files: 123456 -> "1234.56", always two decimals, no grouping."""
    return yuan(fen).replace(",", "")


def parse_yuan(text: str) -> int:
    """Fen of what a person or a bank's file wrote; NotMoney says why not.

    Full-width digits, dots and commas, a yuan sign and grouped thousands are understood.
    """
    found = _AMOUNT.fullmatch(text.translate(_FULL_WIDTH).strip())
    if not found:
        raise _not_money(NOT_AN_AMOUNT if text.strip() else NO_AMOUNT, text)
    whole, decimals = found["whole"], found["decimals"] or ""
    if "," in whole and not _GROUPED.fullmatch(whole):
        raise _not_money(MISPLACED_COMMA, text)
    if len(decimals) > 2:
        raise _not_money(TOO_MANY_DECIMALS, text)
    digits = whole.replace(",", "")
    if len(digits) > MOST_YUAN_DIGITS:
        raise _not_money(AMOUNT_TOO_LARGE, text)
    fen = int(digits + decimals.ljust(2, "0"))
    return -fen if found["sign"] == "-" else fen


def _not_money(kind: ReasonKind, text: str) -> NotMoney:
    return NotMoney(kind(text=text.strip()[:40]))
