"""From the button to drafted hours: the clock's stories."""

from datetime import date, timedelta

import pytest

from tasks import jobs
from tasks.actions import attendance as act
from tasks.models import Booking, Mentorship, Segment
from tasks.rules.terms_checks import LADDER
from tests import cast
from tests.cast import at
from training.models import RankChange
from training.queries.ranks import LADDER as whole
from yunke.ground.errors import Refused
from yunke.ground.ids import new_public_id
from yunke.models import AuditEntry, Notice

pytestmark = [pytest.mark.django_db]


@pytest.fixture
def task():
    return cast.task()


def booked(task, starts="2026-10-12 14:00", hours=8):
    return cast.booking(cast.agent(), cast.shift(task, starts, hours))


def refused(action, *args, **kwargs):
    with pytest.raises(Refused) as caught:
        action(*args, **kwargs)
    return caught.value.codes


def worked(booking, came, left):
    act.clock_in(booking, now=at(came))
    act.clock_out(booking, now=at(left))
    return [(str(one.local_on), one.paid_minutes) for one in booking.segments.order_by("local_on")]


@pytest.mark.parametrize(
    ("starts", "hours", "came", "left", "segments", "late", "early"),
    [
        ("2026-10-12 14:00", 8, "2026-10-12 13:52:11", "2026-10-12 22:03:09", [("2026-10-12", 420)], 0, 0),
        ("2026-10-12 18:30", 4.5, "2026-10-12 18:34:59", "2026-10-12 23:00:00", [("2026-10-12", 240)], 0, 0),
        ("2026-10-12 14:00", 8, "2026-10-12 14:12:01", "2026-10-12 21:26:59", [("2026-10-12", 373)], 13, 34),
        (
            "2026-09-30 20:00",
            6,
            "2026-09-30 19:58:00",
            "2026-10-01 02:00:40",
            [("2026-09-30", 240), ("2026-10-01", 120)],
            0,
            0,
        ),
        ("2026-10-12 14:00", 8, "2026-10-12 14:30:00", "2026-10-12 14:30:40", [], 30, 450),
    ],
)
def test_hours_are_drafted_at_clock_out(task, starts, hours, came, left, segments, late, early):
    booking = booked(task, starts, hours)
    assert worked(booking, came, left) == segments
    assert (booking.state, booking.late_minutes, booking.early_minutes) == ("worked", late, early)
    assert (booking.clocked_in_at, booking.clocked_out_at) == (at(came), at(left))
    assert set(Segment.objects.values_list("state", "settle_month", "odd")) <= {
        ("drafted", None, bool(late or early))
    }


@pytest.mark.database
def test_each_day_has_its_own_terms_and_meal(task):
    later = cast.terms(
        task,
        version=2,
        effective_on=date(2026, 10, 1),
        meal_starts=at("2026-10-01 01:00").time(),
        meal_ends=at("2026-10-01 01:30").time(),
    )
    booking = booked(task, "2026-09-30 20:00", 6)
    assert worked(booking, "2026-09-30 20:00", "2026-10-01 02:00") == [
        ("2026-09-30", 240),
        ("2026-10-01", 90),
    ]
    assert [one.terms.version for one in booking.segments.order_by("local_on")] == [1, later.version]


def test_a_cut_binds_only_what_was_booked_after_it_was_accepted(task):
    first, agent = task.terms.get(), cast.agent()
    cut = cast.terms(task, version=2, effective_on=date(2026, 10, 12), hourly_fen=1_400, meal_is_paid=True)
    claim = cast.claim(agent, task)
    cast.accepted(claim, first, at("2026-10-01 08:00"))
    found = []
    for day, booked_at in (("11", "09 09:00"), ("12", "09 09:00"), ("13", "10 12:00"), ("14", "10 12:01")):
        shift = cast.shift(task, f"2026-10-{day} 14:00", 8)
        held = cast.booking(agent, shift, booked_at=at(f"2026-10-{booked_at}"))
        found.append((held, day))
    cast.accepted(claim, cut, at("2026-10-10 12:01"))
    told = [worked(held, f"2026-10-{day} 14:00", f"2026-10-{day} 22:00") for held, day in found]
    assert [one[0][1] for one in told] == [420, 420, 420, 480]  # the meal is paid by the cut alone
    assert [held.segments.get().terms for held, _day in found] == [first, first, first, cut]


