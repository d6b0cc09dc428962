"""From the door to an admitted claim by the keyboard alone; the screener's decision by it, too."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from onboarding.models import Agent, RoomCheck, User
from payouts.demo.photos import drawn
from tasks.models import Claim, Interview
from tests import cast
from tests.access.keys import Keys
from tests.cast import at
from tests.flows.acts import TASK
from tests.flows.browser import DESK, PHONE, Street
from training.models import Answer

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NEWCOMER = "19900008001"


def test_from_the_door_to_duty(street: Street, screener: User) -> None:
    keys = Keys(street.arrive(PHONE).page)
    join(keys, street)
    prove_the_name(keys, street)
    tell_of_oneself(keys, street)
    computers = [across(keys, street, step) for step in ("equipment", "room")]
    measure_the_computer(computers[0])
    record_the_room(computers[1])
    desk = sign_in(street, screener.phone)
    decide(desk, street, "/desk/identity/", "演****", "通过")
    decide(desk, street, "/desk/equipment/", "A", "通过")
    hear_the_room(desk, street)
    study_and_pass(keys, street)
    keys.page.goto(f"{street.base}/board/")
    keys.skip()
    keys.enter(f"领取任务：{TASK}")
    keys.enter("领取任务")
    assert "下一步：电话面试" in keys.title
    talk(keys, desk, street)
    decide(desk, street, "/desk/claims/", "演示·林一", "录取")
    assert Claim.objects.get().state == "admitted"
    keys.page.goto(street.base)
    button = keys.page.locator(".hero .btn.primary").inner_text()
    keys.enter(button)
    keys.enter("我看过并同意三份文件，上岗")
    assert Claim.objects.get().state == "on_duty"
    assert not (wrong := [told for one in (keys, desk, *computers) for told in one.wrong]), "\n".join(wrong)


def join(keys: Keys, street: Street) -> None:
    keys.page.goto(street.base)
    keys.skip()
    keys.enter("看任务和价钱")
    keys.enter(f"领取任务：{TASK}")
    keys.enter("注册后领取")
    for field in ("computer", "telecom_cable", "headset"):
        keys.choose(field, "有")
    keys.choose("weekly_hours", "10")
    keys.enter("看看适合哪些")
    keys.enter("手机号注册")
    code(keys, NEWCOMER)
    keys.tick("我")
    keys.enter("同意，完成注册")


def code(keys: Keys, phone: str) -> None:
    keys.write("手机号", phone)
    keys.enter("获取验证码")
    keys.write("验证码", keys.page.locator("[data-code]").inner_text())
    keys.enter("继续")


def sign_in(street: Street, phone: str) -> Keys:
    keys = Keys(street.arrive(DESK).page)
    keys.page.goto(f"{street.base}/accounts/login/")
    code(keys, phone.removeprefix("+86"))
    return keys


def prove_the_name(keys: Keys, street: Street) -> None:
    keys.page.goto(f"{street.base}/me/real-name/")
    keys.write("姓名", "演示·林一")
    keys.write("身份证号", cast.id_number(501))
    for side, word in (("front", "身份证人像面"), ("back", "身份证国徽面"), ("self", "本人照片")):
        keys.attach(word, {"name": f"{side}.jpg", "mimeType": "image/jpeg", "buffer": drawn(side)})
    keys.tick("我")
    keys.enter("下一步：核对")
    keys.enter("没有错，提交审核")
    assert "资料已交" in keys.title


def tell_of_oneself(keys: Keys, street: Street) -> None:
    keys.page.goto(f"{street.base}/me/profile/")
    keys.choose("education", "大专")
    keys.write("所在城市", "绵阳")
    keys.choose("pace", "兼职")
    keys.enter("存好，下一页")
    keys.choose("mandarin", "二级甲等")
    keys.enter("存好，下一页")
    keys.enter("存好，下一页")
    keys.choose("sales", "做过一些")
    keys.enter("存好，下一页")
    for hours in ("周一 18–21", "周六 8–12"):
        keys.tick(hours)
    keys.choose("backup", "有")
    keys.enter("存好，下一页")
    keys.enter("存好，下一页")
    keys.enter("没有错，提交")


def across(phone: Keys, street: Street, step: str) -> Keys:
    """From the phone to a computer that knows nobody: the code is read here and typed there."""
    phone.page.goto(f"{street.base}/me/handover/{step}/")
    phone.enter("显示二维码")
    shown = phone.page.locator(".handover .figure").inner_text()
    keys = Keys(street.arrive(DESK).page)
    keys.page.goto(f"{street.base}/go/")
    keys.write("手机上的那串字", shown)
    keys.enter("继续")
    keys.enter("打开")
    return keys


def measure_the_computer(keys: Keys) -> None:
    keys.reach("开始测")
    keys.page.keyboard.press("Enter")
    expect(keys.page.locator("#phase")).to_have_text("测完了，往下填。", timeout=90_000)
    keys.reach("宽带是哪家的")
    keys.page.keyboard.press("ArrowDown")  # the first of the list
    assert keys.page.locator("#id_carrier").input_value() == "telecom"
    for field, name in (("line_type", "网线"), ("headset", "有，能降噪")):
        keys.choose(field, name)
    keys.attach("光猫和插头的照片", {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": drawn("back")})
    keys.enter("提交")
    assert "等筛选员看照片" in keys.title


def record_the_room(keys: Keys) -> None:
    """The microphone opens, the focus goes on to the next button by itself; the page comes back by itself, too."""
    keys.tick("我看过并同意")
    keys.reach("打开麦克风")
    keys.page.keyboard.press("Enter")
    expect(keys.page.locator("#start")).to_be_focused()
    keys.page.keyboard.press("Enter")
    expect(keys.page.locator("h1")).to_contain_text("等筛选员听", timeout=60_000)
    assert RoomCheck.objects.get().state == "listening"


def hear_the_room(desk: Keys, street: Street) -> None:
    desk.page.goto(f"{street.base}/desk/room/")
    desk.skip()
    desk.reach("A")
    desk.page.keyboard.press("Enter")
    desk.page.locator(".item audio").wait_for()
    desk.reach(f"{Agent.objects.get().number} 的录音")
    with desk.page.expect_response("**/recording/"):
        desk.page.keyboard.press("Space")
    desk.enter("普通话标准，通过")
    assert RoomCheck.objects.get().state == "passed"


def talk(keys: Keys, desk: Keys, street: Street) -> None:
    """A time is booked; when it is over the interviewer scores."""
    keys.page.goto(f"{street.base}/work/interviews/")
    keys.skip()
    keys.enter("14:00")
    assert Interview.objects.get().state == "booked"
    street.time(at("2026-10-02 14:30"))
    desk.page.goto(f"{street.base}/desk/interviews/")
    desk.skip()
    desk.enter("演示·林一")
    for field in desk.page.locator(".scored input[value='5']").all():
        desk.choose(str(field.get_attribute("name")), "5")
    desk.enter("提交评分")
    assert Interview.objects.get().recommendation == "admit"


def decide(desk: Keys, street: Street, queue: str, who: str, how: str) -> None:
    desk.page.goto(street.base + queue)
    desk.skip()
    desk.reach(who)
    desk.page.keyboard.press("Enter")
    desk.page.locator(".item").get_by_role("button", name=how).wait_for()
    desk.enter(how)


def study_and_pass(keys: Keys, street: Street) -> None:
    keys.page.goto(f"{street.base}/study/")
    keys.enter("开始读")
    keys.enter("我学完了")
    keys.enter("开始考试")
    for place in Answer.objects.select_related("question").order_by("position"):
        shown = place.option_order.index(place.question.key)
        keys.reach("", field="option")
        for _ in range(shown):
            keys.press("ArrowDown")
        if shown == 0:
            keys.page.keyboard.press("Space")
        keys.reach("下一题" if place.position < 20 else "检查并交卷")
        keys.page.keyboard.press("Enter")
        if place.position < 20:
            keys.page.locator("#position", has_text=str(place.position + 1)).wait_for()
    keys.page.wait_for_url("**/review/")
    keys.enter("交卷")
    assert "合格" in keys.title


PAGES = {  # (whose, size): pages through which the keys lead from top to bottom and out again
    "agent": ["/", "/board/", "/work/", "/study/", "/me/", "/me/profile/basics/", "/work/shifts/", "/pay/"],
    "staff": ["/desk/claims/", "/desk/identity/", "/desk/room/"],
}


def test_no_page_holds_the_keys(street: Street) -> None:
    task = cast.task(cast.entity(), name=TASK)
    one = cast.agent()
    cast.claim(one, task)
    cast.booking(one, cast.shift(task, "2026-10-03 14:00"))
    cast.claim(cast.agent("演示·陈双"), task, state="asked")
    keys = sign_in(street, one.user.phone)
    desk = sign_in(street, cast.screener().phone)
    for who, those in ((keys, PAGES["agent"]), (desk, PAGES["staff"])):
        for path in those:
            who.page.goto(street.base + path)
            assert who.all_the_way() > 3, path
    assert Agent.objects.count() == 2
    assert not (wrong := keys.wrong + desk.wrong), "\n".join(wrong)
