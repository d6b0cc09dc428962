"""Sounds made by arithmetic, at levels known beforehand: noise, hum, a voice that the detector takes for one."""

from __future__ import annotations

import io
import wave
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

RATE = 48_000
Sound = NDArray[np.float64]


def noise(seconds: float, dbfs: float, *, seed: int = 1) -> Sound:
    made = np.random.default_rng(seed).standard_normal(round(seconds * RATE))
    return made / np.sqrt((made**2).mean()) * 10 ** (dbfs / 20)


def hum(seconds: float, dbfs: float, *tones: float) -> Sound:
    """Tones of equal strength that together have this level."""
    t = np.arange(round(seconds * RATE)) / RATE
    made = sum(np.sin(2 * np.pi * tone * t) for tone in tones or (50.0,))
    return made / np.sqrt((made**2).mean()) * 10 ** (dbfs / 20)


def voice(seconds: float, dbfs: float, *, seed: int = 2, on: float = 0.36, off: float = 0.12) -> Sound:
    """Syllables of a humming throat with two formants; ``dbfs`` is their level while they sound."""
    made = np.resize(_syllables(seed, on, off), round(seconds * RATE))
    sounding = np.abs(made) > 0
    return made / np.sqrt((made[sounding] ** 2).mean()) * 10 ** (dbfs / 20)


@cache
def _syllables(seed: int, on: float, off: float) -> Sound:
    rng = np.random.default_rng(seed)
    return np.concatenate([_syllable(rng, on, off) for _ in range(6)])


def _syllable(rng: np.random.Generator, on: float, off: float) -> Sound:
    t = np.arange(round(on * RATE)) / RATE
    pitch = rng.uniform(120, 190) * (1 + 0.15 * np.sin(np.pi * t / on))
    phase = 2 * np.pi * np.cumsum(pitch) / RATE
    first, second = rng.uniform(400, 800), rng.uniform(1_100, 2_200)
    made = np.zeros_like(t)
    for number in range(1, 24):
        tone = number * pitch.mean()
        weight = 1 / (1 + ((tone - first) / 150) ** 2) + 0.5 / (1 + ((tone - second) / 200) ** 2) + 0.01
        made += weight * np.sin(number * phase + rng.uniform(0, 6.28))
    edge = round(0.02 * RATE)
    shape = np.ones_like(t)
    shape[:edge] = np.linspace(0, 1, edge)
    shape[-edge:] = np.linspace(1, 0, edge)
    return np.concatenate((made / np.abs(made).max() * shape, np.zeros(round(off * RATE))))


def pulsed(seconds: float, dbfs: float, *, seed: int) -> Sound:
    """Another throat: glottal pulses with a sharp end (Rosenberg) through three resonators, syllables up to 16 dB apart.

    Its corners splash in a codec as those of ``voice`` do not. ``dbfs`` is its level while it sounds.
    """
    rng = np.random.default_rng(seed)
    pitch, parts = rng.uniform(90, 260), [np.zeros(0)]
    while sum(map(len, parts)) < seconds * RATE:
        syllable = _through_throat(rng, _pulses(rng, pitch * rng.uniform(0.85, 1.2), rng.uniform(0.1, 0.4)))
        loudness = 10 ** (-rng.uniform(0, 16) / 20) / np.sqrt((syllable**2).mean())
        parts += [syllable * loudness, np.zeros(round(rng.choice([0, 0, 0.2]) * RATE))]
    made = np.concatenate(parts)[: round(seconds * RATE)]
    return np.asarray(made / np.sqrt((made[np.abs(made) > 0] ** 2).mean()) * 10 ** (dbfs / 20))


def _pulses(rng: np.random.Generator, pitch: float, seconds: float) -> Sound:
    made, place = np.zeros(round(seconds * RATE) + RATE // 40), 0.0
    while place < seconds * RATE:
        period = RATE / pitch * (1 + 0.01 * rng.standard_normal())
        opens, shuts = round(0.4 * period), round(0.2 * period)
        flow = np.concatenate(
            (
                0.5 * (1 - np.cos(np.pi * np.arange(opens) / opens)),
                np.cos(np.pi * np.arange(shuts + 1) / 2 / shuts),
            )
        )
        start = round(place)
        made[start : start + len(flow) - 1] += np.diff(flow) * (1 + 0.05 * rng.standard_normal())
        place += period
    return made[: round(seconds * RATE)]


def _through_throat(rng: np.random.Generator, sound: Sound) -> Sound:
    size = 1 << (2 * len(sound)).bit_length()
    turn = np.exp(-2j * np.pi * np.arange(size // 2 + 1) / size)
    passed = np.ones_like(turn)
    for low, high, width in ((300, 800, 80), (900, 2_200, 110), (2_300, 3_000, 160)):
        pole = np.exp((-np.pi * width + 2j * np.pi * rng.uniform(low, high)) / RATE)
        passed /= (1 - pole * turn) * (1 - pole.conjugate() * turn)
    edge = np.minimum(1, np.minimum(np.arange(len(sound)), np.arange(len(sound))[::-1]) / (0.02 * RATE))
    return np.asarray(np.fft.irfft(np.fft.rfft(sound, size) * passed, size)[: len(sound)] * edge)


def recording(
    noise_dbfs: float = -60, voice_dbfs: float = -22, *, quiet: float = 10.0, speech: float = 16.0
) -> Sound:
    """Quiet, then speech, with one noise under both."""
    said = np.concatenate((np.zeros(round(quiet * RATE)), voice(speech, voice_dbfs)))
    return noise(quiet + speech, noise_dbfs)[: len(said)] + said


def wav(sound: Sound, *, channels: int = 1) -> bytes:
    """16-bit PCM, cut at full scale as a converter would."""
    whole = (np.clip(sound, -1, 1) * 32_767).astype("<i2")
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(np.repeat(whole, channels).tobytes())
    return out.getvalue()


def encoded(sound: Sound, kind: str, codec: str, rate: int = 48_000, bits: int | None = None) -> bytes:
    """As a browser or phone would send it: ("webm", "libopus"), ("mp4", "aac"), so many bits a second."""
    import av

    out: Any = io.BytesIO()
    with av.open(out, "w", format=kind) as container:
        stream = container.add_stream(codec, rate=rate, layout="mono")
        if bits:
            stream.bit_rate = bits
        frame = av.AudioFrame.from_ndarray(
            np.clip(sound, -1, 1).astype(np.float32)[None, :], format="fltp", layout="mono"
        )
        frame.sample_rate = RATE
        for packet in stream.encode(frame):
            container.mux(packet)
        for packet in stream.encode(None):
            container.mux(packet)
    return out.getvalue()


@cache
def quiet_room() -> bytes:
    """Ten seconds of a quiet room and fifteen of somebody speaking, as a browser sends them."""
    return encoded(recording(), "webm", "libopus")
