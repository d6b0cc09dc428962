"""The SOP as data: which version counts, where an agent stands, what stands before claiming."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.core.files.base import ContentFile

from onboarding.actions.identity import decide_identity, submit_identity, withdraw_identity
from onboarding.models import Agent, IdentityCheck, Line, LineChoice, Sop
from onboarding.queries.identity import has_real_name, number_in_use
from onboarding.queries.sop import open_steps, open_steps_by_line, settings_of, sop_of, steps_of
from onboarding.seed import seed
from payouts.queries.money_out import real_name
from tests import cast
from tests.onboarding.doors import codes_of, signed_in
from training.seed import seed as seed_bank
from yunke.ground.errors import Refused
from yunke.ground.ids import new_public_id
from yunke.models import AuditEntry, Notice
from yunke.registry import Step, StepKind, StepSettings, Threshold, registry

pytestmark = [pytest.mark.django_db]
NOW = cast.at("2026-11-02 10:00")
Asked = list[tuple[str, StepSettings]]


@pytest.fixture
def kinds(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Two kinds of the test's own: ``quiet`` per line with a threshold, ``paper`` the same for all lines."""
    said: dict[str, Any] = {"quiet": "now", "paper": "done", "asked": []}

    def look(code: str) -> Any:
        def answer(agent: Agent, line: Line, now: datetime, settings: StepSettings) -> Step | None:
            said["asked"].append((code, line.code, settings))
            return Step(said[code]) if said[code] else None

        return answer

    for kind in (
        StepKind("quiet", "静", look("quiet"), thresholds=(Threshold("least_db", "x", default=20),)),
        StepKind("paper", "纸", look("paper"), shared=True),
    ):
        monkeypatch.setitem(registry.steps, kind.code, kind)
    return said


def test_the_latest_version_whose_day_has_come_counts() -> None:
    line = cast.line()
    cast.sop(line)
    cast.sop(line, "real_name", version=2, effective_on=date(2026, 11, 3))
    assert [sop_of(line, cast.at(day)).version for day in ("2026-11-02 23:59", "2026-11-03 00:00")] == [1, 2]
    assert sop_of(line, cast.at("2025-12-31 12:00")) is None


def test_seeded_lines_differ_as_the_trade_says() -> None:
    seed(NOW)
    asked = {line.code: [step.kind for step in sop_of(line, NOW).steps.all()] for line in Line.objects.all()}
    assert "room" in asked["voice"]
    assert "interview" in asked["voice"]
    assert {"typing", "interview"} <= set(asked["chat"])
    assert "room" not in asked["chat"]
    assert "gold" in asked["annotation"]
    assert not {"room", "interview"} & set(asked["annotation"])
    for line in Line.objects.all():
        assert asked[line.code].index("real_name") < asked[line.code].index("claim")
    assert settings_of(Line.objects.get(code="annotation"), "door", NOW).thresholds["headset"] is False


def test_what_stands_before_claiming_is_what_is_listed_required_registered_and_before_it(
    kinds: dict[str, Any],
) -> None:
    agent, line = cast.agent(), cast.line()
    cast.sop(line, "real_name", "unheard_of", "quiet", "exam", "claim", "paper")
    assert open_steps(agent, line, NOW) == ("quiet",)
    for state in ("waiting", "attention", "expired", "stopped", "later"):
        kinds["quiet"] = state
        assert open_steps(agent, line, NOW) == ("quiet",)
    for state in ("done", None):
        kinds["quiet"] = state
        assert open_steps(agent, line, NOW) == ()
    kinds["paper"] = "now"  # after claiming
    assert open_steps(agent, line, NOW) == ()


def test_a_step_that_is_not_required_is_shown_and_stands_in_nobodys_way(kinds: dict[str, Any]) -> None:
    agent, line = cast.agent(), cast.line()
    cast.sop(line, "quiet", "claim", quiet={"required": False})
    assert open_steps(agent, line, NOW) == ()
    assert [one.kind.code for one in steps_of(agent, [line], NOW)["voice"]] == ["real_name", "quiet", "claim"]


