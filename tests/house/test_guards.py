"""What the database itself refuses, whoever asks and however many rows at once."""

from datetime import date

import pytest
from django.apps import apps
from django.core.management.sql import emit_post_migrate_signal, emit_pre_migrate_signal
from django.db import DatabaseError, connection, transaction
from django.db.migrations import Migration
from django.db.models import F

from payouts.models import LedgerEntry, LedgerTransaction, Line, Run, Statement
from tests import cast
from tests.payouts.engine.acts import settle, settle_and_approve
from yunke import guards
from yunke.audit import HOUSE, record, seal
from yunke.models import AuditEntry, AuditSeal

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture
def locked() -> Run:
    """An approved month of two agents."""
    cast.holidays(2026)
    people, work = cast.finance(), cast.task()
    for _ in range(2):
        cast.segment(cast.agent(), work, date(2026, 10, 12), 60)
    return settle_and_approve(work.entity, people)


def refused(act) -> None:
    with pytest.raises(DatabaseError):
        _act_and_look(act)


@transaction.atomic
def _act_and_look(act) -> None:
    """PostgreSQL looks at deferred constraints when it is asked to, or at the commit."""
    act()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_all_guards_stand_after_migrate():
    wanted = {guard.name for guard in guards.guards(connection.vendor)}
    assert guards.installed() == wanted
    assert {guard.table for guard in guards.guards(connection.vendor)} == {
        "yunke_auditentry",
        "yunke_auditseal",
        "payouts_ledgertransaction",
        "payouts_ledgerentry",
        "payouts_openingbalance",
        "payouts_statement",
        "payouts_line",
        "payouts_run",
        "tasks_booking",
    }


def test_lifted_guards_stand_again_and_installing_twice_is_harmless():
    wanted = guards.installed()
    with guards.lifted():
        assert guards.installed() == set()
    guards.install()
    assert guards.installed() == wanted


GUARDED = sorted({guard.table for guard in guards.guards("sqlite")})


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("table", GUARDED)
def test_a_later_migration_rebuilds_a_guarded_table_and_the_guards_stand_again(table):
    """SQLite rebuilds the table for it, while other tables' triggers name it."""
    model = next(one for one in apps.get_models() if one._meta.db_table == table)
    standing = guards.installed()
    told = {"plan": [(Migration("0999_later", model._meta.app_label), False)], "apps": apps}
    emit_pre_migrate_signal(0, False, "default", **told)
    column = next(one for one in model._meta.fields if not one.is_relation and not one.primary_key)
    looser = column.clone()
    looser.null = not column.null
    looser.set_attributes_from_name(column.name)
    looser.model = model
    try:
        for before, after in ((column, looser), (looser, column)):
            with connection.schema_editor() as editor:
                editor.alter_field(model, before, after)
    finally:
        emit_post_migrate_signal(0, False, "default", **told)
    assert guards.installed() == standing
    assert guards.missing() == []


def test_migrating_nothing_leaves_the_guards_alone():
    standing = guards.installed()
    emit_pre_migrate_signal(0, False, "default", plan=[], apps=apps)
    assert guards.installed() == standing


@pytest.mark.parametrize("model", [Statement, Line])
def test_rows_of_a_locked_run_do_not_change(locked, model):
    rows = model.objects.all()
    assert rows.count() == 2
    column = "net_fen" if model is Statement else "amount_fen"
    refused(lambda: rows.update(**{column: F(column) + 1}))
    refused(lambda: rows.filter(pk=rows.first().pk).update(**{column: F(column) + 1}))
    refused(lambda: rows._raw_delete(rows.db))
    refused(lambda: model.objects.bulk_create([_copy(row) for row in rows]))
    assert rows.count() == 2


def _copy(row):
    row.pk = None
    if isinstance(row, Line):
        row.ordinal += 50
    else:
        row.public_id, row.agent = "x" * 10 + str(row.agent_id), cast.agent()
    return row


def test_a_line_does_not_move_into_a_locked_run(locked):
    work = cast.task(cast.entity("other"))
    cast.segment(cast.agent(), work, date(2026, 10, 12), 60)
    draft = settle(work.entity, cast.finance()[0])
    line = Line.objects.filter(statement__run=draft)
    refused(lambda: line.update(statement=Statement.objects.filter(run=locked).first(), ordinal=99))
    refused(lambda: Statement.objects.filter(run=draft).update(run=locked))
    line.update(amount_fen=1)  # a draft is nobody's promise
    assert line.get().amount_fen == 1


def test_a_locked_run_goes_on_but_not_back(locked):
    for change in (
        {"state": "computing"},
        {"net_fen": 1},
        {"hash": ""},
        {"approved_by": None},
        {"pays_on": date(2027, 1, 1)},
    ):
        refused(lambda change=change: Run.objects.filter(pk=locked.pk).update(**change))
    refused(lambda: Run.objects.filter(pk=locked.pk)._raw_delete("default"))
    assert Run.objects.filter(pk=locked.pk).update(state="released", released_by=cast.person("发放")) == 1


@pytest.mark.parametrize("model", [AuditEntry, AuditSeal, LedgerTransaction, LedgerEntry])
def test_audit_and_ledger_only_grow(locked, model):
    record(HOUSE, "looked", locked, now=cast.LONG_AGO)
    seal(now=cast.LONG_AGO)
    rows = model.objects.all()
    before = rows.count()
    assert before
    column = {
        "AuditEntry": "verb",
        "AuditSeal": "hash",
        "LedgerTransaction": "kind",
        "LedgerEntry": "agent_id",
    }[model.__name__]
    refused(lambda: rows.update(**{column: F(column)}))
    refused(lambda: rows.filter(pk=rows.first().pk).update(**{column: F(column)}))
    refused(lambda: rows._raw_delete(rows.db))
    assert rows.count() == before


def test_no_agent_holds_two_seats_at_once():
    agent, work = cast.agent(), cast.task()
    cast.booking(agent, cast.shift(work, "2026-10-12 14:00"))
    refused(lambda: cast.booking(agent, cast.shift(work, "2026-10-12 21:00")))
    cast.booking(agent, cast.shift(work, "2026-10-12 22:00"))
    assert agent.bookings.count() == 2


def test_each_column_of_a_run_is_fixed_or_free_for_a_reason():
    """A column added later is guarded as soon as it is there."""
    free = {"state", "released_by_id", "released_at", "paid_at"}
    assert {field.column for field in Run._meta.concrete_fields} == {*guards._FIXED, *free}


@pytest.mark.parametrize(
    "changed",
    [
        {"calendar": 7},
        {"public_id": "Z" * 26},
        {"prepared_at": cast.LONG_AGO},
        {"computed_at": None},
        {"approved_at": cast.LONG_AGO},
        {"return_reason": "x"},
    ],
)
def test_what_a_locked_run_says_of_itself_does_not_change(locked, changed):
    refused(lambda: Run.objects.update(**changed))


def test_when_a_run_was_released_and_paid_is_said_once(locked):
    Run.objects.update(state="released", released_at=cast.LONG_AGO)
    refused(lambda: Run.objects.update(released_at=cast.at("2026-11-15 09:00")))
    Run.objects.update(state="paid", paid_at=cast.LONG_AGO)
    refused(lambda: Run.objects.update(paid_at=None))
