"""A month nobody has approved by its day is told to those who can, once a day."""

from datetime import date

import pytest

from payouts.actions.alarms import tell_of_late_months
from payouts.actions.runs import approve_run
from payouts.queries.months import months_to_settle
from tests import cast
from tests.payouts.engine.acts import after, settle
from yunke.models import Notice

pytestmark = [pytest.mark.django_db, pytest.mark.database]
OCTOBER_WORK = date(2026, 10, 12)


def late(on: str) -> list[str]:
    tell_of_late_months(now=cast.at(f"{on} 09:00"))
    return list(
        Notice.objects.filter(template="month_late").order_by("pk").values_list("recipient", flat=True)
    )


def test_from_the_thirteenth_on_once_a_day_until_it_is_approved():
    cast.holidays(2026)
    preparer, approver, releaser = cast.finance()
    work = cast.task()
    cast.segment(cast.agent(), work, OCTOBER_WORK, 60)
    told = {approver.public_id, releaser.public_id}
    assert late("2026-11-12") == []
    assert set(late("2026-11-13")) == told
    assert len(late("2026-11-13")) == 2
    run = settle(work.entity, preparer)
    assert len(late("2026-11-14")) == 4  # computed is not approved
    said = Notice.objects.filter(template="month_late").first()
    assert said.facts == {"entity": work.entity.name, "month": "2026-10", "payment_on": "2026-11-13"}
    approve_run(run, by=approver, now=after(run.month))
    assert len(late("2026-11-15")) == 4


def test_a_month_without_work_is_nobodys_alarm():
    cast.holidays(2026)
    cast.finance()
    cast.entity()
    assert late("2026-11-14") == []


def test_the_desk_counts_months_without_a_run():
    cast.entity()
    assert months_to_settle(date(2026, 10, 31)) == 0
    assert months_to_settle(date(2026, 11, 1)) == 1
