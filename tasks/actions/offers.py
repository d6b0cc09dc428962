"""Tasks and what is promised on them: created, fined, priced, published. Their terms have a file of their own."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction

from tasks.models import Client, ClientPrice, Task
from tasks.queries.claims import room_of
from tasks.queries.offers import interviews_by_sop, missing_to_publish
from tasks.reasons import (
    LINE_NOT_OPEN,
    PRICE_DATED_ALREADY,
    PRICE_NOT_LATER,
    PUBLISH_NEEDS,
    SEATS_BELOW_ADMITTED,
    TASK_ENDS_EARLY,
    TASK_STARTED,
)
from yunke import audit
from yunke.audit import Actor
from yunke.ground.calendar import local_on
from yunke.ground.errors import Reason, Refused
from yunke.ground.ids import new_public_id
from yunke.numbers import next_number

FIXED_ONCE_PUBLISHED = ("line", "client", "entity", "starts_on")
VERBS = {"open": "task_published", "paused": "task_paused", "closed": "task_closed"}


@transaction.atomic
def create_client(*, name: str, trade: str, by: Actor, now: datetime) -> Client:
    client = Client.objects.create(public_id=new_public_id(now), name=name, trade=trade)
    audit.record(by, "client_created", client, now=now)
    return client


@transaction.atomic
def create_task(fields: dict[str, Any], *, by: Actor, now: datetime) -> Task:
    """A draft; nobody sees it until it is published. Whether it interviews follows its line's SOP unless said."""
    _refuse(_dates(fields["starts_on"], fields.get("ends_on")))
    if fields.get("asks_interview") is None:
        fields = fields | {"asks_interview": interviews_by_sop(fields["line"], now)}
    task = Task.objects.create(
        public_id=new_public_id(now), number=next_number("task", "T", width=5), created_at=now, **fields
    )
    audit.record(by, "task_created", task, now=now, to_state="draft")
    return task


@transaction.atomic
def edit_task(task: Task, fields: dict[str, Any], *, by: Actor, now: datetime) -> Task:
    """Change what a task says of itself; what others built on is fixed once it was published. Nothing said of the
    interview: as it is."""
    if fields.get("asks_interview") is None:
        fields = {name: value for name, value in fields.items() if name != "asks_interview"}
    task = Task.objects.select_for_update().get(pk=task.pk)
    changed = {name: value for name, value in fields.items() if getattr(task, name) != value}
    reasons = _dates(changed.get("starts_on", task.starts_on), changed.get("ends_on", task.ends_on))
    if task.state != "draft":
        reasons += [TASK_STARTED(field=name) for name in FIXED_ONCE_PUBLISHED if name in changed]
    admitted = room_of(task).admitted
    if changed.get("seats", task.seats) < admitted:
        reasons.append(SEATS_BELOW_ADMITTED(admitted=admitted, seats=changed["seats"]))
    _refuse(reasons)
    if changed:
        Task.objects.filter(pk=task.pk).update(**changed)
        audit.record(by, "task_edited", task, now=now, fields=sorted(changed))
        task.refresh_from_db()
    return task


@transaction.atomic
def change_task(task: Task, to: str, *, by: Actor, now: datetime) -> None:
    """Publish, pause or close."""
    task = Task.objects.select_for_update().get(pk=task.pk)
    if to == "open":
        reasons = [PUBLISH_NEEDS(what=name) for name in missing_to_publish(task, local_on(now))]
        if not task.line.is_open:
            reasons.append(LINE_NOT_OPEN(line=task.line.code))
        _refuse(reasons)
    audit.move(task, to, by=by, verb=VERBS[to], now=now)


@transaction.atomic
def add_price(
    task: Task, *, effective_on: date, unit: str, price_fen: int, by: Actor, now: datetime
) -> ClientPrice:
    """What the client pays from a day on. Dated, never edited."""
    task = Task.objects.select_for_update().get(pk=task.pk)
    last = task.client_prices.order_by("-effective_on").first()
    if last and last.effective_on == effective_on:
        raise Refused(PRICE_DATED_ALREADY(effective_on=effective_on.isoformat()))
    if last and effective_on < last.effective_on:
        raise Refused(PRICE_NOT_LATER(last_on=last.effective_on.isoformat()))
    price = ClientPrice.objects.create(task=task, effective_on=effective_on, unit=unit, price_fen=price_fen)
    audit.record(
        by,
        "client_price_added",
        task,
        now=now,
        effective_on=effective_on.isoformat(),
        unit=unit,
        price_fen=price_fen,
    )
    return price


def _dates(starts_on: date, ends_on: date | None) -> list[Reason]:
    return [TASK_ENDS_EARLY()] if ends_on and ends_on < starts_on else []


def _refuse(reasons: list[Reason]) -> None:
    if reasons:
        raise Refused(*reasons)
