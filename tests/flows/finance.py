"""What finance does in every story: settle at a terminal, prove the books; and where people are paid."""

from __future__ import annotations

from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from onboarding.models import Agent, User
from payouts.models import PayoutAccount, Run
from tasks.models import PayingEntity
from tests import cast
from yunke.audit import broken_seals, seal
from yunke.ground.ids import new_public_id

BANK, BRANCH = "演示银行", "104100000004"


def settle_by_command(entity: PayingEntity, preparer: User, month: date, *, now: str) -> Run:
    """Prepared and computed in this process, as an operator would at a terminal."""
    who = ("--by", preparer.phone, "--entity", entity.code)
    call_command("settle", f"{month:%Y-%m}", *who, "--now", now, "--here", stdout=StringIO())
    return Run.objects.select_related("entity").get(entity=entity, month=month)


def books_are_clean() -> None:
    """Every invariant, and the chain of the audit."""
    said = StringIO()
    try:
        call_command("verify_books", stdout=said)
    except CommandError as error:
        pytest.fail(f"{error}\n{said.getvalue()}")
    assert said.getvalue() == "ok: 15 invariants hold\n"
    while seal():
        pass
    assert list(broken_seals()) == []


def open_account(agent: Agent) -> PayoutAccount:
    """The agent's bank account."""
    number = account_number(agent)
    return PayoutAccount.objects.create(
        public_id=new_public_id(cast.LONG_AGO), agent=agent, holder=agent.user.name, number=number,
        last_four=number[-4:], bank=BANK, branch_code=BRANCH, added_at=cast.LONG_AGO)  # fmt: skip


def account_number(agent: Agent) -> str:
    """Nineteen digits: a spreadsheet that takes them for a number spoils the last four."""
    return f"622200{int(agent.number[1:]):013d}"
