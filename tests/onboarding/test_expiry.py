"""What an agent has proved runs out: whoever decides asks for its last day, its owner hears in time."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from onboarding.actions.expiry import announce_ends
from onboarding.models import Agent
from onboarding.queries.expiry import ending_soon, last_days
from onboarding.rules.expiry import warning
from tests import cast
from tests.onboarding.doors import signed_in
from yunke.models import Notice
from yunke.notices import worded

pytestmark = [pytest.mark.django_db]
NOW = cast.at("2026-11-02 10:00")
TODAY = date(2026, 11, 2)
KINDS = ("profile", "equipment", "room", "typing")


def asks(code: str = "voice", days: int = 180, *kinds: str) -> None:
    kept = {kind: {"valid_days": days} for kind in kinds or KINDS}
    cast.sop(cast.line(code), "real_name", *(kinds or KINDS), "claim", **kept)


def passed(days_ago: int, agent: Agent | None = None) -> Agent:
    """Chose voice and passed the room so many days ago."""
    one = agent or cast.chosen(cast.agent())
    cast.room(one, now=NOW - timedelta(days=days_ago))
    return one


def test_the_warning_due_by_days_left() -> None:
    assert [warning(left) for left in (15, 14, 4, 3, 1, 0, -1)] == [None, 14, 14, 3, 3, 3, None]


@pytest.mark.database
def test_the_last_day_of_each_step_by_the_latest_that_passed(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    asks()
    one, other, none = passed(200), passed(30), cast.chosen(cast.agent())
    cast.room(one, now=NOW - timedelta(days=10))
    cast.room(one, state="failed", now=NOW)
    cast.equipment(one, now=NOW - timedelta(days=181))
    cast.typing(one, state="passed", decided_at=NOW)
    cast.profile(other)
    line = cast.line()
    with django_assert_num_queries(2 + len(KINDS)):
        found = last_days([one.pk, other.pk, none.pk], line, NOW)
    assert found == {
        one.pk: {
            "equipment": TODAY - timedelta(days=1),
            "room": TODAY + timedelta(days=170),
            "typing": TODAY + timedelta(days=180),
        },
        other.pk: {"profile": date(2026, 7, 4), "room": TODAY + timedelta(days=150)},
        none.pk: {},
    }


@pytest.mark.database
def test_gold_items_end_with_the_days_of_their_step() -> None:
    cast.sop(cast.line("annotation"), "real_name", "gold", "claim", gold={"valid_days": 90})
    one = cast.agent()
    assert last_days([one.pk], cast.line("annotation"), NOW) == {one.pk: {}}


def test_what_counts_for_good_or_is_not_required_never_ends() -> None:
    cast.sop(cast.line(), "room", "equipment", "claim", equipment={"valid_days": 1, "required": False})
    one = passed(900)
    cast.equipment(one, now=NOW - timedelta(days=900))
    assert last_days([one.pk], cast.line(), NOW) == {one.pk: {}}


@pytest.mark.database
def test_a_real_name_ends_with_the_days_of_its_step_required_or_not_and_papers_that_wait_take_nothing_away(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    cast.sop(cast.line(), "real_name", "claim", real_name={"valid_days": 302, "required": False})
    one, again, never = cast.chosen(cast.agent()), cast.chosen(cast.agent()), cast.agent(verified=False)
    cast.papers(again, now=NOW)
    line = cast.line()
    with django_assert_num_queries(3):
        found = last_days([one.pk, again.pk, never.pk], line, NOW)
    ends = {"real_name": TODAY + timedelta(days=1)}
    assert found == {one.pk: ends, again.pk: ends, never.pk: {}}
    assert announce_ends(now=NOW) == 2
    told = Notice.objects.filter(recipient=one.user.public_id, channel="app").get()
    assert worded(told.template, told.facts) == (
        "实名认证有效到 2026年11月3日。之后的班要先重新做，已约的班照上。"
    )
    assert [(kind, last) for _line, kind, last in ending_soon(one, NOW)] == [("real_name", date(2026, 11, 3))]


def test_each_is_told_once_14_and_once_3_days_before(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    asks("voice", 180, "room")
    early, due, late, over = passed(165), passed(166), passed(178), passed(181)
    with django_assert_num_queries(
        8
    ):  # lines, a page of people and none behind it, SOP and steps, rooms, what is told, told
        assert announce_ends(now=NOW) == 2
    assert announce_ends(now=NOW + timedelta(hours=3)) == 0
    rows = Notice.objects.filter(template="check_ending").order_by("pk")
    assert {(row.recipient, row.channel, row.facts["until_on"], row.url) for row in rows} == {
        (one.user.public_id, channel, until, "/me/steps/voice/room/")
        for one, until in ((due, "2026-11-16"), (late, "2026-11-04"))
        for channel in ("app", "sms")
    }
    assert announce_ends(now=NOW + timedelta(days=1)) == 1  # the early one
    assert announce_ends(now=NOW + timedelta(days=11)) == 1  # due hears again, 3 days before
    told = Notice.objects.filter(channel="app").order_by("pk").values_list("recipient", flat=True)
    assert list(told)[2:] == [early.user.public_id, due.user.public_id]
    assert not Notice.objects.filter(recipient=over.user.public_id).exists()


def test_two_lines_that_ask_for_the_same_check_say_it_once_and_who_dropped_a_line_is_left_alone() -> None:
    asks("voice", 180, "room")
    asks("chat", 180, "room")
    both, gone = passed(170, cast.chosen(cast.agent(), "voice", "chat")), passed(170)
    gone.line_choices.update(dropped_at=NOW)
    assert announce_ends(now=NOW) == 1
    assert Notice.objects.filter(channel="app").get().recipient == both.user.public_id
    left = passed(170)
    Agent.objects.filter(pk=left.pk).update(state="left")
    assert announce_ends(now=NOW) == 0


def test_the_home_says_what_ends_and_leads_to_where_it_is_done_again(clock) -> None:  # type: ignore[no-untyped-def]
    clock(NOW)
    asks("voice", 180, "equipment", "room")
    one = passed(166)
    assert [(kind, last) for _line, kind, last in ending_soon(one, NOW)] == [("room", date(2026, 11, 16))]
    browser = signed_in(one.user)
    page = browser.get("/").content.decode()
    assert ["要重新做的检测" in page, "之后的班先重做再约" in page] == [True, True]
    assert browser.get("/me/steps/voice/room/")["Location"] == "/me/room/"
    cast.room(one, now=NOW)
    assert "要重新做的检测" not in browser.get("/").content.decode()


def test_what_is_over_is_said_as_over(clock) -> None:  # type: ignore[no-untyped-def]
    clock(NOW)
    asks("voice", 180, "room")
    assert "到期了，不能约新的班" in signed_in(passed(181).user).get("/").content.decode()
