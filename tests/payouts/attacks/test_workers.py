"""Workers that die: in the middle of a chunk, and of a chunk that kills everybody who takes it."""

import os
import signal
import subprocess
import sys
import time
from datetime import date, timedelta

import pytest
from django.conf import settings
from django.db import connection, transaction

from payouts.actions.runs import prepare_run
from payouts.actions.work_off import work_off, work_off_all
from payouts.jobs import sweep
from payouts.models import Run, Statement
from tests import cast
from tests.payouts.engine.acts import OCTOBER, after, settle
from yunke.chunks import LEASE, TRIES, take
from yunke.models import AuditEntry, Chunk, Notice

pytestmark = [pytest.mark.django_db, pytest.mark.database]
NOW = after(OCTOBER)
OVER = LEASE + timedelta(seconds=1)


def laid_out(agents: int = 3) -> Run:
    cast.holidays(2026)
    work, people = cast.task(), cast.finance()
    for number in range(agents):
        cast.segment(cast.agent(), work, date(2026, 10, 12), 60 + number)
    return prepare_run(work.entity, OCTOBER, by=people[0], now=NOW, chunk_agents=1)


def test_a_chunk_that_kills_its_workers_is_parked_after_five_and_the_others_finish(monkeypatch, clock):
    run = laid_out()
    poison, at, asked = Chunk.objects.order_by("pk").first(), NOW, []
    for _ in range(TRIES):
        assert take(poison.pk, now=at)  # and its worker is killed: nobody gives it back
        at += OVER
    assert take(poison.pk, now=at) is None
    monkeypatch.setattr("payouts.jobs.nudge", lambda job, pk: asked.append(pk))
    clock(at)
    sweep()
    poison.refresh_from_db()
    assert (poison.state, poison.attempts, poison.error["code"]) == ("parked", TRIES, "chunk_failed")
    assert poison.pk not in asked
    for pk in asked:
        assert work_off(pk, now=at) == "done"
    assert (Run.objects.get().state, Statement.objects.count()) == ("computing", 2)
    assert AuditEntry.objects.filter(verb="chunk_parked", thing_id=poison.public_id).count() == 1
    assert Notice.objects.get(template="run_stuck").facts == {"number": run.number, "parked": 1}
    sweep()
    assert Notice.objects.filter(template="run_stuck").count() == 1


def test_whoever_computes_here_parks_it_too():
    run = laid_out(1)
    poison, at = Chunk.objects.get(), NOW
    for _ in range(TRIES):
        take(poison.pk, now=at)
        at += OVER
    assert work_off_all(run, clock=lambda: at) == 0
    assert Chunk.objects.get().state == "parked"


def test_a_slow_worker_on_its_last_try_is_not_disturbed_before_its_lease_is_over(clock):
    laid_out(1)
    chunk, at = Chunk.objects.get(), NOW
    for _ in range(TRIES):
        mine = take(chunk.pk, now=at)
        at += OVER
    clock(at - OVER + LEASE)
    sweep()
    assert (Chunk.objects.get().state, mine.attempts) == ("taken", TRIES)


@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_in_the_middle_of_a_chunk_leaves_nothing_and_the_sweep_finds_it(
    process_env, monkeypatch, clock
):
    """Its statements are written and its lines wait for a lock of ours when the process is killed."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer: a process that waits has written nothing yet")
    run = laid_out()
    command = [
        sys.executable,
        str(settings.BASE_DIR / "manage.py"),
        "settle",
        "2026-10",
        "--here",
        "--by",
        run.prepared_by.phone,
        "--entity",
        run.entity.code,
        "--now",
        NOW.isoformat(),
    ]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("LOCK TABLE payouts_line IN SHARE MODE")
        worker = subprocess.Popen(
            command, env=process_env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        try:
            assert _waits_for_lines(cursor), "the worker never came to its lines"
        finally:
            os.kill(worker.pid, signal.SIGKILL)
            worker.wait()
    left = list(Chunk.objects.filter(state="taken"))  # it had two in hand: one written, one read
    assert {(one.worker_pid, one.attempts) for one in left} == {(worker.pid, 1)}
    assert Statement.objects.count() == 0
    asked = []
    monkeypatch.setattr("payouts.jobs.nudge", lambda job, pk: asked.append(pk))
    taken_at = max(one.started_at for one in left)  # by the clock of the house, whatever --now says
    clock(taken_at)
    sweep()
    assert not {one.pk for one in left} & set(asked)
    clock(taken_at + OVER)
    sweep()
    assert {one.pk for one in left} <= set(asked)
    work_off_all(run, clock=lambda: taken_at + OVER, now=NOW)
    for one in left:
        one.refresh_from_db()
        assert (one.state, one.token, one.worker_pid) == ("done", 2, os.getpid())
    struck = Run.objects.get()
    assert (struck.state, struck.statement_count) == ("computed", 3)
    from payouts.actions.runs import recompute_run

    recompute_run(struck, by=run.prepared_by, now=NOW)
    assert settle(run.entity, run.prepared_by).hash == struck.hash


def _waits_for_lines(cursor) -> bool:
    for _ in range(300):
        cursor.execute(
            "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'payouts_line'::regclass"
        )
        if cursor.fetchone()[0]:
            return True
        time.sleep(0.1)
    return False
