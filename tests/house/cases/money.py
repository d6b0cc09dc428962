"""Settlements, payments, holds, disputes, reliefs and what finance sets."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from onboarding.models import User
from payouts.actions.advances import grant_advance, propose_advance
from payouts.actions.cut_overs import declare_nobody_paid
from payouts.actions.disputes import dispute_line
from payouts.actions.holds import hold_agent
from payouts.actions.money_out import make_file
from payouts.actions.runs import prepare_run
from payouts.models import Advance, Run, Statement, TaxRelief
from payouts.rails.bank_file import UTF8
from tasks.actions.amendments import propose_amendment
from tasks.actions.holidays import propose_holiday_year
from tasks.models import PayingEntity
from tests import cast
from tests.house.cases.shape import Case, Maker, twice, typed
from tests.house.scenes import MONTH, NOW, World
from tests.onboarding.doors import photo
from tests.payouts.engine.acts import settle
from tests.payouts.money_out.acts import HEADER, LATER, PAY_DAY, approved_month, give_account, row
from yunke.ground.calendar import local_on
from yunke.ground.ids import new_public_id
from yunke.models import Chunk

People = tuple[User, User, User]


def _worked() -> tuple[PayingEntity, People]:
    """A month of one agent that nobody has prepared."""
    cast.holidays(2026)
    work = cast.task(cast.entity("worked", tax_method="occurrence"))
    agent = cast.agent("演示庚")
    cast.segment(agent, work, cast.date(2026, 10, 12), 240)
    give_account(agent)
    return work.entity, cast.finance()


def _computed() -> tuple[Run, People]:
    entity, people = _worked()
    return settle(entity, people[0]), people


def _at(run: Run) -> dict[str, Any]:
    """Whichever of these the door's address asks for."""
    return {"number": run.number, "entity": run.entity.code, "month": "2026-10"}


def _prepared(world: World) -> Case:
    entity, people = _worked()
    places = {"entity": entity.code, "month": "2026-10"}
    return Case(dict(places), people[0], places)


def _parked(world: World) -> Case:
    entity, people = _worked()
    run = prepare_run(entity, MONTH, by=people[0], now=NOW)
    Chunk.objects.filter(batch=run.public_id).update(state="parked")
    return Case(user=people[0], places=_at(run))


def _approved(world: World) -> Case:
    run, people = _computed()
    return Case(
        {"total": f"{run.net_fen / 100:.2f}", "net_fen": run.net_fen, "hash": run.hash}, people[1], _at(run)
    )


def _file(world: World) -> Case:
    month = approved_month(240)
    return Case({"encoding": UTF8}, month.releaser, _at(month.run))


def _released(world: World) -> Case:
    month = approved_month(240)
    batch = make_file(month.run, by=month.releaser, now=NOW)
    return Case({"file_hash": batch.file_hash}, month.releaser, _at(month.run), at=PAY_DAY)


def _withdrawn(world: World) -> Case:
    month = approved_month(240)
    batch = make_file(month.run, by=month.releaser, now=NOW)
    return Case(user=month.releaser, places={"public_id": batch.public_id})


def _result(world: World) -> Case:
    month = approved_month(240)
    batch = month.release()
    text = "\r\n".join([HEADER, row(month.item(0))]) + "\r\n"
    file = SimpleUploadedFile("result.csv", text.encode("utf-8-sig"), "text/csv")
    return Case({"file": file}, month.releaser, {"public_id": batch.public_id}, at=LATER)


def _held(world: World) -> Case:
    run, people = _computed()
    one = Statement.objects.get(run=run)
    places = _at(run) | {"public_id": one.public_id}
    return Case({"agent": one.agent_number, "line": "", "why": "核对身份"}, people[0], places)


def _held_by_program(world: World) -> Case:
    case = _held(world)
    return Case(case.data | {"line": None}, case.user, case.places)


def _cancelled(world: World) -> Case:
    """A payment that is held."""
    month = approved_month(240)
    hold = hold_agent(month.run, month.agents[0], why="核对身份", by=month.people[0], now=NOW)
    return Case({"why": "报了两次"}, user=month.people[1], places={"public_id": hold.public_id})


def _moved(world: World) -> Case:
    """A line of a computed settlement that its agent doubts."""
    run, people = _computed()
    one = Statement.objects.get(run=run)
    line = one.lines.order_by("ordinal").first()
    assert line
    dispute = dispute_line(one, line.ordinal, "少了一天", now=NOW)
    return Case(user=people[0], places={"public_id": dispute.public_id})


def _doubted(world: World) -> Case:
    return Case({"line": 1, "words": "少了一天", "evidence": photo()})


def _relief(world: World) -> Case:
    said = {"tax_year": 2027, "amount": "800.00", "relief_fen": 80_000, "document": "批件 7 号"}
    return Case({"agent": world.mine.agent.number} | said)


def _relieved(world: World) -> Case:
    """Of somebody in no settlement: the world's statements are not computed, so none is to be computed anew."""
    one = TaxRelief.objects.create(
        public_id=new_public_id(NOW),
        entity=cast.entity("relief"),
        agent=cast.agent("减免的"),
        tax_year=2026,
        relief_fen=100_000,
        document="批件 8 号",
        proposed_by=cast.finance()[0],
        proposed_at=NOW,
    )
    return Case(places={"public_id": one.public_id})


def _advance(world: World) -> Case:
    entity = world.mine.task.entity
    said = {
        "agent": world.mine.agent.number,
        "amount": "100",
        "amount_fen": 10_000,
        "why": "急用",
        "beyond": True,
    }
    return Case(said | {"entity": entity.pk})


def _advance_by_program(world: World) -> Case:
    said = _advance(world).data
    return Case(said | {"entity": world.mine.task.entity.code})


