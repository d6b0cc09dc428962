"""Ways round the guards: emptying a table, replacing a row, going back a step, a guard switched off."""

from copy import deepcopy
from datetime import date

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import F

from payouts.models import LedgerEntry, LedgerTransaction, Line, Run, Statement
from payouts.verify.books import verify
from tests import cast
from tests.kept import standing
from tests.payouts.engine.acts import settle_and_approve
from yunke import guards
from yunke.audit import HOUSE, record, seal
from yunke.models import AuditEntry, AuditSeal
from yunke.rows import write_rows

pytestmark = [pytest.mark.django_db, pytest.mark.database]
FOR_EVER = (AuditEntry, AuditSeal, LedgerTransaction, LedgerEntry)
MISSING = 999  # a run or statement that is not there
LOCKED = (Run, Statement, Line)


@pytest.fixture(scope="module")
def _locked(django_db_setup, django_db_blocker):
    with standing(django_db_blocker):
        yield locked_run()


@pytest.fixture
def locked(_locked, db) -> Run:
    return deepcopy(_locked)


def locked_run() -> Run:
    cast.holidays(2026)
    people, work = cast.finance(), cast.task()
    for _ in range(2):
        cast.segment(cast.agent(), work, date(2026, 10, 12), 60)
    run = settle_and_approve(work.entity, people)
    record(HOUSE, "looked", run, now=cast.LONG_AGO)
    seal(now=cast.LONG_AGO)
    return run


def refused(sql: str, params: list | None = None) -> None:
    with pytest.raises(DatabaseError, match=r"only grows|never change"):
        _run(sql, params)


@transaction.atomic
def _run(sql: str, params: list | None) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":  # foreign keys still to be looked at would refuse the TRUNCATE
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(sql, params)


@pytest.mark.parametrize("model", [*FOR_EVER, *LOCKED])
def test_nobody_empties_a_table(locked, model):
    if connection.vendor == "sqlite":
        pytest.skip("SQLite has no TRUNCATE")
    refused(f"TRUNCATE {model._meta.db_table} CASCADE")
    assert model.objects.exists()


@pytest.mark.parametrize("model", [*FOR_EVER, *LOCKED])
def test_nobody_writes_a_row_over(locked, model):
    """INSERT OR REPLACE takes the old row away without waking a trigger on DELETE."""
    if connection.vendor != "sqlite":
        pytest.skip("only SQLite replaces rows")
    row = model.objects.order_by("pk").first()
    columns = ", ".join(field.column for field in model._meta.concrete_fields)
    refused(
        f"INSERT OR REPLACE INTO {model._meta.db_table} ({columns}) "
        f"SELECT {columns} FROM {model._meta.db_table} WHERE {model._meta.pk.column} = %s",
        [row.pk],
    )
    if model in (Statement, Line):  # nor out of the locked run
        column = "run_id" if model is Statement else "statement_id"
        refused(
            f"REPLACE INTO {model._meta.db_table} ({columns}) SELECT "
            f"{columns.replace(column, str(MISSING))} FROM {model._meta.db_table} WHERE {model._meta.pk.column} = %s",
            [row.pk],
        )


def test_a_merge_changes_nothing_either(locked):
    one = Statement.objects.order_by("pk").first()
    columns = ", ".join(field.column for field in Statement._meta.concrete_fields)
    refused(
        f"INSERT INTO payouts_statement ({columns}) SELECT {columns} FROM payouts_statement WHERE id = %s "
        "ON CONFLICT (id) DO UPDATE SET net_fen = 1",
        [one.pk],
    )
    assert Statement.objects.get(pk=one.pk).net_fen == one.net_fen


