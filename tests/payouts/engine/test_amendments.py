"""A confirmed holiday year amended: by two people; approved months stay, their differences go to the open month."""

from datetime import date

import pytest

from payouts.actions.amendments import confirm_amendment
from payouts.actions.runs import approve_run, recompute_run
from payouts.models import Run
from payouts.queries.amendments import effects_of
from payouts.queries.opened import opened_statement
from payouts.queries.proof import proved_lines
from payouts.verify.books import verify
from tasks.actions.amendments import propose_amendment, refuse_amendment
from tasks.actions.corrections import approve_correction, propose_correction
from tasks.models import Correction, HolidayAmendment, Result, Segment
from tasks.queries.settlement import bank_exceptions, confirmed_days
from tests import cast
from tests.payouts.engine.acts import (
    DECEMBER,
    NOVEMBER,
    OCTOBER,
    after,
    compute,
    result,
    settle,
    settle_and_approve,
    statement_of,
    told,
)
from yunke.ground.errors import Refused
from yunke.models import AuditEntry, Notice

pytestmark = [pytest.mark.django_db]
NOW = cast.at("2026-11-20 10:00")
EIGHTH = date(2026, 10, 8)
NATIONAL = ["2026-10-08,法定,国庆节"]
OF_ROWS = (2, 4, 10, 11, 12)


def propose(lines, by=None, now=NOW):
    return propose_amendment(
        2026, lines, source="国办发明电", why="国庆多放一天", by=by or cast.person(), now=now
    )


def amend(lines, now=NOW):
    return confirm_amendment(propose(lines, now=now), by=cast.person(), now=now)


def test_changed_added_and_removed_days_by_two_people():
    cast.holidays()
    first, second = cast.person(), cast.person()
    made = propose(["2026-10-10,补班", "2026-10-05,调休"], first)
    assert confirmed_days("make_up") == {}
    with pytest.raises(Refused) as again:
        propose(["2026-10-06,调休"])
    assert again.value.codes == ["amendment_stands"]
    with pytest.raises(Refused) as same:
        confirm_amendment(made, by=first, now=NOW)
    assert same.value.codes == ["amendment_same_person"]
    confirm_amendment(made, by=second, now=NOW)
    assert (set(confirmed_days("make_up")), set(confirmed_days("day_off"))) == (
        {date(2026, 10, 10)},
        {date(2026, 10, 5)},
    )
    amend(["2026-10-10,平日", "2026-10-05,补班", "2026-10-06,调休"])
    assert (set(confirmed_days("make_up")), set(confirmed_days("day_off"))) == (
        {date(2026, 10, 5)},
        {date(2026, 10, 6)},
    )
    assert set(confirmed_days("make_up", 1)) == {date(2026, 10, 10)}  # as it was, for what rests on it
    assert confirmed_days("make_up", 0) == {}
    assert list(HolidayAmendment.objects.order_by("pk").values_list("version", "state")) == [
        (1, "confirmed"),
        (2, "confirmed"),
    ]
    assert list(HolidayAmendment.objects.first().days.values_list("on", "was", "becomes")) == [
        (date(2026, 10, 5), "", "day_off"),
        (date(2026, 10, 10), "", "make_up"),
    ]
    assert (
        list(AuditEntry.objects.values_list("verb", flat=True))
        == [
            "holiday_amendment_proposed",
            "holiday_amendment_confirmed",
        ]
        * 2
    )


def test_refused_with_reasons():
    with pytest.raises(Refused) as never:
        propose(["2026-10-05,调休"])
    assert never.value.codes == ["holidays_not_proposed"]
    cast.holidays()
    for lines, why, codes in (
        ([], "x", ["amendment_empty"]),
        (["2026-10-05,调休"], " ", ["amendment_needs_reason"]),
        (
            ["2026-10-01,法定,国庆节", "2026-10-05,聚会", "2027-01-04,调休", "2026-10-06,法定"],
            "x",
            [
                "amended_row_same",
                "amended_row_unreadable",
                "holiday_row_other_year",
                "amended_row_unreadable",
            ],
        ),
        (["2026-10-06,调休", "2026-10-06,补班"], "x", ["amended_row_twice"]),
    ):
        with pytest.raises(Refused) as refused:
            propose_amendment(2026, lines, source="x", why=why, by=cast.person(), now=NOW)
        assert refused.value.codes == codes
    assert not HolidayAmendment.objects.exists()


