"""What people were paid and owe before this house: brought in whole by two people, or not at all."""

import pytest
from django.db import DatabaseError, transaction

from onboarding.models import Agent, User
from payouts.actions.cut_overs import (
    confirm_cut_over,
    declare_nobody_paid,
    propose_cut_over,
    refuse_cut_over,
    work_off_cut_over,
)
from payouts.actions.runs import recompute_run
from payouts.files import opened
from payouts.jobs import cut_over_file
from payouts.models import CutOver, LedgerEntry, OpeningBalance, Run
from payouts.queries.cut_overs import People
from payouts.queries.gaps import gaps_of
from payouts.rules.cut_overs import Totals
from payouts.verify.books import verify
from tasks.models import PayingEntity
from tests import cast
from tests.oracles.pay import statement as oracle
from tests.payouts.engine.acts import (
    NOVEMBER,
    OCTOBER,
    behind_the_guards,
    decision,
    settle,
    settle_and_approve,
    statement_of,
)
from training.models import Qualification
from yunke.chunks import LeaseLost, ready, take
from yunke.ground.errors import Refused
from yunke.ground.roles import APPROVER, PREPARER
from yunke.models import AuditEntry, Notice

pytestmark = [pytest.mark.django_db]
NOW = cast.at("2026-11-02 09:00")
BOOKS = (1, 2, 3, 4, 9, 10, 11, 12)


@pytest.fixture
def payer():
    """Cumulative from October on, paid in November; nobody said what was before."""
    cast.holidays(2026, 2027)
    one = cast.entity(tax_method="cumulative", gap_rule="paid")
    CutOver.objects.all().delete()
    return one


@pytest.fixture
def people():
    return cast.finance()


def table(*rows: str) -> bytes:
    head = "工号,手机号,姓名,累计收入,累计已扣税,有报酬的月份,欠款,资格"
    return "\r\n".join([head, *rows]).encode("utf-8-sig")


def known(agent, income, tax, months, debt="0") -> str:
    return f"{agent.number},,,{income},{tax},{months},{debt},"


def brought_in(payer, people, content, totals):
    made = propose_cut_over(payer, content, totals, by=people[0], now=NOW)
    return confirm_cut_over(made, by=people[1], now=NOW)


def test_a_year_begun_elsewhere_refuses_the_cumulative_method_until_two_people_said_so(payer, people):
    work, agent = cast.task(payer), cast.agent()
    cast.segment(agent, work, OCTOBER.replace(day=12), 420)
    with pytest.raises(Refused, match=r"^cut_over_missing$") as refused:
        settle(payer, people[0])
    assert refused.value.reasons[0].facts == {"entity": payer.name, "year": 2026}
    declared = declare_nobody_paid(payer, by=people[0], now=NOW)
    assert declare_nobody_paid(payer, by=people[0], now=NOW) == declared
    with pytest.raises(Refused, match=r"^cut_over_missing$"):
        settle(payer, people[0])
    confirm_cut_over(declared, by=people[1], now=NOW)
    assert settle_and_approve(payer, people).net_fen == 10_500
    assert list(verify(numbers=BOOKS)) == []


@pytest.mark.database
def test_a_month_that_was_paid_here_is_not_brought_in_once_more(payer, people):
    """October's pay of November is in the year's sums; what somebody else paid before it may still come."""
    work, agent, other = cast.task(payer), cast.agent(), cast.agent()
    cast.segment(agent, work, OCTOBER.replace(day=12), 420)
    cast.segment(other, work, NOVEMBER.replace(day=12), 420)
    confirm_cut_over(declare_nobody_paid(payer, by=people[0], now=NOW), by=people[1], now=NOW)
    settle_and_approve(payer, people)
    later = cast.at("2026-12-02 09:00")
    content = table(known(agent, "50000", "0", "8-11"), known(other, "100", "0", "11"))
    with pytest.raises(Refused) as refused:
        propose_cut_over(payer, content, Totals(2, 5_010_000, 0, 0), by=people[0], now=later)
    [reason] = refused.value.reasons
    assert (reason.code, reason.facts) == ("row_paid_here", {"row": 2, "agent": agent.number, "month": 11})
    content = table(known(agent, "50000", "0", "8-10"))
    assert (
        propose_cut_over(payer, content, Totals(1, 5_000_000, 0, 0), by=people[0], now=later).state
        == "proposed"
    )


