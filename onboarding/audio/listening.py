"""A recording heard from end to end: decoded, its voices found, measured."""

from __future__ import annotations

from typing import IO

import numpy as np
import webrtcvad
from numpy.typing import NDArray

from onboarding.audio.decode import decoded
from onboarding.reasons.checks import QUIET_MISSING, RECORDING_TOO_SHORT
from onboarding.rules import audio
from onboarding.rules.room import Heard
from yunke.ground.errors import Refused

STRICT = 2  # of 0..3: how readily the detector says "no voice"
FRAME = audio.STEP * audio.VOICE_STEPS
LEAST_QUIET, LEAST_SPEECH = 0.6, 0.66  # of the seconds asked for


def heard(
    file: IO[bytes], size: int, *, quiet_seconds: float | None, asked: tuple[float, float] = (10, 15)
) -> Heard:
    """``quiet_seconds``: when the page asked to speak; without it the recording itself tells. ``asked``: of quiet and speech."""
    container, codec, channels = decoded(file, size)
    sound = audio.mono(channels)
    seconds = len(sound) / audio.RATE
    change = quiet_seconds if quiet_seconds is not None else audio.onset(sound)
    if change < LEAST_QUIET * asked[0]:
        raise Refused(QUIET_MISSING(wanted=asked[0]))
    if seconds - change < LEAST_SPEECH * asked[1]:
        raise Refused(RECORDING_TOO_SHORT(quiet=asked[0], speech=asked[1]))
    end = min(seconds, change + audio.GUARD + asked[1])
    parts = audio.split_at(change, end)
    measures = audio.measured(channels, voices(sound), parts, codec=codec)
    return Heard(
        container,
        measures | {"quiet_seconds": round(change, 2)},
        audio.picture(sound[: int(end * audio.RATE)]),
    )


def voices(sound: NDArray[np.float32]) -> NDArray[np.bool_]:
    """The voice detector's answer for each 30 ms. It takes a pure tone for speech: never believed alone."""
    detector = webrtcvad.Vad(STRICT)
    whole = (np.clip(sound, -1, 1) * 32_767).astype("<i2")
    frames = len(whole) // FRAME
    return np.array(
        [
            detector.is_speech(whole[place * FRAME : (place + 1) * FRAME].tobytes(), audio.RATE)
            for place in range(frames)
        ],
        dtype=bool,
    )
