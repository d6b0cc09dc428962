"""Shifts put up and called off, seats taken and given back; each refusal by its code."""

from datetime import date, time, timedelta

import pytest

from onboarding.actions.identity import decide_identity
from tasks.actions import attendance, shifts
from tasks.models import Booking, Claim, Shift
from tasks.queries.shifts import bookable_shifts, shift_reasons
from tasks.rules.booking import weekly_pattern
from tests import cast
from tests.cast import at
from tests.onboarding.doors import signed_in
from yunke.ground.errors import Refused
from yunke.models import AuditEntry, Notice

pytestmark = [pytest.mark.django_db]
NOW = at("2026-10-10 09:00")


@pytest.fixture
def task():
    return cast.task()


@pytest.fixture
def agent(task):
    one = cast.agent()
    cast.claim(one, task)
    return one


def refused(action, *args, **kwargs):
    with pytest.raises(Refused) as caught:
        action(*args, **kwargs)
    return caught.value.codes


def taken(shift):
    return Shift.objects.values_list("taken", flat=True).get(pk=shift.pk)


def test_a_seat_is_booked(task, agent):
    shift = cast.shift(task)
    booking = shifts.book_shift(shift, agent, now=NOW)
    assert (booking.state, booking.claim, booking.starts_at, booking.ends_at, booking.booked_at) == (
        "booked",
        Claim.objects.get(),
        shift.starts_at,
        shift.ends_at,
        NOW,
    )
    assert taken(shift) == 1
    assert AuditEntry.objects.get(verb="shift_booked").actor == agent.user.public_id


def test_why_a_seat_is_refused(task, agent):
    stranger, suspended, lapsed = cast.agent(), cast.agent(state="suspended"), cast.agent()
    cast.claim(suspended, task)
    cast.claim(lapsed, task)
    lapsed.qualifications.update(expires_on=date(2026, 10, 11))
    shift = cast.shift(task)
    assert refused(shifts.book_shift, shift, stranger, now=NOW) == ["booking_not_on_duty"]
    assert refused(shifts.book_shift, shift, suspended, now=NOW) == ["booking_agent_inactive"]
    assert refused(shifts.book_shift, shift, lapsed, now=NOW) == ["booking_not_qualified"]
    assert refused(shifts.book_shift, shift, agent, now=shift.starts_at) == ["shift_started"]
    shifts.book_shift(shift, agent, now=NOW)
    assert refused(shifts.book_shift, shift, agent, now=NOW) == ["already_booked"]
    assert refused(shifts.book_shift, cast.shift(task, "2026-10-12 21:30"), agent, now=NOW) == [
        "booking_overlaps"
    ]
    assert refused(shifts.book_shift, cast.shift(task, "2026-10-12 06:01"), agent, now=NOW) == [
        "booking_overlaps"
    ]
    shifts.book_shift(cast.shift(task, "2026-10-12 06:00"), agent, now=NOW)
    shifts.book_shift(cast.shift(task, "2026-10-12 22:00"), agent, now=NOW)


def test_a_shift_after_a_check_runs_out_is_not_booked_and_what_is_booked_stays(task, agent, clock):
    cast.sop(task.line, "room", "claim", room={"valid_days": 30})
    cast.room(agent, now=NOW - timedelta(days=26))
    last, after = cast.shift(task, "2026-10-14 08:00"), cast.shift(task, "2026-10-15 08:00")
    kept = shifts.book_shift(last, agent, now=NOW)
    assert refused(shifts.book_shift, after, agent, now=NOW) == ["booking_check_ends"]
    assert [[why.code for why in whys] for _one, whys in shift_reasons(agent, [after], now=NOW)] == [
        ["booking_check_ends"]
    ]
    clock(NOW)
    page = signed_in(agent.user).get("/work/shifts/").content.decode()
    assert '<a href="/me/steps/voice/room/">去重新做环境检测，通过就能约</a>' in page
    cast.room(agent, now=NOW)
    shifts.book_shift(after, agent, now=NOW)
    kept.refresh_from_db()
    assert kept.state == "booked"


def test_a_shift_after_the_real_name_runs_out_waits_for_new_papers_and_they_are_taken_before_that_day(
    task, agent, clock
):
    cast.sop(
        task.line, "real_name", "claim", real_name={"valid_days": 282, "required": False}
    )  # it always is
    cast.chosen(agent)
    last, after = cast.shift(task, "2026-10-14 08:00"), cast.shift(task, "2026-10-15 08:00")
    shifts.book_shift(last, agent, now=NOW)
    with pytest.raises(Refused) as caught:
        shifts.book_shift(after, agent, now=NOW)
    assert [(one.code, one.facts) for one in caught.value.reasons] == [
        ("booking_check_ends", {"line": "voice", "step": "real_name", "until_on": "2026-10-14"})
    ]
    clock(NOW)
    mine = signed_in(agent.user)
    page = mine.get("/work/shifts/").content.decode()
    assert '<a href="/me/steps/voice/real_name/">去重新做实名认证，通过就能约</a>' in page
    assert mine.get("/me/steps/voice/real_name/")["Location"] == "/me/real-name/"
    assert "现在就可以再交一次" in mine.get("/me/real-name/").content.decode()
    papers = cast.papers(agent, now=NOW)
    assert refused(shifts.book_shift, after, agent, now=NOW) == [
        "booking_check_ends"
    ]  # nobody has judged yet
    decide_identity(papers, passed=True, by=cast.screener(), now=NOW)
    shifts.book_shift(after, agent, now=NOW)


