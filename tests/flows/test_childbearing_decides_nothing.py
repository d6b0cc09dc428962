"""The status few may ask, flipped for a thousand agents: no rank, claim, admission or fen changes; nothing reads it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from onboarding.models import Agent, Childbearing, User
from tasks.actions.claims import decide_claims
from tasks.models import Claim, Task
from tasks.queries.claims import claimer, queue, records_of
from tasks.queries.offers import offered
from tasks.rules.claiming import reasons_not_to_claim
from tests import cast
from tests.payouts.engine.acts import settle
from training.models import Qualification
from yunke.ground.ids import new_public_id

NOW = cast.at("2026-11-02 10:00")
MANY, LOOKED_AT, ADMITTED, PAID = 1_000, 100, 5, 20


def crowd(task: Task) -> list[Agent]:
    """A thousand qualified agents who asked for the task, every other one with a status told."""
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
    held = Qualification.objects.bulk_create(
        Qualification(
            public_id=new_public_id(NOW),
            agent=agent,
            line=task.line,
            granted_at=cast.LONG_AGO,
            expires_on=date(2027, 12, 31),
        )
        for agent in agents
    )
    terms = task.terms.get()
    Claim.objects.bulk_create(
        Claim(
            public_id=new_public_id(NOW),
            task=task,
            agent=one.agent,
            qualification=one,
            state="asked",
            terms=terms,
            asked_at=cast.LONG_AGO + timedelta(minutes=n * 7 % MANY),
        )
        for n, one in enumerate(held)
    )
    Childbearing.objects.bulk_create(
        Childbearing(agent=agent, status="有" if n % 2 else "没有", told_at=NOW)
        for n, agent in enumerate(agents)
    )
    return agents


def outcomes(task: Task, other: Task, agents: list[Agent]) -> tuple[Any, ...]:
    """The desk's order and records, what stands between agents and a task, who is admitted, what is paid.

    All of it is taken back, so that it can be played once more.
    """
    with transaction.atomic():
        rows = list(queue(task).filter(state="asked").order_by("asked_at", "pk"))
        records = records_of(rows)
        between = [_between(other, agent) for agent in agents[:LOOKED_AT]]
        chosen = Claim.objects.filter(pk__in=[row.pk for row in rows[:ADMITTED]])
        decide_claims(chosen, "admit", by=cast.screener(), now=NOW, codes=[])
        admitted = sorted(Claim.objects.filter(state="admitted").values_list("agent_id", flat=True))
        paid = list(settle(other.entity, cast.finance()[0]).statements.values_list("agent_id", "net_fen"))
        transaction.set_rollback(True)
    ranked = [(row.agent_id, repr(records[row.pk])) for row in rows]
    return ranked, between, admitted, paid


def _between(task: Task, agent: Agent) -> list[str]:
    person = claimer(agent, NOW, ["voice"])
    return [one.code for one in reasons_not_to_claim(offered(task, 0), person, limit=3, now=NOW)]


@pytest.mark.django_db
@pytest.mark.database
def test_flipped_for_a_thousand_agents_nothing_changes_and_nothing_reads_it(settings: Any) -> None:
    settings.ASK_CHILDBEARING = True
    cast.holidays(2026)
    task, other = cast.task(seats=20), cast.task(cast.entity("e2"), name="另一个")
    agents = crowd(task)
    for agent in agents[:PAID]:
        cast.segment(agent, other, date(2026, 10, 12), 240)
    with CaptureQueriesContext(connection) as asked:
        before = outcomes(task, other, agents)
    assert [row["sql"] for row in asked.captured_queries if "childbearing" in row["sql"]] == []
    rows = list(Childbearing.objects.all())
    for row in rows:
        row.status = "没有" if row.status == "有" else "有"
    assert Childbearing.objects.bulk_update(rows, ["status"]) == MANY
    assert outcomes(task, other, agents) == before
    ranked, _between_them, admitted, paid = before
    assert (len(ranked), len(admitted), [fen for _agent, fen in paid]) == (MANY, ADMITTED, [6_000] * PAID)