def test_the_real_name_stands_before_every_line_whatever_a_version_says() -> None:
    agent, bare, without = cast.agent(verified=False), cast.line("chat"), cast.line("voice")
    cast.sop(bare, "claim", real_name={"required": False})
    assert open_steps_by_line(agent, [bare, without], NOW) == {
        "chat": ("real_name",),
        "voice": ("real_name",),
    }


def test_the_lines_own_numbers_reach_the_look_and_a_shared_kind_is_asked_once(kinds: dict[str, Any]) -> None:
    agent, voice, chat = cast.agent(), cast.line("voice"), cast.line("chat")
    row = {"thresholds": {"least_db": 25}, "valid_days": 180}
    cast.sop(voice, "paper", "quiet", quiet=row)
    cast.sop(chat, "paper", "quiet")
    steps_of(agent, [voice, chat], NOW)
    assert [(code, line) for code, line, _settings in kinds["asked"]] == [
        ("paper", "voice"),
        ("quiet", "voice"),
        ("quiet", "chat"),
    ]
    assert [settings for code, _line, settings in kinds["asked"] if code == "quiet"] == [
        StepSettings(True, 180, {"least_db": 25}),
        StepSettings(True, None, {"least_db": 20}),
    ]


@pytest.mark.database
def test_lines_are_chosen_dropped_and_chosen_again() -> None:
    agent, line = cast.agent(), cast.line("chat")
    cast.sop(line)
    page = signed_in(agent.user)
    for _ in range(2):
        page.post("/me/lines/chat/choose/")
    assert LineChoice.objects.filter(agent=agent, dropped_at=None).count() == 1
    assert "在线客服" in page.get("/").content.decode()
    page.post("/me/lines/chat/drop/")
    assert "先选你要做的业务" in page.get("/").content.decode()
    page.post("/api/v1/me/lines/chat/choose/")
    assert [row["chosen"] for row in page.get("/api/v1/me/lines/").json()] == [True]
    assert LineChoice.objects.filter(agent=agent).count() == 2


def test_who_has_chosen_no_line_still_hears_of_papers_to_mend() -> None:
    one = cast.agent(verified=False)
    page = signed_in(one.user)
    assert 'class="btn primary wide" href="/me/lines/"' in page.get("/").content.decode()
    IdentityCheck.objects.create(
        public_id=new_public_id(NOW),
        agent=one,
        name="甲",
        id_number=cast.id_number(700),
        provider="screener",
        state="refused",
        reasons=[{"code": "name_mismatch", "facts": {}}],
        submitted_at=NOW,
    )
    assert 'class="btn primary wide" href="/me/real-name/"' in page.get("/").content.decode()


def test_the_way_to_a_step_is_the_rooms_own_page() -> None:
    one = cast.chosen(cast.agent(verified=False))
    page = signed_in(one.user)
    assert page.get("/me/steps/voice/real_name/").headers["Location"] == "/me/real-name/"
    assert page.get("/me/steps/voice/screening/").headers["Location"] == "/"
    assert page.get("/me/steps/voice/nothing/").status_code == 404


@pytest.mark.database
def test_a_closed_line_is_not_chosen() -> None:
    seed(NOW)
    page = signed_in(cast.agent().user)
    answer = page.post("/api/v1/me/lines/moderation/choose/")
    assert [one["code"] for one in answer.json()["reasons"]] == ["line_closed"]
    assert not LineChoice.objects.exists()
    assert "内容审核" not in page.get("/me/lines/").content.decode()


# --- the operator's page ----------------------------------------------------------------------------------


def typed(page: Any, line: str = "voice", **changed: Any) -> dict[str, Any]:
    """The form of a new version as it stands, with these fields changed."""
    form = page.get(f"/desk/sop/{line}/new/").context["form"]
    stands = {name: form[name].value() for name in form.fields}
    kept = {name: value for name, value in stands.items() if value not in (None, False)}
    return kept | {"why": "换了门槛"} | changed


