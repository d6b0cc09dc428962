"""Where an agent stands at equipment and room, on the path and before a claim."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from onboarding.models import Agent, SopStep
from onboarding.queries.checks import numbers_of
from onboarding.queries.sop import open_steps, steps_of
from tests import cast
from yunke.registry import Step

pytestmark = [pytest.mark.django_db, pytest.mark.database]
NOW = cast.at("2026-11-02 10:00")
KINDS = ("equipment", "room")
DAYS = {"valid_days": 180}


@pytest.fixture
def agent() -> Agent:
    """Chose voice, which asks for both for 180 days."""
    cast.sop(cast.line(), "real_name", *KINDS, "claim", equipment=DAYS, room=DAYS)
    return cast.chosen(cast.agent())


def stand(agent: Agent, code: str = "voice") -> dict[str, Step]:
    return {one.kind.code: one.step for one in steps_of(agent, [cast.line(code)], NOW)[code]}


def test_nothing_done_stands_before_a_claim_and_belongs_to_a_computer(agent: Agent) -> None:
    assert open_steps(agent, cast.line(), NOW) == KINDS
    steps = stand(agent)
    assert [(steps[kind].state, steps[kind].across) for kind in KINDS] == [
        ("now", f"/me/handover/{kind}/") for kind in KINDS
    ]


def test_passed_counts_to_its_last_day_and_then_has_to_be_done_again(agent: Agent) -> None:
    passed_at = NOW - timedelta(days=180)
    cast.equipment(agent, now=passed_at, thresholds_version="voice.1")
    cast.room(agent, now=passed_at - timedelta(days=1))
    steps = stand(agent)
    assert (steps["equipment"].state, steps["equipment"].until) == ("done", date(2026, 11, 2))
    assert (steps["room"].state, steps["room"].until) == ("expired", date(2026, 11, 1))
    assert open_steps(agent, cast.line(), NOW) == ("room",)


@pytest.mark.parametrize(
    ("state", "shown", "whom"),
    [("received", "waiting", "系统"), ("listening", "waiting", "筛选员"), ("failed", "attention", "")],
)
def test_what_waits_says_for_whom_and_what_failed_says_why(
    agent: Agent, state: str, shown: str, whom: str
) -> None:
    why = [{"code": "room_noisy", "facts": {"value": 14.3, "wanted": 20, "missing": 5.7}}]
    cast.room(agent, state=state, now=NOW, reasons=why if state == "failed" else [])
    step = stand(agent)["room"]
    assert (step.state, step.whom) == (shown, whom)
    assert ("还差 5.7" in step.note) is (state == "failed")


def test_a_failed_try_does_not_take_away_what_still_counts(agent: Agent) -> None:
    cast.room(agent, now=NOW - timedelta(days=10))
    cast.room(agent, state="failed", now=NOW)
    assert stand(agent)["room"].state == "done"


def test_a_consent_taken_back_opens_the_step_again(agent: Agent) -> None:
    cast.room(agent, state="withdrawn", now=NOW)
    assert stand(agent)["room"].state == "now"


def test_what_passed_for_a_lenient_line_does_not_count_for_a_strict_one(agent: Agent) -> None:
    lenient: dict[str, Any] = {"thresholds": {"china_telecom": False}}
    cast.sop(cast.line("chat"), "real_name", "equipment", "claim", equipment=lenient)
    cast.chosen(agent, "chat")
    cast.equipment(agent, carrier="mobile", thresholds_version="chat.1", now=NOW)
    assert stand(agent, "chat")["equipment"].state == "done"
    assert (stand(agent)["equipment"].state, stand(agent)["equipment"].note) == (
        "attention",
        "语音业务要用中国电信的宽带。",
    )


def test_the_numbers_are_those_of_the_version_in_force(agent: Agent) -> None:
    SopStep.objects.filter(kind="room").update(thresholds={"snr_db": 25})
    assert numbers_of(agent, "room", {"snr_db": 20, "dropouts": 1}, NOW) == (
        "voice.1",
        {"snr_db": 25, "dropouts": 1},
    )
    assert numbers_of(cast.agent(), "room", {"snr_db": 20}, NOW) == ("", {"snr_db": 20})
