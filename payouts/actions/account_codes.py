"""What the accounts are called in the company's own books: said by finance, on record; the ledger stays as it is."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from onboarding.models import User
from payouts.models import AccountCode
from payouts.queries.account_codes import codes_of
from payouts.reasons import ACCOUNT_UNCODED, NOT_A_PREPARER
from tasks.models import PayingEntity
from yunke.audit import record
from yunke.ground.errors import Refused
from yunke.ground.roles import PREPARER


@transaction.atomic
def set_account_codes(
    entity: PayingEntity, chosen: Mapping[str, tuple[str, str]], *, by: User, now: datetime
) -> None:
    """Account -> its code and name there; both empty, it is taken back. Accounts that are not named stay."""
    if PREPARER not in by.roles:
        raise Refused(NOT_A_PREPARER())
    if uncoded := [account for account, (code, name) in chosen.items() if name and not code]:
        raise Refused(*(ACCOUNT_UNCODED(account=account) for account in uncoded))
    PayingEntity.objects.select_for_update().get(pk=entity.pk)
    known, was, told = codes_of(entity.pk), {}, {}
    for account, (code, name) in chosen.items():
        before = known.get(account, ("", ""))
        after = (code, name)
        if after == before:
            continue
        was[account], told[account] = " ".join(before).strip(), " ".join(after).strip()
        if code:
            AccountCode.objects.update_or_create(
                entity=entity, account=account, defaults={"code": code, "name": name}
            )
        else:
            AccountCode.objects.filter(entity=entity, account=account).delete()
    if told:
        record(by.actor, "account_codes_set", entity, now=now, was=was, chosen=told)
