"""The English catalogue: whole, in step with the sentences of the code, and what pages really say."""

from __future__ import annotations

import importlib.util
import re
import shutil
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import polib
import pytest
from django.test import Client
from django.utils.html import strip_tags

from onboarding.models import Agent, User
from tasks.models import Client as Business
from tasks.models import PayingEntity, Task
from tests import cast
from tests.house.doors import doors
from tests.house.walk import FLOORS, ROOT
from tests.reach import IN_CI
from training.models import Lesson
from training.seed import seed
from yunke.ground.roles import (
    ADMINISTRATOR,
    AGENT,
    APPROVER,
    AUDITOR,
    CLIENT,
    FINANCE,
    OPERATIONS,
    PREPARER,
    QUALITY,
    SCREENER,
)

NOT_COPIED = shutil.ignore_patterns("__pycache__", "migrations", "*.po", "*.mo")
CATALOGUE = ROOT / "yunke" / "locale" / "en" / "LC_MESSAGES" / "django.po"
CHINESE = re.compile(
    r"[\u3001-\u303f\u3400-\u9fff\uff00-\uffef]"
)  # letters and punctuation; not the wide blank
PLACE = re.compile(r"%%|%\(\w+\)[sd]|<[^>]+>")  # what a translation must carry over: places, markup, per cent
COUNTED = re.compile(  # a number that may be one, and a noun that is then wrong; limits and settings are not counted
    r"(?:%\((?:count|number|n|new|done|total|left|parked|waiting|worked|held|taken|seats|shifts|tasks|rows|lines|lessons"
    r"|statements|results|letters|live|then|late)\)s|\{0\}) (?:[a-z-]+ )?[a-z]{3,}[^s\W]s\b"
)
FEW = ("前 %(n)s 行",)  # always several
MEANT = ("简体中文",)  # a language is called by its own name
TO_BE_SAID = re.compile(
    r"<(\w+)[^>]*\blang=\"zh-Hans\"[^>]*>.*?</\1>", re.DOTALL
)  # a text to read aloud or type


@cache
def english() -> polib.POFile:
    """The catalogue, read once for all its tests."""
    return polib.pofile(str(CATALOGUE))


def entries() -> Iterator[tuple[str, str]]:
    """(msgid, English), one for each plural form."""
    for entry in english():
        for told in entry.msgstr_plural.values() if entry.msgid_plural else [entry.msgstr]:
            yield entry.msgid, told


def chinese(text: str) -> list[str]:
    """The places that are still Chinese, with a few characters around."""
    for name in MEANT:
        text = text.replace(name, "")
    return [text[max(0, at.start() - 20) : at.end() + 20].strip() for at in CHINESE.finditer(text)]


# --- the file ----------------------------------------------------------------------------------------------


def test_every_sentence_has_its_english() -> None:
    assert [msgid for msgid, told in entries() if not told] == []


def test_nothing_is_guessed() -> None:
    book = english()
    assert [entry.msgid for entry in book.fuzzy_entries() + book.obsolete_entries()] == []


def test_places_and_markup_are_carried_over() -> None:
    differing = [
        msgid for msgid, told in entries() if sorted(PLACE.findall(msgid)) != sorted(PLACE.findall(told))
    ]
    assert differing == []


def test_the_english_holds_no_chinese() -> None:
    assert [told for _msgid, told in entries() if chinese(told)] == []


def test_dates_stay_in_djangos_letters() -> None:
    told = dict(entries())
    formats = {"n月j日": "j M", "Y年n月j日": "j M Y", "Y年n月": "F Y", "n月": "M"}
    assert {msgid: told[msgid] for msgid in formats} == formats


# --- the sentences of the code -----------------------------------------------------------------------------


