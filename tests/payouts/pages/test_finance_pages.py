"""A month on finance's page: from preparing to the bank's answer, each by the right person."""

import re
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from onboarding.models import Agent
from payouts.actions.runs import approve_run
from payouts.models import PayoutBatch, Run
from tasks.models import HolidayYear
from tests import cast
from tests.payouts.engine.acts import after, compute, settle, settle_and_approve
from tests.payouts.money_out.acts import HEADER, Month, approved_month, card_of, row, text_of
from tests.payouts.pages.acts import month_url, page, visitor
from yunke.ground.roles import AUDITOR
from yunke.models import AuditEntry, Chunk

pytestmark = [pytest.mark.django_db]
NOW = "2026-11-13T10:00:00+08:00"


@pytest.fixture(autouse=True)
def _now(clock):
    clock(NOW)


@pytest.fixture
def october():
    """An entity with a worked month nobody has settled, and the three of finance."""
    cast.holidays(2026)
    work, people = cast.task(cast.entity()), cast.finance()
    for minutes in (420, 433):
        cast.segment(cast.agent(), work, date(2026, 10, 12), minutes)
    return work.entity, people


def upload(batch, *rows: str):
    data = "\r\n".join([HEADER, *rows]).encode()
    return f"/finance/batches/{batch.public_id}/result/", {"file": SimpleUploadedFile("result.csv", data)}


def test_an_open_month_says_what_stands_in_the_way(october, clock):
    entity, people = october
    clock("2026-10-20T10:00:00+08:00")
    said = page(visitor(people[0]), f"/finance/{entity.code}/2026-10/")
    assert 'data-code="month_not_over"' in said
    assert "disabled" in said


def test_prepared_it_shows_a_live_bar_that_ends_by_itself(october):
    entity, people = october
    cast.agent()  # had no work
    client, url = visitor(people[0]), f"/finance/{entity.code}/2026-10/"
    assert client.post(url + "prepare/").status_code == 302
    said = page(client, url)
    assert f'hx-get="{url}progress/"' in said
    part = client.get(url + "progress/", headers={"HX-Request": "true"})
    assert "<b>0</b> / 3 人看过，出了 0 份结算单；这个月没有活的人没有结算单" in part.content.decode()
    assert "HX-Refresh" not in part
    compute(Run.objects.get())
    part = client.get(url + "progress/", headers={"HX-Request": "true"})
    assert part["HX-Refresh"] == "true"
    assert "<b>3</b> / 3 人看过，出了 2 份结算单；这个月没有活的人没有结算单" in part.content.decode()
    assert "hx-get" not in part.content.decode()


def test_parked_chunks_are_shown_with_their_reason_and_run_again(october):
    entity, people = october
    client, url = visitor(people[0]), f"/finance/{entity.code}/2026-10/"
    client.post(url + "prepare/")
    Chunk.objects.update(
        attempts=5, state="parked", error={"code": "chunk_failed", "facts": {"error": "OSError"}}
    )
    said = page(client, url)
    assert "第 1 段，2 人：" in said
    first, last = Agent.objects.order_by("pk").values_list("number", flat=True)
    assert f"工号 {first} 到 {last}。" in said
    assert "只重算它；其余的人不受影响" in said
    assert "OSError" in said
    part = client.get(url + "progress/", headers={"HX-Request": "true"}).content.decode()
    assert 'id="parked" class="stack" hx-swap-oob="true"' in part
    assert "OSError" in part
    assert client.post(url + "parked/").status_code == 302
    assert Chunk.objects.get().state == "due"
    assert AuditEntry.objects.get(verb="run_chunks_taken_up_again").facts == {"chunks": 1}


