"""Which bank account an agent may be paid to."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from stdnum import luhn

from payouts.reasons import (
    ACCOUNT_CHECK_DIGIT,
    ACCOUNT_NEEDS_BANK,
    ACCOUNT_NEEDS_REAL_NAME,
    ACCOUNT_NOT_DIGITS,
    ACCOUNT_NOT_USABLE,
    BRANCH_NOT_DIGITS,
    HOLDER_IS_NOT_AGENT,
)
from yunke.ground.errors import Reason

SHORTEST, LONGEST = 8, 25  # digits of an account; a card has 16 to 19 and a check digit (ISO/IEC 7812)
CARD_DIGITS = range(16, 20)
BRANCH_DIGITS = 12
_DOTS = str.maketrans(dict.fromkeys("•∙・‧.．", "·"))  # how people write the dot inside a name


def plain_number(text: str) -> str:
    """Full-width digits made plain; blanks and dashes people type between groups taken out."""
    told = unicodedata.normalize("NFKC", text)
    return "".join(letter for letter in told if not letter.isspace() and letter != "-")


def plain_name(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).translate(_DOTS).split()).casefold()


def reasons_not_to_pay_to(
    *, number: str, holder: str, real_name: str, bank: str, branch_code: str, taken: bool
) -> Iterator[Reason]:
    """``real_name`` is the proven one ("" when it is not proven); ``taken``: another agent is paid there."""
    if not real_name:
        yield ACCOUNT_NEEDS_REAL_NAME()
    elif plain_name(holder) != plain_name(real_name):
        yield HOLDER_IS_NOT_AGENT()
    if not bank.strip():
        yield ACCOUNT_NEEDS_BANK()
    if branch_code and not (_digits(branch_code) and len(branch_code) == BRANCH_DIGITS):
        yield BRANCH_NOT_DIGITS(digits=BRANCH_DIGITS)
    if not _digits(number) or not SHORTEST <= len(number) <= LONGEST:
        yield ACCOUNT_NOT_DIGITS(shortest=SHORTEST, longest=LONGEST)
    elif len(number) in CARD_DIGITS and not luhn.is_valid(number):
        yield ACCOUNT_CHECK_DIGIT()
    elif taken:
        yield ACCOUNT_NOT_USABLE()


def _digits(text: str) -> bool:
    return text.isascii() and text.isdigit()
