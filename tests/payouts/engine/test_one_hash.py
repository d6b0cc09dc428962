"""A month has one hash: by one, two or eight workers, in chunks of any size and order, in any zone, on both databases."""

from random import Random
from threading import Thread

import pytest
from django.db import connection

from payouts.actions.runs import prepare_run, recompute_run
from payouts.actions.work_off import work_off
from payouts.management.bench.month import MONTH, fill_month, make_world
from payouts.models import Run
from tests.payouts.engine.acts import after
from yunke.models import Chunk

pytestmark = [pytest.mark.django_db(transaction=True)]

NOW = after(MONTH)
KNOWN = "7e5b9859103ca001ddf07006ec6adab4d1c89824d30559eec051553208169e04"  # on every machine
WAYS = [  # workers, agents a chunk, zone of settings and of the database's sessions
    (1, 5_000, "Asia/Shanghai"),
    (2, 7, "America/New_York"),
    (8, 1, "Pacific/Kiritimati"),
    (2, 3, "UTC"),
]


def worked_off(pks: list[int]) -> None:
    try:
        for pk in pks:
            work_off(pk, now=NOW)
    finally:
        connection.close()


def settled(run: Run, workers: int) -> str:
    """Each worker goes through all chunks in an order of its own; who comes second finds them busy."""
    pks = list(Chunk.objects.filter(batch=run.public_id).values_list("pk", flat=True))
    orders = [Random(seed).sample(pks, len(pks)) for seed in range(workers)]
    threads = [Thread(target=worked_off, args=[order]) for order in orders]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    run.refresh_from_db()
    return run.hash


def test_a_month_has_one_hash(settings, monkeypatch):
    world = make_world(24, MONTH)
    fill_month(world, MONTH)
    run = prepare_run(world.entity, MONTH, by=world.preparer, now=NOW)
    found = {}
    for workers, chunk, zone in WAYS:
        settings.TIME_ZONE = zone
        if connection.vendor == "postgresql":
            monkeypatch.setitem(connection.settings_dict, "TIME_ZONE", zone)
        recompute_run(run, by=world.preparer, now=NOW, chunk_agents=chunk)
        found[workers, chunk, zone] = settled(run, workers)
    assert found == dict.fromkeys(WAYS, KNOWN)
    assert (run.state, run.statement_count) == ("computed", 24)
