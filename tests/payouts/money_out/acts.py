"""Short sentences for stories of money out: an approved month of a few agents, released, answered by the bank."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from stdnum import luhn

from onboarding.models import Agent, User
from payouts.actions.accounts import set_account
from payouts.actions.money_out import make_file, release_run
from payouts.actions.results import import_result
from payouts.files import opened
from payouts.models import BankResult, LedgerEntry, PayoutAccount, PayoutBatch, PayoutItem, Run
from tests import cast
from tests.kept import kept
from tests.payouts.engine.acts import settle_and_approve

PAY_DAY = cast.at("2026-11-13 09:00")
LATER = cast.at("2026-11-13 16:00")
HEADER = "序号,收款账号,金额,处理结果,失败原因"


def card(serial: int) -> str:
    """Nineteen digits with a right check digit."""
    body = f"622200{serial:012d}"
    return body + luhn.calc_check_digit(body)


def card_of(agent: Agent) -> str:
    """An agent's own, unlike each that a test names by a serial: keys of rows run on from test to test."""
    return card(10**9 + agent.pk)


def give_account(
    agent: Agent, number: str = "", *, bank: str = "演示银行", now=cast.LONG_AGO
) -> PayoutAccount:
    return set_account(
        agent,
        holder=agent.user.name,
        number=number or card_of(agent),
        bank=bank,
        branch_code="104100000004",
        now=now,
    )


def hand_over(run: Run, *, by: User, now: datetime = PAY_DAY) -> PayoutBatch | None:
    """The file is made where there is none, and this one is with the bank."""
    return release_run(run, by=by, now=now, file_hash=make_file(run, by=by, now=now).file_hash)


@dataclass
class Month:
    run: Run
    agents: list[Agent]
    people: tuple[User, User, User]

    @property
    def releaser(self) -> User:
        return self.people[2]

    def item(self, number: int) -> PayoutItem:
        """The last payment of the n-th agent."""
        return PayoutItem.objects.filter(agent=self.agents[number]).latest("pk")

    def states(self) -> list[str]:
        return [self.item(number).state for number in range(len(self.agents))]

    def release(self) -> PayoutBatch:
        batch = hand_over(self.run, by=self.releaser)
        self.run.refresh_from_db()
        assert batch
        return batch

    def answer(
        self, batch: PayoutBatch, *rows: str, header: str = HEADER, encoding: str = "utf-8-sig"
    ) -> BankResult:
        text = "\r\n".join([header, *rows]) + "\r\n"
        result = import_result(batch, text.encode(encoding), by=self.releaser, now=LATER)
        self.run.refresh_from_db()
        return result


@kept
def approved_month(*minutes: int, without_account: tuple[int, ...] = ()) -> Month:
    """One agent each with so many minutes at 15.00 on a plain day; accounts but for those left out."""
    cast.holidays(2026)
    work, people = cast.task(cast.entity()), cast.finance()
    agents = [cast.agent(f"演示{letter}") for letter in "甲乙丙丁戊己"[: len(minutes)]]
    for place, (agent, count) in enumerate(zip(agents, minutes, strict=True)):
        cast.segment(agent, work, date(2026, 10, 12), count)
        if place not in without_account:
            give_account(agent)
    return Month(settle_and_approve(work.entity, people), agents, people)


def row(item: PayoutItem, state: str = "成功", words: str = "", *, yuan: str = "", account: str = "") -> str:
    """A line of the bank's answer about an item."""
    amount = yuan or f"{item.amount_fen // 100}.{item.amount_fen % 100:02d}"
    return f"{item.serial},{account or item.account.number},{amount},{state},{words}"


def text_of(batch: PayoutBatch) -> bytes:
    return opened(batch.file)


def balance(code: str, agent: Agent | None = None) -> int:
    entries = LedgerEntry.objects.filter(account=code, **({"agent": agent} if agent else {}))
    return sum(entries.values_list("amount_fen", flat=True))
