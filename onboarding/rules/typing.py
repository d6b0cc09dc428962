"""A typing test: how many right characters a minute, how exact, and whether it can have been typed at all."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from onboarding.reasons.checks import TYPING_INEXACT, TYPING_PASTED, TYPING_SLOW, TYPING_TOO_FAST
from yunke.ground.errors import Reason

LEAST_LETTERS = 60  # below this nothing is said about a speed
MOST_LETTERS = 2_000
LONGEST_COMMIT = 24  # characters that an input method puts in at once
LETTERS_A_COMPOSITION = 20
SECONDS = 300  # then the page hands in by itself
THRESHOLDS: dict[str, Any] = {  # where an installation begins; each version of the SOP may say otherwise
    "letters_a_minute": 40,
    "exact_percent": 95,
    "believed_a_minute": 260,
    "tries_a_day": 5,
}
GOALS = ("letters_a_minute", "exact_percent")
BOUNDS = ("believed_a_minute", "tries_a_day")  # of the test itself, whatever line it is for


@dataclass(frozen=True, slots=True)
class Typed:
    """``right`` characters of ``letters`` in ``seconds`` of the server's clock."""

    letters: int
    right: int
    seconds: float

    @property
    def a_minute(self) -> float:
        return round(60 * self.right / max(self.seconds, 1), 1)

    @property
    def exact(self) -> float:
        return round(100 * self.right / self.letters, 1) if self.letters else 0.0


def plain(text: str) -> str:
    """Without blanks, full and half width alike."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def typed(text: str, shown: str, seconds: float) -> Typed:
    """Compared with as much of the text as was reached: what is left at its end is no mistake."""
    given, wanted = plain(text)[:MOST_LETTERS], plain(shown)
    return Typed(len(given), max(len(given) - distance(given, wanted), 0), seconds)


def distance(given: str, wanted: str) -> int:
    """Fewest single changes that make ``given`` a beginning of ``wanted``."""
    row = list(range(len(wanted) + 1))
    for place, letter in enumerate(given, 1):
        before, row[0] = row[0], place
        for reached, other in enumerate(wanted, 1):
            before, row[reached] = (
                row[reached],
                min(row[reached] + 1, row[reached - 1] + 1, before + (letter != other)),
            )
    return min(row)


def doubts(
    result: Typed, signs: Mapping[str, Any], progress: Sequence[Sequence[float]], numbers: Mapping[str, Any]
) -> Iterator[Reason]:
    """Why this was not typed: pasted, not through an input method, or quicker than hands are."""
    most = numbers.get("believed_a_minute")
    if (
        _count(signs, "pasted")
        or _count(signs, "longest") > LONGEST_COMMIT
        or _jumped(progress, most)
        or _count(signs, "compositions") * LETTERS_A_COMPOSITION < result.letters
    ):
        yield TYPING_PASTED()
    elif most is not None and result.a_minute > float(most):
        yield TYPING_TOO_FAST(value=result.a_minute)


def measures(result: Typed) -> dict[str, Any]:
    """What is kept of a test: each line judges by these."""
    return {
        "letters_a_minute": result.a_minute,
        "exact_percent": result.exact,
        "letters": result.letters,
        "seconds": round(result.seconds, 1),
    }


def shortfalls(measures: Mapping[str, Any], numbers: Mapping[str, Any]) -> Iterator[Reason]:
    for name, kind in (("letters_a_minute", TYPING_SLOW), ("exact_percent", TYPING_INEXACT)):
        wanted = numbers.get(name)
        if wanted is not None and measures[name] < float(wanted):
            yield kind(value=measures[name], wanted=wanted)


def _jumped(progress: Sequence[Sequence[float]], most: Any) -> bool:
    """Whether more arrived between two looks than hands put in: by the server's own clock."""
    if most is None:
        return False
    looks = [(0.0, 0.0), *((float(at), float(letters)) for at, letters in progress)]
    return any(
        after[1] - before[1] > LONGEST_COMMIT + 2 * float(most) * max(after[0] - before[0], 0) / 60
        for before, after in pairwise(looks)
    )


def _count(signs: Mapping[str, Any], name: str) -> int:
    value = signs.get(name)
    return value if isinstance(value, int) and value >= 0 else 0