@pytest.mark.parametrize(
    ("method", "month"), [("occurrence", OCTOBER), ("none", OCTOBER), ("cumulative", cast.date(2025, 12, 1))]
)
def test_other_methods_and_a_year_begun_in_january_need_none(payer, people, method, month):
    cast.holidays(2025)
    PayingEntity.objects.filter(pk=payer.pk).update(tax_method=method)
    payer.months.update(month=month)
    payer.refresh_from_db()
    now = cast.at("2026-01-05 10:00") if month.year == 2025 else NOW
    from payouts.queries.runs import reasons_against

    assert "cut_over_missing" not in [one.code for one in reasons_against(payer, month, now=now)]


@pytest.mark.database
def test_the_year_goes_on_where_it_stood(payer, people):
    """8,000 in January and February, 42 withheld of each; 8,000 here in November: as one year by the oracle."""
    work, agent = cast.task(payer, hourly_fen=80_000), cast.agent()
    cast.segment(agent, work, OCTOBER.replace(day=12), 600)
    made = brought_in(
        payer,
        people,
        table(known(agent, '"16,000.00"', "84", "1-2", "150.5")),
        Totals(1, 1_600_000, 8_400, 15_050),
    )
    assert (made.state, made.from_month, made.tax_year) == ("confirmed", OCTOBER, 2026)
    run = settle_and_approve(payer, people)
    one = statement_of(agent)
    expected = oracle(
        {
            "decisions": [("reward", work.number, 800_000)],
            "old_debt_fen": 15_050,
            "earlier": [(cast.date(2026, 1, 15), 800_000, 4_200), (cast.date(2026, 2, 13), 800_000, 4_200)],
        },
        {},
        {
            "method": "cumulative",
            "months": "paid",
            "penalties_lower_income": False,
            "payment_on": run.pays_on,
        },
    )
    assert (one.income_fen, one.tax_fen, one.debt_fen, one.net_fen) == (800_000, 4_200, 15_050, 780_750)
    assert (one.tax_fen, one.net_fen) == (expected["tax_fen"], expected["net_fen"])
    assert (one.tax_months, one.year_income_fen, one.year_tax_fen) == (3, 2_400_000, 12_600)
    assert list(verify(numbers=BOOKS)) == []
    booked = dict(LedgerEntry.objects.filter(agent=agent).values_list("account", "amount_fen"))
    assert booked["agent_receivable"] == -15_050  # the second of two: brought in, then taken
    assert (
        sum(LedgerEntry.objects.filter(account="agent_receivable").values_list("amount_fen", flat=True)) == 0
    )
    assert [(gap.agent_id, gap.paid_months) for gap in gaps_of(run)] == [(agent.pk, 2)]


def test_a_debt_brought_in_waits_and_is_taken_once(payer, people):
    """Nothing earned in October: the debt waits; November takes what it can, December the rest."""
    work, agent, other = cast.task(payer, hourly_fen=6_000), cast.agent(), cast.agent()
    brought_in(payer, people, table(known(agent, 0, 0, "", "90")), Totals(1, 0, 0, 9_000))
    cast.segment(other, work, OCTOBER.replace(day=12), 60)
    settle_and_approve(payer, people)
    cast.segment(agent, work, NOVEMBER.replace(day=12), 60)
    settle_and_approve(payer, people, NOVEMBER)
    told = statement_of(agent, NOVEMBER)
    assert (told.debt_fen, told.carried_fen, told.net_fen) == (9_000, 3_000, 0)
    december = cast.date(2026, 12, 1)
    cast.segment(agent, work, december.replace(day=12), 60)
    settle_and_approve(payer, people, december)
    told = statement_of(agent, december)
    assert (told.debt_fen, told.carried_fen, told.net_fen) == (3_000, 0, 3_000)
    assert list(verify(numbers=BOOKS)) == []


