"""What a company does on its pages before anybody can work for it: who pays, by which days and terms."""

from __future__ import annotations

from tasks.models import PayingEntity, Task
from tests.flows.browser import Visitor

HOURLY, A_LEAD, A_SHIFT, A_BREACH = "15.00", "20.00", "220.00", "20.00"  # yuan


def add_payer(operations: Visitor, preparer: Visitor) -> None:
    """A paying entity with our standard agreement, whose tax is withheld by occurrence."""
    operations.open("/desk/entities/")
    operations.fill("代号", "demo")
    operations.fill("名称", "云客演示")
    operations.press("加上")
    operations.press("发布新版协议")
    operations.press("发布新版本")
    preparer.open(f"/finance/entities/{PayingEntity.objects.get().public_id}/")
    preparer.tick("按次")
    preparer.tick("不减少：按全部收入计税，再扣处罚")
    preparer.press("保存设置")


def confirm_days(preparer: Visitor, approver: Visitor, year: str) -> None:
    """The statutory days come by law; a second person of finance confirms the year."""
    preparer.open("/finance/holidays/")
    preparer.fill("年份", year)
    preparer.fill("依据", "演示：国务院办公厅通知")
    preparer.press("提出")
    approver.open("/finance/holidays/")
    approver.press(f"对照过通知，确认 {year} 年")


def put_up_task(operations: Visitor, second: Visitor, name: str) -> None:
    """A client's task with its price; terms and penalties are agreed to by the second person; then it is open."""
    operations.open("/desk/clients/")
    operations.fill("客户名称", "演示客户")
    operations.press("加上")
    operations.open("/desk/tasks/new/")
    for label, choice in (("客户", "演示客户"), ("支付主体", "云客演示"), ("业务线", "语音外呼")):
        operations.page.get_by_label(label, exact=True).select_option(label=choice)
    operations.fill("任务名称", name)
    operations.page.get_by_label("席位", exact=True).fill("20")
    operations.page.get_by_label("录取前要有电话面试").select_option(label="不要")
    operations.press("建任务")
    offer = operations.path
    _write(
        operations, offer, "terms/", {"时薪（元）": HOURLY, "意向客户：每个多少元": A_LEAD}, "交第二人核准"
    )
    _write(operations, offer, "penalties/", {"擅自离开任务": A_BREACH}, "交第二人核准")
    _write(operations, offer, "price/", {"客户付多少元": A_SHIFT}, "写上新价")
    second.open(offer)
    second.press("核准")
    second.press("核准处罚表")
    operations.open(offer)
    operations.press("发布")
    assert Task.objects.get().state == "open"


def _write(one: Visitor, offer: str, page: str, told: dict[str, str], send: str) -> None:
    one.open(offer + page)
    for label, text in told.items():
        one.fill(label, text)
    one.press(send)
