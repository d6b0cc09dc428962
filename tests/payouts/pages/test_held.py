"""A hold's own page: what it keeps back, fact by fact, also where the agent has no statement left."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from payouts.actions.holds import hold_agent, hold_line, release_hold
from payouts.models import Hold
from payouts.queries.opened import opened_hold, opened_statement
from tasks.models import Segment
from tests import cast
from tests.payouts.engine.acts import decision, result, settle, statement_of, told
from tests.payouts.money_out.acts import PAY_DAY, approved_month
from tests.payouts.pages.acts import page, visitor

pytestmark = [pytest.mark.django_db]
NOW = cast.at("2026-11-09 10:00")


@pytest.fixture(autouse=True)
def _now(clock):
    clock("2026-11-09T10:00:00+08:00")


@pytest.fixture
def october():
    """甲 with hours on two days, leads and a penalty; a month for full attendance 50.00."""
    cast.holidays(2026, 2027)
    payer, people = cast.entity(), cast.finance()
    work = cast.task(
        payer, rates={"interested_lead": (200, 0)}, full_attendance_fen=5_000, full_attendance_shifts=1
    )
    a = cast.agent("演示甲")
    cast.segment(a, work, date(2026, 10, 12), 420)
    cast.segment(a, work, date(2026, 10, 14), 60)
    result(a, work, "interested_lead", 3, key="call-77")
    decision(a, work, "penalty", 1_000)
    return settle(payer, people[0]), people, a, work


def lines_of(hold):
    return [(one.kind, one.amount_fen, [row.fen for row in one.rows]) for one in opened_hold(hold)]


WHOLE = [
    ("hours", 12_000, [10_500, 1_500]),
    ("pieces", 600, [600]),
    ("full_attendance", 5_000, []),
    ("penalty", -1_000, [-1_000]),
]


def test_an_agent_held_whole_opens_into_every_fact(october):
    run, people, a, _work = october
    gone = statement_of(a).public_id
    hold = hold_agent(run, a, why="查实名", by=people[0], now=NOW)
    assert lines_of(hold) == WHOLE
    client, url = visitor(people[1]), f"/finance/holds/{hold.public_id}/"
    assert f'href="{url}"' in page(client, "/finance/holds/")
    said = page(client, url)
    assert "call-77" in said
    assert "查实名" in said
    assert "扣住时10月的实发是 166.00 元" in said
    assert f'action="{url}release/"' in said
    assert f'action="{url}release/"' not in page(visitor(people[0]), url)  # the preparer reads
    assert client.get(f"/finance/statements/{gone}/")["Location"] == url


def test_what_was_let_go_still_says_what_it_was(october):
    run, people, a, _work = october
    hold = hold_agent(run, a, why="查实名", by=people[0], now=NOW)
    release_hold(hold, by=people[1], now=NOW)
    hold.refresh_from_db()
    assert lines_of(hold) == WHOLE
    said = page(visitor(people[1]), f"/finance/holds/{hold.public_id}/?ended=1")
    assert "放开</button>" not in said
    assert f"/finance/statements/{statement_of(a).public_id}/" in said


def test_one_line_shows_its_own_facts_and_a_line_of_several_none(october):
    run, people, a, _work = october
    hours = hold_line(
        run, a, statement_of(a).lines.get(kind="hours").ordinal, why="核", by=people[0], now=NOW
    )
    full = statement_of(a).lines.get(kind="full_attendance").ordinal
    full = hold_line(run, a, full, why="核", by=people[0], now=NOW)
    assert lines_of(hours) == [WHOLE[0]]
    assert lines_of(full) == []
    client = visitor(people[2])
    assert "call-77" not in page(client, f"/finance/holds/{hours.public_id}/")
    assert "扣住的只是这 50.00 元" in page(client, f"/finance/holds/{full.public_id}/")


@pytest.mark.database
def test_a_payment_opens_its_statement(clock):
    clock(PAY_DAY.isoformat())
    month = approved_month(420)
    slip = month.run.statements.first()
    hold = hold_agent(month.run, slip.agent, why="核账户", by=month.people[0], now=PAY_DAY)
    said = page(visitor(month.people[0]), f"/finance/holds/{hold.public_id}/")
    assert f"/finance/statements/{slip.public_id}/" in said
    assert "扣住的是一笔打款" in said


def test_the_questions_do_not_grow_with_the_facts(october):
    run, people, a, work = october
    for place in range(30):
        result(a, work, "interested_lead", 1, key=f"more{place}")
    hold = hold_line(
        run, a, statement_of(a).lines.get(kind="pieces").ordinal, why="核", by=people[0], now=NOW
    )
    client, url = visitor(people[1]), f"/finance/holds/{hold.public_id}/"
    asked = []
    for few in (hold.facts["result"][:2], hold.facts["result"]):
        hold.facts = {"result": few}
        hold.save(update_fields=["facts"])
        with CaptureQueriesContext(connection) as caught:
            said = page(client, url)
        asked.append(len(caught))
    assert asked[0] == asked[1]
    assert "另外 11 条" in said
    assert "另外" not in page(client, url + "?line=1")


def test_the_questions_of_the_list_do_not_grow_with_its_rows(october):
    run, people, a, _work = october
    client, asked = visitor(people[1]), []
    for kind in ("pieces", "hours", "penalty"):
        hold_line(run, a, statement_of(a).lines.get(kind=kind).ordinal, why="核", by=people[0], now=NOW)
        with CaptureQueriesContext(connection) as caught:
            page(client, "/finance/holds/")
        asked.append(len(caught))
    assert asked[1] == asked[2]  # the first look asks for more: who reads, their session


def test_a_tab_that_is_behind_holds_no_other_line(october):
    """Without the first line the second is another: what was read is held, or nothing."""
    _run, people, a, _work = october
    client, slip = visitor(people[0]), statement_of(a)
    assert f'name="seen" value="{slip.digest}"' in page(client, f"/finance/statements/{slip.public_id}/")
    form = {"why": "核", "seen": slip.digest}
    door = f"/finance/statements/{slip.public_id}/hold/"
    assert client.post(door, form | {"line": 1}).status_code == 302
    behind = client.post(door, form | {"line": 2})
    assert behind.status_code == 409
    assert "重算过" in behind.content.decode()
    assert [one.what for one in Hold.objects.all()] == ["hours"]


@pytest.mark.database
def test_holding_what_is_already_held_whole_leads_to_the_hold(october):
    _run, people, a, _work = october
    client, door = visitor(people[0]), f"/finance/statements/{statement_of(a).public_id}/hold/"
    client.post(door, {"why": "查实名"})
    hold = Hold.objects.get()
    again = client.post(door, {"why": "查实名"})
    assert again["Location"] == f"/finance/holds/{hold.public_id}/"
    assert Hold.objects.count() == 1
    assert client.post(f"/finance/statements/{'0' * 26}/hold/", {"why": "查"}).status_code == 404


@pytest.mark.database
def test_a_program_holds_the_line_that_it_read(october):
    run, people, a, _work = october
    client, url = visitor(people[0]), f"/api/v1/finance/runs/{run.number}/hold/"
    slip = statement_of(a)
    told = client.get(f"/api/v1/finance/statements/{slip.public_id}/").json()
    assert told["digest"] == slip.digest
    asked = {"agent": a.number, "line": 1, "why": "核", "seen": slip.digest}
    first, second = (
        client.post(url, asked, content_type="application/json", headers={"Idempotency-Key": key})
        for key in ("one", "two")
    )
    assert (first.status_code, first.json()["what"]) == (201, "hours")
    assert (second.status_code, second.json()["reasons"][0]["code"]) == (409, "statement_gone")
    assert run.holds.count() == 1


@pytest.mark.database
def test_a_mentors_line_held_alone_leaves_the_rest_open_to_its_readers():
    """Two tasks pay for mentees; the mentor has no other line in the one whose line is held."""
    cast.holidays(2026, 2027)
    people, mentor = cast.finance(), cast.agent("师傅")
    payer = cast.entity()
    for minutes in (433, 60):
        work = cast.task(payer, mentor_hourly_fen=100, mentor_days=30)
        theirs = cast.segment(cast.agent("徒弟"), work, date(2026, 10, 12), minutes)
        Segment.objects.filter(pk=theirs.pk).update(mentor=mentor)
    run = settle(payer, people[0])
    assert told(statement_of(mentor)) == [("mentor", 100, 433, 722), ("mentor", 100, 60, 100)]
    held = hold_line(run, mentor, 2, why="查实名", by=people[0], now=NOW)
    slip = statement_of(mentor)
    assert [[row.fen for row in line.rows] for line in opened_statement(slip)] == [[722]]
    client, desk = visitor(mentor.user), visitor(people[1])
    for reader, door in (
        (client, f"/pay/{slip.public_id}/"),
        (client, f"/pay/{slip.public_id}/pdf/"),
        (desk, f"/finance/statements/{slip.public_id}/"),
        (desk, f"/finance/statements/{slip.public_id}/pdf/"),
        (desk, f"/finance/holds/{held.public_id}/"),
    ):
        assert reader.get(door).status_code == 200, door
