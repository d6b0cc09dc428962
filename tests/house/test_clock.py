"""Time is handed in: one file asks what time it is, and the database is never asked."""

from __future__ import annotations

import ast
import re

import pytest
from django.apps import apps

from tests.house.walk import FLOORS, named, nodes, parsed, sources, words_of

ASKING = re.compile(
    r"(^|\.)(datetime\.(now|utcnow|today)|date\.today|timezone\.now|localdate|localtime|gmtime|time\.time(_ns)?|Now)$"
)
DATABASE_NOW = re.compile(r"current_timestamp|current_date|\bnow\(\)|clock_timestamp|'now'", re.IGNORECASE)
SQL = re.compile(r"\b(select|insert|update|where|values)\b", re.IGNORECASE)
ALLOWED = {"yunke/clock.py"}


def asked(text: str) -> list[str]:
    """Every way to ask, under whatever name it was imported, and handed on uncalled (``default=timezone.now``)."""
    return [name for _line, name in named(parsed(text)) if ASKING.search(name)]


@pytest.mark.parametrize(
    "text",
    [
        "x = timezone.now()",
        "datetime.now(UTC)",
        "date.today()",
        "Shift.objects.filter(a=Now())",
        "from django.utils.timezone import now as moment\nmoment()",
        "from datetime import datetime as dt\ndt.now(UTC)",
        "import datetime as clockwork\nclockwork.datetime.now()",
        "from time import time\ntime()",
        "DateTimeField(default=timezone.now)",
    ],
)
def test_the_search_finds_a_clock_that_is_asked(text: str) -> None:
    assert asked(text)


def test_only_the_clock_asks_the_time() -> None:
    found = {path: names for path, text in sources() if path not in ALLOWED and (names := asked(text))}
    assert found == {}


def test_the_words_of_a_filled_text_are_read_together() -> None:
    text = ast.parse('f"update {table} set at = now()"').body[0]
    found = [
        said
        for node in ast.walk(text)
        if (said := words_of(node)) and DATABASE_NOW.search(said) and SQL.search(said)
    ]
    assert len(found) == 1


def test_no_sql_asks_the_database_for_the_time() -> None:
    found = []
    for path, text in sources():
        for node in nodes(parsed(text)):
            said = words_of(node)
            if DATABASE_NOW.search(said) and SQL.search(said):
                found.append((path, node.lineno))
    assert found == []


def test_no_column_fills_itself_with_the_time() -> None:
    columns = [
        f"{model._meta.label}.{field.name}"
        for floor in FLOORS
        for model in apps.get_app_config(floor).get_models()
        for field in model._meta.get_fields()
        if getattr(field, "auto_now", False)
        or getattr(field, "auto_now_add", False)
        or (
            getattr(field, "get_internal_type", str)() in {"DateTimeField", "DateField", "TimeField"}
            and getattr(field, "has_default", bool)()
        )
    ]
    assert columns == []
