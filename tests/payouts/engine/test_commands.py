"""The settlement at the command line: settled, explained, verified."""

from datetime import date, timedelta
from io import StringIO
from types import SimpleNamespace

import pytest
from django.core.management import CommandError, call_command

from payouts.actions.runs import prepare_run, recompute_run
from payouts.management.commands import settle as settle_command
from payouts.models import Line, Run
from tasks.models import PayMonth
from tests import cast
from tests.payouts.engine.acts import (
    OCTOBER,
    after,
    behind_the_guards,
    compute,
    settle_and_approve,
    statement_of,
)
from tests.payouts.engine.random_world import deal
from yunke import clock as house_clock
from yunke import guards
from yunke.audit import HOUSE, record, seal
from yunke.chunks import take
from yunke.models import AuditEntry, Chunk

pytestmark = [pytest.mark.django_db]
NOW = after(OCTOBER)


def said(*command, **options) -> str:
    out = StringIO()
    call_command(*command, stdout=out, **options)
    return out.getvalue()


def test_settle_prepares_computes_and_says_what_came_out():
    cast.holidays(2026)
    preparer = cast.finance()[0]
    work = cast.task()
    for _ in range(3):
        cast.segment(cast.agent(), work, date(2026, 10, 12), 60)
    told = said("settle", "2026-10", by=preparer.phone, entity="demo", here=True, now=NOW, chunk=1)
    run = Run.objects.get()
    assert (run.state, run.prepared_by, run.prepared_at, run.net_fen) == ("computed", preparer, NOW, 4_500)
    assert (
        f"R202610-DEMO computed: 3 statements, income 45.00, tax 0.00, net 45.00, unpriced 0, pays on 2026-11-13\n{run.hash}"
        in told
    )
    assert run.hash in said("settle", "2026-10", by=preparer.phone, here=True, now=NOW)  # again: the same run


@pytest.mark.database
def test_settle_says_in_words_what_stands_against_it():
    preparer = cast.finance()[0]
    cast.entity()
    with pytest.raises(CommandError, match="2026 年的节假日还没有确认"):
        said("settle", "2026-10", by=preparer.phone, here=True, now=NOW)
    with pytest.raises(CommandError, match="nobody signs in"):
        said("settle", "2026-10", by="+8610000", here=True, now=NOW)
    cast.entity("second")
    with pytest.raises(CommandError, match="name one with --entity"):
        said("settle", "2026-10", by=preparer.phone, here=True, now=NOW)
    assert Run.objects.count() == 0


def test_settle_says_when_chunks_are_parked(monkeypatch):
    cast.holidays(2026)
    work, preparer = cast.task(), cast.finance()[0]
    cast.segment(cast.agent(), work, date(2026, 10, 12), 60)
    monkeypatch.setattr("payouts.actions.compute.statement_drafts", lambda *_: 1 / 0)
    with pytest.raises(
        CommandError, match=r"^R202610-DEMO: 1 of 1 chunks are parked; the month's page says why"
    ):
        said("settle", "2026-10", by=preparer.phone, here=True, now=NOW)


@pytest.mark.database
@pytest.mark.parametrize(
    ("argument", "value", "bounds"),
    [
        ("--chunk", "0", "a whole number from 1 to 100000, not '0'"),
        ("--chunk", "-5", "a whole number from 1 to 100000, not '-5'"),
        ("--workers", "-1", "a whole number from 0 to 64, not '-1'"),
        ("--workers", "two", "a whole number from 0 to 64, not 'two'"),
        (
            "--now",
            "0001-01-01T00:00:00+08:00",
            "from 2000-01-01 to before 2100-01-01, not '0001-01-01T00:00:00+08:00'",
        ),
        (
            "--now",
            "9999-12-31T23:00:00-08:00",
            "from 2000-01-01 to before 2100-01-01, not '9999-12-31T23:00:00-08:00'",
        ),
        ("--now", "2026-11-02", "a moment needs its offset, for example 2026-11-01T09:00:00+08:00"),
        ("month", "9999-12", "from 2000-01-01 to before 2100-01-01, not '9999-12'"),
    ],
)
def test_settle_refuses_an_argument_out_of_bounds_before_it_does_anything(argument, value, bounds):
    cast.holidays(2026)
    preparer, work = cast.finance()[0], cast.task()
    cast.segment(cast.agent(), work, date(2026, 10, 12), 60)
    asked = {"month": "2026-10", "--by": preparer.phone, "--now": NOW.isoformat()} | {argument: value}
    month = asked.pop("month")
    with pytest.raises(CommandError) as refused:
        said("settle", month, *(f"{name}={of}" for name, of in asked.items()))
    assert str(refused.value) == f"Error: argument {argument}: {bounds}"
    assert (Run.objects.count(), PayMonth.objects.get().state) == (0, "open")


