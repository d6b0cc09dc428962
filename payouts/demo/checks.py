"""Computers and rooms of the demo: measures that were made up once, a tone in place of a voice."""

from __future__ import annotations

import io
import math
import wave
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache
from random import Random

from django.core.files.base import ContentFile

from onboarding.actions.equipment import decide_equipment, hand_in_equipment
from onboarding.actions.room import TREATMENTS, Heard, judge_room, keep_recording, record_played
from onboarding.models import Agent, User
from onboarding.queries.room import room_numbers
from payouts.demo.cast import QUALIFIED, STUDIED, Part
from payouts.demo.days import Story
from payouts.demo.photos import drawn

RATE = 8_000
NOISE, VOICE = -57, -24  # dBFS
DECLARED = {
    "carrier": "telecom",
    "line_type": "wired",
    "headset": "noise_cancelling",
    "headset_model": "演示耳麦",
}


def measure_all(cast: dict[Part, Agent], people: dict[str, User], story: Story) -> None:
    """Who claims has passed both; of those behind some wait at the desk, and one room was too loud."""
    judges = (people["screener"], people["screener_2"])
    for part, agent in cast.items():
        if part.stage in STUDIED:
            passes, now = part.stage in QUALIFIED, agent.joined_at + timedelta(hours=3)
            seen = judges if passes or part.nth == 0 else ()
            pass_equipment(agent, seen, seed=part.place, now=now)
            noise = -38 if part.stage == "studied" else NOISE - part.place % 5
            pass_room(agent, judges if passes else (), noise=noise, seed=part.place, now=now)


def pass_equipment(agent: Agent, judges: Sequence[User], *, seed: int = 1, now: datetime) -> None:
    """Measured and handed in; decided where there is somebody to decide."""
    check = hand_in_equipment(
        agent, raw=_raw(seed), declared=DECLARED, photo=_photo(), address="192.0.2.1", now=now
    )
    for by in judges[:1]:
        decide_equipment(check, passed=True, by=by, now=now + timedelta(minutes=40))


def pass_room(
    agent: Agent, judges: Sequence[User], *, noise: int = NOISE, seed: int = 1, now: datetime
) -> None:
    """Recorded ten minutes later, and heard by as many as it takes."""
    now += timedelta(minutes=10)
    check = keep_recording(
        agent,
        ContentFile(sound()),
        heard(noise, seed),
        settings=dict.fromkeys(TREATMENTS, False) | {"label": DECLARED["headset_model"]},
        marked=10.0,
        spoken_how="read",
        numbers=room_numbers(agent, now)[0],
        now=now,
    )
    for by in judges[: check.listeners]:
        now += timedelta(minutes=30)
        record_played(check, by=by, now=now)
        judge_room(check, passed=True, by=by, now=now)


def heard(noise: int, seed: int) -> Heard:
    """As if a room with this noise had been measured."""
    lot = Random(seed)
    levels = [noise + lot.randint(-2, 2) for _ in range(39)]
    levels += [VOICE + lot.randint(-8, 3) if lot.random() < 0.85 else noise + 4 for _ in range(61)]
    measures = {
        "seconds": 25.7,
        "quiet_seconds": 10.0,
        "noise_dbfs": float(noise),
        "speech_dbfs": float(VOICE),
        "snr_db": float(VOICE - noise),
        "peak_dbfs": -9.5,
        "clipped_percent": 0.0,
        "hum_dbfs": noise - 19.0,
        "hum_below_db": VOICE - noise + 19.0,
        "dropouts": 0,
        "dropout_ms": 0,
        "loud_percent": 0.0,
        "speech_seconds": 11.5 + seed % 3,
    }
    return Heard("wav", measures, levels)


@cache
def sound() -> bytes:
    """Ten seconds of near silence, then fifteen of a tone that comes and goes: plainly no voice."""
    beat = [math.sin(2 * math.pi * 220 * place / RATE) for place in range(RATE // 2)]
    loud = bytes(
        round(128 + 40 * one * math.sin(math.pi * place / len(beat))) for place, one in enumerate(beat)
    )
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(1)
        file.setframerate(RATE)
        file.writeframes(b"\x80\x80\x81\x80" * (10 * RATE // 4) + loud * 30)
    return out.getvalue()


def _photo() -> ContentFile[bytes]:
    return ContentFile(drawn("back"), name="equipment/demo.jpg")


def _raw(seed: int) -> dict[str, object]:
    lot = Random(seed)
    return {
        "cores": lot.choice([4, 6, 8]),
        "memory_gb": 8,
        "screen": [1920, 1080],
        "mobile": False,
        "browser": "Chromium 140, Windows",
        "microphones": [DECLARED["headset_model"]],
        "pings": [lot.randint(9, 30) for _ in range(40)],
        "down": [[lot.randint(900_000, 2_000_000), 200] for _ in range(10)],
        "up": [[lot.randint(300_000, 700_000), 200] for _ in range(10)],
    }
