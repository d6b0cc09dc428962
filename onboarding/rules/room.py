"""What a room's measures mean: pass, fail, or a person must listen, each with its number and what to do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import Any

from onboarding.reasons.checks import (
    ROOM_CLIPPED,
    ROOM_DROPOUTS,
    ROOM_HUM,
    ROOM_LOUD,
    ROOM_NOISY,
    ROOM_SPEECH_MISSING,
    ROOM_TREATED,
)
from yunke.ground.errors import Reason, ReasonKind

PASS, FAIL, LISTEN = "pass", "fail", "listen"
TREATMENTS = ("echoCancellation", "noiseSuppression", "autoGainControl")
MARK_LEEWAY = 2.0  # seconds by which a page's own word about the change may be off

# Where an installation begins; each version of the SOP may say otherwise. ``_listen``: down to there a person decides
THRESHOLDS: dict[str, Any] = {
    "quiet_for": 10,  # seconds asked for
    "speech_for": 15,
    "snr_db": 20,
    "snr_db_listen": 15,
    "clipped_percent": "0.1",
    "clipped_percent_listen": "0.5",
    "speech_seconds": 7,
    "speech_seconds_listen": 5,
    "loud_percent": 5,
    "loud_percent_listen": 15,
    "hum_below_db": 25,
    "hum_below_db_listen": 18,
    "dropouts": 1,
    "dropouts_listen": 3,
    "second_listener_percent": 10,
}
ASKED = ("quiet_for", "speech_for")
TRIES = 5  # to measure what could not be measured at once
KINDS: dict[str, ReasonKind] = {  # in the order in which they are shown
    "snr_db": ROOM_NOISY,
    "clipped_percent": ROOM_CLIPPED,
    "speech_seconds": ROOM_SPEECH_MISSING,
    "loud_percent": ROOM_LOUD,
    "hum_below_db": ROOM_HUM,
    "dropouts": ROOM_DROPOUTS,
}
MORE_IS_BETTER = frozenset(("snr_db", "hum_below_db", "speech_seconds"))


@dataclass(frozen=True, slots=True)
class Heard:
    """What listening to a recording gave: its container, its measures, its level over time."""

    container: str
    measures: dict[str, Any]
    picture: list[int]


@dataclass(frozen=True, slots=True)
class Verdict:
    """One measure, what it should be, and what follows."""

    measure: str
    value: float
    wanted: float
    outcome: str

    @property
    def missing(self) -> float:
        return round(abs(self.wanted - self.value), 1)


def verdicts(measures: Mapping[str, Any], thresholds: Mapping[str, Any]) -> list[Verdict]:
    """Each measure with its outcome. Without a voice nothing can be said about what stands beside it."""
    voice = measures.get("speech_seconds", 0) > 0
    return [
        Verdict(name, measures[name], limits[0], _outcome(name, measures[name], limits))
        for name in KINDS
        if (limits := limits_of(name, thresholds))
        and name in measures
        and (voice or name not in _BESIDE_SPEECH)
    ]


def limits_of(name: str, thresholds: Mapping[str, Any]) -> tuple[float, float] | None:
    """Where a measure passes, and down to where a person decides; nothing where the limit is switched off."""
    passes, listens = thresholds.get(name), thresholds.get(f"{name}_listen")
    if passes is None:
        return None
    return float(passes), float(passes if listens is None else listens)


_BESIDE_SPEECH = frozenset(("snr_db", "hum_below_db", "loud_percent"))


def _outcome(name: str, value: float, limits: Sequence[float]) -> str:
    sign = 1 if name in MORE_IS_BETTER else -1
    passes, listens = limits
    if sign * value >= sign * passes:
        return PASS
    return LISTEN if sign * value >= sign * listens else FAIL


def failures(measures: Mapping[str, Any], thresholds: Mapping[str, Any]) -> list[Verdict]:
    """What clearly fails; a doubt does not."""
    return [one for one in verdicts(measures, thresholds) if one.outcome == FAIL]


def treated(settings: Mapping[str, Any]) -> list[str]:
    """What the browser still did to the sound, by its own word."""
    return [name for name in TREATMENTS if settings.get(name) not in (False, None)]


def outcome(found: Iterable[Verdict], settings: Mapping[str, Any]) -> str:
    """One failure fails; a doubt, or a sound the browser has worked on (or may have), is for a person."""
    outcomes = {one.outcome for one in found}
    if FAIL in outcomes:
        return FAIL
    unknown = any(settings.get(name) is None for name in TREATMENTS)
    return LISTEN if LISTEN in outcomes or treated(settings) or unknown else PASS


def reasons(found: Iterable[Verdict], *, outcome: str = FAIL) -> Iterator[Reason]:
    """Why, in the order of the page."""
    for one in found:
        if one.outcome == outcome:
            yield KINDS[one.measure](value=one.value, wanted=one.wanted, missing=one.missing)


def doubts(found: Iterable[Verdict], settings: Mapping[str, Any]) -> Iterator[Reason]:
    """What a listener should listen for."""
    yield from reasons(found, outcome=LISTEN)
    if treated(settings):
        yield ROOM_TREATED()


def listeners_needed(outcome: str, public_id: str, thresholds: Mapping[str, Any]) -> int:
    """One listens to the Mandarin; two where the measures are in doubt, and for a seeded share of the others."""
    return 2 if outcome == LISTEN or drawn(public_id, thresholds) else 1


def drawn(public_id: str, thresholds: Mapping[str, Any]) -> bool:
    """Whether this check is in the share that two hear; the same answer whoever asks, and when."""
    seed = int.from_bytes(sha256(f"second listener {public_id}".encode()).digest()[:4], "big")
    return bool(seed % 10_000 < float(thresholds.get("second_listener_percent") or 0) * 100)


def judged(said: Sequence[bool], needed: int) -> bool | None:
    """What the listeners have decided: all of those needed agree, else a third one settles it; ``None``: not yet."""
    yes, no = sum(said), len(said) - sum(said)
    if len(said) < needed:
        return None
    if not (yes and no):
        return bool(yes)
    return None if yes == no else yes > no


def pause(attempts: int) -> timedelta:
    """How long to wait after so many tries: 1, 2, 4 and 8 minutes."""
    return timedelta(minutes=2 ** (attempts - 1))


def believed_mark(marked: float | None, asked: float) -> float | None:
    """When the page asked to speak, if that can be; else nobody knows."""
    return marked if marked is not None and abs(marked - asked) <= MARK_LEEWAY else None
