"""An agent's bank account: whose, which number, and what waited for it."""

import pytest
from django.db import IntegrityError, connection, transaction

from payouts.actions.accounts import set_account
from payouts.actions.money_out import make_file, release_run
from payouts.models import PayoutAccount
from payouts.rules.bank_accounts import reasons_not_to_pay_to
from payouts.verify.books import verify
from tests import cast
from tests.payouts.money_out.acts import (
    LATER,
    PAY_DAY,
    approved_month,
    card,
    give_account,
    text_of,
)
from yunke.ground.errors import Refused
from yunke.ground.ids import new_public_id
from yunke.models import AuditEntry, Notice

pytestmark = [pytest.mark.django_db]

GOOD = {
    "number": card(7),
    "holder": "演示甲",
    "real_name": "演示甲",
    "bank": "演示银行",
    "branch_code": "",
    "taken": False,
}


@pytest.mark.parametrize(("changed", "codes"), [
    ({}, []),
    ({"holder": " 演示 甲 "}, []),
    ({"holder": "买买提•艾力", "real_name": "买买提·艾力"}, []),
    ({"number": "12345678"}, []),  # a passbook: no check digit
    ({"real_name": ""}, ["account_needs_real_name"]),
    ({"holder": "演示乙"}, ["holder_is_not_agent"]),
    ({"bank": " "}, ["account_needs_bank"]),
    ({"branch_code": "10410000"}, ["branch_not_digits"]),
    ({"number": "1234567"}, ["account_not_digits"]),
    ({"number": "6222 0000"}, ["account_not_digits"]),
    ({"number": card(7)[:-1] + str((int(card(7)[-1]) + 1) % 10)}, ["account_check_digit"]),
    ({"taken": True}, ["account_not_usable"]),
    ({"holder": "乙", "bank": "", "number": "x"}, ["holder_is_not_agent", "account_needs_bank", "account_not_digits"]),
])  # fmt: skip
def test_which_account_pays(changed: dict, codes: list[str]) -> None:
    assert [one.code for one in reasons_not_to_pay_to(**(GOOD | changed))] == codes


def test_a_number_is_kept_encrypted_and_shown_by_its_last_four() -> None:
    agent = cast.agent("演示甲")
    typed = card(7)
    account = give_account(agent, f"{typed[:4]} {typed[4:8]}-{typed[8:]}")
    assert (account.number, account.last_four, account.state) == (typed, typed[-4:], "active")
    with connection.cursor() as cursor:
        cursor.execute("SELECT number, holder, number_index FROM payouts_payoutaccount")
        (raw,) = cursor.fetchall()
    assert not any(typed in column or "演示甲" in column for column in raw)
    assert typed not in str(list(AuditEntry.objects.values_list("facts", flat=True)))


def test_another_account_replaces_it_by_a_new_row_and_the_agent_is_told() -> None:
    agent = cast.agent()
    first, second = give_account(agent, card(1)), give_account(agent, card(2), now=LATER)
    first.refresh_from_db()
    assert (first.state, first.number, second.state) == ("replaced", card(1), "active")
    assert list(Notice.objects.values_list("template", "channel").order_by("channel")) == [
        ("account_set", "app"),
        ("account_set", "sms"),
    ]
    assert card(2) not in str(list(Notice.objects.values_list("facts", flat=True)))


def test_the_same_account_again_changes_nothing() -> None:
    agent = cast.agent()
    assert give_account(agent, card(1)).pk == give_account(agent, card(1), now=LATER).pk
    assert PayoutAccount.objects.count() == 1


def test_an_account_of_another_agent_is_refused_without_a_word_about_them() -> None:
    other, agent = cast.agent("演示乙"), cast.agent("演示甲")
    give_account(other, card(1))
    with pytest.raises(Refused) as refused:
        give_account(agent, card(1))
    assert refused.value.codes == ["account_not_usable"]
    assert dict(refused.value.reasons[0].facts) == {}
    give_account(other, card(2))
    assert give_account(agent, card(1)).state == "active"  # left by the other, it is free


def test_the_database_stands_behind_one_account_one_agent() -> None:
    give_account(cast.agent(), card(1))
    with pytest.raises(IntegrityError), transaction.atomic():
        PayoutAccount.objects.create(
            public_id=new_public_id(LATER),
            agent=cast.agent(),
            holder="x",
            number=card(1),
            last_four="0001",
            bank="演示银行",
            added_at=LATER,
        )


def test_without_a_proven_name_there_is_no_account() -> None:
    agent = cast.agent(verified=False)
    with pytest.raises(Refused) as refused:
        set_account(agent, holder="演示客服", number=card(1), bank="演示银行", now=LATER)
    assert refused.value.codes == ["account_needs_real_name"]


def test_what_waited_for_the_account_becomes_ready() -> None:
    month = approved_month(420, without_account=(0,))
    assert (month.states(), month.item(0).why["code"]) == (["waiting"], "no_payout_account")
    account = give_account(month.agents[0], now=LATER)
    item = month.item(0)
    assert (item.state, item.account, item.why) == ("ready", account, {})


def test_what_is_not_in_a_file_yet_follows_to_the_new_account() -> None:
    month = approved_month(420)
    account = give_account(month.agents[0], card(900), now=LATER)
    assert (month.item(0).state, month.item(0).account) == ("ready", account)


@pytest.mark.database
def test_an_unsent_file_with_the_old_account_is_void() -> None:
    """The account at the moment of release: the file is made anew, and the other agent's payment with it."""
    month = approved_month(420, 240)
    made = make_file(month.run, by=month.releaser, now=PAY_DAY)
    account = give_account(month.agents[0], card(900), now=PAY_DAY)
    made.refresh_from_db()
    assert (made.state, month.states()) == ("dropped", ["ready", "ready"])
    with pytest.raises(Refused, match=r"^file_void$"):
        release_run(month.run, by=month.releaser, now=PAY_DAY, file_hash=made.file_hash)
    again = make_file(month.run, by=month.releaser, now=PAY_DAY)
    assert (again.number, again.item_count) == (f"{month.run.number}-2", 2)
    assert account.number.encode() in text_of(again)
    month.release()
    assert (month.item(0).account, month.item(1).account.agent) == (account, month.agents[1])
    assert list(verify(numbers=(3, 7, 8))) == []


def test_what_is_in_a_file_keeps_its_account() -> None:
    month = approved_month(420)
    month.release()
    give_account(month.agents[0], card(900), now=LATER)
    assert (month.item(0).state, month.item(0).account.state) == ("sent", "replaced")
