"""Invariant 15: every decision and every move is on record, and each was legal.

A batch moved at once has one entry that says how many rows it moved (``rows``) of which table; an approval's
own entry says how many payments it laid out ready and waiting.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.apps import apps
from django.db import connection, models
from django.db.models import Count, Q

from payouts.models import PayoutItem
from payouts.verify.scope import Findings, Scope
from yunke.ground.states import TABLES, StateTable
from yunke.models import AuditEntry, Public

# sending a notice moves it; who sends again is on record with how many, not with which
UNWRITTEN = frozenset({"notice"})
LED = {  # tables begun in bulk, or worked through under a lease: only where these states come from is on record
    "fact": ("approved", "refused"),
    "shift": ("cancelled",),
    "import_row": ("repaired", "dropped"),
    "chunk": ("parked",),
    "review": ("second", "reviewed", "void"),
}


def recorded() -> list[type[Public]]:
    """Every table of the house whose rows stand in a state that somebody put them in."""
    return [
        model
        for model in apps.get_models()
        if issubclass(model, Public) and hasattr(model, "STATES") and model.STATES.name not in UNWRITTEN
    ]


def all_on_record(scope: Scope) -> Findings:
    """The record has no months: all of it is read."""
    yield from _illegal_moves()
    for model in recorded():
        if model.STATES.name not in LED:  # type: ignore[attr-defined]
            yield from _unrecorded(model)
    for name, states in LED.items():
        yield from _more_than_led(name, states)


def _illegal_moves() -> Findings:
    moves = (
        AuditEntry.objects.exclude(from_state="")
        .order_by()
        .values_list("thing_type", "from_state", "to_state", "facts__table")
        .distinct()
    )
    for thing, was, to, named in moves:
        table = TABLES.get(named) if named else _table(thing)
        if table and not table.allows(was, to):
            yield f"{thing}: a move from {was} to {to} is on record, its table has none"


def _table(thing: str) -> StateTable | None:
    try:
        return getattr(apps.get_model(thing), "STATES", None)
    except LookupError:
        return None


def _unrecorded(model: type[models.Model]) -> Findings:
    """Rows whose state no entry of theirs led to, less those a batch's entry counts."""
    table: StateTable = model.STATES  # type: ignore[attr-defined]
    silent = _silent(model)
    if not silent:
        return
    together = Counter[str]()
    for to, rows in AuditEntry.objects.filter(Q(facts__table=table.name)).values_list(
        "to_state", "facts__rows"
    ):
        together[to] += rows or 0
    if table is PayoutItem.STATES:
        for facts in AuditEntry.objects.filter(verb="run_approved").values_list("facts", flat=True):
            together.update({state: facts.get(state, 0) for state in ("ready", "waiting")})
    for state, count in sorted(silent.items()):
        if count > together[state]:
            yield f"{table.name}: {count - together[state]} of {state} came there without an entry"


def _silent(model: type[models.Model]) -> Counter[str]:
    """In plain words to the database: a score of tables are asked alike."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT state, COUNT(*) FROM {model._meta.db_table} m WHERE NOT EXISTS ("  # noqa: S608 - our own tables
            f"SELECT 1 FROM {AuditEntry._meta.db_table} "
            "WHERE thing_type = %s AND thing_id = m.public_id AND to_state = m.state) GROUP BY state",
            [model._meta.label_lower],
        )
        return Counter(dict(cursor.fetchall()))


def _more_than_led(name: str, states: tuple[str, ...]) -> Findings:
    """Sums, since facts are millions: no more rows stand in a state than entries brought there and left there."""
    models: list[Any] = [model for model in recorded() if model.STATES.name == name]  # type: ignore[attr-defined]
    standing, led = Counter[str](), Counter[str]()
    for model in models:
        rows = model._default_manager.filter(state__in=states).order_by().values_list("state")
        standing.update(dict(rows.annotate(count=Count("pk"))))
    mine = Q(facts__table=name) | Q(thing_type__in=[model._meta.label_lower for model in models])
    for was, to, moved in AuditEntry.objects.filter(mine).values_list(
        "from_state", "to_state", "facts__rows"
    ):
        led[to] += moved or 1
        led[was] -= moved or 1
    for state in states:
        if standing[state] > led[state]:
            yield f"{name}: {standing[state] - led[state]} of {state} came there without an entry"
