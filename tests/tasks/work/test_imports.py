"""A dialler's file from check to approval; nothing half imported, nothing twice."""

import time
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tasks.actions import imports as act
from tasks.actions.imports import bringing_in
from tasks.jobs import import_file, sweep_imports
from tasks.models import ImportRow, PayMonth, Result, ResultImport
from tasks.queries.imports import parked_rows
from tests import cast, reach
from tests.cast import at
from yunke.chunks import take
from yunke.ground.errors import Refused
from yunke.models import AuditEntry, Chunk

pytestmark = [pytest.mark.django_db]
NOW = at("2026-11-02 09:00")
COLUMNS = {
    "call_id": "call",
    "agent": "agent",
    "at": "at",
    "kinds": [
        {"kind": "connected", "column": "seconds", "operator": ">=", "value": "30"},
        {"kind": "interested_lead", "column": "y", "operator": "=", "value": "yes"},
    ],
    "amount": {"kind": "sale", "column": "sale"},
}


@pytest.fixture
def world():
    for code in ("connected", "interested_lead", "sale"):
        cast.kind(code)
    task, staff, agent = cast.task(), cast.operations(), cast.agent()
    cast.claim(agent, task)
    mapping = act.save_mapping(task, "外呼系统", COLUMNS, by=staff, now=NOW)
    return task, mapping, staff, agent


def text(*rows):
    return ("call,agent,at,seconds,y,sale\n" + "".join(",".join(row) + "\n" for row in rows)).encode()


def row(agent, call="c1", on="2026-10-05 14:00", seconds="40", y="no", sale=""):
    return call, getattr(agent, "number", agent), on, seconds, y, sale


def bring(world, data, name="calls.csv"):
    task, mapping, staff, _ = world
    one = act.check_file(task, mapping, name, data, by=staff, now=NOW)
    return act.import_results(one, by=staff, now=NOW)


def refused(action, *args, **kwargs):
    with pytest.raises(Refused) as caught:
        action(*args, **kwargs)
    return caught.value.codes


def test_checking_counts_and_changes_nothing(world):
    task, mapping, staff, agent = world
    data = text(
        row(agent, "c1", y="yes"),
        row(agent, "c2", seconds="3"),
        row("A9999999", "c3"),
        row(agent, "c4", sale="99.50"),
    )
    one = act.check_file(task, mapping, "calls.csv", data, by=staff, now=NOW)
    assert one.report["outcomes"] == {"new": 2, "nothing": 1, "parked": 1}
    assert one.report["new"] == {"connected": 2, "interested_lead": 1, "sale": 1}
    assert one.report["parked"] == {"import_agent_unknown": 1}
    assert one.report["problems"] == [
        {
            "row": 4,
            "column": "agent",
            "problem": {"code": "import_agent_unknown", "facts": {"value": "A9999999"}},
        }
    ]
    assert (Result.objects.count(), ImportRow.objects.count(), one.state) == (0, 0, "checked")


def test_importing_writes_results_with_day_terms_and_identity(world):
    task, _, _, agent = world
    bring(world, text(row(agent, "c1", on="2026-09-30 23:59:59", sale="1,234.50".replace(",", ""))))
    found = {one.kind.code: one for one in Result.objects.all()}
    assert set(found) == {"connected", "sale"}
    sale = found["sale"]
    assert (sale.amount_fen, sale.quantity, sale.source_key, str(sale.local_on), sale.state) == (
        123450,
        1,
        "c1",
        "2026-09-30",
        "drafted",
    )
    assert (sale.agent, sale.task, sale.terms, sale.settle_month) == (agent, task, task.terms.get(), None)


def test_results_have_the_terms_of_their_day(world):
    task, _, _, agent = world
    later = cast.terms(task, version=2, effective_on=at("2026-10-06").date())
    bring(world, text(row(agent, "c1", on="2026-10-05 23:59"), row(agent, "c2", on="2026-10-06 00:00")))
    assert {one.source_key: one.terms.version for one in Result.objects.all()} == {
        "c1": 1,
        "c2": later.version,
    }