def test_the_last_seat_is_the_last(task, agent):
    shift = cast.shift(task, seats=1)
    cast.booking(cast.agent(), shift)
    stale = Shift.objects.get(pk=shift.pk)
    stale.taken = 0  # read before the other one came
    assert refused(shifts.book_shift, stale, agent, now=NOW) == ["shift_full"]
    assert Booking.objects.filter(agent=agent).count() == 0
    shifts.cancel_shift(Shift.objects.get(pk=shift.pk), "客户停线", by=cast.operations(), now=NOW)
    assert refused(shifts.book_shift, stale, agent, now=NOW) == ["shift_not_open"]


@pytest.mark.database
def test_the_guard_speaks_the_rules_words(task, agent, monkeypatch):
    shifts.book_shift(cast.shift(task), agent, now=NOW)
    monkeypatch.setattr(shifts, "held_seats", lambda *args: [])
    assert refused(shifts.book_shift, cast.shift(task, "2026-10-12 15:00"), agent, now=NOW) == [
        "booking_overlaps"
    ]


@pytest.mark.parametrize(
    ("now", "state"),
    [
        ("2026-10-12 02:00", "cancelled"),
        ("2026-10-12 02:01", "late_cancelled"),
        ("2026-10-12 13:59", "late_cancelled"),
    ],
)
def test_a_seat_given_back_is_free_again(task, agent, now, state):
    shift = cast.shift(task)
    booking = shifts.book_shift(shift, agent, now=NOW)
    shifts.cancel_booking(booking, by=agent.user, now=at(now))
    assert (booking.state, taken(shift), booking.cancelled_at) == (state, 0, at(now))
    assert refused(shifts.cancel_booking, booking, by=agent.user, now=at(now)) == ["not_in_state"]
    assert taken(shift) == 0
    shifts.book_shift(Shift.objects.get(pk=shift.pk), agent, now=at(now))


def test_a_seat_is_not_given_back_once_the_shift_began(task, agent):
    booking = shifts.book_shift(cast.shift(task), agent, now=NOW)
    assert refused(shifts.cancel_booking, booking, by=agent.user, now=booking.starts_at) == [
        "booking_started"
    ]
    attendance.clock_in(booking, now=at("2026-10-12 13:40"))
    assert refused(shifts.cancel_booking, booking, by=agent.user, now=at("2026-10-12 13:50")) == [
        "not_in_state"
    ]


def test_a_weekly_pattern_is_put_up_whole(task):
    times = weekly_pattern(date(2026, 10, 12), date(2026, 10, 25), [0, 2, 6], time(20), time(2))
    made = shifts.create_shifts(task, times, 6, by=cast.operations(), now=NOW)
    assert [str(one.local_on) for one in made] == [
        "2026-10-12",
        "2026-10-14",
        "2026-10-18",
        "2026-10-19",
        "2026-10-21",
        "2026-10-25",
    ]
    assert {(one.ends_at - one.starts_at, one.seats) for one in Shift.objects.all()} == {
        (timedelta(hours=6), 6)
    }
    entry = AuditEntry.objects.get(verb="shifts_created")
    assert (entry.thing_id, entry.facts["rows"]) == (task.public_id, 6)


@pytest.mark.parametrize(
    ("starts", "ends", "seats", "codes"),
    [
        ("2026-10-12 14:00", "2026-10-12 14:20", 5, ["shift_times_wrong"]),
        ("2026-10-12 14:00", "2026-10-13 06:01", 5, ["shift_times_wrong"]),
        ("2026-10-12 14:00:30", "2026-10-12 22:00", 5, ["shift_times_wrong"]),
        ("2026-10-10 08:00", "2026-10-10 12:00", 5, ["shift_in_past"]),
        ("2026-10-12 14:00", "2026-10-12 22:00", 0, ["shift_seats_wrong"]),
        ("2027-02-01 14:00", "2027-02-01 22:00", 5, ["shift_outside_task"]),
    ],
)
def test_shifts_that_cannot_be_put_up(task, starts, ends, seats, codes):
    task.ends_on = date(2027, 1, 31)
    task.save()
    assert (
        refused(shifts.create_shift, task, at(starts), at(ends), seats, by=cast.operations(), now=NOW)
        == codes
    )
    assert Shift.objects.count() == 0


