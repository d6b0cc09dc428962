"""The desk of work by API: decisions, corrections, hours, shifts, imports."""

from datetime import date

import pytest

from tasks.actions import imports
from tasks.models import (
    Booking,
    Correction,
    Decision,
    ImportRow,
    PayMonth,
    Result,
    ResultImport,
    ResultMapping,
    Segment,
    Shift,
)
from tests import cast
from tests.cast import at
from tests.onboarding.doors import signed_in
from tests.tasks.api.knocks import Caller, codes
from yunke.ground.ids import new_public_id
from yunke.ground.roles import AUDITOR, QUALITY
from yunke.models import AuditEntry
from yunke.rotation import reseal_files

pytestmark = [pytest.mark.django_db]
NOW = at("2026-10-20 09:00")
COLUMNS = {
    "call_id": "id",
    "agent": "agent",
    "at": "at",
    "kinds": [{"kind": "connected", "column": "s", "operator": ">=", "value": "30"}],
}


@pytest.fixture(autouse=True)
def _now(clock):
    clock(NOW)


@pytest.fixture
def task():
    return cast.task()


@pytest.fixture
def agent(task):
    one = cast.agent()
    cast.claim(one, task)
    return one


@pytest.fixture
def desk():
    return Caller(cast.operations())


@pytest.fixture
def second():
    return Caller(cast.operations())


# --- rewards and penalties --------------------------------------------------------------------------------


def penalty(task, agent, **changes):
    return {
        "task": task.public_id,
        "agent": agent.number,
        "kind": "penalty",
        "clause": "left_without_leave",
        "amount_fen": 1_500,
        "occurred_on": "2026-10-19",
        "evidence": "19:10 起 40 分钟没有外呼",
    } | changes


def test_a_penalty_is_proposed_answered_and_decided_by_another(task, agent, desk):
    made = desk.twice("decisions/", penalty(task, agent, state="approved", settle_month="2026-10-01"))
    assert (made.status_code, made.json()["state"], made.json()["settle_month"]) == (201, "proposed", None)
    one = Decision.objects.get()
    assert (one.agent, one.clause.code, one.amount_fen, one.occurred_on) == (
        agent,
        "left_without_leave",
        1_500,
        date(2026, 10, 19),
    )
    assert codes(desk.post(f"decisions/{one.public_id}/approve/")) == [
        "decision_by_proposer",
        "decision_appeal_open",
    ]
    mine = Caller(agent)
    assert [row["public_id"] for row in mine.get("decisions/mine/").json()["results"]] == [one.public_id]
    answered = mine.post(f"decisions/{one.public_id}/answer/", {"words": "网络断了"})
    assert (answered.status_code, answered.json()["appeal"]) == (200, "网络断了")
    assert codes(mine.post(f"decisions/{one.public_id}/answer/", {"words": "再说"})) == ["appeal_given"]
    done = Caller(cast.person("质检", QUALITY)).twice(f"decisions/{one.public_id}/approve/")
    assert (done.json()["state"], done.json()["settle_month"]) == ("approved", "2026-10-01")


@pytest.mark.database
def test_a_penalty_above_its_clause_or_without_one_is_refused(task, agent, desk):
    assert codes(desk.post("decisions/", penalty(task, agent, amount_fen=2_001))) == ["decision_above_clause"]
    assert codes(desk.post("decisions/", penalty(task, agent, clause="no_such"))) == ["decision_needs_clause"]
    assert desk.post("decisions/", penalty(task, agent) | {"agent": "A9999999"}).status_code == 400
    assert Decision.objects.count() == 0


def test_a_decision_is_dropped_with_a_reason(task, agent, desk):
    one = desk.post("decisions/", penalty(task, agent)).json()["public_id"]
    assert codes(desk.post(f"decisions/{one}/drop/", {"why": " "})) == ["why_missing"]
    assert desk.post(f"decisions/{one}/drop/", {"why": "弄错人了"}).json()["state"] == "dropped"
    assert desk.get("decisions/").json()["count"] == 0
    assert desk.get("decisions/", state="dropped").json()["count"] == 1


