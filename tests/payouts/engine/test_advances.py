"""Money had before its month: granted by two, recorded by a third, taken back once, the rest carried."""

from csv import DictReader
from datetime import date
from io import StringIO

import pytest

from payouts.actions.advances import (
    grant_advance,
    propose_advance,
    record_advance_paid,
    refuse_advance,
)
from payouts.actions.holds import hold_agent, hold_line, release_hold
from payouts.models import Advance, LedgerEntry, LedgerTransaction
from payouts.queries.opened import opened_statement
from payouts.queries.proof import proved_lines
from payouts.verify.books import verify
from tests import cast
from tests.payouts.engine.acts import (
    NOVEMBER,
    OCTOBER,
    advance,
    behind_the_guards,
    read_and_approve,
    settle,
    settle_and_approve,
    statement_of,
    told,
)
from tests.payouts.pages.acts import page, visitor
from tests.payouts.pages.test_statement_pdf import read
from yunke.ground.errors import Refused
from yunke.models import Notice

pytestmark = [pytest.mark.django_db]
NOW = cast.at("2026-10-20 10:00")
BOOKS = range(1, 15)


@pytest.fixture
def october():
    cast.holidays(2026, 2027)
    work, people, agent = cast.task(hourly_fen=1_500), cast.finance(), cast.agent("演示甲")
    cast.segment(agent, work, date(2026, 10, 12), 420)
    return work, people, agent


def granted(work, people, agent, fen=4_000):
    made = propose_advance(work.entity, agent, fen, "房租", beyond=True, by=cast.operations(), now=NOW)
    return grant_advance(made, by=people[1], now=NOW)


def paid(work, people, agent, fen=4_000, reference="2026 1020 0001"):
    one = granted(work, people, agent, fen)
    return record_advance_paid(one, paid_on=NOW.date(), reference=reference, by=people[2], now=NOW)


@pytest.mark.database
def test_it_is_booked_once_and_taken_back_by_the_open_month(october):
    work, people, agent = october
    one = paid(work, people, agent)
    assert (one.state, one.settle_month, one.reference) == ("paid", OCTOBER, "202610200001")
    assert Notice.objects.get(recipient=agent.user.public_id).facts["amount_fen"] == 4_000
    run = settle_and_approve(work.entity, people)
    statement = statement_of(agent)
    assert told(statement) == [("hours", 100, 420, 10_500), ("advance", 100, 1, -4_000)]
    assert (statement.income_fen, statement.advance_fen, statement.net_fen) == (10_500, 4_000, 6_500)
    assert (run.advance_fen, run.net_fen) == (4_000, 6_500)
    legs = LedgerEntry.objects.filter(account="agent_advance").order_by("pk")
    assert list(legs.values_list("agent", "amount_fen")) == [(agent.pk, 4_000), (agent.pk, -4_000)]
    assert all(line.holds for line in proved_lines(statement))
    assert [row.fen for row in opened_statement(statement)[1].rows] == [-4_000]
    assert list(verify(numbers=BOOKS)) == []
    with pytest.raises(Refused, match=r"^not_in_state$"):
        record_advance_paid(one, paid_on=NOW.date(), reference="other", by=people[2], now=NOW)
    assert LedgerTransaction.objects.filter(kind="advance").count() == 1


def test_the_paper_and_the_file_of_the_month_add_up(october):
    work, people, agent = october
    paid(work, people, agent)
    settle_and_approve(work.entity, people)
    url = f"/finance/statements/{statement_of(agent).public_id}/pdf/"
    assert "预支 -40.00" in read(visitor(people[0]).get(url))
    file = f"/finance/exports/books/statements/?entity={work.entity.code}&period=2026-10&format=csv"
    answer = b"".join(visitor(people[0]).get(file).streaming_content).decode("utf-8-sig")
    (row,) = DictReader(StringIO(answer))
    sums = ["应发", "个人所得税", "处罚", "预支", "带入旧欠", "结转下期", "实发"]
    assert [row[one] for one in sums] == ["105.00", "0.00", "0.00", "40.00", "0.00", "0.00", "65.00"]