def leave_one_in_dead_hands(chunks=3):
    """A month laid out, one of its chunks taken at ``NOW`` by a worker that died; and who prepared it."""
    cast.holidays(2026)
    work, preparer = cast.task(), cast.finance()[0]
    for number in range(chunks):
        cast.segment(cast.agent(), work, date(2026, 10, 12), 60 + number)
    run = prepare_run(work.entity, OCTOBER, by=preparer, now=NOW, chunk_agents=1)
    assert take(Chunk.objects.earliest("pk").pk, now=NOW)
    return run, preparer


@pytest.mark.database
def test_settle_as_of_a_moment_takes_up_what_a_dead_worker_left(monkeypatch):
    """Leases run by the house's clock, which goes on while the command waits; what is written has its ``--now``."""
    run, preparer = leave_one_in_dead_hands()
    dead, waited = Chunk.objects.earliest("pk"), []

    def a_minute_later(_seconds):
        waited.append(NOW + timedelta(minutes=len(waited) + 1))
        assert len(waited) <= 4, "it waits for ever"

    monkeypatch.setattr(house_clock, "now", lambda: waited[-1] if waited else NOW)
    monkeypatch.setattr(settle_command, "time", SimpleNamespace(sleep=a_minute_later))
    said("settle", "2026-10", by=preparer.phone, here=True, now=NOW)
    run.refresh_from_db()
    dead.refresh_from_db()
    assert (run.state, run.statement_count, run.computed_at) == ("computed", 3, NOW)
    assert (len(waited), dead.state, dead.token, dead.finished_at) == (4, "done", 2, NOW)
    recompute_run(run, by=preparer, now=NOW)
    assert compute(run).hash == run.hash


@pytest.mark.database
def test_settle_says_what_to_do_when_all_its_processes_are_gone(monkeypatch):
    run, preparer = leave_one_in_dead_hands()
    killed = SimpleNamespace(poll=lambda: -9)
    started = SimpleNamespace(Popen=lambda *_, **__: killed, DEVNULL=None)
    monkeypatch.setattr(settle_command, "subprocess", started)
    with pytest.raises(CommandError) as refused:
        said("settle", "2026-10", by=preparer.phone, entity="demo", workers=2, now=NOW)
    assert str(refused.value) == (
        f"{run.number}: 3 of 3 chunks are left, and the processes that computed them are gone; run the same command "
        "again: what they had in hand is taken up within 3 minutes"
    )


def test_explain_proves_every_line_of_every_statement():
    cast.holidays(2026, 2027)
    world = deal(31, OCTOBER, tax_method="occurrence")
    run = settle_and_approve(world.entity, cast.finance())
    for one in run.statements.all():
        told = said("explain", one.public_id)
        assert told.endswith(": ok\n")
        assert "NOT OK" not in told
        assert told.count(" facts ") == one.lines.count()
    assert said("explain", f"{run.number}/{one.agent_number}") == told


@pytest.mark.database
def test_explain_finds_the_line_that_does_not_hold():
    cast.holidays(2026)
    agent, work = cast.agent(), cast.task()
    cast.segment(agent, work, date(2026, 10, 12), 60)
    settle_and_approve(work.entity, cast.finance())
    with behind_the_guards():
        Line.objects.update(amount_fen=1_501)
    out = StringIO()
    with pytest.raises(CommandError):
        call_command("explain", statement_of(agent).public_id, stdout=out)
    assert "15.01 again" in out.getvalue()
    assert "NOT OK" in out.getvalue()
    with pytest.raises(CommandError, match="no statement is called"):
        said("explain", "nothing")


@pytest.mark.database
def test_verify_audit_finds_a_changed_entry_and_what_waits_for_its_seal():
    payer = cast.entity()
    for verb in ("looked", "looked_again"):
        record(HOUSE, verb, payer, now=NOW)
    seal(now=NOW)
    assert said("verify_audit", now=NOW) == "ok: 2 seals\n"
    record(HOUSE, "left", payer, now=cast.LONG_AGO)
    assert said("verify_audit", now=NOW) == "ok: 2 seals\n"
    with behind_the_guards():
        AuditEntry.objects.filter(verb="looked").update(verb="slept")
    out = StringIO()
    with pytest.raises(CommandError, match="2 findings"):
        call_command("verify_audit", now=NOW + timedelta(seconds=61), stdout=out)
    assert "changed after it was sealed (seal 1)" in out.getvalue()
    assert "1 acts are unsealed for more than a minute" in out.getvalue()


def test_verify_audit_says_which_guards_are_down():
    out = StringIO()
    with guards.lifted(), pytest.raises(CommandError):
        call_command("verify_audit", now=NOW, stdout=out)
    assert "guard guard_locked_run_update is down: run manage.py migrate" in out.getvalue()
    assert said("verify_audit", now=NOW) == "ok: 0 seals\n"


def test_verify_books_of_one_entity_and_month():
    payer = cast.entity()
    cast.write_down()
    assert said("verify_books", entity=payer.code, month=OCTOBER) == "ok: 15 invariants hold\n"
    with pytest.raises(CommandError, match="no paying entity"):
        said("verify_books", entity="nobody")