def test_the_approver_sees_names_and_sums_and_types_the_total(october):
    entity, people = october
    run = settle(entity, people[0])
    client, url = visitor(people[1]), month_url(run)
    said = page(client, url)
    for text in (
        "2 份结算单定稿",
        "付给 0 人，共 0.00 元",
        "挂起，缺账户",
        "213.25",
        "<b>发放人</b>",
        "制单人 制单人 和批准的人不能",
    ):
        assert text in said, text
    assert f'<input type="hidden" name="hash" value="{run.hash}">' in said
    stale = client.post(url + "approve/", {"total": "213.25", "hash": "0" * 64})
    assert (stale.status_code, "这个月的结算变了" in stale.content.decode()) == (409, True)
    wrong = client.post(url + "approve/", {"total": "213.24", "hash": run.hash})
    assert (wrong.status_code, "输入的合计和实发合计不一致" in wrong.content.decode()) == (422, True)
    run.refresh_from_db()
    assert run.state == "computed"
    assert client.post(url + "approve/", {"total": "213.25", "hash": run.hash}).status_code == 302
    run.refresh_from_db()
    assert (run.state, run.approved_by) == ("approved", people[1])


def test_the_preparer_is_told_who_approves(october):
    entity, people = october
    run = settle(entity, people[0])
    said = page(visitor(people[0]), month_url(run))
    assert "等 审批人 审批。制单人自己不能批。" in said
    assert 'name="total"' not in said


def test_sent_back_with_a_reason_and_computed_again(october):
    entity, people = october
    run = settle(entity, people[0])
    url = month_url(run)
    assert visitor(people[1]).post(url + "return/", {"why": ""}).status_code == 422
    visitor(people[1]).post(url + "return/", {"why": "少了一个人的奖励"})
    assert "少了一个人的奖励" in page(visitor(people[0]), url)
    visitor(people[0]).post(url + "recompute/")
    assert compute(run).state == "computed"


def test_three_people_from_the_file_to_the_answer():
    month = approved_month(420, 433)
    client, url = visitor(month.releaser), month_url(month.run)
    assert "确认已交银行：" not in page(client, url)  # nothing is handed over that was not made and looked at
    client.post(url + "file/", {"encoding": "gb18030"})
    offered = re.search(r'name="encoding" value="([^"]+)"[^>]* checked', page(client, url))
    assert offered
    assert offered[1] == "utf-8-sig"
    client.post(url + "file/", {"encoding": "utf-8-sig"})
    offered = re.search(r'name="encoding" value="([^"]+)"[^>]* checked', page(client, url))
    assert offered
    assert offered[1] == "gb18030"
    client.post(url + "file/", {"encoding": "gb18030"})
    batch = PayoutBatch.objects.get()
    assert "确认已交银行：2 笔，213.25 元" in page(client, url)
    file = client.get(f"/finance/batches/{batch.public_id}/file/")
    assert (file.content, file["Content-Disposition"]) == (
        text_of(batch),
        f'attachment; filename="{batch.number}.csv"',
    )
    assert batch.file_hash in page(client, url)
    client.get(f"/finance/batches/{batch.public_id}/control/")
    told = (
        AuditEntry.objects.filter(verb="payout_file_downloaded").order_by("pk").values_list("facts", "actor")
    )
    assert list(told) == [
        ({"which": "file"}, month.releaser.public_id),
        ({"which": "control"}, month.releaser.public_id),
    ]
    assert client.post(url + "release/", {"file_hash": "0" * 64}).status_code == 409
    client.post(url + "release/", {"file_hash": batch.file_hash})
    batch.refresh_from_db()
    assert batch.state == "sent"
    answer = client.post(
        *upload(batch, row(month.item(0)), row(month.item(1), "失败", "户名不符")), follow=True
    )
    assert "到账 1 笔，没有打成 1 笔" in answer.content.decode()
    opened = f"/finance/failed/?run={month.run.number}"
    assert f'<a href="{opened}">1</a>' in page(client, url)
    said = page(client, opened)
    assert "银行说：户名不符" in said
    client.post(f"/finance/failed/{month.item(1).public_id}/again/")
    assert month.item(1).state == "ready"
    assert "没有失败的打款" in page(client, "/finance/failed/")


def test_whoever_releases_is_told_and_led_to_the_month():
    month = approved_month(420)
    client = visitor(month.releaser)
    assert "消息 <b>1</b>" in page(client, "/finance/")
    news = page(client, "/me/news/")
    assert f'<a class="row" href="{month_url(month.run)}">' in news
    assert "已批准，等你发放：实发 105.00 元" in news