def test_what_the_month_cannot_bear_is_carried(october):
    work, people, agent = october
    advance(agent, work.entity, 12_000)
    advance(agent, work.entity, 3_000)
    settle_and_approve(work.entity, people)
    one = statement_of(agent)
    assert (one.advance_fen, one.net_fen, one.carried_fen) == (15_000, 0, 4_500)
    cast.segment(agent, work, NOVEMBER.replace(day=12), 240)
    settle_and_approve(work.entity, people, NOVEMBER)
    one = statement_of(agent, NOVEMBER)
    assert (one.advance_fen, one.debt_fen, one.net_fen, one.carried_fen) == (0, 4_500, 1_500, 0)
    assert list(verify(numbers=BOOKS)) == []


def test_somebody_without_work_owes_it(october):
    work, people, _agent = october
    idle = cast.agent()
    advance(idle, work.entity, 2_000)
    settle_and_approve(work.entity, people)
    assert told(statement_of(idle)) == [("advance", 100, 1, -2_000), ("carried", 100, 0, 2_000)]
    assert list(verify(numbers=BOOKS)) == []


@pytest.mark.database
def test_held_it_is_asked_back_later(october):
    work, people, agent = october
    advance(agent, work.entity, 4_000)
    run = settle(work.entity, people[0])
    place = statement_of(agent).lines.get(kind="advance").ordinal
    hold = hold_line(run, agent, place, why="在对账", by=people[0], now=cast.at("2026-11-03 10:00"))
    run.refresh_from_db()
    assert (run.net_fen, run.advance_fen, hold.amount_fen) == (10_500, 0, -4_000)
    read_and_approve(run, by=people[1], now=cast.at("2026-11-03 10:00"))
    release_hold(hold, by=people[1], now=cast.at("2026-11-04 10:00"))
    cast.segment(agent, work, NOVEMBER.replace(day=12), 420)
    november = settle(work.entity, people[0], NOVEMBER)
    assert statement_of(agent, NOVEMBER).net_fen == 6_500
    hold_agent(november, agent, why="再看", by=people[0], now=cast.at("2026-12-03 10:00"))
    assert Advance.objects.get().settle_month == date(2026, 12, 1)
    read_and_approve(november, by=people[1], now=cast.at("2026-12-03 10:00"))
    assert list(verify(numbers=BOOKS)) == []


def test_each_hears_when_it_is_their_turn(october):
    """Who may approve, who may record the payment, who proposed it; nobody of their own act."""
    work, people, agent = october
    proposer = cast.person("两边", "finance_preparer", "finance_approver")
    made = propose_advance(work.entity, agent, 4_000, "房租", beyond=True, by=proposer, now=NOW)
    grant_advance(made, by=people[1], now=NOW)
    told = Notice.objects.filter(template__startswith="advance_").order_by("pk")
    assert list(told.values_list("template", "recipient")) == [
        ("advance_waits", people[1].public_id),
        ("advance_granted", proposer.public_id),
        ("advance_granted", people[2].public_id),
    ]
    assert {(one.url, one.facts["agent"], one.facts["amount_fen"]) for one in told} == {
        ("/desk/advances/", agent.number, 4_000)
    }
    assert [one.template for one in told.exclude(read_at=None)] == ["advance_waits"]
    record_advance_paid(made, paid_on=NOW.date(), reference="8", by=people[2], now=NOW)
    assert list(told.filter(read_at=None).values_list("template", "recipient")) == [
        ("advance_granted", proposer.public_id),
        ("advance_paid", agent.user.public_id),
    ]


