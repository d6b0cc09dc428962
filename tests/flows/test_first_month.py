"""One agent from the door to the bank, staff's acts on their pages too; another stopped half way."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.management import call_command

from onboarding.models import RoleGrant
from payouts.verify.books import verify
from tests import cast
from tests.cast import at
from tests.flows.acts import (
    TASK,
    admit,
    claim,
    equip,
    go_on,
    hand_in_papers,
    import_leads,
    join,
    lines_of,
    month_is_paid,
    put_up_shift,
    set_account,
    staff,
    study_and_pass,
    tell_of_oneself,
    work_shift,
)
from tests.flows.browser import PHONE, Street
from tests.flows.setting_up import add_payer, confirm_days, put_up_task
from training.models import Course

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LINES = [
    "完成工时 60.00 1 段，4 小时 × 15.00 元/小时",
    "完成工时，2 倍 210.00 1 段，7 小时 × 15.00 元/小时 × 2",  # National Day
    "意向客户提成 600.00 30 个 × 20.00 元",
    "个人所得税 −14.00",  # 20 % of what is above 800
]
NEWCOMER, STRANGER = "19900008001", "19900008002"


@pytest.fixture
def street(browser: Any, live_server: Any, clock: Callable[..., Any], settings: Any) -> Iterator[Street]:
    """The house on the morning of 2 October 2026, as a demo: codes are shown on the page."""
    settings.DEMO = True
    opened = Street(browser, live_server.url, clock, clock(at("2026-10-02 09:00")))
    call_command("seed", now=opened.now, verbosity=0)
    Course.objects.exclude(code="voice-intro").update(published_at=None)  # one course to read is way enough
    yield opened
    opened.leave()


def test_from_the_door_to_the_bank(street: Street) -> None:
    operations, second = staff(street, cast.operations()), staff(street, cast.operations())
    finance = tuple(staff(street, one) for one in cast.finance())
    add_payer(operations, finance[0])
    confirm_days(finance[0], finance[1], "2026")
    put_up_task(operations, second, TASK)
    agent = street.arrive(PHONE)
    join(agent, NEWCOMER)
    hand_in_papers(agent, "演示·林一", cast.id_number(501))
    tell_of_oneself(agent)
    screener = staff(street, cast.screener())
    screener.open("/desk/identity/")
    screener.press("演****")
    screener.press("通过")
    equip(street.now)  # its own way is walked in tests/onboarding
    study_and_pass(agent)
    claim(agent)
    admit(screener)
    go_on(agent)
    agent.press("我看过并同意三份文件，上岗")
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
    set_account(agent, "演示·林一")
    street.time(at("2026-11-01 09:00"))
    month_is_paid(street, *finance)
    agent.open("/pay/")
    agent.page.get_by_role("link", name="2026年10月").click()
    agent.title("10月结算单")
    agent.see("856.00 元，实发", "已到账", "11月13日 周五到演示银行尾号 0018。")
    assert lines_of(agent) == LINES
    agent.page.locator(".lines summary", has_text="个人所得税").click()
    agent.see("按次预扣")
    cast.write_down(RoleGrant)  # staff came by the cast, not by invitation
    assert list(verify()) == []
    street.nothing_in_the_way()


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
    agent.see(
        "上次没有通过，改好这些再交：", "照片看不清，或有反光、缺角。", "放在深色桌面上，避开灯光直射，重拍。"
    )
    street.nothing_in_the_way()
