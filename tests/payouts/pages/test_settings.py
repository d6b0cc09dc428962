"""Tax settings without a silent default, and holiday years by two people."""

from datetime import date

import pytest

from tasks.models import HolidayAmendment, HolidayYear, PayingEntity
from tests import cast
from tests.payouts.engine.acts import settle, settle_and_approve
from tests.payouts.pages.acts import page, visitor
from yunke.models import AuditEntry

pytestmark = [pytest.mark.django_db]


@pytest.fixture
def unchosen() -> PayingEntity:
    one = cast.entity()
    PayingEntity.objects.filter(pk=one.pk).update(tax_method="", gap_rule="", penalties_lower_income=None)
    one.refresh_from_db()
    return one


def url_of(entity) -> str:
    return f"/finance/entities/{entity.public_id}/"


def test_nothing_is_chosen_until_somebody_chooses(unchosen):
    said = page(visitor(cast.finance()[0]), url_of(unchosen))
    assert "checked" not in said
    assert "还没选" in page(visitor(cast.finance()[1]), "/finance/entities/")


def test_each_choice_is_shown_in_money(unchosen):
    said = page(visitor(cast.finance()[0]), url_of(unchosen))
    for text in ("342.00", "1,780.00", "12,400.00", "450.00", "4,000.00"):  # the issue's own examples
        assert text in said, text


def test_a_choice_is_kept_and_on_record(unchosen):
    preparer = cast.finance()[0]
    told = {"tax_method": "cumulative", "gap_rule": "paid", "penalties_lower_income": "no"}
    assert visitor(preparer).post(url_of(unchosen), told).status_code == 302
    unchosen.refresh_from_db()
    assert (unchosen.tax_method, unchosen.gap_rule, unchosen.penalties_lower_income) == (
        "cumulative",
        "paid",
        False,
    )
    entry = AuditEntry.objects.get(verb="tax_settings_chosen")
    assert entry.facts["was"] == {"tax_method": "", "gap_rule": "", "penalties_lower_income": None}
    assert entry.actor == preparer.public_id
    visitor(preparer).post(url_of(unchosen), told)
    assert AuditEntry.objects.filter(verb="tax_settings_chosen").count() == 1


@pytest.mark.parametrize("told", [
    {}, {"tax_method": "cumulative", "penalties_lower_income": "no"}, {"tax_method": "none"},
    {"tax_method": "guess", "penalties_lower_income": "no"},
])  # fmt: skip
def test_half_a_choice_is_none(unchosen, told):
    assert visitor(cast.finance()[0]).post(url_of(unchosen), told).status_code == 422
    unchosen.refresh_from_db()
    assert unchosen.tax_method == ""


def test_only_the_preparer_chooses(unchosen):
    for user in cast.finance()[1:]:
        assert visitor(user).post(url_of(unchosen), {}).status_code == 403


def test_a_prepared_run_keeps_what_was_set():
    cast.holidays(2026)
    work, people = cast.task(cast.entity(tax_method="none")), cast.finance()
    cast.segment(cast.agent(), work, date(2026, 10, 12), 420)
    run = settle(work.entity, people[0])
    visitor(people[0]).post(
        url_of(work.entity), {"tax_method": "occurrence", "penalties_lower_income": "yes"}
    )
    run.refresh_from_db()
    assert (run.tax_method, run.penalties_lower_income) == ("none", False)


def test_a_year_is_proposed_by_one_and_confirmed_by_another():
    first, second, _third = cast.finance()
    told = {
        "year": "2026",
        "source": "国办发明电〔2025〕7号",
        "days": "2026-10-10,补班\n2026-10-05，调休\n\n",
    }
    assert visitor(first).post("/finance/holidays/", told).status_code == 302
    year = HolidayYear.objects.get()
    assert year.state == "proposed"
    assert set(year.days.exclude(kind="statutory").values_list("on", "kind")) == {
        (date(2026, 10, 10), "make_up"),
        (date(2026, 10, 5), "day_off"),
    }
    assert "要另一位同事确认" in page(visitor(first), "/finance/holidays/")
    assert visitor(first).post("/finance/holidays/2026/confirm/").status_code == 409
    assert visitor(second).post("/finance/holidays/2026/confirm/").status_code == 302
    year.refresh_from_db()
    assert (year.state, year.confirmed_by) == ("confirmed", second)
    assert visitor(first).post("/finance/holidays/", told).status_code == 422


