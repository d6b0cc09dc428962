"""The story of October, told alike on both databases; only who computes it differs."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from payouts.actions.runs import approve_run, prepare_run
from payouts.jobs import nudge_run
from payouts.models import Line, Run
from tasks.actions.approvals import approve_hours
from tasks.actions.corrections import approve_correction, propose_correction
from tasks.models import Result, Segment
from tests.flows import world
from tests.flows.bank import account_of, open_account, pay_out, yuan_text
from tests.flows.finance import settle_by_command
from tests.flows.october import expected
from tests.flows.october.bringing_in import bring_in_calls, bring_in_sales
from tests.flows.october.reading import compare, figures_of, lines_of
from tests.flows.october.rows import WITHOUT_ACCOUNT, House, live, move_in
from tests.flows.world import NOVEMBER, OCTOBER, SEPTEMBER, moment
from yunke.ground.errors import Refused

CHUNK_AGENTS = 2
COMPUTED_AT = moment("2026-11-02 16:00")


@dataclass
class Compared:
    """How much was held against the oracle."""

    statements: int = 0
    lines: int = 0

    def add(self, run: Run) -> None:
        statements, lines = compare(run, run.month)
        self.statements, self.lines = self.statements + statements, self.lines + lines


def before_october(compared: Compared) -> House:
    """People move in and live their two months; meanwhile September is settled, approved and booked."""
    house = move_in()

    def settle() -> None:
        compared.add(
            settle_by_command(house.entity, house.preparer, SEPTEMBER, now="2026-10-02T10:00:00+08:00")
        )

    live(
        house,
        (moment("2026-10-02 10:00"), settle),
        (moment("2026-10-12 10:00"), lambda: _approve(house, SEPTEMBER, "2026-10-12 10:00")),
        (moment("2026-10-15 10:00"), lambda: _pay(house, SEPTEMBER, "2026-10-15 10:00")),
    )
    assert Run.objects.get(month=SEPTEMBER).state == "paid"
    return house


def october_is_prepared(house: House, folder: Path) -> Run:
    """Results brought in, hours approved (all but the late ones), the run laid out and workers told."""
    bring_in_calls(house, folder)
    bring_in_sales(house, folder)
    late = house.bookings[world.late_duty()]
    approve_hours(Segment.objects.exclude(booking=late), by=house.operations, now=moment("2026-11-02 14:00"))
    run = prepare_run(house.entity, OCTOBER, by=house.preparer, now=COMPUTED_AT, chunk_agents=CHUNK_AGENTS)
    assert (
        prepare_run(house.entity, OCTOBER, by=house.preparer, now=COMPUTED_AT) == run
    )  # pressed twice: one run
    nudge_run()
    return run


def october_is_paid(house: House, run: Run, compared: Compared) -> None:
    """Held to the oracle, approved and released by two more people; who had no account is paid later."""
    run.refresh_from_db()
    compared.add(run)
    with pytest.raises(Refused) as refused:
        approve_run(run, by=house.preparer, now=moment("2026-11-12 10:00"))
    assert refused.value.codes == ["not_an_approver"]
    _approve(house, OCTOBER, "2026-11-12 10:00")
    _pay(house, OCTOBER, "2026-11-13 10:00", without=WITHOUT_ACCOUNT)
    assert Run.objects.get(pk=run.pk).state == "released"
    for number in WITHOUT_ACCOUNT:
        open_account(house.agents[number], now=moment("2026-11-14 20:00"))
    _pay(house, OCTOBER, "2026-11-16 10:00", only=WITHOUT_ACCOUNT)
    assert Run.objects.get(pk=run.pk).state == "paid"


def _approve(house: House, month: date, at: str) -> None:
    approve_run(Run.objects.get(month=month), by=house.approver, now=moment(at))


def _pay(
    house: House, month: date, at: str, *, without: Collection[str] = (), only: Collection[str] = ()
) -> None:
    """The bank is told each net to the letter."""
    told = pay_out(Run.objects.get(month=month), house.releaser, now=moment(at))
    nets = {agent: told.statement["net_fen"] for agent, told in expected.book(month).items()}
    chosen = {
        agent: fen
        for agent, fen in nets.items()
        if fen and agent not in without and (not only or agent in only)
    }
    assert told == {account_of(agent): yuan_text(fen) for agent, fen in chosen.items()}


def november_puts_right(house: House, october: Run, compared: Compared) -> Run:
    """One late approval, one reversed sale, one corrected segment: three lines of November, nothing else."""
    before = (figures_of(october), lines_of(october), october.hash)
    late = Segment.objects.filter(booking=house.bookings[world.late_duty()])
    assert approve_hours(late, by=house.operations, now=moment("2026-11-20 10:00")) == 1
    sale = Result.objects.get(kind__code="sale", source_key=world.reversed_sale().order_id)
    _correct(house, sale, 0, "退货")
    duty, minutes = world.shortened_duty()
    _correct(house, Segment.objects.get(booking=house.bookings[duty]), minutes, "早退没有打卡")
    run = settle_by_command(house.entity, house.preparer, NOVEMBER, now="2026-12-02T10:00:00+08:00")
    compared.add(run)
    assert list(_income_lines(run)) == _the_three()
    _approve(house, NOVEMBER, "2026-12-12 10:00")
    _pay(house, NOVEMBER, "2026-12-15 10:00")
    october.refresh_from_db()
    assert (figures_of(october), lines_of(october), october.hash) == before
    return run


def _correct(house: House, fact: Segment | Result, value: int, why: str) -> None:
    correction = propose_correction(fact, value, why, by=house.operations, now=moment("2026-11-21 10:00"))
    approve_correction(correction, by=house.quality, now=moment("2026-11-21 11:00"))


def _income_lines(run: Run) -> list[tuple[str, str, int]]:
    lines = Line.objects.filter(statement__run=run).exclude(kind__in=("tax", "debt", "carried"))
    return list(
        lines.order_by("statement__agent_number").values_list("statement__agent_number", "kind", "amount_fen")
    )


def _the_three() -> list[tuple[str, str, int]]:
    """By hand: 420 min at 15.00 twice; 60 min at 15.00 back; 2.5 % of the order back."""
    sale = world.reversed_sale()
    share = -((sale.amount_fen * 250 + 5_000) // 10_000)
    return sorted([
        (world.late_duty().agent, "hours", 21_000),
        (world.shortened_duty()[0].agent, "correction", -1_500),
        (sale.agent, "correction", share),
    ])  # fmt: skip
