"""Months of a paying entity: one open, closed with its attendance, nothing lost in the same instant."""

from datetime import date
from threading import Event, Thread

import pytest
from django.db import connection, transaction

from tasks.actions.months import close_month, open_first_month, open_month_for_approval
from tasks.models import AttendanceTally, PayMonth, Segment
from tasks.queries.settlement import approved_work, confirmed_days, open_month, unconfirmed_years
from tests import cast
from tests.payouts.engine.acts import NOVEMBER, OCTOBER, after, correction
from yunke.audit import HOUSE
from yunke.ground.errors import Refused
from yunke.models import AuditEntry

pytestmark = [pytest.mark.django_db]
NOW = after(OCTOBER)


def test_an_entity_begins_with_one_open_month():
    payer = cast.entity()
    PayMonth.objects.all().delete()
    with pytest.raises(Refused) as none, transaction.atomic():
        open_month_for_approval(payer)
    assert none.value.codes == ["no_open_month"]
    first = open_first_month(payer, date(2026, 10, 9), by=HOUSE, now=NOW)
    assert open_first_month(payer, NOVEMBER, by=HOUSE, now=NOW) == first
    assert (first.month, open_month(payer.pk)) == (OCTOBER, OCTOBER)
    with transaction.atomic():
        assert open_month_for_approval(payer) == OCTOBER


@pytest.mark.database
def test_closing_moves_on_and_closing_again_changes_nothing():
    payer = cast.entity()
    closed = close_month(payer, OCTOBER, by=HOUSE, now=NOW)
    assert close_month(payer, OCTOBER, by=HOUSE, now=NOW).closed_at == closed.closed_at == NOW
    assert open_month(payer.pk) == NOVEMBER
    assert list(AuditEntry.objects.values_list("verb", flat=True)) == ["month_closed", "month_opened"]
    with pytest.raises(Refused) as never:
        close_month(payer, date(2027, 5, 1), by=HOUSE, now=NOW)
    assert never.value.codes == ["month_not_open"]


def test_closing_keeps_the_attendance_of_its_month_task_and_entity():
    work, other = cast.task(cast.entity()), cast.task(cast.entity("other"))
    cast.terms(work, version=2, effective_on=date(2026, 10, 20))
    cast.terms(work, version=3, effective_on=date(2026, 11, 1))
    agent = cast.agent()
    for day, state, flaw in (
        (12, "worked", {}),
        (13, "worked", {"late_minutes": 6}),
        (14, "worked", {"early_minutes": 1}),
        (15, "absent", {}),
        (16, "late_cancelled", {}),
        (17, "cancelled", {}),
        (18, "booked", {}),
    ):
        cast.booking(agent, cast.shift(work, f"2026-10-{day} 14:00"), state=state, **flaw)
    cast.booking(agent, cast.shift(work, "2026-10-31 20:00"), state="worked")  # begins in October
    cast.booking(agent, cast.shift(work, "2026-11-01 09:00"), state="worked")
    cast.booking(agent, cast.shift(other, "2026-10-20 09:00"), state="worked")
    live = list(approved_work(work.entity_id, OCTOBER, [agent.pk]).tallies)
    close_month(work.entity, OCTOBER, by=HOUSE, now=NOW)
    tally = AttendanceTally.objects.get()
    assert (tally.agent, tally.task, tally.terms.version, tally.settle_month) == (agent, work, 2, OCTOBER)
    assert (tally.booked, tally.worked, tally.flaws) == (7, 4, 4)
    assert list(approved_work(work.entity_id, OCTOBER, (agent.pk, agent.pk)).tallies) == live


def test_approved_work_is_that_of_the_entity_month_and_agents():
    work, other = cast.task(cast.entity()), cast.task(cast.entity("other"))
    one, two = cast.agent(), cast.agent()
    mine = cast.segment(one, work, date(2026, 10, 5), 60)
    hers = cast.segment(two, work, date(2026, 10, 5), 60)
    cast.segment(one, work, date(2026, 10, 6), 60, settle_month=NOVEMBER)
    cast.segment(one, work, date(2026, 10, 7), 60, state="drafted")
    cast.segment(one, other, date(2026, 10, 8), 60)
    assert list(approved_work(work.entity_id, OCTOBER).segments.order_by("pk")) == [mine, hers]
    assert list(approved_work(work.entity_id, OCTOBER, [two.pk]).segments) == [hers]
    assert list(approved_work(work.entity_id, OCTOBER, (one.pk, one.pk)).segments) == [mine]


def test_the_years_of_the_work_need_their_holidays():
    cast.holidays(2026)
    work = cast.task()
    work.terms.update(effective_on=date(2024, 1, 1))
    assert unconfirmed_years(work.entity_id, OCTOBER, 2027) == [2027]
    cast.segment(cast.agent(), work, date(2024, 12, 31), 60, settle_month=OCTOBER)
    assert unconfirmed_years(work.entity_id, OCTOBER) == [2024, 2025]
    assert confirmed_days("statutory")[date(2026, 10, 1)] == ("national_day",)
    older = cast.segment(cast.agent(), work, date(2024, 12, 30), 60)
    correction(older, NOVEMBER, minutes_now=30)
    assert unconfirmed_years(work.entity_id, NOVEMBER) == [2024, 2025]


@pytest.mark.django_db(transaction=True)
def test_what_is_approved_in_the_same_instant_is_in_one_month():
    """Approval holds the month while it stamps; closing waits for it; the next approval has the next month."""
    work = cast.task()
    before = cast.segment(cast.agent(), work, date(2026, 10, 12), 60, state="drafted")
    later = cast.segment(cast.agent(), work, date(2026, 10, 12), 60, state="drafted")
    holding, order = Event(), []

    def approve(segment: Segment, wait: bool) -> None:
        with transaction.atomic():
            month = open_month_for_approval(work.entity)
            if wait:
                holding.set()
                Event().wait(0.4)  # the closing knocks meanwhile
            Segment.objects.filter(pk=segment.pk).update(
                state="approved", settle_month=month, entity=work.entity
            )
            order.append("approved")

    def close() -> None:
        holding.wait()
        close_month(work.entity, OCTOBER, by=HOUSE, now=NOW)
        order.append("closed")

    def each(act, *args) -> None:
        try:
            act(*args)
        finally:
            connection.close()

    threads = [Thread(target=each, args=(approve, before, True)), Thread(target=each, args=(close,))]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    approve(later, False)
    assert order == ["approved", "closed", "approved"]
    assert list(Segment.objects.order_by("pk").values_list("settle_month", flat=True)) == [OCTOBER, NOVEMBER]
