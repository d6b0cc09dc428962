"""Releasing: three people, one file, every payment once."""

import csv
import io
import json
from hashlib import sha256
from pathlib import Path

import pytest
from django.core.files.storage import storages

from payouts.actions.holds import hold_agent
from payouts.actions.money_out import make_file, record_download, release_run, withdraw_file
from payouts.files import opened
from payouts.models import PayoutBatch
from payouts.verify.books import verify
from tests import cast
from tests.payouts.engine.acts import decision, settle, settle_and_approve
from tests.payouts.money_out.acts import (
    LATER,
    PAY_DAY,
    approved_month,
    balance,
    card,
    card_of,
    give_account,
    text_of,
)
from yunke.ground.errors import Refused
from yunke.models import AuditEntry, Notice
from yunke.rotation import reseal_files

pytestmark = [pytest.mark.django_db]


def books_hold() -> None:
    assert list(verify(numbers={1, 2, 3, 6, 7, 8, 10, 12, 13})) == []


def refused_with(*codes: str):
    return pytest.raises(Refused, match=f"^{', '.join(codes)}$")


def test_the_file_is_made_first_and_sent_when_the_bank_has_it() -> None:
    month = approved_month(420, 433, 240)
    batch = make_file(month.run, by=month.releaser, now=PAY_DAY)
    assert (batch.state, batch.item_count, batch.total_fen) == ("made", 3, 10_500 + 10_825 + 6_000)
    assert month.states() == ["ready"] * 3
    assert month.release().pk == batch.pk
    batch.refresh_from_db()
    assert (batch.state, month.run.state, month.run.released_by) == ("sent", "released", month.releaser)
    assert month.states() == ["sent"] * 3
    books_hold()


def test_the_file_holds_each_payment_by_agent_number() -> None:
    month = approved_month(420, 433)
    rows = list(csv.DictReader(io.StringIO(text_of(month.release()).decode("utf-8-sig"))))
    assert [(one["序号"], one["收款账号"], one["收款户名"], one["金额"], one["附言"]) for one in rows] == [
        (str(place + 1), card_of(agent), agent.user.name, yuan, month.item(place).public_id)
        for place, (agent, yuan) in enumerate(zip(month.agents, ("105.00", "108.25"), strict=True))
    ]
    assert rows[0]["用途"] == "2026-10劳务报酬"


def test_the_control_file_ties_the_file_to_the_run() -> None:
    month = approved_month(420, 433)
    batch = month.release()
    told = json.loads(opened(batch.control_file))
    assert told == {
        "batch": batch.number,
        "file": f"{batch.number}.csv",
        "encoding": "utf-8-sig",
        "count": 2,
        "total": "213.25",
        "sha256": sha256(text_of(batch)).hexdigest(),
        "run": month.run.number,
        "run_hash": month.run.hash,
    }


def test_files_lie_encrypted() -> None:
    month = approved_month(420)
    batch = month.release()
    raw = Path(storages["private"].path(batch.file.name)).read_bytes()
    assert card_of(month.agents[0]).encode() not in raw
    assert card_of(month.agents[0]).encode() in text_of(batch)


def test_a_new_key_rewrites_the_files(settings) -> None:
    from cryptography.fernet import Fernet

    batch = approved_month(420).release()
    content = text_of(batch)
    settings.FIELD_KEYS = [Fernet.generate_key().decode(), *settings.FIELD_KEYS]
    assert (reseal_files(), reseal_files()) == ((2, [], []), (0, [], []))
    settings.FIELD_KEYS = settings.FIELD_KEYS[:1]
    batch.refresh_from_db()
    assert text_of(batch) == content


def test_the_other_encoding_is_written_over_the_file_not_beside_it() -> None:
    month = approved_month(420)
    first = make_file(month.run, by=month.releaser, now=PAY_DAY)
    second = make_file(month.run, by=month.releaser, now=PAY_DAY, encoding="gb18030")
    assert (first.pk, second.encoding) == (second.pk, "gb18030")
    assert "演示甲" in text_of(second).decode("gb18030")
    assert sha256(text_of(second)).hexdigest() == second.file_hash
    with refused_with("encoding_unknown"):
        make_file(month.run, by=month.releaser, now=PAY_DAY, encoding="latin-1")


def test_the_money_leaves_what_we_owe() -> None:
    month = approved_month(420, 433)
    assert [balance("agent_payable", one) for one in month.agents] == [-10_500, -10_825]
    month.release()
    assert [balance("agent_payable", one) for one in month.agents] == [0, 0]
    assert balance("payout_transit") == -21_325


@pytest.mark.parametrize(
    ("who", "codes"),
    [(0, ["not_a_releaser", "releaser_is_third"]), (1, ["not_a_releaser", "releaser_is_third"])],
)
def test_preparer_and_approver_do_not_release(who: int, codes: list[str]) -> None:
    month = approved_month(420)
    with refused_with(*codes):
        release_run(month.run, by=month.people[who], now=PAY_DAY)


def test_one_with_all_roles_still_may_not_do_two_parts() -> None:
    cast.holidays(2026)
    work, agent = cast.task(cast.entity()), cast.agent()
    cast.segment(agent, work, cast.at("2026-10-12 09:00").date(), 60)
    give_account(agent)
    every = cast.person("都有", "finance_preparer", "finance_approver", "finance_releaser")
    run = settle_and_approve(work.entity, (every, cast.finance()[1], every))
    with refused_with("releaser_is_third"):
        release_run(run, by=every, now=PAY_DAY)


