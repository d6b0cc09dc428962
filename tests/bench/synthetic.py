"""The synthetic October: 22 segments, 100 results and 1 decision an agent, the same on every database."""

from __future__ import annotations

from django.db import connection

from onboarding.models import Agent, User
from tasks.models import Booking, Claim, Decision, PayingEntity, Result, Segment, Shift
from tests import cast
from tests.bench.fill import fill, numbers, public_id
from training.models import Qualification

DAYS, RESULTS = 22, 100
STAMP = "'2026-10-31 00:00:00+00'"


def synthetic_month(agents: int) -> PayingEntity:
    """Two tasks (15.00 and 16.00 an hour, doubled on 1-3 October; 0.50 a contact, 2.5 % of a sale)."""
    cast.holidays(2026, 2027)
    entity = cast.entity("bench", tax_method="cumulative", gap_rule="continuous")
    rates = {"connected": (50, 0), "sale": (0, 250)}
    tasks = [
        cast.task(entity, hourly_fen=fen, rates=rates, meal_is_paid=True, seats=agents)
        for fen in (1_500, 1_600)
    ]
    numbers("people", agents)
    numbers("days", DAYS)
    numbers("calls", RESULTS)
    of = f"CASE p.n % 2 WHEN 0 THEN {tasks[0].pk} ELSE {tasks[1].pk} END"
    terms = f"CASE p.n % 2 WHEN 0 THEN {tasks[0].terms.get().pk} ELSE {tasks[1].terms.get().pk} END"
    _people(of, terms, cast.line().pk)
    _shifts(tasks[0].pk, tasks[1].pk)
    _facts(entity.pk, of, terms)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return entity


def _people(of: str, terms: str, line: int) -> None:
    base = "1000000 + p.n"
    fill(
        User,
        "people p",
        id=base,
        public_id=public_id(base),
        phone=f"'+86198' || ({base})",
        password="'!'",
        joined_at=STAMP,
        is_active="TRUE",
    )
    fill(
        Agent,
        "people p",
        id=base,
        public_id=public_id(base),
        user_id=base,
        number=f"'B' || ({base})",
        state="'active'",
        joined_at=STAMP,
    )
    fill(
        Qualification,
        "people p",
        id=base,
        public_id=public_id(base),
        agent_id=base,
        line_id=str(line),
        state="'valid'",
        granted_at=STAMP,
        expires_on="'2027-12-31'",
    )
    fill(
        Claim,
        "people p",
        id=base,
        public_id=public_id(base),
        task_id=of,
        terms_id=terms,
        agent_id=base,
        qualification_id=base,
        state="'on_duty'",
        asked_at=STAMP,
    )


def _time(day: str, hour: int) -> str:
    text = f"'2026-10-' || {_two(day)} || ' {hour:02d}:00:00+00:00'"
    return (
        f"({text})::timestamptz"
        if connection.vendor == "postgresql"
        else f"('2026-10-' || {_two(day)} || ' {hour:02d}:00:00')"
    )


def _day(day: str) -> str:
    return f"('2026-10-' || {_two(day)})" + ("::date" if connection.vendor == "postgresql" else "")


def _two(day: str) -> str:
    return f"lpad(({day})::text, 2, '0')" if connection.vendor == "postgresql" else f"printf('%02d', {day})"


def _shifts(first: int, second: int) -> None:
    for odd, (offset, task) in enumerate(((1_000, first), (2_000, second))):
        fill(
            Shift,
            "days d",
            id=f"{offset} + d.n",
            public_id=public_id(f"{offset} + d.n"),
            task_id=str(task),
            starts_at=_time("d.n", 1),
            ends_at=_time("d.n", 9),
            local_on=_day("d.n"),
            seats="1000000",
            taken=f"(SELECT count(*) FROM people p WHERE p.n % 2 = {odd})",
        )


def _facts(entity: int, of: str, terms: str) -> None:
    agent, each = "1000000 + p.n", f"(p.n * {DAYS} + d.n)"
    worked = "(180 + (p.n * 7919 + d.n * 104729) % 300)"
    month = "'2026-10-01'" + ("::date" if connection.vendor == "postgresql" else "")
    approved = {"state": "'approved'", "settle_month": month, "entity_id": str(entity), "approved_at": STAMP}
    fill(
        Booking,
        "days d CROSS JOIN people p",
        id=f"1000000 + {each}",
        public_id=public_id(each),
        agent_id=agent,
        claim_id=agent,
        shift_id="d.n + CASE p.n % 2 WHEN 0 THEN 1000 ELSE 2000 END",
        state="'worked'",
        starts_at=_time("d.n", 1),
        ends_at=_time("d.n", 9),
        booked_at=STAMP,
    )
    fill(
        Segment,
        "days d CROSS JOIN people p",
        public_id=public_id(each),
        booking_id=f"1000000 + {each}",
        agent_id=agent,
        task_id=of,
        terms_id=terms,
        local_on=_day("d.n"),
        started_at=_time("d.n", 1),
        ended_at=_time("d.n", 9),
        paid_minutes=worked,
        **approved,
    )
    call = f"(p.n * {RESULTS} + c.n)"
    kinds = f"CASE c.n % 2 WHEN 0 THEN {cast.kind('connected').pk} ELSE {cast.kind('sale').pk} END"
    day = f"(1 + (c.n * {DAYS - 1}) / {RESULTS})"
    fill(
        Result,
        "calls c CROSS JOIN people p",
        public_id=public_id(call),
        agent_id=agent,
        task_id=of,
        terms_id=terms,
        kind_id=kinds,
        local_on=_day(day),
        occurred_at=_time(day, 3),
        source_key=f"'call ' || {call}",
        amount_fen="(c.n % 2) * (800 + (p.n * 31 + c.n * 977) % 11200)",
        **approved,
    )
    two = [cast.person("提出").pk, cast.person("决定").pk]
    fill(
        Decision,
        "people p",
        public_id=public_id("p.n"),
        agent_id=agent,
        task_id=of,
        kind="'reward'",
        amount_fen="(500 + p.n * 7 % 9500)",
        occurred_on=_day("20"),
        evidence="'-'",
        state="'approved'",
        settle_month=month,
        entity_id=str(entity),
        proposed_by_id=str(two[0]),
        decided_by_id=str(two[1]),
        proposed_at=STAMP,
        decided_at=STAMP,
    )