@pytest.mark.database
def test_an_answer_is_ones_own(task, agent, desk):
    one = desk.post("decisions/", penalty(task, agent)).json()["public_id"]
    other = Caller(cast.agent())
    assert other.post(f"decisions/{one}/answer/", {"words": "x"}).status_code == 404
    assert other.get("decisions/mine/").json()["count"] == 0
    assert other.get("decisions/").status_code == 403


# --- corrections ------------------------------------------------------------------------------------------


@pytest.fixture
def paid(task, agent):
    PayMonth.objects.create(
        public_id=new_public_id(NOW), entity=task.entity, month=date(2026, 9, 1), state="closed"
    )
    return cast.segment(agent, task, date(2026, 9, 10), 420)


@pytest.mark.database
def test_a_fact_is_found_corrected_by_one_and_approved_by_another(task, agent, paid, desk, second):
    found = desk.get("corrections/facts/", agent=agent.number, task=task.public_id, on="2026-09-10").json()
    assert found["results"] == [
        {
            "public_id": paid.public_id,
            "fact": "segment",
            "measure": "minutes",
            "value": 420,
            "state": "approved",
            "local_on": "2026-09-10",
            "month_closed": True,
        }
    ]
    body = {"fact": "segment", "public_id": paid.public_id, "value": 400, "why": "离席"}
    made = desk.twice("corrections/", body).json()
    assert (made["measure"], made["then"], made["value"], made["state"]) == ("minutes", 420, 400, "proposed")
    assert codes(desk.post("corrections/", body)) == ["correction_pending"]
    assert codes(desk.post(f"corrections/{made['public_id']}/approve/")) == ["correction_by_proposer"]
    done = second.twice(f"corrections/{made['public_id']}/approve/").json()
    assert (done["state"], done["settle_month"]) == ("approved", "2026-10-01")
    assert Correction.objects.values_list("minutes_then", "minutes_now", "state").get() == (
        420,
        400,
        "approved",
    )


def test_a_correction_is_refused_and_a_value_is_possible(paid, desk, second):
    body = {"fact": "segment", "public_id": paid.public_id, "value": 1_441, "why": "x"}
    assert desk.post("corrections/", body).status_code == 400
    assert desk.post("corrections/", body | {"fact": "result"}).status_code == 404
    one = desk.post("corrections/", body | {"value": 10}).json()["public_id"]
    assert second.post(f"corrections/{one}/refuse/").json()["state"] == "refused"
    assert codes(second.post(f"corrections/{one}/refuse/")) == ["not_in_state"]
    assert Caller(cast.finance()[0]).get("corrections/").json()["count"] == 1


# --- hours and shifts -------------------------------------------------------------------------------------


def test_hours_are_changed_refused_and_drafted_again(task, agent, desk):
    one = cast.segment(agent, task, date(2026, 10, 19), 240, state="drafted")
    (row,) = desk.get("hours/queue/", agent=agent.number).json()["results"]
    assert (row["public_id"], row["agent"], row["paid_minutes"]) == (one.public_id, agent.number, 240)
    changed = desk.twice(f"hours/{one.public_id}/minutes/", {"minutes": 200, "why": "中途离席"})
    assert (changed.json()["paid_minutes"], AuditEntry.objects.filter(verb="hours_changed").count()) == (
        200,
        1,
    )
    assert codes(desk.post(f"hours/{one.public_id}/minutes/", {"minutes": 900, "why": "x"})) == [
        "minutes_outside_clock"
    ]
    chosen = {"segments": [one.public_id]}
    assert codes(desk.post("hours/refuse/", chosen | {"why": ""})) == ["why_missing"]
    assert desk.post("hours/refuse/", chosen | {"why": "没有上班"}).json() == {"changed": 1}
    assert desk.get("hours/queue/", state="refused").json()["count"] == 1
    assert desk.twice("hours/redraft/", chosen).json() == {"changed": 1}
    assert codes(desk.post("hours/redraft/", chosen)) == ["nothing_selected"]
    assert Segment.objects.values_list("state", "paid_minutes", "reasons").get() == ("drafted", 200, [])