def test_before_approval_there_is_no_file() -> None:
    cast.holidays(2026)
    work, people = cast.task(cast.entity()), cast.finance()
    cast.segment(cast.agent(), work, cast.at("2026-10-12 09:00").date(), 60)
    run = settle(work.entity, people[0])
    with refused_with("run_not_approved"):
        make_file(run, by=people[2], now=PAY_DAY)


def test_the_bank_has_it_from_the_bank_day_before_the_pay_day_on() -> None:
    month = approved_month(420)  # 15 November 2026 is a Sunday: paid on the 13th
    with refused_with("release_too_early"):
        release_run(month.run, by=month.releaser, now=cast.at("2026-11-11 23:59"))
    early = make_file(month.run, by=month.releaser, now=cast.at("2026-11-11 23:59")).file_hash
    sent = release_run(month.run, by=month.releaser, now=cast.at("2026-11-12 00:00"), file_hash=early)
    assert sent.state == "sent"


def test_only_the_file_that_is_there_is_released() -> None:
    month = approved_month(420)
    with refused_with("file_not_made"):
        release_run(month.run, by=month.releaser, now=PAY_DAY)
    first = make_file(month.run, by=month.releaser, now=PAY_DAY).file_hash
    other = make_file(month.run, by=month.releaser, now=PAY_DAY, encoding="gb18030").file_hash
    with refused_with("file_is_another"):  # the bank has the bytes of before
        release_run(month.run, by=month.releaser, now=PAY_DAY, file_hash=first)
    assert month.states() == ["ready"]
    assert release_run(month.run, by=month.releaser, now=PAY_DAY, file_hash=other).state == "sent"


@pytest.mark.database
def test_a_file_made_void_is_not_released_though_another_was_made() -> None:
    """The audit's way to pay twice: the bank has the first file, a hold makes it void, a stale page releases the second."""
    month = approved_month(420, 240)
    first = make_file(month.run, by=month.releaser, now=PAY_DAY)
    hold_agent(month.run, month.agents[0], why="核对身份", by=month.people[0], now=PAY_DAY)
    second = make_file(month.run, by=month.releaser, now=PAY_DAY)
    assert (second.item_count, month.states()) == (1, ["held", "ready"])
    with refused_with("file_void"):
        release_run(month.run, by=month.releaser, now=PAY_DAY, file_hash=first.file_hash)
    assert month.states() == ["held", "ready"]


@pytest.mark.database
def test_a_downloaded_file_is_void_only_by_its_releasers_word() -> None:
    month = approved_month(420, 240)
    first = make_file(month.run, by=month.releaser, now=PAY_DAY)
    record_download(first, "control", by=month.releaser, now=PAY_DAY)
    first.refresh_from_db()
    assert first.downloaded_at is None  # sums and a hash pay nobody
    record_download(first, "file", by=month.releaser, now=PAY_DAY)
    with refused_with("file_is_out"):
        hold_agent(month.run, month.agents[0], why="核对身份", by=month.people[0], now=PAY_DAY)
    old = month.item(0).account
    new = give_account(month.agents[0], card(900), now=PAY_DAY)
    assert (month.item(0).account, month.states()) == (old, ["ready", "ready"])
    with refused_with("not_a_releaser", "releaser_is_third"):
        withdraw_file(first, by=month.people[0], now=PAY_DAY)
    withdraw_file(first, by=month.releaser, now=PAY_DAY)
    hold_agent(month.run, month.agents[1], why="核对身份", by=month.people[0], now=PAY_DAY)
    month.release()
    assert (month.item(0).account, month.states()) == (new, ["sent", "held"])
    with refused_with("not_in_state"):
        withdraw_file(month.run.batches.latest("pk"), by=month.releaser, now=LATER)


@pytest.mark.database
def test_released_twice_nothing_is_sent_twice() -> None:
    month = approved_month(420)
    month.release()
    with refused_with("nothing_ready"):
        month.release()
    assert PayoutBatch.objects.count() == 1
    assert balance("payout_transit") == -10_500


def test_who_waits_for_an_account_comes_in_the_next_file() -> None:
    month = approved_month(420, 433, without_account=(1,))
    first = month.release()
    assert (first.item_count, month.states()) == (1, ["sent", "waiting"])
    assert list(Notice.objects.filter(template="account_wanted").values_list("recipient", "facts")) == [
        (month.agents[1].user.public_id, {"amount_fen": 10_825, "month": "2026-10"})
    ]
    give_account(month.agents[1], now=LATER)
    second = month.release()
    assert (second.number, second.total_fen) == (f"{month.run.number}-2", 10_825)
    assert month.states() == ["sent", "sent"]
    books_hold()


def test_a_month_that_pays_nobody_is_paid_without_a_file() -> None:
    cast.holidays(2026)
    work, people, agent = cast.task(cast.entity()), cast.finance(), cast.agent()
    cast.segment(agent, work, cast.at("2026-10-12 09:00").date(), 60)
    decision(agent, work, "penalty", 15_000)
    run = settle_and_approve(work.entity, people)
    assert release_run(run, by=people[2], now=PAY_DAY) is None
    run.refresh_from_db()
    assert (run.state, run.paid_at) == ("paid", PAY_DAY)


def test_bulk_moves_leave_one_row_for_the_batch() -> None:
    month = approved_month(420, 433, 240)
    batch = month.release()
    told = (
        AuditEntry.objects.filter(thing_id=batch.public_id)
        .order_by("pk")
        .values_list("verb", "from_state", "to_state")
    )
    assert list(told) == [
        ("payout_batch_made", "", "made"),
        ("payout_file_written", "", ""),
        ("payouts_sent", "ready", "sent"),
        ("payout_batch_sent", "made", "sent"),
    ]
