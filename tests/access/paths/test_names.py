"""The same way by what a screen reader says: roles and names find everything, live regions tell what happened."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from onboarding.models import Agent, EquipmentCheck, RoomCheck, User
from payouts.demo.photos import drawn
from tasks.models import Claim, Interview
from tests import cast
from tests.cast import at
from tests.flows.acts import TASK
from tests.flows.browser import DESK, PHONE, Street
from training.models import Answer

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


class Reader:
    """Hears the page: nothing is found but by role and name."""

    def __init__(self, page: Page, *, titles: int = 1) -> None:
        """``titles``: a desk shows two, its list's and that of the item beside it."""
        self.page, self.titles = page, titles
        page.set_default_timeout(30_000)

    def go(self, role: Any, name: str | re.Pattern[str]) -> None:
        """Press it, and hear where one is: one main part, its first heading, a title that is not empty."""
        with self.page.expect_navigation():
            self.page.get_by_role(
                role, name=name, exact=True
            ).first.click()  # the same way may be named twice
        self.here()

    def here(self) -> None:
        expect(self.page.get_by_role("main")).to_have_count(1)
        assert 1 <= self.page.get_by_role("heading", level=1).count() <= self.titles
        assert self.page.title().strip()

    def open(self, url: str) -> None:
        self.page.goto(url)
        self.here()

    def fill(self, label: str, text: str) -> None:
        self.page.get_by_role("textbox", name=label, exact=True).fill(text)

    def choose(self, group: str, answer: str) -> None:
        self.page.get_by_role("group", name=group).get_by_role("radio", name=answer, exact=True).check()

    def press(self, name: str) -> None:
        """A button that leads nowhere; what it did, a live region tells."""
        self.page.get_by_role("button", name=name, exact=True).click()

    def attach(self, label: str, picture: str) -> None:
        self.page.get_by_label(label, exact=True).set_input_files(
            {"name": f"{picture}.jpg", "mimeType": "image/jpeg", "buffer": drawn(picture)}
        )

    def titled(self, text: str, *, within: int = 30_000) -> None:
        """``within``: milliseconds."""
        expect(self.page.get_by_role("heading", level=1)).to_contain_text(text, timeout=within)

    def told(self, text: str, *, role: Any = "status", within: int = 30_000) -> None:
        """``within``: milliseconds."""
        expect(self.page.get_by_role(role).filter(has_text=text).first).to_be_visible(timeout=within)

    def sign_in(self, phone: str) -> None:
        self.fill("手机号", phone)
        self.go("button", "获取验证码")
        shown = re.search(r"验证码是\s*(\d{6})", self.page.get_by_role("main").inner_text())
        assert shown
        self.fill("验证码", shown.group(1))
        self.go("button", "继续")


def test_from_the_door_to_an_admitted_claim(street: Street, screener: User) -> None:
    agent, desk = Reader(street.arrive(PHONE).page), Reader(street.arrive(DESK).page, titles=2)
    join(agent, street)
    prove_the_name(agent, street)
    tell_of_oneself(agent, street)
    measure_the_computer(across(agent, street, "equipment"))
    record_the_room(across(agent, street, "room"))
    desk.open(f"{street.base}/accounts/login/")
    desk.sign_in(screener.phone.removeprefix("+86"))
    decide(desk, f"{street.base}/desk/identity/", "演****", "通过")
    decide(desk, f"{street.base}/desk/equipment/", Agent.objects.get().number, "通过")
    assert EquipmentCheck.objects.get().state == "passed"
    hear_the_room(desk, street)
    study_and_pass(agent, street)
    agent.open(f"{street.base}/board/")
    agent.go("link", f"领取任务：{TASK}")
    agent.go("button", "领取任务")
    agent.told("领到了。要先面试，再由筛选员决定。")
    talk(agent, desk, street)
    decide(desk, f"{street.base}/desk/claims/", "演示·林一", "录取")
    agent.open(street.base)
    agent.go("link", "看文件，上岗")
    agent.go("button", "我看过并同意三份文件，上岗")
    assert Claim.objects.get().state == "on_duty"


def join(one: Reader, street: Street) -> None:
    one.open(street.base)
    one.go("link", "看任务和价钱")
    one.go("link", f"领取任务：{TASK}")
    one.go("link", "注册后领取")
    for question in ("有电脑吗", "家里有中国电信的有线宽带吗", "有带麦克风的耳机吗"):
        one.choose(question, "有")
    one.choose("一周能上班多少小时", "10 到 20 小时")
    one.go("button", "看看适合哪些")
    one.go("link", "手机号注册")
    one.fill("手机号", "123")
    one.go("button", "获取验证码")
    one.told("手机号", role="alert")  # what is wrong is said at once, and said at the field
    field = one.page.get_by_role("textbox", name="手机号", exact=True)
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_have_accessible_description(re.compile("11 位"))
    one.sign_in("19900008003")
    one.page.get_by_role("checkbox", name="我看过并同意").check()
    one.go("button", "同意，完成注册")
    one.told("注册好了。")


def prove_the_name(one: Reader, street: Street) -> None:
    one.open(f"{street.base}/me/real-name/")
    one.fill("姓名", "演示·林一")
    one.fill("身份证号", cast.id_number(501))
    for side, label in (("front", "身份证人像面"), ("back", "身份证国徽面"), ("self", "本人照片")):
        one.attach(label, side)
    one.page.get_by_role("checkbox", name="我看过并同意处理这些身份资料").check()
    one.go("button", "下一步：核对")
    one.go("button", "没有错，提交审核")
    one.told("已提交。审核完会通知你。")


