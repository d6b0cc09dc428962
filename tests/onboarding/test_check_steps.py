"""Where an agent stands at equipment and room, on the path and before a claim."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile

from onboarding.actions.equipment import decide_equipment, hand_in_equipment
from onboarding.actions.room import hand_in_recording
from onboarding.actions.typing import finish_typing, start_typing
from onboarding.models import Agent, SopStep
from onboarding.queries.checks import numbers_by_line
from onboarding.queries.sop import open_steps, steps_of
from onboarding.queries.typing import typing_numbers
from onboarding.rules.typing_texts import TEXTS
from tests import cast
from tests.onboarding import sounds
from tests.onboarding.doors import signed_in
from tests.onboarding.test_equipment import RAW
from yunke.ground.errors import Refused
from yunke.registry import Step

pytestmark = [pytest.mark.django_db]
NOW = cast.at("2026-11-02 10:00")
KINDS = ("equipment", "room")
DAYS = {"valid_days": 180}


@pytest.fixture
def agent() -> Agent:
    """Chose voice, which asks for both for 180 days."""
    cast.sop(cast.line(), "real_name", *KINDS, "claim", equipment=DAYS, room=DAYS)
    return cast.chosen(cast.agent())


def stand(agent: Agent, code: str = "voice") -> dict[str, Step]:
    return {one.kind.code: one.step for one in steps_of(agent, [cast.line(code)], NOW)[code]}


def test_nothing_done_stands_before_a_claim_and_belongs_to_a_computer(agent: Agent) -> None:
    assert open_steps(agent, cast.line(), NOW) == KINDS
    steps = stand(agent)
    assert [(steps[kind].state, steps[kind].across) for kind in KINDS] == [
        ("now", f"/me/handover/{kind}/") for kind in KINDS
    ]


def test_passed_counts_to_its_last_day_and_then_has_to_be_done_again(agent: Agent) -> None:
    passed_at = NOW - timedelta(days=180)
    cast.equipment(agent, now=passed_at, thresholds_version="voice.1")
    cast.room(agent, now=passed_at - timedelta(days=1))
    steps = stand(agent)
    assert (steps["equipment"].state, steps["equipment"].until) == ("done", date(2026, 11, 2))
    assert (steps["room"].state, steps["room"].until) == ("expired", date(2026, 11, 1))
    assert open_steps(agent, cast.line(), NOW) == ("room",)


@pytest.mark.parametrize(
    ("state", "shown", "whom"),
    [("received", "waiting", "系统"), ("listening", "waiting", "筛选员"), ("failed", "attention", "")],
)
def test_what_waits_says_for_whom_and_what_failed_says_why(
    agent: Agent, state: str, shown: str, whom: str
) -> None:
    why = [{"code": "room_noisy", "facts": {"value": 14.3, "wanted": 20, "missing": 5.7}}]
    failed = {"reasons": why, "thresholds_version": "voice.1"} if state == "failed" else {}
    cast.room(agent, state=state, now=NOW, **failed)
    step = stand(agent)["room"]
    assert (step.state, step.whom) == (shown, whom)
    assert ("还差 5.7" in step.note) is (state == "failed")


def test_a_failed_try_does_not_take_away_what_still_counts(agent: Agent) -> None:
    cast.room(agent, now=NOW - timedelta(days=10))
    cast.room(agent, state="failed", now=NOW)
    assert stand(agent)["room"].state == "done"


def test_a_consent_taken_back_opens_the_step_again(agent: Agent) -> None:
    cast.room(agent, state="withdrawn", now=NOW)
    assert stand(agent)["room"].state == "now"


def test_what_passed_for_a_lenient_line_does_not_count_for_a_strict_one(agent: Agent) -> None:
    lenient: dict[str, Any] = {"thresholds": {"china_telecom": False}}
    cast.sop(cast.line("chat"), "real_name", "equipment", "claim", equipment=lenient)
    cast.chosen(agent, "chat")
    cast.equipment(agent, carrier="mobile", thresholds_version="chat.1", now=NOW)
    assert stand(agent, "chat")["equipment"].state == "done"
    assert (stand(agent)["equipment"].state, stand(agent)["equipment"].note) == (
        "attention",
        "语音业务要用中国电信的宽带。",
    )


def test_the_numbers_are_those_of_the_versions_in_force(agent: Agent) -> None:
    SopStep.objects.filter(kind="room").update(thresholds={"snr_db": 25})
    cast.sop(cast.line("annotation"), "real_name", "room")
    cast.chosen(agent, "annotation")
    assert numbers_by_line(agent, "room", {"snr_db": 20, "dropouts": 1}, NOW) == [
        ("annotation.1", {"snr_db": 20, "dropouts": 1}),
        ("voice.1", {"snr_db": 25, "dropouts": 1}),
    ]
    assert numbers_by_line(cast.agent(), "room", {"snr_db": 20}, NOW) == [("", {"snr_db": 20})]


LENIENT: dict[str, Any] = {"thresholds": {"china_telecom": False, "wired": False, "headset": False}}
AT_HOME = {"carrier": "mobile", "line_type": "wifi", "headset": "none"}


@pytest.fixture
def both(agent: Agent) -> Agent:
    """Voice, and annotation which asks for no headset, a less quiet room and slower hands, for other times."""
    room = {"thresholds": {"snr_db": 12, "snr_db_listen": 10}, "valid_days": 30}
    slow = {"thresholds": {"letters_a_minute": 20}, "valid_days": 10}
    cast.sop(cast.line(), "real_name", *KINDS, "typing", "claim", version=2, equipment=DAYS, room=DAYS)
    kinds = ("real_name", *KINDS, "typing", "claim")
    cast.sop(cast.line("annotation"), *kinds, equipment=LENIENT, room=room, typing=slow)
    return cast.chosen(agent, "annotation")


def told(agent: Agent, kind: str) -> list[tuple[str, str]]:
    """State and words of a step, for voice and for annotation."""
    steps = (stand(agent, code)[kind] for code in ("voice", "annotation"))
    return [(one.state, one.note) for one in steps]


@pytest.mark.database
def test_a_computer_that_will_do_for_one_line_goes_to_the_desk_and_each_path_says_its_own(
    both: Agent,
) -> None:
    check = hand_in_equipment(
        both,
        raw=RAW | {"pings": [20] * 10},
        declared={**AT_HOME, "headset_model": ""},
        photo=ContentFile(b"jpeg", "modem.jpg"),
        address="127.0.0.1",
        now=NOW,
    )
    assert (check.state, check.thresholds_version) == ("submitted", "annotation.1")
    assert told(both, "equipment") == [
        ("attention", "语音业务要有耳麦。"),
        ("waiting", "资料已交，在看照片"),
    ]
    decide_equipment(check, passed=True, by=cast.screener(), now=NOW)
    assert [state for state, _note in told(both, "equipment")] == ["attention", "done"]


def test_a_failure_by_one_lines_numbers_is_not_told_to_another(both: Agent) -> None:
    why = [{"code": "headset_missing", "facts": {}}]
    cast.equipment(both, state="failed", thresholds_version="voice.2", reasons=why, now=NOW, **AT_HOME)
    assert told(both, "equipment") == [
        ("attention", "语音业务要有耳麦。"),
        ("now", "上次的数对这种业务够了，再做一次交给人看"),
    ]


def test_a_room_and_a_keyboard_count_for_each_line_by_its_own_numbers_and_days(both: Agent) -> None:
    on = NOW - timedelta(days=20)
    cast.room(both, thresholds_version="voice.2", now=on)
    cast.typing(
        both,
        state="passed",
        thresholds_version="voice.2",
        measures={"letters_a_minute": 45.0, "exact_percent": 99.0},
        now=on,
        decided_at=on,
    )
    voice, annotation = stand(both), stand(both, "annotation")
    assert (voice["room"].state, voice["room"].until) == ("done", date(2027, 4, 11))
    assert (annotation["room"].state, annotation["room"].until) == ("done", date(2026, 11, 12))
    assert (voice["typing"].state, voice["typing"].until) == ("done", None)
    assert (annotation["typing"].state, annotation["typing"].until) == ("expired", date(2026, 10, 23))


def test_what_passed_for_the_lenient_line_is_measured_again_for_the_strict_one(both: Agent) -> None:
    quiet_enough = cast.MEASURED | {"snr_db": 13.0}
    cast.room(both, thresholds_version="annotation.1", measures=quiet_enough, now=NOW)
    slow = {"letters_a_minute": 25.0, "exact_percent": 99.0}
    cast.typing(
        both,
        state="failed",
        thresholds_version="voice.2",
        measures=slow,
        reasons=[{"code": "typing_slow", "facts": {"value": 25.0, "wanted": 40}}],
        now=NOW,
        decided_at=NOW,
    )
    assert [state for state, _note in told(both, "room")] == ["attention", "done"]
    assert [state for state, _note in told(both, "typing")] == ["attention", "done"]
    assert "13" in told(both, "room")[0][1]


def test_an_older_check_that_meets_the_line_counts_before_a_newer_one_that_does_not(both: Agent) -> None:
    cast.equipment(both, thresholds_version="voice.2", now=NOW - timedelta(days=3))
    cast.equipment(both, thresholds_version="annotation.1", now=NOW, **AT_HOME)
    assert [state for state, _note in told(both, "equipment")] == ["done", "done"]


# --- one measurement for several lines: what cannot differ within it is the strictest ---


def two_lines(kind: str, first: dict[str, Any], then: dict[str, Any]) -> Agent:
    """Chose annotation, which comes first in the house's order, and voice; each with its own numbers."""
    for code, numbers in (("annotation", first), ("voice", then)):
        cast.sop(cast.line(code), "real_name", kind, "claim", **{kind: {"thresholds": numbers}})
    return cast.chosen(cast.agent(), "annotation", "voice")


