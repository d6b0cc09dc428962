"""The record as the auditor reads it: found by person, verb and thing; nobody else's door."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests import cast
from yunke import audit
from yunke.audit_page import SHOWN, _value
from yunke.ground.roles import AUDITOR

pytestmark = pytest.mark.django_db
NOW = cast.at("2026-10-05 09:00")


def read(query: str = "") -> str:
    client = Client()
    client.force_login(cast.person("审计", AUDITOR))
    return client.get(f"/audit/{query}").content.decode()


def test_an_act_is_found_by_its_verb_its_thing_and_its_person() -> None:
    who, thing = cast.person("王演示"), cast.agent()
    audit.move(thing, "suspended", by=who.actor, verb="agent_suspended", now=NOW, facts={"why": "test"})
    audit.record(audit.HOUSE, "looked_elsewhere", cast.agent(), now=NOW)
    for query in ("agent_susp", thing.public_id, who.phone[-8:], who.public_id):
        page = read(f"?q={query}")
        assert "agent_suspended" in page
        assert "looked_elsewhere" not in page
        assert "在册 → 暂停" in page
        assert "王演示" in page
    assert "looked_elsewhere" in read()
    assert "没有这样的记录" in read("?q=nothing_like_this")


def test_a_fact_may_have_any_name() -> None:
    """A template looks a name up in the facts before it asks the dictionary."""
    audit.record(audit.HOUSE, "batch_released", cast.agent(), now=NOW, items=8, keys="x")
    assert "笔数 8" in read()


def test_the_record_speaks_in_words_and_is_found_by_them() -> None:
    audit.record(
        audit.HOUSE, "decision_answered", cast.agent(), now=NOW, objects=True, amount_fen=4_000, odd="x"
    )
    audit.record(audit.HOUSE, "run_paid", cast.agent(), now=NOW)
    page = read("?q=本人回应")
    for words in ("本人回应了", "客服", "本人有异议 是", "金额 40.00", "odd x"):
        assert words in page
    assert "结算付清了" not in page


def test_a_fact_is_named_by_what_its_verb_means() -> None:
    """A photo has a side, and so has a verdict."""
    audit.record(audit.HOUSE, "claim_assessed", cast.agent(), now=NOW, side="us", verdict="pass")
    audit.record(audit.HOUSE, "identity_photo_seen", cast.agent(), now=NOW, side="back")
    page = read()
    assert "<span>哪一方 我们</span><span>评定 通过</span>" in page
    assert "<span>哪一张 国徽面</span>" in page


def test_a_month_kept_as_its_first_day_is_no_error() -> None:
    audit.record(audit.HOUSE, "hold_carried_on", cast.agent(), now=NOW, month="2026-11-01")
    assert "月份 2026年11月" in read()


def test_older_ones_are_a_page_further_and_the_queries_do_not_grow() -> None:
    thing, counts = cast.agent(), []
    for number in range(SHOWN + 1):
        audit.record(audit.HOUSE, f"act_{number}", thing, now=NOW)
    first = audit.AuditEntry.objects.order_by("pk")[0]
    page = read("?q=act_")
    assert ">act_0</td>" not in page
    assert f"before={first.pk + 1}" in page
    for query in ("?q=act_1", "?q=act_"):
        client = Client()
        client.force_login(cast.person("审计", AUDITOR))
        with CaptureQueriesContext(connection) as queries:
            assert ">act_10" in client.get(f"/audit/{query}").content.decode()
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert ">act_0</td>" in read(f"?q=act_&before={first.pk + 1}")


@pytest.mark.parametrize(
    ("fact", "value", "shown"),
    [
        ("role", "finance_approver", "财务审批"),
        ("roles", ["screener", "quality"], "筛选员, 质检"),
        ("codes", ["photo_unreadable"], "照片看不清，或有反光、缺角。"),
        ("side", "back", "国徽面"),
        ("purpose", "identity", "身份资料"),
        ("verdict", "fail", "不通过"),
        ("recommendation", "admit", "建议录取"),
        ("kind", "penalty", "处罚"),
        ("kind", "vouchers", "凭证"),
        ("rank", "lead", "组长"),
        ("rail", "bank_file", "银行文件"),
        ("scope", "payment", "一笔打款"),
        ("what", "hours", "工时"),
        ("unit", "shift", "每班"),
        ("measure", "quantity", "件数"),
        ("table", "claim", "领取"),
        ("table", "fact", "工时和结果"),
        ("side", "us", "我们"),
        ("part", "second", "第二次"),
        ("versions", {"agreement": 1, "terms": 2}, "服务协议：1、条款：2"),
        (
            "chosen",
            {"tax_method": "cumulative", "penalties_lower_income": False},
            "个税怎么扣：累计预扣、处罚减少计税收入：否",
        ),
        ("was", {"tax_method": "", "gap_rule": "", "penalties_lower_income": None}, "没有"),
        ("objects", True, "是"),
        ("encoding", "utf-8", "utf-8"),
    ],
)
def test_what_a_fact_holds_is_said_in_words(fact: str, value: Any, shown: str) -> None:
    """``encoding`` has no words: its codes are names."""
    assert _value(fact, value) == shown
