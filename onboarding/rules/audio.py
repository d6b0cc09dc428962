"""What a recording measures: pure functions over samples. Levels are dBFS by RMS (a full-scale sine is -3).

A recording begins with a quiet part and goes on with speech. Levels of microphones are uncalibrated, so what is
said about a room rests on differences: speech against noise, hum against speech, and on clipped samples.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from onboarding.rules.clipping import clipped_share

Samples = NDArray[np.float32]
Powers = NDArray[np.float64]

RATE = 48_000  # samples a second, to which every recording is brought
STEP = RATE // 100  # the 10 ms of a frame
VOICE_STEPS = 3  # frames of one answer of the voice detector (30 ms)
SOFTEST = 10.0**-9.6  # power of -96 dBFS: 16 bits hold nothing softer
GUARD = 0.5  # seconds left out at either end and about the change from quiet to speech
ABOVE_NOISE = 10.0**0.6  # speech stands at least 6 dB above the noise
SUDDEN = 10.0  # dB above the noise that make a quiet moment loud
AUDIBLE = 20.0  # dB below speech down to which a customer hears it
HUM_BASE, HUM_TONES = 50.0, 10  # the mains, and its overtones
DEAD = 10.0**-1.2  # 12 dB below the room's own noise nothing real sounds
DEAD_FRAMES = (2, 64)  # 5 ms each: gaps of 25 ms to 1/3 second; longer ones are pauses or a cut cable


@dataclass(frozen=True, slots=True)
class Parts:
    """Where quiet and speech lie, in seconds."""

    quiet: tuple[float, float]
    speech: tuple[float, float]


def mono(channels: Samples) -> Samples:
    """The mean of all channels (rows): two often come where one was asked for."""
    return np.asarray(channels.mean(axis=0, dtype=np.float32))


def centred(sound: Samples, part: tuple[float, float]) -> Samples:
    """Without its constant part, which is read where nobody speaks: a clipped voice has a mean of its own."""
    return np.asarray(sound - np.median(_cut(sound, part)), dtype=np.float32)


def powers(sound: Samples, step: int = STEP) -> Powers:
    """Mean square of each whole frame."""
    frames = len(sound) // step
    cut = sound[: frames * step].reshape(frames, step).astype(np.float64)
    return np.asarray((cut * cut).mean(axis=1))


def db(power: float) -> float:
    return float(10 * np.log10(max(float(power), SOFTEST)))


def split_at(quiet_seconds: float, seconds: float) -> Parts:
    """The two parts, with their edges left out."""
    return Parts((GUARD, quiet_seconds - GUARD), (quiet_seconds + GUARD, seconds))


def onset(sound: Samples) -> float:
    """The second at which somebody begins to speak: 9 dB above the softest tenth, most of the next half second."""
    tenths = powers(sound, RATE // 10)
    if not len(tenths):
        return 0.0
    loud = tenths > max(np.percentile(tenths, 10), SOFTEST) * 10**0.9
    for place in range(len(loud) - 4):
        if loud[place] and loud[place : place + 5].sum() >= 3:
            return place / 10
    return len(loud) / 10


def measured(
    channels: Samples, voiced: NDArray[np.bool_], parts: Parts, *, codec: str = ""
) -> dict[str, Any]:
    """Every measure of a recording, as plain numbers. ``voiced``: the voice detector's answers, one each 30 ms."""
    sound = centred(mono(channels), parts.quiet)
    level = powers(sound)
    quiet, speaking = _within(level, parts.quiet), _spoken(level, voiced, parts)
    noise = noise_power(quiet)
    spoken = speech_power(*speaking, noise=noise)
    hum = hum_power(_cut(sound, parts.quiet))
    gaps = dropouts(_cut(sound, (parts.quiet[0], parts.speech[1])), noise)
    active = active_frames(*speaking, noise=noise)
    found = {
        "seconds": len(sound) / RATE,
        "noise_dbfs": db(noise),
        "speech_dbfs": db(spoken),
        "snr_db": db(spoken) - db(noise) if active.any() else 0.0,
        "peak_dbfs": 20 * float(np.log10(max(float(np.abs(channels).max()), 1e-5))),
        "clipped_percent": 100 * clipped_share(_cut_channels(channels, parts.speech), codec),
        "hum_dbfs": db(hum),
        "hum_below_db": max(db(spoken) - db(hum), 0.0),
        "dropouts": len(gaps),
        "dropout_ms": sum(gaps),
        "loud_percent": 100 * loud_share(quiet, noise, spoken),
        "speech_seconds": float(active.sum()) / 100,
    }
    return {name: round(value, 2) if isinstance(value, float) else value for name, value in found.items()}