def messages() -> ModuleType:
    """``.ci/messages.py``, which stands outside any package."""
    spec = importlib.util.spec_from_file_location("messages", ROOT / ".ci" / "messages.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_catalogue_holds_the_sentences_of_the_code(tmp_path: Path, settings: Any) -> None:
    if not shutil.which("xgettext") and not IN_CI:
        pytest.skip("no xgettext: install it (apt-get install gettext)")
    for floor in FLOORS:
        shutil.copytree(ROOT / floor, tmp_path / floor, ignore=NOT_COPIED)
    settings.LOCALE_PATHS = [tmp_path / "yunke" / "locale"]
    said, known = sentences(messages().gather(tmp_path)), sentences(CATALOGUE)
    assert sorted(said - known) == [], "run `make messages` and write the English"
    assert sorted(known - said) == [], "no page says these any more: run `make messages`"


def sentences(path: Path) -> set[str]:
    """Compared as sentences: their order and flags are the gettext version's own."""
    return {entry.msgid for entry in polib.pofile(str(path)) if not entry.obsolete}


# --- the pages ---------------------------------------------------------------------------------------------

NOON = cast.at("2026-10-05 12:00")


@pytest.fixture
def world(clock: Callable[[Any], Any]) -> dict[str, Any]:
    """The cast under English names, so that whatever Chinese is left on a page is the page's own."""
    clock(NOON)
    cast.line()
    seed(NOON, only=["voice-intro"])
    cast.holidays(2026)
    payer = cast.entity("acme", tax_method="cumulative", gap_rule="paid")
    PayingEntity.objects.filter(pk=payer.pk).update(name="Acme Pay")
    task = cast.task(payer, name="Autumn calls", rates={"connected": (50, 0), "sale": (0, 200)})
    task.penalty_tables.get().clauses.update(title="Leaving without leave")
    Business.objects.filter(pk=task.client.pk).update(name="Acme Shops")
    return {"task": task, "payer": payer, "agent": cast.agent("Ada Example")}


DRAWN = (200, 302, 404, 409)  # what was not begun has no next page yet
FEWEST = {CLIENT: 1, ADMINISTRATOR: 4, SCREENER: 5, QUALITY: 7}


def reader(user: User | None = None) -> Client:
    """Somebody who reads English."""
    client = Client()
    client.cookies["django_language"] = "en"
    if user:
        User.objects.filter(pk=user.pk).update(language="en")
        client.force_login(user)
    return client


def page(url: str, client: Client, *drawn: int) -> str:
    """What a reader of English sees and a screen reader says, labels included."""
    answer = client.get(url)
    assert answer.status_code in (drawn or (200,)), url
    return answer.content.decode()


def left_on(
    urls: list[str], user: User | None = None, *, drawn: tuple[int, ...] = ()
) -> dict[str, list[str]]:
    """Pages that still hold Chinese, with what it is."""
    client = reader(user)
    told = {url: chinese(TO_BE_SAID.sub("", page(url, client, *drawn))) for url in urls}
    return {url: found for url, found in told.items() if found}


@pytest.mark.django_db
def test_pages_before_signing_in_are_english(world: dict[str, Any]) -> None:
    lesson = world_lesson()
    urls = [
        "/",
        "/board/",
        f"/board/{world['task'].public_id}/",
        "/accounts/login/",
        "/start/",
        "/study/",
        f"/study/{lesson}/",
    ]
    assert left_on(urls) == {}


@pytest.mark.django_db
def test_an_agents_pages_are_english_before_the_first_task(world: dict[str, Any]) -> None:
    urls = [
        "/",
        "/board/",
        f"/board/{world['task'].public_id}/",
        "/study/",
        f"/study/{world_lesson()}/",
        "/exam/voice/",
        "/work/",
        "/work/shifts/",
        "/work/hours/",
        "/work/decisions/",
        "/pay/",
        "/me/",
        "/me/news/",
    ]
    assert left_on(urls, world["agent"].user) == {}


@pytest.mark.django_db
def test_an_agents_pages_are_english_at_work(world: dict[str, Any]) -> None:
    agent: Agent = world["agent"]
    held = cast.claim(agent, world["task"])
    cast.booking(agent, cast.shift(world["task"], "2026-10-06 14:00"))
    cast.segment(agent, world["task"], NOON.date().replace(day=4), 420)
    urls = [
        "/",
        f"/work/claims/{held.public_id}/",
        "/work/",
        "/work/shifts/",
        "/work/hours/",
        "/pay/",
        "/pay/account/",
    ]
    assert left_on(urls, agent.user) == {}


OF_THE_WORLD = {  # pages about one thing, beside those every role's rail leads to
    OPERATIONS: ["/desk/tasks/{task}/", "/desk/tasks/{task}/terms/", "/desk/agents/{agent}/"],
    PREPARER: ["/finance/acme/2026-10/"],
    APPROVER: ["/finance/acme/2026-10/"],
    QUALITY: ["/desk/agents/{agent}/"],
    CLIENT: ["/client/{task}/"],
}
READERS = sorted({AGENT, CLIENT, SCREENER, OPERATIONS, QUALITY, *FINANCE, AUDITOR, ADMINISTRATOR})


def opened_by(role: str) -> list[str]:
    """Every page of the role that stands by itself."""
    return sorted(
        "/" + one.route
        for one in doors()
        if role in one.roles and "GET" in one.methods and not one.places and not one.is_api
    )


@pytest.mark.django_db
@pytest.mark.parametrize("role", READERS)
def test_every_page_of_a_role_is_english(role: str, world: dict[str, Any]) -> None:
    task: Task = world["task"]
    cast.claim(world["agent"], task)
    cast.segment(world["agent"], task, NOON.date().replace(day=4), 420, state="drafted")
    cast.claim(cast.agent("Ben Example"), task, state="asked")
    user = world["agent"].user if role == AGENT else cast.person("Olive Staff", role)
    if role == CLIENT:
        task.client.members.create(user=user)
    of_the_world = [
        url.format(task=task.public_id, agent=world["agent"].public_id) for url in OF_THE_WORLD.get(role, [])
    ]
    urls = opened_by(role)
    assert len(urls) >= FEWEST.get(role, 10)
    assert left_on(of_the_world, user) == {}
    assert left_on(urls, user, drawn=DRAWN) == {}


@pytest.mark.django_db
def test_refusals_are_english(world: dict[str, Any]) -> None:
    assert chinese(page("/board/nowhere/", reader(), 404)) == []
    assert chinese(page("/desk/tasks/", reader(world["agent"].user), 403)) == []


@pytest.mark.django_db
def test_the_test_would_see_chinese(world: dict[str, Any]) -> None:
    assert "语音外呼" in strip_tags(Client().get("/board/").content.decode())


def world_lesson() -> str:
    return Lesson.objects.earliest("number").public_id


def test_no_sentence_counts_one_of_several() -> None:
    """ "1 segments": such a sentence has two forms, or puts the number last ("Segments: 1")."""
    assert COUNTED.search("%(count)s booked shifts remain.")
    assert not COUNTED.search("Booked shifts that remain: %(count)s.")
    found = [
        (entry.msgid, entry.msgstr)
        for entry in english()
        if not entry.msgid_plural and entry.msgid not in FEW and COUNTED.search(entry.msgstr)
    ]
    assert found == []
