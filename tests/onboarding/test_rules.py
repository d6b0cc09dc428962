"""Rules by table: what is said about a number, a name, a role."""

from datetime import date

import pytest

from onboarding.phones import masked, national, normalised
from onboarding.rules.identity import (
    adult_on,
    masked_name,
    masked_number,
    reasons_against_name,
    reasons_against_number,
    reasons_not_to_submit,
)
from onboarding.rules.roles import reasons_not_to_ask, reasons_not_to_decide, reasons_not_to_end
from tests.cast import id_number

TODAY = date(2026, 10, 12)


def codes(reasons) -> list[str]:
    return [reason.code for reason in reasons]


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (id_number(), []),
        (id_number().lower(), []),
        ("11010519491231002X", []),  # the standard's own example
        ("1101051949123 1002x", []),
        ("110105194912310021", ["id_number_wrong"]),
        ("11010519491231002", ["id_number_wrong"]),
        ("", ["id_number_wrong"]),
        ("１１０１０５１９４９１２３１００２Ｘ", ["id_number_wrong"]),
        (id_number(1, "20081012"), []),  # eighteen today
        (id_number(1, "20081013"), ["under_age"]),
        (id_number(1, "20270101"), ["birth_date_wrong"]),
        (id_number(1, "18991231"), ["birth_date_wrong"]),
        (id_number(1, "19950230"), ["birth_date_wrong"]),
    ],
)
def test_id_numbers(number, expected):
    assert codes(reasons_against_number(number, today=TODAY, allow_test_region=True)) == expected


def test_the_test_region_is_unknown_in_production():
    assert codes(reasons_against_number(id_number(), today=TODAY, allow_test_region=False)) == [
        "region_unknown"
    ]


def test_under_age_says_from_which_day():
    [reason] = reasons_against_number(id_number(1, "20081013"), today=TODAY, allow_test_region=True)
    assert reason.facts == {"limit": 18, "from_on": "2026-10-13"}


def test_born_on_leap_day():
    assert adult_on(date(2008, 2, 29)) == date(2026, 3, 1)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("李雷", []),
        ("买买提·艾山", []),
        ("李", ["name_wrong"]),
        ("李雷1", ["name_wrong"]),
        (" ", ["name_wrong"]),
        ("长" * 31, ["name_wrong"]),
        ("林😀", ["name_wrong"]),
        ("<b>林</b>", ["name_wrong"]),
        ("林\u202e雷", ["name_wrong"]),
        ("Zoë O’Neill-Kay", []),
        ("阿卜杜 拉", []),
    ],
)
def test_names(name, expected):
    assert codes(reasons_against_name(name)) == expected


@pytest.mark.parametrize(
    ("live", "consented", "expected"),
    [
        (None, True, []),
        (None, False, ["consent_needed"]),
        ("passed", True, ["identity_done"]),
        ("submitted", False, ["identity_waiting", "consent_needed"]),
    ],
)
def test_when_papers_may_be_handed_in(live, consented, expected):
    assert codes(reasons_not_to_submit(live_state=live, consented=consented)) == expected


def test_masks():
    assert masked_number("11010519491231002X") == "110***********002X"
    assert masked_number("12") == "****"
    assert masked_name("欧阳娜") == "欧**"
    assert masked("+8613900001234") == "139****1234"
    assert national("+8613900001234") == "13900001234"


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("139 0000 1234", "+8613900001234"),
        ("+86-139-0000-1234", "+8613900001234"),
        ("13900001234", "+8613900001234"),
        ("+852 9123 4567", "+85291234567"),
        ("12345", None),
        ("010 6552 9988", None),
        ("abc", None),
        ("", None),
        ("139000012345", None),
    ],
)
def test_phones(typed, expected):
    assert normalised(typed) == expected


@pytest.mark.parametrize(
    ("role", "held", "oneself", "expected"),
    [
        ("screener", set(), False, []),
        ("screener", {"screener"}, False, ["role_held"]),
        ("screener", set(), True, ["role_own"]),
        ("agent", set(), False, ["role_unknown"]),
        ("superuser", set(), False, ["role_unknown"]),
        ("finance_preparer", {"administrator"}, False, ["roles_clash"]),
        ("administrator", {"finance_releaser"}, False, ["roles_clash"]),
        ("finance_preparer", {"operations"}, False, []),
    ],
)
def test_asking_for_a_role(role, held, oneself, expected):
    assert codes(reasons_not_to_ask(role=role, held=held, oneself=oneself, active=True)) == expected


@pytest.mark.parametrize(
    ("role", "asker", "oneself", "expected"),
    [
        ("finance_preparer", False, False, []),
        ("finance_preparer", True, False, ["second_person_needed"]),
        ("finance_approver", True, False, ["second_person_needed"]),
        ("finance_releaser", True, False, ["second_person_needed"]),
        ("administrator", True, False, ["second_person_needed"]),
        ("finance_preparer", False, True, ["role_own"]),
    ],
)
def test_deciding_a_role(role, asker, oneself, expected):
    assert codes(reasons_not_to_decide(role=role, held=set(), asker=asker, oneself=oneself)) == expected


def test_the_last_administrator_stays():
    assert codes(reasons_not_to_end(role="administrator", administrators=1)) == ["last_administrator"]
    assert codes(reasons_not_to_end(role="administrator", administrators=2)) == []
    assert codes(reasons_not_to_end(role="screener", administrators=1)) == []
