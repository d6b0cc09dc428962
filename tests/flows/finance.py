"""What finance does in every story: settle at a terminal, prove the books."""

from __future__ import annotations

from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from onboarding.models import User
from payouts.models import Run
from tasks.models import PayingEntity
from yunke import clock
from yunke.audit import broken_seals, seal


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
    while seal(now=clock.now()):
        pass
    assert list(broken_seals()) == []
