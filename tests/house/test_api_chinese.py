"""The API's page in Chinese: each sentence of the description and each tag has its Chinese, and none is left over."""

from __future__ import annotations

import re
from collections import Counter

import polib
import pytest
from django.test import Client
from django.utils.html import strip_tags

from tests import cast
from tests.house.test_english import chinese
from tests.house.walk import ROOT
from yunke.api_docs import Described, one_line

CATALOGUE = ROOT / "yunke" / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
KEPT = re.compile(
    r"``.+?``|\{\w+\}|(?:GET|POST|PUT|PATCH|DELETE)(?=[:：])|404"
)  # what both languages say alike
CODE = re.compile(r"``.+?``|<code>.+?</code>")
LATIN = re.compile(r"[A-Za-z][A-Za-z0-9-]*")
NAMES = {"GET", "POST", "PUT", "PDF", "SHA-256", "OpenAPI"}


def entries(context: str | None) -> dict[str, str]:
    return {one.msgid: one.msgstr for one in polib.pofile(str(CATALOGUE)) if one.msgctxt == context}


def described() -> list[tuple[str, str]]:
    """(tag, description) of every operation."""
    return [
        (operation["tags"][0], one_line(operation["description"]))
        for methods in Described().get_schema(public=True)["paths"].values()
        for operation in methods.values()
    ]


def test_every_description_and_tag_has_its_chinese_and_none_is_left_over() -> None:
    tags, said = (set(words) for words in zip(*described(), strict=True))
    for shown, known in ((said, entries(None)), (tags, entries("tag"))):
        assert sorted(shown - {msgid for msgid, told in known.items() if told}) == [], (
            f"say it in {CATALOGUE}"
        )
        assert sorted(known.keys() - shown) == [], "no operation says these any more: take them out"


def test_nothing_is_guessed_or_stands_twice() -> None:
    book = polib.pofile(str(CATALOGUE))
    assert [one.msgid for one in book.fuzzy_entries() + book.obsolete_entries()] == []
    assert len(book) == len(entries(None)) + len(entries("tag"))


def test_code_methods_and_statuses_are_carried_over() -> None:
    differing = [
        msgid
        for msgid, told in entries(None).items()
        if Counter(KEPT.findall(msgid)) != Counter(KEPT.findall(told))
    ]
    assert differing == []


def test_the_chinese_holds_no_english_but_names() -> None:
    told = [*entries(None).values(), *entries("tag").values()]
    assert [one for one in told if {*LATIN.findall(CODE.sub("", one))} - NAMES or not chinese(one)] == []


def test_the_description_for_programs_stays_english() -> None:
    assert [said for _tag, said in described() if chinese(said)] == []


def page(language: str) -> str:
    reader = Client()
    user = cast.screener()
    user.language = language
    user.save(update_fields=["language"])
    reader.force_login(user)
    reader.cookies["django_language"] = language
    whole = reader.get("/api/docs/").content.decode()
    return whole[whole.index('<nav class="chips"') : whole.rindex("</table>")]


@pytest.mark.django_db
def test_the_page_is_in_the_readers_language() -> None:
    told = page("zh-hans")
    assert {*LATIN.findall(strip_tags(CODE.sub("", told)))} - NAMES == set()
    assert (
        '<td class="rest facts">一条业务线卷子里每道题的最新版本；<code>kind</code> 是 <code>exam</code>'
        in told
    )
    assert '<a class="chip" href="#of-agents">客服 <b>4</b></a>' in told
    assert "客服 <code>agents</code></th>" in told


@pytest.mark.django_db
def test_who_reads_english_reads_the_docstrings() -> None:
    told = page("en")
    assert "The newest version of every question of a line&#x27;s paper; <code>kind</code> is" in told
    assert '<a class="chip" href="#of-agents">agents <b>4</b></a>' in told
    assert chinese(told) == []