@pytest.mark.database
def test_new_people_get_numbers_and_qualifications(payer, people):
    cast.line("voice")
    staff = cast.person("林演示")
    content = table(
        ",13900000001,演示新人,3000,0,9,0,voice 2027-03-31",
        f",{staff.phone},林演示,0,0,,20,",
    )
    made = brought_in(payer, people, content, Totals(2, 300_000, 0, 2_000))
    new = User.objects.get(phone="+8613900000001")
    assert (new.name, new.phone_verified_at, new.agent.state) == ("演示新人", None, "applicant")
    assert not new.has_usable_password()
    held = Qualification.objects.get(agent=new.agent)
    assert (held.line.code, held.state, held.expires_on) == ("voice", "valid", cast.date(2027, 3, 31))
    assert Agent.objects.get(user=staff).openings.get().debt_fen == 2_000
    assert {one.agent.number for one in made.openings.all()} == {new.agent.number, staff.agent.number}
    assert [one for one in verify(numbers=(15,)) if "agent" in one.text or "qualif" in one.text] == []
    again = propose_cut_over(payer, content, Totals(), by=people[0], now=NOW)
    assert (again, OpeningBalance.objects.count(), Agent.objects.count()) == (made, 2, 2)


def test_every_wrong_row_is_named_and_nothing_stays(payer, people):
    cast.line("voice")
    agent, other = cast.agent("演示甲"), cast.agent("演示乙")
    cast.qualification(agent)
    content = table(
        "A9999999,,,100,0,1,0,",
        f"{agent.number},,演示丙,100,0,1,0,voice 2027-01-01",
        f"{agent.number},{other.user.phone},,100,0,1,0,",
        ",,,100,0,1,0,",
        ",12345,谁,100,0,1,0,",
        ",13900000009,,100,0,1,0,",
        f"{other.number},,,一百,-5,1,0,",
        f"{other.number},,,100,0,11,0,",
        f"{other.number},,,100,0,,0,",
        f"{other.number},,,100,101,1,0,",
        f"{other.number},,,100,0,1,0,voice",
    )
    with pytest.raises(Refused) as refused:
        propose_cut_over(payer, content, Totals(11, 0, 0, 0), by=people[0], now=NOW)
    assert [(one.code, one.facts["row"]) for one in refused.value.reasons] == [
        ("row_nobody", 5),
        ("row_amount", 8),
        ("row_amount", 8),
        ("row_months", 9),
        ("row_months_and_income", 10),
        ("row_tax_above_income", 11),
        ("row_qualification", 12),
    ]
    rows = content.decode("utf-8-sig").split("\r\n")
    with pytest.raises(Refused) as refused:
        propose_cut_over(
            payer, "\n".join(rows[:4] + rows[5:7]).encode("gb18030"), Totals(), by=people[0], now=NOW
        )
    assert [(one.code, one.facts["row"]) for one in refused.value.reasons] == [
        ("row_agent_unknown", 2),
        ("row_name_differs", 3),
        ("row_qualified", 3),
        ("row_phone_of_another", 4),
        ("row_twice", 4),
        ("row_phone", 5),
        ("row_name_missing", 6),
    ]
    assert (CutOver.objects.count(), OpeningBalance.objects.count()) == (0, 0)


def test_totals_are_the_files_own_to_the_fen(payer, people):
    content = table(known(cast.agent(), "100", "0.01", "1", "7"))
    with pytest.raises(Refused) as refused:
        propose_cut_over(payer, content, Totals(2, 10_001, 0, 699), by=people[0], now=NOW)
    assert [
        (one.code, one.facts.get("difference", one.facts.get("difference_fen")))
        for one in refused.value.reasons
    ] == [
        ("cut_over_count", -1),
        ("cut_over_income", -1),
        ("cut_over_tax", 1),
        ("cut_over_debt", 1),
    ]
    assert CutOver.objects.count() == 0


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"\x00\x01PK", "cut_over_not_text"),
        (b"a,b\n" * 2_000 + b"c,\x00\n", "cut_over_not_text"),  # far down, too
        ("姓名,累计收入\n甲,1".encode(), "cut_over_columns_missing"),
        (table(), "cut_over_empty"),
    ],
)
def test_files_that_are_none(payer, people, content, code):
    with pytest.raises(Refused, match=f"^{code}$"):
        propose_cut_over(payer, content, Totals(), by=people[0], now=NOW)


