"""Tasks, terms, penalties, prices, clients, agreements and ends of claims by API."""

import pytest

from tasks.models import (
    Agreement,
    Claim,
    Client,
    ClientMember,
    ClientPrice,
    PayingEntity,
    PenaltyTable,
    Task,
    Terms,
)
from tests import cast
from tests.cast import at
from tests.tasks.api.knocks import Caller, codes
from yunke.ground.roles import AUDITOR, CLIENT

pytestmark = [pytest.mark.django_db]
NOW = at("2026-10-12 09:00")
TERMS = {"effective_on": "2026-11-01", "hourly_fen": 1_800, "holiday_rule": "none", "rates": {"sale": 200}}


@pytest.fixture(autouse=True)
def _now(clock):
    clock(NOW)


@pytest.fixture
def task():
    return cast.task()


@pytest.fixture
def desk():
    return Caller(cast.operations())


def fields(task, **changes):
    return {
        "client": task.client.public_id,
        "entity": task.entity.code,
        "line": task.line.code,
        "name": "回访",
        "seats": 12,
        "starts_on": "2026-11-01",
    } | changes


# --- tasks ------------------------------------------------------------------------------------------------


def test_a_task_is_drafted_edited_and_not_published_half(task, desk):
    made = desk.twice("tasks/", fields(task, state="open", number="T99999"))
    assert (made.status_code, made.json()["state"], made.json()["seats"]) == (201, "draft", 12)
    one = made.json()["public_id"]
    assert (Task.objects.count(), Task.objects.get(public_id=one).number) == (2, made.json()["number"])
    changed = desk.put(f"tasks/{one}/", fields(task, name="回访二", seats=30, ends_on="2026-12-31"))
    assert (changed.status_code, changed.json()["name"], changed.json()["ends_on"]) == (
        200,
        "回访二",
        "2026-12-31",
    )
    assert codes(desk.put(f"tasks/{one}/", fields(task, ends_on="2026-10-31"))) == ["task_ends_early"]
    assert set(codes(desk.post(f"tasks/{one}/state/", {"to": "open"}))) == {"publish_needs"}
    assert desk.post(f"tasks/{one}/state/", {"to": "draft"}).status_code == 400
    assert Caller(cast.person("审计", AUDITOR)).get(f"tasks/{one}/").json()["state"] == "draft"


def test_whether_a_new_task_interviews_follows_its_lines_sop(task, desk):
    def asks(**said):
        return desk.post("tasks/", fields(task, **said)).json()["asks_interview"]

    assert (asks(), asks(asks_interview=True)) == (False, True)  # without an SOP nothing is asked
    cast.sop(task.line, "real_name", "exam", "interview")
    assert (asks(), asks(asks_interview=False)) == (True, False)
    made = desk.post("tasks/", fields(task, asks_interview=False)).json()["public_id"]
    assert desk.put(f"tasks/{made}/", fields(task, name="回访二")).json()["asks_interview"] is False


def test_an_open_task_is_paused_once_and_its_client_is_fixed(task, desk):
    assert desk.twice(f"tasks/{task.public_id}/state/", {"to": "paused"}).json()["state"] == "paused"
    assert codes(desk.post(f"tasks/{task.public_id}/state/", {"to": "paused"})) == ["not_in_state"]
    other = Client.objects.create(public_id="0" * 26, name="别家")
    said = fields(task, client=other.public_id, starts_on=task.starts_on.isoformat())
    assert codes(desk.put(f"tasks/{task.public_id}/", said)) == ["task_started"]