@pytest.mark.database
def test_the_times_of_who_forgot_to_clock_are_written_and_wait_for_approval(task, agent, desk):
    seat = cast.booking(agent, cast.shift(task, "2026-10-19 14:00"), state="absent")
    other = cast.booking(agent, cast.shift(task, "2026-10-18 14:00"))
    url = f"bookings/{seat.public_id}/attendance/"
    times = {"came_at": "2026-10-19T14:00:00+08:00", "left_at": "2026-10-19T22:00:00+08:00"}
    assert codes(desk.post(url, times | {"why": " "})) == ["why_missing"]
    made = desk.twice(url, times | {"why": "组长在场", "state": "absent", "late_minutes": 9})
    assert (made.status_code, made.json()["state"], made.json()["late_minutes"]) == (200, "worked", 0)
    [drafted] = Segment.objects.values_list("state", "paid_minutes")
    assert drafted == ("drafted", 420)  # 14:00-22:00 less the meal
    assert codes(desk.post(url, times | {"why": "再写一次"})) == ["not_in_state"]
    seats = [row["public_id"] for row in desk.get("attendance/", day="2026-10-19").json()["results"]]
    assert seats == [seat.public_id]
    assert other.public_id not in seats
    assert desk.get("attendance/", day="19 Oct").status_code == 400


def test_seats_change_and_a_shift_is_called_off(task, agent, desk):
    shift = cast.shift(task, "2026-10-21 09:00")
    cast.booking(agent, shift)
    assert desk.post(f"shifts/{shift.public_id}/seats/", {"seats": 9, "taken": 9}).json()["seats"] == 9
    assert codes(desk.post(f"shifts/{shift.public_id}/seats/", {"seats": 0})) == ["shift_seats_wrong"]
    assert codes(desk.post(f"shifts/{shift.public_id}/cancel/", {"why": ""})) == ["why_missing"]
    assert desk.twice(f"shifts/{shift.public_id}/cancel/", {"why": "客户停线"}).json() == {"changed": 1}
    assert Shift.objects.values_list("state", "seats", "taken").get() == ("cancelled", 9, 0)
    assert Booking.objects.get().state == "cancelled"
    assert Caller(agent).post(f"shifts/{shift.public_id}/seats/", {"seats": 3}).status_code == 403


# --- imports ----------------------------------------------------------------------------------------------


def checked(task, mapping, agents):
    rows = "".join(f"c{at},{number},2026-10-05 10:00,40\n" for at, number in enumerate(agents))
    return imports.check_file(
        task, mapping, "a.csv", f"id,agent,at,s\n{rows}".encode(), by=cast.operations(), now=NOW
    )


@pytest.mark.database
def test_a_mapping_is_kept_and_reads_a_checked_file(task, agent, desk):
    cast.kind("connected")
    first = desk.twice("mappings/", {"task": task.public_id, "name": "一", "columns": COLUMNS})
    assert (first.status_code, ResultMapping.objects.count()) == (201, 1)
    one = checked(task, ResultMapping.objects.get(), [agent.number])
    strict = COLUMNS | {"kinds": [COLUMNS["kinds"][0] | {"value": "60"}]}
    other = desk.post("mappings/", {"task": task.public_id, "name": "二", "columns": strict}).json()
    read = desk.twice(f"imports/{one.public_id}/mapping/", {"mapping": other["public_id"]}).json()
    assert (one.report["outcomes"], read["report"]["outcomes"]) == ({"new": 1}, {"nothing": 1})
    assert codes(
        desk.post("mappings/", {"task": task.public_id, "name": "三", "columns": {"agent": "a", "at": ""}})
    ) == ["mapping_incomplete", "mapping_incomplete"]
    foreign = imports.save_mapping(
        cast.task(cast.entity("other")), "别家", COLUMNS, by=cast.operations(), now=NOW
    )
    assert codes(desk.post(f"imports/{one.public_id}/mapping/", {"mapping": foreign.public_id})) == [
        "mapping_foreign"
    ]
    assert desk.twice(f"imports/{one.public_id}/drop/").json()["state"] == "dropped"
    assert codes(desk.post(f"imports/{one.public_id}/drop/")) == ["not_in_state"]


