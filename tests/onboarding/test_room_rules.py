"""From numbers to verdicts, listeners and pictures: plain tables."""

from __future__ import annotations

from typing import Any

import pytest
from django.template.loader import render_to_string
from django.utils.translation import override

from onboarding.rules import room
from onboarding.rules.room_picture import drawn
from tests.cast import MEASURED

PLAIN = dict.fromkeys(room.TREATMENTS, False)


def outcomes(**changed: float) -> dict[str, str]:
    return {one.measure: one.outcome for one in room.verdicts(MEASURED | changed, room.THRESHOLDS)}


def test_a_good_room_passes_everything() -> None:
    assert set(outcomes().values()) == {"pass"}
    assert room.outcome(room.verdicts(MEASURED, room.THRESHOLDS), PLAIN) == "pass"


@pytest.mark.parametrize(
    ("measure", "value", "wanted"),
    [
        ("snr_db", 20.0, "pass"),
        ("snr_db", 19.99, "listen"),
        ("snr_db", 15.0, "listen"),
        ("snr_db", 14.99, "fail"),
        ("clipped_percent", 0.1, "pass"),
        ("clipped_percent", 0.11, "listen"),
        ("clipped_percent", 0.51, "fail"),
        ("dropouts", 1, "pass"),
        ("dropouts", 3, "listen"),
        ("dropouts", 4, "fail"),
        ("loud_percent", 5.1, "listen"),
        ("hum_below_db", 17.9, "fail"),
        ("speech_seconds", 4.9, "fail"),
    ],
)
def test_edges(measure: str, value: float, wanted: str) -> None:
    assert outcomes(**{measure: value})[measure] == wanted


def test_without_a_voice_only_that_is_said() -> None:
    said = room.verdicts(MEASURED | {"speech_seconds": 0.0, "snr_db": 0.0}, room.THRESHOLDS)
    assert [one.code for one in room.reasons(said)] == ["room_speech_missing"]


def test_the_reason_carries_its_numbers() -> None:
    said = room.verdicts(MEASURED | {"snr_db": 13.7}, room.THRESHOLDS)
    assert [dict(one.facts) for one in room.reasons(said)] == [{"value": 13.7, "wanted": 20, "missing": 6.3}]


@pytest.mark.parametrize(
    ("settings", "wanted", "codes"),
    [
        (PLAIN, "pass", []),
        (PLAIN | {"noiseSuppression": True}, "listen", ["room_treated"]),
        ({}, "listen", []),  # an uploaded file says nothing
    ],
)
def test_a_sound_that_was_worked_on_is_for_a_person(
    settings: dict[str, Any], wanted: str, codes: list[str]
) -> None:
    said = room.verdicts(MEASURED, room.THRESHOLDS)
    assert room.outcome(said, settings) == wanted
    assert [one.code for one in room.doubts(said, settings)] == codes


def test_two_listen_where_it_is_doubtful_and_to_a_tenth_of_the_rest() -> None:
    names = [f"01TEST{number:020d}" for number in range(2_000)]
    seconds = [name for name in names if room.listeners_needed("pass", name, room.THRESHOLDS) == 2]
    assert 160 <= len(seconds) <= 240
    assert seconds == [name for name in names if room.drawn(name, room.THRESHOLDS)]
    assert room.listeners_needed("listen", names[0], room.THRESHOLDS) == 2
    assert not any(room.drawn(name, {"second_listener_percent": 0}) for name in names)


@pytest.mark.parametrize(
    ("said", "needed", "wanted"),
    [
        ([], 1, None),
        ([True], 1, True),
        ([False], 1, False),
        ([True], 2, None),
        ([True, True], 2, True),
        ([False, False], 2, False),
        ([True, False], 2, None),
        ([True, False, False], 2, False),
        ([False, True, True], 2, True),
    ],
)
def test_a_third_settles_what_two_do_not_agree_on(said: list[bool], needed: int, wanted: bool | None) -> None:
    assert room.judged(said, needed) is wanted


@pytest.mark.parametrize(("marked", "wanted"), [(10.1, 10.1), (3.0, None), (None, None), (12.5, None)])
def test_the_pages_word_is_believed_within_reason(marked: float | None, wanted: float | None) -> None:
    assert room.believed_mark(marked, 10) == wanted


def test_the_picture_parts_quiet_from_voice_and_marks_what_is_too_loud() -> None:
    picture = drawn([-60, -30, -20, -24], quiet_share=0.5, speech_dbfs=-22, allowed_dbfs=-42)
    assert [path.count("M") for path in (picture.quiet, picture.over, picture.voice)] == [2, 1, 2]
    assert picture.over.startswith("M136.0 75.2V56.0")
    assert picture.goal == "M4 75.2H180.0"


def test_in_english_what_is_asked_and_whether_it_is_met_stand_apart() -> None:
    row = {
        "name": "Voices heard",
        "value": 9,
        "wanted": "7 seconds or more",
        "outcome": "Met",
        "state": "done",
    }
    with override("en"):
        assert "7 seconds or more. Met</span>" in render_to_string(
            "onboarding/_measures.html", {"measured": [row]}
        )
