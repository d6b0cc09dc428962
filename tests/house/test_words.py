"""The glossary names every model, every state and every reason code, as the code has them, in both languages."""

from __future__ import annotations

import re

from django.apps import apps

from tests.house.walk import FLOORS, ROOT
from yunke import glossary
from yunke.ground.errors import KINDS
from yunke.ground.states import TABLES

CJK = re.compile(r"[\u4e00-\u9fff]")
UNNAMED = {
    "Counter": "the last number given out",
    "LessonRead": "joins lesson and agent",
    "Answer": "joins attempt and question",
    "ClientMember": "joins client and account",
    "TermsRate": "a row of terms",
    "TermsTier": "a row of terms",
    "TermsRank": "a row of terms",
    "AmendedDay": "a row of a holiday amendment",
}
WRITTEN = [line.split("|") for line in glossary.handwritten().splitlines() if line.startswith("| ")]


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


def test_every_model_is_named() -> None:
    named = {name for row in WRITTEN for name in re.findall(r"`([A-Z]\w+)`", row[3])}
    models = {
        model.__name__
        for room in FLOORS
        for model in apps.get_app_config(room).get_models()
        if not model._meta.auto_created
    }
    assert sorted(models - named) == sorted(UNNAMED)
    assert sorted(named - models) == ["Listing"]  # a list is no row


def test_the_chinese_words_are_those_of_the_pages() -> None:
    said = (ROOT / "yunke" / "locale" / "en" / "LC_MESSAGES" / "django.po").read_text(encoding="utf-8")
    words = {word for row in WRITTEN for word in re.split(" / |, ", row[1].strip())} - {"中文"}
    assert len(words) > 100
    assert sorted(word for word in words if word not in said or not CJK.search(word)) == []