def test_a_version_is_proposed_by_one_and_put_in_force_by_another(clock: Any) -> None:
    clock(NOW)
    seed(NOW)
    seed_bank(NOW, only=["voice-intro"])
    line = Line.objects.get(code="voice")
    first, second = cast.operations(), cast.operations()
    page = signed_in(first)
    change = {"effective_on": "2026-11-05", "profile-days": "180", "study-order": "0"}
    assert page.post("/desk/sop/voice/new/", typed(page, **change)).status_code == 302
    waiting = Sop.objects.get(state="proposed")
    assert (waiting.version, waiting.proposed_by) == (2, first)
    assert sop_of(line, cast.at("2026-11-06 10:00")).version == 1  # nothing counts yet
    url = f"/desk/sop/{waiting.public_id}/decide/"
    assert codes_of(page.post(url, {"decision": "agree"})) == ["sop_same_person"]
    assert codes_of(page.post("/desk/sop/voice/new/", typed(page))) == ["sop_proposed_already"]
    assert signed_in(second).post(url, {"decision": "agree"}).status_code == 302
    assert sop_of(line, cast.at("2026-11-04 23:00")).version == 1
    counts = sop_of(line, cast.at("2026-11-05 00:00"))
    assert "study" not in [step.kind for step in counts.steps.all()]
    assert settings_of(line, "profile", cast.at("2026-11-05 00:00")).valid_days == 180
    assert [one.verb for one in AuditEntry.objects.filter(thing_id=waiting.public_id).order_by("pk")] == [
        "sop_proposed",
        "sop_in_force",
    ]
    told = Notice.objects.filter(template__startswith="sop_").order_by("pk")
    assert list(told.values_list("template", "recipient", "url")) == [
        ("sop_waits", second.public_id, "/desk/sop/"),
        ("sop_in", first.public_id, "/desk/sop/"),
    ]


def test_who_proposed_a_version_hears_that_another_took_it_back(clock: Any) -> None:
    clock(NOW)
    seed(NOW)
    seed_bank(NOW, only=["voice-intro"])
    first, second = cast.operations(), cast.operations()
    for decider in (second, first):
        page = signed_in(first)
        page.post("/desk/sop/voice/new/", typed(page, effective_on="2026-11-05"))
        waiting = Sop.objects.get(state="proposed")
        signed_in(decider).post(f"/desk/sop/{waiting.public_id}/decide/", {"decision": "withdraw"})
    told = Notice.objects.filter(template="sop_withdrawn")
    assert [(one.recipient, one.facts["version"]) for one in told] == [(first.public_id, 2)]
    assert not Notice.objects.filter(template="sop_waits", read_at=None).exists()


@pytest.mark.parametrize(
    ("changed", "codes"),
    [
        ({"effective_on": "2026-11-01"}, ["sop_backdated"]),
        ({"why": "改"}, ["sop_needs_why"]),
        ({"real_name-order": "0"}, ["sop_needs_real_name"]),
        ({"real_name-order": "30"}, ["sop_needs_real_name"]),
    ],
)
def test_what_a_version_has_to_keep(changed: dict[str, str], codes: list[str], clock: Any) -> None:
    clock(NOW)
    seed(NOW)
    seed_bank(NOW, only=["voice-intro"])
    page = signed_in(cast.operations())
    refused = page.post("/desk/sop/voice/new/", typed(page, **changed))
    assert (refused.status_code, codes_of(refused)) == (409, codes)
    assert not Sop.objects.filter(state="proposed").exists()


def test_the_same_by_program_and_withdrawn(clock: Any) -> None:
    clock(NOW)
    seed(NOW)
    page = signed_in(cast.operations())
    steps = [{"kind": "real_name"}, {"kind": "claim"}]
    asked = {"effective_on": "2026-11-02", "why": "少几个步骤", "steps": steps}
    made = page.post("/api/v1/sops/chat/propose/", asked, content_type="application/json").json()
    assert (made["version"], [one["kind"] for one in made["steps"]]) == (2, ["real_name", "claim"])
    answer = page.post(
        f"/api/v1/sops/{made['public_id']}/decide/", {"agree": False}, content_type="application/json"
    )
    assert answer.json()["state"] == "withdrawn"
    assert sop_of(Line.objects.get(code="chat"), NOW).version == 1