def test_shifts_need_a_running_task_terms_and_a_day(task):
    staff, times = cast.operations(), [(at("2026-10-12 14:00"), at("2026-10-12 22:00"))]
    task.terms.update(effective_on=date(2026, 10, 13))
    assert refused(shifts.create_shifts, task, times, 5, by=staff, now=NOW) == ["shift_without_terms"]
    task.state = "closed"
    task.save()
    assert refused(shifts.create_shifts, task, times, 5, by=staff, now=NOW) == [
        "shift_task_closed",
        "shift_without_terms",
    ]
    assert refused(shifts.create_shifts, task, [], 5, by=staff, now=NOW) == ["shift_pattern_empty"]
    assert refused(shifts.create_shifts, task, times * 401, 5, by=staff, now=NOW) == ["shift_pattern_long"]


def test_a_task_has_one_shift_at_a_time(task):
    staff = cast.operations()
    first, second, third = (
        (at(f"2026-10-{day} 22:00"), at(f"2026-10-{day + 1} 06:00")) for day in (12, 13, 14)
    )
    shifts.create_shifts(task, [first, second], 5, by=staff, now=NOW)
    with pytest.raises(Refused) as caught:
        shifts.create_shifts(task, [first, second, third], 5, by=staff, now=NOW)
    assert [(one.code, one.facts) for one in caught.value.reasons] == [("shifts_stand", {"count": 2})]
    assert refused(shifts.create_shifts, task, [third, third], 5, by=staff, now=NOW) == ["shifts_stand"]
    assert Shift.objects.count() == 2
    shifts.create_shift(task, first[0], at("2026-10-13 02:00"), 5, by=staff, now=NOW)
    shifts.create_shift(cast.task(cast.entity("other")), *first, 5, by=staff, now=NOW)
    shifts.cancel_shift(Shift.objects.get(task=task, ends_at=first[1]), "客户停线", by=staff, now=NOW)
    shifts.create_shift(task, *first, 5, by=staff, now=NOW)
    assert Shift.objects.filter(task=task, state="open").count() == 3


@pytest.mark.database
def test_seats_never_fall_below_the_taken_ones(task):
    shift, staff = cast.shift(task, seats=3), cast.operations()
    for _ in range(2):
        cast.booking(cast.agent(), shift)
    stale = Shift.objects.get(pk=shift.pk)
    stale.taken = 0
    assert refused(shifts.change_seats, stale, 1, by=staff, now=NOW) == ["seats_below_taken"]
    assert refused(shifts.change_seats, stale, 0, by=staff, now=NOW) == ["shift_seats_wrong"]
    shifts.change_seats(stale, 2, by=staff, now=NOW)
    assert Shift.objects.get().seats == 2
    assert AuditEntry.objects.get(verb="seats_changed").facts == {"seats_was": 3, "seats": 2}


def test_a_shift_called_off_tells_everybody(task, agent):
    shift, staff = cast.shift(task), cast.operations()
    booking = shifts.book_shift(shift, agent, now=NOW)
    assert refused(shifts.cancel_shift, shift, " ", by=staff, now=NOW) == ["why_missing"]
    assert shifts.cancel_shift(shift, "客户停线", by=staff, now=NOW) == 1
    booking.refresh_from_db()
    assert (booking.state, taken(shift), Shift.objects.get().state) == ("cancelled", 0, "cancelled")
    assert set(Notice.objects.values_list("recipient", "template", "channel")) == {
        (agent.user.public_id, "shift_cancelled", "app"),
        (agent.user.public_id, "shift_cancelled", "sms"),
    }
    assert refused(shifts.change_seats, shift, 9, by=staff, now=NOW) == ["shift_not_open"]


def test_a_shift_being_worked_is_not_called_off(task, agent):
    shift = cast.shift(task)
    attendance.clock_in(shifts.book_shift(shift, agent, now=NOW), now=at("2026-10-12 13:50"))
    assert refused(shifts.cancel_shift, shift, "x", by=cast.operations(), now=NOW) == ["shift_being_worked"]
    assert Shift.objects.get().state == "open"


def test_the_list_says_the_same_as_the_action(task, agent, django_assert_num_queries):
    cast.shift(cast.task(cast.entity("other")))
    full = cast.shift(task, "2026-10-13 08:00", seats=1)
    cast.booking(cast.agent(), full)
    mine = cast.shift(task)
    shifts.book_shift(mine, agent, now=NOW)
    near, free = cast.shift(task, "2026-10-12 18:00"), cast.shift(task, "2026-10-14 08:00")
    with django_assert_num_queries(5):
        rows = list(bookable_shifts(agent, date(2026, 10, 12), date(2026, 10, 18), now=NOW))
        found = {one.pk: [why.code for why in whys] for one, whys in shift_reasons(agent, rows, now=NOW)}
    assert found == {
        mine.pk: ["already_booked"],
        near.pk: ["booking_overlaps"],
        full.pk: ["shift_full"],
        free.pk: [],
    }
