"""The log of the whole suite, read before the last net masks long numbers: no ID number is ever handed to it."""

from __future__ import annotations

import logging
import re
from copy import copy

from yunke.logs import logging_settings, mask_long_numbers

ID_LIKE = re.compile(
    r"(?<![0-9A-Za-z.])\d{6}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx](?![0-9A-Za-z])"
)


class IdNumbers(logging.Handler):
    """Keeps the lines that carry something that looks like an ID number."""

    def __init__(self) -> None:
        super().__init__()
        self.setFormatter(formatter())
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        line = self.format(copy(record))  # the formatter writes into it, and others read it after us
        if ID_LIKE.search(line):
            self.lines.append(line)


def formatter() -> logging.Formatter:
    """The product's own, without its last net."""
    given = logging_settings(level="DEBUG", as_json=True)["formatters"]["line"]
    given["processors"] = [one for one in given["processors"] if one is not mask_long_numbers]
    made: logging.Formatter = given.pop("()")(**given)
    return made
