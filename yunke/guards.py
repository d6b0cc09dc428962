"""What the database itself refuses, whoever asks: plain SQL per vendor, installed after every migrate.

A later ``AlterField`` on SQLite rebuilds its table: it drops the table's triggers without a word and fails
on triggers of other tables that name it. So guards step aside before migrations, are installed afresh after
them, and a test lists them. Tests lift them around a flush with ``lifted()``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.db import connections

SEATED = "'booked','working','worked','absent'"
LOCKED = "'approved','released','paid'"


@dataclass(frozen=True, slots=True)
class Guard:
    """``make`` and ``drop`` are statements; under ``name`` the database's own catalogue has it as ``defined``."""

    name: str
    table: str
    make: tuple[str, ...]
    drop: str
    defined: str


def guards(vendor: str) -> list[Guard]:
    """Every guard of a vendor (``sqlite`` or ``postgresql``)."""
    forever = [
        guard
        for table in (
            "yunke_auditentry",
            "yunke_auditseal",
            "payouts_ledgertransaction",
            "payouts_ledgerentry",
            "payouts_openingbalance",
        )
        for guard in _append_only(vendor, table)
    ]
    return [*forever, *_locked_run(vendor), *_no_overlap(vendor)]


def _sqlite(name: str, table: str, event: str, condition: str, words: str) -> Guard:
    when = f"WHEN {condition} " if condition else ""
    make = (
        f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW {when}"
        f"BEGIN SELECT RAISE(ABORT, '{words}'); END"
    )
    return Guard(name, table, (make,), f"DROP TRIGGER IF EXISTS {name}", make)


def _postgres(name: str, table: str, timing: str, body: str, words: str) -> Guard:
    refuse = f"RAISE EXCEPTION '{words}' USING ERRCODE = 'integrity_constraint_violation'"
    source = f" BEGIN {body.replace('REFUSE', refuse)} END "
    function = (
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $guard${source}$guard$"
    )
    trigger = f"CREATE TRIGGER {name} {timing} EXECUTE FUNCTION {name}()"
    mark = _mark(trigger)
    make = (function, trigger, f"COMMENT ON TRIGGER {name} ON {table} IS '{mark}'")
    return Guard(name, table, make, f"DROP TRIGGER IF EXISTS {name} ON {table}", mark + source)


def _mark(statement: str) -> str:
    """PostgreSQL keeps no statement as it was written; a comment says of which one a guard was made."""
    return sha256(statement.encode()).hexdigest()


def _append_only(vendor: str, table: str) -> list[Guard]:
    words, name = f"{table} only grows", f"guard_{table}"
    if vendor == "sqlite":
        made = [_sqlite(f"{name}_{event.lower()}", table, event, "", words) for event in ("UPDATE", "DELETE")]
        return [*made, _never_replaced(table, "1", words)]
    return [
        _postgres(name, table, f"BEFORE UPDATE OR DELETE ON {table} FOR EACH STATEMENT", "REFUSE;", words),
        _never_emptied(table, "REFUSE;", words),
    ]


def _never_replaced(table: str, held: str, words: str) -> Guard:
    """SQLite's INSERT OR REPLACE takes the old row away without waking a trigger on DELETE."""
    key = "number" if table == "yunke_auditseal" else "id"
    found = f"EXISTS (SELECT 1 FROM {table} AS was WHERE was.{key} = NEW.{key} AND {held})"
    return _sqlite(f"guard_{table}_replace", table, "INSERT", found, words)


def _never_emptied(table: str, body: str, words: str) -> Guard:
    """TRUNCATE wakes no trigger on DELETE."""
    timing = f"BEFORE TRUNCATE ON {table} FOR EACH STATEMENT"
    return _postgres(f"guard_{table}_truncate", table, timing, body, words)


def _locked_run(vendor: str) -> list[Guard]:
    """No row of a run changes once it is approved; the run itself only goes on to be released and paid."""
    words = "the run is approved: its rows never change"
    made = [
        guard for make in (_locked_statement, _locked_line, _locked_head) for guard in make(vendor, words)
    ]
    if vendor == "sqlite":
        return [*made, *(_never_replaced(table, held, words) for table, held in _HELD.items())]
    any_locked = (
        f"IF EXISTS (SELECT 1 FROM payouts_run WHERE state IN ({LOCKED})) THEN REFUSE; END IF; RETURN NULL;"
    )
    return [*made, *(_never_emptied(table, any_locked, words) for table in _HELD)]


