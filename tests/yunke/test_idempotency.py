"""One key, one act: the same answer again, another body refused, a failed act leaves the key free."""

from __future__ import annotations

import hashlib
import json
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError

from tests import cast
from yunke.ground.errors import Refused
from yunke.idempotency import answered_once, body_hashes
from yunke.jobs import forget_keys
from yunke.models import IdempotencyKey

pytestmark = [pytest.mark.django_db, pytest.mark.database]
NOW = cast.at("2026-10-05 09:00")


def ask(acts: list[str], body: dict[str, int], *, route: str = "POST /x") -> tuple[int, object]:
    def act() -> tuple[int, object]:
        acts.append("acted")
        return 201, {"made": len(acts)}

    return answered_once("actor", route, "key", body, act, now=NOW)


def test_said_twice_it_acts_once() -> None:
    acts: list[str] = []
    assert ask(acts, {"a": 1}) == (201, {"made": 1})
    assert ask(acts, {"a": 1}) == (201, {"made": 1})
    assert acts == ["acted"]


def test_another_body_under_the_key_is_refused() -> None:
    acts: list[str] = []
    ask(acts, {"a": 1})
    with pytest.raises(Refused) as refused:
        ask(acts, {"a": 2})
    assert refused.value.codes == ["idempotency_key_reused"]
    assert ask(acts, {"a": 2}, route="POST /y") == (201, {"made": 2})


def test_said_again_after_the_index_key_changed_it_acts_once(settings) -> None:  # type: ignore[no-untyped-def]
    acts: list[str] = []
    ask(acts, {"a": 1})
    settings.INDEX_KEYS = ["a-newer-index-key-of-enough-letters", *settings.INDEX_KEYS]
    assert ask(acts, {"a": 1}) == (201, {"made": 1})
    with pytest.raises(Refused):
        ask(acts, {"a": 2})
    assert acts == ["acted"]


def test_an_act_that_fails_leaves_the_key_free() -> None:
    def broken() -> tuple[int, object]:
        raise Refused()

    with pytest.raises(Refused):
        answered_once("actor", "POST /x", "key", {}, broken, now=NOW)
    assert not IdempotencyKey.objects.exists()


def test_a_broken_constraint_of_the_act_is_not_hidden() -> None:
    def broken() -> tuple[int, object]:
        cast.entity("same")
        cast.entity("same")
        return 200, {}

    with pytest.raises(IntegrityError):
        answered_once("actor", "POST /x", "key", {}, broken, now=NOW)
    assert not IdempotencyKey.objects.exists()


def test_a_file_counts_by_its_bytes_and_can_still_be_read() -> None:
    one, other = SimpleUploadedFile("a.csv", b"1"), SimpleUploadedFile("a.csv", b"2")
    assert body_hashes({"file": [one]}) != body_hashes({"file": [other]})
    assert one.read() == b"1"


def test_a_body_cannot_be_guessed_from_its_hash() -> None:
    body = {"id_number": cast.id_number()}
    assert body_hashes(body)[0] != hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()


def test_a_key_is_kept_for_thirty_days_and_no_longer() -> None:
    ask([], {"a": 1})
    ask([], {"a": 1}, route="POST /y")
    IdempotencyKey.objects.filter(route="POST /y").update(created_at=NOW - timedelta(hours=1))
    assert forget_keys((NOW + timedelta(days=30)).isoformat()) == 1
    assert IdempotencyKey.objects.get().route == "POST /x"
    assert forget_keys((NOW + timedelta(days=31)).isoformat()) == 1