def propose_by_program(page: Any, *steps: dict[str, Any]) -> Any:
    asked = {"effective_on": "2026-11-02", "why": "换了门槛", "steps": [{"kind": "real_name"}, *steps]}
    return page.post("/api/v1/sops/chat/propose/", asked, content_type="application/json")


def test_a_step_that_was_taken_out_comes_back_by_the_page(clock: Any) -> None:
    clock(NOW)
    line = cast.line()
    cast.sop(line, "real_name", "study", "claim")
    page = signed_in(cast.operations())
    form = page.get("/desk/sop/voice/new/").context["form"]
    assert {name.removesuffix("-order") for name in form.fields if name.endswith("-order")} == set(
        registry.steps
    )
    assert (form["study-order"].value(), form["room-order"].value()) == (2, 0)
    assert page.post("/desk/sop/voice/new/", typed(page, **{"room-order": "2"})).status_code == 302
    steps = list(Sop.objects.get(state="proposed").steps.all())
    assert [step.kind for step in steps] == ["real_name", "study", "room", "claim"]
    assert (steps[2].thresholds["snr_db"], steps[2].thresholds["clipped_percent"]) == (20, "0.1")


@pytest.mark.parametrize(
    ("step", "code", "text", "remedy"),
    [
        ({"kind": "nonsense"}, "sop_step_unknown", "没有“nonsense”这种步骤。", "real_name"),
        (
            {"kind": "room", "thresholds": {"silence": 3}},
            "sop_threshold_unknown",
            "“环境检测”没有“room.silence”这个门槛。",
            "snr_db",
        ),
        (
            {"kind": "room", "thresholds": {"snr_db": "abc"}},
            "sop_number_wrong",
            "“环境检测”的“声音比背景至少响”不能是“abc”。",
            "填整数，从 0 到 10000。",
        ),
        (
            {"kind": "room", "thresholds": {"clipped_percent": "nan"}},
            "sop_number_wrong",
            "“环境检测”的“爆音最多”不能是“nan”。",
            "填一个数，从 0 到 100。",
        ),
        (
            {"kind": "room", "thresholds": {"snr_db": 20.5}},
            "sop_number_wrong",
            "“环境检测”的“声音比背景至少响”不能是“20.5”。",
            "填整数，从 0 到 10000。",
        ),
        (
            {"kind": "room", "thresholds": {"speech_for": None}},
            "sop_number_missing",
            "“环境检测”的“说话几秒”不能空着。",
            "填一个数，从 1 到 35。",
        ),
        (
            {"kind": "equipment", "thresholds": {"wired": "yes"}},
            "sop_yes_or_no",
            "“设备检测”的“要用网线”不能是“yes”。",
            "填是（true）或否（false）。",
        ),
    ],
)
def test_what_nobody_could_measure_is_refused_with_the_step_and_the_threshold(
    step: dict[str, Any], code: str, text: str, remedy: str, clock: Any
) -> None:
    clock(NOW)
    cast.sop(cast.line("chat"))
    answer = propose_by_program(signed_in(cast.operations()), step)
    assert answer.status_code == 409
    (said,) = answer.json()["reasons"]
    assert (said["code"], said["text"]) == (code, text)
    assert remedy in said["remedy"]
    assert not Sop.objects.filter(state="proposed").exists()


@pytest.mark.database
def test_a_limit_is_switched_off_and_a_fraction_is_kept_as_text(clock: Any) -> None:
    clock(NOW)
    cast.sop(cast.line("chat"))
    asked = {"kind": "room", "thresholds": {"snr_db": None, "clipped_percent": 0.2}}
    assert propose_by_program(signed_in(cast.operations()), asked).status_code == 201
    step = Sop.objects.get(state="proposed").steps.get(kind="room")
    assert step.thresholds == {"snr_db": None, "clipped_percent": "0.2"}


