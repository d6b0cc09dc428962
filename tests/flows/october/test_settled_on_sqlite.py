"""October on the embedded form: SQLite, the queue in files, one worker process as `make run` starts it."""

import os

import pytest
from django.conf import settings

from payouts.models import Run
from tests.flows.finance import books_are_clean
from tests.flows.october import story
from tests.flows.workers import parent_of, wait_until, workers
from yunke.celery import app
from yunke.models import Chunk

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(settings.ON_POSTGRES, reason="the PostgreSQL pass has its own October"),
]


def test_october_is_settled_and_november_puts_right(tmp_path, process_env, record_property):
    assert not app.conf.task_always_eager
    compared = story.Compared()
    house = story.before_october(compared)
    with workers(1, process_env, tmp_path, now=story.COMPUTED_AT) as (worker,):
        run = story.october_is_prepared(house, tmp_path)
        wait_until(lambda: Run.objects.get(pk=run.pk).state != "computing", worker)
        done = Chunk.objects.filter(batch=run.public_id, state="done")
        pids = set(done.values_list("worker_pid", flat=True))
        assert {parent_of(pid) for pid in pids} == {worker.pid}
    assert os.getpid() not in pids
    assert done.count() == 30
    story.october_is_paid(house, run, compared)
    story.november_puts_right(house, run, compared)
    books_are_clean()
    record_property("compared", str(compared))
    assert compared.statements == 6 + 60 + 3
