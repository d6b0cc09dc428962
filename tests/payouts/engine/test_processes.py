"""``settle --workers 2``: two processes of their own compute the run; this one only looks on.

On PostgreSQL two processes in other time zones are October's.
"""

import os
from datetime import date

import pytest

from payouts.models import Run
from tests import cast
from tests.payouts.engine.acts import OCTOBER, after, settle
from tests.payouts.engine.test_commands import said
from yunke.models import Chunk

pytestmark = [pytest.mark.django_db(transaction=True)]


def test_two_processes_give_the_hash_of_one(monkeypatch, process_env):
    zones = {"TZ": "America/New_York", "YUNKE_TIME_ZONE": "Pacific/Kiritimati"}  # the workers' own
    for name, value in (process_env | zones).items():
        monkeypatch.setenv(name, value)
    cast.holidays(2026)
    preparer, work = cast.finance()[0], cast.task()
    for number in range(12):
        cast.segment(cast.agent(), work, date(2026, 10, 12), 60 + number)
    told = said("settle", "2026-10", by=preparer.phone, entity="demo", workers=2, chunk=1, now=after(OCTOBER))
    run = Run.objects.get()
    assert (run.state, run.statement_count) == ("computed", 12)
    assert run.hash in told
    pids = set(Chunk.objects.values_list("worker_pid", flat=True))
    assert pids
    assert os.getpid() not in pids
    assert not Chunk.objects.exclude(state="done").exists()
    two = run.hash
    from payouts.actions.runs import recompute_run

    recompute_run(run, by=preparer, now=after(OCTOBER))
    assert settle(work.entity, preparer).hash == two
