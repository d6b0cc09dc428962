"""The same by API: reason codes, keys that act once, accounts by their last four."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from payouts.models import BankResult, PayoutAccount, PayoutBatch, Run
from tests import cast
from tests.payouts.engine.acts import compute, settle
from tests.payouts.money_out.acts import HEADER, approved_month, card, card_of, row, text_of
from tests.payouts.pages.acts import visitor
from yunke.ground.roles import AUDITOR

pytestmark = [pytest.mark.django_db]
API = "/api/v1/"


@pytest.fixture(autouse=True)
def _now(clock):
    clock("2026-11-13T10:00:00+08:00")


def post(user, path: str, data=None, key: str = ""):
    headers = {"Idempotency-Key": key} if key else {}
    return visitor(user).post(API + path, data or {}, content_type="application/json", headers=headers)


def codes(answer) -> list[str]:
    assert answer.status_code == 409, answer.content
    return [one["code"] for one in answer.json()["reasons"]]


def test_an_agents_statement_with_every_fact():
    month = approved_month(433)
    agent = month.agents[0]
    listed = visitor(agent.user).get(API + "pay/statements/").json()
    assert listed["count"] == 1
    told = visitor(agent.user).get(f"{API}pay/statements/{listed['results'][0]['public_id']}/").json()
    assert (told["month"], told["net_fen"], told["payment"]["state"], told["payment"]["account"]) == (
        "2026-10",
        10_825,
        "ready",
        f"**** {card_of(agent)[-4:]}",
    )
    (line,) = told["lines"]
    assert (line["kind"], line["quantity"], line["rate"], line["amount_fen"], line["holds"]) == (
        "hours",
        433,
        1_500,
        10_825,
        True,
    )
    (fact,) = line["facts"]
    assert (fact["on"], fact["figure"], fact["fen"]) == ("2026-10-12", 433, 10_825)


def test_anothers_statement_is_not_there():
    month = approved_month(420, 433)
    public_id = month.agents[0].statements.get().public_id
    assert visitor(month.agents[1].user).get(f"{API}pay/statements/{public_id}/").status_code == 404


def test_this_month_so_far():
    cast.holidays(2026)
    work, agent = cast.task(cast.entity(month=date(2026, 11, 1))), cast.agent()
    cast.claim(agent, work)
    assert visitor(agent.user).get(API + "pay/so-far/").json()[0]["net_fen"] == 0
    cast.segment(agent, work, date(2026, 11, 12), 420)
    answer = visitor(agent.user).get(API + "pay/so-far/")
    (told,) = answer.json()
    assert (told["month"], told["net_fen"], told["lines"][0]["amount_fen"]) == ("2026-11", 10_500, 10_500)
    assert "no-store" in answer["Cache-Control"]


def test_the_account_goes_in_whole_and_comes_out_by_its_last_four():
    agent = cast.agent("演示甲")
    assert visitor(agent.user).get(API + "pay/account/").status_code == 404
    told = {
        "holder": "演示甲",
        "number": card(3),
        "bank": "演示银行",
        "state": "replaced",
        "last_four": "9999",
    }
    first, again = (post(agent.user, "pay/account/", told, key="k1") for _ in range(2))
    assert (first.status_code, again.json()) == (201, first.json())
    account = PayoutAccount.objects.get()
    assert (account.state, account.last_four, account.number) == ("active", card(3)[-4:], card(3))
    got = visitor(agent.user).get(API + "pay/account/")
    assert card(3) not in got.content.decode() + first.content.decode()
    assert got.json()["number"] == f"**** {card(3)[-4:]}"
    assert post(agent.user, "pay/account/", told | {"number": card(4)}, key="k1").status_code == 422
    assert codes(post(agent.user, "pay/account/", told | {"holder": "乙"})) == ["holder_is_not_agent"]


def test_a_month_by_three_programs():
    cast.holidays(2026)
    work, people = cast.task(cast.entity()), cast.finance()
    preparer, approver, releaser = people
    agent = cast.agent("演示甲")
    cast.segment(agent, work, date(2026, 10, 12), 420)
    post(agent.user, "pay/account/", {"holder": "演示甲", "number": card(3), "bank": "演示银行"})
    made = post(preparer, "finance/runs/", {"entity": work.entity.code, "month": "2026-10"}, key="p")
    run = f"finance/runs/{made.json()['number']}/"
    assert (made.status_code, made.json()["state"]) == (201, "computing")
    told = visitor(approver).get(f"{API}{run}progress/").json()
    assert (told["done"], told["total"], told["finished"]) == (0, 1, False)
    compute(Run.objects.get())
    seen = {"net_fen": 10_500, "hash": Run.objects.get().hash}
    assert codes(post(approver, run + "approve/", seen | {"net_fen": 1})) == ["total_typed_wrong"]
    assert codes(post(approver, run + "approve/", seen | {"hash": "0" * 64})) == ["run_changed_meanwhile"]
    assert post(approver, run + "approve/", seen).json()["state"] == "approved"
    batch = post(releaser, run + "file/", {"encoding": "utf-8-sig"}).json()
    assert (batch["item_count"], batch["total_fen"], batch["state"]) == (1, 10_500, "made")
    handed = {"file_hash": batch["file_hash"]}
    once, twice = (post(releaser, run + "release/", handed, key="r") for _ in range(2))
    assert (once.json()["state"], twice.json()) == ("released", once.json())
    assert codes(post(releaser, run + "release/", handed, key="other")) == ["nothing_ready"]
    item = agent.payout_items.get()
    file = visitor(releaser).get(f"{API}finance/batches/{batch['public_id']}/file/")
    assert file.content == text_of(PayoutBatch.objects.get())
    answers = [send(releaser, batch["public_id"], row(item)) for _ in range(2)]
    assert [one.json()["succeeded"] for one in answers] == [1, 1]
    assert BankResult.objects.count() == 1
    assert visitor(releaser).get(API + run).json()["state"] == "paid"


def send(user, public_id: str, *rows: str):
    data = "\r\n".join([HEADER, *rows]).encode()
    return visitor(user).post(
        f"{API}finance/batches/{public_id}/result/", {"file": SimpleUploadedFile("r.csv", data)}
    )


def test_a_result_that_does_not_fit_is_told_by_row():
    month = approved_month(420)
    batch = month.release()
    answer = send(month.releaser, batch.public_id, row(month.item(0), yuan="105.01"))
    assert codes(answer) == ["result_row_amount"]
    assert answer.json()["reasons"][0]["facts"] == {
        "row": 2,
        "serial": 1,
        "told_fen": 10_501,
        "sent_fen": 10_500,
    }


def test_sent_back_by_program():
    cast.holidays(2026)
    work, people = cast.task(cast.entity()), cast.finance()
    cast.segment(cast.agent(), work, date(2026, 10, 12), 420)
    run = settle(work.entity, people[0])
    assert (
        post(people[1], f"finance/runs/{run.number}/return/", {"why": "差一人"}).json()["state"] == "returned"
    )
    assert post(people[0], f"finance/runs/{run.number}/recompute/").json()["state"] == "computing"


def test_lists_hold_no_account_and_ask_the_same_for_more():
    month = approved_month(420, 433, 240)
    client, url = visitor(month.people[0]), f"{API}finance/runs/{month.run.number}/statements/"
    asked = []
    for limit in (1, 3):
        client.get(url)
        with CaptureQueriesContext(connection) as queries:
            told = client.get(f"{url}?limit={limit}")
        assert len(told.json()["results"]) == limit
        assert not any(card_of(agent) in told.content.decode() for agent in month.agents)
        asked.append(len(queries))
    assert asked[0] == asked[1]
    assert client.get(f"{API}finance/runs/").json()["results"][0]["net_fen"] == month.run.net_fen


@pytest.mark.parametrize(
    ("who", "act"),
    [(0, "approve/"), (0, "release/"), (1, "release/"), (1, "file/"), (2, "approve/"), (2, "recompute/")],
)
def test_roles_hold_for_programs_too(who, act):
    month = approved_month(420)
    assert (
        post(month.people[who], f"finance/runs/{month.run.number}/{act}", {"net_fen": 1}).status_code == 403
    )


def test_staff_open_a_statement_by_its_facts():
    month = approved_month(433)
    one = month.agents[0].statements.get()
    for who in (*month.people, cast.person("审", AUDITOR)):
        told = visitor(who).get(f"{API}finance/statements/{one.public_id}/").json()
        assert (told["agent_number"], told["net_fen"]) == (month.agents[0].number, 10_825)
        assert [(line["quantity"], line["holds"], len(line["facts"])) for line in told["lines"]] == [
            (433, True, 1)
        ]
    assert visitor(month.agents[0].user).get(f"{API}finance/statements/{one.public_id}/").status_code == 403


def test_runs_and_statements_are_narrowed_and_wrong_filters_named():
    month = approved_month(433)
    finance, agent = visitor(month.people[0]), visitor(month.agents[0].user)
    for client, url in ((finance, "finance/runs/"), (agent, "pay/statements/")):
        assert client.get(f"{API}{url}?month=2026-10").json()["count"] == 1
        assert client.get(f"{API}{url}?month=2026-09").json()["count"] == 0
        answer = client.get(f"{API}{url}?month=2026-13")
        assert (answer.status_code, list(answer.json())) == (400, ["month"])
    assert finance.get(f"{API}finance/runs/?entity={month.run.entity.code}").json()["count"] == 1
    answer = finance.get(f"{API}finance/runs/?entity=nobody")
    assert (answer.status_code, list(answer.json())) == (400, ["entity"])
    answer = finance.get(f"{API}finance/runs/{month.run.number}/statements/?only=nonsense")
    assert (answer.status_code, list(answer.json())) == (400, ["only"])


def test_the_banks_answer_under_a_key_is_taken_once_and_another_file_is_told_so():
    month = approved_month(420)
    batch = month.release()
    client, url = visitor(month.releaser), f"{API}finance/batches/{batch.public_id}/result/"

    def sent(text: str):
        file = SimpleUploadedFile("r.csv", "\r\n".join([HEADER, text]).encode())
        return client.post(url, {"file": file}, headers={"Idempotency-Key": "k1"})

    first, again = sent(row(month.item(0))), sent(row(month.item(0)))
    assert (first.status_code, again.status_code, first.json()) == (201, 201, again.json())
    other = sent(row(month.item(0), "失败"))
    assert (other.status_code, other.json()["reasons"][0]["code"]) == (422, "idempotency_key_reused")
    assert BankResult.objects.count() == 1
