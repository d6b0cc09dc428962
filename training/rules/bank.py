"""What a question's answers say about the question, from plain counts, in words somebody can act on."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

ENOUGH = 30  # answers before a question is judged, and 5 of those who passed and of those who did not
ENOUGH_OF_EACH = 5
CLEAR, SLIGHT = 20, 5  # points between the two: they know it, they know it a little better
CHINESE = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]")

TOO_FEW, CLEARLY, SLIGHTLY, NOT_AT_ALL, REVERSED = "too_few", "clearly", "slightly", "not_at_all", "reversed"


@dataclass(frozen=True, slots=True)
class Figures:
    """How often a question was asked and answered rightly, in all and by those who passed that paper."""

    asked: int = 0
    right: int = 0
    passed_asked: int = 0
    passed_right: int = 0

    @property
    def right_percent(self) -> int | None:
        return _percent(self.right, self.asked)

    @property
    def gap(self) -> int | None:
        """Points by which those who passed answer it better than those who did not."""
        passed = _percent(self.passed_right, self.passed_asked)
        failed = _percent(self.right - self.passed_right, self.asked - self.passed_asked)
        return None if passed is None or failed is None else passed - failed

    @property
    def tells(self) -> str:
        """Whether it tells those who know from those who do not."""
        groups = (self.passed_asked, self.asked - self.passed_asked)
        if self.asked < ENOUGH or min(groups) < ENOUGH_OF_EACH or self.gap is None:
            return TOO_FEW
        if self.gap < 0:
            return REVERSED
        return CLEARLY if self.gap >= CLEAR else SLIGHTLY if self.gap >= SLIGHT else NOT_AT_ALL


def _percent(part: int, whole: int) -> int | None:
    return round(100 * part / whole) if whole else None


def has_twins(options: Sequence[str]) -> bool:
    """Whether two options say the same."""
    return len({one.strip() for one in options}) < len(options)


def has_chinese(text: str) -> bool:
    return CHINESE.search(text) is not None
