"""Each invariant: a row is broken behind the guards' back, and that number is reported."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.models import F

from onboarding.models import RoleGrant
from payouts.models import Line, PayoutItem, Run, Statement
from payouts.models.ledger import LedgerEntry
from payouts.verify.books import INVARIANTS, verify
from tasks.models import (
    Booking,
    Claim,
    ImportRow,
    PayMonth,
    ResultImport,
    ResultMapping,
    Segment,
    Shift,
    Task,
)
from tests import cast
from tests.payouts.engine.acts import (
    NOVEMBER,
    after,
    behind_the_guards,
    correction,
    decision,
    payout_account,
    result,
    settle_and_approve,
    statement_of,
)
from yunke import guards
from yunke.audit import HOUSE, move_many, record
from yunke.ground.ids import new_public_id
from yunke.models import Chunk

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """Made once; each test breaks it within its own transaction, inside this one."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield _two_months()
        transaction.set_rollback(True)


def _two_months():
    """Two approved months of two agents: hours, results, a reward, a penalty, a correction, tax."""
    cast.holidays(2026, 2027)
    people = cast.finance()
    payer = cast.entity(tax_method="cumulative", gap_rule="continuous")
    work = cast.task(payer, hourly_fen=60_000, rates={"connected": (50, 0), "sale": (0, 250)})
    one, two = cast.agent(), cast.agent()
    payout_account(one)
    for agent in (one, two):
        for day in (1, 12, 13):
            fact = cast.segment(agent, work, date(2026, 10, day), 433)
        cast.segment(agent, work, date(2026, 11, 9), 433)
        result(agent, work, "connected", key=f"c{agent.pk}")
        result(agent, work, "sale", 10_020, key=f"s{agent.pk}")
        result(agent, work, "wechat_added", key=f"w{agent.pk}")
        decision(agent, work, "reward", 5_000)
    decision(two, work, "penalty", 99_000_000)
    settle_and_approve(payer, people)
    correction(fact, NOVEMBER, minutes_now=420)
    settle_and_approve(payer, people, NOVEMBER)
    cast.write_down()
    return one, two


def found(*numbers: int) -> set[int]:
    return {finding.number for finding in verify(numbers=numbers)}