def _wished(world: World) -> Advance:
    return propose_advance(
        cast.entity("advance"), cast.agent(), 10_000, "急用", beyond=True, by=cast.operations(), now=NOW
    )


def _granted(world: World) -> Case:
    return Case(places={"public_id": _wished(world).public_id})


def _unwished(world: World) -> Case:
    return Case({"why": "不急"}, user=cast.finance()[1], places={"public_id": _wished(world).public_id})


def _advanced(world: World) -> Case:
    """Granted by somebody else, on this very day."""
    one = grant_advance(_wished(world), by=cast.finance()[1], now=NOW)
    said = {"paid_on": local_on(NOW).isoformat(), "reference": "20261102000001"}
    return Case(said, places={"public_id": one.public_id})


def _brought_in(world: World) -> Case:
    content = f"工号,累计收入,累计已扣税,有报酬的月份,欠款\n{world.mine.agent.number},100,0,1,7"
    file = SimpleUploadedFile("期初.csv", content.encode(), "text/csv")
    page = {"income": "100", "tax": "0", "debt": "7"}
    program = {"income_fen": 10_000, "tax_fen": 0, "debt_fen": 700}
    entity = cast.entity("cutover")
    return Case({"file": file, "count": 1} | page | program, places={"public_id": entity.public_id})


def _nobody(world: World) -> Case:
    return Case(places={"public_id": cast.entity("cutover").public_id})


def _confirmed_opening(world: World) -> Case:
    return Case(
        places={
            "public_id": declare_nobody_paid(cast.entity("cutover"), by=cast.finance()[0], now=NOW).public_id
        }
    )


def _year(world: World) -> Case:
    """Proposed by somebody else."""
    propose_holiday_year(2027, [], source="通知", by=cast.finance()[0], now=NOW)
    return Case(places={"year": 2027})


AMENDED = {"source": "通知", "why": "调了休"}
ANOTHER_KIND = {"becomes": "day_off"}


def _amended(world: World) -> Case:
    """A year two people have confirmed."""
    cast.holidays(2027)
    return Case({"days": "2027-10-10,补班"} | AMENDED, places={"year": 2027}, wishes=ANOTHER_KIND)


def _amended_by_program(world: World) -> Case:
    case = _amended(world)
    days = [{"on": "2027-10-10", "kind": "make_up"}]
    return Case({"days": days} | AMENDED, places=case.places, wishes=ANOTHER_KIND)


def _amendment(world: World) -> Case:
    """Proposed by somebody else."""
    cast.holidays(2027)
    made = propose_amendment(2027, ["2027-10-10,补班"], **AMENDED, by=cast.finance()[0], now=NOW)
    return Case(places={"public_id": made.public_id})


MONEY: dict[str, Maker] = {
    **twice(_prepared, "payouts:prepare", "api_finance_runs"),
    **twice(_parked, "payouts:take_up_parked", "api_finance_parked"),
    **twice(_approved, "payouts:approve", "api_finance_approve"),
    **twice(_file, "payouts:make_file", "api_finance_file"),
    **twice(_released, "payouts:release", "api_finance_release"),
    **twice(_withdrawn, "payouts:withdraw_batch", "api_finance_withdraw_batch"),
    **twice(_result, "payouts:batch_result", "api_finance_batch_result"),
    "payouts:hold": _held,
    "api_finance_hold": _held_by_program,
    **twice(_cancelled, "payouts:cancel_payment", "api_finance_cancel_payment"),
    **twice(_moved, "payouts:move_dispute", "api_finance_move_dispute"),
    "payouts:answer_dispute": typed(outcome="rejected", answer="核对过，没有少"),
    "api_finance_answer_dispute": typed(upheld=False, answer="核对过，没有少"),
    "api_pay_dispute": _doubted,
    **twice(_relief, "payouts:reliefs", "api_finance_reliefs"),
    **twice(_relieved, "payouts:confirm_relief", "api_finance_confirm_relief"),
    "payouts:advances": _advance,
    "api_finance_advances": _advance_by_program,
    **twice(_granted, "payouts:grant_advance", "api_finance_grant_advance"),
    **twice(_unwished, "payouts:refuse_advance", "api_finance_refuse_advance"),
    **twice(_advanced, "payouts:advance_paid", "api_finance_advance_paid"),
    **twice(_brought_in, "payouts:cut_overs", "api_finance_cut_overs"),
    **twice(_nobody, "payouts:nobody_paid", "api_finance_nobody_paid"),
    **twice(_confirmed_opening, "payouts:confirm_cut_over", "api_finance_confirm_cut_over"),
    **twice(_confirmed_opening, "payouts:refuse_cut_over", "api_finance_refuse_cut_over"),
    "payouts:account_codes": typed(bank_code="1002", bank_name="银行存款"),
    "api_finance_account_codes": typed(accounts=[{"account": "bank", "code": "1002", "name": "银行存款"}]),
    "payouts:rail_fee": typed(rail="bank_file", fee="1.20"),
    "api_finance_fee": typed(rail="bank_file", fee_fen=120),
    "payouts:entity": typed(tax_method="occurrence", gap_rule="", penalties_lower_income="yes"),
    "payouts:holidays": typed(year=2027, source="通知", days=""),
    **twice(_year, "payouts:confirm_holidays", "api_finance_confirm_holiday_year"),
    "payouts:holiday_year": _amended,
    "api_finance_holiday_amendments": _amended_by_program,
    **twice(_amendment, "payouts:confirm_holiday_amendment", "api_finance_confirm_holiday_amendment"),
    **twice(_amendment, "payouts:refuse_holiday_amendment", "api_finance_refuse_holiday_amendment"),
}
