"""The database's work of a settlement grows with its chunks alone: not with agents, lines or facts."""

from datetime import date
from random import Random

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from payouts.actions.runs import prepare_run, recompute_run
from payouts.actions.work_off import work_off
from payouts.models import Line, Run
from payouts.queries.so_far import this_month_so_far
from tasks.models import Correction, Decision, Result, Segment
from tasks.queries.settlement import approved_work, with_rows
from tests import cast
from tests.payouts.engine.acts import (
    NOVEMBER,
    OCTOBER,
    after,
    correction,
    decision,
    result,
    settle_and_approve,
)
from tests.payouts.engine.rate_world import deal
from yunke.models import Chunk

pytestmark = [pytest.mark.django_db]
NOW = after(NOVEMBER)


@pytest.fixture
def november():
    """Tiers, guarantees, ranks and late corrections of an approved October, computed in November."""
    world = deal(Random(5), [OCTOBER, NOVEMBER])
    cast.holidays(2026)
    people = cast.finance()
    settle_and_approve(world.entity, people, OCTOBER)
    return world, prepare_run(world.entity, NOVEMBER, by=people[0], now=NOW)


def more(world, agents: int) -> None:
    """Each with hours, a counted result, and one of October that is corrected now."""
    for _ in range(agents):
        agent = cast.agent()
        for place, task in enumerate(world.tasks):
            starts = ("09:00", "17:30")[place]
            cast.segment(agent, task, date(2026, 11, 3), 300, starts=starts)
            now = result(agent, task, "connected", 9, key=f"{agent.number} {place}", on=date(2026, 11, 3))
            then = result(
                agent, task, "connected", 2, key=f"{agent.number} {place} then", settle_month=NOVEMBER
            )
            correction(now, NOVEMBER, quantity_now=7)
            correction(then, NOVEMBER, quantity_now=5)


def asked(run: Run, people_in_a_chunk: int) -> tuple[int, int]:
    """(chunks, questions) of a whole computing that takes the place of one before it."""
    for _ in range(2):
        recompute_run(run, by=run.prepared_by, now=NOW, chunk_agents=people_in_a_chunk)
        chunks = list(
            Chunk.objects.filter(batch=run.public_id).order_by("number").values_list("pk", flat=True)
        )
        with CaptureQueriesContext(connection) as queries:
            for pk in chunks:
                assert work_off(pk, now=NOW) == "done"
        run.refresh_from_db()
        assert run.state == "computed"
    return len(chunks), len(queries)


def test_a_chunk_of_thirty_asks_no_more_than_a_chunk_of_three(november):
    world, run = november
    few = asked(run, 1_000)
    assert run.statement_count == 3
    kinds = set(Line.objects.filter(statement__run=run).values_list("kind", flat=True))
    assert {"hours", "tiers", "guarantee", "correction"} <= kinds
    more(world, 27)
    many = asked(run, 1_000)
    assert run.statement_count == 30
    assert few == many
    assert few[0] == 1


def test_questions_grow_by_the_same_with_each_chunk(november):
    world, run = november
    more(world, 9)
    told = dict(asked(run, size) for size in (12, 6, 4))
    assert sorted(told) == [1, 2, 3]
    assert told[3] - told[2] == told[2] - told[1]


def test_a_table_is_named_where_these_agents_have_a_row_in_it():
    work = cast.task()
    one, other = cast.agent(), cast.agent()
    cast.segment(one, work, date(2026, 10, 12), 60)
    decision(other, work, "reward", 500)
    for agents, there in (
        (None, {Segment, Decision}),
        ([one.pk], {Segment}),
        ((other.pk, other.pk), {Decision}),
        ([one.pk, other.pk], {Segment, Decision}),
        ([], set()),
    ):
        assert approved_work(work.entity_id, OCTOBER, agents).there == there
    assert approved_work(work.entity_id, NOVEMBER).there == set()
    assert with_rows((Result, Correction), None, entity_id=work.entity_id) == set()


def test_what_an_agent_has_nothing_of_is_not_asked_for():
    """Hours alone: no decisions, corrections, results, holds, advances, openings or reliefs are looked up."""
    cast.holidays(2026)
    agent, work = cast.agent(), cast.task()
    cast.segment(agent, work, date(2026, 10, 12), 60)
    with CaptureQueriesContext(connection) as queries:
        assert this_month_so_far(agent, after(OCTOBER))[0].draft
    asked = [one["sql"] for one in queries if "EXISTS (" not in one["sql"] and "UNION" not in one["sql"]]
    assert len([sql for sql in asked if 'FROM "tasks_segment"' in sql]) == 1
    for table in (Decision, Correction, Result):
        assert not [sql for sql in asked if f'FROM "{table._meta.db_table}"' in sql]
    for name in ("hold", "advance", "openingbalance", "taxrelief"):
        assert not [sql for sql in asked if f'FROM "payouts_{name}"' in sql]
