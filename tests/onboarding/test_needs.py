"""Each private need is applied by a rule: what is proposed, how it is asked, how long it may take; nothing else."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from onboarding.actions.door import answer_door
from onboarding.models import Agent, LineChoice
from onboarding.queries.door import fits
from onboarding.queries.needs import extra_time_percent, paths_by_need
from onboarding.rules.door import Answers
from onboarding.rules.needs import is_spoken, reasons_not_to_propose, ways_to_speak
from onboarding.rules.profile import EXTRA_TIME_PERCENT, NEEDS
from tasks.queries.claims import claimer
from tests import cast
from tests.onboarding.doors import signed_in
from training.rules.exam import sitting_time

NOW = cast.at("2026-11-02 10:00")
ALL = Answers(computer=True, telecom_cable=True, headset=True, weekly_hours=20)


@pytest.fixture
def lines() -> None:
    """Voice listens to the room; chat does not."""
    cast.sop(cast.line("voice"), "real_name", "room", "claim")
    cast.sop(cast.line("chat"), "real_name", "typing", "claim")


def told(*needs: str) -> Agent:
    one = cast.agent()
    cast.profile(one, needs=list(needs))
    return one


def order(page: str) -> list[str]:
    return re.findall(r'name="spoken_how" value="(\w+)"', page)


def test_every_need_that_may_be_ticked_is_read_by_a_rule() -> None:
    moved = {"typing_only": reasons_not_to_propose({"typing_only"}, spoken=True), "captions": None}
    assert set(NEEDS) == {*EXTRA_TIME_PERCENT, *moved}


@pytest.mark.parametrize(
    ("steps", "spoken"),
    [
        ({"room": {}}, True),
        ({"profile": {"mandarin": True}}, True),
        ({"profile": {"mandarin": False}, "typing": {}}, False),
        ({}, False),
    ],
)
def test_one_speaks_where_the_room_or_the_mandarin_is_listened_to(
    steps: dict[str, dict[str, bool]], spoken: bool
) -> None:
    assert is_spoken(steps) is spoken


@pytest.mark.parametrize(
    ("needs", "spoken", "codes"),
    [
        (["typing_only"], True, ["line_spoken"]),
        (["typing_only"], False, []),
        (["captions", "breaks"], True, []),
        ([], True, []),
    ],
)
def test_a_spoken_line_is_not_proposed_to_who_only_types(
    needs: list[str], spoken: bool, codes: list[str]
) -> None:
    assert [one.code for one in reasons_not_to_propose(needs, spoken=spoken)] == codes


@pytest.mark.django_db
def test_the_sops_are_read_once_for_what_fits_and_what_is_proposed(
    lines: None, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    one = told("typing_only")
    with django_assert_num_queries(4):  # lines, their SOPs, the steps, the needs
        assert [fit.proposed for fit in fits(ALL, NOW, one)].count(False) == 1
    browser = signed_in(one.user)
    with CaptureQueriesContext(connection) as asked:
        assert "说过不方便说话" in browser.get("/me/lines/").content.decode()
    read = [row["sql"] for row in asked.captured_queries if 'FROM "onboarding_sopstep"' in row["sql"]]
    assert len(read) == 1


def test_who_does_not_hear_well_is_offered_reading_and_free_speech_first() -> None:
    assert list(ways_to_speak([])) == ["read", "repeat", "free"]
    assert list(ways_to_speak(["captions"])) == ["read", "free", "repeat"]


@pytest.mark.django_db
def test_the_door_sets_a_spoken_line_aside_and_says_why(lines: None) -> None:
    one, other = told("typing_only"), told("captions")
    found = {fit.line.code: (fit.fits, fit.proposed, len(fit.aside)) for fit in fits(ALL, NOW, one)}
    assert found == {"voice": (True, False, 1), "chat": (True, True, 0)}
    assert all(fit.proposed for fit in [*fits(ALL, NOW, other), *fits(ALL, NOW)])
    answer_door(one, ALL, now=NOW)
    answer_door(other, ALL, now=NOW)
    chosen = LineChoice.objects.order_by("line__code").values_list("line__code", flat=True)
    assert list(chosen.filter(agent=one)) == ["chat"]
    assert list(chosen.filter(agent=other)) == ["chat", "voice"]
    page = signed_in(one.user).get("/start/fit/").content.decode()
    assert ["在线客服适合你" in page, "没有推荐，因为：" in page, "说过不方便说话" in page] == [
        True,
        True,
        True,
    ]
    assert "说过不方便说话" not in signed_in(other.user).get("/start/fit/").content.decode()
    api = signed_in(one.user).post(
        "/api/v1/door/",
        {"computer": True, "telecom_cable": True, "headset": True, "weekly_hours": 20},
        content_type="application/json",
    )
    said = {
        row["line"]: (row["fits"], row["proposed"], [why["code"] for why in row["aside"]])
        for row in api.json()
    }
    assert said == {"voice": (True, False, ["line_spoken"]), "chat": (True, True, [])}


@pytest.mark.django_db
@pytest.mark.database
def test_a_spoken_line_may_be_chosen_all_the_same_and_stands_last(lines: None) -> None:
    one, other = told("typing_only"), told("breaks")
    browser = signed_in(one.user)
    page = browser.get("/me/lines/").content.decode()
    assert (page.index("在线客服") < page.index("语音外呼"), "说过不方便说话" in page) == (True, True)
    browser.post("/me/lines/voice/choose/")
    browser.post("/me/lines/chat/choose/")
    cast.chosen(other, "voice", "chat")
    assert [path.line for path in paths_by_need(one, NOW)] == ["chat", "voice"]
    assert {path.line for path in paths_by_need(other, NOW)} == {"voice", "chat"}
    cast.qualification(one)
    person = claimer(one, NOW, ["voice"])
    assert (person.open_steps["voice"], set(person.qualifications)) == (
        ("room",),
        {"voice"},
    )  # as for anybody


@pytest.mark.django_db
@pytest.mark.database
@pytest.mark.parametrize("url", ["/me/room/", "/me/room/today/"])
def test_the_room_shows_what_is_spoken_as_text(url: str, lines: None) -> None:
    one, other = (cast.chosen(told(*needs)) for needs in (("captions",), ()))
    page = signed_in(one.user).get(url).content.decode()
    assert (order(page), '<p id="spoken"' in page) == (["read", "free", "repeat"], True)
    page = signed_in(other.user).get(url).content.decode()
    assert (order(page), '<p class="hide" id="spoken"' in page) == (["read", "repeat", "free"], True)


@pytest.mark.django_db
def test_who_needs_breaks_has_a_quarter_more_time() -> None:
    assert extra_time_percent(told("breaks")) == 25
    assert sitting_time(40, 25) == timedelta(minutes=50)


@pytest.mark.django_db
def test_no_desk_shows_a_need() -> None:
    one = told(*NEEDS)
    claim = cast.claim(one, cast.task(), state="asked")
    desk: Browser = signed_in(cast.screener())
    pages = [
        desk.get(url).content.decode()
        for url in (
            f"/desk/claims/{claim.public_id}/",
            "/desk/claims/",
            f"/api/v1/claims/{claim.public_id}/",
        )
    ]
    assert claim.agent.number in pages[2]
    for page in pages:
        assert [code for code, words in NEEDS.items() if words in page or code in page] == []