def test_refusals(october):
    work, people, agent = october
    operations = cast.operations()
    for by, fen, why, codes in (
        (people[1], 100, "急", ["advance_not_proposer"]),
        (operations, 0, " ", ["advance_amount", "advance_needs_why"]),
        (operations, 10_000_001, "急", ["advance_amount"]),
    ):
        with pytest.raises(Refused) as refused:
            propose_advance(work.entity, agent, fen, why, by=by, now=NOW)
        assert refused.value.codes == codes
    both = cast.person("两边", "finance_preparer", "finance_approver", "finance_releaser")
    mine = propose_advance(work.entity, agent, 100, "急", by=both, now=NOW)
    with pytest.raises(Refused, match=r"^advance_by_two$"):
        grant_advance(mine, by=both, now=NOW)
    one = granted(work, people, agent)
    for by, on, reference, codes in (
        (people[0], NOW.date(), "1", ["not_a_releaser"]),
        (people[2], date(2026, 10, 19), " ", ["advance_paid_later", "advance_needs_reference"]),
        (people[2], date(2026, 10, 21), "1", ["advance_paid_later"]),
    ):
        with pytest.raises(Refused) as refused:
            record_advance_paid(one, paid_on=on, reference=reference, by=by, now=NOW)
        assert refused.value.codes == codes
    third = grant_advance(
        propose_advance(work.entity, agent, 1, "急", by=operations, now=NOW), by=both, now=NOW
    )
    with pytest.raises(Refused, match=r"^advance_by_third$"):
        record_advance_paid(third, paid_on=NOW.date(), reference="1", by=both, now=NOW)
    with pytest.raises(Refused, match=r"^advance_refused_why$"):
        refuse_advance(third, why=" ", by=people[1], now=NOW)
    refuse_advance(third, why="不急", by=people[1], now=NOW)
    record_advance_paid(one, paid_on=NOW.date(), reference="7", by=people[2], now=NOW)
    twice = granted(work, people, agent)
    with pytest.raises(Refused, match=r"^advance_reference_taken$"):
        record_advance_paid(twice, paid_on=NOW.date(), reference=" 7", by=people[2], now=NOW)
    twice.refresh_from_db()
    assert (twice.state, LedgerTransaction.objects.count()) == ("granted", 1)


def test_the_books_see_an_advance_nobody_took_back(october):
    work, people, agent = october
    one = advance(agent, work.entity, 4_000)
    settle_and_approve(work.entity, people)
    with behind_the_guards():
        Advance.objects.filter(pk=one.pk).update(settle_month=NOVEMBER)
    assert [found.text for found in verify(numbers=[4])] == [
        f"R202610-DEMO/{agent.number}: 0 approved advances, 1 paid"
    ]
    Advance.objects.filter(pk=one.pk).update(settle_month=OCTOBER, amount_fen=4_001)
    assert len(list(verify(numbers=[3]))) == 2  # the bank and the advance


def test_on_the_pages_and_for_programs(october, clock):
    work, people, agent = october
    clock(NOW)
    operations = cast.operations()
    told_form = {"entity": work.entity.pk, "agent": agent.number, "amount": "40", "why": "房租"}
    assert visitor(operations).post("/desk/advances/", told_form | {"amount": "0"}).status_code == 422
    assert visitor(operations).post("/desk/advances/", told_form).status_code == 302
    one = Advance.objects.get()
    url = f"/desk/advances/{one.public_id}/"
    assert "批准预支" not in page(visitor(people[0]), "/desk/advances/")
    visitor(people[1]).post(f"{url}grant/")
    assert "银行流水号" in page(visitor(people[2]), "/desk/advances/")
    assert visitor(people[2]).post(f"{url}paid/", {"reference": "1"}).status_code == 422
    visitor(people[2]).post(f"{url}paid/", {"paid_on": "2026-10-20", "reference": "1"})
    mine = page(visitor(agent.user), "/pay/")
    assert "预支" in mine
    assert "65.00" in mine
    api = "/api/v1/finance/advances/"
    asked = {"entity": work.entity.code, "agent": agent.number, "amount_fen": 100, "why": "急"}
    made = visitor(operations).post(api, asked, HTTP_IDEMPOTENCY_KEY="a").json()
    assert (
        visitor(people[1]).post(f"{api}{made['public_id']}/grant/", HTTP_IDEMPOTENCY_KEY="b").json()["state"]
        == "granted"
    )
    settled = (
        visitor(people[2])
        .post(
            f"{api}{made['public_id']}/paid/",
            {"paid_on": "2026-10-20", "reference": "2"},
            HTTP_IDEMPOTENCY_KEY="c",
        )
        .json()
    )
    assert (settled["state"], settled["settle_month"]) == ("paid", "2026-10")
    assert len(visitor(people[0]).get(api).json()["results"]) == 2
