"""The offer by API: same rules, reason codes, paging, idempotency keys."""

import pytest
from rest_framework.test import APIClient

from tasks.models import Claim
from tests import cast

pytestmark = [pytest.mark.django_db]


def ready(name="小满"):
    one = cast.agent(name)
    cast.qualification(one)
    return one


def api(who=None):
    client = APIClient()
    if who is not None:
        client.force_authenticate(getattr(who, "user", who))
    return client


def test_the_board_is_paged_and_needs_no_account(now):
    payer = cast.entity()
    for number in range(3):
        cast.task(payer, name=f"任务{number}", rates={"sale": (0, 200)})
    page = api().get("/api/v1/board/?limit=2").json()
    assert (page["count"], [one["name"] for one in page["results"]]) == (3, ["任务2", "任务1"])
    first = page["results"][0]
    assert (first["terms"]["hourly_fen"], first["terms"]["rates"], first["reasons"], first["seats_left"]) == (
        1_500,
        [{"kind": "sale", "unit_fen": 0, "share_bp": 200, "tiers": [], "takes_back": False}],
        [],
        20,
    )
    assert first["penalties"]["clauses"] == [
        {"code": "left_without_leave", "title": "擅自离开任务", "amount_fen": 2_000}
    ]


@pytest.mark.database
def test_claiming_twice_under_one_key_acts_once(now):
    task, agent = cast.task(), ready()
    url, body = f"/api/v1/board/{task.public_id}/claim/", {"terms_hash": task.terms.get().hash}
    one, two = (
        api(agent).post(url, body, format="json", headers={"Idempotency-Key": "k1"}) for _ in range(2)
    )
    assert (one.status_code, two.status_code, one.json() == two.json()) == (201, 201, True)
    assert Claim.objects.count() == 1
    third = api(agent).post(url, body, format="json", headers={"Idempotency-Key": "k2"})
    assert (third.status_code, [row["code"] for row in third.json()["reasons"]]) == (409, ["already_claimed"])


@pytest.mark.database
def test_the_board_and_the_claim_tell_an_agent_the_same_reasons(now):
    task, agent = cast.task(), cast.agent(verified=False)
    told = [row["code"] for row in api(agent).get("/api/v1/board/").json()["results"][0]["reasons"]]
    claimed = api(agent).post(f"/api/v1/board/{task.public_id}/claim/", {"terms_hash": task.terms.get().hash})
    assert (
        told
        == [row["code"] for row in claimed.json()["reasons"]]
        == ["claim_step_open", "claim_not_qualified"]
    )


@pytest.mark.database
def test_one_withdraws_only_ones_own(now):
    task, agent = cast.task(), ready()
    claim = cast.claim(ready("别人"), task, state="asked")
    assert api(agent).post(f"/api/v1/claims/{claim.public_id}/withdraw/").status_code == 404
    done = api(claim.agent).post(f"/api/v1/claims/{claim.public_id}/withdraw/")
    assert (done.status_code, done.json()["state"]) == (200, "withdrawn")
    assert api(agent).get("/api/v1/claims/").json()["count"] == 0


def test_screeners_decide_in_bulk_or_not_at_all(now):
    task, screener = cast.task(seats=1), cast.screener()
    ids = [cast.claim(ready(), task, state="asked").public_id for _ in range(2)]
    assert api(screener).get("/api/v1/claims/queue/").json()["count"] == 2
    refused = api(screener).post("/api/v1/claims/decide/", {"outcome": "admit", "claims": ids}, format="json")
    assert (refused.status_code, [row["code"] for row in refused.json()["reasons"]]) == (
        409,
        ["admitted_full"],
    )
    done = api(screener).post(
        "/api/v1/claims/decide/",
        {"outcome": "reject", "claims": ids, "codes": ["rejected_profile"]},
        format="json",
    )
    assert [row["state"] for row in done.json()] == ["rejected", "rejected"]


@pytest.mark.database
def test_papers_by_their_hashes_put_an_agent_on_duty(now):
    task, agent = cast.task(), ready()
    claim = cast.claim(agent, task, state="admitted")
    said = {
        "agreement": task.entity.agreements.get().hash,
        "terms": task.terms.get().hash,
        "penalties": task.penalty_tables.get().hash,
    }
    url = f"/api/v1/claims/{claim.public_id}/papers/"
    wrong = api(agent).post(url, said | {"agreement": "x"}, format="json")
    assert [row["code"] for row in wrong.json()["reasons"]] == ["papers_changed"]
    assert api(agent).post(url, said, format="json").json()["state"] == "on_duty"


def test_roles_hold(now):
    task, agent = cast.task(), ready()
    claim = cast.claim(agent, task, state="asked")
    for who in (None, agent, cast.operations()):
        assert api(who).get("/api/v1/claims/queue/").status_code in (401, 403)
        assert api(who).post(
            f"/api/v1/claims/{claim.public_id}/decide/", {"outcome": "admit"}
        ).status_code in (401, 403)
    assert api(cast.screener()).post(f"/api/v1/board/{task.public_id}/claim/", {}).status_code == 403