def test_the_recorder_asks_for_the_longest_of_the_chosen_lines_and_the_server_for_the_same() -> None:
    one = two_lines("room", {"quiet_for": 4, "speech_for": 3}, {"quiet_for": 2, "speech_for": 6})
    page = signed_in(one.user).get("/me/room/").content.decode()
    for words in (
        'data-quiet="4" data-speech="6"',
        "录 10 秒：先安静 4 秒，再说 6 秒",
        "开始录 10 秒",
        "6 秒怎么说",
        "一共 10 秒",
    ):
        assert words in page
    given: dict[str, Any] = {"consented": True, "settings": {}, "spoken_how": "read", "now": NOW}
    with pytest.raises(Refused) as short:
        hand_in_recording(one, said(quiet=4, speech=3.5), quiet_seconds=4.0, **given)
    assert [(why.code, why.facts) for why in short.value.reasons] == [
        ("recording_too_short", {"quiet": 4.0, "speech": 6.0})
    ]
    check = hand_in_recording(one, said(quiet=4, speech=6), quiet_seconds=4.0, **given)
    assert (check.thresholds_version, check.thresholds["quiet_for"], check.thresholds["speech_for"]) == (
        "annotation.1",
        4,
        6,
    )


def said(*, quiet: float, speech: float) -> SimpleUploadedFile:
    sound = sounds.wav(sounds.recording(-60, -22, quiet=quiet, speech=speech))
    return SimpleUploadedFile("room.wav", sound, "audio/wav")


