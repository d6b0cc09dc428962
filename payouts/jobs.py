"""What runs later: chunks of a settlement, and the sweep that finds what a lost message left behind."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from celery import shared_task

from payouts.actions import cut_overs
from payouts.actions.alarms import tell_of_late_months
from payouts.actions.cut_overs import give_up, work_off_cut_over
from payouts.actions.disputes import move_undecided, tell_of_due_disputes
from payouts.actions.work_off import finish_when_done, park_worn_out, work_off
from payouts.models import Run
from payouts.queries.disputes import due_disputes
from payouts.queries.runs import KIND
from payouts.reasons import CHUNK_FAILED
from yunke import chunks, clock
from yunke.chunks import give_back, ready, worn_out
from yunke.ground.calendar import local_on
from yunke.models import Chunk
from yunke.nudge import nudge

SWEPT_AT_ONCE = 500  # messages; a job delivered twice does nothing the second time


@shared_task(name="payouts.settle_chunk")
def settle_chunk(pk: int, now: str | None = None) -> None:
    if work_off(pk, now=clock.moment(now)) == "split":
        nudge("payouts.sweep")  # its halves are due at once


@shared_task(name="payouts.sweep")
def sweep(now: str | None = None) -> None:
    """Ask for every chunk that is due or was left by a dead worker; finish runs whose chunks are done."""
    at = clock.moment(now)
    park_worn_out(now=at)
    for pk in ready(KIND, now=at).values_list("pk", flat=True)[:SWEPT_AT_ONCE]:
        nudge("payouts.settle_chunk", pk)
    for batch in Run.objects.filter(state="computing").values_list("public_id", flat=True):
        finish_when_done(batch, now=at)


@shared_task(name="payouts.cut_over_file")
def cut_over_file(pk: int, now: str | None = None) -> str:
    """Look a large file through, or bring it in."""
    at = clock.moment(now)
    state = chunks.work_off(
        pk,
        lambda chunk: work_off_cut_over(chunk, now=at, clock=lambda: clock.moment(now)),
        lambda error: _said(type(error).__name__),
        now=at,
    )
    if state == "parked":
        give_up(Chunk.objects.get(pk=pk), now=at)
    return state


@shared_task(name="payouts.sweep_cut_overs")
def sweep_cut_overs(now: str | None = None) -> None:
    """Files whose message was lost, or whose worker died."""
    at = clock.moment(now)
    for chunk in worn_out(cut_overs.KIND, now=at):
        if give_back(chunk, _said("WorkerLost"), now=at) == "parked":
            give_up(chunk, now=at)
    nudge_cut_overs(now=at)


def nudge_cut_overs(*, now: datetime) -> None:
    for pk in ready(cut_overs.KIND, now=now).values_list("pk", flat=True)[:SWEPT_AT_ONCE]:
        nudge("payouts.cut_over_file", pk)


def _said(error: str) -> dict[str, Any]:
    return CHUNK_FAILED(error=error).as_json()


@shared_task(name="payouts.alarm_late_months")
def alarm_late_months(now: str | None = None) -> int:
    """From the last day to approve on, every day."""
    return tell_of_late_months(now=clock.moment(now))


@shared_task(name="payouts.mind_disputes")
def mind_disputes(now: str | None = None) -> int:
    """Each morning: what was not decided on its day moves, and whoever answers hears of what is due."""
    at = clock.moment(now)
    moved = move_undecided(now=at)
    if count := due_disputes(local_on(at)).count():
        tell_of_due_disputes(count, now=at)
    return moved


def nudge_run() -> None:
    """One message after preparing or recomputing a run; a worker fans it out."""
    nudge("payouts.sweep")