def test_a_result_made_in_a_shift_is_bound_as_its_booking(world):
    """The commission is cut on the 6th; the shift was booked before, and nothing was accepted since."""
    task, _, _, agent = world
    first = task.terms.get()
    cast.terms(task, version=2, effective_on=at("2026-10-06").date(), hourly_fen=1_400)
    cast.accepted(agent.claims.get(), first, at("2026-10-01 08:00"))
    held = cast.booking(agent, cast.shift(task, "2026-10-06 14:00", 8), booked_at=at("2026-10-02 09:00"))
    bring(
        world,
        text(
            row(agent, "c1", on="2026-10-06 13:59:59"),
            row(agent, "c2", on="2026-10-06 14:00"),
            row(agent, "c3", on="2026-10-06 22:00"),
        ),
    )
    assert {one.source_key: (one.terms, one.booking) for one in Result.objects.all()} == {
        "c1": (first, None),
        "c2": (first, held),
        "c3": (first, None),
    }


@pytest.mark.database
def test_the_same_file_twice_changes_nothing_and_says_so(world):
    agent = world[3]
    data = text(row(agent, "c1"), row(agent, "c2"), row("A9999999", "c3"))
    first = bring(world, data)
    before = list(Result.objects.order_by("pk").values_list())
    second = bring(world, data)
    assert second.report["same_file"] == first.public_id
    assert second.report["outcomes"] == {"already": 2, "waiting": 1}
    assert (second.report["new"], list(Result.objects.order_by("pk").values_list())) == ({}, before)
    assert ImportRow.objects.count() == 1


def test_without_a_call_id_the_same_file_is_still_known(world):
    task, _, staff, agent = world
    mapping = act.save_mapping(task, "无编号", COLUMNS | {"call_id": ""}, by=staff, now=NOW)
    data = text(row(agent, ""), row(agent, ""))
    for outcomes in ({"new": 2}, {"already": 2}):
        one = act.import_results(
            act.check_file(task, mapping, "a.csv", data, by=staff, now=NOW), by=staff, now=NOW
        )
        assert one.report["outcomes"] == outcomes
    assert Result.objects.count() == 2


def test_an_overlapping_export_adds_only_the_new_rows(world):
    agent = world[3]
    bring(world, text(row(agent, "c1"), row(agent, "c2")))
    second = bring(world, text(row(agent, "c2"), row(agent, "c3"), row(agent, "c1", y="yes")))
    assert second.report["outcomes"] == {"already": 1, "new": 2}
    assert second.report["new"] == {"connected": 1, "interested_lead": 1}
    assert Result.objects.filter(kind__code="connected").count() == 3


def test_what_differs_from_an_earlier_import_is_shown_and_not_changed(world):
    other = cast.agent()
    cast.claim(other, world[0])
    bring(world, text(row(world[3], "c1", sale="10")))
    second = bring(world, text(row(other, "c1", sale="10"), row(world[3], "c1", sale="99")))
    assert second.report["outcomes"] == {"differs": 2}
    assert [one["problem"]["code"] for one in second.report["problems"]] == ["import_result_differs"] * 2
    assert Result.objects.get(kind__code="sale").amount_fen == 1000


def test_a_call_twice_in_one_file_counts_once(world):
    agent = world[3]
    one = bring(world, text(row(agent, "c1"), row(agent, "c1")))
    assert one.report["outcomes"] == {"new": 1, "already": 1}
    assert Result.objects.count() == 1


def test_every_row_that_belongs_to_nobody_is_parked_with_its_reason(world):
    task = world[0]
    stranger, left, early = cast.agent(), cast.agent(), cast.agent()
    gone = cast.claim(left, task, state="left")
    gone.on_duty_at, gone.ended_at = cast.LONG_AGO, at("2026-10-04 18:00")
    gone.save()
    cast.claim(early, task)
    task.terms.update(effective_on=at("2026-03-01").date())
    one = bring(
        world,
        text(
            row("", "c1"),
            row("A9999999", "c2"),
            row(stranger, "c3"),
            row(left, "c4"),
            row(left, "c5", on="2026-10-04 20:00"),
            row(early, "c6", on="2026-02-28 10:00"),
            row(early, "c7", on="soon"),
            ("c8", "too", "short"),
        ),
    )
    assert [
        (parked.row_number, parked.problem["code"], parked.problem["column"])
        for parked in ImportRow.objects.order_by("row_number")
    ] == [
        (2, "import_agent_blank", "agent"),
        (3, "import_agent_unknown", "agent"),
        (4, "import_agent_not_on_task", "agent"),
        (5, "import_agent_not_on_task", "agent"),
        (7, "import_no_terms_then", "at"),
        (8, "import_time_unreadable", "at"),
        (9, "import_row_broken", ""),
    ]
    assert one.report["outcomes"] == {"parked": 7, "new": 1}


