"""The glossary names every state and every reason code, as the code has them, in both languages."""

from __future__ import annotations

import re

from yunke import glossary
from yunke.ground.errors import KINDS
from yunke.ground.states import TABLES

CJK = re.compile(r"[\u4e00-\u9fff]")


def test_the_tables_are_those_of_the_code() -> None:
    written = glossary.BOOK.read_text(encoding="utf-8")
    assert written == glossary.handwritten() + glossary.tables(), "run `make words`"


def test_every_state_and_reason_code_is_there() -> None:
    written = glossary.BOOK.read_text(encoding="utf-8")
    codes = {state for table in TABLES.values() for state in table.words} | set(KINDS)
    assert [code for code in sorted(codes) if f"`{code}`" not in written] == []


def test_every_one_has_an_english_word() -> None:
    rows = [line.split("|") for line in glossary.tables().splitlines() if line.startswith("| `")]
    assert [row[1].strip() for row in rows if CJK.search(row[3]) or not row[3].strip()] == []
