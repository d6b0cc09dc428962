"""What an entity's own books call the accounts of the house."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext

from payouts.models import AccountCode
from payouts.rules.accounts import ACCOUNTS, STANDARD


def codes_of(entity_id: int) -> dict[str, tuple[str, str]]:
    """Account -> (code, name) of those that finance has said."""
    rows = AccountCode.objects.filter(entity=entity_id).values_list("account", "code", "name")
    return {account: (code, name) for account, code, name in rows}


def written_as(entity_id: int) -> dict[str, tuple[str, str]]:
    """Account -> (code, name) as the company's own books are told them; the house's own where nobody said."""
    return {code: (code, name) for code, name in ACCOUNTS.items()} | codes_of(entity_id)


def told_as(account: str, code: str, name: str) -> tuple[str, str]:
    """What somebody said of an account; a code without a name has the house's."""
    return code, name or (gettext(ACCOUNTS[account]) if code else "")


def account_codes(entity_id: int) -> list[dict[str, Any]]:
    """Every account in the order of the chart: its name here, what finance said, what the standards offer."""
    known = codes_of(entity_id)
    return [
        {
            "account": account,
            "house_name": name,
            "code": known.get(account, ("", ""))[0],
            "name": known.get(account, ("", ""))[1],
            "standard_code": STANDARD[account][0],
            "standard_name": STANDARD[account][1],
        }
        for account, name in ACCOUNTS.items()
    ]
