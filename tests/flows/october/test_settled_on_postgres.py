"""October in the production form: PostgreSQL, Redis and two worker processes that share the run's chunks."""

import os
import socket

import pytest
from django.conf import settings
from django.db import connection

from payouts.models import Run
from tests.flows.finance import books_are_clean
from tests.flows.october import expected, story
from tests.flows.workers import parent_of, wait_until, workers
from tests.flows.world import OCTOBER
from yunke.celery import app
from yunke.models import Chunk

pytestmark = [
    pytest.mark.services,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        not settings.ON_POSTGRES, reason="make test gives it DATABASE_URL and REDIS_URL in its second pass"
    ),
]

ELSEWHERE = {"TZ": "America/New_York", "YUNKE_TIME_ZONE": "Pacific/Kiritimati"}  # the workers' own clocks


def test_two_workers_settle_october_to_the_fen(tmp_path, process_env, record_property):
    assert (connection.vendor, app.conf.broker_url[:5]) == ("postgresql", "redis")
    assert not app.conf.task_always_eager
    compared = story.Compared()
    house = story.before_october(compared)
    with workers(2, process_env | ELSEWHERE, tmp_path, now=story.COMPUTED_AT) as both:
        run = story.october_is_prepared(house, tmp_path)
        wait_until(lambda: Run.objects.get(pk=run.pk).state != "computing", *both)
        chunks = list(Chunk.objects.filter(batch=run.public_id))
        pids = {chunk.worker_pid for chunk in chunks}
        assert {parent_of(pid) for pid in pids} == {worker.pid for worker in both}  # each of the two did some
    assert len(pids) >= 2
    assert os.getpid() not in pids
    assert {chunk.worker_host for chunk in chunks} == {socket.gethostname()[:100]}
    assert {(chunk.state, chunk.attempts) for chunk in chunks} == {("done", 1)}
    assert len(chunks) == 30
    story.october_is_paid(house, run, compared)
    assert run.hash == expected.run_hash(OCTOBER)  # the same one that SQLite is held to
    story.november_puts_right(house, run, compared)
    books_are_clean()
    record_property("compared", str(compared))
    assert compared.statements == 6 + 60 + 3
