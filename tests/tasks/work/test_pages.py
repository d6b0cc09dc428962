"""Pages of shifts and work: what their reader sees next, and the same number of queries for one row and many."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tasks.actions import attendance, decisions, shifts
from tasks.actions import imports as importing
from tasks.models import (
    Booking,
    Correction,
    Decision,
    ImportRow,
    PayMonth,
    Result,
    ResultImport,
    Segment,
    Shift,
)
from tests import cast
from tests.cast import at
from yunke.ground.ids import new_public_id
from yunke.ground.roles import AUDITOR, QUALITY
from yunke.templatetags.time_words import minutes

pytestmark = [pytest.mark.django_db]
NOW = at("2026-10-12 09:00")


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
def staff(client):
    one = cast.operations()
    client.force_login(one)
    return one


def said(response):
    return [str(message) for message in response.context["messages"]]


def queries(client, url):
    with CaptureQueriesContext(connection) as seen:
        assert client.get(url).status_code == 200, url
    return len(seen)


def door(name, *args):
    return reverse(f"tasks:{name}", args=args)


# --- the agent --------------------------------------------------------------------------------------------


def test_the_work_page_leads_from_the_next_shift_to_the_clock(client, clock, task, agent):
    client.force_login(agent.user)
    assert "约一个班" in client.get(door("work")).content.decode()
    booking = shifts.book_shift(cast.shift(task), agent, now=NOW)
    assert "还有" in client.get(door("work")).content.decode()
    clock(at("2026-10-12 13:45"))
    assert door("clock_in", booking.public_id) in client.get(door("work")).content.decode()
    page = client.post(door("clock_in", booking.public_id), follow=True)
    assert "已签到" in said(page)[-1]
    clock(at("2026-10-12 22:01"))
    page = client.post(door("clock_out", booking.public_id), follow=True)
    assert "计薪 7 小时，等" in said(page)[-1]
    assert Segment.objects.get().paid_minutes == 420
    assert "7 小时" in client.get(door("hours") + "?month=2026-10").content.decode()


def test_the_work_page_of_somebody_without_a_task_leads_to_one(client, task):
    one = cast.agent()
    client.force_login(one.user)
    assert 'class="btn primary" href="/board/"' in client.get(door("work")).content.decode()
    cast.claim(one, task, state="asked")
    page = client.get(door("work")).content.decode()
    assert "约一个班" not in page
    assert "在等筛选" in page


def test_leaving_early_is_not_one_tap_away(client, clock, task, agent):
    """It costs pay and full attendance: what it does is said before the button can be reached."""
    task.terms.update(full_attendance_fen=20_000)
    client.force_login(agent.user)
    booking = shifts.book_shift(cast.shift(task), agent, now=NOW)
    clock(at("2026-10-12 13:45"))
    client.post(door("clock_in", booking.public_id))
    clock(at("2026-10-12 21:30"))
    page = client.get(door("work")).content.decode()
    before, inside = page.split("提前签退（22:00 下班）")
    assert before.rstrip().endswith(">")
    assert before.rstrip().split("<")[-1].startswith("summary")
    assert "算早退 30 分" in inside
    assert "10月的全勤奖 200.00 元就没有了。" in inside
    clock(at("2026-10-12 22:01"))
    assert "<summary" not in client.get(door("work")).content.decode()


def test_a_shift_that_has_begun_is_shown_to_its_own_people_alone(client, clock, task, agent):
    shift, other = cast.shift(task), cast.agent()
    cast.claim(other, task)
    shifts.book_shift(shift, agent, now=NOW)
    clock(at("2026-10-12 14:30"))
    for one, seen in ((agent, True), (other, False)):
        client.force_login(one.user)
        assert ("14:00–22:00" in client.get(door("shifts")).content.decode()) is seen


def test_a_shift_is_booked_and_given_back_on_the_page(client, task, agent):
    shift = cast.shift(task, "2026-10-14 14:00")
    client.force_login(agent.user)
    assert "还有 5 座" in client.get(door("shifts")).content.decode()
    client.post(door("shift_book", shift.public_id))
    booking = Booking.objects.get()
    assert door("booking_cancel", booking.public_id) in client.get(door("shifts")).content.decode()
    page = client.post(door("shift_book", shift.public_id), follow=True)
    assert "已经约了" in said(page)[-1]
    client.post(door("booking_cancel", booking.public_id))
    booking.refresh_from_db()
    assert booking.state == "cancelled"


@pytest.mark.database
def test_a_late_cancellation_is_not_one_tap_away(client, task, agent):
    """It costs full attendance: the sum is said before the button can be reached."""
    task.terms.update(full_attendance_fen=20_000, full_attendance_shifts=8)
    free, late = cast.shift(task, "2026-10-12 21:00", 2), cast.shift(task, "2026-10-12 20:30", 0.5)
    client.force_login(agent.user)
    page = client.get(door("shifts")).content.decode()
    assert page.count("约了就不能免费取消") == 1
    early_seat, late_seat = (shifts.book_shift(one, agent, now=NOW) for one in (free, late))
    page = client.get(door("shifts")).content.decode()
    before, inside = page.split("<details")
    assert door("booking_cancel", early_seat.public_id) in page.replace(inside.split("</details>")[0], "")
    assert door("booking_cancel", late_seat.public_id) not in before
    assert "离开班不到 12 小时，现在取消会记一次临时取消" in inside
    assert "10月的全勤奖 200.00 元就没有了。" in inside
    cast.terms(task, version=2, effective_on=date(2026, 10, 31), full_attendance_fen=30_000)  # pays the month
    assert "10月的全勤奖 300.00 元就没有了。" in client.get(door("shifts")).content.decode()
    client.post(door("booking_cancel", late_seat.public_id), {"late": "1"})
    client.post(door("booking_cancel", early_seat.public_id))
    assert set(Booking.objects.values_list("pk", "state")) == {
        (late_seat.pk, "late_cancelled"),
        (early_seat.pk, "cancelled"),
    }
    shifts.book_shift(Shift.objects.get(pk=late.pk), agent, now=NOW)
    assert "10月的全勤奖之前就已经没有了。" in client.get(door("shifts")).content.decode()
    task.terms.update(full_attendance_fen=0)
    assert "这个任务没有全勤奖，不少钱。" in client.get(door("shifts")).content.decode()


def test_a_button_that_was_free_when_it_was_shown_does_not_cancel_late(client, clock, task, agent):
    booking = shifts.book_shift(cast.shift(task), agent, now=at("2026-10-11 09:00"))
    client.force_login(agent.user)
    clock(at("2026-10-12 02:00"))
    assert "<details" not in client.get(door("shifts")).content.decode()
    clock(at("2026-10-12 02:01"))
    page = client.post(door("booking_cancel", booking.public_id), follow=True)
    assert "离开班不到 12 小时，现在取消算临时取消，所以没有取消。" in said(page)[-1]
    booking.refresh_from_db()
    assert booking.state == "booked"


def test_somebody_elses_seat_and_decision_are_not_found(client, task, agent):
    booking = shifts.book_shift(cast.shift(task), agent, now=NOW)
    decision = decisions.propose_decision(
        task, agent, "reward", 100, occurred_on=NOW.date(), evidence="x", by=cast.operations(), now=NOW
    )
    client.force_login(cast.agent().user)
    for name, one in (
        ("clock_in", booking),
        ("clock_out", booking),
        ("booking_cancel", booking),
        ("decision_answer", decision),
    ):
        assert client.post(door(name, one.public_id)).status_code == 404


def test_a_penalty_is_answered_on_the_page(client, task, agent):
    clause = task.penalty_tables.get().clauses.get()
    one = decisions.propose_decision(
        task,
        agent,
        "penalty",
        2_000,
        occurred_on=date(2026, 10, 11),
        evidence="离开 40 分钟",
        clause=clause,
        by=cast.operations(),
        now=NOW,
    )
    client.force_login(agent.user)
    assert "离开 40 分钟" in client.get(door("my_decisions")).content.decode()
    client.post(door("decision_answer", one.public_id), {"words": " "})
    assert Decision.objects.get().appealed_at is None
    client.post(door("decision_answer", one.public_id), {"words": "断网了"})
    assert Decision.objects.get().appeal == "断网了"


def test_the_agents_lists_ask_the_same_queries_for_many_rows(client, task, agent):
    client.force_login(agent.user)

    def add(day):
        shift = cast.shift(task, f"2026-10-{day} 14:00")
        shifts.book_shift(shift, agent, now=NOW)
        cast.shift(task, f"2026-10-{day} 15:00")
        cast.segment(agent, task, date(2026, 9, day), 60, state="drafted")
        decisions.propose_decision(
            task, agent, "reward", 100, occurred_on=NOW.date(), evidence="x", by=cast.operations(), now=NOW
        )

    urls = [door("work"), door("shifts"), door("hours") + "?month=2026-09", door("my_decisions"), "/"]
    add(13)
    few = [queries(client, url) for url in urls]
    for day in range(14, 20):
        add(day)
    assert [queries(client, url) for url in urls] == few


# --- operations -------------------------------------------------------------------------------------------


PATTERN = {
    "first_on": "2026-10-13",
    "last_on": "2026-10-19",
    "weekdays": ["1", "3"],
    "starts": "18:30",
    "ends": "22:30",
    "seats": "6",
}


@pytest.fixture
def pattern(client, task, staff):
    """Ask for a pattern of the task, changed so; ``confirm`` presses the button of an earlier look."""

    def ask(seen=None, **changes):
        button = {"preview": "1"} if seen is None else {"confirm": seen.context["seen"]}
        return client.post(door("shift_new"), {"task": task.public_id} | PATTERN | changes | button)

    return ask


def why(page):
    return [one.code for one in page.context["reasons"]]


def test_a_pattern_is_looked_at_and_put_up(pattern):
    seen = pattern()
    assert "2 个班</b>，一共 12 座" in seen.content.decode()
    assert Shift.objects.count() == 0
    assert pattern(seen).status_code == 302
    assert Shift.objects.count() == 2


@pytest.mark.parametrize(
    "changes", [{"last_on": "2026-12-31"}, {"seats": "500"}, {"starts": "18:00"}, {"weekdays": []}]
)
def test_only_what_was_looked_at_is_put_up(pattern, changes):
    """The fields stand beside the button: changed under an old look, they are looked at anew first."""
    seen = pattern()
    page = pattern(seen, **changes)
    assert (page.status_code, why(page), Shift.objects.count()) == (409, ["shifts_not_as_seen"], 0)
    assert page.content.decode().count('name="confirm"') == 1
    assert pattern(page, **changes).status_code == 302
    assert Shift.objects.count() == len(page.context["times"])


def test_another_task_is_not_what_was_looked_at(pattern):
    seen = pattern()
    page = pattern(seen, task=cast.task(cast.entity("other")).public_id)
    assert (why(page), Shift.objects.count()) == (["shifts_not_as_seen"], 0)


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({"first_on": "2026-10-01", "last_on": "2026-10-15"}, ["shift_in_past"]),
        ({"ends": "18:30"}, ["shift_times_wrong"]),
        ({"ends": "18:45"}, ["shift_times_wrong"]),
        ({"first_on": "2026-10-14", "last_on": ""}, ["shift_pattern_empty"]),
    ],
)
def test_a_look_says_what_putting_up_would_refuse(pattern, changes, codes):
    page = pattern(**changes)
    assert (page.status_code, why(page)) == (409, codes)
    assert 'name="confirm"' not in page.content.decode()


def test_shifts_that_stand_are_named_and_not_put_up_twice(pattern, task):
    pattern(pattern())
    again = pattern()
    assert (why(again), again.context["seen"]) == (["shifts_stand"], "")
    assert "这个任务同样时间的班已经有了：2 个。" in again.content.decode()
    longer = pattern(last_on="2026-10-26")
    assert why(longer) == []
    page = longer.content.decode()
    assert "2 个班</b>，一共 12 座" in page
    assert "另有 2 个班已经在了" in page
    assert page.count(">已经在了<") == 2
    cast.shift(task, "2026-10-20 18:30", 4)  # somebody else, since
    page = pattern(longer, last_on="2026-10-26")
    assert (why(page), Shift.objects.count()) == (["shifts_not_as_seen"], 3)


def test_a_look_warns_of_seats_nobody_can_take_and_says_next_day(pattern, task):
    assert "没有人能约" not in pattern(seats="20").content.decode()
    page = pattern(seats="21", starts="22:00", ends="06:00").content.decode()
    assert "每班 21 座，任务只有 20 席" in page
    assert "10月13日 周二 22:00–次日 06:00" in page
    assert "22:00–24:00" in pattern(starts="22:00", ends="00:00").content.decode()


def test_seats_change_and_a_shift_is_called_off(client, task, staff, agent):
    shift = cast.shift(task)
    shifts.book_shift(shift, agent, now=NOW)
    client.post(door("shift_seats", shift.public_id), {"seats": "3"})
    assert Shift.objects.get().seats == 3
    page = client.post(door("shift_cancel", shift.public_id), {"why": ""}, follow=True)
    assert "没有写原因" in said(page)[-1]
    client.post(door("shift_cancel", shift.public_id), {"why": "客户停线"})
    assert Shift.objects.get().state == "cancelled"


def test_a_forgotten_clock_is_written_and_approved(client, clock, task, staff, agent):
    booking = shifts.book_shift(cast.shift(task), agent, now=NOW)
    attendance.clock_in(booking, now=at("2026-10-12 13:58"))
    clock(at("2026-10-13 09:00"))
    assert agent.number in client.get(door("desk_attendance")).content.decode()
    given = {
        "came_on": "2026-10-12",
        "came": "14:00",
        "left_on": "2026-10-12",
        "left": "21:00",
        "why": "录音",
    }
    client.post(door("attendance_record", booking.public_id), given)
    segment = Segment.objects.get()
    assert segment.paid_minutes == 360
    assert "补记" in client.get(door("desk_hours")).content.decode()
    client.post(door("hours_approve"), {"all": "1"})
    assert Segment.objects.get().state == "drafted"  # it has an exception: only looked at, then ticked
    client.post(door("hours_approve"), {"row": segment.public_id})
    assert Segment.objects.get().state == "approved"


def test_hours_are_changed_refused_and_taken_back(client, task, staff):
    one, other = (
        cast.segment(cast.agent(), task, date(2026, 10, day), 480, state="drafted") for day in (5, 6)
    )
    page = client.post(door("hours_change", one.public_id), {"minutes": "481", "why": "x"}, follow=True)
    assert "不能超过" in said(page)[-1]
    client.post(door("hours_change", one.public_id), {"minutes": "420", "why": "离席"})
    assert Segment.objects.get(pk=one.pk).paid_minutes == 420
    client.post(door("hours_refuse"), {"row": [one.public_id], "why": "没有通话"})
    assert Segment.objects.get(pk=one.pk).state == "refused"
    client.post(door("hours_redraft"), {"row": [one.public_id]})
    assert Segment.objects.get(pk=one.pk).state == "drafted"
    here = door("desk_hours") + f"?task={task.public_id}"
    assert client.post(door("hours_approve"), {"all": "1", "here": here}).url == here
    assert client.post(door("hours_approve"), {"here": "https://evil.example/"}).url == door("desk_hours")
    assert Segment.objects.get(pk=other.pk).state == "approved"


def csv_of(*rows):
    from django.core.files.uploadedfile import SimpleUploadedFile

    text = "编号,工号,时间,时长\n" + "".join(",".join(row) + "\n" for row in rows)
    return SimpleUploadedFile("calls.csv", text.encode("gb18030"), "text/csv")


RULES = {
    "name": "外呼",
    "call_id": "编号",
    "agent": "工号",
    "at": "时间",
    "column_0": "时长",
    "operator_0": ">=",
    "value_0": "30",
    "kind_0": "connected",
}


def test_a_file_goes_from_upload_over_mapping_to_approval(client, task, staff, agent):
    cast.kind("connected")
    rows = (("c1", agent.number, "2026-10-05 10:00", "40"), ("c2", "X9", "2026-10-05 10:00", "50"))
    page = client.post(door("import_new"), {"task": task.public_id, "file": csv_of(*rows)})
    one = ResultImport.objects.get()
    assert page.url == door("import_mapping", one.public_id)
    form = client.get(page.url).context["form"]
    assert [form.initial[name] for name in ("call_id", "agent", "at")] == ["编号", "工号", "时间"]
    looked = client.post(page.url, RULES | {"look": "1"})
    assert looked.context["report"]["outcomes"] == {"new": 1, "parked": 1}
    assert ResultImport.objects.get().report == {"rows": 2}
    assert client.post(page.url, RULES | {"save": "1"}).url == door("import", one.public_id)
    assert "没有工号是“X9”的客服" in client.get(door("import", one.public_id)).content.decode()
    page = client.post(door("import_confirm", one.public_id), follow=True)
    assert "导入了 1 条结果，1 行待修复" in said(page)[-1]
    client.post(
        door("parked_repair"), {"row": ImportRow.objects.get().public_id, "agent": agent.number.lower()}
    )
    assert Result.objects.count() == 2
    client.post(door("import_approve", one.public_id))
    assert set(Result.objects.values_list("state", flat=True)) == {"approved"}
    second = client.post(door("import_new"), {"task": task.public_id, "file": csv_of(*rows)}, follow=True)
    assert "这个文件已经导入过" in second.content.decode()
    confirmed = client.post(door("import_confirm", ResultImport.objects.latest("pk").public_id), follow=True)
    assert "什么也没有变" in said(confirmed)[-1]


@pytest.fixture
def parked_rows(task, staff):
    """Two files with rows of nobody: three of a.csv and one of b.csv."""
    cast.kind("connected")
    columns = {
        "call_id": "编号",
        "agent": "工号",
        "at": "时间",
        "kinds": [{"kind": "connected", "column": "时长", "operator": ">=", "value": 30}],
    }
    mapping = importing.save_mapping(task, "m", columns, by=staff, now=NOW)
    for name, calls in (("a.csv", ("c1", "c2", "c3")), ("b.csv", ("d1",))):
        data = "编号,工号,时间,时长\n" + "".join(f"{call},X,2026-10-05 10:00,40\n" for call in calls)
        one = importing.check_file(task, mapping, name, data.encode(), by=staff, now=NOW)
        importing.import_results(one, by=staff, now=NOW)
    return [one.public_id for one in ImportRow.objects.order_by("pk")]


def test_a_repair_that_fails_keeps_ticks_and_fields_and_says_each_reason_once_at_its_field(
    client, parked_rows, agent
):
    listed = "?order=-when"
    unknown = {"row": parked_rows[:2], "agent": "A0000099", "at": "2026-10-05 11:00", "list": listed}
    page = client.post(door("parked_repair"), unknown)
    form, html = page.context["form"], page.content.decode()
    assert (page.status_code, page.context["ticked"]) == (422, parked_rows[:2])
    assert (form["agent"].value(), form["at"].value()) == ("A0000099", "2026-10-05 11:00")
    assert form.errors == {
        "agent": ["a.csv 第 2、3 行：没有工号是“A0000099”的客服。核对工号，在待修复里改正。"]
    }
    assert html.count(" checked") == 2
    assert 'id="id_agent_error"' in html
    assert "order=-when" in page.context["listing"].query()
    late = {"row": parked_rows, "agent": agent.number, "at": "2026-11-26 99:00"}
    wrong = "时间“2026-11-26 99:00”看不懂。写成 2026-10-05 14:03:22 的样子。"
    assert client.post(door("parked_repair"), late).context["form"].errors == {
        "at": [f"a.csv 第 2、3、4 行：{wrong}", f"b.csv 第 2 行：{wrong}"]
    }
    nobody = client.post(door("parked_repair"), {"agent": agent.number})
    assert nobody.context["form"].non_field_errors() == [
        "没有选中可以处理的行。先勾选几行；刚才可能有人已经处理过。"
    ]
    assert ImportRow.objects.filter(state="parked").count() == 4


def test_many_rows_with_one_fault_are_counted_after_the_first_five(client, parked_rows):
    source = ImportRow.objects.get(public_id=parked_rows[0]).source
    for number in range(5, 11):
        ImportRow.objects.create(
            public_id=new_public_id(NOW),
            source=source,
            row_number=number,
            source_key=f"e{number}",
            row={"编号": f"e{number}", "工号": "X", "时间": "2026-10-05 10:00", "时长": "40"},
            problem={"code": "import_agent_blank", "facts": {}},
        )
    rows = [one.public_id for one in source.rows.all()]
    page = client.post(door("parked_repair"), {"row": rows, "agent": "A0000099"})
    assert page.context["form"].errors["agent"][0].startswith("a.csv 第 2、3、4、5、6 等 9 行：没有工号")


@pytest.mark.database
def test_dropped_rows_are_put_back_at_once_or_from_their_own_list(client, parked_rows):
    dropped = client.post(door("parked_drop"), {"row": parked_rows[:3]}, follow=True)
    assert [one.public_id for one in dropped.context["undo"]] == parked_rows[:3]
    assert "放弃了 3 行，不导入。" in dropped.content.decode()
    assert (said(dropped), dropped.context["count"]) == ([], 1)
    back = client.post(door("parked_drop"), {"row": parked_rows[:3], "back": "1"}, follow=True)
    assert (said(back), back.context["count"]) == (["3 行放回了待修复。"], 4)
    client.post(door("parked_drop"), {"row": parked_rows[3]})
    assert "undo" not in client.get(door("parked")).context["listing"].query()
    kept = client.get(door("parked"), {"state": "dropped"})
    assert [(code, number) for code, _words, number in kept.context["states"]] == [
        ("parked", 3),
        ("dropped", 1),
    ]
    assert "放回待修复" in kept.content.decode()
    client.post(door("parked_drop"), {"row": parked_rows[3], "back": "1", "list": "?state=dropped"})
    assert set(ImportRow.objects.values_list("state", "repaired_by", "repaired_at")) == {
        ("parked", None, None)
    }


def test_another_ones_dropped_rows_are_not_offered_to_be_undone(client, parked_rows):
    client.post(door("parked_drop"), {"row": parked_rows[0]})
    client.force_login(cast.operations())
    assert client.get(door("parked"), {"undo": parked_rows[0]}).context["undo"] == []


@pytest.mark.database
def test_parked_rows_are_narrowed_to_a_file(client, parked_rows):
    b, a = ResultImport.objects.order_by("-pk")
    page = client.get(door("parked"), {"import": a.public_id})
    assert page.context["count"] == 3
    assert page.context["files"] == [(b.public_id, "b.csv", 1), (a.public_id, "a.csv", 3)]
    assert [number for _code, _words, number in page.context["states"]] == [3, 0]


def test_a_file_nobody_can_read_is_refused_beside_the_form(client, task, staff):
    from django.core.files.uploadedfile import SimpleUploadedFile

    page = client.post(
        door("import_new"), {"task": task.public_id, "file": SimpleUploadedFile("a.xlsx", b"PK\x00\x03")}
    )
    assert "这不是 CSV 文本文件" in page.content.decode()
    assert ResultImport.objects.count() == 0


def test_the_row_report_is_a_harmless_sheet(client, task, staff, agent):
    cast.kind("connected")
    mapping = importing.save_mapping(
        task,
        "m",
        {
            "call_id": "编号",
            "agent": "工号",
            "at": "时间",
            "kinds": [{"kind": "connected", "column": "时长", "operator": ">=", "value": 30}],
        },
        by=staff,
        now=NOW,
    )
    data = "编号,工号,时间,时长\nc1,=CMD(1),2026-10-05 10:00,40\n".encode()
    one = importing.check_file(task, mapping, "a.csv", data, by=staff, now=NOW)
    body = client.get(door("import_report", one.public_id))
    assert body["Content-Disposition"].startswith("attachment")
    assert "没有工号是“=CMD(1)”的客服" in body.content.decode("utf-8-sig")
    assert all(
        cell[:1] not in "=+-@"
        for line in body.content.decode("utf-8-sig").splitlines()
        for cell in line.split(",")
        if cell
    )


def test_a_file_without_use_is_dropped_and_deleted(client, task, staff, django_capture_on_commit_callbacks):
    client.post(
        door("import_new"), {"task": task.public_id, "file": csv_of(("c1", "A1", "2026-10-05 10:00", "4"))}
    )
    one = ResultImport.objects.get()
    storage, name = one.file.storage, one.file.name
    assert storage.exists(name)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(door("import_drop", one.public_id))
    assert not storage.exists(name)
    assert ResultImport.objects.get().state == "dropped"


def test_a_penalty_goes_from_proposal_to_a_second_person(client, clock, task, staff, agent):
    clause = task.penalty_tables.get().clauses.get()
    given = {
        "kind": "penalty",
        "agent": agent.number,
        "task": task.public_id,
        "clause": str(clause.pk),
        "occurred_on": "2026-10-11",
        "amount_fen": "20.01",
        "evidence": "离开",
    }
    assert "最多 20.00 元" in client.post(door("decision_new"), given).content.decode()
    one = client.post(door("decision_new"), given | {"amount_fen": "20.00"}).url
    page = client.get(one).content.decode()
    assert "提出的人不能自己决定" in page
    quality = cast.person("质检", QUALITY)
    client.force_login(quality)
    decision = Decision.objects.get()
    page = client.post(door("decision_approve", decision.public_id), follow=True)
    assert "可以申辩到" in said(page)[-1]
    clock(at("2026-10-16 09:00"))
    client.post(door("decision_approve", decision.public_id))
    decision.refresh_from_db()
    assert (decision.state, decision.decided_by) == ("approved", quality)


def test_a_correction_is_found_proposed_and_approved_by_another(client, task, staff, agent):
    PayMonth.objects.create(
        public_id=new_public_id(NOW), entity=task.entity, month=date(2026, 9, 1), state="closed"
    )
    segment = cast.segment(agent, task, date(2026, 9, 10), 420)
    found = client.get(
        door("correction_find"), {"agent": agent.number, "task": task.public_id, "on": "2026-09-10"}
    )
    url = door("correction_new", "segment", segment.public_id)
    assert url in found.content.decode()
    assert "和现在的数一样" in client.post(url, {"minutes": "420", "why": "x"}).content.decode()
    client.post(url, {"minutes": "400", "why": "离席"})
    one = Correction.objects.get()
    page = client.post(door("correction_approve", one.public_id), follow=True)
    assert "不能自己核准" in said(page)[-1]
    client.force_login(cast.operations())
    client.post(door("correction_approve", one.public_id))
    one.refresh_from_db()
    assert (one.state, one.settle_month) == ("approved", date(2026, 10, 1))
    assert client.get(door("correction_new", "decision", segment.public_id)).status_code == 404


def test_the_auditor_looks_and_changes_nothing(client, task, agent):
    segment = cast.segment(agent, task, date(2026, 10, 5), 60, state="drafted")
    client.force_login(cast.person("审计", AUDITOR))
    for name in (
        "desk_shifts",
        "desk_attendance",
        "desk_hours",
        "hours_refused",
        "desk_imports",
        "parked",
        "desk_decisions",
        "desk_corrections",
        "correction_find",
    ):
        assert client.get(door(name)).status_code == 200, name
    for name in ("hours_approve", "hours_refuse", "parked_drop"):
        assert client.post(door(name), {"row": segment.public_id}).status_code == 403, name


def test_the_staffs_lists_ask_the_same_queries_for_many_rows(client, task, staff, agent):
    cast.kind("connected")
    PayMonth.objects.create(
        public_id=new_public_id(NOW), entity=task.entity, month=date(2026, 9, 1), state="closed"
    )
    mapping = importing.save_mapping(
        task,
        "m",
        {
            "call_id": "编号",
            "agent": "工号",
            "at": "时间",
            "kinds": [{"kind": "connected", "column": "时长", "operator": ">=", "value": 30}],
        },
        by=staff,
        now=NOW,
    )

    def add(day):
        shift = cast.shift(task, f"2026-10-{day} 14:00")
        for state in ("booked", "absent"):
            cast.booking(cast.agent(), shift, state=state)
        cast.booking(
            cast.agent(), cast.shift(task, f"2026-10-12 {day}:00"), state="working", clocked_in_at=NOW
        )
        cast.booking(
            cast.agent(),
            cast.shift(task, f"2026-10-10 {day - 10:02d}:00", 1),
            state="working",
            clocked_in_at=NOW,
        )
        cast.segment(cast.agent(), task, date(2026, 10, 1), 60, state="drafted")
        cast.segment(cast.agent(), task, date(2026, 10, 1), 60, state="refused")
        data = f"编号,工号,时间,时长\nc{day},X,2026-10-05 10:00,40\n".encode()
        importing.import_results(
            importing.check_file(task, mapping, "a.csv", data, by=staff, now=NOW), by=staff, now=NOW
        )
        decisions.propose_decision(
            task, agent, "reward", 100, occurred_on=NOW.date(), evidence="x", by=staff, now=NOW
        )
        fact = cast.segment(agent, task, date(2026, 9, day), 60)
        from tasks.actions.corrections import propose_correction

        propose_correction(fact, 50, "x", by=staff, now=NOW)

    names = (
        "desk_shifts",
        "desk_attendance",
        "desk_hours",
        "hours_refused",
        "desk_imports",
        "parked",
        "desk_decisions",
        "desk_corrections",
    )
    add(13)
    few = {name: queries(client, door(name)) for name in names}
    for day in range(14, 17):
        add(day)
    assert {name: queries(client, door(name)) for name in names} == few


@pytest.mark.parametrize("far", ["9999-12-31", "9999-12-20", "0001-01-01"])
def test_a_day_beyond_reach_is_the_day_at_hand(client, task, agent, far):
    shift = cast.shift(task)
    client.force_login(agent.user)
    assert door("shift_book", shift.public_id) in client.get(door("shifts"), {"from": far}).content.decode()
    page = client.get(door("hours"), {"month": far[:7]})
    assert (page.status_code, page.context["month"]) == (200, date(2026, 10, 1))
    client.force_login(cast.operations())
    assert client.get(door("desk_shifts"), {"from": far}).context["first"] == date(2026, 10, 12)
    assert client.get(door("desk_attendance"), {"day": far}).context["day"] == date(2026, 10, 12)


def test_inside_the_grace_leaving_is_not_early(client, clock, task, agent):
    """The last minutes of the grace are paid: no threat, the plain button."""
    client.force_login(agent.user)
    booking = shifts.book_shift(cast.shift(task), agent, now=NOW)
    clock(at("2026-10-12 13:45"))
    client.post(door("clock_in", booking.public_id))
    for moment, fold in (("21:54:30", True), ("21:55", False), ("21:59", False)):
        clock(at(f"2026-10-12 {moment}"))
        page = client.get(door("work")).content.decode()
        assert ("<summary" in page, "早退" in page, door("clock_out", booking.public_id) in page) == (
            fold,
            fold,
            True,
        )
    assert "算早退 6 分" in _at(client, clock, "2026-10-12 21:54:30")
    clock(at("2026-10-12 21:56"))
    client.post(door("clock_out", booking.public_id))
    assert (Segment.objects.get().paid_minutes, Booking.objects.get().early_minutes) == (420, 0)


@pytest.mark.parametrize(
    ("came", "now", "today"),
    [
        ("12 13:45", "12 13:50", 0),
        ("12 14:02", "12 14:03", 3),  # inside the grace: from the scheduled minute
        ("12 14:07", "12 14:30", 23),
        ("12 13:45", "12 18:30", 240),  # the meal is under way
        ("12 13:45", "12 21:56", 420),  # inside the grace at the end
    ],
)
def test_todays_minutes_are_those_that_clocking_out_pays(client, clock, task, agent, came, now, today):
    client.force_login(agent.user)
    booking = shifts.book_shift(cast.shift(task), agent, now=NOW)
    clock(at(f"2026-10-{came}"))
    client.post(door("clock_in", booking.public_id))
    clock(at(f"2026-10-{now}"))
    page = client.get(door("work")).content.decode()
    assert f'<p class="figure">{minutes(today)}</p>' in page
    assert ("现在签退就是这么多" in page) is bool(today)
    if today:
        client.post(door("clock_out", booking.public_id))
        assert Segment.objects.get().paid_minutes == today


def test_todays_minutes_of_a_night_shift_are_todays_and_none_without_a_clock_out(client, clock, task, agent):
    client.force_login(agent.user)
    booking = shifts.book_shift(cast.shift(task, "2026-10-12 22:00", 8), agent, now=NOW)
    attendance.clock_in(booking, now=at("2026-10-12 21:50"))
    found = {}
    for moment in ("12 23:00", "13 01:30", "13 08:00", "13 08:01"):
        clock(at(f"2026-10-{moment}"))
        found[moment] = client.get(door("work")).context["minutes_today"]
    assert found == {"12 23:00": 60, "13 01:30": 90, "13 08:00": 360, "13 08:01": 0}


def _at(client, clock, moment):
    clock(at(moment))
    return client.get(door("work")).content.decode()


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("asked", "在等筛选"),
        ("training", "任务培训中"),
        ("assessing", "在等评定"),
        ("waiting", "在排队等席位"),
        ("reserve", "你是候补"),
    ],
)
def test_the_work_page_says_what_a_claim_waits_for(client, task, state, words):
    one = cast.agent()
    cast.claim(one, task, state=state)
    client.force_login(one.user)
    assert f"<h1>{words}</h1>" in client.get(door("work")).content.decode()


def test_papers_that_wait_come_before_a_later_claim(client, task):
    one = cast.agent()
    admitted = cast.claim(one, task, state="admitted")
    later = cast.claim(one, cast.task(cast.entity("other")), state="asked")
    type(later).objects.filter(pk=later.pk).update(asked_at=NOW)
    client.force_login(one.user)
    assert door("papers", admitted.public_id) in client.get(door("work")).content.decode()
