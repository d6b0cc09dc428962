"""Accounts, and the months' settlements as three people of finance see them through."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from stdnum import luhn

from onboarding.models import Agent, User
from payouts.actions.accounts import set_account
from payouts.actions.money_out import make_file, release_run
from payouts.actions.results import import_result
from payouts.actions.runs import approve_run, prepare_run
from payouts.actions.work_off import work_off_all
from payouts.demo.days import Story, at
from payouts.demo.offers import ENTITY
from payouts.models import PayoutBatch, Run
from tasks.models import PayingEntity
from yunke.ground.money import yuan_plain
from yunke.ground.months import next_month

BANK = "演示银行"
BIN = "990000"  # no bank's cards begin so
DAY = timedelta(days=1)


def add_account(agent: Agent, *, now: datetime, card: int = 1) -> None:
    """A card number that is plainly nobody's, its check digit right."""
    body = f"{BIN}{card:04d}{int(agent.number[1:]):08d}"
    name = agent.identity_checks.get(state="passed").name
    set_account(agent, holder=name, number=body + luhn.calc_check_digit(body), bank=BANK, now=now)


def count(month: date, people: dict[str, User], story: Story) -> Run:
    """Prepare a month on the morning after it and compute it here: no worker runs yet."""
    now = story.by_now(at(next_month(month), "09:30"))
    run = prepare_run(PayingEntity.objects.get(code=ENTITY), month, by=people["preparer"], now=now)
    work_off_all(run, clock=lambda: now)
    run.refresh_from_db()
    return run


def pay(run: Run, people: dict[str, User]) -> None:
    """Approve on the 10th, release on the pay day; one account is closed, its owner names another."""
    approve_run(run, by=people["approver"], now=at(next_month(run.month).replace(day=10), "10:00"))
    last = run.items.latest("pk").agent
    _send(run, people["releaser"], run.pays_on, closed=last)
    add_account(last, now=at(run.pays_on + DAY, "12:00"), card=2)
    _send(run, people["releaser"], run.pays_on + 2 * DAY)


def _send(run: Run, releaser: User, day: date, closed: Agent | None = None) -> None:
    """Hand the file over in the morning, bring the bank's answer in that afternoon."""
    run.refresh_from_db()
    made = make_file(run, by=releaser, now=at(day, "09:30"))
    batch = release_run(run, by=releaser, now=at(day, "09:40"), file_hash=made.file_hash)
    assert batch is not None
    import_result(batch, answer_of(batch, closed), by=releaser, now=at(day, "16:00"))


def answer_of(batch: PayoutBatch, closed: Agent | None = None) -> bytes:
    """The result file a bank would send: every payment arrived but the one to a closed account."""
    lines = ["序号,收款账号,金额,处理结果,失败原因"]
    for item in batch.items.select_related("account").order_by("serial"):
        assert item.account is not None
        failed = closed is not None and item.agent_id == closed.pk
        outcome = "失败,账户已销户" if failed else "成功,"
        lines.append(f'{item.serial},"{item.account.number}",{yuan_plain(item.amount_fen)},{outcome}')
    return ("\r\n".join(lines) + "\r\n").encode("utf-8-sig")