def test_an_answer_that_does_not_fit_is_reported_by_row():
    month = approved_month(420, 433)
    batch = month.release()
    client = visitor(month.releaser)
    answer = client.post(
        *upload(batch, row(month.item(0)), row(month.item(1), yuan="1.00"), "9,1,1.00,成功,")
    )
    said = answer.content.decode()
    assert answer.status_code == 409
    assert "第 3 行：序号 2 的金额是 1.00，我们发的是 108.25。" in said
    assert "第 4 行：这一批没有序号 9。" in said
    assert month.states() == ["sent", "sent"]


@pytest.mark.parametrize(
    ("who", "act"),
    [
        (0, "approve/"),
        (0, "release/"),
        (0, "file/"),
        (1, "prepare/"),
        (1, "release/"),
        (2, "approve/"),
        (2, "prepare/"),
        (2, "return/"),
    ],
)
def test_nobody_does_anothers_part(who, act):
    month = approved_month(420)
    assert visitor(month.people[who]).post(month_url(month.run, act)).status_code == 403


def test_only_the_releaser_takes_the_file_with_the_accounts():
    month = approved_month(420)
    batch = month.release()
    for user in (month.people[0], month.people[1], cast.person("审计", AUDITOR)):
        page(visitor(user), f"/finance/batches/{batch.public_id}/file/", 403)


def test_before_the_day_the_page_says_from_when(clock):
    month = approved_month(420)
    clock("2026-11-11T10:00:00+08:00")
    said = page(visitor(month.releaser), month_url(month.run))
    assert "11月12日 周四起才能交给银行" in said
    assert "确认已交银行：" not in said
    answer = visitor(month.releaser).post(month_url(month.run, "release/"))
    assert answer.status_code == 409


def staff_pages(month) -> list[str]:
    one = month.run.statements.first()
    entity = month.run.entity
    return [
        "/finance/",
        "/finance/ledger/",
        f"/finance/ledger/?entity={entity.code}",
        "/finance/entities/",
        f"/finance/entities/{entity.public_id}/",
        "/finance/holidays/",
        "/finance/waiting/",
        "/finance/failed/",
        month_url(month.run),
        month_url(month.run, "statements/"),
        f"/finance/statements/{one.public_id}/",
    ]


def test_no_page_shows_an_account_nor_the_auditor_a_button():
    month = approved_month(420, 433, 240)
    batch = month.release()
    month.answer(
        batch, row(month.item(0)), row(month.item(1), "失败", f"{card_of(month.agents[1])} 户名不符")
    )
    auditor = cast.person("审计", AUDITOR)
    for user in (*month.people, auditor):
        client = visitor(user)
        for url in staff_pages(month):
            answer = client.get(url)
            said = answer.content.decode()
            assert answer.status_code == 200, url
            assert not any(card_of(agent) in said for agent in month.agents), url
            assert answer["Cache-Control"].count("no-store") == 1, url
            assert user != auditor or 'class="btn primary' not in said, url  # who only reads
    assert card_of(month.agents[1])[-4:] in page(visitor(month.releaser), "/finance/failed/")


def test_the_auditor_does_nothing():
    month = approved_month(420)
    auditor = visitor(cast.person("审计", AUDITOR))
    for act in ("prepare/", "approve/", "return/", "file/", "release/", "recompute/", "parked/"):
        assert auditor.post(month_url(month.run, act)).status_code == 403


def test_statements_are_found_by_name_number_and_last_four():
    month = approved_month(420, 433, 240, without_account=(2,))
    client, url = visitor(month.people[0]), month_url(month.run, "statements/")
    for words in ("演示乙", month.agents[1].number, card_of(month.agents[1])[-4:]):
        said = page(client, f"{url}?q={words}")
        assert (month.agents[1].number in said, month.agents[0].number in said) == (True, False), words
    said = page(client, url + "?only=no_account")
    assert (month.agents[2].number in said, month.agents[0].number in said) == (True, False)


