"""Many hands on few seats: the database settles it, on SQLite as on PostgreSQL."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from tasks.actions import approvals, attendance, imports, shifts
from tasks.actions.imports import parked
from tasks.actions.months import close_month
from tasks.models import Booking, ImportRow, Result, ResultImport, Segment, Shift
from tasks.states import SEATED
from tests import cast
from tests.cast import at
from tests.payouts.attacks.between import before
from yunke.ground.errors import Refused

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.database]
NOW = at("2026-10-10 09:00")


def at_once(acts: list[Callable[[], object]]) -> Counter:
    """Do all of it in threads that start together; how often each answer came."""
    start = Barrier(len(acts))

    def one(act: Callable[[], object]) -> str:
        try:
            start.wait(30)
            act()
            return "done"
        except Refused as refused:
            return ",".join(refused.codes)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return Counter(pool.map(one, acts))


def seated(shift: Shift) -> tuple[int, int]:
    fresh = Shift.objects.get(pk=shift.pk)
    return fresh.taken, Booking.objects.filter(shift=shift, state__in=SEATED).count()


def on_duty(task, count):
    agents = [cast.agent() for _ in range(count)]
    for one in agents:
        cast.claim(one, task)
    return agents


def book(shift, agent):
    return lambda: shifts.book_shift(Shift.objects.select_related("task").get(pk=shift.pk), agent, now=NOW)


def test_fifty_seats_are_sold_fifty_times():
    task = cast.task()
    agents, shift = on_duty(task, 120), cast.shift(task, seats=50)
    said = Counter()
    for start in range(0, 120, 24):
        said += at_once([book(shift, one) for one in agents[start : start + 24]])
    assert said == {"done": 50, "shift_full": 70}
    assert seated(shift) == (50, 50)


def test_one_agent_gets_one_of_twenty_overlapping_shifts():
    task = cast.task()
    (agent,) = on_duty(task, 1)
    offered = [cast.shift(task, f"2026-10-12 14:{number:02d}") for number in range(20)]
    assert at_once([book(one, agent) for one in offered]) == {"done": 1, "booking_overlaps": 19}
    assert Booking.objects.count() == 1
    assert sum(one.taken for one in Shift.objects.all()) == 1


def test_the_same_shifts_put_up_by_several_at_once_stand_once():
    task, staff = cast.task(), cast.operations()
    times = [(at(f"2026-10-{day} 14:00"), at(f"2026-10-{day} 22:00")) for day in (12, 13)]
    said = at_once([lambda: shifts.create_shifts(task, times, 5, by=staff, now=NOW)] * 6)
    assert said == {"done": 1, "shifts_stand": 5}
    assert Shift.objects.count() == 2


def test_one_agent_presses_twenty_times():
    task = cast.task()
    (agent,), shift = on_duty(task, 1), cast.shift(task)
    assert at_once([book(shift, agent)] * 20) == {"done": 1, "already_booked": 19}
    assert seated(shift) == (1, 1)


def test_seats_given_back_while_others_book():
    task = cast.task()
    holders, comers, shift = on_duty(task, 8), on_duty(task, 12), cast.shift(task, seats=8)
    held = [
        shifts.book_shift(Shift.objects.select_related("task").get(pk=shift.pk), one, now=NOW)
        for one in holders
    ]
    leaving = [lambda one=one: shifts.cancel_booking(one, by=one.agent.user, now=NOW) for one in held]
    said = at_once(
        [act for pair in zip(leaving, [book(shift, one) for one in comers[:8]], strict=True) for act in pair]
        + [book(shift, one) for one in comers[8:]]
    )
    booked = said["done"] - 8
    assert said["done"] + said["shift_full"] == 20
    assert seated(shift) == (booked, booked)
    assert booked <= 8


def test_one_seat_given_back_twice_frees_one_place():
    task = cast.task()
    (one, other), shift = on_duty(task, 2), cast.shift(task)
    booking = shifts.book_shift(shift, one, now=NOW)
    shifts.book_shift(Shift.objects.get(pk=shift.pk), other, now=NOW)
    copies = [Booking.objects.get(pk=booking.pk) for _ in range(6)]
    said = at_once([lambda copy=copy: shifts.cancel_booking(copy, by=one.user, now=NOW) for copy in copies])
    assert said == {"done": 1, "moved_meanwhile": 5}
    assert seated(shift) == (1, 1)


def test_a_shift_called_off_while_it_is_booked():
    task, staff = cast.task(), cast.operations()
    agents, shift = on_duty(task, 10), cast.shift(task, seats=10)
    stale = Shift.objects.select_related("task").get(pk=shift.pk)
    said = at_once(
        [book(shift, one) for one in agents]
        + [lambda: shifts.cancel_shift(stale, "客户停线", by=staff, now=NOW)]
    )
    assert said["done"] + said["shift_not_open"] == 11
    assert seated(shift) == (0, 0)
    assert Booking.objects.filter(state="cancelled").count() == said["done"] - 1


def test_seats_are_lowered_while_they_are_taken():
    task, staff = cast.task(), cast.operations()
    agents, shift = on_duty(task, 10), cast.shift(task, seats=10)
    at_once(
        [book(shift, one) for one in agents]
        + [lambda: shifts.change_seats(Shift.objects.get(pk=shift.pk), 5, by=staff, now=NOW)]
    )
    fresh = Shift.objects.get(pk=shift.pk)
    assert fresh.taken <= fresh.seats
    assert seated(shift)[0] == seated(shift)[1]


def test_the_clock_pressed_by_ten_fingers():
    task = cast.task()
    booking = cast.booking(cast.agent(), cast.shift(task))
    came, left = at("2026-10-12 14:00"), at("2026-10-12 22:00")
    for press, when in ((attendance.clock_in, came), (attendance.clock_out, left)):
        copies = [Booking.objects.get(pk=booking.pk) for _ in range(10)]
        assert at_once([lambda one=one, do=press, on=when: do(one, now=on) for one in copies]) == {"done": 10}
    assert [one.paid_minutes for one in Segment.objects.all()] == [420]


def test_hours_approved_by_four_at_once_are_approved_once():
    task, staff = cast.task(), cast.operations()
    for day in range(1, 21):
        cast.segment(cast.agent(), task, at(f"2026-10-{day:02d} 09:00").date(), 60, state="drafted")
    said = at_once([lambda: approvals.approve_hours(Segment.objects.all(), by=staff, now=NOW)] * 4)
    assert said == {"done": 1, "nothing_selected": 3}


def test_nothing_falls_between_a_closing_month_and_an_approval():
    task, staff = cast.task(), cast.operations()
    month = at("2026-10-01 00:00").date()
    days = [at(f"2026-10-{day:02d} 09:00").date() for day in range(1, 13)]
    for day in days:
        cast.segment(cast.agent(), task, day, 60, state="drafted")
    approving = [
        lambda day=day: approvals.approve_hours(Segment.objects.filter(local_on=day), by=staff, now=NOW)
        for day in days
    ]
    said = at_once([*approving, lambda: close_month(task.entity, month, by=staff.actor, now=NOW)])
    assert said == {"done": 13}
    assert {str(one) for one in Segment.objects.values_list("settle_month", flat=True)} <= {
        "2026-10-01",
        "2026-11-01",
    }


def test_a_row_dropped_while_it_is_repaired_is_the_one_or_the_other(monkeypatch):
    """The drop falls between the repair's look at the row and its win: on PostgreSQL it is first, SQLite lets it wait."""
    task, staff = cast.task(), cast.operations()
    cast.kind("connected")
    (agent,) = on_duty(task, 1)
    kinds = [{"kind": "connected", "column": "s", "operator": ">=", "value": 30}]
    columns = {"call_id": "call", "agent": "agent", "at": "at", "kinds": kinds}
    mapping = imports.save_mapping(task, "m", columns, by=staff, now=NOW)
    data = b"call,agent,at,s\nc1,X1,2026-10-05 10:00,40\n"
    imports.import_results(
        imports.check_file(task, mapping, "a.csv", data, by=staff, now=NOW), by=staff, now=NOW
    )
    row = ImportRow.objects.all()
    other = before(
        monkeypatch, parked, "_repair", lambda: imports.drop_rows(ImportRow.objects.all(), by=staff, now=NOW)
    )
    answers = []
    for end in (lambda: imports.repair_rows(row, {"agent": agent.number}, by=staff, now=NOW), other.end):
        try:
            end()
            answers.append("done")
        except Refused as refused:
            answers += refused.codes
    told = (answers, row.get().state, Result.objects.count())
    if connection.vendor == "postgresql":
        assert told == (["moved_meanwhile", "done"], "dropped", 0)
    else:
        assert told == (["done", "nothing_selected"], "repaired", 1)


