"""The status few may ask, flipped for a thousand agents: no rank, claim, admission, seat or fen changes; nothing reads it."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from onboarding.models import Agent, Childbearing, IdentityCheck, User
from tasks.actions.claims import decide_claims
from tasks.actions.seats import accept_seat, decline_seat, fill_free_seats, offer_seats
from tasks.models import Claim, SeatOffer, Task
from tasks.queries.claims import claimers, queue, records_of
from tasks.queries.offers import offered
from tasks.rules.claiming import reasons_not_to_claim
from tests import cast
from tests.payouts.engine.acts import settle
from training.models import Qualification
from yunke.ground.ids import new_public_id

NOW = cast.at("2026-11-02 10:00")
LATER = NOW + timedelta(hours=25)  # what was offered at NOW is over
MANY, ADMITTED, PAID, SEATS = 1_000, 5, 20, 20
NAMELESS, ENDING = 10, 7  # every so many: no real name, or qualified for a few weeks only


def crowd(task: Task, full: Task) -> list[Agent]:
    """A thousand qualified agents who asked for the task and stand in the other's reserve; each with a status told."""
    people = User.objects.bulk_create(
        User(
            public_id=new_public_id(NOW),
            phone=f"+86198{n:08d}",
            password="!",
            name=f"客服{n}",
            joined_at=cast.LONG_AGO,
        )
        for n in range(MANY)
    )
    agents = Agent.objects.bulk_create(
        Agent(
            public_id=new_public_id(NOW),
            user=user,
            number=f"C{n:07d}",
            state="active",
            joined_at=cast.LONG_AGO,
        )
        for n, user in enumerate(people)
    )
    IdentityCheck.objects.bulk_create(
        IdentityCheck(
            public_id=new_public_id(NOW),
            agent=agent,
            name=agent.user.name,
            provider="screener",
            state="passed",
            id_number=f"11010119900307{n:04d}",
            submitted_at=cast.LONG_AGO,
            decided_at=cast.LONG_AGO,
        )
        for n, agent in enumerate(agents)
        if n % NAMELESS
    )
    held = Qualification.objects.bulk_create(
        Qualification(
            public_id=new_public_id(NOW),
            agent=agent,
            line=task.line,
            granted_at=cast.LONG_AGO,
            expires_on=date(2027, 12, 31) if n % ENDING else date(2026, 11, 20),
        )
        for n, agent in enumerate(agents)
    )
    for where, state, step in ((task, "asked", 7), (full, "reserve", 11)):
        terms = where.terms.get()
        Claim.objects.bulk_create(
            Claim(
                public_id=new_public_id(NOW),
                task=where,
                agent=one.agent,
                qualification=one,
                state=state,
                terms=terms,
                asked_at=cast.LONG_AGO + timedelta(minutes=n * step % MANY),
            )
            for n, one in enumerate(held)
        )
    Childbearing.objects.bulk_create(
        Childbearing(agent=agent, status="有" if n % 2 else "没有", told_at=NOW)
        for n, agent in enumerate(agents)
    )
    return agents


def outcomes(task: Task, full: Task, other: Task, agents: list[Agent]) -> tuple[Any, ...]:
    """The desk's order and records, what stands between agents and a task, who is admitted, who is asked for a free
    seat and who after them, what is paid.

    All of it is taken back, so that it can be played once more.
    """
    with transaction.atomic():
        rows = list(queue(task).filter(state="asked").order_by("asked_at", "pk"))
        records = records_of(rows)
        between = _between(other, agents)
        chosen = Claim.objects.filter(pk__in=[row.pk for row in rows[:ADMITTED]])
        decide_claims(chosen, "admit", by=cast.screener(), now=NOW, codes=[])
        admitted = sorted(Claim.objects.filter(state="admitted").values_list("agent_id", flat=True))
        seats = _seats(full)
        paid = list(settle(other.entity, cast.finance()[0]).statements.values_list("agent_id", "net_fen"))
        transaction.set_rollback(True)
    ranked = [(row.agent_id, repr(records[row.pk])) for row in rows]
    return ranked, between, admitted, seats, paid


def _between(task: Task, agents: list[Agent]) -> list[tuple[str, ...]]:
    """Of everybody, what stands between them and the task."""
    people, asked = claimers(agents, NOW, ["voice"]), offered(task, 0)
    return [
        tuple(one.code for one in reasons_not_to_claim(asked, people[agent.pk], limit=3, now=NOW))
        for agent in agents
    ]


def _seats(full: Task) -> list[tuple[int, str]]:
    """The free seats are offered; one comes, one does not, the others do not answer: so the next are asked."""
    first, second, *_silent = offer_seats(full, now=NOW)
    accept_seat(first.claim, now=NOW)
    decline_seat(second.claim, now=NOW)
    fill_free_seats(now=LATER)
    offers = SeatOffer.objects.filter(claim__task=full).order_by("pk")
    return list(offers.values_list("claim__agent_id", "state"))


@pytest.mark.django_db
def test_flipped_for_a_thousand_agents_nothing_changes_and_nothing_reads_it(settings: Any) -> None:
    settings.ASK_CHILDBEARING = True
    cast.holidays(2026)
    task = cast.task(seats=20)
    full = cast.task(task.entity, name="满员的", seats=SEATS)
    other = cast.task(cast.entity("e2"), name="另一个")
    Task.objects.filter(pk=other.pk).update(starts_on=date(2026, 12, 1))
    other.refresh_from_db()
    agents = crowd(task, full)
    for agent in agents[:PAID]:
        cast.segment(agent, other, date(2026, 10, 12), 240)
    with CaptureQueriesContext(connection) as asked:
        before = outcomes(task, full, other, agents)
    assert [row["sql"] for row in asked.captured_queries if "childbearing" in row["sql"]] == []
    rows = list(Childbearing.objects.all())
    for row in rows:
        row.status = "没有" if row.status == "有" else "有"
    assert Childbearing.objects.bulk_update(rows, ["status"]) == MANY
    assert outcomes(task, full, other, agents) == before
    ranked, between, admitted, seats, paid = before
    assert (len(ranked), len(admitted), [fen for _agent, fen in paid]) == (MANY, ADMITTED, [6_000] * PAID)
    assert Counter(between) == {
        ("already_claimed",): PAID,
        (): 756,
        ("claim_step_open",): 84,
        ("claim_qualification_ends",): 126,
        ("claim_step_open", "claim_qualification_ends"): 14,
    }
    states = {"accepted": 1, "declined": 1, "lapsed": SEATS - 2, "asked": SEATS - 1}
    assert (Counter(state for _agent, state in seats), len({agent for agent, _state in seats})) == (
        states,
        2 * SEATS - 1,
    )