def test_it_takes_two_people_and_happens_once(payer, people):
    agent = cast.agent()
    content = table(known(agent, 100, 0, 1))
    with pytest.raises(Refused, match=r"^not_a_preparer$"):
        propose_cut_over(payer, content, Totals(1, 10_000, 0, 0), by=people[1], now=NOW)
    made = propose_cut_over(payer, content, Totals(1, 10_000, 0, 0), by=people[0], now=NOW)
    with pytest.raises(Refused, match=r"^not_an_approver$"):
        confirm_cut_over(made, by=people[0], now=NOW)
    refuse_cut_over(made, by=people[1], now=NOW)
    made = propose_cut_over(payer, content, Totals(1, 10_000, 0, 0), by=people[0], now=NOW)
    confirm_cut_over(made, by=people[1], now=NOW)
    with pytest.raises(Refused, match=r"^not_in_state$"):
        confirm_cut_over(made, by=people[1], now=NOW)
    other = table(known(agent, 200, 0, 1))
    with pytest.raises(Refused, match=r"^row_has_opening$"):
        propose_cut_over(payer, other, Totals(1, 20_000, 0, 0), by=people[0], now=NOW)
    with pytest.raises(Refused, match=r"^cut_over_nobody_twice$"):
        declare_nobody_paid(payer, by=people[0], now=NOW)


def test_whoever_proposed_it_takes_it_back_and_no_other_preparer(payer, people):
    content = table(known(cast.agent(), 100, 0, 1))
    made = propose_cut_over(payer, content, Totals(1, 10_000, 0, 0), by=people[0], now=NOW)
    with pytest.raises(Refused, match=r"^not_an_approver$"):
        refuse_cut_over(made, by=cast.finance()[0], now=NOW)
    refuse_cut_over(made, by=people[0], now=NOW)
    made.refresh_from_db()
    assert (made.state, made.decided_by) == ("refused", None)
    with pytest.raises(Refused, match=r"^not_in_state$"):
        confirm_cut_over(made, by=people[1], now=NOW)
    assert AuditEntry.objects.latest("pk").verb == "cut_over_taken_back"


def test_whoever_may_confirm_it_is_told_once_and_who_proposed_it_is_not(payer, people):
    """The proposer holds both roles; a second approver is told like the first, and asked again nobody is."""
    both, second = cast.person("两样都是", PREPARER, APPROVER), cast.person("另一位审批人", APPROVER)
    content, totals = table(known(cast.agent(), "100", "0", "1")), Totals(1, 10_000, 0, 0)
    made = propose_cut_over(payer, content, totals, by=both, now=NOW)
    assert propose_cut_over(payer, content, totals, by=both, now=NOW) == made
    told = Notice.objects.filter(template="cut_over_waits")
    assert sorted(told.values_list("recipient", flat=True)) == sorted([people[1].public_id, second.public_id])
    assert {(one.url, one.facts["entity"], one.facts["year"], one.facts["rows"]) for one in told} == {
        (f"/finance/cut-overs/{made.public_id}/", payer.name, 2026, 1)
    }
    refuse_cut_over(made, by=second, now=NOW)
    assert not told.filter(read_at=None).exists()
    ended = Notice.objects.get(template="cut_over_refused")
    assert (ended.recipient, ended.url, ended.facts["rows"]) == (both.public_id, told[0].url, 1)
    nobody = declare_nobody_paid(payer, by=people[0], now=NOW)
    assert sorted(told.values_list("recipient", flat=True)[2:]) == sorted(
        [people[1].public_id, second.public_id, both.public_id]
    )
    confirm_cut_over(nobody, by=people[1], now=NOW)
    assert not told.filter(read_at=None).exists()
    assert Notice.objects.get(template="cut_over_in").recipient == people[0].public_id


def test_somebody_who_joined_since_stops_the_whole_file(payer, people):
    """Between the two people the file's second row came true by itself: nothing of the first is brought in."""
    cast.line("voice")
    agent = cast.agent()
    content = table(known(agent, 100, 0, 1), ",13900000001,演示新人,0,0,,1,")
    made = propose_cut_over(payer, content, Totals(2, 10_000, 0, 100), by=people[0], now=NOW)
    cast.person("别人", phone="+8613900000001")
    with pytest.raises(Refused, match=r"^row_name_differs$"):
        confirm_cut_over(made, by=people[1], now=NOW)
    made.refresh_from_db()
    assert (made.state, OpeningBalance.objects.count(), LedgerEntry.objects.count()) == ("proposed", 0, 0)


