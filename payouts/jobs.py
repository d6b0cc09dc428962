"""What runs later: chunks of a settlement, and the sweep that finds what a lost message left behind."""

from __future__ import annotations

from celery import shared_task

from payouts.actions.alarms import tell_of_late_months
from payouts.actions.disputes import move_undecided, tell_of_due_disputes
from payouts.actions.work_off import finish_when_done, park_worn_out, work_off
from payouts.models import Run
from payouts.queries.disputes import due_disputes
from payouts.queries.runs import KIND
from yunke import clock
from yunke.chunks import ready
from yunke.ground.calendar import local_on
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
