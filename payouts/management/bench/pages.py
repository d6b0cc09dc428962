"""How long a staff page lets one wait where a hundred thousand people work: each queue of the rail, and a month's pages.

Asked in this process, through all middleware, without a network: what a web process needs for the first byte.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from statistics import quantiles
from time import perf_counter

from django.db import connection
from django.db.models import F
from django.test import Client, override_settings
from django.urls import reverse

from payouts.actions.runs import prepare_run
from payouts.actions.work_off import work_off_all
from payouts.management.bench.database import Databases
from payouts.management.bench.month import (
    DAYS,
    MONTH,
    World,
    after,
    fill_month,
    make_world,
    person,
    settle_down,
)
from payouts.models import Run
from tasks.models import Claim, Decision, Segment
from yunke.ground.roles import AUDITOR
from yunke.registry import registry

OF_A_MONTH = ("month", "statements", "against", "gaps", "unpriced", "losing_shifts", "charts")
MOST_MS = 150  # first byte, p95
WAITS = 10  # of so many people one waits for a decision
Tell = Callable[[str], None]


class Broken(Exception):
    """A page that does not answer 200 says nothing of speed."""


@override_settings(STAFF_SECOND_FACTOR=False, ALLOWED_HOSTS=["*"])
def measure_pages(databases: Databases, agents: int, times: int, tell: Tell) -> dict[str, object]:
    """The last line: the slowest page, and those over the target; each page is told on the way."""
    databases.fresh()
    world = make_world(agents, MONTH)
    fill_month(world, MONTH)
    settle_down()
    run = prepare_run(world.entity, MONTH, by=world.preparer, now=after(MONTH))
    work_off_all(run, clock=lambda: after(MONTH))
    _let_wait()
    settle_down()
    reader = Client()
    reader.force_login(person("auditor", AUDITOR))
    found = {}
    for url in sorted(set(_urls(world, run))):
        p95, queries = _asked(reader, url, times)
        found[url] = round(p95)
        tell(f"{p95:7.1f} ms  {queries:3} queries  {url}")
    slowest = max(found, key=lambda url: found[url])
    over = {url: ms for url, ms in found.items() if ms > MOST_MS}
    return {"agents": agents, "pages": len(found), "p95_ms": found[slowest], "slowest": slowest, "over": over}


def _let_wait() -> None:
    """Work for the queues: people who ask for a task, a day's hours, penalties nobody has decided."""
    tenth = {"waits": 0}
    Claim.objects.alias(waits=F("pk") % WAITS).filter(**tenth).update(state="asked")
    Segment.objects.filter(local_on=MONTH.replace(day=DAYS)).update(
        state="drafted", settle_month=None, entity=None, approved_at=None
    )
    Decision.objects.alias(waits=F("agent_id") % WAITS).filter(**tenth).update(
        state="proposed", settle_month=None, entity=None, decided_by=None, decided_at=None
    )


def _urls(world: World, run: Run) -> Iterator[str]:
    for queue in registry.queues.values():
        if AUDITOR in queue.roles:
            yield reverse(queue.url_name)
    for name in OF_A_MONTH:
        yield reverse(f"payouts:{name}", args=[world.entity.code, f"{MONTH:%Y-%m}"])
    statement = run.statements.latest("pk")
    yield reverse("payouts:staff_statement", args=[statement.public_id])
    yield reverse("tasks:agent", args=[statement.agent.public_id])


def _asked(reader: Client, url: str, times: int) -> tuple[float, int]:
    """(p95 in milliseconds, queries of one answer); the first answer, which compiles the template, does not count."""
    asked = [0]

    def count(execute: Callable[..., object], *given: object) -> object:
        asked[0] += 1
        return execute(*given)

    with connection.execute_wrapper(count):
        _answered(reader, url)
    waited = []
    for _ in range(times):
        began = perf_counter()
        _answered(reader, url)
        waited.append((perf_counter() - began) * 1_000)
    return quantiles(waited, n=20)[-1] if times > 1 else waited[0], asked[0]


def _answered(reader: Client, url: str) -> None:
    answer = reader.get(url, secure=True)
    if answer.status_code != 200:
        raise Broken(f"{url} answers {answer.status_code}")
