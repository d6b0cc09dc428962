"""A scorecard: items with weights scored 0 to 5, and fatal items of which one is enough."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from tasks.reasons import (
    RUBRIC_ITEM_BROKEN,
    RUBRIC_ITEM_TWICE,
    RUBRIC_PASS_WRONG,
    RUBRIC_WITHOUT_WEIGHT,
    SCORE_MISSING,
    SCORE_OUTSIDE,
)
from yunke.ground.errors import Reason

BEST = 5
CODE = re.compile(r"[a-z][a-z0-9_]{1,29}")
Items = Iterable[Mapping[str, Any]]


def percent_of(items: Items, scores: Mapping[str, int], fatal: Collection[str]) -> int:
    """The weighed share of the best, half up; one fatal item makes it 0."""
    if fatal:
        return 0
    weighed = [(int(one["weight"]), scores[one["code"]]) for one in items if not one["fatal"]]
    most = BEST * sum(weight for weight, _score in weighed)
    got = sum(weight * score for weight, score in weighed)
    return (200 * got + most) // (2 * most)


def recommendation_of(percent: int, pass_percent: int, fatal: Collection[str]) -> str:
    return "refuse" if fatal or percent < pass_percent else "admit"


def reasons_not_to_score(items: Items, scores: Mapping[str, Any], fatal: Collection[str]) -> Iterator[Reason]:
    """Every weighed item has a whole score of 0 to 5; without them a fatal item decides alone."""
    items = list(items)
    names = {one["code"]: one["zh"] for one in items}
    for one in items:
        given = scores.get(one["code"])
        if one["fatal"] or (given is None and fatal):
            continue
        if given is None:
            yield SCORE_MISSING(item=one["zh"])
        elif type(given) is not int or not 0 <= given <= BEST:
            yield SCORE_OUTSIDE(item=one["zh"], most=BEST)
    deciding = {one["code"] for one in items if one["fatal"]}
    for code in fatal:
        if code not in deciding:
            yield SCORE_MISSING(item=names.get(code, code))


def reasons_not_to_publish(items: Items, pass_percent: int) -> Iterator[Reason]:
    """What keeps a list of items from being a scorecard."""
    items, seen = list(items), set()
    if not 1 <= pass_percent <= 100:
        yield RUBRIC_PASS_WRONG(percent=pass_percent)
    if not any(not one["fatal"] and int(one["weight"]) > 0 for one in items):
        yield RUBRIC_WITHOUT_WEIGHT()
    for number, one in enumerate(items, 1):
        if one["code"] in seen:
            yield RUBRIC_ITEM_TWICE(code=one["code"])
        seen.add(one["code"])
        named = one["zh"] and one["en"] and CODE.fullmatch(one["code"])
        if not named or (not one["fatal"] and not 1 <= int(one["weight"]) <= 100):
            yield RUBRIC_ITEM_BROKEN(row=number)