@pytest.mark.database
def test_terms_are_written_by_one_and_approved_by_another(task, desk):
    cast.kind("returned_item")
    cast.kind("sale")
    url, second = f"tasks/{task.public_id}/terms/", Caller(cast.operations())
    body = TERMS | {
        "rates": {"sale": 200, "accepted_item": 50, "returned_item": 30},
        "tiers": {"sale": [{"above": 1_000_000, "price": 300}]},
        "ranks": [{"rank": "lead", "percent": 10}],
        "mentor_hourly_fen": 100,
        "mentor_days": 30,
    }
    made = desk.twice(url, body | {"version": 9, "hash": "x", "state": "approved"})
    assert (made.status_code, made.json()["state"], made.json()["version"]) == (201, "proposed", None)
    assert codes(desk.post(url, TERMS)) == ["terms_pending"]
    one = f"terms/{made.json()['public_id']}/"
    assert codes(desk.post(f"{one}approve/")) == ["terms_by_proposer"]
    assert Terms.objects.count() == 1
    told = second.twice(f"{one}approve/").json()
    assert (told["version"], told["effective_on"], told["hourly_fen"]) == (2, "2026-11-01", 1_800)
    assert sorted(told["rates"], key=lambda rate: rate["kind"]) == [
        {"kind": "accepted_item", "unit_fen": 50, "share_bp": 0, "tiers": [], "takes_back": False},
        {"kind": "returned_item", "unit_fen": 30, "share_bp": 0, "tiers": [], "takes_back": True},
        {
            "kind": "sale",
            "unit_fen": 0,
            "share_bp": 200,
            "tiers": [{"above": 1_000_000, "price": 300}],
            "takes_back": False,
        },
    ]
    assert (told["ranks"], told["mentor_hourly_fen"], told["mentor_days"]) == (
        [{"rank": "lead", "percent": 10, "hourly_fen": 0}],
        100,
        30,
    )
    assert codes(desk.post(url, TERMS)) == ["terms_not_later"]
    later = TERMS | {"effective_on": "2026-12-01"}
    for wrong in (
        {"rates": {"no_such": 1}},
        {"rates": {"sale": 10_001}},
        {"tiers": {"sale": [{"above": 0, "price": 1}]}},
        {"ranks": [{"rank": "boss", "percent": 10}]},
    ):
        assert desk.post(url, later | wrong).status_code == 400
    assert Terms.objects.count() == 2


@pytest.mark.database
def test_terms_are_sent_back_with_a_reason_or_taken_back(task, desk):
    cast.kind("sale")
    url, second = f"tasks/{task.public_id}/terms/", Caller(cast.operations())
    one = f"terms/{desk.post(url, TERMS).json()['public_id']}/refuse/"
    assert codes(second.post(one)) == ["terms_need_why"]
    assert second.twice(one, {"why": "少了全勤"}).json()["state"] == "refused"
    again = f"terms/{desk.post(url, TERMS).json()['public_id']}/"
    assert desk.twice(f"{again}refuse/").json()["state"] == "withdrawn"
    assert codes(second.post(f"{again}approve/")) == ["not_in_state"]
    assert [row["state"] for row in desk.get(url).json()["results"]] == ["withdrawn", "refused"]
    assert Terms.objects.count() == 1


@pytest.mark.database
def test_penalties_are_a_new_version_once_a_second_person_agrees(task, desk):
    url, clause = (
        f"tasks/{task.public_id}/penalties/",
        {"code": "give_up", "title": "主动放弃", "amount_fen": 2_000},
    )
    body = {"effective_on": "2026-11-01", "appeal_days": 5, "clauses": [clause]}
    assert codes(desk.post(url, body | {"clauses": [clause, clause | {"title": "另一个名字"}]})) == [
        "clause_twice"
    ]
    made = desk.twice(url, body)
    assert (made.status_code, made.json()["state"], made.json()["version"]) == (201, "proposed", None)
    assert codes(desk.post(url, body)) == ["penalties_pending"]
    assert PenaltyTable.objects.count() == 1
    one, second = f"penalties/{made.json()['public_id']}/", Caller(cast.operations())
    assert codes(desk.post(f"{one}approve/")) == ["penalties_by_proposer"]
    table = second.twice(f"{one}approve/").json()
    assert (table["version"], table["clauses"]) == (2, [clause])
    assert PenaltyTable.objects.get(version=2).appeal_days == 5
    assert codes(desk.post(url, body)) == ["terms_not_later"]
    again = desk.post(url, body | {"effective_on": "2026-12-01"}).json()["public_id"]
    assert codes(second.post(f"penalties/{again}/refuse/")) == ["penalties_need_why"]
    assert second.post(f"penalties/{again}/refuse/", {"why": "太重"}).json()["state"] == "refused"
    assert [row["state"] for row in desk.get(url).json()["results"]] == ["refused", "approved"]


def test_a_price_is_dated_and_staffs_alone(task, desk):
    url, body = (
        f"tasks/{task.public_id}/prices/",
        {"effective_on": "2027-01-01", "unit": "shift", "price_fen": 23_000},
    )
    before = ClientPrice.objects.count()
    assert desk.twice(url, body).json() == body
    assert ClientPrice.objects.count() == before + 1
    assert codes(desk.post(url, body)) == ["price_dated_already"]
    assert desk.get(url).json()["results"][0] == body
    for who in (cast.agent(), cast.person("客户", CLIENT), cast.screener()):
        assert Caller(who).get(url).status_code == 403


# --- clients and agreements -------------------------------------------------------------------------------


