"""The first page: one sentence that says where somebody stands, one primary button."""

from __future__ import annotations

import pytest
from django.test import Client

from tasks.actions.decisions import propose_decision
from tests import cast

pytestmark = pytest.mark.django_db


def opened(user: object | None = None) -> str:
    client = Client()
    if user is not None:
        client.force_login(user)  # type: ignore[arg-type]
    answer = client.get("/")
    return str(answer.headers.get("Location") or answer.content.decode())


def test_a_visitor_meets_the_front_door() -> None:
    page = opened()
    assert "在家做客服，每分钟都算得清" in page
    assert page.count("btn primary") == 1


def test_a_new_agent_is_led_to_the_real_name_and_nowhere_else_first() -> None:
    page = opened(cast.chosen(cast.agent(state="applicant", verified=False)).user)
    assert page.count("btn primary") == 1
    assert 'class="btn primary wide" href="/me/real-name/"' in page
    assert "第 1 步，共 6 步" in page


def test_an_agent_on_duty_with_a_shift_about_to_begin_is_called_to_clock_in(clock) -> None:  # type: ignore[no-untyped-def]
    clock("2026-10-12T13:50:00+08:00")
    one, task = cast.agent(), cast.task()
    cast.booking(one, cast.shift(task, "2026-10-12 14:00"))
    page = opened(one.user)
    assert "可以签到了" in page
    assert 'class="btn primary wide" href="/work/"' in page


def test_a_penalty_to_answer_leads_the_home_before_an_invitation_to_book(clock) -> None:  # type: ignore[no-untyped-def]
    now = clock("2026-10-12T09:00:00+08:00")
    one, task = cast.agent(), cast.task()
    cast.claim(one, task)
    assert "约一个班" in opened(one.user)
    clause = task.penalty_tables.get().clauses.get()
    propose_decision(
        task,
        one,
        "penalty",
        2_000,
        occurred_on=now.date(),
        evidence="x",
        clause=clause,
        by=cast.operations(),
        now=now,
    )
    page = opened(one.user)
    assert 'class="btn primary wide" href="/work/decisions/"' in page
    assert page.count("btn primary") == 1


def test_staff_go_to_their_first_queue_and_a_client_to_their_tasks() -> None:
    assert opened(cast.screener()) == "/desk/identity/"
    assert opened(cast.operations()) == "/desk/tasks/"
    assert opened(cast.finance()[0]).startswith("/finance/")
    assert opened(cast.person("客户", "client")) == "/client/"


def test_somebody_without_a_role_is_told_who_gives_one() -> None:
    assert "管理员给你角色以后" in opened(cast.person())


def test_who_only_reads_is_offered_nothing_that_acts() -> None:
    for role, marked in (("auditor", True), ("operations", False)):
        client = Client()
        client.force_login(cast.person(role, role))
        assert ("only-reads" in client.get("/desk/hours/").content.decode()) is marked


def test_another_apps_browser_is_told_the_way_out() -> None:
    wechat = "Mozilla/5.0 (Linux; Android 12) AppleWebKit/537.36 Chrome/107 Mobile MicroMessenger/8.0.32"
    own = "Mozilla/5.0 (Linux; Android 12) AppleWebKit/537.36 Chrome/119 Mobile Safari/537.36"
    page = Client()
    said = [
        "请用手机自带的浏览器打开。" in page.get("/", headers={"user-agent": agent}).content.decode()
        for agent in (wechat, own)
    ]
    assert said == [True, False]