def test_not_taken_the_year_stays():
    cast.holidays()
    one = refuse_amendment(propose(NATIONAL), by=cast.person(), now=NOW)
    assert (one.state, one.version, confirmed_days("statutory").get(EIGHTH)) == ("refused", None, None)
    propose(NATIONAL)


def test_an_approved_month_stays_and_the_open_one_pays_the_difference():
    cast.holidays()
    work, agent, people = cast.task(), cast.agent(), cast.finance()
    cast.segment(agent, work, EIGHTH, 433)
    cast.segment(agent, work, date(2026, 10, 12), 433)
    october = settle_and_approve(work.entity, people)
    was = (october.hash, told(statement_of(agent)))
    assert was[1][0] == ("hours", 100, 866, 2 * 10_825)
    proposed = propose(NATIONAL)
    (effect,) = effects_of(proposed, NOW.date())
    assert (effect.count, effect.fen, effect.month, effect.months) == (1, 10_825, NOVEMBER, [OCTOBER])
    confirm_amendment(proposed, by=cast.person(), now=NOW)
    october.refresh_from_db()
    assert (october.state, october.hash, told(statement_of(agent))) == ("approved", *was)
    fix = Correction.objects.get()
    assert (fix.percent_then, fix.percent_now, fix.minutes_now, fix.settle_month, fix.state) == (
        100,
        200,
        433,
        NOVEMBER,
        "approved",
    )
    assert Notice.objects.get(template="holiday_difference").recipient == agent.user.public_id
    assert list(verify(numbers=OF_ROWS)) == []
    unrecorded = [one.text for one in verify(numbers=(15,))]
    assert not [text for text in unrecorded if text.startswith(("correction", "holiday_amendment"))]
    november = settle_and_approve(work.entity, people, NOVEMBER)
    assert (november.calendar, october.calendar) == (1, 0)
    assert told(statement_of(agent, NOVEMBER)) == [("correction", 100, 433, 10_825)]
    assert all(
        line.holds for month in (OCTOBER, NOVEMBER) for line in proved_lines(statement_of(agent, month))
    )
    assert list(verify(numbers=OF_ROWS)) == []


@pytest.mark.database
def test_a_mentor_whose_part_knows_no_holidays_has_no_line_of_the_difference():
    """Alone it would be a statement of nothing; beside hours of the month it is no fact of theirs."""
    cast.holidays(2026, 2027)
    people, mentors = cast.finance(), (cast.agent("师傅"), cast.agent("师傅二"))
    work = cast.task(hourly_fen=1_500, holiday_rule="all_statutory", mentor_hourly_fen=200, mentor_days=30)
    mentee = cast.agent("徒弟")
    for mentor, starts in zip(mentors, ("09:00", "14:00"), strict=True):
        hours = cast.segment(mentee, work, EIGHTH, 240, starts=starts)
        Segment.objects.filter(pk=hours.pk).update(mentor=mentor)
    settle_and_approve(work.entity, people)
    amend(NATIONAL)
    hours = cast.segment(mentee, work, date(2026, 11, 12), 60)
    Segment.objects.filter(pk=hours.pk).update(mentor=mentors[1])
    settle_and_approve(work.entity, people, NOVEMBER)
    assert [one[-1] for one in told(statement_of(mentee, NOVEMBER))] == [1_500, 6_000, 6_000]
    assert not mentors[0].statements.filter(run__month=NOVEMBER).exists()
    slip = statement_of(mentors[1], NOVEMBER)
    assert list(slip.lines.values_list("kind", "facts", "quantity", "amount_fen")) == [("mentor", 1, 60, 200)]
    assert all(line.holds for line in proved_lines(slip))
    assert [[row.fen for row in line.rows] for line in opened_statement(slip)] == [[200]]
    assert list(verify(numbers=OF_ROWS)) == []