def test_a_line_that_is_not_chosen_makes_no_recording_longer() -> None:
    two_lines("room", {"quiet_for": 4}, {"quiet_for": 20})
    one = cast.chosen(cast.agent(), "annotation")
    assert 'data-quiet="4" data-speech="15"' in signed_in(one.user).get("/me/room/").content.decode()


@pytest.mark.database
def test_tries_and_what_is_believed_of_hands_are_the_strictest_of_the_chosen_lines() -> None:
    many = {"tries_a_day": None, "believed_a_minute": 300, "letters_a_minute": 20, "exact_percent": 97}
    one = two_lines("typing", many, {"tries_a_day": 2, "believed_a_minute": 100})
    page = signed_in(one.user).get("/me/typing/").content.decode()
    assert "一分钟打对 40 个字、打对 97% 就过" in page
    test = start_typing(one, now=NOW)
    assert (test.thresholds_version, test.thresholds["tries_a_day"], test.thresholds["letters_a_minute"]) == (
        "annotation.1",
        2,
        20,
    )
    by_hand = {"compositions": 40, "keys": 400}
    finish_typing(test, TEXTS["parcel"][:100], by_hand, now=NOW + timedelta(seconds=50))  # 120 a minute
    assert (test.state, [why["code"] for why in test.reasons]) == ("void", ["typing_too_fast"])
    second = start_typing(one, now=NOW)
    finish_typing(second, TEXTS["size"][:100], by_hand, now=NOW + timedelta(seconds=70))
    assert second.state == "passed"
    with pytest.raises(Refused) as third:
        start_typing(one, now=NOW)
    assert [(why.code, why.facts) for why in third.value.reasons] == [("typing_tries", {"limit": 2})]


def test_no_line_sets_a_limit_and_there_is_none() -> None:
    one = two_lines("typing", {"tries_a_day": None}, {"tries_a_day": None})
    assert typing_numbers(one, NOW)[0][1]["tries_a_day"] is None
