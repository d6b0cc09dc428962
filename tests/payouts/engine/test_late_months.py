"""Months settled late, early or by somebody else: full attendance, the pay day and the preparer."""

from __future__ import annotations

from datetime import date

import pytest

from payouts.actions.runs import approve_run, finish_run, prepare_run, recompute_run
from payouts.actions.work_off import work_off_all
from payouts.models import Run
from payouts.rules.paydays import payment_day
from tests import cast
from yunke.ground.errors import Refused

pytestmark = [pytest.mark.django_db]
OCTOBER = date(2026, 10, 1)
FIRST = cast.at("2026-11-01 00:30")


def a_month() -> tuple[object, object]:
    cast.holidays(2026, 2027)
    payer = cast.entity()
    one, task = cast.agent(), cast.task(payer)
    cast.segment(one, task, date(2026, 10, 12), 420)
    return payer, (one, task)


def test_a_month_waits_for_the_night_shift_of_its_last_day() -> None:
    payer, (one, task) = a_month()
    seat = cast.booking(
        one,
        cast.shift(task, "2026-10-31 20:00", 6),
        state="working",
        clocked_in_at=cast.at("2026-10-31 20:00"),
    )
    preparer, _approver, _releaser = cast.finance()
    with pytest.raises(Refused) as refused:
        prepare_run(payer, OCTOBER, by=preparer, now=FIRST)
    assert refused.value.reasons[0].as_json() == {"code": "shifts_unfinished", "facts": {"count": 1}}
    assert not Run.objects.exists()
    type(seat).objects.filter(pk=seat.pk).update(state="worked", clocked_out_at=cast.at("2026-11-01 02:00"))
    assert prepare_run(payer, OCTOBER, by=preparer, now=cast.at("2026-11-01 02:05")).state == "computing"


def computed(payer: object, preparer: object, now: object) -> Run:
    run = prepare_run(payer, OCTOBER, by=preparer, now=now)
    work_off_all(run, clock=lambda: now)
    finish_run(run, now=now)
    run.refresh_from_db()
    assert run.state == "computed"
    return run


def test_a_pay_day_whose_month_has_passed_is_planned_again_before_approval() -> None:
    payer, _ = a_month()
    preparer, approver, _releaser = cast.finance()
    run = computed(payer, preparer, cast.at("2026-11-02 09:00"))
    assert run.pays_on == date(2026, 11, 13)
    late = cast.at("2027-01-04 09:00")
    with pytest.raises(Refused) as refused:
        approve_run(run, by=approver, now=late)
    assert refused.value.codes == ["payment_month_passed"]
    recompute_run(run, by=preparer, now=late)
    run.refresh_from_db()
    assert run.pays_on == date(2027, 1, 4)


def test_who_computes_anew_is_the_preparer_and_does_not_approve() -> None:
    payer, _ = a_month()
    preparer, _approver, _releaser = cast.finance()
    both = cast.person("两职", "finance_preparer", "finance_approver")
    now = cast.at("2026-11-02 09:00")
    run = computed(payer, preparer, now)
    recompute_run(run, by=both, now=now)
    work_off_all(run, clock=lambda: now)
    finish_run(run, now=now)
    with pytest.raises(Refused) as refused:
        approve_run(run, by=both, now=now)
    assert refused.value.codes == ["preparer_approves"]


@pytest.mark.parametrize(("today", "pays_on"), [
    (date(2026, 11, 2), date(2026, 11, 13)),
    (date(2026, 11, 30), date(2026, 11, 13)),
    (date(2026, 12, 5), date(2026, 12, 7)),
    (date(2027, 1, 1), date(2027, 1, 4)),
])  # fmt: skip
def test_the_pay_day_is_planned_and_after_its_month_the_next_bank_day(today: date, pays_on: date) -> None:
    assert payment_day(OCTOBER, today) == pays_on


@pytest.mark.database
def test_codes_of_paying_entities_differ_in_more_than_case() -> None:
    from tasks.actions.entities import create_entity
    from yunke.audit import HOUSE

    create_entity(code="demo", name="一", by=HOUSE, now=FIRST)
    with pytest.raises(Refused) as refused:
        create_entity(code="DEMO", name="二", by=HOUSE, now=FIRST)
    assert refused.value.codes == ["entity_code_taken"]
