"""One agent from the door to the bank, staff's acts on their pages too; another stopped half way."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.management import call_command

from onboarding.models import User
from payouts.demo.photos import drawn
from tests import cast
from tests.cast import at
from tests.flows.browser import DESK, PHONE, Street, Visitor
from training.models import Answer

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TASK = "演示外呼任务"
NEWCOMER, STRANGER = "19900008001", "19900008002"


@pytest.fixture
def street(browser: Any, live_server: Any, clock: Callable[..., Any], settings: Any) -> Iterator[Street]:
    """The house on the morning of 2 October 2026, as a demo: codes are shown on the page."""
    settings.DEMO = True
    opened = Street(browser, live_server.url, clock, clock(at("2026-10-02 09:00")))
    call_command("seed", now=opened.now, verbosity=0)
    yield opened
    opened.leave()


def sign_in(one: Visitor, phone: str) -> None:
    one.fill("手机号", phone)
    one.press("获取验证码")
    one.fill("验证码", one.page.locator("[data-code]").inner_text())
    one.press("继续")


def staff(street: Street, user: User) -> Visitor:
    one = street.arrive(DESK)
    one.open("/accounts/login/")
    sign_in(one, user.phone.removeprefix("+86"))
    return one


def join(one: Visitor, phone: str) -> None:
    """From the front door over the board to an account."""
    one.open("/")
    one.press("看任务和价钱")
    one.see(TASK, "15.00")
    one.press(f"领取任务：{TASK}")
    one.press("注册后领取")
    sign_in(one, phone)
    one.page.get_by_role("checkbox").check()
    one.press("同意，完成注册")


def hand_in_papers(one: Visitor, name: str, number: str) -> None:
    one.open("/me/real-name/")
    one.fill("姓名", name)
    one.fill("身份证号", number)
    for side, word in (("front", "人像面"), ("back", "国徽面"), ("self", "本人照片")):
        one.page.get_by_label(word).set_input_files(
            {"name": f"{side}.jpg", "mimeType": "image/jpeg", "buffer": drawn(side)}
        )
    one.page.get_by_role("checkbox").check()
    one.press("提交审核")
    one.title("资料已交，正在核对")


def study_and_pass(one: Visitor) -> None:
    one.open("/study/")
    one.press("开始读")
    one.press("我学完了")
    one.press("开始考试")
    answer_all_right(one)
    one.press("交卷", within=one.page.locator("#hand-in"))
    one.title("合格")
    one.see("20/ 20 题答对")


def answer_all_right(one: Visitor) -> None:
    for place in Answer.objects.select_related("question").order_by("position"):
        shown = place.option_order.index(place.question.key)
        one.page.locator(f"input[name=option][value='{shown}']").check()
        one.page.locator("#next").click()
        if place.position < 20:
            one.page.locator("#position", has_text=str(place.position + 1)).wait_for()
    one.page.wait_for_url("**/review/")
    one.look()


def test_from_the_door_to_the_bank(street: Street) -> None:
    cast.holidays()
    cast.task(cast.entity(tax_method="none"), name=TASK)
    agent = street.arrive(PHONE)
    join(agent, NEWCOMER)
    hand_in_papers(agent, "演示·林一", cast.id_number(501))
    screener = staff(street, cast.screener())
    screener.open("/desk/identity/")
    screener.press("演****")
    screener.press("通过")
    study_and_pass(agent)
    agent.open("/board/")
    agent.press(f"领取任务：{TASK}")
    agent.press("领取任务")
    agent.title("在等筛选")
    screener.open("/desk/claims/")