def test_parked_rows_are_repaired_together_or_not_at_all(world):
    staff, agent = world[2], world[3]
    one = bring(world, text(row("X1", "c1", y="yes"), row("X1", "c2"), row("X1", "c3", on="never")))
    rows = ImportRow.objects.filter(source=one)
    assert refused(act.repair_rows, rows, {"agent": agent.number}, by=staff, now=NOW) == [
        "import_time_unreadable"
    ]
    assert Result.objects.count() == 0
    assert (
        act.repair_rows(rows.filter(source_key__in=["c1", "c2"]), {"agent": agent.number}, by=staff, now=NOW)
        == 2
    )
    assert Result.objects.filter(agent=agent, source_import=one).count() == 3
    assert (
        act.repair_rows(
            rows.filter(source_key="c3"), {"agent": agent.number, "at": "2026-10-07 10:00"}, by=staff, now=NOW
        )
        == 1
    )
    assert list(rows.order_by("pk").values_list("state", flat=True)) == ["repaired"] * 3
    assert refused(act.repair_rows, rows, {}, by=staff, now=NOW) == ["nothing_selected"]


def test_a_repaired_row_in_the_file_again_is_already_there(world):
    staff, agent = world[2], world[3]
    data = text(row("X1", "c1"))
    bring(world, data)
    act.repair_rows(ImportRow.objects.all(), {"agent": agent.number}, by=staff, now=NOW)
    assert bring(world, data).report["outcomes"] == {"already": 1}


@pytest.mark.database
def test_a_mended_export_frees_the_parked_row(world):
    agent = world[3]
    bring(world, text(row("X1", "c1")))
    assert bring(world, text(row(agent, "c1"))).report["outcomes"] == {"new": 1}
    assert ImportRow.objects.get().state == "repaired"
    assert Result.objects.get().agent == agent


def test_dropped_rows_stay_dropped_when_the_file_comes_again(world):
    data = text(row("X1", "c1"))
    bring(world, data)
    assert act.drop_rows(ImportRow.objects.all(), by=world[2], now=NOW) == 1
    assert bring(world, data).report["outcomes"] == {"waiting": 1}
    assert ImportRow.objects.get().state == "dropped"


@pytest.mark.database
def test_dropped_rows_are_put_back_file_by_file(world):
    staff = world[2]
    first, second = (bring(world, text(row("X1", call)), name) for call, name in (("c1", "a"), ("c2", "b")))
    act.drop_rows(ImportRow.objects.all(), by=staff, now=NOW)
    assert act.put_back_rows(ImportRow.objects.all(), by=staff, now=NOW) == 2
    assert set(ImportRow.objects.values_list("state", "repaired_by", "repaired_at")) == {
        ("parked", None, None)
    }
    entries = AuditEntry.objects.filter(verb="rows_put_back").order_by("pk")
    assert [(one.thing_id, one.facts["rows"]) for one in entries] == [
        (first.public_id, 1),
        (second.public_id, 1),
    ]
    assert refused(act.put_back_rows, ImportRow.objects.all(), by=staff, now=NOW) == ["nothing_selected"]


# --- the effects of one call, parked ------------------------------------------------------------------------


def effects():
    return set(Result.objects.values_list("source_key", "kind__code", "amount_fen"))


@pytest.mark.database
def test_each_effect_of_a_parked_call_waits_and_comes_in(world):
    """A call in two rows, its connection and its sale, under a number nobody has."""
    staff, agent = world[2], world[3]
    data = text(row("X1", "c1"), row("X1", "c1", seconds="1", sale="100"), row("X1", "c1"))
    assert bring(world, data).report["outcomes"] == {"parked": 2, "waiting": 1}
    assert act.repair_rows(ImportRow.objects.all(), {"agent": agent.number}, by=staff, now=NOW) == 2
    assert effects() == {("c1", "connected", 0), ("c1", "sale", 10_000)}
    assert bring(world, data).report["outcomes"] == {"already": 3}


