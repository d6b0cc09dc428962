"""Leases, fencing and poison: whoever computes a chunk, its rows are written once and rightly."""

from datetime import date, timedelta
from random import Random
from threading import Thread

import pytest
from django.db import OperationalError, connection

from payouts.actions import compute, work_off
from payouts.actions.parked import run_parked_again
from payouts.actions.runs import prepare_run, recompute_run
from payouts.jobs import settle_chunk, sweep
from payouts.models import Run, Statement
from payouts.queries.runs import KIND, run_hash, run_progress
from tests import cast
from tests.payouts.engine.acts import OCTOBER, after, settle
from tests.payouts.pages.acts import page, visitor
from yunke import nudge
from yunke.chunks import LEASE, TRIES, LeaseLost, take
from yunke.ground.roles import PREPARER
from yunke.models import AuditEntry, Chunk, Notice

pytestmark = [pytest.mark.django_db, pytest.mark.database]
NOW = after(OCTOBER)


def five_agents():
    cast.holidays(2026)
    work = cast.task()
    for number in range(5):
        cast.segment(cast.agent(), work, date(2026, 10, 12), 60 + number)
    return work, cast.finance()


@pytest.fixture
def laid_out() -> Run:
    """A chunk an agent."""
    work, people = five_agents()
    return prepare_run(work.entity, OCTOBER, by=people[0], now=NOW, chunk_agents=1)


def test_chunks_in_any_order_give_one_hash(laid_out):
    chunks = list(Chunk.objects.values_list("pk", flat=True))
    Random(3).shuffle(chunks)
    for pk in chunks:
        assert work_off.work_off(pk, now=NOW) == "done"
    laid_out.refresh_from_db()
    assert (laid_out.state, laid_out.statement_count) == ("computed", 5)
    in_order = laid_out.hash
    recompute_run(laid_out, by=laid_out.prepared_by, now=NOW, chunk_agents=3)
    for pk in Chunk.objects.order_by("-pk").values_list("pk", flat=True):
        work_off.work_off(pk, now=NOW)
    assert Run.objects.get().hash == in_order


def test_a_chunk_taken_twice_does_nothing_the_second_time(laid_out):
    pk = Chunk.objects.first().pk
    assert work_off.work_off(pk, now=NOW) == "done"
    before = list(Statement.objects.values_list("pk", flat=True))
    assert work_off.work_off(pk, now=NOW) == "busy"
    assert list(Statement.objects.values_list("pk", flat=True)) == before


def test_a_stolen_lease_rolls_back_what_the_slow_worker_wrote(laid_out):
    pk = Chunk.objects.first().pk
    slow = take(pk, now=NOW)
    assert take(pk, now=NOW + LEASE) is None  # not a moment too early
    quick = take(pk, now=NOW + LEASE + timedelta(seconds=1))
    assert (slow.token, quick.token) == (1, 2)
    with pytest.raises(LeaseLost):
        compute.compute_chunk(slow, now=NOW)
    assert Statement.objects.count() == 0
    assert compute.compute_chunk(quick, now=NOW) == 1
    with pytest.raises(LeaseLost):
        compute.compute_chunk(slow, now=NOW)
    assert Statement.objects.count() == 1


def test_a_worker_of_an_old_layout_finds_its_lease_gone(laid_out):
    old = take(Chunk.objects.first().pk, now=NOW)
    recompute_run(laid_out, by=laid_out.prepared_by, now=NOW, chunk_agents=5)
    with pytest.raises(LeaseLost):
        compute.compute_chunk(old, now=NOW)
    assert Statement.objects.count() == 0


def test_a_poison_chunk_is_parked_and_the_others_finish(laid_out, monkeypatch, caplog):
    another = cast.person("另一位制单人", PREPARER)
    poison = Chunk.objects.order_by("pk")[2]
    right = compute.statement_drafts

    def fails_on_one(settling, agents, **more):
        if agents == (poison.args["first"], poison.args["last"]):
            raise ZeroDivisionError("a bug")
        return right(settling, agents, **more)

    monkeypatch.setattr(compute, "statement_drafts", fails_on_one)
    work_off.work_off_all(laid_out, clock=lambda: NOW)
    poison.refresh_from_db()
    laid_out.refresh_from_db()
    assert (poison.state, poison.attempts) == ("parked", TRIES)
    assert poison.error == {"code": "chunk_failed", "facts": {"error": "ZeroDivisionError"}}
    assert (laid_out.state, Statement.objects.count()) == ("computing", 4)
    assert AuditEntry.objects.filter(verb="chunk_parked", thing_id=poison.public_id).count() == 1
    told = Notice.objects.filter(template="run_stuck")
    assert {one.recipient for one in told} == {laid_out.prepared_by.public_id, another.public_id}
    assert [one.facts for one in told] == 2 * [{"number": laid_out.number, "parked": 1}]
    monkeypatch.setattr(compute, "statement_drafts", right)
    recompute_run(laid_out, by=laid_out.prepared_by, now=NOW)
    work_off.work_off_all(laid_out, clock=lambda: NOW)
    assert Run.objects.get().state == "computed"


