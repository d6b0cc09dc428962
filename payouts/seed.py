"""The ledger's accounts."""

from __future__ import annotations

from datetime import datetime

from payouts.models import LedgerAccount
from payouts.rules.accounts import ACCOUNTS


def seed(_now: datetime) -> None:
    """Put in the accounts that are missing. Safe to run again."""
    LedgerAccount.objects.bulk_create(
        [LedgerAccount(code=code, name=name) for code, name in ACCOUNTS.items()], ignore_conflicts=True
    )
