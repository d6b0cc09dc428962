"""A year's holidays: by law and as announced, proposed by one person, confirmed by another."""

from datetime import date

import pytest
from django.core.management import CommandError, call_command

from payouts.queries.paydays import timetable_of
from tasks.actions.holidays import confirm_holiday_year, propose_holiday_year
from tasks.models import Holiday, HolidayYear
from tasks.queries.settlement import confirmed_days
from tasks.rules.holiday_file import read_special_days
from tests import cast
from yunke.ground.calendar import statutory_days
from yunke.ground.errors import Refused
from yunke.models import AuditEntry

pytestmark = [pytest.mark.django_db, pytest.mark.database]
NOW = cast.at("2026-01-05 10:00")


def test_thirteen_days_by_law_twelve_dates_where_two_meet():
    for year, dates in ((2026, 13), (2028, 12)):
        propose_holiday_year(year, source="law", by=cast.person(), now=NOW)
        days = Holiday.objects.filter(year__year=year, kind="statutory")
        assert (days.count(), days.values("on").distinct().count()) == (13, dates)


def test_confirmed_by_another_person_only():
    proposer, second = cast.person(), cast.person()
    propose_holiday_year(2026, [(date(2026, 10, 10), "make_up")], source="announcement", by=proposer, now=NOW)
    assert confirmed_days("make_up") == {}
    with pytest.raises(Refused) as same:
        confirm_holiday_year(2026, by=proposer, now=NOW)
    assert same.value.codes == ["holidays_same_person"]
    year = confirm_holiday_year(2026, by=second, now=NOW)
    assert (year.state, year.confirmed_by, confirmed_days("make_up")) == (
        "confirmed",
        second,
        {date(2026, 10, 10): ("",)},
    )
    with pytest.raises(Refused) as late:
        propose_holiday_year(2026, source="again", by=proposer, now=NOW)
    assert late.value.codes == ["holidays_confirmed"]
    with pytest.raises(Refused) as never:
        confirm_holiday_year(2031, by=second, now=NOW)
    assert never.value.codes == ["holidays_not_proposed"]
    assert list(AuditEntry.objects.values_list("verb", flat=True)) == [
        "holiday_year_proposed",
        "holiday_year_confirmed",
    ]


def test_proposed_again_the_last_one_stands():
    one = cast.person()
    propose_holiday_year(2026, [(date(2026, 10, 10), "make_up")], source="a", by=one, now=NOW)
    propose_holiday_year(2026, source="b", by=one, now=NOW)
    assert (HolidayYear.objects.get().source, Holiday.objects.count()) == ("b", 13)


def test_the_pay_day_follows_the_imported_table():
    assert timetable_of(date(2026, 10, 1)).payment_on == date(2026, 11, 13)
    propose_holiday_year(2026, [(date(2026, 11, 15), "make_up")], source="a", by=cast.person(), now=NOW)
    confirm_holiday_year(2026, by=cast.person(), now=NOW)
    assert timetable_of(date(2026, 10, 1)).payment_on == date(2026, 11, 15)


def test_a_file_is_read_whole_or_refused_by_row():
    law = statutory_days(2026)
    days, wrong = read_special_days(["日期,种类", "2026-10-10,补班", "2026-10-05,day_off", ""], 2026, law)
    assert (days, wrong) == ([(date(2026, 10, 5), "day_off"), (date(2026, 10, 10), "make_up")], [])
    _, wrong = read_special_days(
        [
            "10/10,make_up",
            "2026-10-11,party",
            "2027-01-04,make_up",
            "2026-10-01,day_off",
            "2026-10-10,make_up",
            "2026-10-10,make_up",
        ],
        2026,
        law,
    )
    assert [(one.code, one.facts["row"]) for one in wrong] == [
        ("holiday_row_unreadable", 1),
        ("holiday_row_unreadable", 2),
        ("holiday_row_other_year", 3),
        ("holiday_row_clashes", 4),
        ("holiday_row_clashes", 6),
    ]


def test_the_command_proposes_and_confirms(tmp_path):
    one, two = cast.person(), cast.person()
    file = tmp_path / "days.csv"
    file.write_text("date,kind\n2026-02-14,make_up\n2026-02-20,day_off\n", encoding="utf-8-sig")
    call_command("import_holidays", "2026", str(file), by=one.phone, now=NOW)
    assert HolidayYear.objects.get().state == "proposed"
    with pytest.raises(CommandError, match="不能自己确认"):
        call_command("import_holidays", "2026", by=one.phone, confirm=True, now=NOW)
    call_command("import_holidays", "2026", by=two.phone, confirm=True, now=NOW)
    assert (HolidayYear.objects.get().state, set(confirmed_days("day_off"))) == (
        "confirmed",
        {date(2026, 2, 20)},
    )
    file.write_text("2026-02-14,party\n")
    with pytest.raises(CommandError):
        call_command("import_holidays", "2027", str(file), by=one.phone, now=NOW)
    assert not HolidayYear.objects.filter(year=2027).exists()


def test_a_file_as_excel_writes_it_in_china_is_read(tmp_path):
    file = tmp_path / "days.csv"
    file.write_text("日期,种类\n2026-02-14,补班\n2026-02-20,调休\n", encoding="gb18030")
    call_command("import_holidays", "2026", str(file), by=cast.person().phone, now=NOW)
    days = Holiday.objects.exclude(kind="statutory").order_by("on")
    assert list(days.values_list("on", "kind")) == [
        (date(2026, 2, 14), "make_up"),
        (date(2026, 2, 20), "day_off"),
    ]


def test_a_file_that_cannot_be_read_is_said_in_one_line(tmp_path):
    by = cast.person().phone
    for name, content, why in (
        ("nofile.csv", None, "No such file or directory"),
        ("days.xlsx", b"PK\x03\x04\x00\x00", "it is no text in UTF-8 or GB18030"),
    ):
        file = tmp_path / name
        if content is not None:
            file.write_bytes(content)
        with pytest.raises(CommandError) as told:
            call_command("import_holidays", "2026", str(file), by=by, now=NOW)
        assert str(told.value) == f"{file} cannot be read: {why}"
    assert not HolidayYear.objects.exists()