def test_copy_adds_nothing_to_a_locked_run(locked):
    if connection.vendor != "postgresql":
        pytest.skip("COPY is PostgreSQL's")
    statement = Statement.objects.first()
    columns = ("statement_id", "ordinal", "percent", "kind", "facts", "quantity", "rate", "amount_fen")
    with pytest.raises(psycopg.Error, match="never change"), transaction.atomic():
        write_rows(Line, columns, [(statement.pk, 99, 100, "hours", 0, 0, 0, 1)])


def test_a_month_goes_on_and_never_back(locked):
    people = [cast.person("发放"), cast.person("另一位")]
    runs = Run.objects.filter(pk=locked.pk)
    runs.update(state="released", released_by=people[0])
    refused("UPDATE payouts_run SET state = 'approved' WHERE id = %s", [locked.pk])
    refused("UPDATE payouts_run SET released_by_id = %s WHERE id = %s", [people[1].pk, locked.pk])
    runs.update(state="paid")
    refused("UPDATE payouts_run SET state = 'released' WHERE id = %s", [locked.pk])
    assert runs.get().state == "paid"


def test_a_guard_switched_off_is_found_and_put_up_again(locked):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite's triggers cannot be switched off")
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE payouts_line DISABLE TRIGGER ALL")
    Line.objects.filter(kind="hours").update(quantity=F("quantity"))
    assert {one.text.split(":")[0] for one in verify(numbers=[12])} == {
        guard.name for guard in guards.guards("postgresql") if guard.table == "payouts_line"
    }
    guards.install()
    assert list(verify(numbers=[12])) == []
    refused("UPDATE payouts_line SET quantity = quantity + 1")


def test_a_guard_made_weaker_is_found_and_put_up_as_it_should_be(locked):
    """As an older release would have left it: the name is there, what it refuses is another thing."""
    name = "guard_locked_run_update"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute(
                f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
                "$guard$ BEGIN RETURN NEW; END $guard$"
            )
        else:
            cursor.execute(f"DROP TRIGGER {name}")
            cursor.execute(f"CREATE TRIGGER {name} BEFORE UPDATE ON payouts_run WHEN 0 BEGIN SELECT 1; END")
    assert guards.missing() == [name]
    assert [one.text.split(":")[0] for one in verify(numbers=[12])] == [name]
    guards.install()
    assert guards.missing() == []
    refused("UPDATE payouts_run SET net_fen = 1")


def test_what_replaces_on_the_way_is_refused(locked):
    """A row moved onto a locked one's key, or one that meets it by another unique column."""
    if connection.vendor != "sqlite":
        pytest.skip("only SQLite replaces rows")
    line = Line.objects.order_by("pk").first()
    settled = Run.objects.get(pk=locked.pk)
    other = Statement.objects.order_by("pk").last()
    assert (line.statement.run_id, other.run_id) == (settled.pk, settled.pk)
    open_run = deepcopy(settled)
    open_run.pk, open_run.public_id, open_run.number, open_run.state = None, "O" * 26, "open", "computed"
    open_run.month, open_run.approved_by, open_run.approved_at = date(2026, 11, 1), None, None
    open_run.save(force_insert=True)
    mine = deepcopy(other)
    mine.pk, mine.public_id, mine.run = None, "S" * 26, open_run
    mine.save(force_insert=True)
    mine.lines.create(ordinal=1, kind="hours", facts=1, quantity=60, rate=1500, amount_fen=1500)
    refused("UPDATE OR REPLACE payouts_line SET id = %s WHERE statement_id = %s", [line.pk, mine.pk])
    refused("UPDATE OR REPLACE payouts_statement SET id = %s WHERE id = %s", [other.pk, mine.pk])
    refused("UPDATE OR REPLACE payouts_run SET number = %s WHERE id = %s", [settled.number, open_run.pk])
    refused(
        "INSERT OR REPLACE INTO yunke_auditseal (number, entry_id, hash) "
        "SELECT number + 1000, entry_id, hash FROM yunke_auditseal"
    )
    assert Line.objects.get(pk=line.pk).amount_fen == line.amount_fen