def test_taken_back_again_the_difference_is_taken_back():
    cast.holidays()
    work, agent, people = cast.task(), cast.agent(), cast.finance()
    cast.segment(agent, work, EIGHTH, 480)
    cast.segment(agent, work, date(2026, 11, 9), 480)
    settle_and_approve(work.entity, people)
    amend(NATIONAL)
    amend(["2026-10-08,平日"], cast.at("2026-11-21 10:00"))
    settle_and_approve(work.entity, people, NOVEMBER)
    assert told(statement_of(agent, NOVEMBER)) == [
        ("hours", 100, 480, 12_000),
        ("correction", 100, 480, -12_000),
        ("correction", 100, 480, 12_000),
    ]
    assert list(verify(numbers=OF_ROWS)) == []


@pytest.mark.database
def test_minutes_corrected_before_and_after_are_priced_by_the_amended_day():
    cast.holidays()
    work, agent, people = cast.task(), cast.agent(), cast.finance()
    hours = cast.segment(agent, work, EIGHTH, 480)
    settle_and_approve(work.entity, people)

    def fix(minutes, at):
        made = propose_correction(hours, minutes, "漏打卡", by=cast.operations(), now=cast.at(at))
        return approve_correction(made, by=cast.operations(), now=cast.at(at))

    fix(420, "2026-11-10 10:00")  # of the open month: both of its sides pay double once the day does
    amend(NATIONAL)
    assert fix(400, "2026-11-21 10:00").minutes_then == 420
    settle_and_approve(work.entity, people, NOVEMBER)
    assert [fen for _kind, _percent, _minutes, fen in told(statement_of(agent, NOVEMBER))] == [
        -3_000,
        -1_000,
        12_000,
    ]
    assert 12_000 - 3_000 + 12_000 - 1_000 == 400 * 1_500 * 2 // 60
    assert list(verify(numbers=OF_ROWS)) == []


def test_a_guaranteed_shift_gives_its_top_up_back():
    cast.holidays()
    work = cast.task(guarantee_fen=15_000, guarantee_minutes=240)
    agent, people = cast.agent(), cast.finance()
    cast.segment(agent, work, EIGHTH, 480)
    settle_and_approve(work.entity, people)
    assert told(statement_of(agent)) == [("hours", 100, 480, 12_000), ("guarantee", 100, 1, 3_000)]
    cast.segment(agent, work, date(2026, 11, 9), 660)
    amend(NATIONAL)
    settle_and_approve(work.entity, people, NOVEMBER)
    assert told(statement_of(agent, NOVEMBER)) == [
        ("hours", 100, 660, 16_500),
        ("guarantee", 100, 1, -3_000),  # 240.00 earned: nothing lacks
        ("correction", 100, 480, 12_000),
    ]
    assert all(line.holds for line in proved_lines(statement_of(agent, NOVEMBER)))
    assert list(verify(numbers=OF_ROWS)) == []


