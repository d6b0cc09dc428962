"""Phone numbers as people type them, as we keep them (E.164) and as pages show them."""

from __future__ import annotations

import re

import phonenumbers

HOME_REGION = "CN"
MOBILE = re.compile(r"1[3-9]\d{9}")


def normalised(text: str) -> str | None:
    """``139 0000 0000`` -> ``+8613900000000``; ``None`` for what is no phone number. No prefix means China."""
    try:
        number = phonenumbers.parse(text, HOME_REGION)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number) or not _takes_messages(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _takes_messages(number: phonenumbers.PhoneNumber) -> bool:
    """In China only mobile numbers get SMS: 1 and ten digits. Tables of ranges go stale, so they are not asked."""
    return number.country_code != 86 or MOBILE.fullmatch(str(number.national_number)) is not None


def national(phone: str) -> str:
    """``+8613900000000`` -> ``13900000000``; numbers from elsewhere keep their prefix."""
    return phone.removeprefix("+86") if phone.startswith("+86") else phone


def masked(phone: str) -> str:
    """``+8613900001234`` -> ``139****1234``."""
    shown = national(phone)
    return f"{shown[:3]}****{shown[-4:]}"
