"""`python -m tests.faults.money accounts|look|approve|make|release ...`: money out, by the product's own acts.

YUNKE_FAULT_DIE names where this process is killed on the way; YUNKE_FAULT_ROOM how many bytes a file may have.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import sys
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path
from threading import Barrier
from typing import Any

import django

PAY_DAY, TEN = os.environ.get("YUNKE_FAULT_PAY_DAY", "2026-11-13T10:00:00+08:00"), 10


def main(what: str) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yunke.settings")
    django.setup()
    from payouts.actions.money_out import make_file, release_run
    from payouts.actions.runs import approve_run
    from payouts.models import Run
    from yunke import clock
    from yunke.ground.errors import Refused

    if place := os.environ.get("YUNKE_FAULT_DIE"):
        die_at(place)
    if room := os.environ.get("YUNKE_FAULT_ROOM"):
        resource.setrlimit(resource.RLIMIT_FSIZE, (int(room), resource.RLIM_INFINITY))
    run, day = Run.objects.select_related("entity").get(), clock.parse(PAY_DAY)
    told: Any = {}
    try:
        if what == "accounts":
            give_accounts()
        elif what == "approve":
            approve_run(run, by=person("approver"), now=clock.parse(os.environ["YUNKE_TEST_NOW"]))
        elif what == "make":
            make_file(run, by=person("releaser"), now=day)
        elif what == "release":
            made = make_file(run, by=person("releaser"), now=day)
            release_run(run, by=person("releaser"), now=day, file_hash=made.file_hash)
        elif what == "answers":
            told = at_once(TEN, answer())
        elif what == "wrong":
            told = at_once(1, answer(more_fen=1))
        elif what == "save":
            Path(os.environ["YUNKE_FAULT_ANSWER"]).write_bytes(answer())
        elif what == "answer":
            told = at_once(1, Path(os.environ["YUNKE_FAULT_ANSWER"]).read_bytes())
    except Refused as refused:
        told = refused.codes
    print(json.dumps({"told": told, **standing()}))


def person(role: str) -> Any:
    from onboarding.models import User

    return User.objects.get(name=role)


def give_accounts() -> None:
    """A releaser, and an account for everybody."""
    from onboarding.models import Agent
    from payouts.management.bench.month import LONG_AGO, person
    from payouts.models import PayoutAccount
    from tests import cast
    from yunke.audit import HOUSE, record
    from yunke.ground.ids import new_public_ids
    from yunke.ground.roles import RELEASER

    grant = person("releaser", RELEASER).grants.get()
    record(HOUSE, "cast", grant, now=LONG_AGO, to_state=grant.state)
    agents = list(Agent.objects.order_by("pk"))
    PayoutAccount.objects.bulk_create(
        PayoutAccount(
            public_id=name,
            agent=one,
            holder=one.number,
            number=f"622200{one.pk:013d}",
            last_four=f"{one.pk:04d}"[-4:],
            bank="演示银行",
            branch_code="104100000004",
            added_at=LONG_AGO,
        )
        for one, name in zip(agents, new_public_ids(LONG_AGO, len(agents)), strict=True)
    )
    cast.write_down(PayoutAccount)


def answer(more_fen: int = 0) -> bytes:
    """The bank's file about the batch: everything arrived; the first amount is off by so many fen."""
    from payouts.models import PayoutBatch
    from payouts.queries.money_out import payments_of
    from yunke.ground.money import yuan_plain

    rows = ["序号,收款账号,金额,处理结果,附言"]
    for one in payments_of(PayoutBatch.objects.select_related("run").get()):
        fen = one.amount_fen + (more_fen if one.serial == 1 else 0)
        rows.append(f"{one.serial},{one.account},{yuan_plain(fen)},成功,{one.key}")
    return "\r\n".join(rows).encode()


def at_once(times: int, content: bytes) -> list[str]:
    """The same bytes so often, each by a hand of its own that starts with the others."""
    from django.db import connection

    from payouts.actions.results import import_result
    from payouts.models import PayoutBatch
    from yunke import clock
    from yunke.ground.errors import Refused

    start = Barrier(times)

    def one(_: int) -> str:
        try:
            batch, by = PayoutBatch.objects.get(), person("releaser")
            start.wait(60)
            return import_result(batch, content, by=by, now=clock.parse(PAY_DAY)).public_id
        except Refused as refused:
            return ",".join(refused.codes)
        finally:
            connection.close()

    with ThreadPoolExecutor(times) as hands:
        return list(hands.map(one, range(times)))


def standing() -> dict[str, Any]:
    """How the money stands: whatever a second time could have changed."""
    from django.core.files.storage import storages
    from django.db.models import Count, Sum

    from payouts.files import opened
    from payouts.models import BankResult, LedgerTransaction, PayoutBatch, PayoutItem, Run
    from yunke.media import unsealed

    folder = Path(storages["private"].path("payouts"))
    batches = list(PayoutBatch.objects.order_by("pk"))
    items = PayoutItem.objects.order_by()
    return {
        "run": Run.objects.get().state,
        "items": {
            state: [count, fen]
            for state, count, fen in items.values_list("state").annotate(Count("pk"), Sum("amount_fen"))
        },
        "keys": sha256(
            "".join(items.order_by("pk").values_list("public_id", flat=True)).encode()
        ).hexdigest(),
        "batches": [[one.number, one.state, one.file_hash] for one in batches],
        "files": [sha256(opened(one.file)).hexdigest() for one in batches],
        "kept": [sha256(unsealed(one.read_bytes())).hexdigest() for one in folder.glob("*")],
        "results": BankResult.objects.count(),
        "booked": dict(LedgerTransaction.objects.order_by().values_list("kind").annotate(Count("pk"))),
    }


def die_at(place: str) -> None:
    from payouts.actions import money_out, results

    def die(*_: Any, **__: Any) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    def after(module: Any, name: str) -> None:
        right = getattr(module, name)

        def last(*given: Any, **named: Any) -> None:
            right(*given, **named)
            die()

        setattr(module, name, last)

    if place == "before the file is kept":
        money_out.keep = die  # type: ignore[assignment]
    elif place == "after the file is kept":
        after(money_out, "keep")
    elif place == "before sending is committed":
        after(money_out, "post")
    elif place == "before the answer is committed":
        after(results, "post")
    else:
        raise ValueError(place)


if __name__ == "__main__":
    main(sys.argv[1])