# --- a real name that ends ---------------------------------------------------------------------------------


def papers(agent: Agent, **changed: Any) -> IdentityCheck:
    told = {"name": "演示客服", "id_number": agent.identity_checks.get(state="passed").id_number}
    photos = {side: ContentFile(b"jpeg", f"{side}.jpg") for side in ("front", "back", "self")}
    return submit_identity(agent, **told | changed, photos=photos, consented=True, now=NOW)


def test_a_real_name_counts_as_long_as_the_line_says() -> None:
    agent = cast.chosen(cast.agent(), "voice", "chat")
    cast.sop(cast.line(), "real_name", "claim", version=2, real_name={"valid_days": 301})
    cast.sop(cast.line("chat"), "real_name", "claim", version=2, real_name={"valid_days": 300})
    found = steps_of(agent, [cast.line(), cast.line("chat")], NOW)
    voice, chat = (found[code][0].step for code in ("voice", "chat"))
    assert (voice.state, voice.until) == ("done", date(2026, 11, 2))
    assert (chat.state, chat.until) == ("expired", date(2026, 11, 1))
    assert open_steps(agent, cast.line("chat"), NOW) == ("real_name",)


def test_who_never_ends_is_not_asked_again() -> None:
    agent = cast.chosen(cast.agent())
    with pytest.raises(Refused, match="identity_done"):
        papers(agent)


def test_papers_that_ended_are_handed_in_again_and_the_name_stays_known(clock: Any) -> None:
    clock(NOW)
    agent = cast.chosen(cast.agent())
    cast.sop(cast.line(), "real_name", "claim", version=2, real_name={"valid_days": 300})
    page = signed_in(agent.user).get("/me/real-name/")
    assert "上次通过的过期了" in page.content.decode()
    assert page.context["due"].state == "passed"
    made = papers(agent)
    assert sorted(agent.identity_checks.values_list("state", flat=True)) == ["lapsed", "submitted"]
    assert (open_steps(agent, cast.line(), NOW), real_name(agent)) == (("real_name",), "演示客服")
    assert number_in_use(made.id_number, but=cast.agent())
    decide_identity(made, passed=True, by=cast.screener(), now=NOW)
    agent.refresh_from_db()
    assert (open_steps(agent, cast.line(), NOW), agent.state) == ((), "active")


def test_new_papers_are_taken_thirty_days_before_the_old_end_which_count_on_while_they_wait() -> None:
    agent, line, screener = cast.chosen(cast.agent()), cast.line(), cast.screener()
    cast.sop(line, "real_name", "claim", version=2, real_name={"valid_days": 332})  # to 3 December
    with pytest.raises(Refused, match="identity_done"):
        papers(agent)

    def stands(now: datetime = NOW) -> tuple[str, date | None]:
        step = steps_of(agent, [line], now)["voice"][0].step
        return step.state, step.until

    cast.sop(line, "real_name", "claim", version=3, real_name={"valid_days": 331})  # to 2 December: 30 days
    made = papers(agent)
    assert sorted(agent.identity_checks.values_list("state", flat=True)) == ["lapsed", "submitted"]
    assert (stands(), open_steps(agent, line, NOW)) == (("done", date(2026, 12, 2)), ())
    assert has_real_name(agent)  # who renews early may sit an exam meanwhile
    assert stands(cast.at("2026-12-03 09:00")) == ("waiting", None)
    withdraw_identity(made, by=agent.user, now=NOW)
    assert stands() == ("done", date(2026, 12, 2))
    refused = cast.papers(agent, now=NOW + timedelta(minutes=1), number=made.id_number)
    decide_identity(refused, passed=False, codes=["photo_unreadable"], by=screener, now=NOW)
    assert stands() == ("attention", None)
    passed = cast.papers(agent, now=NOW + timedelta(minutes=2), number=made.id_number)
    decide_identity(passed, passed=True, by=screener, now=NOW)
    assert stands() == ("done", date(2027, 9, 29))