_HELD = {  # table -> whether its row ``was`` belongs to a locked run
    "payouts_run": f"was.state IN ({LOCKED})",
    "payouts_statement": f"was.run_id IN (SELECT id FROM payouts_run WHERE state IN ({LOCKED}))",
    "payouts_line": "was.statement_id IN (SELECT s.id FROM payouts_statement s JOIN payouts_run r ON r.id = s.run_id "
    f"WHERE s.id = was.statement_id AND r.state IN ({LOCKED}))",
}


def _locked_statement(vendor: str, words: str) -> list[Guard]:
    table, name = "payouts_statement", "guard_locked_statement"
    held = f"EXISTS (SELECT 1 FROM payouts_run r WHERE r.id = %s.run_id AND r.state IN ({LOCKED}))"
    if vendor == "sqlite":
        return [
            _sqlite(f"{name}_{event.lower()}", table, event, " OR ".join(held % row for row in rows), words)
            for event, rows in _EVENTS
        ]
    many = f"IF EXISTS (SELECT 1 FROM {{rows}} s JOIN payouts_run r ON r.id = s.run_id AND r.state IN ({LOCKED}))"
    return _postgres_set(name, table, many, words)


def _locked_line(vendor: str, words: str) -> list[Guard]:
    table, name = "payouts_line", "guard_locked_line"
    held = (
        "EXISTS (SELECT 1 FROM payouts_statement s JOIN payouts_run r ON r.id = s.run_id "
        f"WHERE s.id = %s.statement_id AND r.state IN ({LOCKED}))"
    )
    if vendor == "sqlite":
        return [
            _sqlite(f"{name}_{event.lower()}", table, event, " OR ".join(held % row for row in rows), words)
            for event, rows in _EVENTS
        ]
    many = (
        "IF EXISTS (SELECT 1 FROM {rows} l JOIN payouts_statement s ON s.id = l.statement_id "
        f"JOIN payouts_run r ON r.id = s.run_id AND r.state IN ({LOCKED}))"
    )
    return _postgres_set(name, table, many, words)


_EVENTS = [("INSERT", ["NEW"]), ("UPDATE", ["OLD", "NEW"]), ("DELETE", ["OLD"])]


def _postgres_set(name: str, table: str, found: str, words: str) -> list[Guard]:
    """Statement-level triggers over transition tables: one look for a COPY of a hundred thousand rows."""
    made = []
    for event, transition in (
        ("INSERT", "NEW TABLE AS n"),
        ("UPDATE", "OLD TABLE AS o NEW TABLE AS n"),
        ("DELETE", "OLD TABLE AS o"),
    ):
        looks = " ".join(
            f"{found.format(rows=rows)} THEN REFUSE; END IF;"
            for rows in ("n", "o")
            if f"AS {rows}" in transition
        )
        made.append(
            _postgres(
                f"{name}_{event.lower()}",
                table,
                f"AFTER {event} ON {table} REFERENCING {transition} FOR EACH STATEMENT",
                looks + " RETURN NULL;",
                words,
            )
        )
    return made


_FIXED = (  # all but the state, and who released it and when, and when it was paid
    "id",
    "public_id",
    "entity_id",
    "month",
    "number",
    "pays_on",
    "tax_method",
    "gap_rule",
    "penalties_lower_income",
    "calendar",
    "prepared_by_id",
    "prepared_at",
    "computed_at",
    "approved_by_id",
    "approved_at",
    "return_reason",
    "statement_count",
    "income_fen",
    "tax_fen",
    "penalty_fen",
    "advance_fen",
    "debt_fen",
    "carried_fen",
    "net_fen",
    "unpriced_count",
    "hash",
)


_ONCE = ("released_by_id", "released_at", "paid_at")
_BACK = " OR ".join(  # approved, released, paid: never back, and whoever released it did
    [
        "(OLD.state = 'paid' AND NEW.state <> 'paid') OR (OLD.state = 'released' AND NEW.state = 'approved')",
        *(f"(OLD.{column} IS NOT NULL AND OLD.{column} {{differs}} NEW.{column})" for column in _ONCE),
    ]
)