@pytest.mark.parametrize("fate", ["parked", "repaired", "dropped"])
def test_what_a_later_export_adds_to_a_parked_call_is_parked_in_its_turn(world, fate):
    staff, agent = world[2], world[3]
    bring(world, text(row("X1", "c1")))
    if fate == "repaired":
        act.repair_rows(ImportRow.objects.all(), {"agent": agent.number}, by=staff, now=NOW)
    elif fate == "dropped":
        act.drop_rows(ImportRow.objects.all(), by=staff, now=NOW)
    later = text(row("X1", "c1", sale="100"))
    assert bring(world, later).report["outcomes"] == {"parked": 1}
    assert bring(world, later).report["outcomes"] == {"waiting": 1}
    act.repair_rows(ImportRow.objects.all(), {"agent": agent.number}, by=staff, now=NOW)
    assert effects() == {("c1", "connected", 0), ("c1", "sale", 10_000)}
    assert bring(world, later).report["outcomes"] == {"already": 1}


def test_a_mended_export_frees_only_rows_of_which_all_is_in(world):
    agent = world[3]
    bring(
        world, text(row("X1", "c1"), row("X1", "c1", seconds="1", sale="100"), row("X1", "c2", seconds="?"))
    )
    assert bring(world, text(row(agent, "c1"))).report["outcomes"] == {"new": 1}
    state = ImportRow.objects.order_by("row_number").values_list("state", flat=True)
    assert list(state) == ["repaired", "parked", "parked"]
    assert bring(world, text(row(agent, "c2", y="yes"), row(agent, "c2", seconds="?"))).report[
        "outcomes"
    ] == {
        "new": 1,
        "waiting": 1,
    }
    assert list(state.all()) == ["repaired", "parked", "parked"]
    bring(world, text(row(agent, "c1", sale="100"), row(agent, "c2")))
    assert list(state.all()) == ["repaired"] * 3
    assert effects() == {
        ("c1", "connected", 0),
        ("c1", "sale", 10_000),
        ("c2", "connected", 0),
        ("c2", "interested_lead", 0),
    }


def test_a_repaired_call_that_another_agent_claims_differs(world):
    other, staff, agent = cast.agent(), world[2], world[3]
    cast.claim(other, world[0])
    bring(world, text(row("X1", "c1")))
    act.repair_rows(ImportRow.objects.all(), {"agent": agent.number}, by=staff, now=NOW)
    assert bring(world, text(row(other, "c1"))).report["outcomes"] == {"differs": 1}


# --- what a spreadsheet or a dialler did to the file ----------------------------------------------------------


@pytest.mark.database
def test_calls_whose_ids_were_rounded_are_parked_each_and_none_counts(world):
    agent, hour = world[3], "2026-10-05 {}:00"
    data = text(*(row(agent, "2.026E+30", on=hour.format(at), sale="100") for at in (14, 15, 16)))
    one = bring(world, data)
    assert (one.report["outcomes"], one.report["parked"]) == ({"parked": 3}, {"import_key_rounded": 3})
    assert one.report["problems"][0] == {
        "row": 2,
        "column": "call",
        "problem": {"code": "import_key_rounded", "facts": {"value": "2.026E+30"}},
    }
    assert bring(world, data).report["outcomes"] == {"waiting": 3}
    assert Result.objects.count() == 0


