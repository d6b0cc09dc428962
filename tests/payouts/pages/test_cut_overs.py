"""The cut-over on its pages and for programs."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from payouts.models import CutOver, OpeningBalance
from tests import cast
from tests.payouts.engine.test_cut_overs import NOW, known, table, work_off_files
from tests.payouts.pages.acts import page, visitor
from yunke.models import Chunk

pytestmark = [pytest.mark.django_db]


@pytest.fixture
def payer(clock):
    clock(NOW)
    one = cast.entity(tax_method="cumulative", gap_rule="paid")
    CutOver.objects.all().delete()
    return one


def upload(content):
    return SimpleUploadedFile("期初.csv", content, content_type="text/csv")


def waits(client, url="/finance/", *, current=False) -> str:
    """What the menu counts at the entities' settings."""
    here = ' aria-current="page"' if current else ""
    found = re.search(
        f'href="/finance/entities/"{here}><span>支付主体设置</span><b>([^<]*)</b>', page(client, url)
    )
    return found[1] if found else ""


def test_a_file_is_looked_through_then_confirmed_by_another(payer):
    preparer, approver, _ = cast.finance()
    agent, client = cast.agent("演示甲"), visitor(preparer)
    url = f"/finance/entities/{payer.public_id}/cut-overs/"
    told = {"count": "1", "income": "16,000", "tax": "84", "debt": "0"}
    content = table(known(agent, 16_000, 84, "1-2"))
    wrong = client.post(url, told | {"tax": "83.99", "file": upload(content)})
    assert wrong.status_code == 422
    assert "你填的已扣税合计是 83.99，文件里是 84.00，差 0.01。" in wrong.content.decode()
    made = client.post(url, told | {"file": upload(content)}, follow=True)
    said = made.content.decode()
    assert "演示甲" in said
    assert "核准</button>" not in said
    one = CutOver.objects.get()
    assert OpeningBalance.objects.count() == 0
    desk, settings = visitor(approver), f"/finance/entities/{payer.public_id}/"
    for place in ("/finance/entities/", settings):
        assert "1 项等第二人核" in page(desk, place)
    assert waits(desk) == "1"
    assert waits(desk, f"/finance/cut-overs/{one.public_id}/", current=True) == "1"
    visitor(approver).post(f"/finance/cut-overs/{one.public_id}/confirm/")
    assert OpeningBalance.objects.get().tax_fen == 8_400
    assert "已核准" in page(client, url)
    assert (waits(desk), "等第二人核" in page(desk, settings)) == ("0", False)


def test_nobody_was_paid_before(payer):
    preparer, approver, _ = cast.finance()
    visitor(preparer).post(f"/finance/entities/{payer.public_id}/nobody/")
    one = CutOver.objects.get()
    assert "没有发过" in page(visitor(approver), f"/finance/cut-overs/{one.public_id}/")
    visitor(approver).post(f"/finance/cut-overs/{one.public_id}/refuse/")
    assert "不采用" in page(visitor(preparer), f"/finance/entities/{payer.public_id}/cut-overs/")


def test_programs_do_the_same(payer):
    preparer, approver, _ = cast.finance()
    agent, root = cast.agent("演示甲"), "/api/v1/finance/"
    url = f"{root}entities/{payer.public_id}/cut-overs/"
    told = {"count": 1, "income_fen": 10_000, "tax_fen": 0, "debt_fen": 0}
    content = table(known(agent, 100, 0, 1))

    def post(user, where, body=None):
        return visitor(user).post(
            where, body or {}, HTTP_IDEMPOTENCY_KEY=f"{user.pk} {where} {body and body.get('count')}"
        )

    refused = post(preparer, url, told | {"count": 2, "file": upload(content)})
    assert (refused.status_code, [one["code"] for one in refused.json()["reasons"]]) == (
        409,
        ["cut_over_count"],
    )
    made = post(preparer, url, told | {"file": upload(content)})
    assert (made.status_code, made.json()["state"]) == (201, "proposed")
    key = made.json()["public_id"]
    people = visitor(approver).get(f"{root}cut-overs/{key}/").json()["results"]
    assert people == [
        {
            "who": agent.number,
            "is_new": False,
            "months": [1],
            "income_fen": 10_000,
            "tax_fen": 0,
            "debt_fen": 0,
        }
    ]
    confirmed = post(approver, f"{root}cut-overs/{key}/confirm/").json()
    assert (confirmed["state"], confirmed["from_month"]) == ("confirmed", "2026-10")
    assert visitor(approver).get(url).json()["results"][0]["row_count"] == 1


def test_a_large_file_shows_how_far_it_is_and_why_it_came_back(payer, monkeypatch):
    monkeypatch.setattr("payouts.actions.cut_overs.IN_REQUEST", 1)
    preparer, approver, _ = cast.finance()
    agent, other, client = cast.agent("演示甲"), cast.agent("演示乙"), visitor(preparer)
    url = f"/finance/entities/{payer.public_id}/cut-overs/"
    told = {"count": "2", "income": "200", "tax": "0", "debt": "0"}
    content = table(known(agent, 100, 0, 1), known(agent, 100, 0, 1))
    said = client.post(url, told | {"file": upload(content)}, follow=True).content.decode()
    assert "正在后台看一遍" in said
    assert "<b>0</b> / 2 行" in said
    first = CutOver.objects.get()
    at = f"/finance/cut-overs/{first.public_id}/"
    assert "<b>0</b> / 2 行" in page(client, f"{at}progress/")
    work_off_files()
    assert client.get(f"{at}progress/")["HX-Refresh"] == "true"
    said = page(client, at)
    assert "文件有错，什么都没有导入。" in said
    assert "第 3 行：这个人在第 2 行已经有了。" in said
    client.post(url, told | {"file": upload(table(known(agent, 100, 0, 1), known(other, 100, 0, 1)))})
    work_off_files()
    at = f"/finance/cut-overs/{CutOver.objects.latest('pk').public_id}/"
    assert "演示乙" in page(client, at)
    assert "正在后台导入" in visitor(approver).post(f"{at}confirm/", follow=True).content.decode()
    told = visitor(approver).get(f"/api/v1{url}").json()["results"]
    assert [(one["state"], one["rows_done"]) for one in told] == [("confirming", 0), ("faulty", 2)]
    assert told[1]["problems"][0]["code"] == "row_twice"
    assert "正在导入，全部导完才算数" in page(client, f"{at}progress/")
    Chunk.objects.filter(state="due").update(rows_done=2)
    assert "都对过了，正在一次写进去" in page(client, f"{at}progress/")
    work_off_files()
    assert "已核准" in page(client, at)
    assert OpeningBalance.objects.count() == 2