def test_an_import_approved_and_taken_back_at_once_is_the_one_or_the_other():
    task, staff = cast.task(), cast.operations()
    cast.kind("connected")
    (agent,) = on_duty(task, 1)
    kinds = [{"kind": "connected", "column": "s", "operator": ">=", "value": 30}]
    columns = {"call_id": "call", "agent": "agent", "at": "at", "kinds": kinds}
    mapping = imports.save_mapping(task, "m", columns, by=staff, now=NOW)
    data = "call,agent,at,s\n" + "".join(f"c{n},{agent.number},2026-10-05 10:00,40\n" for n in range(50))
    one = imports.check_file(task, mapping, "a.csv", data.encode(), by=staff, now=NOW)
    imports.import_results(one, by=staff, now=NOW)
    copies = [ResultImport.objects.get(pk=one.pk) for _ in range(4)]
    said = at_once(
        [lambda one=one: imports.approve_results(one, by=staff, now=NOW) for one in copies[:2]]
        + [lambda one=one: imports.drop_import(one, by=staff, now=NOW) for one in copies[2:]]
    )
    one.refresh_from_db()
    states = Counter(Result.objects.values_list("state", flat=True))
    if one.state == "imported":
        assert (states, said) == (
            {"approved": 50},
            {"done": 1, "nothing_selected": 1, "import_approved": 2},
        )
    else:
        assert (one.state, states) == ("withdrawn", {"refused": 50})
        assert said == {"done": 1, "nothing_selected": 2, "moved_meanwhile": 1}


def test_the_same_file_confirmed_by_two_at_once_counts_once():
    task, staff = cast.task(), cast.operations()
    cast.kind("connected")
    (agent,) = on_duty(task, 1)
    mapping = imports.save_mapping(
        task,
        "m",
        {
            "call_id": "call",
            "agent": "agent",
            "at": "at",
            "kinds": [{"kind": "connected", "column": "s", "operator": ">=", "value": 30}],
        },
        by=staff,
        now=NOW,
    )
    data = "call,agent,at,s\n" + "".join(f"c{n},{agent.number},2026-10-05 10:00,40\n" for n in range(200))
    waiting = [imports.check_file(task, mapping, "a.csv", data.encode(), by=staff, now=NOW) for _ in range(4)]
    assert at_once([lambda one=one: imports.import_results(one, by=staff, now=NOW) for one in waiting]) == {
        "done": 4
    }
    assert Result.objects.count() == 200
