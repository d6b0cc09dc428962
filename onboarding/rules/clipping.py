"""How much of a voice was cut flat, on plain samples and through a codec: pure functions over samples.

A codec neither keeps a ceiling nor ends at it: AAC sets it lower, Opus throws half of it beyond full scale. What
stays is a hump in the distribution of sizes, and that a cut wave lingers there while a round one only turns. Opus also
takes the mean away, which a cut voice has and which wanders from syllable to syllable, and the ceiling with it: that
is given back first.

Told from 1 percent on within 1 dB on PCM, and within 2 dB through Opus and AAC as browsers are asked for them, 192
kbit/s at 48,000 samples a second. Less than 1 percent, 1 percent at 64 kbit/s, and what was filtered after it was cut
may go unseen.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Sizes = NDArray[np.float32]

LEAST = 0.00025  # of all samples above a crest: less is chance
SOFTEST_CEILING = 0.1  # of full scale: nothing cuts a voice below it
SPAN, FINE = 10.0, 0.01  # dB below the loudest in which a ceiling is sought, and how finely: codecs slip, too
NARROWEST, WIDEST = 0.004, 0.15  # spread of a hump, of its ceiling
HALF = 0.674  # spreads within which half of a scatter lies
PURE = (0.6, 1.5)  # twice what is above the crest, of all down to the hump's foot: there is little else in it
# Times as long in the hump as a round top is: flat where little is above the hump, and anywhere.
FLAT, PLAIN = 1.05, 1.15
# Spreads above a hump, and the share of waves that go so far beyond what may be no ceiling.
BEYOND, MOST = 3, 0.2

# Of the mean, each sample, by dc_reject in https://github.com/xiph/opus/blob/main/src/opus_encoder.c
TAKEN = 6.3 * 3 / 48_000
# Times as long as Opus keeps it: given back for ever it drifts with what the codec itself adds.
KEPT = 20, 50, 200


@dataclass(frozen=True, slots=True)
class Hump:
    """Where the sizes pile up, how far they scatter about it, and the share of all samples that is in the pile."""

    crest: float
    spread: float
    share: float

    def at(self, spreads: float) -> float:
        return self.crest * max(1 + spreads * self.spread, 0.4)


def clipped_share(channels: NDArray[np.float32], codec: str = "") -> float:
    """The share of samples cut at a ceiling, wherever that is: twice what lies above the crest of their hump.

    A codec scatters what was cut evenly about its ceiling, hence the half that is above it tells the whole. Round
    tops of one height make a hump, too; they count for nothing, as they do not stay in it. Either side of a wave has
    a ceiling of its own: a cut voice has a mean, which some microphones take away.
    """
    if codec == "opus":
        # a ceiling that still wanders makes a spike of its own, here or there: not in most of three
        return float(np.median([clipped_share(one) for one in with_mean(channels)]))
    sides = (np.maximum(side.max(axis=0), 0) for side in (channels, -channels))
    return min(sum((found.share for side in sides if (found := hump(side)) and flat(side, found)), 0.0), 1.0)


def with_mean(channels: NDArray[np.float32]) -> Iterator[NDArray[np.float32]]:
    """48,000 samples a second with the slow part that Opus' one pole at 3 Hz took: its sum, forgotten as in ``KEPT``."""
    count = channels.shape[-1]
    whole = 1 << int(count * 1.25).bit_length()  # silence behind it: the end does not reach round
    turn = np.exp(2j * np.pi * np.arange(whole // 2 + 1) / whole)
    spectrum = np.fft.rfft(channels, whole)
    for kept in KEPT:
        lifted = spectrum * (1 + TAKEN / (turn - 1 + TAKEN / kept))
        yield np.fft.irfft(lifted, whole)[..., :count].astype(np.float32)


def hump(size: Sizes) -> Hump | None:
    """The densest pile among the loudest samples, with hardly anything above it and little else in it."""
    ordered = np.sort(size)
    count = len(ordered)
    if not count or (top := float(ordered[int(count * (1 - LEAST))])) < SOFTEST_CEILING:
        return None

    def above(level: Any) -> Any:
        return count - np.searchsorted(ordered, level)

    crest = top * 10 ** (-np.arange(0, SPAN, FINE) / 20)
    middle = ordered[count - 1 - above(crest) // 2]  # of what is above
    spread = np.maximum((middle / crest - 1) / HALF, NARROWEST)
    twice = above(crest * (1 - spread / 2)) + above(crest * (1 + spread / 2))
    purity = twice / above(crest * (1 - 4 * spread))
    density = _here(above, crest, spread, 0)
    fits = (purity > PURE[0]) & (purity < PURE[1]) & (spread < WIDEST)
    for beside in (-1, 1):
        fits &= density >= _here(above, crest, spread, beside)
    if not fits.any():
        return None
    best = int(np.argmax(np.where(fits, density / (spread * crest), 0)))
    return Hump(float(crest[best]), float(spread[best]), float(twice[best]) / count)


def flat(size: Sizes, found: Hump) -> bool:
    """Whether waves that reach the hump stay in it, and stay longer than round tops, which leave as a parabola does."""
    foot, below = found.at(-2), found.at(-6)
    edges = np.flatnonzero(np.diff((size >= below).astype(np.int8), prepend=0, append=0))
    starts, ends = edges[::2], edges[1::2]
    tops = np.maximum.reduceat(size, starts)
    reaching = tops >= found.at(-1)
    tops, whole = tops[reaching], (ends - starts)[reaching]
    stayed = np.add.reduceat((size >= foot).astype(np.int64), starts)[reaching].sum()
    round_ones = (whole * np.sqrt((tops - foot) / (tops - below))).sum()
    ceiling = (tops > found.at(BEYOND)).mean() < MOST  # of sharp corners a codec throws much beyond it
    return bool(stayed > (FLAT if ceiling else PLAIN) * round_ones)


def _here(above: Callable[[Any], Any], crest: Any, spread: Any, moved: int) -> Any:
    """How many lie within a spread's width of a place so many spreads away from the crest."""
    return above(crest * (1 + (moved - 0.5) * spread)) - above(crest * (1 + (moved + 0.5) * spread))
