"""What agents and staff do on their pages, act by act."""

from __future__ import annotations

import csv
import io
from datetime import datetime

from onboarding.models import Agent, User
from payouts.demo.checks import pass_equipment, pass_room
from payouts.demo.photos import drawn
from payouts.jobs import settle_chunk, sweep
from payouts.queries.runs import KIND
from tasks.models import Task
from tests import cast
from tests.cast import at
from tests.flows.browser import DESK, Street, Visitor
from training.models import Answer
from yunke.chunks import ready

TASK = "演示外呼任务"
MONTH = "/finance/demo/2026-10/"
CARD = "9900000001000000018"  # no bank's cards begin so; the check digit is right


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
    for name in ("computer", "telecom_cable", "headset"):
        one.page.locator(f"input[name={name}][value=yes]").check()
    one.page.locator("input[name=weekly_hours][value='10']").check()
    one.press("看看适合哪些")
    one.press("手机号注册")
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
    one.press("下一步：核对")
    one.press("没有错，提交审核")
    one.title("资料已交，正在核对")


def tell_of_oneself(one: Visitor) -> None:
    """The profile, page by page; what does not matter here stays empty."""
    one.open("/me/profile/")
    one.fill("所在城市", "绵阳")
    for page in (
        {"education": "college", "pace": "part"},
        {"mandarin": "2a"},
        {},  # experience
        {"sales": "some"},
        {"backup": "yes", "hours": "1-18"},
        {},  # needs
    ):
        for name, value in page.items():
            one.page.locator(f"[name={name}][value='{value}']").check()
        one.press("存好，下一页")
    one.press("没有错，提交")


def equip(now: datetime) -> None:
    """The newcomer's computer and room have passed."""
    agent = Agent.objects.get()
    judges = (cast.screener(), cast.screener())
    pass_equipment(agent, judges, now=now)
    pass_room(agent, judges, now=now)


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
    one.page.get_by_label("文件").set_input_files(
        {"name": "dialler.csv", "mimeType": "text/csv", "buffer": data}
    )
    one.press("上传，看结果")
    one.fill("给这个对应起个名字", "外呼系统")
    for name, value in (("column_0", "结果"), ("operator_0", "="), ("kind_0", "interested_lead")):
        one.page.locator(f"[name={name}]").select_option(value)
    one.page.locator("[name=value_0]").fill("有意向")
    one.press("就用这个对应")
    one.press("确认导入")
    one.press(f"核准 {calls} 条")


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


def set_account(one: Visitor, holder: str) -> None:
    one.open("/pay/")
    one.press("填收款账户")
    for label, value in (("户名", holder), ("账号或卡号", CARD), ("开户银行", "演示银行")):
        one.fill(label, value)
    one.press("存好")


def compute(now: datetime) -> None:
    """The worker's own jobs, called here: the sweep finds what is due, each chunk is computed by its job."""
    for pk in ready(KIND, now=now).values_list("pk", flat=True):
        settle_chunk(pk)
    sweep()


def month_is_paid(street: Street, preparer: Visitor, approver: Visitor, releaser: Visitor) -> None:
    preparer.open(MONTH)
    preparer.press("结算 10月")
    compute(street.now)
    street.time(at("2026-11-10 10:00"))
    approver.open(MONTH)
    approver.fill("输入实发合计，确认看过", "856.00")
    approver.press("批准，锁定 10月")
    street.time(at("2026-11-13 09:30"))
    releaser.open(MONTH)
    releaser.press("生成银行文件")
    with releaser.page.expect_download() as download:
        releaser.page.get_by_role("link", name="下载文件").click()
    paid = list(csv.DictReader(io.StringIO(download.value.path().read_text("utf-8-sig"))))
    assert [(row["收款账号"], row["收款户名"], row["金额"]) for row in paid] == [
        (CARD, "演示·林一", "856.00")
    ]
    releaser.press("确认已交银行：1 笔，856.00 元")
    answer = f'序号,收款账号,金额,处理结果\r\n1,"{CARD}",856.00,成功\r\n'
    releaser.page.get_by_text("导入银行回单").click()
    releaser.page.get_by_label("的回单，CSV").set_input_files(
        {"name": "answer.csv", "mimeType": "text/csv", "buffer": answer.encode()}
    )
    releaser.press("导入回单")
    releaser.see("到账 1 笔")


def lines_of(one: Visitor) -> list[str]:
    """A statement's lines as they are read."""
    return [" ".join(line.split()) for line in one.page.locator(".lines summary").all_inner_texts()]
