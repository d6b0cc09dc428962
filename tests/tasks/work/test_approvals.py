"""Hours are approved in sets, changed with a reason, refused with a reason."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tasks.actions import approvals as act
from tasks.models import PayMonth, Segment
from tasks.queries.hours import hours_to_approve
from tests import cast
from tests.cast import at
from yunke.ground.errors import Refused
from yunke.models import AuditEntry, Notice

pytestmark = [pytest.mark.django_db]
NOW = at("2026-10-20 09:00")


@pytest.fixture
def task():
    return cast.task()


@pytest.fixture
def staff():
    return cast.operations()


def drafted(task, on, minutes=420, starts="09:00"):
    return cast.segment(cast.agent(), task, on, minutes, state="drafted", starts=starts)


def refused(action, *args, **kwargs):
    with pytest.raises(Refused) as caught:
        action(*args, **kwargs)
    return caught.value.codes


def test_late_facts_go_with_the_open_month_and_early_ones_wait(task, staff):
    days = [
        date(2026, 8, 3),
        date(2026, 9, 30),
        date(2026, 10, 1),
        date(2026, 10, 31),
        date(2026, 11, 1),
        date(2026, 12, 5),
    ]
    for day in days:
        drafted(task, day)
    assert act.approve_hours(Segment.objects.all(), by=staff, now=NOW) == 6
    assert [str(one.settle_month) for one in Segment.objects.order_by("local_on")] == [
        "2026-10-01",
        "2026-10-01",
        "2026-10-01",
        "2026-10-01",
        "2026-11-01",
        "2026-12-01",
    ]
    assert set(Segment.objects.values_list("state", "entity", "approved_at", "approved_by")) == {
        ("approved", task.entity_id, NOW, staff.pk)
    }
    entries = AuditEntry.objects.filter(verb="hours_approved").order_by("pk")
    assert [(one.thing_id, one.facts["rows"], one.facts["settle_month"]) for one in entries] == [
        (task.public_id, 4, "2026-10-01"),
        (task.public_id, 1, "2026-11-01"),
        (task.public_id, 1, "2026-12-01"),
    ]


def test_each_entity_has_its_own_open_month(task, staff):
    other = cast.task(cast.entity("later", month=date(2026, 11, 1)))
    drafted(task, date(2026, 10, 5))
    drafted(other, date(2026, 10, 5))
    act.approve_hours(Segment.objects.all(), by=staff, now=NOW)
    assert dict(Segment.objects.values_list("entity__code", "settle_month")) == {
        "demo": date(2026, 10, 1),
        "later": date(2026, 11, 1),
    }


def test_nothing_is_approved_twice_or_without_a_month(task, staff):
    drafted(task, date(2026, 10, 5))
    assert act.approve_hours(Segment.objects.all(), by=staff, now=NOW) == 1
    assert refused(act.approve_hours, Segment.objects.all(), by=staff, now=NOW) == ["nothing_selected"]
    drafted(task, date(2026, 10, 6))
    PayMonth.objects.update(state="closed")
    assert refused(act.approve_hours, Segment.objects.all(), by=staff, now=NOW) == ["no_open_month"]
    assert Segment.objects.filter(state="drafted").count() == 1


def approving(task, staff, count, day):
    for _ in range(count):
        drafted(task, day)
    with CaptureQueriesContext(connection) as seen:
        assert act.approve_hours(Segment.objects.filter(local_on=day), by=staff, now=NOW) == count
    return len(seen)


def test_thirty_are_approved_by_as_many_queries_as_one(task, staff):
    assert approving(task, staff, 1, date(2026, 10, 5)) == approving(task, staff, 30, date(2026, 10, 6))


def test_minutes_change_only_downwards_from_the_clock_and_with_a_reason(task, staff):
    segment = drafted(task, date(2026, 10, 5), 480, starts="14:00")
    assert refused(act.change_minutes, segment, 421, "多给", by=staff, now=NOW) == ["minutes_outside_clock"]
    assert refused(act.change_minutes, segment, -1, "", by=staff, now=NOW) == [
        "minutes_outside_clock",
        "why_missing",
    ]
    act.change_minutes(segment, 400, "离席 20 分钟", by=staff, now=NOW)
    segment.refresh_from_db()
    assert segment.paid_minutes == 400
    assert segment.reasons == [
        {"code": "hours_changed", "facts": {"minutes_was": 480, "minutes": 400, "why": "离席 20 分钟"}}
    ]
    assert AuditEntry.objects.get(verb="hours_changed").facts["minutes"] == 400
    assert Notice.objects.get().template == "hours_were_changed"
    act.approve_hours(Segment.objects.all(), by=staff, now=NOW)
    assert refused(act.change_minutes, segment, 300, "晚了", by=staff, now=NOW) == ["hours_not_drafted"]


def test_changed_minutes_are_looked_at_first_and_again_when_they_come_back(task, staff):
    plain, changed = drafted(task, date(2026, 10, 5)), drafted(task, date(2026, 10, 6))
    act.change_minutes(changed, 400, "离席 20 分钟", by=staff, now=NOW)
    assert list(hours_to_approve()) == [changed, plain]
    act.refuse_hours(Segment.objects.filter(pk=changed.pk), "没有通话", by=staff, now=NOW)
    act.draft_hours_again(Segment.objects.filter(pk=changed.pk), by=staff, now=NOW)
    assert [(one.pk, one.odd) for one in hours_to_approve()] == [(changed.pk, True), (plain.pk, False)]


@pytest.mark.database
def test_two_who_change_the_same_minutes_do_not_overwrite_each_other(task, staff):
    segment = drafted(task, date(2026, 10, 5))
    stale = Segment.objects.get(pk=segment.pk)
    act.change_minutes(segment, 400, "a", by=staff, now=NOW)
    assert refused(act.change_minutes, stale, 380, "b", by=staff, now=NOW) == ["hours_not_drafted"]


@pytest.mark.database
def test_refused_hours_say_why_and_can_come_back(task, staff):
    segment = drafted(task, date(2026, 10, 5))
    assert refused(act.refuse_hours, Segment.objects.all(), "", by=staff, now=NOW) == ["why_missing"]
    assert act.refuse_hours(Segment.objects.all(), "没有通话", by=staff, now=NOW) == 1
    segment.refresh_from_db()
    assert (segment.state, segment.reasons[0]["code"]) == ("refused", "hours_refused")
    notice = Notice.objects.get()
    assert (notice.recipient, notice.template, notice.facts["count"]) == (
        segment.agent.user.public_id,
        "hours_were_refused",
        1,
    )
    assert act.draft_hours_again(Segment.objects.all(), by=staff, now=NOW) == 1
    assert Segment.objects.get().state == "drafted"
    assert refused(act.draft_hours_again, Segment.objects.all(), by=staff, now=NOW) == ["nothing_selected"]
    assert refused(act.refuse_hours, Segment.objects.none(), "x", by=staff, now=NOW) == ["nothing_selected"]
