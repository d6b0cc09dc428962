"""What is measured of sounds made by arithmetic: within 1 dB on PCM, 2 dB through the browsers' codecs."""

from __future__ import annotations

import io
from functools import cache
from typing import Any

import numpy as np
import pytest

from onboarding.audio.listening import heard
from tests.onboarding import sounds
from tests.onboarding.sounds import RATE, Sound
from yunke.ground.errors import Refused

SHORT = {"quiet": 6.0, "speech": 7.0}  # seconds: statistics hold, and time is saved


def measures(data: bytes, quiet: float | None = 6.0) -> dict[str, Any]:
    return heard(io.BytesIO(data), len(data), quiet_seconds=quiet, asked=(6, 6)).measures


def with_gaps(sound: Sound, *seconds: float, ms: int = 80) -> Sound:
    cut = sound.copy()
    for start in seconds:
        cut[round(start * RATE) : round((start + ms / 1000) * RATE)] = 0
    return cut


@cache
def made(kind: str) -> Sound:
    quiet = sounds.recording(-60, -22, **SHORT)
    return {
        "quiet": lambda: quiet,
        "noisy": lambda: sounds.recording(-36, -22, **SHORT),
        "soft": lambda: sounds.recording(-70, -40, **SHORT),
        "hum": lambda: quiet + sounds.hum(13, -45, 50, 100, 150),
        "gaps": lambda: with_gaps(quiet, 3.0, 8.0, 9.3, 11.1),
    }[kind]()


WAYS = {
    "pcm": (lambda sound: sounds.wav(sound), 1.0),
    "opus in webm": (lambda sound: sounds.encoded(sound, "webm", "libopus"), 2.0),
    "aac in mp4": (lambda sound: sounds.encoded(sound, "mp4", "aac", 44_100), 2.0),
}


LEVELS: dict[str, dict[str, float]] = {
    "quiet": {"noise_dbfs": -60, "speech_dbfs": -22, "snr_db": 38},
    "noisy": {"noise_dbfs": -36, "speech_dbfs": -22, "snr_db": 14},
    "soft": {"noise_dbfs": -70, "speech_dbfs": -40, "snr_db": 30},
    "hum": {"hum_dbfs": -45, "noise_dbfs": -44.9, "hum_below_db": 23},
    "gaps": {"noise_dbfs": -60, "speech_dbfs": -22},
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("kind", LEVELS)
def test_levels(kind: str, way: str) -> None:
    send, within = WAYS[way]
    found, wanted = measures(send(made(kind))), LEVELS[kind]
    assert {name: found[name] for name in wanted} == pytest.approx(wanted, abs=within)
    assert found["dropouts"] == (4 if kind == "gaps" else 0)
    assert found["clipped_percent"] == 0


def test_two_channels_are_one_and_the_length_of_gaps_is_told() -> None:
    twice, once = (measures(sounds.wav(made("gaps"), channels=number)) for number in (2, 1))
    assert twice == once
    assert once["dropout_ms"] == pytest.approx(4 * 80, abs=4 * 15)


@pytest.mark.parametrize("over", [-6, -3, 0, 3])
def test_the_share_that_was_cut_comes_through_opus_within_two_db(over: float) -> None:
    """A voice of so many dBFS, cut at full scale: what Chromium sends against the samples themselves."""
    sound = sounds.recording(-60, over, **SHORT)
    sent, told = (measures(WAYS[way][0](sound))["clipped_percent"] for way in ("opus in webm", "pcm"))
    assert 10 * np.log10(sent) == pytest.approx(10 * np.log10(told), abs=2)


def test_a_loud_clean_voice_is_not_clipped_by_opus() -> None:
    """Its peaks reach 98 % of full scale, and the codec lifts some beyond it."""
    voice = sounds.recording(-60, -12, **SHORT)
    loud = voice / np.abs(voice).max() * 0.98
    assert measures(WAYS["opus in webm"][0](loud))["clipped_percent"] < 0.2


@pytest.mark.parametrize(("way", "least"), [("opus in webm", 5), ("aac in mp4", 1)])
def test_a_clipped_voice_is_seen_through_a_codec(way: str, least: float) -> None:
    assert measures(WAYS[way][0](sounds.recording(-60, 0, **SHORT)))["clipped_percent"] > least


def test_something_sudden_counts_by_its_time_and_does_not_move_the_floor() -> None:
    """A door, a dog: one second of five."""
    sound = made("quiet").copy()
    sound[2 * RATE : 3 * RATE] += sounds.noise(1, -30)
    found = measures(sounds.wav(sound))
    assert found["loud_percent"] == pytest.approx(20, abs=2)
    assert found["noise_dbfs"] == pytest.approx(-60, abs=1)


def test_a_tone_is_no_voice() -> None:
    """The detector takes a tone for speech; standing there all the time, it is noise."""
    found = measures(sounds.wav(sounds.noise(13, -60) + sounds.hum(13, -30, 300)))
    assert found["speech_seconds"] == 0


def test_of_eight_channels_two_are_heard_and_the_process_lives() -> None:
    """A recorder's file may have eight; read as eight, one killed the process that decoded it."""
    found = measures(sounds.wav(made("quiet"), channels=8))
    assert found["snr_db"] == pytest.approx(measures(sounds.wav(made("quiet")))["snr_db"], abs=0.5)
    assert found["clipped_percent"] == 0


def test_without_the_pages_word_the_recording_tells_when_speech_begins() -> None:
    assert measures(sounds.wav(made("noisy")), None)["quiet_seconds"] == pytest.approx(6, abs=0.3)


@pytest.mark.parametrize(
    ("data", "quiet", "code"),
    [
        (b"", 6.0, "recording_not_audio"),
        (b"#EXTM3U\nhttp://127.0.0.1/x.ts\n", 6.0, "recording_not_audio"),
        (b"ffconcat version 1.0\nfile /etc/passwd\n", 6.0, "recording_not_audio"),
        (b"\x1a\x45\xdf\xa3" + b"x" * 400, 6.0, "recording_not_audio"),
        (sounds.wav(sounds.noise(9, -40)), 6.0, "recording_too_short"),
        (sounds.wav(np.zeros(61 * RATE)), 6.0, "recording_too_long"),
        (sounds.wav(sounds.voice(14, -22)), None, "quiet_missing"),
        (sounds.wav(np.zeros(1)), None, "quiet_missing"),
        (sounds.encoded(np.full(13 * RATE, np.nan), "wav", "pcm_f32le"), 6.0, "recording_not_audio"),
        (b"\0" * (12 * 1024 * 1024 + 1), 6.0, "recording_too_big"),
    ],
    ids=lambda one: one if isinstance(one, str) else "",
)
def test_what_cannot_be_measured_is_refused(data: bytes, quiet: float | None, code: str) -> None:
    with pytest.raises(Refused) as refused:
        measures(data, quiet)
    assert refused.value.codes == [code]