def test_an_import_is_taken_back_by_program_until_something_of_it_is_approved(task, agent):
    cast.kind("connected")
    staff = cast.operations()
    desk, mapping = Caller(staff), imports.save_mapping(task, "一", COLUMNS, by=staff, now=NOW)
    one, other = checked(task, mapping, [agent.number]), checked(task, mapping, [agent.number])
    imports.import_results(one, by=staff, now=NOW)
    assert desk.twice(f"imports/{one.public_id}/drop/").json()["state"] == "withdrawn"
    imports.import_results(other, by=staff, now=NOW)
    imports.approve_results(other, by=staff, now=NOW)
    assert codes(desk.post(f"imports/{other.public_id}/drop/")) == ["import_approved"]


@pytest.mark.database
def test_a_dropped_import_is_refused_and_its_file_forgotten(task, agent, django_capture_on_commit_callbacks):
    cast.kind("connected")
    staff = cast.operations()
    desk, mapping = Caller(staff), imports.save_mapping(task, "一", COLUMNS, by=staff, now=NOW)
    one = checked(task, mapping, [agent.number])
    with django_capture_on_commit_callbacks(execute=True):
        desk.post(f"imports/{one.public_id}/drop/")
    assert ResultImport.objects.get().file.name == ""
    assert (one.file.storage.exists(one.file.name), reseal_files()[1]) == (False, [])
    assert codes(desk.post(f"imports/{one.public_id}/confirm/")) == ["not_in_state"]
    again = desk.post(f"imports/{one.public_id}/mapping/", {"mapping": mapping.public_id})
    assert codes(again) == ["not_in_state"]
    page = signed_in(staff).post(f"/desk/imports/{one.public_id}/confirm/", follow=True)
    assert (page.status_code, ResultImport.objects.get().state) == (200, "dropped")


@pytest.mark.database
def test_parked_rows_are_listed_repaired_and_dropped(task, agent, desk):
    cast.kind("connected")
    mapping = imports.save_mapping(task, "一", COLUMNS, by=cast.operations(), now=NOW)
    one = checked(task, mapping, ["A9999998", "A9999999"])
    imports.import_results(one, by=cast.operations(), now=NOW)
    rows = (
        Caller(cast.person("审计", AUDITOR))
        .get("parked-rows/", **{"import": one.public_id})
        .json()["results"]
    )
    assert [(row["row_number"], row["agent"], row["problem"]["code"]) for row in rows] == [
        (2, "A9999998", "import_agent_unknown"),
        (3, "A9999999", "import_agent_unknown"),
    ]
    right, wrong = ({"rows": [row["public_id"]]} for row in rows)
    assert codes(desk.post("parked-rows/repair/", right | {"agent": "A9999997"})) == ["import_agent_unknown"]
    assert desk.twice("parked-rows/repair/", right | {"agent": agent.number}).json() == {"changed": 1}
    assert Result.objects.values_list("agent", "state").get() == (agent.pk, "drafted")
    assert desk.twice("parked-rows/drop/", wrong).json() == {"changed": 1}
    assert codes(desk.post("parked-rows/drop/", wrong)) == ["nothing_selected"]
    dropped = desk.get("parked-rows/", state="dropped").json()["results"]
    assert [row["public_id"] for row in dropped] == wrong["rows"]
    assert desk.post("parked-rows/drop/", wrong | {"back": True}).json() == {"changed": 1}
    assert desk.post("parked-rows/drop/", wrong).json() == {"changed": 1}
    assert list(ImportRow.objects.order_by("row_number").values_list("state", flat=True)) == [
        "repaired",
        "dropped",
    ]