def test_a_rise_needs_nobodys_word(task):
    agent = cast.agent()
    rise = cast.terms(task, version=2, effective_on=date(2026, 10, 12), hourly_fen=1_600)
    claim = cast.claim(agent, task)
    cast.accepted(claim, task.terms.get(version=1), at("2026-10-01 08:00"))
    held = cast.booking(agent, cast.shift(task, "2026-10-12 14:00", 8))
    worked(held, "2026-10-12 14:00", "2026-10-12 22:00")
    assert held.segments.get().terms == rise


@pytest.mark.parametrize(
    ("day", "rank", "mentored"),
    [("2026-10-12", "", True), ("2026-10-13", "mentor", True), ("2026-10-14", "mentor", False)],
)
def test_hours_keep_the_rank_of_their_day_and_the_mentor_of_the_first_days(task, day, rank, mentored):
    """On duty since 14 September: 13 October is the thirtieth day."""
    task.terms.update(mentor_hourly_fen=100, mentor_days=30)
    agent, mentor, staff = cast.agent(), cast.agent(), cast.operations()
    claim = cast.claim(agent, task)
    type(claim).objects.filter(pk=claim.pk).update(on_duty_at=at("2026-09-14 18:00"))
    Mentorship.objects.create(
        public_id=new_public_id(cast.LONG_AGO),
        task=task,
        mentor=mentor,
        mentee=agent,
        starts_on=date(2026, 9, 20),
        made_by=staff,
        made_at=cast.LONG_AGO,
    )
    RankChange.objects.create(
        public_id=new_public_id(cast.LONG_AGO),
        agent=agent,
        from_rank="agent",
        to_rank="mentor",
        effective_on=date(2026, 10, 13),
        why="x",
        changed_at=cast.LONG_AGO,
    )
    held = cast.booking(agent, cast.shift(task, f"{day} 14:00", 8))
    worked(held, f"{day} 14:00", f"{day} 22:00")
    assert Segment.objects.values_list("rank", "mentor").get() == (rank, mentor.pk if mentored else None)


@pytest.mark.database
def test_a_mentor_who_left_is_owed_nothing(task):
    task.terms.update(mentor_hourly_fen=100, mentor_days=30)
    agent = cast.agent()
    claim = cast.claim(agent, task)
    type(claim).objects.filter(pk=claim.pk).update(on_duty_at=at("2026-10-10 18:00"))
    Mentorship.objects.create(
        public_id=new_public_id(cast.LONG_AGO),
        task=task,
        mentor=cast.agent(),
        mentee=agent,
        starts_on=date(2026, 10, 10),
        ends_on=date(2026, 10, 11),
        made_by=cast.operations(),
        made_at=cast.LONG_AGO,
    )
    held = cast.booking(agent, cast.shift(task, "2026-10-12 14:00", 8))
    worked(held, "2026-10-12 14:00", "2026-10-12 22:00")
    assert Segment.objects.get().mentor is None


def test_the_ranks_that_can_earn_more_are_those_of_the_ladder():
    assert whole[1:] == LADDER


def test_the_first_press_stands(task):
    booking = booked(task)
    stale = Booking.objects.get(pk=booking.pk)
    act.clock_in(booking, now=at("2026-10-12 13:50"))
    assert act.clock_in(stale, now=at("2026-10-12 14:20")).clocked_in_at == at("2026-10-12 13:50")
    stale = Booking.objects.get(pk=booking.pk)
    act.clock_out(booking, now=at("2026-10-12 22:00"))
    assert act.clock_out(stale, now=at("2026-10-12 23:00")).clocked_out_at == at("2026-10-12 22:00")
    act.clock_in(booking, now=at("2026-10-12 23:00"))
    assert Segment.objects.count() == 1
    assert list(AuditEntry.objects.values_list("verb", flat=True).order_by("pk")) == [
        "clocked_in",
        "clocked_out",
        "hours_drafted",
    ]


def test_the_clock_refuses_outside_its_times(task):
    booking = booked(task)
    assert refused(act.clock_in, booking, now=at("2026-10-12 13:29")) == ["clock_too_early"]
    assert refused(act.clock_out, booking, now=at("2026-10-12 15:00")) == ["not_clocked_in"]
    assert refused(act.clock_in, booking, now=at("2026-10-12 22:00")) == ["clock_too_late"]
    act.clock_in(booking, now=at("2026-10-12 13:40"))
    assert refused(act.clock_out, booking, now=at("2026-10-12 13:50")) == ["clock_out_before_start"]
    assert refused(act.clock_out, booking, now=at("2026-10-13 00:01")) == ["clock_out_closed"]
    cancelled = cast.booking(cast.agent(), cast.shift(task), state="cancelled")
    assert refused(act.clock_in, cancelled, now=at("2026-10-12 14:00")) == ["not_in_state"]


