"""Who may confirm a holiday year or its amendment hears that it waits, who proposed it how it ended."""

import pytest

from payouts.actions.holidays import confirm_change, confirm_year, propose_change, propose_year, refuse_change
from tests import cast
from yunke.models import Notice

pytestmark = [pytest.mark.django_db, pytest.mark.database]
NOW, LATER = cast.at("2026-01-05 10:00"), cast.at("2026-01-06 10:00")
EXTRA_DAY = {"source": "国办发明电", "why": "国庆多放一天"}


def told():
    """``(template, recipient)`` in order; what was told is forgotten."""
    rows = list(Notice.objects.order_by("pk").values_list("template", "recipient", "url"))
    Notice.objects.all().delete()
    assert {url for _template, _recipient, url in rows} == {"/finance/holidays/2026/"}
    return sorted((template, recipient) for template, recipient, _url in rows)


def waits(template, *people):
    return sorted((template, one.public_id) for one in people)


def test_a_year_and_then_an_amendment_of_it():
    preparer, approver, releaser = cast.finance()
    cast.screener()
    propose_year(2026, [], source="通知", by=preparer, now=NOW)
    assert told() == waits("holidays_wait", approver, releaser)
    propose_year(2026, [], source="通知，改了一个字", by=approver, now=LATER)
    assert told() == waits("holidays_wait", preparer, releaser)
    confirm_year(2026, by=releaser, now=LATER)
    assert told() == [("holidays_in", approver.public_id)]

    first = propose_change(2026, ["2026-10-08,法定,国庆节"], **EXTRA_DAY, by=preparer, now=LATER)
    assert told() == waits("holiday_amendment_waits", approver, releaser)
    refuse_change(first, by=approver, now=LATER)
    assert told() == [("holiday_amendment_refused", preparer.public_id)]
    own = propose_change(2026, ["2026-10-08,法定,国庆节"], **EXTRA_DAY, by=preparer, now=LATER)
    refuse_change(own, by=preparer, now=LATER)
    assert told() == waits("holiday_amendment_waits", approver, releaser)  # who takes it back knows
    second = propose_change(2026, ["2026-10-08,法定,国庆节"], **EXTRA_DAY, by=preparer, now=LATER)
    assert told() == waits("holiday_amendment_waits", approver, releaser)
    confirm_change(second, by=releaser, now=LATER)
    assert told() == [("holiday_amendment_in", preparer.public_id)]