def test_a_month_computed_without_it_goes_back(payer, people):
    PayingEntity.objects.filter(pk=payer.pk).update(tax_method="occurrence")
    payer.refresh_from_db()
    work, agent = cast.task(payer, hourly_fen=80_000), cast.agent()
    cast.segment(agent, work, OCTOBER.replace(day=12), 600)
    run = settle(payer, people[0])
    PayingEntity.objects.filter(pk=payer.pk).update(tax_method="cumulative")
    with pytest.raises(Refused, match=r"^cut_over_missing$"):
        recompute_run(run, by=people[0], now=NOW)
    brought_in(payer, people, table(known(agent, 8_000, 42, 10)), Totals(1, 800_000, 4_200, 0))
    run.refresh_from_db()
    assert (run.state, run.return_reason) == ("returned", "期初核准了，请重新计算。")
    recompute_run(run, by=people[0], now=NOW)


def test_what_was_approved_before_stands(payer, people):
    """Found late: October is approved, so the year's beginning counts from November on."""
    declared = declare_nobody_paid(payer, by=people[0], now=NOW)
    confirm_cut_over(declared, by=people[1], now=NOW)
    work, agent = cast.task(payer, hourly_fen=80_000), cast.agent()
    for month in (OCTOBER, NOVEMBER):
        cast.segment(agent, work, month.replace(day=12), 600)
    decision(agent, work, "penalty", 900_000)
    settle_and_approve(payer, people)
    october = statement_of(agent)
    made = propose_cut_over(
        payer, table(known(agent, 8_000, 42, 10, 5)), Totals(1, 800_000, 4_200, 500), by=people[0], now=NOW
    )
    assert confirm_cut_over(made, by=people[1], now=NOW).from_month == NOVEMBER
    settle_and_approve(payer, people, NOVEMBER)
    november = statement_of(agent, NOVEMBER)
    assert november.debt_fen == october.carried_fen + 500
    assert (november.tax_months, november.year_income_fen) == (3, 2_400_000)
    assert list(verify(numbers=BOOKS)) == []


@pytest.mark.database
def test_the_database_keeps_it_and_the_books_see_a_change(payer, people):
    agent = cast.agent()
    made = brought_in(payer, people, table(known(agent, 100, 0, 1, 7)), Totals(1, 10_000, 0, 700))
    with pytest.raises(DatabaseError), transaction.atomic():
        OpeningBalance.objects.update(debt_fen=0)
    with behind_the_guards():
        OpeningBalance.objects.update(debt_fen=800)
    found = [one.text for one in verify(numbers=(3,))]
    assert found[0] == f"{made.public_id}: what was brought in is not what the cut-over's totals say"
    assert len(found) == 3  # and the ledger's two accounts
    assert Run.objects.count() == 0


@pytest.fixture
def large(monkeypatch):
    """Two rows are many."""
    monkeypatch.setattr("payouts.actions.cut_overs.IN_REQUEST", 1)


def many(*agents):
    return table(*(known(one, 100, 1, 1, "5") for one in agents)), Totals(
        len(agents), 10_000 * len(agents), 100 * len(agents), 500 * len(agents)
    )


def work_off_files(at=NOW):
    return [
        cut_over_file(pk, at.isoformat()) for pk in ready("cut_over", now=at).values_list("pk", flat=True)
    ]


@pytest.mark.database
def test_a_large_file_is_looked_through_and_brought_in_by_a_worker(payer, people, large):
    content, totals = many(cast.agent(), cast.agent())
    made = propose_cut_over(payer, content, totals, by=people[0], now=NOW)
    assert (made.state, propose_cut_over(payer, content, totals, by=people[0], now=NOW)) == ("checking", made)
    with pytest.raises(Refused, match="not_in_state"):
        confirm_cut_over(made, by=people[1], now=NOW)
    assert work_off_files() == ["done"]
    made.refresh_from_db()
    assert (made.state, made.fresh_count) == ("proposed", 0)
    made = confirm_cut_over(made, by=people[1], now=NOW)
    assert (made.state, OpeningBalance.objects.count()) == ("confirming", 0)
    assert work_off_files() == ["done"]
    made.refresh_from_db()
    assert (made.state, made.from_month, made.decided_by) == ("confirmed", OCTOBER, people[1])
    assert OpeningBalance.objects.count() == 2
    assert list(Notice.objects.order_by("pk").values_list("template", "recipient")) == [
        ("cut_over_checked", people[0].public_id),
        ("cut_over_waits", people[1].public_id),
        ("cut_over_in", people[0].public_id),
    ]
    assert list(verify(numbers=BOOKS)) == []


