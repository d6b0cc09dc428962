"""Accounts, and the months' settlements as three people of finance see them through."""

from __future__ import annotations

from datetime import date

from onboarding.models import Agent, User
from payouts.actions.runs import approve_run, prepare_run
from payouts.actions.work_off import work_off_all
from payouts.demo.days import Story, at
from payouts.demo.offers import ENTITY
from payouts.models import Run
from tasks.models import PayingEntity
from yunke.ground.months import next_month


def add_accounts(agents: list[Agent], story: Story) -> None:
    pass


def count(month: date, people: dict[str, User], story: Story) -> Run:
    """Prepare a month on the morning after it and compute it here: no worker runs yet."""
    now = story.by_now(at(next_month(month), "09:30"))
    run = prepare_run(PayingEntity.objects.get(code=ENTITY), month, by=people["preparer"], now=now)
    work_off_all(run, clock=lambda: now)
    run.refresh_from_db()
    return run


def pay(run: Run, people: dict[str, User], story: Story) -> None:
    """Approve on the 10th, release on the pay day, bring the bank's answer in that afternoon."""
    approve_run(run, by=people["approver"], now=at(next_month(run.month).replace(day=10), "10:00"))
