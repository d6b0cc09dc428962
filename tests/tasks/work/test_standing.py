"""Suspended, let in again, gone and back; a qualification withdrawn: rows, refusals, what one sees next."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from onboarding.actions.identity import decide_identity
from onboarding.actions.standing import come_back, lift_suspension, suspend_agent
from onboarding.models import Agent
from tasks.actions.attendance import clock_in
from tasks.actions.papers import NAMES, accept_papers
from tasks.actions.shifts import book_shift
from tasks.actions.standing import leave_yunke
from tasks.models import Booking, Shift
from tasks.queries.offers import papers_of
from tasks.rules.standing import reasons_not_to_leave
from tests import cast
from tests.onboarding.doors import signed_in
from tests.tasks.api.knocks import Caller, codes
from training.actions import revoke_qualification
from yunke.ground.calendar import local_on
from yunke.ground.errors import Refused
from yunke.ground.roles import QUALITY
from yunke.models import AuditEntry, Notice

pytestmark = [pytest.mark.django_db]
NOW = cast.at("2026-10-12 09:00")


@pytest.fixture(autouse=True)
def _now(clock: Any) -> None:
    clock(NOW)


@pytest.mark.parametrize(
    ("state", "shifts", "duties", "said"),
    [
        ("active", 0, 0, []),
        ("applicant", 0, 0, []),
        ("active", 2, 1, ["shifts_held", "duty_held"]),
        ("suspended", 0, 0, ["suspended_stays"]),
    ],
)
def test_who_may_leave(state: str, shifts: int, duties: int, said: list[str]) -> None:
    assert [one.code for one in reasons_not_to_leave(state, shifts=shifts, duties=duties)] == said


def seated() -> tuple[Any, Any, Any]:
    """Two agents in one shift to come; the first works another one now."""
    one, other, task = cast.agent("甲"), cast.agent("乙"), cast.task()
    for agent in (one, other):
        cast.qualification(agent)
        cast.claim(agent, task)
    shift = cast.shift(task, "2026-10-14 14:00")
    running = cast.booking(one, cast.shift(task, "2026-10-12 08:00", 4), state="working")
    for agent in (one, other):
        book_shift(shift, agent, now=NOW)
    return one, other, (shift, running)


def test_a_suspended_agent_gives_every_seat_to_come_back_and_may_not_book_until_lifted() -> None:
    one, _other, (shift, running) = seated()
    by = cast.operations()
    suspend_agent(one, " 核实  通话 ", by=by, now=NOW)
    one.refresh_from_db()
    assert (one.state, one.suspended_why) == ("suspended", "核实 通话")
    states = Booking.objects.filter(shift=shift).order_by("pk").values_list("agent__user__name", "state")
    assert list(states) == [("甲", "cancelled"), ("乙", "booked")]
    assert (Shift.objects.get(pk=shift.pk).taken, Booking.objects.get(pk=running.pk).state) == (1, "working")
    told = Notice.objects.filter(recipient=one.user.public_id, channel="app").values_list("template", "facts")
    assert dict(told) == {"agent_suspended": {"why": "核实 通话"}, "seats_given_back": {"shifts": 1}}
    with pytest.raises(Refused):
        book_shift(cast.shift(shift.task, "2026-10-15 14:00"), one, now=NOW)
    lift_suspension(one, "查清了", by=by, now=NOW)
    one.refresh_from_db()
    assert (one.state, one.suspended_why) == ("active", "")
    said = AuditEntry.objects.filter(thing_id=one.public_id).order_by("pk").values_list("verb", "facts__why")
    assert list(said) == [
        ("agent_suspended", "核实 通话"),
        ("bookings_cancelled", None),
        ("agent_suspension_lifted", "查清了"),
    ]


def test_no_reason_oneself_or_twice_is_refused() -> None:
    one, by = cast.agent(), cast.operations()
    for agent, why, user, code in (
        (one, "  ", by, "standing_why_missing"),
        (one, "我", one.user, "not_oneself_standing"),
        (cast.agent(state="left"), "x", by, "not_in_state"),
    ):
        with pytest.raises(Refused) as refused:
            suspend_agent(agent, why, by=user, now=NOW)
        assert refused.value.codes == [code]


def test_lifted_without_a_real_name_one_is_an_applicant() -> None:
    one = cast.agent(state="suspended", verified=False)
    assert lift_suspension(one, "x", by=cast.operations(), now=NOW).state == "applicant"


@pytest.mark.database
def test_leaving_withdraws_what_is_not_on_duty_and_coming_back_goes_on() -> None:
    one, other, task = cast.agent(), cast.agent(), cast.task()
    asked, theirs = cast.claim(one, task, state="asked"), cast.claim(other, task, state="asked")
    assert leave_yunke(one, now=NOW).state == "left"
    asked.refresh_from_db()
    theirs.refresh_from_db()
    assert (asked.state, asked.ended_at, theirs.state) == ("withdrawn", NOW, "asked")
    assert come_back(one, now=NOW).state == "active"
    with pytest.raises(Refused) as refused:
        come_back(one, now=NOW)
    assert refused.value.codes == ["not_away"]


def test_nobody_leaves_with_a_task_on_duty() -> None:
    one = cast.agent()
    cast.claim(one, cast.task())
    answer = Caller(one).post("me/leave/")
    assert (answer.status_code, codes(answer)) == (409, ["duty_held"])
    page = signed_in(one.user).get("/me/standing/").content.decode()
    assert "还在 1 个任务上岗" in page
    assert "/me/standing/leave/" not in page


@pytest.mark.database
def test_a_withdrawn_qualification_lets_the_agent_sit_again() -> None:
    one, quality = cast.agent(), cast.person("质检", QUALITY)
    held, kept = cast.qualification(one), cast.qualification(one, code="chat")
    with pytest.raises(Refused) as refused:
        revoke_qualification(held, " ", by=quality, now=NOW)
    assert refused.value.codes == ["revoke_why_missing"]
    page = signed_in(quality).post(
        f"/desk/qualifications/{held.public_id}/revoke/", {"why": "替考"}, follow=True
    )
    held.refresh_from_db()
    kept.refresh_from_db()
    assert (held.state, kept.state) == ("revoked", "valid")
    assert "已撤销" in page.content.decode()
    told = Notice.objects.get(recipient=one.user.public_id, channel="app")
    assert (told.template, told.facts["why"]) == ("qualification_revoked", "替考")


@pytest.mark.database
def test_the_desk_finds_suspends_and_the_home_says_why() -> None:
    one, desk = cast.agent("林一"), signed_in(cast.operations())
    cast.agent("周二")
    for words in (one.number.lower(), "林", one.user.phone[-4:]):
        page = desk.get("/desk/agents/", {"q": words}).content.decode()
        assert one.number in page
    assert "周二" not in desk.get("/desk/agents/", {"q": "林"}).content.decode()
    desk.post(f"/desk/agents/{one.public_id}/suspend/", {"why": "核实身份"})
    assert "核实身份" in desk.get(f"/desk/agents/{one.public_id}/").content.decode()
    home = signed_in(one.user).get("/").content.decode()
    assert "账号暂停" in home
    assert "核实身份" in home
    assert "没有师傅的，找发任务的运营" in home


def test_the_list_costs_the_same_for_one_and_for_three() -> None:
    desk, counts = signed_in(cast.operations()), []
    for _n in range(2):
        cast.agent()
        with CaptureQueriesContext(connection) as queries:
            desk.get("/desk/agents/")
        counts.append(len(queries))
        cast.agent()
    assert counts[0] == counts[1]


@pytest.mark.database
def test_by_api_a_key_sent_twice_suspends_once() -> None:
    one, desk = cast.agent(), Caller(cast.operations())
    answer = desk.twice(f"agents/{one.public_id}/suspend/", {"why": "核实"})
    assert (answer.json()["state"], answer.json()["suspended_why"]) == ("suspended", "核实")
    assert [row["number"] for row in desk.get("agents/?state=suspended").json()["results"]] == [one.number]
    assert desk.twice(f"agents/{one.public_id}/lift/", {"why": "清楚了"}).json()["state"] == "active"


@pytest.mark.parametrize(
    ("state", "said"),
    [("suspended", "work_stopped"), ("left", "work_stopped"), ("applicant", "work_without_name")],
)
def test_who_is_not_active_neither_clocks_in_nor_goes_on_duty(state: str, said: str) -> None:
    one, task = cast.agent(), cast.task()
    seat = cast.booking(one, cast.shift(task, "2026-10-12 09:10"))
    admitted = cast.claim(one, cast.task(task.entity), state="admitted")
    papers = papers_of(admitted.task, local_on(NOW))
    seen = {name: getattr(papers, name).hash for name in NAMES}
    Agent.objects.filter(pk=one.pk).update(state=state)
    for act in (
        lambda: clock_in(seat, now=NOW),
        lambda: accept_papers(admitted, seen, by=one.user.actor, now=NOW),
    ):
        with pytest.raises(Refused) as refused:
            act()
        assert refused.value.codes == [said]
    seat.refresh_from_db()
    admitted.refresh_from_db()
    assert (seat.state, admitted.state, admitted.acceptances.count()) == ("booked", "admitted", 0)


def test_an_admitted_agent_whose_qualification_went_does_not_go_on_duty() -> None:
    one, task = cast.agent(), cast.task()
    admitted = cast.claim(one, task, state="admitted")
    one.qualifications.update(state="revoked")
    papers = papers_of(task, local_on(NOW))
    with pytest.raises(Refused) as refused:
        accept_papers(
            admitted, {name: getattr(papers, name).hash for name in NAMES}, by=one.user.actor, now=NOW
        )
    assert refused.value.codes == ["claim_not_qualified"]


@pytest.mark.database
def test_an_undone_real_name_gives_the_seats_to_come_back() -> None:
    one, _other, (shift, running) = seated()
    decide_identity(
        one.identity_checks.get(), passed=False, codes=["not_the_holder"], by=cast.screener(), now=NOW
    )
    states = Booking.objects.filter(shift=shift).order_by("pk").values_list("agent__user__name", "state")
    assert list(states) == [("甲", "cancelled"), ("乙", "booked")]
    assert (Shift.objects.get(pk=shift.pk).taken, Booking.objects.get(pk=running.pk).state) == (1, "working")
    assert Notice.objects.get(template="seats_given_back").facts == {"shifts": 1}