def test_a_late_result_between_an_amendment_and_its_difference_is_filled_up_by_what_was_paid_so_far():
    """November waits for approval when October's holiday is amended: its late result meets the shift as October paid
    it, and December brings the other multiplier."""
    cast.holidays(2026, 2027)
    work = cast.task(guarantee_fen=15_000, guarantee_minutes=240, rates={"connected": (200, 0)})
    agent, people = cast.agent(), cast.finance()
    hours = cast.segment(agent, work, EIGHTH, 480)
    late = result(agent, work, "connected", 10, key="1", settle_month=NOVEMBER)
    Result.objects.filter(pk=late.pk).update(booking=hours.booking)
    settle_and_approve(work.entity, people)
    run = settle(work.entity, people[0], NOVEMBER)
    amend(NATIONAL, cast.at("2026-12-03 10:00"))
    run.refresh_from_db()
    run = compute(recompute_run(run, by=people[0], now=after(NOVEMBER)))
    approve_run(run, by=people[1], now=after(NOVEMBER))
    settle_and_approve(work.entity, people, DECEMBER)
    assert [told(statement_of(agent, month)) for month in (OCTOBER, NOVEMBER, DECEMBER)] == [
        [("hours", 100, 480, 12_000), ("guarantee", 100, 1, 3_000)],
        [("pieces", 100, 10, 2_000), ("guarantee", 100, 1, -2_000)],
        [("guarantee", 100, 1, -1_000), ("correction", 100, 480, 12_000)],  # 260.00 earned: nothing lacks
    ]
    for month in (OCTOBER, NOVEMBER, DECEMBER):
        assert all(line.holds for line in proved_lines(statement_of(agent, month)))
        assert all(line.holds for line in opened_statement(statement_of(agent, month)))
    assert list(verify(numbers=OF_ROWS)) == []


@pytest.mark.database
def test_a_computed_month_goes_back_to_be_computed_anew():
    cast.holidays()
    work, agent, people = cast.task(), cast.agent(), cast.finance()
    cast.segment(agent, work, EIGHTH, 480)
    run = settle(work.entity, people[0])
    amend(NATIONAL, cast.at("2026-11-03 10:00"))
    run.refresh_from_db()
    assert (run.state, run.calendar, run.return_reason) == ("returned", 1, "节假日安排改了，请重新计算。")
    assert not Correction.objects.exists()
    run = compute(recompute_run(run, by=people[0], now=after(OCTOBER)))
    assert told(statement_of(agent)) == [("hours", 200, 480, 24_000)]
    approve_run(run, by=people[1], now=after(OCTOBER))
    assert list(verify(numbers=OF_ROWS)) == []


def test_a_month_it_does_not_touch_stays_computed():
    cast.holidays()
    work, people = cast.task(), cast.finance()
    cast.segment(cast.agent(), work, date(2026, 10, 12), 480)
    run = settle(work.entity, people[0])
    amend(NATIONAL, cast.at("2026-11-03 10:00"))
    run.refresh_from_db()
    assert (run.state, run.calendar) == ("computed", 1)
    approve_run(run, by=people[1], now=after(OCTOBER))
    assert list(verify(numbers=OF_ROWS)) == []


def test_a_pay_day_that_moves_is_planned_again():
    cast.holidays()
    work, people = cast.task(), cast.finance()
    cast.segment(cast.agent(), work, date(2026, 10, 12), 480)
    run = settle(work.entity, people[0])
    assert run.pays_on == date(2026, 11, 13)
    amend(["2026-11-13,调休"], cast.at("2026-11-03 10:00"))
    run.refresh_from_db()
    assert run.state == "returned"
    assert compute(recompute_run(run, by=people[0], now=after(OCTOBER))).pays_on == date(2026, 11, 12)
    assert date(2026, 11, 13) in bank_exceptions()[0]


def test_not_while_a_month_is_computed():
    cast.holidays()
    work, people = cast.task(), cast.finance()
    cast.segment(cast.agent(), work, EIGHTH, 480)
    run = settle(work.entity, people[0])
    Run.objects.filter(pk=run.pk).update(state="computing")
    with pytest.raises(Refused) as refused:
        amend(NATIONAL)
    assert refused.value.codes == ["amendment_while_computing"]
    assert HolidayAmendment.objects.get().state == "proposed"


def test_terms_that_pay_nothing_more_have_no_difference():
    cast.holidays()
    work, people = cast.task(holiday_rule="none"), cast.finance()
    cast.segment(cast.agent(), work, EIGHTH, 480)
    settle_and_approve(work.entity, people)
    amend(NATIONAL)
    assert not Correction.objects.exists()
