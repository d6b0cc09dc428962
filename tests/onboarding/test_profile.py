"""The profile: kept while it is typed, looked over, sent; private needs; the status that decides nothing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from onboarding.export import held_of
from onboarding.models import Childbearing, Consent, Profile
from onboarding.queries.needs import extra_time_percent
from onboarding.queries.profile import hours_text, profile_rows, typed
from onboarding.queries.sop import steps_of
from onboarding.rules.profile import extra_time, missing, reasons_not_to_send, weekly_hours
from onboarding.seed import seed
from tests import cast
from tests.onboarding.doors import signed_in
from yunke.models import AuditEntry
from yunke.registry import registry

NOW = cast.at("2026-11-02 10:32")
BASICS = {"education": "college", "city": "绵阳", "pace": "part"}


@pytest.fixture(autouse=True)
def _today(clock: Any) -> None:
    clock(NOW)


# --- rules, without a database ----------------------------------------------------------------------------


def test_what_is_missing_is_named_in_the_pages_order() -> None:
    assert missing({}) == ["education", "city", "pace", "mandarin", "sales", "hours", "backup"]
    assert missing(cast.TOLD) == []
    said = list(reasons_not_to_send(cast.TOLD | {"hours": [], "city": ""}))
    assert [(one.code, one.facts) for one in said] == [
        ("profile_incomplete", {"field": "city", "section": "basics"}),
        ("profile_incomplete", {"field": "hours", "section": "hours"}),
    ]


@pytest.mark.parametrize(
    ("needs", "percent"),
    [
        ([], 0),
        (["captions"], 0),
        (["keyboard"], 25),
        (["breaks"], 25),
        (["breaks", "exam_time"], 50),
        (["unheard_of"], 0),
    ],
)
def test_the_largest_need_of_time_counts(needs: list[str], percent: int) -> None:
    assert extra_time(needs) == percent


def test_the_week_comes_to_its_hours() -> None:
    assert weekly_hours(["1-18", "1-21", "6-08", "9-99"]) == 10
    assert hours_text(["1-18", "1-21", "6-08"]) == "一周 10 小时：周一 18–21 21–24；周六 8–12"


# --- the pages --------------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.database
def test_from_the_first_page_to_sent() -> None:
    one = cast.agent()
    page = signed_in(one.user)
    assert page.get("/me/profile/").headers["Location"] == "/me/profile/basics/"
    wrong = page.post("/me/profile/basics/", BASICS | {"city": ""})
    assert (wrong.status_code, Profile.objects.count()) == (422, 0)
    assert "填你住的城市" in wrong.content.decode()
    pages = {
        "basics": BASICS,
        "speech": {"languages": ["mandarin", "sichuan"], "mandarin": "2a"},
        "experience": {"in_telemarketing": ["finance"]},
        "abilities": {"sales": "some", "skills": ["music"], "skills_words": "口琴"},
        "hours": {"hours": ["1-18", "1-21", "6-08"], "backup": "yes"},
        "needs": {"needs": ["exam_time"]},
    }
    following = [page.post(f"/me/profile/{name}/", data).headers["Location"] for name, data in pages.items()]
    assert following == [f"/me/profile/{name}/" for name in [*list(pages)[1:], "check"]]
    told = page.get("/me/profile/check/").content.decode()
    for words in ("大专", "绵阳", "电话营销（金融）", "一周 10 小时", "考试时间要长一些", "口琴"):
        assert words in told
    assert profile_rows(one) == []  # nobody reads what is not sent
    assert page.post("/me/profile/check/").headers["Location"] == "/"
    profile = Profile.objects.get()
    assert (profile.sent_at, profile.draft) == (NOW, "")
    assert profile.answers["experience"] == {"telemarketing": ["finance"]}
    assert AuditEntry.objects.get(verb="profile_sent").facts == {}


@pytest.mark.django_db
@pytest.mark.database
def test_half_a_page_is_kept_as_far_as_it_is_valid_and_refused_when_sent() -> None:
    one = cast.agent()
    page = signed_in(one.user)
    said = page.post("/me/profile/basics/draft/", {"education": "no-such", "city": "绵阳"})
    assert said.json() == {"saved": "10:32 已自动保存"}
    assert typed(Profile.objects.get()) == {"city": "绵阳"}
    assert 'value="绵阳"' in page.get("/me/profile/basics/").content.decode()
    refused = page.post("/me/profile/check/")
    assert refused.status_code == 409
    assert 'href="/me/profile/basics/"' in refused.content.decode()
    assert [row["code"] for row in page.post("/api/v1/me/profile/send/").json()["reasons"]] == [
        "profile_incomplete"
    ] * 6


@pytest.mark.django_db
@pytest.mark.database
def test_a_change_counts_when_it_is_sent_again() -> None:
    one = cast.agent()
    cast.profile(one)
    page = signed_in(one.user)
    page.put("/api/v1/me/profile/", {"city": "洛阳"}, content_type="application/json")
    assert {row.name: row.text for row in profile_rows(one)}["city"] == "绵阳"
    sent = page.post("/api/v1/me/profile/send/").json()["sent"]
    assert (sent["city"], sent["education"]) == ("洛阳", "college")
    assert {row.name: row.text for row in profile_rows(one)}["city"] == "洛阳"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "answers",
    [
        {"education": "x"},
        {"hours": ["8-18"]},
        {"experience": {"x": ["game"]}},
        {"experience": {"sales": ["x"]}},
    ],
)
def test_the_api_takes_known_codes_alone(answers: dict[str, Any]) -> None:
    page = signed_in(cast.agent().user)
    answer = page.put("/api/v1/me/profile/", answers, content_type="application/json")
    assert (answer.status_code, Profile.objects.count()) == (400, 0)


# --- needs ------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_needs_are_applied_and_shown_to_nobody() -> None:
    one = cast.agent()
    cast.profile(one, needs=["exam_time"])
    assert extra_time_percent(one) == 50
    assert "needs" not in {row.name for row in profile_rows(one)}
    claim = cast.claim(one, cast.task(), state="asked")
    desk = signed_in(cast.screener()).get(f"/desk/claims/{claim.public_id}/").content.decode()
    assert "电话营销（金融）" in desk
    assert "考试时间要长一些" not in desk
    with connection.cursor() as cursor:
        cursor.execute("SELECT needs, draft FROM onboarding_profile")
        assert "exam_time" not in str(cursor.fetchall())


# --- the step ---------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_step_by_line_and_by_time() -> None:
    seed(NOW)
    one, voice, chat = cast.agent(), cast.line("voice"), cast.line("chat")

    def states(now: Any = NOW) -> list[str]:
        found = steps_of(one, [voice, chat], now)
        return [step.step.state for line in found.values() for step in line if step.kind.code == "profile"]

    assert states() == ["now", "now"]
    profile = cast.profile(one, mandarin="accent")
    assert states() == ["attention", "done"]  # a voice task wants standard Mandarin, typing does not
    found = steps_of(one, [voice, chat], NOW).values()
    mend = next(step.step.url for line in found for step in line if step.kind.code == "profile")
    page = signed_in(one.user)
    assert (mend, "存好，回去核对" in page.get(mend).content.decode()) == (
        "/me/profile/speech/?from=check",
        True,
    )
    profile.answers["mandarin"] = "3b"
    profile.save()
    assert states() == ["done", "done"]
    voice.sops.get().steps.filter(kind="profile").update(valid_days=30)
    sent = cast.LONG_AGO
    assert states(sent + timedelta(days=30)) == ["done", "done"]
    assert states(sent + timedelta(days=31)) == ["expired", "done"]


@pytest.mark.django_db
@pytest.mark.database
def test_a_change_that_was_not_sent_is_said_on_the_path_and_closes_nothing() -> None:
    one, voice = cast.agent(), cast.line("voice")
    seed(NOW)
    cast.profile(one)
    page = signed_in(one.user)

    def step() -> Any:
        found = steps_of(one, [voice], NOW).values()
        return next(step.step for line in found for step in line if step.kind.code == "profile")

    def told() -> tuple[str, ...]:
        return (step().state, step().note, step().url, step().action)

    page.put("/api/v1/me/profile/", {"city": "绵阳"}, content_type="application/json")  # the same as sent
    assert told() == ("done", "已提交", "/me/profile/", "")
    page.put("/api/v1/me/profile/", {"city": "洛阳"}, content_type="application/json")
    assert told() == ("done", "改了，还没交", "/me/profile/check/", "核对并提交")
    page.post("/api/v1/me/profile/send/")
    assert told() == ("done", "已提交", "/me/profile/", "")


# --- childbearing status ----------------------------------------------------------------------------------


@pytest.mark.django_db
def test_it_is_not_asked_before_the_operator_and_engagement_say_so(settings: Any) -> None:
    one = cast.agent()
    page, said = signed_in(one.user), {"status": "有一个孩子", "agree": "on"}
    assert page.get("/me/childbearing/").status_code == 404
    settings.ASK_CHILDBEARING = True
    assert page.get("/me/childbearing/").status_code == 404  # switched on, but not engaged
    cast.claim(one, cast.task(), state="asked")
    assert page.post("/me/childbearing/", said).status_code == 404
    cast.claim(one, cast.task(cast.entity("e2")))
    assert page.get("/me/childbearing/").status_code == 200
    assert page.post("/me/childbearing/", {"status": "有一个孩子"}).status_code == 422  # its own consent
    settings.ASK_CHILDBEARING = False
    assert page.post("/me/childbearing/", said).status_code == 404
    assert not Childbearing.objects.exists()


@pytest.mark.django_db
@pytest.mark.database
def test_it_is_told_kept_encrypted_seen_by_its_owner_and_gone_when_taken_back(settings: Any) -> None:
    settings.ASK_CHILDBEARING = True
    one = cast.agent()
    claim = cast.claim(one, cast.task())
    page = signed_in(one.user)
    page.post("/me/childbearing/", {"status": "独一无二的话", "agree": "on"})
    with connection.cursor() as cursor:
        cursor.execute("SELECT status FROM onboarding_childbearing")
        assert "独一无二" not in str(cursor.fetchall())
    assert "独一无二的话" in page.get("/me/childbearing/").content.decode()
    assert "独一无二" not in str(held_of(one.user))
    assert "独一无二" not in str(list(AuditEntry.objects.values_list("facts", flat=True)))
    desk = signed_in(cast.screener())
    assert "独一无二" not in desk.get(f"/desk/claims/{claim.public_id}/").content.decode()
    page.post("/me/childbearing/", {"forget": "1"})
    assert not Childbearing.objects.exists()
    assert Consent.objects.get(purpose="childbearing").withdrawn_at == NOW
    assert registry.engaged(one)
