"""How long a month takes: ``python -m tests.bench.settlement --agents 10000`` (DATABASE_URL chooses PostgreSQL).

Works in a scratch database of its own. Prints the floor's seconds, the product's, and their ratio.
"""

from __future__ import annotations

import argparse
import os
import resource
from collections.abc import Callable
from time import perf_counter
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

import django

django.setup()

from django.db import connection
from django.test.utils import setup_databases, teardown_databases

from payouts.actions.runs import CHUNK_AGENTS, approve_run, prepare_run
from payouts.actions.work_off import work_off_all
from payouts.queries.so_far import this_month_so_far
from payouts.verify.books import INVARIANTS, verify
from tests import cast
from tests.bench.floor import floor_seconds
from tests.bench.synthetic import synthetic_month
from tests.payouts.engine.acts import OCTOBER, after


def timed(act: Callable[..., Any], *args: Any, **kwargs: Any) -> tuple[Any, float]:
    began = perf_counter()
    result = act(*args, **kwargs)
    return result, perf_counter() - began


def measure(agents: int, chunk_agents: int, *, books: bool) -> None:
    now = after(OCTOBER)
    entity, filled = timed(synthetic_month, agents)
    floor = floor_seconds()
    people = cast.finance()
    one = entity.tasks.first().claims.first().agent
    this_month_so_far(one, now)
    shown = min(timed(this_month_so_far, one, now)[1] for _ in range(5))
    run, prepared = timed(prepare_run, entity, OCTOBER, by=people[0], now=now, chunk_agents=chunk_agents)
    _, computed = timed(work_off_all, run, clock=lambda: now)
    _, approved = timed(approve_run, run, by=people[1], now=now)
    run.refresh_from_db()
    print(
        f"{connection.vendor}, {agents} agents (filled in {filled:.1f} s), chunks of {chunk_agents}: "
        f"{run.statement_count} statements, {run.state}, {run.hash[:12]}"
    )
    for name, seconds in (
        ("floor", floor),
        ("prepare", prepared),
        ("compute", computed),
        ("approve", approved),
    ):
        print(f"  {name:<9}{seconds:8.2f} s   {seconds / floor:5.2f} x floor")
    print(
        f"  this month so far {shown * 1000:.1f} ms; peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MiB"
    )
    if books:
        for number in sorted(
            INVARIANTS.keys() - {15}
        ):  # 15 reads the acts of rows that were dealt without acts
            findings, seconds = timed(lambda number=number: list(verify(numbers=[number])))
            print(f"  verify {number:>2} {seconds:8.2f} s   {len(findings)} findings {findings[:1]}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--agents", type=int, default=10_000)
    parser.add_argument("--chunk", type=int, default=CHUNK_AGENTS)
    parser.add_argument("--books", action="store_true", help="verify the books, too")
    chosen = parser.parse_args()
    databases = setup_databases(verbosity=0, interactive=False)
    try:
        measure(chosen.agents, chosen.chunk, books=chosen.books)
    finally:
        teardown_databases(databases, verbosity=0)


if __name__ == "__main__":
    main()
