"""The one place that asks what time it is. Everything else is handed ``now``."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from yunke.ground.calendar import local_on

_shift = timedelta()


def now() -> datetime:
    """This moment, aware, in UTC."""
    return datetime.now(UTC) + _shift


def today() -> date:
    """Today's date where pay days are counted (Asia/Shanghai)."""
    return local_on(now())


def parse(text: str) -> datetime:
    """The value of a command's ``--now``: ISO 8601 with an offset."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("a moment needs its offset, for example 2026-11-01T09:00:00+08:00")
    return moment


def moment(text: str | None) -> datetime:
    """What a job or command was handed as ``now`` (ISO 8601 with its offset), else this moment."""
    return parse(text) if text else now()


def set_shift(shift: timedelta) -> None:
    """Move the clock of this process (a worker that a test starts)."""
    global _shift  # noqa: PLW0603
    _shift = shift