def noise_power(quiet: Powers) -> float:
    """The steady noise: the median over tenths of a second, which a slammed door does not move."""
    tenths = quiet[: len(quiet) // 10 * 10].reshape(-1, 10).mean(axis=1)
    return float(max(np.median(tenths), SOFTEST))


def active_frames(level: Powers, voiced: NDArray[np.bool_], *, noise: float) -> NDArray[np.bool_]:
    """Frames that are speech by the detector and by their energy: alone, each calls a fan or a tone speech."""
    return np.asarray(voiced & (level > noise * ABOVE_NOISE))


def speech_power(level: Powers, voiced: NDArray[np.bool_], *, noise: float) -> float:
    """The mean over what is spoken, the room's noise taken off."""
    active = active_frames(level, voiced, noise=noise)
    return float(max(level[active].mean() - noise, SOFTEST)) if active.any() else SOFTEST


def loud_share(quiet: Powers, noise: float, spoken: float) -> float:
    """The share of the quiet part in which something sudden is loud enough for a customer to hear."""
    tenths = quiet[: len(quiet) // 10 * 10].reshape(-1, 10).mean(axis=1)
    bar = max(noise * 10 ** (SUDDEN / 10), spoken * 10 ** (-AUDIBLE / 10))
    return float((tenths > bar).mean())


def hum_power(quiet: Samples) -> float:
    """What the mains put into the quiet part: its tones above the noise beside each of them."""
    window = np.hanning(len(quiet))
    spectrum = np.abs(np.fft.rfft(quiet * window)) ** 2 * 2 / (len(quiet) * (window**2).sum())
    width = len(quiet) / RATE  # bins a hertz
    total = 0.0
    for tone in range(1, HUM_TONES + 1):
        middle = HUM_BASE * tone * width
        near = _bins(spectrum, middle - 1.5 * width, middle + 1.5 * width)
        beside = [_bins(spectrum, middle + side * 3 * width, middle + side * 12 * width) for side in (-1, 1)]
        total += max(float(near.sum() - np.median(np.concatenate(beside)) / np.log(2) * len(near)), 0.0)
    return total


def dropouts(sound: Samples, noise: float) -> list[int]:
    """Lengths in ms of the gaps in which even the room's noise is missing. Frames of 20 ms, each 5 ms on."""
    short = powers(sound, RATE // 200)
    frames = np.convolve(short, np.full(4, 0.25), mode="valid")
    dead = np.concatenate(([False], frames < noise * DEAD, [False]))
    edges = np.flatnonzero(np.diff(dead.astype(np.int8)))
    runs = zip(edges[::2], edges[1::2], strict=True)
    least, most = DEAD_FRAMES
    return [int((end - start - 1) * 5 + 20) for start, end in runs if least <= end - start <= most]


def picture(sound: Samples, bars: int = 100) -> list[int]:
    """The level over time, in whole dBFS, for a drawing."""
    level = powers(sound)
    return [round(db(float(part.mean()))) for part in np.array_split(level, bars) if len(part)]


def _spoken(level: Powers, voiced: NDArray[np.bool_], parts: Parts) -> tuple[Powers, NDArray[np.bool_]]:
    each = np.repeat(voiced, VOICE_STEPS)[: len(level)]
    each = np.concatenate((each, np.zeros(len(level) - len(each), dtype=bool)))
    return _within(level, parts.speech), _within(each, parts.speech)


def _within(frames: Any, part: tuple[float, float]) -> Any:
    return frames[round(part[0] * 100) : round(part[1] * 100)]


def _cut(sound: Samples, part: tuple[float, float]) -> Samples:
    return sound[round(part[0] * RATE) : round(part[1] * RATE)]


def _cut_channels(channels: Samples, part: tuple[float, float]) -> Samples:
    return channels[:, round(part[0] * RATE) : round(part[1] * RATE)]


def _bins(spectrum: Any, start: float, end: float) -> Any:
    first, last = sorted((round(start), round(end)))
    return spectrum[max(first, 0) : last + 1]
