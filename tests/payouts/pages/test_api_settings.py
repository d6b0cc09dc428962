"""What finance keeps up by program: settings without a default, years by two people, the ledger, payments made again."""

from datetime import date

import pytest

from payouts.files import opened
from payouts.models import PayoutItem
from payouts.queries.runs import KIND
from tasks.models import HolidayYear, PayingEntity
from tests import cast
from tests.payouts.engine.acts import settle
from tests.payouts.money_out.acts import approved_month, card_of, row
from tests.payouts.pages.acts import visitor
from yunke.ground.roles import ADMINISTRATOR, AUDITOR
from yunke.models import AuditEntry, Chunk

pytestmark = [pytest.mark.django_db]
API = "/api/v1/finance/"
NOBODY = "X" * 26


@pytest.fixture(autouse=True)
def _now(clock):
    clock("2026-11-13T10:00:00+08:00")


def get(user, path: str):
    return visitor(user).get(API + path)


def post(user, path: str, data=None, key: str = ""):
    headers = {"Idempotency-Key": key} if key else {}
    return visitor(user).post(API + path, data or {}, content_type="application/json", headers=headers)


def codes(answer) -> list[str]:
    assert answer.status_code == 409, answer.content
    return [one["code"] for one in answer.json()["reasons"]]


def facts_of(verb: str) -> list[dict]:
    return list(AuditEntry.objects.filter(verb=verb).values_list("facts", flat=True))


# --- tax settings -----------------------------------------------------------------------------------------


@pytest.fixture
def unchosen() -> PayingEntity:
    one = cast.entity()
    PayingEntity.objects.filter(pk=one.pk).update(tax_method="", gap_rule="", penalties_lower_income=None)
    return one


@pytest.mark.database
def test_settings_are_read_unchosen_and_chosen(unchosen):
    preparer, approver, _releaser = cast.finance()
    url = f"entities/{unchosen.public_id}/tax-settings/"
    assert get(approver, url).json() == {
        "public_id": unchosen.public_id,
        "code": "demo",
        "name": "云客演示demo",
        "tax_method": "",
        "gap_rule": "",
        "penalties_lower_income": None,
    }
    told = {"tax_method": "cumulative", "gap_rule": "paid", "penalties_lower_income": False, "code": "else"}
    first, again = (post(preparer, url, told, key="k") for _ in range(2))
    assert (first.status_code, again.json()) == (200, first.json())
    unchosen.refresh_from_db()
    assert (unchosen.code, unchosen.tax_method, unchosen.gap_rule, unchosen.penalties_lower_income) == (
        "demo",
        "cumulative",
        "paid",
        False,
    )
    assert [one["chosen"] for one in facts_of("tax_settings_chosen")] == [
        {"tax_method": "cumulative", "gap_rule": "paid", "penalties_lower_income": False}
    ]
    assert [one["tax_method"] for one in get(approver, "entities/").json()["results"]] == ["cumulative"]


@pytest.mark.database
def test_nothing_is_chosen_by_leaving_it_out(unchosen):
    preparer, approver, _releaser = cast.finance()
    url = f"entities/{unchosen.public_id}/tax-settings/"
    assert codes(post(preparer, url, {"tax_method": "cumulative", "penalties_lower_income": True})) == [
        "gap_rule_not_chosen"
    ]
    assert post(preparer, url, {"tax_method": "none"}).status_code == 400
    assert post(preparer, url, {"tax_method": "best", "penalties_lower_income": True}).status_code == 400
    assert visitor(preparer).post(API + url, {"tax_method": "none"}).status_code == 415
    assert post(approver, url, {"tax_method": "none", "penalties_lower_income": True}).status_code == 403
    unchosen.refresh_from_db()
    assert (unchosen.tax_method, unchosen.penalties_lower_income) == ("", None)
    assert post(preparer, f"entities/{NOBODY}/tax-settings/", {}).status_code == 404


# --- holiday years ----------------------------------------------------------------------------------------


@pytest.mark.database
def test_a_year_is_proposed_by_one_and_confirmed_by_another():
    first, second, _third = cast.finance()
    told = {
        "year": 2026,
        "source": "演示通知",
        "state": "confirmed",
        "days": [{"on": "2026-10-10", "kind": "make_up"}, {"on": "2026-10-05", "kind": "day_off"}],
    }
    made, again = (post(first, "holiday-years/", told, key="k") for _ in range(2))
    assert (made.status_code, again.json()) == (201, made.json())
    assert len(facts_of("holiday_year_proposed")) == 1
    year = made.json()
    assert (year["state"], year["proposed_by"], year["make_up"], year["day_off"]) == (
        "proposed",
        first.public_id,
        ["2026-10-10"],
        ["2026-10-05"],
    )
    assert "2026-10-01" in year["statutory"]
    assert codes(post(first, "holiday-years/2026/confirm/")) == ["holidays_same_person"]
    confirmed = post(second, "holiday-years/2026/confirm/").json()
    assert (confirmed["state"], confirmed["confirmed_by"]) == ("confirmed", second.public_id)
    assert codes(post(first, "holiday-years/", told)) == ["holidays_confirmed"]
    assert get(first, "holiday-years/").json()["results"] == [confirmed]
    assert codes(post(second, "holiday-years/2027/confirm/")) == ["holidays_not_proposed"]


