"""Whether a computer and its line will do: what the page measured, what the agent declares, what the address says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from onboarding.reasons.checks import (
    CARRIER_DIFFERS,
    CARRIER_UNKNOWN,
    COMPUTER_WEAK,
    HEADSET_MISSING,
    LINE_SLOW,
    LINE_UNSTABLE,
    MEMORY_UNSAID,
    MICROPHONE_MISSING,
    NOT_A_COMPUTER,
    NOT_TELECOM,
    NOT_WIRED,
    SCREEN_SMALL,
)
from onboarding.rules.room import FAIL, LISTEN, PASS, Verdict
from yunke.ground.errors import Reason

CARRIERS = ("telecom", "unicom", "mobile", "broadnet", "other")
UNKNOWN = "unknown"
LINE_TYPES = ("wired", "wifi", "cellular")  # of the computer's own connection to the modem
HEADSETS = ("noise_cancelling", "plain", "none")
THRESHOLDS: dict[str, Any] = {  # where an installation begins; each version of the SOP may say otherwise
    "cores": 2,
    "memory_gb": 4,
    "screen_width": 1_280,
    "screen_height": 720,
    "latency_ms": 150,
    "jitter_ms": 40,
    "loss_percent": 2,
    "down_mbps": 4,
    "up_mbps": 2,
    "china_telecom": True,
    "wired": True,
    "headset": True,
}
MORE_IS_BETTER = frozenset(("cores", "memory_gb", "screen_width", "screen_height", "down_mbps", "up_mbps"))
NUMBERS = (
    "cores", "memory_gb", "screen_width", "screen_height",
    "latency_ms", "jitter_ms", "loss_percent", "down_mbps", "up_mbps",
)  # fmt: skip
KINDS = {
    "cores": COMPUTER_WEAK,
    "memory_gb": COMPUTER_WEAK,
    "screen_width": SCREEN_SMALL,
    "screen_height": SCREEN_SMALL,
    "latency_ms": LINE_UNSTABLE,
    "jitter_ms": LINE_UNSTABLE,
    "loss_percent": LINE_UNSTABLE,
    "down_mbps": LINE_SLOW,
    "up_mbps": LINE_SLOW,
}


def facts_of(raw: Mapping[str, Any]) -> dict[str, Any]:
    """What a page may say of its computer, in bounds; whatever else it sends is dropped."""
    screen = raw.get("screen")
    wide, high = screen if isinstance(screen, list) and len(screen) == 2 else (None, None)
    names = raw.get("microphones")
    return {
        "cores": _number(raw.get("cores"), 1_024),
        "memory_gb": _number(raw.get("memory_gb"), 4_096),
        "screen_width": _number(wide, 100_000),
        "screen_height": _number(high, 100_000),
        "mobile": raw.get("mobile") is True,
        "browser": str(raw.get("browser") or "")[:120],
        "connection": str(raw.get("connection") or "")[:20],
        "microphones": [str(one)[:80] for one in names[:10]] if isinstance(names, list) else [],
    }


def _number(value: Any, most: int) -> float | None:
    good = isinstance(value, int | float) and not isinstance(value, bool) and 0 < value <= most
    return value if good else None


def verdicts(measures: Mapping[str, Any], thresholds: Mapping[str, Any]) -> list[Verdict]:
    """Each number with its outcome; what a browser does not say (memory, mostly) is left for a person."""
    return [
        _verdict(name, measures.get(name), wanted)
        for name in NUMBERS
        if (wanted := thresholds.get(name)) is not None
    ]


def _verdict(name: str, value: float | None, wanted: float) -> Verdict:
    wanted = float(wanted)
    if value is None:
        return Verdict(name, 0, wanted, LISTEN)
    good = value >= wanted if name in MORE_IS_BETTER else value <= wanted
    return Verdict(name, value, wanted, PASS if good else FAIL)


def reasons_against(
    measures: Mapping[str, Any], declared: Mapping[str, str], thresholds: Mapping[str, Any]
) -> Iterator[Reason]:
    """Everything that speaks against this equipment, each with its number."""
    if measures.get("mobile"):
        yield NOT_A_COMPUTER()
        return
    for one in verdicts(measures, thresholds):
        if one.outcome == FAIL:
            yield KINDS[one.measure](measure=one.measure, value=_plain(one.value), wanted=_plain(one.wanted))
    if thresholds.get("headset") and not measures.get("microphones"):
        yield MICROPHONE_MISSING()
    if thresholds.get("headset") and declared["headset"] == "none":
        yield HEADSET_MISSING()
    if thresholds.get("china_telecom") and declared["carrier"] != "telecom":
        yield NOT_TELECOM()
    if thresholds.get("wired") and declared["line_type"] != "wired":
        yield NOT_WIRED()


def _plain(value: float) -> float:
    """1280, not 1280.0: people read it."""
    return int(value) if value == int(value) else value


def doubts(measures: Mapping[str, Any], declared: Mapping[str, str], seen: str) -> Iterator[Reason]:
    """What the desk should look at: a browser proves neither a cable nor a carrier."""
    if measures.get("memory_gb") is None:
        yield MEMORY_UNSAID()
    if seen == UNKNOWN:
        yield CARRIER_UNKNOWN()
    elif seen != declared["carrier"]:
        yield CARRIER_DIFFERS(seen=seen, declared=declared["carrier"])
