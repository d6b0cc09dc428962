"""Tasks from draft to board; terms, penalties and prices in dated versions."""

from dataclasses import replace
from datetime import date, time

import pytest

from onboarding.models import Line
from tasks.actions.entities import create_entity, publish_agreement, standard_agreement
from tasks.actions.offers import (
    add_price,
    change_task,
    create_client,
    create_task,
    edit_task,
)
from tasks.actions.penalties import approve_penalties, propose_penalties
from tasks.actions.terms import approve_terms, propose_terms
from tasks.models import PayMonth, ResultKind, Task
from tasks.queries.offers import content_of, offered_terms, terms_on
from tasks.rules.terms import Clause, Content, Rate, terms_hash
from tasks.seed import seed
from tests import cast
from yunke.audit import HOUSE
from yunke.ground.errors import Refused
from yunke.models import Notice

pytestmark = [pytest.mark.django_db, pytest.mark.database]
CONTENT = Content(
    hourly_fen=1_500,
    meal_starts=time(18),
    meal_ends=time(19),
    full_attendance_fen=10_000,
    full_attendance_shifts=12,
    rates=(Rate("interested_lead", "count", 300), Rate("sale", "amount", 0, 200)),
)


def add_terms(task, content, on, *, by, now, margin_seen=False):
    """Written by one, agreed to by another."""
    written = propose_terms(task, content, on, by=by, now=now, margin_seen=margin_seen)
    return approve_terms(written, by=cast.operations(), now=now)


def refused(act):
    with pytest.raises(Refused) as error:
        act()
    return error.value.codes


def draft(now, **fields):
    seed(now)
    line = Line.objects.get_or_create(
        code="voice", defaults={"name_zh": "语音外呼", "name_en": "Outbound voice", "is_open": True}
    )[0]
    client = create_client(name="晨读教育", trade="教育", by=HOUSE, now=now)
    payer = create_entity(code="cy", name="云客演示", by=HOUSE, now=now)
    return create_task(
        {
            "client": client,
            "entity": payer,
            "line": line,
            "name": "课程邀约",
            "seats": 10,
            "starts_on": date(2026, 10, 20),
        }
        | fields,
        by=HOUSE,
        now=now,
    )


def add_penalties(task, clauses, effective_on, *, appeal_days, now):
    """Written by one, agreed to by another."""
    made = propose_penalties(
        task, clauses, effective_on, appeal_days=appeal_days, by=cast.operations(), now=now
    )
    return approve_penalties(made, by=cast.operations(), now=now)


def test_from_draft_to_board_with_everything_it_needs(now):
    boss, task = cast.operations(), draft(now)
    with pytest.raises(Refused) as error:
        change_task(task, "open", by=boss.actor, now=now)
    assert [one.facts["what"] for one in error.value.reasons] == ["terms", "penalties", "price", "agreement"]
    publish_agreement(
        task.entity,
        body_zh="协议",
        body_en="Agreement",
        effective_on=date(2026, 10, 1),
        by=boss.actor,
        now=now,
    )
    add_price(task, effective_on=date(2026, 10, 20), unit="shift", price_fen=22_000, by=boss.actor, now=now)
    add_penalties(task, [], date(2026, 10, 20), appeal_days=3, now=now)
    terms = add_terms(task, CONTENT, date(2026, 10, 12), by=boss, now=now)
    change_task(task, "open", by=boss.actor, now=now)
    assert Task.objects.get().state == "open"
    assert terms.hash == terms_hash(task.number, 1, date(2026, 10, 12), CONTENT)
    assert content_of(offered_terms(task, date(2026, 10, 12))) == replace(
        CONTENT, rates=tuple(sorted(CONTENT.rates, key=lambda rate: rate.kind))
    )


def test_a_new_entity_has_an_open_month_and_no_tax_settings(now):
    entity = create_entity(code="cy", name="云客演示", by=HOUSE, now=now)
    assert (entity.tax_method, entity.gap_rule, entity.penalties_lower_income) == ("", "", None)
    assert PayMonth.objects.get(entity=entity, state="open").month == date(2026, 10, 1)
    assert refused(lambda: create_entity(code="cy", name="又一个", by=HOUSE, now=now)) == [
        "entity_code_taken"
    ]