def test_a_statement_proves_itself_and_says_when_it_does_not():
    month = approved_month(420)
    client, url = visitor(month.people[0]), f"/finance/statements/{month.run.statements.get().public_id}/"
    assert "刚按事实重算一遍，1 行都和本单一致。" in page(client, url)
    month.agents[0].segments.update(paid_minutes=421)
    said = page(client, url)
    assert "按事实重算，有的行和本单不一致" in said
    assert "这一行和现在的事实对不上" in said


def test_a_task_that_pays_more_than_it_brings_is_named(october):
    entity, people = october
    for one in entity.tasks.all():
        one.client_prices.update(price_fen=10_000)  # a shift brings 100.00, seven hours cost 105.00 and more
    said = page(visitor(people[0]), month_url(settle(entity, people[0])))
    assert "哪些任务倒贴" in said
    assert "−13.25" in said  # 2 x 100.00 - 213.25


def test_this_month_stands_beside_the_last():
    month = approved_month(420)
    agent, entity = month.agents[0], month.run.entity
    month.answer(month.release(), row(month.item(0)))
    cast.holidays(2027)
    cast.segment(agent, entity.tasks.get(), date(2026, 11, 12), 840)
    run = settle(entity, month.people[0], date(2026, 11, 1))
    said = page(visitor(month.people[1]), month_url(run))
    for text in ("210.00", "105.00", "+105.00", "+100%"):
        assert text in said, text


def questions(client, url: str) -> int:
    page(client, url)  # what is kept for a day is kept by then
    with CaptureQueriesContext(connection) as asked:
        page(client, url)
    return len(asked)


def test_more_rows_ask_no_more_questions():
    urls = ["/finance/", "/finance/waiting/", "/finance/ledger/", "statements/"]

    def count(month):
        client = visitor(month.people[0])
        return [questions(client, month_url(month.run, url) if url == "statements/" else url) for url in urls]

    one = approved_month(420, without_account=(0,))
    few = count(one)
    HolidayYear.objects.all().delete()
    three = approved_month_again("two", 420, 433, 240)
    assert count(three) == few


def approved_month_again(code: str, *minutes: int):
    """Another entity's month with more agents, none with an account."""
    cast.holidays(2026)
    work, people = cast.task(cast.entity(code)), cast.finance()
    agents = [cast.agent() for _ in minutes]
    for agent, length in zip(agents, minutes, strict=True):
        cast.segment(agent, work, date(2026, 10, 12), length)
    return Month(settle_and_approve(work.entity, people), agents, people)


def test_unknown_months_are_not_there():
    people = cast.finance()
    for url in ("/finance/nobody/2026-10/", "/finance/nobody/2026-13/", "/finance/nobody/2026-10/progress/"):
        page(visitor(people[0]), url, 404)


def test_queues_count_what_waits():
    month = approved_month(420, 433, without_account=(1,))
    month.answer(month.release(), row(month.item(0), "失败", "户名不符"))
    said = page(visitor(month.releaser), "/finance/")
    assert "<span>缺收款账户</span><b>1</b>" in said
    assert "<span>打款失败</span><b>1</b>" in said


def test_before_approval_the_menu_does_not_say_that_nobody_lacks_an_account(clock):
    """No payment waits yet: no number stands there, and the page names the month and its people."""
    clock("2026-11-02T10:00:00+08:00")
    cast.holidays(2026)
    work, people = cast.task(), cast.finance()
    cast.segment(cast.agent(), work, date(2026, 10, 12), 420)
    run = settle(work.entity, people[0])
    said = page(visitor(people[0]), "/finance/waiting/")
    assert "<span>缺收款账户</span><b>" not in said
    assert f"{run.number} 还没有批准，里面有 1 人没有收款账户，105.00 元。" in said
    assert "?only=no_account" in said
    approve_run(run, by=people[1], now=after(run.month))
    said = page(visitor(people[0]), "/finance/waiting/")
    assert "<span>缺收款账户</span><b>1</b>" in said
    assert "还没有批准" not in said