def test_a_large_file_with_errors_or_other_totals_comes_back_and_may_come_again(payer, people, large):
    agent = cast.agent()
    content, totals = many(agent, agent)
    made = propose_cut_over(payer, content, totals, by=people[0], now=NOW)
    assert work_off_files() == ["done"]
    made.refresh_from_db()
    assert (made.state, made.problems) == ("faulty", [{"code": "row_twice", "facts": {"row": 3, "first": 2}}])
    again = propose_cut_over(payer, content, totals, by=people[0], now=NOW)
    assert again != made
    content, totals = many(agent, cast.agent())
    other = propose_cut_over(payer, content, totals._replace(tax_fen=1), by=people[0], now=NOW)
    work_off_files()
    other.refresh_from_db()
    assert [one["code"] for one in other.problems] == ["cut_over_tax"]
    assert OpeningBalance.objects.count() == 0


@pytest.mark.database
def test_what_the_house_learned_meanwhile_sends_it_back_with_nothing_brought_in(
    payer, people, large, monkeypatch
):
    first, second = cast.agent(), cast.agent()
    content, totals = many(first, second)
    made = propose_cut_over(payer, content, totals, by=people[0], now=NOW)
    work_off_files()
    made.refresh_from_db()
    confirm_cut_over(made, by=people[1], now=NOW)
    monkeypatch.setattr("payouts.actions.cut_overs.IN_REQUEST", 100)
    brought_in(payer, people, table(known(second, 100, 1, 1)), Totals(1, 10_000, 100, 0))
    assert work_off_files() == ["done"]
    made.refresh_from_db()
    assert (made.state, made.decided_by, [one["code"] for one in made.problems]) == (
        "proposed",
        None,
        ["row_has_opening"],
    )
    assert OpeningBalance.objects.count() == 1


@pytest.mark.database
def test_after_five_tries_it_is_given_back(payer, people, large, monkeypatch):
    content, totals = many(cast.agent(), cast.agent())
    made = propose_cut_over(payer, content, totals, by=people[0], now=NOW)

    def broken(*_args, **_more):
        raise RuntimeError

    monkeypatch.setattr("payouts.actions.cut_overs.read", broken)
    assert [work_off_files() for _ in range(5)] == [["due"]] * 4 + [["parked"]]
    made.refresh_from_db()
    assert (made.state, made.problems[0]["code"]) == ("faulty", "cut_over_failed")


@pytest.mark.database
def test_the_lease_of_a_long_look_goes_on_with_the_clock(payer, people, large, monkeypatch):
    content, totals = many(cast.agent(), cast.agent())
    made = propose_cut_over(payer, content, totals, by=people[0], now=NOW)
    work_off_files()
    made.refresh_from_db()
    confirm_cut_over(made, by=people[1], now=NOW)
    chunk = take(ready("cut_over", now=NOW).get().pk, now=NOW)

    def lost(*_args, **_more):
        raise LeaseLost

    monkeypatch.setattr("payouts.actions.cut_overs.finish", lost)
    with pytest.raises(LeaseLost):
        work_off_cut_over(chunk, now=NOW, clock=lambda: cast.at("2026-11-02 09:10"))
    chunk.refresh_from_db()
    assert (chunk.state, chunk.rows_done, chunk.lease_until) == ("taken", 2, cast.at("2026-11-02 09:13"))


def test_a_page_of_a_file_is_read_alone(payer, people):
    agents = [cast.agent() for _ in range(5)]
    content, totals = many(*agents)
    made = propose_cut_over(payer, content, totals, by=people[0], now=NOW)
    told = People(made, opened)
    assert len(told) == 5
    assert [one.who for one in told[1:3]] == [agents[1].number, agents[2].number]
    assert [one.who for one in told[4:54]] == [agents[4].number]