def _locked_head(vendor: str, words: str) -> list[Guard]:
    table, name = "payouts_run", "guard_locked_run"
    if vendor == "sqlite":
        changed = " OR ".join(f"OLD.{column} IS NOT NEW.{column}" for column in _FIXED)
        back = f"NEW.state NOT IN ({LOCKED}) OR {changed}"
        return [
            _sqlite(f"{name}_update", table, "UPDATE", f"OLD.state IN ({LOCKED}) AND ({back})", words),
            _sqlite(f"{name}_delete", table, "DELETE", f"OLD.state IN ({LOCKED})", words),
            _sqlite(f"{name}_back", table, "UPDATE", _BACK.format(differs="IS NOT"), words),
        ]
    changed = " OR ".join(f"OLD.{column} IS DISTINCT FROM NEW.{column}" for column in _FIXED)
    return [
        _postgres(
            f"{name}_update",
            table,
            f"BEFORE UPDATE ON {table} FOR EACH ROW",
            f"IF OLD.state IN ({LOCKED}) AND (NEW.state NOT IN ({LOCKED}) OR {changed}) THEN REFUSE; END IF; "
            "RETURN NEW;",
            words,
        ),
        _postgres(
            f"{name}_delete",
            table,
            f"BEFORE DELETE ON {table} FOR EACH ROW",
            f"IF OLD.state IN ({LOCKED}) THEN REFUSE; END IF; RETURN OLD;",
            words,
        ),
        _postgres(
            f"{name}_back",
            table,
            f"BEFORE UPDATE ON {table} FOR EACH ROW",
            f"IF {_BACK.format(differs='IS DISTINCT FROM')} THEN REFUSE; END IF; RETURN NEW;",
            words,
        ),
    ]


def _no_overlap(vendor: str) -> list[Guard]:
    """No agent holds two bookings at once; the range is half open, so back to back is fine."""
    table, name = "tasks_booking", "guard_no_overlap"
    if vendor == "sqlite":
        clash = (
            f"NEW.state IN ({SEATED}) AND EXISTS (SELECT 1 FROM {table} b WHERE b.agent_id = NEW.agent_id "
            f"AND b.id IS NOT NEW.id AND b.state IN ({SEATED}) "
            "AND b.starts_at < NEW.ends_at AND NEW.starts_at < b.ends_at)"
        )
        return [
            _sqlite(f"{name}_{event.lower()}", table, event, clash, "the agent is booked at that time")
            for event in ("INSERT", "UPDATE")
        ]
    constraint = (
        f"ALTER TABLE {table} ADD CONSTRAINT {name} EXCLUDE USING gist (agent_id WITH =, "
        f"tstzrange(starts_at, ends_at) WITH &&) WHERE (state IN ({SEATED}))"
    )
    mark = _mark(constraint)
    make = (
        "CREATE EXTENSION IF NOT EXISTS btree_gist",
        constraint,
        f"COMMENT ON CONSTRAINT {name} ON {table} IS '{mark}'",
    )
    return [Guard(name, table, make, f"ALTER TABLE {table} DROP CONSTRAINT IF EXISTS {name}", mark)]


def install(using: str = "default", **_: Any) -> None:
    """Put up every guard whose table is there and which does not stand as it is written here."""
    connection = connections[using]
    tables, standing = set(connection.introspection.table_names()), installed(using)
    with connection.cursor() as cursor:
        for guard in guards(connection.vendor):
            if guard.table in tables and guard.name not in standing:
                for statement in (guard.drop, *guard.make):  # an older one, or one switched off, has its name
                    cursor.execute(statement)


def step_aside(using: str = "default", plan: Sequence[Any] = (), **_: Any) -> None:
    """Before migrations on SQLite: take the guards down, as a rebuilt table may be named in a trigger."""
    if plan and connections[using].vendor == "sqlite":
        remove(using)


def missing(using: str = "default") -> list[str]:
    """Guards that should stand and do not, as after a migration that broke off."""
    return sorted({guard.name for guard in guards(connections[using].vendor)} - installed(using))


def remove(using: str = "default") -> None:
    """Take every guard down."""
    connection = connections[using]
    tables = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for guard in guards(connection.vendor):
            if guard.table in tables:
                cursor.execute(guard.drop)


def installed(using: str = "default") -> set[str]:
    """The names of the guards that stand in the database as they are written here."""
    connection = connections[using]
    look = (
        "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'guard_%'"
        if connection.vendor == "sqlite"
        else "SELECT tgname, coalesce(obj_description(t.oid, 'pg_trigger'), '') || prosrc FROM pg_trigger t "
        "JOIN pg_proc f ON f.oid = tgfoid WHERE tgname LIKE 'guard_%' AND NOT tgisinternal AND tgenabled <> 'D' "
        "UNION ALL SELECT conname, coalesce(obj_description(oid, 'pg_constraint'), '') FROM pg_constraint "
        "WHERE conname LIKE 'guard_%'"
    )
    with connection.cursor() as cursor:
        cursor.execute(look)
        found = set(cursor.fetchall())
    return {guard.name for guard in guards(connection.vendor) if (guard.name, guard.defined) in found}


@contextmanager
def lifted(using: str = "default") -> Iterator[None]:
    """Without guards: for a test's flush, and for tests that break a row behind their back."""
    remove(using)
    try:
        yield
    finally:
        install(using)
