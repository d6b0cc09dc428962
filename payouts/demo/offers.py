"""Clients, the paying entity and three tasks with everything that is promised on them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from typing import Any

from onboarding.models import Line, User
from payouts.actions.cut_overs import confirm_cut_over, declare_nobody_paid
from payouts.actions.settings import choose_tax_settings
from payouts.demo.days import Story, at
from tasks.actions.entities import create_entity, publish_agreement, standard_agreement
from tasks.actions.holidays import confirm_holiday_year, propose_holiday_year
from tasks.actions.offers import add_price, change_task, create_client, create_task
from tasks.actions.penalties import approve_penalties, propose_penalties
from tasks.actions.terms import approve_terms, propose_terms
from tasks.models import ClientMember, PayingEntity, Task
from tasks.queries.offers import Clause, Content, RankPay, Rate, Tier, content_of
from yunke.ground.months import next_month

ENTITY, ENTITY_NAME = "demo", "云客演示"
MEAL: dict[str, Any] = {"meal_starts": time(18), "meal_ends": time(19)}
CLAUSES = (
    Clause("stopped_calling", "无故停止外呼", 5_000),
    Clause("gave_up", "主动放弃工作", 10_000),
    Clause("bad_attitude", "服务态度差", 8_000),
    Clause("left_without_leave", "擅自离开任务", 3_000),
)


@dataclass(frozen=True, slots=True)
class Offer:
    client: int  # place in CLIENTS
    name: str
    seats: int
    price_fen: int  # what the client pays a shift
    content: Content
    description: str
    requirements: str
    stages: dict[str, Any] = field(default_factory=dict)


CLIENTS = (("演示·青禾家电", "电商"), ("演示·北辰教育", "教育"))
OFFERS = {
    "on_lead_task": Offer(
        0,
        "青禾家电以旧换新回访",
        20,
        22_000,
        Content(
            hourly_fen=1_500,
            **MEAL,
            full_attendance_fen=20_000,
            full_attendance_shifts=8,
            rates=(Rate("interested_lead", "count", unit_fen=300, tiers=(Tier(20, 400),)),),
        ),
        "给买过家电三年以上的顾客打电话，介绍以旧换新补贴，记下有意向的人。号码由系统拨出，话术和问答都在工作台里。",
        "普通话标准；安静的房间；有线宽带和带麦克风的耳机；每周至少上三个班。",
    ),
    "on_sales_task": Offer(
        1,
        "北辰教育体验课续报",
        6,
        58_000,
        Content(
            hourly_fen=1_600,
            **MEAL,
            task_bonus_fen=15_000,
            task_bonus_shifts=10,
            rates=(Rate("sale", "amount", share_bp=250), Rate("connected", "count", unit_fen=10)),
        ),
        "给上过体验课的家长打电话，问孩子的感受，介绍正式课。报名在线完成，成交额按月对账。",
        "有电话销售经验；晚上能上班；对家长有耐心。",
    ),
    "on_full_task": Offer(
        0,
        "青禾家电安装满意度回访",
        4,
        22_000,
        Content(
            hourly_fen=1_600,
            **MEAL,
            ranks=(RankPay("mentor", percent=5), RankPay("lead", percent=10)),
            mentor_hourly_fen=100,
            mentor_days=30,
        ),
        "安装后三天内打一个电话，问五个问题，照实填写。",
        "普通话标准；打字准确。",
    ),
}


def lay_out(story_start: date, years: list[int], people: dict[str, User]) -> dict[str, Task]:
    """Everything offered, from the first day of the story; tasks by the stage that works on them."""
    now = at(story_start, "07:00")
    entity = _entity(story_start, people, now)
    _holidays(years, people, now)
    operations = people["operations"]
    clients = [create_client(name=name, trade=trade, by=operations.actor, now=now) for name, trade in CLIENTS]
    ClientMember.objects.create(client=clients[0], user=people["client"])
    line = Line.objects.get(code="voice")
    return {
        stage: _task(
            offer,
            {"client": clients[offer.client], "entity": entity, "line": line},
            story_start,
            people,
            now,
        )
        for stage, offer in OFFERS.items()
    }


def write_next_terms(task: Task, people: dict[str, User], story: Story) -> None:
    """Terms from the coming month on, with something more and something less: they wait for a second person."""
    now = story.ago(hours=3)
    first = next_month(story.today.replace(day=1))
    content = replace(
        content_of(task.terms.latest("effective_on")),
        grace_minutes=3,
        rates=(
            Rate("sale", "amount", share_bp=250, tiers=(Tier(2_000_000, 300),)),
            Rate("connected", "count", unit_fen=10),
        ),
    )
    propose_terms(task, content, first, by=people["operations"], now=now, margin_seen=True)


def _entity(first: date, people: dict[str, User], now: datetime) -> PayingEntity:
    entity = create_entity(code=ENTITY, name=ENTITY_NAME, by=people["admin_1"].actor, now=now)
    zh, en = standard_agreement()
    publish_agreement(
        entity, body_zh=zh, body_en=en, effective_on=first, by=people["operations"].actor, now=now
    )
    nobody = declare_nobody_paid(entity, by=people["preparer"], now=now)
    confirm_cut_over(nobody, by=people["approver"], now=now)
    return choose_tax_settings(
        entity,
        tax_method="cumulative",
        gap_rule="continuous",
        penalties_lower_income=False,
        by=people["preparer"],
        now=now,
    )


def _holidays(years: list[int], people: dict[str, User], now: datetime) -> None:
    for year in years:
        propose_holiday_year(year, source="演示：只有法定日，没有调休", by=people["operations"], now=now)
        confirm_holiday_year(year, by=people["preparer"], now=now)


def put_out(offer: Offer, beside: Task, first: date, people: dict[str, User], now: datetime) -> Task:
    """One more task of the same client, paid by the same company."""
    belongs = {"client": beside.client, "entity": beside.entity, "line": beside.line}
    return _task(offer, belongs, first, people, now)


def _task(offer: Offer, belongs: dict[str, Any], first: date, people: dict[str, User], now: datetime) -> Task:
    by = people["operations"]
    fields = {
        "name": offer.name,
        "seats": offer.seats,
        "description": offer.description,
        "starts_on": first,
        "requirements": offer.requirements,
        "asks_interview": False,
        **offer.stages,
        **belongs,
    }
    task = create_task(fields, by=by.actor, now=now)
    add_price(task, effective_on=first, unit="shift", price_fen=offer.price_fen, by=by.actor, now=now)
    written = propose_terms(task, offer.content, first, by=by, now=now, margin_seen=True)
    approve_terms(written, by=people["operations_2"], now=now)
    table = propose_penalties(task, CLAUSES, first, appeal_days=3, by=by, now=now)
    approve_penalties(table, by=people["operations_2"], now=now)
    change_task(task, "open", by=by.actor, now=now)
    task.refresh_from_db()
    return task
