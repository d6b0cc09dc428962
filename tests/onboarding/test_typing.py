"""The typing test: the server's sums and clock, and what cannot have been typed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from onboarding.actions.typing import finish_typing, save_typing, start_typing
from onboarding.models import Agent, TypingTest
from onboarding.rules import typing
from onboarding.rules.typing_texts import TEXTS
from tests import cast
from tests.onboarding.doors import codes_of, signed_in
from yunke.ground.errors import Refused

NOW = cast.at("2026-11-02 10:00")
BY_HAND = {"compositions": 40, "keys": 400, "pasted": 0, "longest": 6}
SHOWN = TEXTS["parcel"]
FIRST = SHOWN[:100]


# --- rules ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "wanted", "distance"),
    [
        ("", "您好", 0),
        ("您好", "您好，您的包裹", 0),  # what is left at the end is no mistake
        ("您号", "您好，您的包裹", 1),
        ("您好您的", "您好，您的包裹", 1),
        ("您好好，您的", "您好，您的包裹", 1),
        ("完全不同", "您好", 4),
    ],
)
def test_mistakes_are_counted_against_a_beginning(given: str, wanted: str, distance: int) -> None:
    assert typing.distance(given, wanted) == distance


def test_width_and_blanks_do_not_count() -> None:
    result = typing.typed("您好,您 的包裹", "您好，您的包裹昨天", 60)
    assert (result.letters, result.right, result.exact) == (7, 7, 100.0)


def test_speed_is_of_right_letters_by_the_servers_seconds() -> None:
    wrong = "错" * 5 + FIRST[5:]
    result = typing.typed(wrong, SHOWN, 120)
    assert (result.letters, result.right, result.a_minute, result.exact) == (100, 95, 47.5, 95.0)


@pytest.mark.parametrize(
    ("signs", "progress", "seconds", "codes"),
    [
        ({}, [], 120, []),
        ({"pasted": 1}, [], 120, ["typing_pasted"]),
        ({"longest": 25}, [], 120, ["typing_pasted"]),
        ({"compositions": 4}, [], 120, ["typing_pasted"]),  # a hundred letters take five at least
        ({}, [[5, 8], [10, 100]], 120, ["typing_pasted"]),
        ({}, [[5, 12], [60, 50]], 120, []),
        ({}, [], 20, ["typing_too_fast"]),
    ],
)
def test_what_cannot_have_been_typed(
    signs: dict[str, Any], progress: list[list[float]], seconds: float, codes: list[str]
) -> None:
    result = typing.typed(FIRST, SHOWN, seconds)
    found = typing.doubts(result, BY_HAND | signs, progress, typing.THRESHOLDS)
    assert [one.code for one in found] == codes


def test_texts_are_long_enough_and_plainly_different() -> None:
    assert all(len(text) >= 100 for text in TEXTS.values())
    assert len({text[:10] for text in TEXTS.values()}) == len(TEXTS)


# --- story ------------------------------------------------------------------------------------------------


@pytest.fixture
def agent(db: None) -> Agent:
    return cast.agent()


def finished(agent: Agent, text: str = FIRST, *, seconds: int = 120, **signs: int) -> TypingTest:
    test = start_typing(agent, now=NOW)
    return finish_typing(test, text, BY_HAND | signs, now=NOW + timedelta(seconds=seconds))


@pytest.mark.parametrize(
    ("text", "seconds", "signs", "state", "codes"),
    [
        (FIRST, 120, {}, "passed", []),
        (FIRST, 180, {}, "failed", ["typing_slow"]),
        ("错" * 6 + FIRST[6:], 60, {}, "failed", ["typing_inexact"]),
        (FIRST, 120, {"pasted": 1}, "void", ["typing_pasted"]),
        (FIRST, 10, {}, "void", ["typing_too_fast"]),
    ],
)
def test_a_test_ends(
    agent: Agent, text: str, seconds: int, signs: dict[str, int], state: str, codes: list[str]
) -> None:
    test = finished(agent, text, seconds=seconds, **signs)
    test.refresh_from_db()
    assert (test.state, [one["code"] for one in test.reasons]) == (state, codes)
    assert test.measures["seconds"] == seconds


def test_what_is_saved_is_there_again_and_its_time_is_the_servers(agent: Agent) -> None:
    test = start_typing(agent, now=NOW)
    save_typing(test, "您好，您的", now=NOW + timedelta(seconds=5))
    again = start_typing(agent, now=NOW + timedelta(seconds=9))
    assert (again.pk, again.typed, again.progress) == (test.pk, "您好，您的", [[5.0, 5]])


def test_too_little_or_unseen_is_not_handed_in(agent: Agent) -> None:
    test = start_typing(agent, now=NOW)
    with pytest.raises(Refused) as little:
        finish_typing(test, FIRST[:59], BY_HAND, now=NOW)
    with pytest.raises(Refused) as unseen:
        finish_typing(test, FIRST, {}, now=NOW)
    assert little.value.codes + unseen.value.codes == ["typing_too_little", "typing_unseen"]
    assert TypingTest.objects.get().state == "started"


def test_five_tries_a_day_an_abandoned_one_counts(agent: Agent) -> None:
    start_typing(agent, now=NOW - timedelta(hours=1))
    for _ in range(4):
        finished(agent, seconds=200)
    with pytest.raises(Refused) as sixth:
        start_typing(agent, now=NOW)
    assert sixth.value.codes == ["typing_tries"]
    states = TypingTest.objects.order_by("pk").values_list("state", "text_code")
    assert [state for state, _code in states] == ["void"] + ["failed"] * 4
    assert [code for _state, code in states] == ["parcel", "size", "refund", "parcel", "size"]
    start_typing(agent, now=NOW + timedelta(days=1))


def test_the_page_walks_from_start_to_result(agent: Agent, clock: Any) -> None:
    one = signed_in(agent.user)
    clock(NOW)
    assert "开始打" in one.get("/me/typing/").content.decode()
    one.post("/me/typing/start/")
    assert SHOWN in one.get("/me/typing/").content.decode()
    at = f"/me/typing/{TypingTest.objects.get().public_id}/"
    clock(NOW + timedelta(seconds=60))
    assert one.post(f"{at}save/", {"typed": FIRST[:50]}).status_code == 204
    clock(NOW + timedelta(seconds=120))
    short = one.post(f"{at}finish/", {"typed": FIRST[:50], "signs": "{}"})
    assert (short.status_code, codes_of(short)) == (409, ["typing_too_little"])
    assert FIRST[:50] in short.content.decode()
    one.post(f"{at}finish/", {"typed": FIRST, "signs": '{"compositions": 40, "keys": 300, "longest": 5}'})
    page = one.get("/me/typing/").content.decode()
    assert "已通过" in page
    assert "50.0 <small>字" in page
    assert SHOWN not in page
