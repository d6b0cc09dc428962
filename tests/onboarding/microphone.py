"""A Chromium that hears a WAV instead of a microphone: played from when the microphone opens, over and over."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from onboarding.rules.room import THRESHOLDS
from tests import reach
from tests.onboarding import sounds
from tests.onboarding.sounds import Sound

FAKE = ("--no-sandbox", "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream")
FULL = bool(os.environ.get("YUNKE_ACCESS"))
SHORT = {"quiet_for": 3, "speech_for": 4, "speech_seconds": "0.8"}  # the suite has no half minute
SPAN = THRESHOLDS if FULL else SHORT


def hearing(browser_type: Any, sound: Sound, path: Path) -> Any:
    """A browser of its own; ``path``: where the sound is kept meanwhile."""
    path.write_bytes(sounds.wav(sound))
    args = [*FAKE, f"--use-file-for-fake-audio-capture={path}"]
    return browser_type.launch(executable_path=reach.chromium(), args=args)


def room_of(
    noise: float, voice: float, *, wait: float = 2, beyond: float = 5, span: Mapping[str, Any] = SPAN
) -> Sound:
    """dBFS of each. ``wait``: seconds left for somebody to begin the quiet; ``beyond``: to speak on."""
    quiet, speech = float(span["quiet_for"]), float(span["speech_for"])
    return sounds.recording(noise, voice, quiet=quiet + wait, speech=speech + beyond)
