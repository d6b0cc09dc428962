"""Values of a command's arguments: what is out of bounds is refused before anything is done, with its bounds."""

from __future__ import annotations

from argparse import ArgumentTypeError
from collections.abc import Callable
from datetime import date, datetime

from yunke import clock
from yunke.ground.calendar import local_on
from yunke.ground.months import REACH, parse_month, within_reach


def whole(least: int, most: int) -> Callable[[str], int]:
    """A whole number, both bounds included."""

    def read(text: str) -> int:
        try:
            number = int(text)
        except ValueError:
            number = least - 1
        if not least <= number <= most:
            raise ArgumentTypeError(f"a whole number from {least} to {most}, not {text!r}")
        return number

    return read


def a_moment(text: str) -> datetime:
    """``--now``."""
    try:
        at = clock.parse(text)
        day = local_on(at)
    except OverflowError as error:  # its day in the pay zone lies beyond the calendar
        raise _beyond(text) from error
    except ValueError as error:
        raise ArgumentTypeError(str(error)) from error
    if not within_reach(day):
        raise _beyond(text)
    return at


def a_month(text: str) -> date:
    try:
        first = parse_month(text)
    except ValueError as error:
        raise ArgumentTypeError(str(error)) from error
    if not within_reach(first):
        raise _beyond(text)
    return first


def _beyond(text: str) -> ArgumentTypeError:
    return ArgumentTypeError(f"from {REACH[0]} to before {REACH[1]}, not {text!r}")