def test_one_poison_agent_of_many_parks_alone(monkeypatch):
    """Seven in one chunk: it fails twice, its halves once each, and six are computed."""
    cast.holidays(2026)
    work, preparer = cast.task(), cast.finance()[0]
    agents = [cast.agent(f"演示{number}") for number in range(7)]
    for one in agents:
        cast.segment(one, work, date(2026, 10, 12), 60)
    run, poison, tried = prepare_run(work.entity, OCTOBER, by=preparer, now=NOW), agents[4].pk, []
    right = compute.statement_drafts

    def fails_on_one(settling, within, **more):
        tried.append(within)
        if within[0] <= poison <= within[1]:
            raise ZeroDivisionError("a bug")
        return right(settling, within, **more)

    monkeypatch.setattr(compute, "statement_drafts", fails_on_one)
    assert work_off.work_off_all(run, clock=lambda: NOW) == Chunk.objects.count() - 1
    stuck = Chunk.objects.get(state="parked")
    assert (stuck.args["first"], stuck.rows_total, stuck.attempts) == (poison, 1, TRIES)
    assert Statement.objects.count() == 6
    assert sum(within[0] <= poison <= within[1] for within in tried) == 2 + 2 + TRIES
    assert run_progress(run)["rows"] == 7
    said = page(visitor(preparer), f"/finance/{work.entity.code}/2026-10/")
    assert f"<strong>演示4 {agents[4].number}</strong>" in said
    monkeypatch.setattr(compute, "statement_drafts", right)
    run_parked_again(run, by=preparer, now=NOW)
    work_off.work_off_all(run, clock=lambda: NOW)
    split_hash = Run.objects.get().hash
    recompute_run(run, by=preparer, now=NOW)
    work_off.work_off_all(run, clock=lambda: NOW)
    assert (Run.objects.get().hash, Run.objects.get().state) == (split_hash, "computed")


def test_a_database_away_splits_nothing(monkeypatch):
    cast.holidays(2026)
    work, preparer = cast.task(), cast.finance()[0]
    for _ in range(2):
        cast.segment(cast.agent(), work, date(2026, 10, 12), 60)
    run = prepare_run(work.entity, OCTOBER, by=preparer, now=NOW)

    def away(*_, **__):
        raise OperationalError("away")

    monkeypatch.setattr(compute, "statement_drafts", away)
    work_off.work_off_all(run, clock=lambda: NOW)
    assert [(one.state, one.rows_total) for one in Chunk.objects.all()] == [("parked", 2)]


def test_a_bug_that_meets_everybody_ends(monkeypatch):
    cast.holidays(2026)
    work, preparer = cast.task(), cast.finance()[0]
    for _ in range(9):
        cast.segment(cast.agent(), work, date(2026, 10, 12), 60)
    run = prepare_run(work.entity, OCTOBER, by=preparer, now=NOW)
    monkeypatch.setattr(compute, "statement_drafts", lambda *_, **__: 1 / 0)
    monkeypatch.setattr(work_off, "MOST_HALVES", 2)
    work_off.work_off_all(run, clock=lambda: NOW)
    assert {one.state for one in Chunk.objects.all()} == {"parked"}
    assert sum(one.rows_total for one in Chunk.objects.all()) == 9
    assert Chunk.objects.count() == 3


def test_the_sweep_asks_for_due_and_abandoned_chunks_and_finishes(laid_out, monkeypatch, clock):
    clock(NOW)
    asked: list[int] = []
    monkeypatch.setattr(
        "payouts.jobs.nudge", lambda job, pk: asked.append(pk) if job == "payouts.settle_chunk" else None
    )
    chunks = list(Chunk.objects.order_by("pk").values_list("pk", flat=True))
    take(chunks[0], now=NOW - LEASE - timedelta(seconds=1))  # its worker died
    take(chunks[1], now=NOW)  # in good hands
    sweep()
    assert asked == [chunks[0], *chunks[2:]]
    for pk in asked:
        settle_chunk(pk)
    Chunk.objects.filter(pk=chunks[1]).update(state="done")
    sweep()
    assert Run.objects.get().state == "computed"


def test_the_settle_job_is_known_to_the_queue():
    from yunke.celery import app

    app.loader.import_default_modules()
    assert {"payouts.settle_chunk", "payouts.sweep"} <= set(app.tasks)
    assert nudge.app is app


@pytest.mark.django_db(transaction=True)
def test_fifty_people_press_run_at_once_and_it_is_one_run():
    work, people = five_agents()
    found, failed = [], []

    def press() -> None:
        try:
            found.append(prepare_run(work.entity, OCTOBER, by=people[0], now=NOW, chunk_agents=1).pk)
        except Exception as error:  # noqa: BLE001 - told by the assertion
            failed.append(error)
        finally:
            connection.close()

    pressing = [Thread(target=press) for _ in range(50)]
    for one in pressing:
        one.start()
    for one in pressing:
        one.join()
    assert failed == []
    assert (len(found), len(set(found)), Run.objects.count()) == (50, 1, 1)
    assert Chunk.objects.filter(kind=KIND).count() == 5
    assert AuditEntry.objects.filter(verb="run_prepared").count() == 1


@pytest.mark.django_db(transaction=True)
def test_four_workers_on_one_run_write_every_statement_once():
    work, people = five_agents()
    for number in range(20):
        cast.segment(cast.agent(), work, date(2026, 10, 13), 60 + number)
    alone = settle(work.entity, people[0]).hash
    run = recompute_run(Run.objects.get(), by=people[0], now=NOW, chunk_agents=1)

    def work_on() -> None:
        try:
            work_off.work_off_all(run, clock=lambda: NOW)
        finally:
            connection.close()

    workers = [Thread(target=work_on) for _ in range(4)]
    for one in workers:
        one.start()
    for one in workers:
        one.join()
    run.refresh_from_db()
    assert (run.state, run.statement_count, run.hash) == ("computed", 25, alone)
    assert run_hash(run) == alone
    assert AuditEntry.objects.filter(verb="run_computed").count() == 2
