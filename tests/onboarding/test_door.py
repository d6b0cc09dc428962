"""The door: one minute before anything of oneself is asked; photos only where a line fits."""

from __future__ import annotations

import pytest
from django.test import Client

from onboarding.models import Agent, DoorAnswers, IdentityCheck, Line, LineChoice
from onboarding.queries.sop import open_steps, steps_of
from onboarding.rules.door import Answers, reasons_not_to_fit
from onboarding.seed import EQUIPPED, UNEQUIPPED, seed
from tests import cast
from tests.onboarding.doors import AT_HOME, Sms, photo, signed_in

NOW = cast.at("2026-11-02 10:00")
NOTHING = {"computer": "no", "telecom_cable": "no", "headset": "no", "weekly_hours": "10"}


@pytest.mark.parametrize(
    ("needs", "told", "codes"),
    [
        (EQUIPPED, (True, True, True, 10), []),
        (EQUIPPED, (True, True, False, 10), ["door_headset"]),
        (EQUIPPED, (False, False, False, 10), ["door_computer", "door_cable", "door_headset"]),
        (UNEQUIPPED, (True, False, False, 5), []),
        (UNEQUIPPED, (True, False, False, 0), ["door_no_hours"]),
        (UNEQUIPPED | {"weekly_hours": 20}, (True, False, False, 10), ["door_hours"]),
        (UNEQUIPPED | {"weekly_hours": 20}, (True, False, False, 20), []),
        ({}, (False, False, False, 1), []),
    ],
)
def test_what_a_line_needs(needs: dict, told: tuple, codes: list[str]) -> None:
    assert [one.code for one in reasons_not_to_fit(needs, Answers(*told))] == codes


@pytest.mark.django_db
def test_the_questions_come_before_the_phone_and_say_that_nothing_is_charged(client: Client) -> None:
    seed(NOW)
    assert client.get("/accounts/signup/?next=/board/").headers["Location"] == "/start/fit/?next=%2Fboard%2F"
    assert client.get("/start/fit/?next=/board/").headers["Location"] == "/start/?next=%2Fboard%2F"
    asked = client.get("/start/?next=/board/").content.decode()
    assert "云客不收押金、课程费和设备费" in asked
    assert client.post("/start/", {"computer": "yes"}).status_code == 422
    answer = client.post("/start/", AT_HOME | {"headset": "no", "next": "/board/"})
    assert answer.headers["Location"] == "/start/fit/?next=%2Fboard%2F"
    told = client.get(answer.headers["Location"]).content.decode()
    assert "标注业务适合你" in told
    assert told.count("没有带麦克风的耳机。") == 2  # voice and chat
    assert 'href="/accounts/signup/?next=%2Fboard%2F"' in told
    assert client.get("/accounts/signup/").status_code == 200


@pytest.mark.django_db
def test_whom_no_line_fits_is_told_why_led_to_the_public_lesson_and_may_come_back(client: Client) -> None:
    seed(NOW)
    client.post("/start/", NOTHING)
    told = client.get("/start/fit/").content.decode()
    assert "现在还没有适合的业务" in told
    assert "装了电信宽带、插上网线再来" in told
    assert "/accounts/signup/" not in told
    assert client.get("/accounts/signup/").headers["Location"] == "/start/fit/"
    client.post("/start/", AT_HOME)
    assert client.get("/accounts/signup/").status_code == 200


@pytest.mark.django_db
def test_who_signs_in_with_a_new_number_answers_the_questions_before_there_is_an_account(
    client: Client, sms: Sms
) -> None:
    seed(NOW)
    client.post("/accounts/login/", {"phone": "19900061298"})
    client.post("/accounts/login/code/confirm/", {"code": sms.codes[-1][1]})
    assert client.get("/accounts/join/").headers["Location"] == "/start/fit/"
    assert client.post("/accounts/join/", {"agree": "on"}).headers["Location"] == "/start/fit/"
    assert client.get("/start/fit/").headers["Location"] == "/start/"
    client.post("/start/", NOTHING)
    assert client.post("/accounts/join/", {"agree": "on"}).headers["Location"] == "/start/fit/"
    assert not Agent.objects.exists()
    client.post("/start/", AT_HOME)
    assert (
        'href="/accounts/join/"' in client.get("/start/fit/").content.decode()
    )  # the phone is proven already
    client.post("/accounts/join/", {"agree": "on"})
    assert Agent.objects.get().door.headset is True


@pytest.mark.django_db
def test_the_answers_go_with_the_account_and_choose_the_lines_that_fit(client: Client, sms: Sms) -> None:
    seed(NOW)
    client.post("/start/", AT_HOME | {"headset": "no"})
    client.post("/accounts/signup/", {"phone": "19900061299"})
    client.post("/accounts/login/code/confirm/", {"code": sms.codes[-1][1]})
    client.post("/accounts/join/", {"agree": "on"})
    agent = Agent.objects.get()
    assert (agent.door.headset, agent.door.weekly_hours) == (False, 10)
    assert [one.line.code for one in LineChoice.objects.filter(agent=agent)] == ["annotation"]
    client.post("/start/", AT_HOME)  # later answers choose nothing by themselves
    assert DoorAnswers.objects.get().headset is True
    assert LineChoice.objects.count() == 1


@pytest.mark.django_db
def test_photos_are_asked_only_where_a_line_fits() -> None:
    seed(NOW)
    one = cast.agent(state="applicant", verified=False)
    page = signed_in(one.user)
    papers = {"name": "演示甲", "id_number": cast.id_number(1), "agree": "on"}
    files = {f"photo_{side}": photo() for side in ("front", "back", "self")}
    page.post("/start/", NOTHING)
    assert page.get("/me/real-name/").headers["Location"] == "/start/fit/"
    refused = page.post("/api/v1/me/real-name/", papers | files)
    assert [row["code"] for row in refused.json()["reasons"]] == ["no_line_fits"]
    assert not IdentityCheck.objects.exists()
    page.post("/start/", AT_HOME)
    assert page.get("/me/real-name/").status_code == 200


@pytest.mark.django_db
def test_the_same_answers_by_program(client: Client) -> None:
    seed(NOW)
    told = {"computer": True, "telecom_cable": False, "headset": True, "weekly_hours": 12}
    rows = client.post("/api/v1/door/", told, content_type="application/json").json()
    assert {row["line"]: [one["code"] for one in row["reasons"]] for row in rows} == {
        "voice": ["door_cable"],
        "chat": ["door_cable"],
        "annotation": [],
    }
    assert not DoorAnswers.objects.exists()


@pytest.mark.django_db
def test_a_chosen_line_that_does_not_fit_says_so_on_its_path() -> None:
    seed(NOW)
    one = cast.agent()
    page = signed_in(one.user)
    page.post("/start/", AT_HOME | {"headset": "no"})
    page.post("/me/lines/voice/choose/")
    lines = list(Line.objects.filter(code__in=["voice", "annotation"]))
    found = steps_of(one, lines, NOW)
    door = {code: [x.step.note for x in steps if x.kind.code == "door"] for code, steps in found.items()}
    assert door == {"voice": ["没有带麦克风的耳机。"], "annotation": []}
    assert "door" not in open_steps(one, lines[0], NOW)
