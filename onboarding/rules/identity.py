"""What can be said about a name and an ID number before anybody looks at a photo (GB 11643-1999)."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterator
from datetime import date

from stdnum.cn import ric
from stdnum.exceptions import ValidationError

from onboarding.reasons import (
    BIRTH_DATE_WRONG,
    CONSENT_NEEDED,
    ID_NUMBER_WRONG,
    IDENTITY_DONE,
    IDENTITY_WAITING,
    NAME_WRONG,
    NO_LINE_FITS,
    REGION_UNKNOWN,
    UNDER_AGE,
)
from yunke.ground.errors import Reason

ADULT_YEARS = 18
SIDES = ("front", "back", "self")  # of the papers, each a photo
TEST_REGION = "990000"  # unassigned: only people of the demo and the tests carry it
PROVINCES = frozenset(
    [
        "11",
        "12",
        "13",
        "14",
        "15",
        "21",
        "22",
        "23",
        "31",
        "32",
        "33",
        "34",
        "35",
        "36",
        "37",
        "41",
        "42",
        "43",
        "44",
        "45",
        "46",
        "50",
        "51",
        "52",
        "53",
        "54",
        "61",
        "62",
        "63",
        "64",
        "65",
        "71",
        "81",
        "82",
        "83",
        "91",
    ]
)


NAME_SIGNS = frozenset(" ·•‧.'’-")  # between the parts of minority and foreign names


def compact(id_number: str) -> str:
    """Without blanks and dashes, the last letter large."""
    return ric.compact("".join(letter for letter in id_number if not letter.isspace() and letter != "-"))


def reasons_against_name(name: str) -> Iterator[Reason]:
    """2 to 30 letters; the middle dot of minority names counts as one. What no card prints is no name."""
    if not 2 <= len(name.strip()) <= 30 or any(not _in_a_name(letter) for letter in name):
        yield NAME_WRONG()


def _in_a_name(letter: str) -> bool:
    return unicodedata.category(letter)[0] in "LM" or letter in NAME_SIGNS


def reasons_against_number(id_number: str, *, today: date, allow_test_region: bool) -> Iterator[Reason]:
    """``today`` is the day of the pay zone; region 990000 passes in the demo and tests only."""
    number = compact(id_number)
    if len(number) != 18 or not number[:-1].isdecimal() or not number.isascii():
        yield ID_NUMBER_WRONG()
        return
    if number[-1] != ric.calc_check_digit(number):
        yield ID_NUMBER_WRONG()
        return
    if not _known_region(number, allow_test_region):
        yield REGION_UNKNOWN()
    born = birth_date(number)
    if born is None or born > today or born.year < 1900:
        yield BIRTH_DATE_WRONG()
    elif (grown_on := adult_on(born)) > today:
        yield UNDER_AGE(limit=ADULT_YEARS, from_on=grown_on.isoformat())


def reasons_not_to_submit(
    *, live_state: str | None, consented: bool, no_line_fits: bool = False
) -> Iterator[Reason]:
    """``live_state``: the state of the agent's check that is neither refused nor withdrawn."""
    if no_line_fits:
        yield NO_LINE_FITS()
    if live_state == "passed":
        yield IDENTITY_DONE()
    if live_state == "submitted":
        yield IDENTITY_WAITING()
    if not consented:
        yield CONSENT_NEEDED()


def birth_date(number: str) -> date | None:
    try:
        return ric.get_birth_date(number)
    except ValidationError:
        return None


def adult_on(born: date) -> date:
    """The day somebody turns eighteen; born on 29 February, that is 1 March."""
    try:
        return born.replace(year=born.year + ADULT_YEARS)
    except ValueError:
        return date(born.year + ADULT_YEARS, 3, 1)


def masked_number(id_number: str) -> str:
    """Three digits of the region and the last four."""
    return f"{id_number[:3]}{'*' * (len(id_number) - 7)}{id_number[-4:]}" if len(id_number) > 7 else "****"


def grouped(id_number: str) -> str:
    """In the card's own parts: region, year, day, the last four."""
    return " ".join(id_number[start:end] for start, end in ((0, 6), (6, 10), (10, 14), (14, 18)))


def masked_name(name: str) -> str:
    """The family name and stars."""
    return name[:1] + "*" * max(len(name) - 1, 1)


def _known_region(number: str, allow_test_region: bool) -> bool:
    return number[:2] in PROVINCES or (allow_test_region and number[:6] == TEST_REGION)


def known_codes(codes: Collection[str], known: Collection[str]) -> list[str]:
    """The codes that exist, in the order of the list they come from."""
    return [code for code in known if code in codes]
