"""Many at once: one agent twenty times is one claim; seats are never given twice."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import close_old_connections, connection

from tasks.actions.claims import claim_task, decide_claims
from tasks.models import Claim
from tests import cast
from yunke.ground.errors import Refused

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.database]


def at_once(acts):
    """Run all acts from one starting line; each one's refusal codes, or [] when it went through."""
    line = Barrier(len(acts))

    def one(act):
        close_old_connections()
        try:
            line.wait(timeout=30)
            act()
            return []
        except Refused as refused:
            return refused.codes
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(one, acts))


def ready():
    one = cast.agent()
    cast.qualification(one)
    return one


def test_one_agent_twenty_times_holds_one_claim(now):
    task, agent = cast.task(), ready()
    said = task.terms.get().hash
    outcomes = at_once([lambda: claim_task(task, agent, terms_hash=said, now=now)] * 20)
    assert outcomes.count([]) == 1
    assert outcomes.count(["already_claimed"]) == 19
    assert Claim.objects.count() == 1


def test_one_agent_on_ten_tasks_holds_three(now):
    agent, payer = ready(), cast.entity()
    tasks = [cast.task(payer) for _ in range(10)]
    outcomes = at_once(
        [lambda one=one: claim_task(one, agent, terms_hash=one.terms.get().hash, now=now) for one in tasks]
    )
    assert (outcomes.count([]), outcomes.count(["hands_full"])) == (3, 7)
    assert Claim.objects.count() == 3


def test_fifty_claimers_and_ten_screeners_fill_five_seats_once(now):
    task = cast.task(seats=5)
    said = task.terms.get().hash
    agents = [ready() for _ in range(50)]
    assert (
        at_once([lambda one=one: claim_task(task, one, terms_hash=said, now=now) for one in agents]).count([])
        == 50
    )
    claims, screener = list(Claim.objects.order_by("pk")[:10]), cast.screener()
    outcomes = at_once(
        [
            lambda one=one: decide_claims(Claim.objects.filter(pk=one.pk), "admit", by=screener, now=now)
            for one in claims
        ]
    )
    assert (outcomes.count([]), outcomes.count(["admitted_full"])) == (5, 5)
    assert Claim.objects.filter(state="admitted").count() == 5


def test_the_same_claim_decided_by_two_is_decided_once(now):
    claim, screener = cast.claim(ready(), cast.task(), state="asked"), cast.screener()
    rows = Claim.objects.filter(pk=claim.pk)
    outcomes = at_once(
        [
            lambda: decide_claims(rows.all(), "admit", by=screener, now=now),
            lambda: decide_claims(rows.all(), "reject", by=screener, now=now, codes=["rejected_phone"]),
        ]
    )
    assert sum(one == [] for one in outcomes) == 1
    assert {code for one in outcomes for code in one} == {"claim_not_waiting"}
