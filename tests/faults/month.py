"""`python -m tests.faults.month make|again|nudge|messages`: acts on the faults' database, by the product's own."""

from __future__ import annotations

import os
import random
import sys

import django


def main(what: str) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yunke.settings")
    django.setup()
    from payouts.actions.runs import prepare_run, recompute_run
    from payouts.jobs import nudge_run
    from payouts.management.bench.month import MONTH, fill_month, make_world
    from payouts.models import Run
    from tests.faults.ground import AGENTS, CHUNK, NOW
    from yunke import clock
    from yunke.celery import app
    from yunke.models import Chunk

    now = clock.parse(NOW)
    if what == "make":
        world = make_world(AGENTS, MONTH)
        fill_month(world, MONTH)
        prepare_run(world.entity, MONTH, by=world.preparer, now=now, chunk_agents=CHUNK)
        return
    run = Run.objects.select_related("prepared_by").get()
    assert run.prepared_by
    if what == "again":
        recompute_run(run, by=run.prepared_by, now=now, chunk_agents=CHUNK)
    elif what == "nudge":
        nudge_run()
    elif what == "unpark":
        from payouts.actions.parked import run_parked_again

        run_parked_again(run, by=run.prepared_by, now=now)
    elif what == "messages":
        """Each chunk's message one to five times, in any order."""
        dealt = random.Random(20261101)
        told = [pk for pk in Chunk.objects.values_list("pk", flat=True) for _ in range(dealt.randint(1, 5))]
        dealt.shuffle(told)
        for pk in told:
            app.send_task("payouts.settle_chunk", args=(pk,), ignore_result=True)
        print(len(told))


if __name__ == "__main__":
    main(sys.argv[1])