@pytest.mark.parametrize(("days", "words"), [
    ("2026-10-10", "第 1 行读不懂"), ("2026-10-10,补班\n2026-13-01,调休", "第 2 行读不懂"),
    ("2026-10-10,补班\n2026-10-10,调休", "有一天写了两次"), ("2027-10-10,补班", "有一天不在这一年里"),
])  # fmt: skip
def test_days_that_cannot_be_are_refused(days, words):
    answer = visitor(cast.finance()[0]).post(
        "/finance/holidays/", {"year": "2026", "source": "x", "days": days}
    )
    assert (answer.status_code, words in answer.content.decode()) == (422, True)
    assert not HolidayYear.objects.exists()


def test_a_confirmed_year_is_amended_on_its_page():
    cast.holidays(2026)
    first, second, _third = cast.finance()
    work, agent = cast.task(), cast.agent()
    cast.segment(agent, work, date(2026, 10, 8), 480)
    settle_and_approve(work.entity, cast.finance())
    told = {
        "days": "2026-10-08，法定，国庆节\n2026-10-10,补班",
        "source": "国办发明电〔2026〕9号",
        "why": "多放一天",
    }
    assert "提出修改" in page(visitor(first), "/finance/holidays/2026/")
    wrong = visitor(first).post("/finance/holidays/2026/", told | {"days": "乱写"}).content.decode()
    assert "第 1 行读不懂：“乱写”。每行写日期" in wrong
    assert visitor(first).post("/finance/holidays/2026/", told).status_code == 302
    assert visitor(first).post("/finance/holidays/2026/", told).status_code == 422
    of = HolidayAmendment.objects.get()
    seen = page(visitor(first), "/finance/holidays/2026/")
    assert "1 段工时补差，合计 120.00 元" in seen
    assert "要另一位同事核准" in seen
    assert "1 项等第二人核" in page(visitor(second), "/finance/holidays/")
    assert visitor(first).post(f"/finance/holidays/amendments/{of.public_id}/confirm/").status_code == 409
    assert visitor(second).post(f"/finance/holidays/amendments/{of.public_id}/confirm/").status_code == 302
    seen = page(visitor(first), "/finance/holidays/2026/")
    for words in (
        "修改 1",
        "10-08 平日 → 法定日 国庆节",
        "10-10 平日 → 补班",
        "国办发明电〔2026〕9号",
        "多放一天",
    ):
        assert words in seen
    assert "1 段已批准的工时" in seen
    assert "1 次修改" in (seen := page(visitor(first), "/finance/holidays/"))
    assert "等第二人核" not in seen
    assert "200%" in page(visitor(cast.operations()), "/desk/corrections/")


def test_an_amendment_by_program():
    cast.holidays(2026)
    first, second, _third = cast.finance()
    work = cast.task()
    cast.segment(cast.agent(), work, date(2026, 10, 8), 480)
    settle_and_approve(work.entity, cast.finance())
    told = {
        "days": [{"on": "2026-10-08", "kind": "statutory", "code": "national_day"}],
        "source": "notice",
        "why": "a day more",
    }
    made = visitor(first).post("/api/v1/finance/holiday-years/2026/amendments/", told, "application/json")
    assert (made.status_code, made.json()["state"], made.json()["version"]) == (201, "proposed", None)
    at = f"/api/v1/finance/holiday-amendments/{made.json()['public_id']}"
    assert visitor(first).get(f"{at}/effects/").json()["results"] == [
        {
            "entity": work.entity.code,
            "differences": 1,
            "fen": 12_000,
            "month": "2026-11",
            "anew": [],
        }
    ]
    assert visitor(first).post(f"{at}/confirm/").json()["reasons"][0]["code"] == "amendment_same_person"
    done = visitor(second).post(f"{at}/confirm/").json()
    assert (done["state"], done["version"], done["differences"]) == ("confirmed", 1, 1)
    assert done["days"] == [{"on": "2026-10-08", "was": "", "becomes": "statutory", "code": "national_day"}]
    assert visitor(first).get(f"{at}/effects/").json()["results"] == []
