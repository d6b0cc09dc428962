"""News: told once, closed when it is only shown, sent by its channel, parked after five tries."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest

from tests import cast
from yunke.ground.news import NEWS, news
from yunke.models import Notice
from yunke.notices import APP, SMS, tell
from yunke.outbox import TRIES, send_due
from yunke.registry import registry

pytestmark = [pytest.mark.django_db, pytest.mark.database]
NOW = cast.at("2026-10-05 09:00")
SHIFT_SOON = NEWS.get("test_shift_soon") or NEWS[news("test_shift_soon", "%(starts_at)s 的班")]


@pytest.fixture
def phone() -> Iterator[list[str]]:
    """What the SMS channel was given."""
    said: list[str] = []
    kept = registry.channels.get(SMS)
    registry.channel(SMS, lambda _recipient, words: said.append(words("")))
    yield said
    registry.channels.pop(SMS)
    if kept:
        registry.channel(SMS, kept)


def told(*channels: str) -> None:
    tell(
        "U" * 26,
        SHIFT_SOON.template,
        key="shift:1",
        now=NOW,
        channels=channels or (APP,),
        starts_at=NOW.isoformat(),
    )


def test_the_same_news_is_told_once() -> None:
    told()
    told()
    assert Notice.objects.count() == 1


def test_undeclared_news_is_a_bug() -> None:
    with pytest.raises(KeyError):
        tell("U" * 26, "nobody_declared_this", key="x", now=NOW)


def test_news_on_pages_is_closed_and_keeps_when_it_was_told() -> None:
    told()
    assert send_due(now=NOW + timedelta(hours=2)) == 1
    notice = Notice.objects.get()
    assert (notice.state, notice.due_at) == ("sent", NOW)


def test_a_channel_gets_the_words_once(phone: list[str]) -> None:
    told(APP, SMS)
    assert send_due(now=NOW) == 2
    assert send_due(now=NOW + timedelta(hours=1)) == 0
    assert phone == ["2026年10月5日 09:00 的班"]


def test_a_silent_provider_is_tried_with_growing_pauses_then_parked() -> None:
    def broken(_recipient: str, _words: Callable[[], str]) -> None:
        raise TimeoutError

    kept = registry.channels.get(SMS)
    registry.channel(SMS, broken)
    try:
        told(SMS)
        moment, tries = NOW, 0
        assert send_due(now=moment) == 0
        assert send_due(now=moment + timedelta(seconds=30)) == 0
        assert Notice.objects.get().attempts == 1  # the second call came before the pause was over
        for tries in range(2, TRIES + 1):
            moment += timedelta(minutes=2**tries)
            send_due(now=moment)
        assert tries == TRIES
        assert Notice.objects.get().state == "parked"
    finally:
        registry.channels.pop(SMS)
        if kept:
            registry.channel(SMS, kept)