@pytest.mark.database
def test_a_client_and_its_person_come_and_go(desk):
    made = desk.twice("clients/", {"name": "某银行", "trade": "金融"})
    assert (made.status_code, Client.objects.count(), made.json()["people"]) == (201, 1, [])
    boss, people = cast.person("林经理", CLIENT), f"clients/{made.json()['public_id']}/people/"
    joined = desk.twice(people, {"phone": boss.phone})
    assert (joined.status_code, joined.json()["people"]) == (
        201,
        [{"public_id": boss.public_id, "name": "林经理"}],
    )
    assert codes(desk.post(people, {"phone": boss.phone})) == ["client_person_taken"]
    assert codes(desk.post(people, {"phone": cast.agent().user.phone})) == ["no_client_person"]
    gone = desk.twice(f"{people}{boss.public_id}/remove/")
    assert (gone.json()["people"], ClientMember.objects.count()) == ([], 0)
    assert desk.post(f"{people}{boss.public_id}/remove/").status_code == 404


@pytest.mark.database
def test_an_agreement_is_a_new_version_by_operations_or_the_preparer(task, desk):
    url = f"entities/{task.entity.public_id}/agreements/"
    body = {"effective_on": "2026-11-01", "body_zh": "约定", "body_en": "Agreed", "version": 7}
    made = Caller(cast.finance()[0]).twice(url, body)
    assert (made.status_code, made.json()["version"]) == (201, 2)
    assert Agreement.objects.values_list("body_zh", "body_en").get(version=2) == ("约定", "Agreed")
    assert codes(desk.post(url, body)) == ["terms_not_later"]
    (entity,) = desk.get("entities/").json()["results"]
    assert [row["version"] for row in entity["agreements"]] == [1, 2]


def test_a_paying_entity_is_made_with_its_first_open_month_and_a_code_once(task, desk):
    body = {"code": "NORTH", "name": "演示北方主体", "tax_method": "none"}
    made = desk.twice("entities/", body)
    assert (made.status_code, made.json()["code"], made.json()["agreements"]) == (201, "NORTH", [])
    entity = PayingEntity.objects.get(code="NORTH")
    assert entity.tax_method == ""  # finance chooses it, nobody else
    assert [(row.month.isoformat(), row.state) for row in entity.months.all()] == [("2026-10-01", "open")]
    assert codes(desk.post("entities/", {"code": "north", "name": "另一个"})) == ["entity_code_taken"]
    assert Caller(cast.finance()[1]).post("entities/", body).status_code == 403


# --- claims -----------------------------------------------------------------------------------------------


def test_one_leaves_only_ones_own_task_and_not_before_the_booked_shifts(task):
    agent = cast.agent()
    claim = cast.claim(agent, task)
    seat = cast.booking(agent, cast.shift(task, "2026-10-14 09:00"))
    url = f"claims/{claim.public_id}/leave/"
    assert Caller(cast.agent()).post(url).status_code == 404
    assert codes(Caller(agent).post(url)) == ["shifts_held"]
    Caller(agent).post(f"bookings/{seat.public_id}/cancel/")
    assert Caller(agent).twice(url).json()["state"] == "left"
    assert Claim.objects.values_list("state", "ended_at").get() == ("left", NOW)


def test_an_agent_on_duty_is_replaced(task, desk):
    claim = cast.claim(cast.agent(), task)
    (row,) = desk.get(f"tasks/{task.public_id}/people/").json()["results"]
    assert (row["public_id"], row["agent"]) == (claim.public_id, claim.agent.number)
    done = desk.twice(f"claims/{claim.public_id}/release/", {"why": "客户要求"})
    assert (done.status_code, done.json()["state"]) == (200, "released")
    assert codes(desk.post(f"claims/{claim.public_id}/release/")) == ["not_in_state"]


def test_a_rejection_is_taken_back_for_ten_minutes(task, clock):
    claim, screener = cast.claim(cast.agent(), task, state="asked"), Caller(cast.screener())
    screener.post(f"claims/{claim.public_id}/decide/", {"outcome": "reject", "codes": ["rejected_profile"]})
    clock(at("2026-10-12 09:11"))
    assert codes(screener.post(f"claims/{claim.public_id}/reopen/")) == ["undo_too_late"]
    clock(at("2026-10-12 09:10"))
    assert screener.twice(f"claims/{claim.public_id}/reopen/").json()["state"] == "asked"
    assert Claim.objects.values_list("state", "reasons", "decided_by").get() == ("asked", [], None)
