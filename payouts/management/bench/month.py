"""A synthetic month: 22 segments, 100 results and 1 decision an agent, in order of time, alike on both databases."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from onboarding.models import Agent, Line, RoleGrant, User
from payouts.actions.cut_overs import confirm_cut_over, declare_nobody_paid
from payouts.management.bench.fill import bare, dated, digits, fill, numbers, on_postgres, say
from tasks.models import (
    Booking,
    Claim,
    Client,
    Decision,
    Holiday,
    HolidayYear,
    PayingEntity,
    PayMonth,
    PenaltyClause,
    PenaltyTable,
    Result,
    ResultKind,
    Segment,
    Shift,
    Task,
    Terms,
    TermsRate,
)
from training.models import Qualification
from yunke.ground.calendar import PAY_ZONE, statutory_days
from yunke.ground.ids import new_public_id
from yunke.ground.months import next_month
from yunke.ground.roles import APPROVER, PREPARER

MONTH = date(2026, 10, 1)
DAYS, RESULTS = 22, 100
PIECE_FEN, SHARE_BP = 50, 250
LONG_AGO = datetime(2025, 1, 5, tzinfo=PAY_ZONE)
LONG_AGO_SQL = "'2025-01-05 00:00:00+00:00'"
FIRST = 1_000_000  # keys of synthetic agents begin after it


@dataclass(frozen=True, slots=True)
class World:
    """``preparer`` and ``approver`` settle what the entity owes ``agents``."""

    entity: PayingEntity
    tasks: tuple[Task, Task]
    preparer: User
    approver: User
    agents: int


def make_world(agents: int, first_month: date) -> World:
    """Two tasks of one entity, 15.00 and 16.00 an hour, and their agents; nothing is worked yet."""
    entity = PayingEntity.objects.create(
        public_id=new_public_id(LONG_AGO),
        code="bench",
        name="Benchmark",
        tax_method="cumulative",
        gap_rule="continuous",
        penalties_lower_income=False,
    )
    PayMonth.objects.create(public_id=new_public_id(LONG_AGO), entity=entity, month=first_month)
    for year in (2025, 2026, 2027):
        _holidays(year)
    line = Line.objects.create(code="bench", name_zh="测速", name_en="Benchmark", is_open=True)
    kinds = [
        ResultKind.objects.create(code=f"bench_{measure}", name_zh=measure, name_en=measure, measure=measure)
        for measure in ("count", "amount")
    ]
    tasks = (_task(entity, line, kinds, 1_500), _task(entity, line, kinds, 1_600))
    for name, count in (("people", agents), ("days", DAYS), ("calls", RESULTS)):
        numbers(name, count)
    _people(tasks, line)
    preparer, approver = person("preparer", PREPARER), person("approver", APPROVER)
    confirm_cut_over(declare_nobody_paid(entity, by=preparer, now=LONG_AGO), by=approver, now=LONG_AGO)
    return World(entity, tasks, preparer, approver, agents)


def _holidays(number: int) -> None:
    year = HolidayYear.objects.create(
        public_id=new_public_id(LONG_AGO),
        year=number,
        source="bench",
        state="confirmed",
        confirmed_at=LONG_AGO,
    )
    Holiday.objects.bulk_create(
        Holiday(year=year, on=day, kind="statutory", code=code)
        for day, codes in statutory_days(number).items()
        for code in codes
    )


def _task(entity: PayingEntity, line: Line, kinds: list[ResultKind], hourly_fen: int) -> Task:
    client = Client.objects.create(public_id=new_public_id(LONG_AGO), name=f"Benchmark {hourly_fen}")
    task = Task.objects.create(
        public_id=new_public_id(LONG_AGO),
        number=f"T{hourly_fen}",
        client=client,
        entity=entity,
        line=line,
        name=f"Benchmark {hourly_fen}",
        seats=1_000_000,
        state="open",
        starts_on=LONG_AGO.date(),
        created_at=LONG_AGO,
    )
    terms = Terms.objects.create(
        public_id=new_public_id(LONG_AGO),
        task=task,
        version=1,
        effective_on=LONG_AGO.date(),
        hourly_fen=hourly_fen,
        holiday_rule="spring_and_national",
        meal_starts=time(12),
        meal_ends=time(13),
        created_at=LONG_AGO,
        hash="-",
    )
    for kind, (unit_fen, share_bp) in zip(kinds, ((PIECE_FEN, 0), (0, SHARE_BP)), strict=True):
        TermsRate.objects.create(terms=terms, kind=kind, unit_fen=unit_fen, share_bp=share_bp)
    table = PenaltyTable.objects.create(
        public_id=new_public_id(LONG_AGO), task=task, version=1, effective_on=LONG_AGO.date(), hash="-"
    )
    PenaltyClause.objects.create(table=table, code="bench", title="Benchmark", amount_fen=1)
    return task


def person(name: str, *roles: str) -> User:
    user = User.objects.create_user(f"+86199{User.objects.count():08d}", now=LONG_AGO, name=name)
    for role in roles:
        RoleGrant.objects.create(
            public_id=new_public_id(LONG_AGO), user=user, role=role, state="active", asked_at=LONG_AGO
        )
    return user


def _either(first: object, second: object) -> str:
    """Agents take turns at the two tasks."""
    return f"CASE p.n % 2 WHEN 0 THEN {first} ELSE {second} END"


def _people(tasks: tuple[Task, Task], line: Line) -> None:
    base = f"{FIRST} + p.n"
    both = {"id": base, "public_id": digits(base, 26), "joined_at": LONG_AGO_SQL}
    terms = _either(*(task.terms.get().pk for task in tasks))
    with bare(User, Agent, Qualification, Claim):
        fill(User, "people p", phone=f"'+86198' || ({base})", password="'!'", is_active="TRUE", **both)  # noqa: S106
        fill(Agent, "people p", user_id=base, number=f"'B' || ({base})", state="'active'", **both)
        both.pop("joined_at")
        fill(
            Qualification,
            "people p",
            agent_id=base,
            line_id=str(line.pk),
            state="'valid'",
            granted_at=LONG_AGO_SQL,
            expires_on="'2027-12-31'",
            **both,
        )
        fill(
            Claim,
            "people p",
            task_id=_either(*(task.pk for task in tasks)),
            terms_id=terms,
            agent_id=base,
            qualification_id=base,
            state="'on_duty'",
            asked_at=LONG_AGO_SQL,
            **both,
        )


def fill_month(world: World, month: date) -> None:
    """What was worked in a month, approved; rows lie in order of time, as they would have come."""
    part = _Facts(world, month)
    part.shifts()
    with bare(Booking, Segment):
        part.bookings()
        part.segments()
    with bare(Result):
        part.results()
    part.decisions()


class _Facts:
    """SQL of one month's facts; identifiers carry the month, so that months stand side by side."""

    def __init__(self, world: World, month: date) -> None:
        self.world, self.month = world, month
        self.stamp = (month.year - 2_000) * 12 + month.month
        self.agent = f"{FIRST} + p.n"
        self.task = _either(*(task.pk for task in world.tasks))
        self.terms = _either(*(task.terms.get().pk for task in world.tasks))
        self.first_of_month = dated(f"'{month:%Y-%m}-01'", "date")
        self.paid = {
            "state": "'approved'",
            "settle_month": self.first_of_month,
            "entity_id": str(world.entity.pk),
        }
        self.approved = self.paid | {"approved_at": LONG_AGO_SQL}
        self.shift = f"{self.stamp * 1_000} + d.n + {_either(100, 200)}"
        self.booking = f"{self.stamp * 1_000_000_000} + CAST(d.n AS bigint) * 10000000 + p.n"

    def day(self, number: str) -> str:
        return dated(f"'{self.month:%Y-%m}-' || {digits(number, 2)}", "date")

    def at(self, number: str, hour: int) -> str:
        tail = f"{hour:02d}:00:00+00:00" if on_postgres() else f"{hour:02d}:00:00"
        return dated(f"'{self.month:%Y-%m}-' || {digits(number, 2)} || ' {tail}'", "timestamptz")

    def shifts(self) -> None:
        for offset, task in zip((100, 200), self.world.tasks, strict=True):
            number = f"{self.stamp * 1_000} + d.n + {offset}"
            fill(
                Shift,
                "days d",
                id=number,
                public_id=digits(number, 26),
                task_id=str(task.pk),
                starts_at=self.at("d.n", 1),
                ends_at=self.at("d.n", 11),
                local_on=self.day("d.n"),
                seats="1000000",
                taken=f"(SELECT count(*) FROM people p WHERE p.n % 2 = {offset // 200})",
            )

    def bookings(self) -> None:
        fill(
            Booking,
            "days d CROSS JOIN people p",
            "d.n, p.n",
            id=self.booking,
            public_id=digits(self.booking, 26),
            agent_id=self.agent,
            claim_id=self.agent,
            shift_id=self.shift,
            state="'worked'",
            starts_at=self.at("d.n", 1),
            ends_at=self.at("d.n", 11),
            clocked_in_at=self.at("d.n", 1),
            clocked_out_at=self.at("d.n", 11),
            booked_at=LONG_AGO_SQL,
        )

    def segments(self) -> None:
        fill(
            Segment,
            "days d CROSS JOIN people p",
            "d.n, p.n",
            public_id=digits(self.booking, 26),
            booking_id=self.booking,
            agent_id=self.agent,
            task_id=self.task,
            terms_id=self.terms,
            local_on=self.day("d.n"),
            started_at=self.at("d.n", 1),
            ended_at=self.at("d.n", 11),
            paid_minutes="180 + (p.n * 7919 + d.n * 104729) % 300",
            **self.approved,
        )

    def results(self) -> None:
        call = f"{self.stamp * 1_000_000_000} + CAST(c.n AS bigint) * 10000000 + p.n"
        day = f"1 + (c.n - 1) * {DAYS} / {RESULTS}"
        kinds = (
            ResultKind.objects.filter(code__startswith="bench_")
            .order_by("-measure")
            .values_list("pk", flat=True)
        )
        fill(
            Result,
            "calls c CROSS JOIN people p",
            "c.n, p.n",
            public_id=digits(call, 26),
            agent_id=self.agent,
            task_id=self.task,
            terms_id=self.terms,
            kind_id="CASE c.n % 2 WHEN 0 THEN {} ELSE {} END".format(*kinds),
            local_on=self.day(day),
            occurred_at=self.at(day, 3),
            source_key=f"'call ' || ({call})",
            amount_fen="(c.n % 2) * (800 + (p.n * 31 + c.n * 977) % 11200)",
            **self.approved,
        )

    def decisions(self) -> None:
        """Seven in ten a reward; a penalty names its task's clause."""
        clauses = [PenaltyClause.objects.get(table__task=task).pk for task in self.world.tasks]
        two = [person(f"{name} {self.month:%Y-%m}") for name in ("proposer", "decider")]
        number = f"{self.stamp * 1_000_000_000} + p.n"
        fill(
            Decision,
            "people p",
            "p.n",
            public_id=digits(number, 26),
            agent_id=self.agent,
            task_id=self.task,
            kind="CASE WHEN p.n % 10 < 7 THEN 'reward' ELSE 'penalty' END",
            clause_id=f"CASE WHEN p.n % 10 < 7 THEN NULL ELSE {_either(*clauses)} END",
            amount_fen="500 + p.n * 7 % 9500",
            occurred_on=self.day("20"),
            evidence="'-'",
            proposed_by_id=str(two[0].pk),
            proposed_at=LONG_AGO_SQL,
            decided_by_id=str(two[1].pk),
            decided_at=LONG_AGO_SQL,
            **self.paid,
        )


def settle_down() -> None:
    """What autovacuum would have done by the end of the month: statistics, and pages known to be visible."""
    say("VACUUM ANALYZE" if on_postgres() else "ANALYZE")


def after(month: date) -> datetime:
    """The 2nd of the following month, ten in the morning."""
    return datetime.combine(next_month(month) + timedelta(days=1), time(10), PAY_ZONE)