def test_terms_apply_from_their_day_and_tell_those_on_duty(now):
    task, boss = cast.task(), cast.operations()
    duty = cast.claim(cast.agent(), task)
    assert refused(lambda: add_terms(task, CONTENT, date(2026, 10, 12), by=boss, now=now)) == [
        "terms_behind_people"
    ]
    seed(now)
    second = add_terms(task, replace(CONTENT, hourly_fen=1_600), date(2026, 10, 13), by=boss, now=now)
    assert (
        second.version,
        terms_on(task, date(2026, 10, 12)).version,
        terms_on(task, date(2026, 10, 13)).version,
    ) == (2, 1, 2)
    told = Notice.objects.get(template="terms_renewed")
    assert (told.recipient, told.facts["effective_on"]) == (duty.agent.user.public_id, "2026-10-13")


def test_terms_do_not_reach_behind_work_or_versions(now):
    task, boss = cast.task(), cast.operations()
    cast.segment(cast.agent(), task, date(2026, 10, 20), 420)
    plain = replace(CONTENT, rates=())
    assert refused(lambda: add_terms(task, plain, date(2026, 10, 20), by=boss, now=now)) == [
        "terms_after_work"
    ]
    assert refused(lambda: add_terms(task, plain, date(2026, 1, 1), by=boss, now=now)) == [
        "terms_not_later",
        "terms_after_work",
        "terms_behind_people",
    ]
    assert add_terms(task, plain, date(2026, 10, 21), by=boss, now=now).version == 2


def test_a_plain_day_without_margin_wants_to_have_been_seen(now):
    task, boss = cast.task(), cast.operations()
    dear = replace(CONTENT, hourly_fen=2_750, rates=())
    assert refused(lambda: add_terms(task, dear, date(2026, 10, 13), by=boss, now=now)) == ["no_margin"]
    assert add_terms(task, dear, date(2026, 10, 13), by=boss, now=now, margin_seen=True).hourly_fen == 2_750


def test_penalties_and_prices_come_in_later_versions_only(now):
    task = cast.task()
    left = [Clause("leave_post", "擅自离开任务", 2_000)]
    table = add_penalties(task, left, date(2026, 10, 13), appeal_days=5, now=now)
    assert (table.version, list(table.clauses.values_list("title", "amount_fen"))) == (
        2,
        [("擅自离开任务", 2_000)],
    )
    assert refused(lambda: add_penalties(task, left, date(2026, 10, 13), appeal_days=5, now=now)) == [
        "terms_not_later"
    ]
    assert refused(
        lambda: add_price(task, effective_on=date(2026, 1, 1), unit="shift", price_fen=1, by=HOUSE, now=now)
    ) == ["price_dated_already"]
    assert refused(
        lambda: add_price(task, effective_on=date(2025, 12, 31), unit="shift", price_fen=1, by=HOUSE, now=now)
    ) == ["price_not_later"]
    assert add_price(task, effective_on=date(2026, 11, 1), unit="hour", price_fen=2_750, by=HOUSE, now=now).pk


def test_what_others_built_on_is_fixed_once_published(now):
    task = cast.task(seats=3)
    for _ in range(2):
        cast.claim(cast.agent(), task)
    assert refused(lambda: edit_task(task, {"seats": 1}, by=HOUSE, now=now)) == ["seats_below_admitted"]
    assert refused(lambda: edit_task(task, {"starts_on": date(2026, 3, 1)}, by=HOUSE, now=now)) == [
        "task_started"
    ]
    assert refused(lambda: edit_task(task, {"ends_on": date(2025, 3, 1)}, by=HOUSE, now=now)) == [
        "task_ends_early"
    ]
    assert edit_task(task, {"seats": 2, "name": "新名字"}, by=HOUSE, now=now).name == "新名字"


def test_our_own_agreement_is_there_in_both_languages(now):
    zh, en = standard_agreement()
    assert zh.startswith("# 云客")
    assert en.startswith("# Yunke")
    assert zh.count("\n## ") == en.count("\n## ") == 10


def test_seeding_twice_makes_the_kinds_once(now):
    assert (seed(now), seed(now)) == (6, 0)
    assert ResultKind.objects.get(returns__code="accepted_item").code == "returned_item"