@pytest.mark.parametrize("days", [
    [{"on": "2026-10-10", "kind": "make_up"}, {"on": "2026-10-10", "kind": "day_off"}],
    [{"on": "2027-10-10", "kind": "make_up"}], [{"on": "2026-10-10", "kind": "statutory"}], [{"on": "2026-13-01"}],
])  # fmt: skip
def test_days_that_cannot_be_are_refused(days):
    assert (
        post(cast.finance()[0], "holiday-years/", {"year": 2026, "source": "x", "days": days}).status_code
        == 400
    )
    assert not HolidayYear.objects.exists()


# --- the ledger -------------------------------------------------------------------------------------------


def test_the_trial_balance_of_one_entity_and_of_all():
    month = approved_month(420)
    other = cast.entity("other")
    everything = get(month.people[0], "ledger/").json()
    balances = {one["code"]: one["balance_fen"] for one in everything["accounts"] if one["balance_fen"]}
    assert sorted(balances.values()) == [-10_500, 10_500]
    assert (
        sum(one["debit_fen"] for one in everything["accounts"])
        == sum(one["credit_fen"] for one in everything["accounts"])
        == 10_500
    )
    assert (
        get(month.people[1], f"ledger/?entity={month.run.entity.code}").json()["accounts"]
        == everything["accounts"]
    )
    assert {
        one["balance_fen"] for one in get(month.releaser, f"ledger/?entity={other.code}").json()["accounts"]
    } == {0}
    assert get(month.releaser, "ledger/?entity=nobody").status_code == 400


# --- payments ---------------------------------------------------------------------------------------------


def test_who_waits_for_an_account():
    month = approved_month(420, 433, without_account=(1,))
    (told,) = get(month.people[1], "payments/waiting/").json()["results"]
    assert (told["agent_number"], told["amount_fen"], told["state"], told["account"], told["month"]) == (
        month.agents[1].number,
        10_825,
        "waiting",
        "",
        "2026-10",
    )
    assert get(month.people[1], "payments/failed/").json()["count"] == 0


def test_a_failed_payment_is_made_again_once():
    month = approved_month(420)
    month.answer(month.release(), row(month.item(0), "失败", "户名不符"))
    failed = month.item(0)
    listed = get(month.people[0], "payments/failed/").json()["results"]
    assert [
        (one["public_id"], one["account"], [why["code"] for why in one["reasons"]]) for one in listed
    ] == [(failed.public_id, f"**** {card_of(month.agents[0])[-4:]}", ["bank_refused_it"])]
    url = f"payments/{failed.public_id}/again/"
    assert post(month.people[1], url).status_code == 403
    first, again = (post(month.releaser, url, {"amount_fen": 1}, key="k") for _ in range(2))
    assert (first.status_code, first.json()["state"], first.json()["amount_fen"]) == (201, "ready", 10_500)
    assert again.json() == first.json()
    assert PayoutItem.objects.count() == 2
    assert month.item(0).public_id == first.json()["public_id"]
    assert codes(post(month.releaser, url)) == ["item_is_replaced"]
    assert codes(post(month.releaser, f"payments/{first.json()['public_id']}/again/")) == ["item_not_failed"]
    assert get(month.people[0], "payments/failed/").json()["count"] == 0
    assert post(month.releaser, f"payments/{NOBODY}/again/").status_code == 404


def test_the_control_file_leaves_on_record():
    month = approved_month(420)
    batch = month.release()
    answer = get(month.releaser, f"batches/{batch.public_id}/control/")
    assert (answer.status_code, answer["Content-Disposition"]) == (
        200,
        f'attachment; filename="{batch.number}.json"',
    )
    assert answer.content == opened(batch.control_file)
    assert facts_of("payout_file_downloaded") == [{"which": "control"}]
    assert get(month.people[0], f"batches/{batch.public_id}/control/").status_code == 403


# --- parked -----------------------------------------------------------------------------------------------


@pytest.mark.database
def test_parked_chunks_are_taken_up_again():
    cast.holidays(2026)
    work, people = cast.task(cast.entity()), cast.finance()
    cast.segment(cast.agent(), work, date(2026, 10, 12), 420)
    run = settle(work.entity, people[0])
    Chunk.objects.filter(batch=run.public_id, kind=KIND).update(state="parked", attempts=5)
    url = f"runs/{run.number}/parked/"
    assert get(people[1], f"runs/{run.number}/progress/").json()["parked"] == 1
    told = post(people[0], url)
    assert (told.status_code, told.json()["parked"]) == (200, 0)
    assert Chunk.objects.get(batch=run.public_id).state == "due"
    assert facts_of("run_chunks_taken_up_again") == [{"chunks": 1}]
    assert post(people[1], url).status_code == 403


def test_the_auditor_reads_all_of_it_and_the_administrator_nothing():
    of, auditor, admin = cast.entity(), cast.person("审计", AUDITOR), cast.person("管理", ADMINISTRATOR)
    for path in (
        "entities/",
        f"entities/{of.public_id}/tax-settings/",
        "holiday-years/",
        "ledger/",
        "payments/waiting/",
        "payments/failed/",
    ):
        assert (get(auditor, path).status_code, get(admin, path).status_code) == (200, 403), path
    assert post(auditor, "holiday-years/", {"year": 2026, "source": "x"}).status_code == 403
    assert post(admin, "holiday-years/", {"year": 2026, "source": "x"}).status_code == 403