def tell_of_oneself(one: Reader, street: Street) -> None:
    one.open(f"{street.base}/me/profile/")
    onward = "存好，下一页"
    one.choose("学历", "大专")
    one.fill("所在城市", "绵阳")
    one.choose("全职还是兼职", "兼职")
    one.go("button", onward)
    one.choose("普通话", "二级甲等")
    one.go("button", onward)
    one.go("button", onward)
    one.choose("销售能力", "做过一些")
    one.go("button", onward)
    for hours in ("周一 18–21", "周六 8–12"):
        one.page.get_by_role("checkbox", name=hours, exact=True).check()
    one.choose("临时有事，有人替手照看家里吗", "有人可以替手")
    one.go("button", onward)
    one.go("button", onward)
    one.go("button", "没有错，提交")


def across(phone: Reader, street: Street, step: str) -> Reader:
    """From the phone to a computer that knows nobody: the code is heard here and typed there; the phone tells."""
    phone.open(f"{street.base}/me/handover/{step}/")
    phone.go("button", "显示二维码")
    phone.told("等电脑打开")
    shown = re.search(r"(\w{4}-\w{4}-\w{4})", phone.page.get_by_role("main").inner_text())
    assert shown
    computer = Reader(street.arrive(DESK).page)
    computer.open(f"{street.base}/go/")
    computer.fill("手机上的那串字", shown.group(1))
    computer.go("button", "继续")
    computer.go("button", "打开")
    phone.told("已在你的电脑上打开")
    return computer


def measure_the_computer(one: Reader) -> None:
    one.press("开始测")
    one.told("测完了，往下填。", within=90_000)
    one.page.get_by_role("combobox", name="宽带是哪家的", exact=True).select_option(label="中国电信")
    one.choose("电脑怎么连光猫", "网线")
    one.choose("耳麦", "有，能降噪")
    one.attach("光猫和插头的照片", "back")
    one.go("button", "提交")
    one.titled("等筛选员看照片")


def record_the_room(one: Reader) -> None:
    """Every turn of the recording is told; where the button stood, the next takes the focus."""
    one.press("打开麦克风")
    one.told("先勾选同意，再打开麦克风。")
    one.page.get_by_role("checkbox", name="我看过并同意录下我的声音").check()
    one.press("打开麦克风")
    expect(one.page.get_by_role("meter", name="现在的音量，分贝，相对值")).to_be_visible()
    start = one.page.get_by_role("button", name=re.compile("^开始录"))
    expect(start).to_be_focused()
    start.click()
    one.told("现在别出声")
    expect(one.page.get_by_role("progressbar", name="录了多久")).to_be_visible()
    one.told("请开始说", within=60_000)
    one.titled("等筛选员听", within=60_000)
    assert RoomCheck.objects.get().state == "listening"


def hear_the_room(desk: Reader, street: Street) -> None:
    number = Agent.objects.get().number
    desk.open(f"{street.base}/desk/room/")
    desk.page.get_by_role("link", name=re.compile(number)).first.click()
    sound = desk.page.get_by_label(f"{number} 的录音", exact=True)
    sound.focus()
    with desk.page.expect_response("**/recording/"):
        desk.page.keyboard.press("Space")
    desk.go("button", "普通话标准，通过")
    expect(desk.page.get_by_role("status").first).not_to_be_empty()
    assert RoomCheck.objects.get().state == "passed"


def talk(one: Reader, desk: Reader, street: Street) -> None:
    """A time is booked; when it is over the interviewer scores."""
    one.open(f"{street.base}/work/interviews/")
    one.go("button", re.compile("^14:00"))
    expect(one.page.get_by_role("status").first).not_to_be_empty()
    assert Interview.objects.get().state == "booked"
    street.time(at("2026-10-02 14:30"))
    desk.open(f"{street.base}/desk/interviews/")
    desk.go("link", re.compile("演示·林一"))
    for asked in desk.page.get_by_role("radiogroup").all():
        asked.get_by_role("radio", name="5", exact=True).check()
    desk.go("button", "提交评分")
    expect(desk.page.get_by_role("status").first).not_to_be_empty()
    assert Interview.objects.get().recommendation == "admit"


def decide(desk: Reader, queue: str, who: str, how: str) -> None:
    desk.open(queue)
    desk.page.get_by_role("link", name=re.compile(re.escape(who))).first.click()
    desk.go("button", how)
    expect(desk.page.get_by_role("status").first).not_to_be_empty()


def study_and_pass(one: Reader, street: Street) -> None:
    one.open(f"{street.base}/study/")
    one.go("link", "开始读")
    one.go("button", "我学完了")
    one.go("button", "开始考试")
    expect(one.page.get_by_role("timer")).to_be_visible()
    for place in Answer.objects.select_related("question").order_by("position"):
        question = place.question
        one.page.get_by_role("radio", name=question.options_zh[question.key], exact=True).check()
        onward = "下一题" if place.position < 20 else "检查并交卷"
        one.page.get_by_role("button", name=onward, exact=True).last.click()
        if place.position < 20:
            expect(one.page.get_by_role("heading", level=1)).to_have_text(
                re.compile(re.escape(Answer.objects.get(position=place.position + 1).question.stem_zh))
            )
    one.page.wait_for_url("**/review/")
    one.go("button", "交卷")
    expect(one.page.get_by_role("heading", level=1)).to_have_text("合格")