@pytest.mark.database
def test_who_never_came_is_absent_and_told_once(task):
    booking, here = booked(task), booked(task)
    act.clock_in(here, now=at("2026-10-12 14:00"))
    assert jobs.sweep_absent(now=at("2026-10-12 21:59")) == 0
    assert jobs.sweep_absent(now=at("2026-10-12 22:00")) == 1
    assert jobs.sweep_absent(now=at("2026-10-12 22:01")) == 0
    booking.refresh_from_db()
    assert booking.state == "absent"
    assert Notice.objects.get().template == "marked_absent"


@pytest.mark.database
def test_who_forgot_to_clock_out_is_asked_and_never_paid_silently(task):
    booking = booked(task)
    act.clock_in(booking, now=at("2026-10-12 14:00"))
    assert jobs.sweep_no_clock_out(now=at("2026-10-13 00:00")) == 0
    assert jobs.sweep_no_clock_out(now=at("2026-10-13 00:01")) == 1
    jobs.sweep_no_clock_out(now=at("2026-10-13 00:05"))
    booking.refresh_from_db()
    assert (booking.state, Segment.objects.count()) == ("working", 0)
    assert set(Notice.objects.values_list("template", "channel")) == {
        ("no_clock_out", "app"),
        ("no_clock_out", "sms"),
    }


def test_operations_writes_forgotten_times_for_approval(task):
    staff, booking = cast.operations(), booked(task)
    act.clock_in(booking, now=at("2026-10-12 14:10"))
    now = at("2026-10-13 10:00")
    act.record_attendance(
        booking, booking.clocked_in_at, at("2026-10-12 21:00"), "系统录音到 21:00", by=staff, now=now
    )
    segment = Segment.objects.get()
    assert (segment.paid_minutes, segment.state, booking.late_minutes, booking.early_minutes) == (
        350,
        "drafted",
        10,
        60,
    )
    assert segment.reasons == [{"code": "hours_by_staff", "facts": {"why": "系统录音到 21:00"}}]
    assert AuditEntry.objects.get(verb="attendance_recorded").actor == staff.public_id


@pytest.mark.parametrize(
    ("left", "codes"),
    [("14:30", ["attendance_times_wrong"]), ("14:50", ["attendance_times_wrong"]), ("15:00", [])],
)
def test_nobody_left_before_the_press_that_stands(task, left, codes):
    staff, booking, now = cast.operations(), booked(task), at("2026-10-13 10:00")
    act.clock_in(booking, now=at("2026-10-12 14:50"))
    given = (booking, at("2026-10-12 14:00"), at(f"2026-10-12 {left}"), "忘了")
    if codes:
        assert refused(act.record_attendance, *given, by=staff, now=now) == codes
        booking.refresh_from_db()
        assert (booking.state, booking.clocked_out_at) == ("working", None)
    else:
        act.record_attendance(*given, by=staff, now=now)
        assert (booking.state, booking.segments.get().paid_minutes) == ("worked", 10)


@pytest.mark.parametrize(
    ("came", "left", "why", "codes"),
    [
        ("13:00", "22:00", "x", ["attendance_times_wrong"]),
        ("14:00", "14:00", "x", ["attendance_times_wrong"]),
        ("13:40", "13:50", "x", ["attendance_times_wrong"]),
        ("14:00", "22:00", " ", ["why_missing"]),
        ("14:00", "23:59", "x", []),
    ],
)
def test_what_operations_may_write(task, came, left, why, codes):
    booking = booked(task)
    jobs.sweep_absent(now=at("2026-10-12 22:00"))
    booking.refresh_from_db()
    args = (booking, at(f"2026-10-12 {came}"), at(f"2026-10-12 {left}"), why)
    now = at("2026-10-13 10:00")
    if codes:
        assert refused(act.record_attendance, *args, by=cast.operations(), now=now) == codes
        assert booking.state == "absent"
    else:
        act.record_attendance(*args, by=cast.operations(), now=now)
        assert (booking.state, booking.segments.get().paid_minutes) == ("worked", 420)


@pytest.mark.database
def test_shifts_are_reminded_of_once(task):
    booking = booked(task)
    for minutes in (121, 120, 119, 30):
        jobs.remind(now=booking.starts_at - timedelta(minutes=minutes))
    assert [(one.template, one.due_at) for one in Notice.objects.filter(channel="app")] == [
        ("booking_reminder", booking.starts_at - timedelta(minutes=120))
    ]