@contextmanager
def checks_off(table: str, name: str) -> Iterator[None]:
    """Without one CHECK constraint; the test's transaction takes the change back."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA ignore_check_constraints = ON")
        else:
            cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
        yield
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA ignore_check_constraints = OFF")


def without_index(name: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"DROP INDEX {name}")


def test_sound_books_have_no_findings(world):
    assert list(verify()) == []
    call_command("verify_books", month=date(2026, 10, 1), entity="demo")


def test_1_an_unbalanced_ledger(world):
    with behind_the_guards():
        LedgerEntry.objects.filter(pk=LedgerEntry.objects.first().pk).update(amount_fen=F("amount_fen") + 1)
    assert found(1) == {1}


def test_1_a_transaction_without_legs(world):
    with behind_the_guards():
        LedgerEntry.objects.all().delete()
    assert len(list(verify(numbers=[1]))) == 2


def test_2_a_line_one_fen_off(world):
    with behind_the_guards():
        Line.objects.filter(pk=Line.objects.first().pk).update(amount_fen=F("amount_fen") + 1)
    assert found(2) == {2}
    with pytest.raises(CommandError):
        call_command("verify_books", only=[2])


def test_3_a_payment_one_fen_off(world):
    item = PayoutItem.objects.first()
    PayoutItem.objects.filter(pk=item.pk).update(amount_fen=item.amount_fen + 1)
    assert found(3) == {3}


def test_3_a_net_without_a_payment(world):
    PayoutItem.objects.filter(statement=statement_of(world[0])).delete()
    assert [one.text.split(", ")[1] for one in verify(numbers=[3])] == ["it has no payment"]


def test_3_a_run_total_one_fen_off(world):
    with behind_the_guards():
        Run.objects.filter(month=NOVEMBER).update(carried_fen=F("carried_fen") + 1)
    assert [one.text.split(":")[0] for one in verify(numbers=[3])] == ["R202611-DEMO"]


def test_4_a_fact_that_no_line_pays(world):
    with behind_the_guards():
        Line.objects.filter(statement=statement_of(world[0]), kind="hours", percent=200).delete()
    assert [one.text.split(": ")[1] for one in verify(numbers=[4])] == ["3 approved hours, 2 paid"]


def test_4_two_lines_that_pay_the_same_facts(world):
    line = Line.objects.filter(kind="pieces").first()
    with behind_the_guards():
        Line.objects.filter(pk=line.pk).update(facts=0)
        Line.objects.create(
            statement=line.statement,
            ordinal=99,
            kind="pieces",
            task=line.task,
            terms=line.terms,
            result_kind=line.result_kind,
            facts=1,
            amount_fen=0,
        )
    assert ["two lines of pieces" in one.text for one in verify(numbers=[4])] == [True]


def test_4_a_line_of_another_task_than_its_terms(world):
    other = cast.task(cast.entity("other"))
    with behind_the_guards():
        Line.objects.filter(kind="reward", statement__agent=world[0]).update(task=other)
    (found,) = verify(numbers=[4])
    assert "a line of reward names another task" in found.text


def test_4_an_approved_fact_after_the_close(world):
    segment = Segment.objects.filter(agent=world[0], settle_month=NOVEMBER).get()
    cast.segment(world[0], segment.task, date(2026, 11, 10), 60)
    assert found(4) == {4}


def test_5_hours_that_overlap(world):
    segment = Segment.objects.filter(agent=world[0], local_on=date(2026, 10, 13)).get()
    Segment.objects.filter(pk=segment.pk).update(
        started_at=segment.started_at - timedelta(days=1), ended_at=segment.ended_at - timedelta(days=1)
    )
    assert ["overlap" in one.text for one in verify(numbers=[5])] == [True]


@pytest.mark.parametrize(
    ("starts", "ends", "most"),
    [("09:00", "16:13", 433), ("14:00", "22:00", 420), ("18:30", "23:00", 240), ("12:00", "18:20", 360)],
)
def test_5_more_minutes_than_the_clock_gave(world, starts, ends, most):
    segment = Segment.objects.filter(agent=world[0], local_on=date(2026, 10, 13))
    times = {"started_at": cast.at(f"2026-10-13 {starts}"), "ended_at": cast.at(f"2026-10-13 {ends}")}
    segment.update(paid_minutes=most, **times)
    assert found(5) == set()
    segment.update(paid_minutes=most + 1)
    assert found(5) == {5}


def test_5_a_meal_over_midnight_is_two_stretches(world):
    segment = Segment.objects.filter(agent=world[0], local_on=date(2026, 10, 13))
    type(segment.get().terms).objects.update(meal_starts="23:30", meal_ends="00:30")
    segment.update(
        started_at=cast.at("2026-10-13 00:00"), ended_at=cast.at("2026-10-14 00:00"), paid_minutes=1380
    )
    assert found(5) == set()
    segment.update(paid_minutes=1381)
    assert found(5) == {5}


def test_6_two_live_payments_of_a_statement(world):
    item = PayoutItem.objects.first()
    without_index("item_one_live")
    PayoutItem.objects.create(
        public_id=new_public_id(cast.LONG_AGO),
        statement=item.statement,
        run=item.run,
        agent=item.agent,
        amount_fen=item.amount_fen,
        state="ready",
        made_at=item.made_at,
    )
    assert found(6) == {6}
    assert found(7) == {7}  # and the new one was made while the earlier lives


def test_7_a_key_that_was_changed(world):
    item = PayoutItem.objects.first()
    record(HOUSE, "payout_sent", item, now=cast.LONG_AGO, to_state="sent")
    assert found(7) == set()
    PayoutItem.objects.filter(pk=item.pk).update(public_id=new_public_id(cast.LONG_AGO))
    assert found(7) == {7}


def test_8_more_arrived_than_the_net(world):
    item = PayoutItem.objects.first()
    PayoutItem.objects.filter(pk=item.pk).update(state="succeeded")
    assert found(8) == set()
    PayoutItem.objects.filter(pk=item.pk).update(amount_fen=item.amount_fen + 1)
    assert found(8) == {8}


def test_9_tax_one_fen_off(world):
    assert statement_of(world[0]).tax_fen > 0
    with behind_the_guards():
        Statement.objects.filter(pk=statement_of(world[0]).pk).update(tax_fen=F("tax_fen") - 1)
    assert [one.text.split(":")[0] for one in verify(numbers=[9])] == [f"R202610-DEMO/{world[0].number}"]


def test_10_a_debt_that_got_lost(world):
    assert statement_of(world[1]).carried_fen > 0
    with behind_the_guards():
        Statement.objects.filter(pk=statement_of(world[1], NOVEMBER).pk).update(debt_fen=0)
    assert found(10) == {10}


def test_10_a_net_below_zero(world):
    with behind_the_guards(), checks_off("payouts_statement", "statement_not_negative"):
        Statement.objects.filter(pk=statement_of(world[0]).pk).update(net_fen=-1)
        assert found(10) == {10}


def test_11_a_fact_changed_after_approval(world):
    Segment.objects.filter(agent=world[0], local_on=date(2026, 10, 13)).update(paid_minutes=432)
    texts = [one.text for one in verify(numbers=[11])]
    assert [text.endswith(f"(1 statements, first {world[0].number})") for text in texts] == [True]


def test_12_a_row_of_a_locked_run_changed(world):
    line = Line.objects.filter(statement=statement_of(world[0]), kind="pieces").get()
    with behind_the_guards():
        Line.objects.filter(pk=line.pk).update(quantity=2)
    assert [one.text for one in verify(numbers=[12])] == [
        f"R202610-DEMO/{world[0].number}: its rows are not what was approved"
    ]


def test_12_a_statement_taken_away_or_a_guard_down(world):
    with behind_the_guards():
        Line.objects.filter(statement=statement_of(world[0])).delete()
        PayoutItem.objects.filter(statement=statement_of(world[0])).delete()
        Statement.objects.filter(pk=statement_of(world[0]).pk).delete()
        assert len([one for one in verify(numbers=[12]) if "does not guard" in one.text]) == len(
            guards.guards(connection.vendor)
        )
    assert [one.text for one in verify(numbers=[12])] == [
        "R202610-DEMO: its statements are not those that were approved"
    ]


def test_13_one_person_twice(world):
    with behind_the_guards(), checks_off("payouts_run", "run_three_people"):
        Run.objects.filter(month=NOVEMBER).update(approved_by=F("prepared_by"))
        assert found(13) == {13}


def test_13_nobody_named(world):
    with behind_the_guards():
        Run.objects.filter(month=NOVEMBER).update(approved_by=None)
    assert found(13) == {13}


def test_14_a_counter_that_is_not_the_count(world):
    Shift.objects.filter(pk=Shift.objects.first().pk).update(taken=2)
    assert found(14) == {14}


def test_14_two_seats_at_once(world):
    booking = Booking.objects.filter(agent=world[0]).earliest("starts_at")
    with behind_the_guards():
        Booking.objects.filter(agent=world[0]).update(starts_at=booking.starts_at, ends_at=booking.ends_at)
        assert found(14) == {14}
        Booking.objects.filter(agent=world[0]).update(
            state="cancelled"
        )  # else the guard would not go up again


def test_15_a_state_nobody_put_there(world):
    Claim.objects.filter(agent=world[0]).update(state="left")
    assert [one.text for one in verify(numbers=[15])] == ["claim: 1 of left came there without an entry"]


@pytest.mark.parametrize(
    ("model", "state"),
    [(RoleGrant, "ended"), (PayMonth, "closed"), (PayoutItem, "succeeded"), (Task, "paused")],
)
def test_15_reads_whatever_has_a_state(world, model, state):
    row = model.objects.exclude(state=state).first()
    with behind_the_guards():
        model.objects.filter(pk=row.pk).update(state=state)
        table = model.STATES.name
        assert f"{table}: 1 of {state} came there without an entry" in {
            one.text for one in verify(numbers=[15])
        }


def imported(task):
    mapping = ResultMapping.objects.create(
        public_id=new_public_id(after(NOVEMBER)), task=task, name="m", columns={}, created_at=after(NOVEMBER)
    )
    return ResultImport.objects.create(
        public_id=new_public_id(after(NOVEMBER)),
        task=task,
        mapping=mapping,
        columns={},
        file_name="a.csv",
        file_hash="1" * 64,
        uploaded_at=after(NOVEMBER),
    )


def _shift_called_off(agent):
    Shift.objects.filter(pk=cast.shift(Task.objects.first(), "2026-12-05 09:00").pk).update(state="cancelled")


def _row_repaired(agent):
    source = imported(Task.objects.first())
    ImportRow.objects.create(
        public_id=new_public_id(after(NOVEMBER)),
        source=source,
        row_number=2,
        source_key="1",
        row={},
        problem={"code": "import_agent_blank", "facts": {}},
        state="repaired",
    )
    cast.write_down(ResultImport)


def _chunk_parked(agent):
    Chunk.objects.filter(pk=Chunk.objects.first().pk).update(state="parked")


def _hours_approved(agent):
    cast.segment(agent, Task.objects.first(), date(2026, 12, 7), 60)


def _hours_refused(agent):
    one = cast.segment(agent, Task.objects.first(), date(2026, 12, 7), 60, state="drafted")
    Segment.objects.filter(pk=one.pk).update(state="refused")


def _result_approved(agent):
    result(agent, Task.objects.first(), "connected", key="one more", on=date(2026, 12, 7))


@pytest.mark.parametrize(
    ("break_it", "said"),
    [
        (_shift_called_off, "shift: 1 of cancelled"),
        (_row_repaired, "import_row: 1 of repaired"),
        (_chunk_parked, "chunk: 1 of parked"),
        (_hours_approved, "fact: 1 of approved"),
        (_hours_refused, "fact: 1 of refused"),
        (_result_approved, "fact: 1 of approved"),
    ],
)
def test_15_what_begins_in_bulk_does_not_come_further_without_an_entry(world, break_it, said):
    break_it(world[0])
    cast.write_down(Booking)  # the seats of the hours
    assert [one.text for one in verify(numbers=[15])] == [f"{said} came there without an entry"]


def test_15_facts_approved_together_have_one_entry_for_all(world):
    for day in (7, 8):
        cast.segment(world[0], Task.objects.first(), date(2026, 12, day), 60, state="drafted")
    cast.write_down(Booking)
    drafted = Segment.objects.filter(state="drafted")
    changes = {"approved_at": after(NOVEMBER), "entity": PayMonth.objects.first().entity}
    changes |= {"settle_month": date(2026, 12, 1)}
    move_many(
        drafted, "drafted", "approved", thing=Task.objects.first(), by=HOUSE, verb="hours_approved",
        now=after(NOVEMBER), **changes,
    )  # fmt: skip
    assert found(15) == set()


def test_15_a_batch_moved_at_once_has_one_entry_for_all(world):
    rows = Claim.objects.filter(agent__in=world)
    assert (
        move_many(
            rows, "on_duty", "left", thing=rows[0].task, by=HOUSE, verb="claims_left", now=after(NOVEMBER)
        )
        == 2
    )
    assert found(15) == set()
    cast.claim(cast.agent(), rows[0].task, state="left")  # one more than the entry counts
    assert found(15) == {15}


def test_15_a_move_no_table_has(world):
    record(
        HOUSE, "run_undone", Run.objects.first(), now=after(NOVEMBER), from_state="paid", to_state="computing"
    )
    assert ["a move from paid to computing" in one.text for one in verify(numbers=[15])] == [True]


def test_every_invariant_has_a_test_here():
    numbers = {
        int(name.split("_")[1])
        for name in globals()
        if name.startswith("test_") and name.split("_")[1].isdigit()
    }
    assert numbers == set(INVARIANTS)
