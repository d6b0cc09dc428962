"""`python -m tests.faults.month make|again|nudge|messages ...`: acts on the faults' database, by the product's own."""

from __future__ import annotations

import json
import os
import random
import sys
from dataclasses import replace
from datetime import date, datetime

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

    now = clock.parse(os.environ.get("YUNKE_TEST_NOW", NOW))
    if what == "leap":
        make_leap(now)
        return
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
    elif what == "edit":
        print(edit())
    elif what == "claimers":
        print(json.dumps(claimers()))
    elif what == "messages":
        """Each chunk's message one to five times, in any order."""
        dealt = random.Random(20261101)
        told = [pk for pk in Chunk.objects.values_list("pk", flat=True) for _ in range(dealt.randint(1, 5))]
        dealt.shuffle(told)
        for pk in told:
            app.send_task("payouts.settle_chunk", args=(pk,), ignore_result=True)
        print(len(told))


def edit() -> str:
    """New terms from the 12th of the month at hand: refused by their action, written behind its back; taxes, too."""
    from onboarding.models import User
    from tasks.actions.terms import propose_terms
    from tasks.models import PayingEntity, Task, Terms, TermsRate
    from tasks.queries.offers import content_of
    from tests.faults.ground import NOW
    from yunke import clock
    from yunke.ground.errors import Refused

    task, codes = Task.objects.order_by("pk").first(), ""
    assert task
    old = task.terms.get()
    content = replace(content_of(old), hourly_fen=9_900)
    try:
        by = User.objects.get(name="preparer")
        propose_terms(task, content, date(2026, 10, 12), by=by, now=clock.parse(NOW))
    except Refused as refused:
        codes = ",".join(refused.codes)
    rates = list(old.rates.all())
    new = Terms.objects.get(pk=old.pk)
    new.pk, new.public_id, new.version = None, f"{'0' * 25}2", 2
    new.effective_on, new.hourly_fen = date(2026, 10, 12), 9_900
    new.save(force_insert=True)
    TermsRate.objects.bulk_create(
        TermsRate(terms=new, kind=one.kind, unit_fen=2 * one.unit_fen, share_bp=2 * one.share_bp)
        for one in rates
    )
    PayingEntity.objects.update(tax_method="occurrence", penalties_lower_income=True)
    return f"{codes} {task.terms.count()} versions"


def claimers() -> list[list[str]]:
    """Two signed-in agents of proven name: the session, the task each does not have yet, the agent's own key."""
    from django.test import Client

    from onboarding.models import Agent, IdentityCheck
    from payouts.management.bench.month import LONG_AGO
    from tasks.models import Task
    from tests import cast
    from yunke.ground.ids import new_public_id

    found = []
    for agent in Agent.objects.order_by("pk")[:2]:
        IdentityCheck.objects.create(
            public_id=new_public_id(LONG_AGO),
            agent=agent,
            name=agent.number,
            provider="screener",
            state="passed",
            id_number=cast.id_number(agent.pk % 1000),
            submitted_at=LONG_AGO,
            decided_at=LONG_AGO,
        )
        browser = Client()
        browser.force_login(agent.user)
        task = Task.objects.exclude(claims__agent=agent).get()
        found.append([browser.cookies["sessionid"].value, task.public_id, str(agent.pk)])
    cast.write_down(IdentityCheck)
    return found


def make_leap(now: datetime) -> None:
    """February 2028, 29 days each worked, in an empty database."""
    from payouts.actions.runs import prepare_run
    from payouts.management.bench import month
    from tests.faults.ground import CHUNK, LEAP_AGENTS

    first, month.DAYS = date(2028, 2, 1), 29
    world = month.make_world(LEAP_AGENTS, first)
    month._holidays(2028)
    month.fill_month(world, first)
    prepare_run(world.entity, first, by=world.preparer, now=now, chunk_agents=CHUNK)


if __name__ == "__main__":
    main(sys.argv[1])
