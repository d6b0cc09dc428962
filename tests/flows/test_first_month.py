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
from tasks.models import Task
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


def go_on(one: Visitor) -> None:
    """Home, and what its one button says."""
    one.open("/")
    one.page.locator(".hero .btn.primary").click()
    one.look()


def put_up_shift(one: Visitor, day: str, starts: str, ends: str) -> None:
    one.open("/desk/shifts/new/")
    one.page.get_by_label("任务", exact=True).select_option(label=f"{TASK} {Task.objects.get().number}")
    for label, value in (("从哪天", day), ("几点开始", starts), ("几点结束", ends), ("座位", "3")):
        one.fill(label, value)
    one.press("先看看会排出什么")
    one.press("就这样排")


def work_shift(street: Street, one: Visitor, came: str, left: str) -> None:
    street.time(at(came))
    one.open("/work/")
    one.press("签到")
    street.time(at(left))
    one.open("/work/")
    one.press("签退")


def import_leads(one: Visitor, agent: str, day: str, calls: int) -> None:
    """A dialler's file of so many leads, its columns put right by hand."""
    rows = [f"D{place:03d},{agent},{day} 15:{place:02d}:00,有意向" for place in range(calls)]
    data = "\r\n".join(["通话编号,工号,开始时间,结果", *rows]).encode()
    one.open("/desk/imports/new/")
    one.page.get_by_label("任务", exact=True).select_option(index=1)
    one.page.get_by_label("文件").set_input_files({"name": "dialler.csv", "mimeType": "text/csv", "buffer": data})
    one.press("上传，看结果")
    one.fill("给这个对应起个名字", "外呼系统")
    for name, value in (("column_0", "结果"), ("operator_0", "="), ("kind_0", "interested_lead")):
        one.page.locator(f"[name={name}]").select_option(value)
    one.page.locator("[name=value_0]").fill("有意向")
    one.press("就用这个对应")
    one.press("确认导入")
    one.press(f"核准 {calls} 条")


def test_from_the_door_to_the_bank(street: Street) -> None:
    cast.holidays()
    payer = cast.entity(tax_method="occurrence")
    cast.task(payer, name=TASK, rates={"interested_lead": (2_000, 0)})
    agent = street.arrive(PHONE)
    join(agent, NEWCOMER)
    hand_in_papers(agent, "演示·林一", cast.id_number(501))
    screener = staff(street, cast.screener())
    screener.open("/desk/identity/")
    screener.press("演****")
    screener.press("通过")
    study_and_pass(agent)
    claim(agent)
    admit(screener)
    go_on(agent)
    agent.press("我看过并同意三份文件，上岗")
    operations = staff(street, cast.operations())
    put_up_shift(operations, "2026-10-03", "14:00", "22:00")
    put_up_shift(operations, "2026-10-06", "18:30", "23:00")
    agent.open("/work/shifts/")
    agent.press("约这个班 明天 14:00–22:00")
    agent.press("约这个班 10月6日 18:30–23:00")
    work_shift(street, agent, "2026-10-03 13:42", "2026-10-03 22:01")
    work_shift(street, agent, "2026-10-06 18:33", "2026-10-06 23:02")
    street.time(at("2026-10-07 09:00"))
    operations.open("/desk/hours/")
    operations.press("核准筛选里没有异常的全部")
    import_leads(operations, "A0000001", "2026-10-06", 30)
    street.nothing_in_the_way()


def claim(one: Visitor) -> None:
    one.open("/board/")
    one.press(f"领取任务：{TASK}")
    one.press("领取任务")
    one.title("在等筛选")


def admit(one: Visitor) -> None:
    one.open("/desk/claims/")
    one.page.get_by_role("link", name="A0000001").click()
    one.look()
    one.press("录取")


def test_half_way_and_stopped_at_the_right_door(street: Street) -> None:
    """The lesson is read, the real name is not proven: each door says what is missing and leads to it."""
    cast.task(name=TASK)
    agent = street.arrive(PHONE)
    join(agent, STRANGER)
    agent.open("/study/")
    agent.press("开始读")
    agent.press("我学完了")
    agent.see("现在还不能考：", "实名认证还没有通过。")
    assert agent.page.get_by_role("button", name="开始考试").count() == 0
    agent.open("/board/")
    agent.see("还差一点的任务", "还没通过实名认证。", "还没有语音外呼的领任务资格。")
    agent.press(TASK)
    agent.see("现在还不能领：", "还没通过实名认证。")
    agent.press("去做实名认证")
    assert agent.path == "/me/real-name/"
    hand_in_papers(agent, "演示·陈双", cast.id_number(502))
    screener = staff(street, cast.screener())
    screener.open("/desk/identity/")
    screener.press("演****")
    screener.tick("照片看不清")
    screener.press("退回")
    go_on(agent)
    assert agent.path == "/me/real-name/"
    agent.see("上次没有通过，改好这些再交：")
    print(agent.page.locator("main").inner_text())
    street.nothing_in_the_way()
