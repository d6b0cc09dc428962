"""Chunk rows: taken once, fenced by their token, parked after five tries."""

from __future__ import annotations

import os
from datetime import timedelta

import pytest
from django.db import transaction

from tests import cast
from yunke import chunks
from yunke.models import AuditEntry, Chunk

pytestmark = [pytest.mark.django_db, pytest.mark.database]
NOW = cast.at("2026-11-01 09:00")
BATCH = "B" * 26


def laid(pieces: int = 2) -> list[Chunk]:
    chunks.lay_out("test", BATCH, [({"from": n}, 10) for n in range(pieces)], now=NOW)
    return list(Chunk.objects.filter(batch=BATCH).order_by("number"))


def test_laid_out_twice_the_first_stands() -> None:
    assert [chunk.args for chunk in laid()] == [{"from": 0}, {"from": 1}]
    chunks.lay_out("test", BATCH, [({"from": 9}, 1)] * 3, now=NOW)
    assert list(Chunk.objects.order_by("number").values_list("args__from", flat=True)) == [0, 1, 9]


def test_a_chunk_is_taken_once_and_records_who_took_it() -> None:
    chunk, _other = laid()
    taken = chunks.take(chunk.pk, now=NOW)
    assert taken is not None
    assert (taken.token, taken.attempts, taken.worker_pid) == (1, 1, os.getpid())
    assert chunks.take(chunk.pk, now=NOW) is None


def test_a_lease_that_ran_out_is_taken_over_and_the_late_worker_is_fenced_off() -> None:
    first = chunks.take(laid(1)[0].pk, now=NOW)
    later = NOW + chunks.LEASE + timedelta(seconds=1)
    second = chunks.take(first.pk, now=later)
    assert second is not None
    assert second.token == 2
    with pytest.raises(chunks.LeaseLost), transaction.atomic():
        chunks.finish(first, now=later, rows_done=10)
    chunks.finish(second, now=later, rows_done=10)
    assert Chunk.objects.get().state == "done"
    assert chunks.take(first.pk, now=later + timedelta(days=1)) is None


def test_a_lease_written_by_a_clock_since_set_back_counts_as_run_out() -> None:
    """Its worker died; a clock an hour behind would otherwise wait an hour and a lease for it."""
    first = chunks.take(laid(1)[0].pk, now=NOW)
    assert (
        chunks.take(first.pk, now=NOW - chunks.LEASE) is None
    )  # clocks differ by a little: it is left alone
    back = NOW - timedelta(hours=1)
    assert list(chunks.ready("test", now=back)) == [first]
    second = chunks.take(first.pk, now=back)
    assert second is not None
    with pytest.raises(chunks.LeaseLost), transaction.atomic():
        chunks.finish(first, now=NOW, rows_done=10)
    chunks.finish(second, now=back, rows_done=10)
    assert Chunk.objects.get().state == "done"


def test_a_chunk_that_killed_its_workers_is_found_by_a_clock_set_back() -> None:
    worn = laid(1)[0]
    Chunk.objects.update(state="taken", attempts=chunks.TRIES, lease_until=NOW + timedelta(hours=1))
    assert chunks.worn_out("test", now=NOW) == [worn]


def test_the_fifth_failure_parks_the_chunk_with_its_reason_and_the_others_go_on() -> None:
    poison, other = laid()
    for attempt in range(1, 6):
        taken = chunks.take(poison.pk, now=NOW)
        state = chunks.give_back(taken, {"code": "poison", "facts": {}}, now=NOW)
        assert state == ("parked" if attempt == 5 else "due")
    assert Chunk.objects.get(pk=poison.pk).error["code"] == "poison"
    assert AuditEntry.objects.filter(verb="chunk_parked", thing_id=poison.public_id).count() == 1
    assert list(chunks.ready("test", now=NOW).values_list("pk", flat=True)) == [other.pk]
    assert chunks.unpark(BATCH, now=NOW) == 1
    assert chunks.ready("test", now=NOW).count() == 2


def test_progress_counts_chunks_and_rows() -> None:
    first, _second = laid()
    chunks.finish(chunks.take(first.pk, now=NOW), now=NOW, rows_done=10)
    assert chunks.progress(BATCH, "test") == {
        "chunks": 2,
        "done": 1,
        "parked": 0,
        "rows": 20,
        "rows_done": 10,
    }
