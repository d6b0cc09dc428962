"""This month so far is what the month will pay, by the same function."""

from datetime import date

import pytest

from payouts.queries.opened import opened_so_far
from payouts.queries.so_far import this_month_so_far
from tasks.models import Segment
from tests import cast
from tests.onboarding.doors import signed_in
from tests.payouts.engine.acts import (
    NOVEMBER,
    OCTOBER,
    correction,
    decision,
    result,
    settle,
    settle_and_approve,
    statement_of,
    told,
)
from tests.payouts.engine.random_world import deal
from tests.payouts.pages.acts import page, visitor
from yunke.ground.months import next_month

pytestmark = [pytest.mark.django_db]
NOW = cast.at("2026-10-31 20:00")


def test_what_is_shown_is_what_is_paid():
    cast.holidays(2026, 2027)
    people = cast.finance()
    world = deal(21, OCTOBER, NOVEMBER, agents=4, tax_method="cumulative", gap_rule="continuous")
    for month in (OCTOBER, NOVEMBER):
        shown = {agent.pk: this_month_so_far(agent, NOW) for agent in world.agents}
        run = settle(world.entity, people[0], month)
        compared = 0
        for agent in world.agents:
            of_entity = next((one for one in shown[agent.pk] if one.month == month), None)
            if of_entity is None or of_entity.draft is None:
                assert not run.statements.filter(agent=agent).exists()
                continue
            one = statement_of(agent, month)
            assert (of_entity.draft.digest.hex(), of_entity.draft.figures.net_fen) == (
                one.digest,
                one.net_fen,
            )
            assert [line.amount_fen for line in of_entity.draft.lines] == list(
                one.lines.values_list("amount_fen", flat=True)
            )
            assert of_entity.pays_on == run.pays_on
            compared += 1
        assert compared >= 2
        from payouts.actions.runs import approve_run

        approve_run(run, by=people[1], now=cast.at(f"{next_month(month)} 12:00"))


def test_one_entry_an_entity_and_nothing_is_written(django_assert_max_num_queries):
    cast.holidays(2026)
    agent = cast.agent()
    first, second = cast.task(cast.entity("one")), cast.task(cast.entity("two"))
    cast.segment(agent, first, date(2026, 10, 12), 60)
    cast.segment(agent, second, date(2026, 10, 13), 120)
    result(agent, first, "connected", key="unpriced")
    decision(agent, first, "penalty", 500)
    with django_assert_max_num_queries(40):
        shown = this_month_so_far(agent, NOW)
    assert [(one.entity.code, one.draft.figures.net_fen, one.unpriced, one.as_of) for one in shown] == [
        ("one", 1_000, 1, NOW),
        ("two", 3_000, 0, NOW),
    ]
    assert agent.statements.count() == 0


def test_nothing_approved_yet_and_no_tax_chosen_yet():
    agent = cast.agent()
    work = cast.task(cast.entity(tax_method=""))
    cast.claim(agent, work)
    (shown,) = this_month_so_far(agent, NOW)
    assert (shown.draft, shown.tax_known) == (None, False)
    cast.holidays(2026)
    cast.segment(agent, work, date(2026, 10, 12), 60)
    (shown,) = this_month_so_far(agent, NOW)
    assert (shown.draft.figures.net_fen, shown.tax_known) == (1_500, False)


def test_holidays_nobody_confirmed_are_shown_at_the_ordinary_rate_and_said():
    agent, work = cast.agent(), cast.task()
    cast.segment(agent, work, date(2026, 10, 1), 60)
    (shown,) = this_month_so_far(agent, NOW)
    assert (shown.draft.figures.net_fen, shown.holidays_known) == (1_500, False)
    said = "2026 年的放假安排还没有确认，节假日的工时先按平日算。"
    assert said in signed_in(agent.user).get("/pay/").content.decode()
    cast.holidays(2026)
    (shown,) = this_month_so_far(agent, NOW)
    assert (shown.draft.figures.net_fen, shown.holidays_known) == (3_000, True)
    assert said not in signed_in(agent.user).get("/pay/").content.decode()


def test_a_debt_is_taken_from_the_month_so_far():
    cast.holidays(2026)
    people, agent, work = cast.finance(), cast.agent(), cast.task()
    cast.segment(agent, work, date(2026, 10, 12), 60)
    decision(agent, work, "penalty", 2_000)
    settle_and_approve(work.entity, people)
    cast.segment(agent, work, date(2026, 11, 12), 60)
    (shown,) = this_month_so_far(agent, cast.at("2026-11-20 12:00"))
    assert (shown.month, shown.draft.debt_fen, shown.draft.figures.net_fen) == (NOVEMBER, 500, 1_000)


@pytest.mark.database
def test_a_mentees_correction_is_taken_from_the_mentors_month_so_far_and_opens():
    """The mentor works in another task; the corrected hours are of a month that is paid."""
    cast.holidays(2026, 2027)
    people, mentor, mentee = cast.finance(), cast.agent("师傅"), cast.agent("徒弟")
    of_mentee = cast.task(cast.entity(), hourly_fen=1_500, mentor_hourly_fen=200)
    own = cast.task(of_mentee.entity, hourly_fen=1_500, mentor_hourly_fen=200)
    hours = cast.segment(mentee, of_mentee, date(2026, 10, 12), 420)
    Segment.objects.filter(pk=hours.pk).update(mentor=mentor)
    settle_and_approve(own.entity, people)
    correction(Segment.objects.get(pk=hours.pk), NOVEMBER, minutes_now=300)
    cast.segment(mentor, own, date(2026, 11, 12), 60)
    (shown,) = this_month_so_far(mentor, cast.at("2026-11-20 12:00"))
    assert shown.draft.figures.net_fen == 1_500 - 400
    assert [(one.kind, [row.fen for row in one.rows]) for one in opened_so_far(shown)] == [
        ("hours", [1_500]),
        ("mentor", [-400]),
    ]
    settle_and_approve(own.entity, people, NOVEMBER)
    assert told(statement_of(mentor, NOVEMBER)) == [("hours", 100, 60, 1_500), ("mentor", 100, -120, -400)]


def test_the_page_opens_for_a_mentor_with_mentees_in_one_task_and_a_correction_in_another(clock):
    clock("2026-11-20T12:00:00+08:00")
    cast.holidays(2026, 2027)
    people, mentor = cast.finance(), cast.agent("师傅")
    payer = cast.entity()
    one, two = (cast.task(payer, hourly_fen=1_500, mentor_hourly_fen=200) for _ in range(2))
    cast.claim(mentor, one)
    before = cast.segment(cast.agent("徒弟"), two, date(2026, 10, 12), 420)
    Segment.objects.filter(pk=before.pk).update(mentor=mentor)
    settle_and_approve(payer, people)
    hours = cast.segment(cast.agent("徒弟二"), one, date(2026, 11, 12), 420)
    Segment.objects.filter(pk=hours.pk).update(mentor=mentor)
    correction(Segment.objects.get(pk=before.pk), NOVEMBER, minutes_now=300)
    (shown,) = this_month_so_far(mentor, cast.at("2026-11-20 12:00"))
    assert [[row.fen for row in line.rows] for line in opened_so_far(shown)] == [[1_400], [-400]]
    assert "10.00" in page(visitor(mentor.user), "/pay/")