@pytest.mark.database
@pytest.mark.parametrize(
    "null", ["0001/1/1 0:00:00", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"]
)
def test_a_null_date_is_a_row_to_mend(world, null):
    staff, agent = world[2], world[3]
    one = bring(world, text(row(agent, "c1", on=null), row(agent, "c2")))
    assert one.report["outcomes"] == {"parked": 1, "new": 1}
    assert [(found["row"], found["column"]) for found in one.report["problems"]] == [(2, "at")]
    act.repair_rows(ImportRow.objects.all(), {"at": "2026-10-05 14:00"}, by=staff, now=NOW)
    assert effects() == {("c1", "connected", 0), ("c2", "connected", 0)}


def test_an_open_quote_refuses_the_whole_file_by_page_and_nothing_is_kept(world, client, clock):
    task, mapping, staff, agent = world
    clock(NOW)
    client.force_login(staff)
    swallowing = text(row(agent, "c1"), row(agent, "c2", sale='"'), row(agent, "c3", sale="9"))
    answer = client.post(
        "/desk/imports/new/",
        {
            "task": task.public_id,
            "mapping": mapping.public_id,
            "file": SimpleUploadedFile("a.csv", swallowing),
        },
    )
    assert answer.status_code == 409
    assert "从第 3 行起有一个引号没有配对，后面 1 行都被读进了同一格。" in answer.content.decode()
    assert ResultImport.objects.count() == 0


def test_a_crash_while_importing_leaves_nothing(world, monkeypatch):
    task, mapping, staff, agent = world
    one = act.check_file(task, mapping, "a.csv", text(row(agent, "c1"), row("X1", "c2")), by=staff, now=NOW)

    def broken(*args):
        raise RuntimeError

    monkeypatch.setattr(bringing_in, "_write_parked", broken)
    with pytest.raises(RuntimeError):
        act.import_results(one, by=staff, now=NOW)
    assert (Result.objects.count(), ResultImport.objects.get().state) == (0, "checked")


def test_an_import_is_confirmed_once_and_a_dropped_one_never(world):
    task, mapping, staff, agent = world
    one = bring(world, text(row(agent, "c1")))
    assert refused(act.import_results, one, by=staff, now=NOW) == ["not_in_state"]
    other = act.check_file(task, mapping, "b.csv", text(row(agent, "c2")), by=staff, now=NOW)
    act.drop_import(other, by=staff, now=NOW)
    assert refused(act.import_results, other, by=staff, now=NOW) == ["not_in_state"]
    assert Result.objects.count() == 1


# --- an import taken back -------------------------------------------------------------------------------------


def by_wrong_columns(world, data):
    """Three seconds were taken for a connection."""
    task, _, staff, _ = world
    rule = {"kind": "connected", "column": "seconds", "operator": ">=", "value": "3"}
    wrong = act.save_mapping(task, "错", COLUMNS | {"kinds": [rule]}, by=staff, now=NOW)
    return act.import_results(
        act.check_file(task, wrong, "a.csv", data, by=staff, now=NOW), by=staff, now=NOW
    )


@pytest.mark.database
def test_an_import_by_the_wrong_columns_is_taken_back_and_the_file_counts_anew(
    world, django_capture_on_commit_callbacks
):
    staff, agent = world[2], world[3]
    data = text(row(agent, "c1", y="yes", sale="10"), row(agent, "c2", seconds="5"), row("X1", "c3"))
    one = by_wrong_columns(world, data)
    with django_capture_on_commit_callbacks(execute=True):
        assert act.drop_import(one, by=staff, now=NOW) == 3
    assert (one.state, one.file.name, ImportRow.objects.get().state) == ("withdrawn", "", "dropped")
    assert set(Result.objects.values_list("source_key", "kind__code", "state")) == {
        ("c1", "connected", "refused"),
        ("c1", "sale", "refused"),
        ("c2", "connected", "refused"),
    }
    told = AuditEntry.objects.filter(verb="import_withdrawn").order_by("pk")
    assert [(entry.from_state, entry.to_state, entry.facts.get("rows")) for entry in told] == [
        ("drafted", "refused", 3),
        ("parked", "dropped", 1),
        ("imported", "withdrawn", None),
    ]
    again = bring(world, data)
    assert again.report["same_file"] == ""
    assert again.report["outcomes"] == {"new": 1, "nothing": 1, "parked": 1}
    assert act.approve_results(again, by=staff, now=NOW) == 3
    assert set(Result.objects.exclude(state="refused").values_list("source_key", "kind__code", "state")) == {
        ("c1", "connected", "approved"),
        ("c1", "interested_lead", "approved"),
        ("c1", "sale", "approved"),
    }
    assert refused(act.drop_import, one, by=staff, now=NOW) == ["not_in_state"]


def test_what_is_approved_is_not_taken_back(world):
    staff, agent = world[2], world[3]
    one = bring(world, text(row(agent, "c1", sale="10")))
    act.approve_results(one, by=staff, now=NOW)
    assert refused(act.drop_import, one, by=staff, now=NOW) == ["import_approved"]
    assert (ResultImport.objects.get().state, set(Result.objects.values_list("state", flat=True))) == (
        "imported",
        {"approved"},
    )


def test_repaired_rows_go_back_with_their_import_and_the_file_parks_them_anew(world):
    staff, agent = world[2], world[3]
    data = text(row("X1", "c1"), row("X1", "c2"))
    one = bring(world, data)
    first, second = ImportRow.objects.order_by("pk")
    act.repair_rows(ImportRow.objects.filter(pk=first.pk), {"agent": agent.number}, by=staff, now=NOW)
    act.drop_import(one, by=staff, now=NOW)
    assert refused(act.put_back_rows, ImportRow.objects.all(), by=staff, now=NOW) == ["nothing_selected"]
    assert not parked_rows(state="dropped").exists()
    ImportRow.objects.filter(pk=second.pk).update(state="parked")  # as if its drop were undone
    assert refused(act.repair_rows, ImportRow.objects.all(), {"agent": agent.number}, by=staff, now=NOW) == [
        "nothing_selected"
    ]
    assert bring(world, data).report["outcomes"] == {"parked": 2}


def test_a_row_freed_by_an_import_that_went_back_is_parked_anew(world):
    staff, agent = world[2], world[3]
    old = text(row("X1", "c1"))
    bring(world, old)
    act.drop_import(bring(world, text(row(agent, "c1"))), by=staff, now=NOW)
    assert bring(world, old).report["outcomes"] == {"parked": 1}


@pytest.mark.database
def test_a_file_read_before_another_went_back_is_read_again(large, world, monkeypatch):
    """Its call stood when the file was read, and was gone when it was written."""
    one, chunk = large
    other = bring(world, text(row(world[3], "c2")), "other.csv")
    read = bringing_in._read

    def then_back(source, **given):
        told = read(source, **given)
        monkeypatch.setattr(bringing_in, "_read", read)
        act.drop_import(other, by=other.uploaded_by, now=NOW)
        return told

    monkeypatch.setattr(bringing_in, "_read", then_back)
    assert import_file(chunk.pk, NOW.isoformat()) == "done"
    one.refresh_from_db()
    assert one.report["outcomes"] == {"new": 2, "parked": 1}
    assert sorted(Result.objects.filter(state="drafted").values_list("source_key", flat=True)) == ["c1", "c2"]


def test_the_page_takes_an_import_back_or_says_why_it_stays(world, client, clock):
    staff, agent = world[2], world[3]
    clock(NOW)
    client.force_login(staff)
    one, other = bring(world, text(row(agent, "c1"))), bring(world, text(row(agent, "c2")), "b.csv")
    page = client.get(f"/desk/imports/{one.public_id}/").content.decode()
    assert "1 条结果不再算数，待修复的行也不再等。" in page
    told = client.post(f"/desk/imports/{one.public_id}/drop/", follow=True).content.decode()
    assert "收回了这次导入，1 条结果不再算数。" in told
    assert "已收回" in client.get(f"/desk/imports/{one.public_id}/").content.decode()
    act.approve_results(other, by=staff, now=NOW)
    page = client.get(f"/desk/imports/{other.public_id}/").content.decode()
    assert "这次导入已经核准了 1 条结果，不能整个收回。" in page
    assert f'action="/desk/imports/{other.public_id}/drop/"' not in page


def test_another_mapping_reads_the_file_anew(world):
    task, mapping, staff, agent = world
    one = act.check_file(task, mapping, "a.csv", text(row(agent, "c1", y="yes")), by=staff, now=NOW)
    other = act.save_mapping(task, "只算意向", COLUMNS | {"kinds": COLUMNS["kinds"][1:]}, by=staff, now=NOW)
    act.change_mapping(one, other, by=staff, now=NOW)
    assert one.report["new"] == {"interested_lead": 1}
    act.import_results(one, by=staff, now=NOW)
    assert Result.objects.get().kind.code == "interested_lead"


def test_mappings_and_files_that_do_not_fit_are_refused(world):
    task, mapping, staff, agent = world
    assert refused(
        act.check_file, cast.task(cast.entity("other")), mapping, "a.csv", text(row(agent)), by=staff, now=NOW
    ) == ["mapping_foreign"]
    assert (
        refused(act.check_file, task, mapping, "a.csv", b"call,agent\n1,2\n", by=staff, now=NOW)
        == ["import_column_missing"] * 4
    )
    assert refused(act.save_mapping, task, "x", {"agent": "a", "at": "b"}, by=staff, now=NOW) == [
        "mapping_incomplete"
    ]
    assert ResultImport.objects.count() == 0


@pytest.mark.database
def test_approval_stamps_the_month_in_one_update(world):
    agent, staff = world[3], world[2]
    one = bring(
        world,
        text(
            row(agent, "c1", on="2026-09-30 20:00"), row(agent, "c2"), row(agent, "c3", on="2026-11-01 10:00")
        ),
    )
    assert act.approve_results(one, by=staff, now=NOW) == 3
    months = {
        key: (str(month), by, entity)
        for key, month, by, entity in Result.objects.values_list(
            "source_key", "settle_month", "approved_by", "entity__code"
        )
    }
    assert months == {
        "c1": ("2026-10-01", staff.pk, "demo"),
        "c2": ("2026-10-01", staff.pk, "demo"),
        "c3": ("2026-11-01", staff.pk, "demo"),
    }
    assert AuditEntry.objects.filter(verb="results_approved").count() == 2
    assert refused(act.approve_results, one, by=staff, now=NOW) == ["nothing_selected"]


def test_a_large_import_is_approved_by_a_second_person(world, settings):
    settings.IMPORT_ALONE_ROWS, settings.IMPORT_ALONE_FEN = 1, 10_000
    agent, staff, second = world[3], world[2], cast.operations()
    one = bring(world, text(row(agent, "c1"), row(agent, "c2")))
    assert refused(act.approve_results, one, by=staff, now=NOW) == ["import_needs_second"]
    assert act.approve_results(one, by=second, now=NOW) == 2
    dear = bring(world, text(row(agent, "c3", seconds="1", sale="100.01")), "b.csv")
    assert refused(act.approve_results, dear, by=staff, now=NOW) == ["import_needs_second"]
    small = bring(world, text(row(agent, "c4", seconds="1", sale="100.00")), "c.csv")
    assert act.approve_results(small, by=staff, now=NOW) == 1


def test_without_an_open_month_nothing_is_approved(world):
    one = bring(world, text(row(world[3], "c1")))
    PayMonth.objects.update(state="closed")
    assert refused(act.approve_results, one, by=world[2], now=NOW) == ["no_open_month"]


def queries_of(world, count, first):
    agent = world[3]
    data = text(*(row(agent, f"c{first + number}") for number in range(count)), row("X1", f"x{first}"))
    with CaptureQueriesContext(
        connection,
    ) as seen:
        bring(world, data)
    return len(seen)


def test_a_file_of_any_length_asks_the_same_queries(world):
    assert queries_of(world, 1, 0) == queries_of(world, 40, 1000)


@pytest.mark.skipif(bool(reach.calls_missing()), reason=reach.calls_missing())
def test_twenty_thousand_real_calls_in_seconds(world):
    task, _, staff, agent = world
    others = [agent, *(cast.agent() for _ in range(9))]
    for other in others[1:]:
        cast.claim(other, task)
    mapping = act.save_mapping(
        task,
        "真实通话",
        {
            "call_id": "call_id",
            "agent": "agent",
            "at": "at",
            "kinds": [
                {"kind": "connected", "column": "duration", "operator": ">=", "value": 30},
                {"kind": "interested_lead", "column": "y", "operator": "=", "value": "yes"},
            ],
        },
        by=staff,
        now=NOW,
    )
    lines = reach.CALLS.read_text("utf-8").splitlines()
    cells = [line.split(";") for line in lines[1:]]
    dealt = [
        f'{line};"k{number}";"{others[number % 10].number}";"2026-10-{number % 31 + 1:02d} {number % 24:02d}:10"'
        for number, line in enumerate(lines[1:])
    ]
    data = "\n".join([lines[0] + ";call_id;agent;at", *dealt]).encode()
    began = time.perf_counter()
    one = act.check_file(task, mapping, "calls.csv", data, by=staff, now=NOW)
    checked = time.perf_counter() - began
    act.import_results(one, by=staff, now=NOW)
    took = time.perf_counter() - began - checked
    connected = sum(int(row[11]) >= 30 for row in cells)
    leads = sum(row[16].strip('"') == "yes" for row in cells)
    print(f"checked {checked:.2f} s, imported {took:.2f} s")
    assert one.report["new"] == {"connected": connected, "interested_lead": leads}
    assert Result.objects.count() == connected + leads
    assert took < 30


# --- a file too large to wait for -------------------------------------------------------------------------


@pytest.fixture
def large(world, monkeypatch):
    """Three rows are large here; checked and confirmed, nothing of it in yet."""
    task, mapping, staff, agent = world
    monkeypatch.setattr(bringing_in, "AT_ONCE", 2)
    data = text(row(agent, "c1"), row(agent, "c2"), row("X1", "c3"))
    one = act.begin_import(
        act.check_file(task, mapping, "large.csv", data, by=staff, now=NOW), by=staff, now=NOW
    )
    return one, Chunk.objects.get(batch=one.public_id)


def test_a_large_file_waits_for_a_worker_and_is_brought_in_once(large):
    one, chunk = large
    assert (one.state, chunk.state, Result.objects.count()) == ("importing", "due", 0)
    assert import_file(chunk.pk, NOW.isoformat()) == "done"
    assert import_file(chunk.pk, NOW.isoformat()) == "busy"
    one.refresh_from_db()
    assert (one.state, one.report["outcomes"]) == ("imported", {"new": 2, "parked": 1})
    assert sorted(Result.objects.values_list("source_key", flat=True)) == ["c1", "c2"]
    assert Chunk.objects.get().rows_done == 3


@pytest.mark.database
def test_a_large_file_that_fails_five_times_is_parked_with_its_reason_and_can_be_tried_again(
    large, monkeypatch
):
    one, chunk = large
    with monkeypatch.context() as broken:
        broken.setattr(bringing_in, "_write_parked", lambda *given: 1 / 0)
        assert [import_file(chunk.pk, NOW.isoformat()) for _ in range(6)] == ["due"] * 4 + ["parked", "busy"]
    chunk.refresh_from_db()
    assert chunk.error == {"code": "import_failed", "facts": {"error": "ZeroDivisionError"}}
    assert (Result.objects.count(), ImportRow.objects.count()) == (0, 0)
    act.try_again(one, by=one.uploaded_by, now=NOW)
    assert import_file(chunk.pk, NOW.isoformat()) == "done"
    assert Result.objects.count() == 2


@pytest.mark.database
def test_what_another_import_brought_in_meanwhile_is_not_brought_in_twice(large, world, monkeypatch):
    """The file was read before the other one was written: under the lock it is read again."""
    one, chunk = large
    read = bringing_in._read

    def then_another(source, **given):
        told = read(source, **given)
        if source.pk == one.pk:
            monkeypatch.setattr(bringing_in, "_read", read)
            bring(world, text(row(world[3], "c2")), "between.csv")
        return told

    monkeypatch.setattr(bringing_in, "_read", then_another)
    assert import_file(chunk.pk, NOW.isoformat()) == "done"
    one.refresh_from_db()
    assert one.report["outcomes"] == {"new": 1, "already": 1, "parked": 1}
    assert Result.objects.count() == 2


@pytest.mark.database
def test_a_lost_message_or_a_dead_worker_costs_a_minute(large, monkeypatch):
    said = []
    monkeypatch.setattr("tasks.jobs.nudge", lambda job, pk: said.append((job, pk)))
    _, chunk = large
    sweep_imports(NOW.isoformat())
    assert take(chunk.pk, now=NOW)
    sweep_imports((NOW + timedelta(minutes=2)).isoformat())
    sweep_imports((NOW + timedelta(minutes=4)).isoformat())
    assert said == [("tasks.import_file", chunk.pk)] * 2


def test_the_page_shows_how_far_it_is_then_why_it_stopped_then_is_loaded_anew(large, client, monkeypatch):
    one, chunk = large
    client.force_login(one.uploaded_by)
    url = f"/desk/imports/{one.public_id}/"
    Chunk.objects.update(rows_done=2)
    assert 'value="2"' in client.get(url).content.decode()
    Chunk.objects.update(state="parked", error={"code": "import_failed", "facts": {"error": "ValueError"}})
    told = client.get(f"{url}progress/").content.decode()
    assert "导入没有成：ValueError。什么也没有算进去。" in told
    assert "hx-get" not in told  # it stands still: nothing to poll for
    monkeypatch.setattr("tasks.views.imports.nudge", lambda job, pk: None)
    assert client.post(f"{url}again/").status_code == 302
    assert import_file(chunk.pk, NOW.isoformat()) == "done"
    assert client.get(f"{url}progress/").headers["HX-Refresh"] == "true"
    assert "hx-get" not in client.get(url).content.decode()
