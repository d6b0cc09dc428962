"""The rows behind a month's figures by API: the same as on the pages, by the page, for those who may look."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from payouts.actions.holds import hold_line
from payouts.models import Run
from payouts.queries.months import figures_of
from tests import cast
from tests.payouts.engine.acts import NOVEMBER, OCTOBER, result, settle, settle_and_approve
from tests.payouts.pages.acts import visitor
from yunke.ground.roles import AUDITOR, OPERATIONS

pytestmark = [pytest.mark.django_db]
RUNS = "/api/v1/finance/runs"


@pytest.fixture(autouse=True)
def _now(clock):
    clock("2026-11-12T10:00:00+08:00")


@pytest.fixture
def november():
    """Two months of two tasks; 甲 works in both, 乙 only in October, 丙 only in November."""
    cast.holidays(2026)
    payer, people = cast.entity(), cast.finance()
    first, second = cast.task(payer), cast.task(payer, name="另一个任务")
    a, b, c = (cast.agent(f"演示{letter}") for letter in "甲乙丙")
    cast.segment(a, first, date(2026, 10, 12), 420)
    cast.segment(b, first, date(2026, 10, 13), 240)
    settle_and_approve(payer, people, OCTOBER)
    cast.segment(a, first, date(2026, 11, 12), 60)
    cast.segment(c, second, date(2026, 11, 13), 1_000)  # 250.00 against 220.00 for the seat
    result(c, second, "connected", 3, key="c1", on=date(2026, 11, 13))
    return settle(payer, people[0], NOVEMBER), people, (a, b, c), (first, second)


def rows(who, url: str):
    answer = visitor(who).get(url)
    assert answer.status_code == 200, answer.content
    return answer.json()["results"]


def asked(who, url: str) -> int:
    visitor(who).get(url)  # figures are kept from the first look on
    with CaptureQueriesContext(connection) as queries:
        rows(who, url)
    return len(queries)


def test_a_month_against_the_last_by_task_by_agent_and_who_is_gone(november):
    run, people, (a, b, c), (first, second) = november
    url = f"{RUNS}/{run.number}/against/"
    slips = {one.agent_number: one.public_id for one in run.statements.all()}
    gone = b.statements.get()
    nothing = {"task": None, "agent": None, "statement": None}
    assert rows(people[1], url) == [
        nothing | {"task": second.number, "fen": 25_000, "before_fen": 0, "difference_fen": 25_000},
        nothing | {"task": first.number, "fen": 1_500, "before_fen": 16_500, "difference_fen": -15_000},
    ]
    assert rows(people[1], f"{url}?by=agent") == [
        nothing
        | {
            "agent": one.number,
            "statement": slips[one.number],
            "fen": fen,
            "before_fen": before,
            "difference_fen": fen - before,
        }
        for one, fen, before in ((c, 25_000, 0), (a, 1_500, 10_500))
    ]
    assert rows(people[1], f"{url}?by=gone") == [
        nothing
        | {
            "agent": b.number,
            "statement": gone.public_id,
            "fen": 0,
            "before_fen": 6_000,
            "difference_fen": -6_000,
        }
    ]
    assert visitor(people[1]).get(f"{url}?by=client").status_code == 400


def test_losing_shifts_and_results_nothing_prices(november):
    run, people, (_a, _b, c), (_first, second) = november
    (shift,) = rows(people[2], f"{RUNS}/{run.number}/losing-shifts/")
    assert (shift["task"], shift["price_fen"], shift["cost_fen"], shift["left_fen"]) == (
        second.number,
        22_000,
        25_000,
        -3_000,
    )
    (kind,) = rows(people[2], f"{RUNS}/{run.number}/unpriced/")
    assert (kind["task"], kind["kind"], kind["quantity"]) == (second.number, "connected", 3)
    results = f"{RUNS}/{run.number}/unpriced/results/"
    (one,) = rows(people[2], f"{results}?terms={kind['terms']}&kind={kind['kind']}")
    assert (one["agent"], one["contact"], one["quantity"]) == (c.number, "c1", 3)
    wrong = visitor(people[2]).get(f"{results}?kind=connected")
    assert (wrong.status_code, list(wrong.json())) == (400, ["terms"])


def test_gaps_by_every_way_of_counting():
    cast.holidays(2026)
    payer = cast.entity(month=date(2026, 8, 1), tax_method="cumulative", gap_rule="continuous")
    work, people = cast.task(payer, hourly_fen=80_000), cast.finance()
    gap = cast.agent("演示断")
    for month in (8, 10):
        cast.segment(gap, work, date(2026, month, 12), 600, starts="10:00")
    for month in (8, 9):
        settle_and_approve(payer, people, date(2026, month, 1))
    run = settle(payer, people[0], OCTOBER)
    (one,) = rows(people[1], f"{RUNS}/{run.number}/gaps/")
    assert one == {
        "agent": gap.number,
        "statement": gap.statements.get(run=run).public_id,
        "income_fen": 800_000,
        "paid_months": 1,
        "tax_fen": {"continuous": 19_200, "paid": 4_200, "calendar": 0},
    }


def test_months_with_their_runs_and_without(november):
    run, people, _agents, _tasks = november
    told = rows(people[0], "/api/v1/finance/months/")
    assert [(one["month"], one["state"], one["run"], one["run_state"]) for one in told] == [
        ("2026-12", "open", None, None),
        ("2026-11", "closed", run.number, "computed"),
        ("2026-10", "closed", Run.objects.earliest("month").number, "approved"),
    ]


@pytest.mark.parametrize("door", ["against/", "against/?by=agent", "gaps/", "losing-shifts/", "unpriced/"])
def test_more_rows_ask_no_more_questions_and_others_are_shut_out(november, door):
    run, people, _agents, (first, second) = november
    url = f"{RUNS}/{run.number}/{door}"
    before = asked(people[1], url)
    for place in range(3):
        more = cast.agent()
        cast.segment(more, second, date(2026, 11, 16 + place), 1_000)
        result(more, first, "connected", 1, key=f"m{place}", on=date(2026, 11, 16 + place))
    Run.objects.filter(pk=run.pk).update(hash="0" * 64)  # as after computing anew
    assert asked(people[1], url) == before
    assert visitor(cast.person("审", AUDITOR)).get(url).status_code == 200
    assert visitor(cast.person("运营", OPERATIONS)).get(url).status_code == 403
    Run.objects.filter(pk=run.pk).update(state="computing")
    assert visitor(people[1]).get(url).status_code == 404
    assert figures_of(run)


def test_statements_are_narrowed_as_on_the_page(november):
    run, people, (a, _b, c), (_first, second) = november
    url = f"{RUNS}/{run.number}/statements/"
    assert [one["agent_number"] for one in rows(people[1], f"{url}?task={second.number}")] == [c.number]
    assert [one["agent_number"] for one in rows(people[1], f"{url}?kind=work")] == [a.number, c.number]
    assert rows(people[1], f"{url}?kind=penalty") == []
    assert visitor(people[1]).get(f"{url}?kind=overtime").status_code == 400


def test_an_agent_reads_what_is_held_back_and_why(november):
    run, people, (a, _b, c), (first, _second) = november
    line = a.statements.get(run=run).lines.get(kind="hours")
    hold_line(run, a, line.ordinal, why="查录音", by=people[0], now=cast.at("2026-12-02 10:00"))
    (one,) = rows(a.user, "/api/v1/pay/holds/")
    assert (one["month"], one["task"], one["amount_fen"], one["why"], one["waits"]) == (
        "2026-11",
        first.public_id,
        1_500,
        "查录音",
        "settlement",
    )
    assert rows(c.user, "/api/v1/pay/holds/") == []
    assert visitor(people[0]).get("/api/v1/pay/holds/").status_code == 403
