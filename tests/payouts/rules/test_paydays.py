"""The timetable of a settlement."""

from datetime import date

from payouts.rules.paydays import Timetable, tax_month, timetable


def test_october_2026():
    assert timetable(date(2026, 10, 1)) == Timetable(
        preview_on=date(2026, 11, 1),
        disputes_until_on=date(2026, 11, 7),
        decided_by_on=date(2026, 11, 10),
        approved_by_on=date(2026, 11, 13),
        payment_on=date(2026, 11, 13),
    )


def test_an_ordinary_month():
    told = timetable(date(2026, 8, 1))
    assert (told.approved_by_on, told.payment_on) == (date(2026, 9, 13), date(2026, 9, 15))


def test_a_break_before_the_15th_pulls_the_other_dates_forward():
    """A break from 8 February on: nothing may be due after the money has gone out."""
    days_off = {date(2029, 2, day) for day in range(8, 19)}
    told = timetable(date(2029, 1, 1), days_off)
    assert told.payment_on == date(2029, 2, 7)
    assert (told.disputes_until_on, told.decided_by_on, told.approved_by_on) == (date(2029, 2, 7),) * 3


def test_decembers_work_is_januarys_tax():
    assert tax_month(timetable(date(2026, 12, 1)).payment_on) == date(2027, 1, 1)
