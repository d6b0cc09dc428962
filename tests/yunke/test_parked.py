"""Notices that could not be sent: seen with the kind of the failure, sent again, one or all."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from tests import cast
from tests.onboarding.doors import signed_in
from tests.tasks.api.knocks import Caller, codes
from yunke.ground.roles import ADMINISTRATOR
from yunke.models import AuditEntry, Notice
from yunke.notices import SMS, tell
from yunke.outbox import TRIES, send_due
from yunke.registry import registry

pytestmark = [pytest.mark.django_db]
NOW = cast.at("2026-10-05 09:00")


class Down(Exception):
    pass


def _down(recipient: str, words: Any) -> None:
    raise Down("secret words of the provider")


@pytest.fixture
def parked(clock: Any) -> Iterator[list[Notice]]:
    """Three that five tries could not send, and one to come that was never tried."""
    clock(NOW)
    kept = registry.channels.get(SMS)
    registry.channel(SMS, _down)
    somebody = cast.person("收件人")
    for number in range(3):
        tell(somebody.public_id, "phone_changed", key=f"n{number}", now=NOW, channels=(SMS,))
    for again in range(TRIES):
        send_due(now=NOW + timedelta(hours=again))
    tell(somebody.public_id, "phone_changed", key="later", now=NOW, channels=(SMS,))
    yield list(Notice.objects.filter(state="parked").order_by("pk"))
    registry.channels.pop(SMS)
    if kept:
        registry.channel(SMS, kept)


def test_the_kind_of_failure_is_kept_and_its_words_are_not(parked: list[Notice]) -> None:
    assert [(one.error, one.attempts) for one in parked] == [("Down", TRIES)] * 3
    page = signed_in(cast.person("管理", ADMINISTRATOR)).get("/settings/notices/").content.decode()
    assert page.count("<code>Down</code>") == 3
    assert "secret" not in page


def test_the_ticked_one_goes_out_once_more_and_the_others_stay(parked: list[Notice]) -> None:
    desk = signed_in(cast.person("管理", ADMINISTRATOR))
    desk.post("/settings/notices/again/", {"row": [parked[1].public_id]})
    states = Notice.objects.filter(pk__in=[one.pk for one in parked]).order_by("pk")
    assert list(states.values_list("state", "attempts")) == [("parked", 5), ("due", 0), ("parked", 5)]
    entry = AuditEntry.objects.get(verb="notices_sent_again")
    assert (entry.from_state, entry.to_state, entry.facts["rows"]) == ("parked", "due", 1)
    registry.channel(SMS, lambda recipient, words: None)
    send_due(now=NOW)
    assert Notice.objects.values_list("state", "error").get(pk=parked[1].pk) == ("sent", "")


def test_all_at_once_and_nothing_left_is_refused(parked: list[Notice]) -> None:
    user = cast.person("管理", ADMINISTRATOR)
    desk = Caller(user)
    assert desk.get("notices/parked/").json()["count"] == 3
    assert desk.twice("notices/again/").json() == {"changed": 3}
    assert Notice.objects.filter(state="due").count() == 4
    assert codes(desk.post("notices/again/")) == ["no_notice_chosen"]
    page = signed_in(user).get("/settings/notices/").content.decode()
    assert "通知都发出去了" in page
