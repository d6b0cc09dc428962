"""The same way by what a screen reader says: roles and names find everything, live regions tell what happened."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.management import call_command
from playwright.sync_api import Page, expect

from onboarding.models import Agent
from payouts.demo.photos import drawn
from tasks.models import Claim
from tests import cast
from tests.cast import at
from tests.flows.acts import TASK, equip
from tests.flows.browser import DESK, PHONE, Street
from training.models import Answer, Course

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def street(browser: Any, live_server: Any, clock: Callable[..., Any], settings: Any) -> Iterator[Street]:
    settings.DEMO = True
    opened = Street(browser, live_server.url, clock, clock(at("2026-10-02 09:00")))
    call_command("seed", now=opened.now, verbosity=0)
    Course.objects.exclude(code="voice-intro").update(published_at=None)  # one course to read is way enough
    yield opened
    opened.leave()


class Reader:
    """Hears the page: nothing is found but by role and name."""

    def __init__(self, page: Page, *, titles: int = 1) -> None:
        """``titles``: a desk shows two, its list's and that of the item beside it."""
        self.page, self.titles = page, titles
        page.set_default_timeout(30_000)

    def go(self, role: Any, name: str) -> None:
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

    def told(self, text: str, *, role: Any = "status") -> None:
        expect(self.page.get_by_role(role).filter(has_text=text).first).to_be_visible()

    def sign_in(self, phone: str) -> None:
        self.fill("手机号", phone)
        self.go("button", "获取验证码")
        shown = re.search(r"验证码是\s*(\d{6})", self.page.get_by_role("main").inner_text())
        assert shown
        self.fill("验证码", shown.group(1))
        self.go("button", "继续")


def test_from_the_door_to_an_admitted_claim(street: Street) -> None:
    cast.task(cast.entity(), name=TASK)
    agent, desk = Reader(street.arrive(PHONE).page), Reader(street.arrive(DESK).page, titles=2)
    join(agent, street)
    prove_the_name(agent, street)
    desk.open(f"{street.base}/accounts/login/")
    desk.sign_in(cast.screener().phone.removeprefix("+86"))
    decide(desk, f"{street.base}/desk/identity/", "演****", "通过")
    cast.profile(Agent.objects.get())
    equip(street.now)
    study_and_pass(agent, street)
    agent.open(f"{street.base}/board/")
    agent.go("link", f"领取任务：{TASK}")
    agent.go("button", "领取任务")
    agent.told("领到了，在等筛选。")
    decide(desk, f"{street.base}/desk/claims/", "199****8003", "录取")
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
        one.page.get_by_label(label, exact=True).set_input_files(
            {"name": f"{side}.jpg", "mimeType": "image/jpeg", "buffer": drawn(side)}
        )
    one.page.get_by_role("checkbox", name="我看过并同意处理这些身份资料").check()
    one.go("button", "下一步：核对")
    one.go("button", "没有错，提交审核")
    one.told("已提交。审核完会通知你。")


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
