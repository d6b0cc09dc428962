"""Who changes the paying entity in the middle of a month has two statements, each with its own tax history."""

from datetime import date

import pytest

from payouts.models import PayoutItem, Statement
from payouts.queries.so_far import this_month_so_far
from payouts.verify.books import verify
from tasks.actions.offers import edit_task
from tests import cast
from tests.payouts.engine.acts import NOVEMBER, OCTOBER, decision, settle_and_approve
from tests.payouts.money_out.acts import give_account
from yunke.ground.errors import Refused

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def test_two_entities_two_statements_two_tax_histories():
    """8,000 from each in October and November: 42 withheld by each in each, not 42 and more of the sum of both."""
    cast.holidays(2026, 2027)
    people, agent = cast.finance(), cast.agent()
    give_account(agent)
    first, second = (cast.entity(code, tax_method="cumulative", gap_rule="paid") for code in ("one", "two"))
    works = [
        cast.task(payer, hourly_fen=100_000, full_attendance_fen=100, full_attendance_shifts=1)
        for payer in (first, second)
    ]
    cast.segment(agent, works[0], date(2026, 10, 14), 480)
    cast.segment(agent, works[1], date(2026, 10, 16), 480)
    decision(agent, works[0], "penalty", 900_000)
    now = cast.at("2026-10-20 10:00")
    assert [one.draft.figures.income_fen for one in this_month_so_far(agent, now)] == [800_100, 800_100]
    for month in (OCTOBER, NOVEMBER):
        for payer in (first, second):
            settle_and_approve(payer, people, month)
        for place, work in enumerate(works):
            if month == OCTOBER:
                cast.segment(agent, work, date(2026, 11, 9 + place), 480)
    told = Statement.objects.filter(agent=agent).order_by("run__month", "run__entity__code")
    assert list(
        told.values_list("run__entity__code", "tax_fen", "tax_months", "debt_fen", "carried_fen")
    ) == [
        ("one", 4_202, 1, 0, 104_102),  # the penalty stays with the entity that decided it
        ("two", 4_202, 1, 0, 0),
        ("one", 4_203, 2, 104_102, 0),
        ("two", 4_203, 2, 0, 0),
    ]
    assert PayoutItem.objects.filter(agent=agent).count() == 3
    assert list(verify(numbers=range(1, 15))) == []


def test_a_task_keeps_its_entity_once_it_is_published():
    """Facts are stamped with the entity that pays them; moving a running task would split its months."""
    work, other = cast.task(cast.entity("one")), cast.entity("two")
    with pytest.raises(Refused, match=r"^task_started$"):
        edit_task(work, {"entity": other}, by=cast.operations().actor, now=cast.LONG_AGO)
