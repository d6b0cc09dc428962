"""Every staff list with three rows in it: who reads it, how its rows come to be, and by what each order reads them.

``LISTS`` says of each order, as its first press asks for it, the key by which Python puts the rows in that order;
``tests/house/test_lists.py`` holds the database to it. A list that is not here fails there.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from onboarding.models import EquipmentCheck, IdentityCheck, RoomCheck, RoomJudgement, User
from payouts.actions.ledger import post
from payouts.models import (
    Advance,
    Dispute,
    Line,
    PayoutItem,
    Run,
    Statement,
    TaxRelief,
)
from payouts.queries.cash import Cash
from payouts.queries.gaps import Gap
from payouts.rules.accounts import AGENT_ADVANCE, BANK, Leg
from tasks.models import (
    Booking,
    Client,
    Correction,
    ImportRow,
    Interview,
    ResultImport,
    Review,
    ReviewAppeal,
    Segment,
    Shift,
    Task,
)
from tests import cast
from tests.house.scenes import NOW, Belongings
from training.models import Question
from yunke.audit import record
from yunke.ground.ids import new_public_id
from yunke.ground.roles import ADMINISTRATOR, AUDITOR, OPERATIONS, PREPARER, QUALITY, SCREENER
from yunke.models import Notice

Three = Sequence[Belongings]
Row = Any
Keys = dict[str, Callable[[Row], Any]]
NAMES = ("Cy Three", "Ann Three", "Bo Three")  # by number; by name the last comes first


def paged(context: Any) -> list[Row]:
    return list(context["page"].object_list)


@dataclass(frozen=True)
class Kept:
    """``make`` makes the rows and answers with the places of the list's address."""

    page: str
    role: str
    make: Callable[[Three, pytest.MonkeyPatch], Sequence[str] | None]
    keys: Keys
    query: str = ""
    rows: Callable[[Any], list[Row]] = field(default=paged)

    def __str__(self) -> str:
        return f"{self.page}{self.query}"


def spread(rows: Sequence[Any], **columns: Sequence[Any]) -> None:
    """Other values in each row, so that no two orders are the same."""
    for name, values in columns.items():
        for row, value in zip(rows, values, strict=True):
            type(row)._default_manager.filter(pk=row.pk).update(**{name: value})


def of(three: Three, name: str) -> list[Any]:
    return [getattr(one, name) for one in three]


def at(*hours: int) -> list[datetime]:
    return [NOW - timedelta(hours=one) for one in hours]


def days(*back: int) -> list[date]:
    return [date(2026, 11, 1) - timedelta(days=one) for one in back]


# --- people -----------------------------------------------------------------------------------------------


def identity(three: Three, _patch: Any) -> None:
    spread(of(three, "check"), state=["submitted"] * 3, submitted_at=at(2, 1, 3))


def identity_passed(three: Three, _patch: Any) -> None:
    IdentityCheck.objects.exclude(agent__in=of(three, "agent")).delete()
    spread(of(three, "check"), decided_at=at(2, 3, 1))


def equipment(three: Three, _patch: Any) -> None:
    EquipmentCheck.objects.exclude(pk__in=[one.pk for one in of(three, "equipment")]).update(state="passed")
    spread(of(three, "equipment"), submitted_at=at(2, 1, 3), decided_at=at(3, 2, 1))
    for one, down in zip(of(three, "equipment"), (90, 300, 200), strict=True):
        EquipmentCheck.objects.filter(pk=one.pk).update(measures=one.measures | {"down_mbps": down})


def room(three: Three, _patch: Any) -> None:
    rooms = of(three, "room")
    spread(rooms, submitted_at=at(2, 1, 3), decided_at=at(3, 2, 1))
    for one, apart, heard in zip(rooms, (21.5, 9.0, 30.0), (1, 2, 0), strict=True):
        RoomCheck.objects.filter(pk=one.pk).update(measures=one.measures | {"snr_db": apart})
        for place in range(heard):
            RoomJudgement.objects.create(
                room=one, by=cast.person(f"听{place}", SCREENER), passed=True, at=NOW
            )


def people(three: Three, _patch: Any) -> None:
    User.objects.filter(pk=three[1].user.pk).update(is_active=False)


# --- work -------------------------------------------------------------------------------------------------


def claims(three: Three, _patch: Any) -> None:
    of(three, "finished")  # an exam is sat before it is passed
    rows = of(three, "asked")
    spread(rows, asked_at=at(2, 1, 3))
    spread([one.qualification for one in rows], expires_on=days(-50, -90, -70), attempt=of(three, "finished"))
    spread(of(three, "finished"), right_count=[3, 1, 2])


def appeals(three: Three, _patch: Any) -> None:
    spread(of(three, "appeal"), asked_at=at(2, 1, 3))


def hours(three: Three, _patch: Any) -> None:
    rows = of(three, "segment")
    spread(rows, paid_minutes=[60, 180, 120], local_on=days(2, 3, 1))
    Booking.objects.filter(pk=rows[1].booking_id).update(late_minutes=0)
    Booking.objects.filter(pk=rows[2].booking_id).update(late_minutes=20)


def refused(three: Three, patch: Any) -> None:
    hours(three, patch)
    Segment.objects.filter(pk__in=[one.pk for one in of(three, "segment")]).update(state="refused")


def decisions(three: Three, _patch: Any) -> None:
    spread(of(three, "decision"), proposed_at=at(2, 1, 3), amount_fen=[900, 700, 800])


def corrections(three: Three, _patch: Any) -> None:
    spread(of(three, "correction"), proposed_at=at(2, 1, 3))
    spread(of(three, "paid"), local_on=days(2, 3, 1))
    Correction.objects.filter(pk=three[1].correction.pk).update(
        state="refused", decided_at=NOW, decided_by=cast.person("别人", OPERATIONS)
    )


def shifts(three: Three, _patch: Any) -> None:
    Shift.objects.all().update(local_on=date(2026, 12, 30))
    task = three[0].task
    for place, (seats, taken) in enumerate(((5, 2), (4, 3), (9, 1))):
        made = cast.shift(task if place else three[1].task, f"2026-11-{place + 2:02} 10:00", seats=seats)
        Shift.objects.filter(pk=made.pk).update(taken=taken, local_on=date(2026, 11, 3))
        for serial in range((1, 0, 2)[place]):
            cast.booking(cast.agent(f"缺{place}{serial}"), made, state="absent")
        Shift.objects.filter(pk=made.pk).update(taken=taken)


def tasks(three: Three, _patch: Any) -> None:
    rows = [one.task for one in three]
    Task.objects.exclude(pk__in=[one.pk for one in rows]).update(state="closed")
    for one, name in zip(rows, ("丁", "丙", "乙"), strict=True):
        Client.objects.filter(pk=one.client_id).update(name=name)
    spread(rows, seats=[10, 30, 20])
    for one, waiting in zip(rows, (1, 0, 2), strict=True):
        for serial in range(waiting):
            cast.claim(cast.agent(f"等{serial}"), one, state="asked")


def clients(three: Three, _patch: Any) -> None:
    for place, (name, trade) in enumerate((("b", "z"), ("c", "x"), ("a", "y"))):
        Client.objects.create(public_id=new_public_id(NOW), name=f"{name}{place}", trade=trade)
    Client.objects.exclude(name__in=("b0", "c1", "a2")).update(name="q", trade="q")


def imports(three: Three, _patch: Any) -> None:
    rows = of(three, "imported")
    spread(rows, uploaded_at=at(2, 1, 3), file_name=["b.csv", "c.csv", "a.csv"])
    for one, parked in zip(rows, (1, 0, 2), strict=True):
        ImportRow.objects.filter(source=one).delete()
        for number in range(parked):
            _parked(one, number)


def parked(three: Three, _patch: Any) -> None:
    rows = of(three, "imported")
    spread(rows, uploaded_at=at(2, 1, 3))
    ImportRow.objects.all().delete()
    for number, one in zip((2, 4, 3), rows, strict=True):
        _parked(one, number)


def _parked(one: ResultImport, number: int) -> None:
    ImportRow.objects.create(
        public_id=new_public_id(NOW), source=one, row_number=number, source_key=f"{one.pk}-{number}",
        row={"agent": "A0"}, problem={"code": "import_agent_blank", "facts": {}},
    )  # fmt: skip


def interviews(three: Three, _patch: Any) -> None:
    spread(of(three, "called"), starts_at=at(2, 1, 3))


def interviews_held(three: Three, _patch: Any) -> None:
    rows = of(three, "called")
    spread(rows, percent=[70, 90, 80], starts_at=at(2, 1, 3))
    Interview.objects.filter(pk__in=[one.pk for one in rows]).update(
        state="held", counts_until=date(2027, 1, 1), rubric=rows[0].line.rubrics.first(),
        scored_at=NOW, scored_by=cast.screener(), recommendation="admit",
    )  # fmt: skip


def reviews(three: Three, _patch: Any) -> None:
    spread(of(three, "drawn"), occurred_at=at(2, 1, 3))


def reviewed(three: Three, _patch: Any) -> None:
    spread(of(three, "scored"), occurred_at=at(2, 1, 3), percent=[60, 80, 70], reviewed_at=at(3, 1, 2))
    for one in three:
        Review.objects.filter(agent=one.agent, state="reviewed").exclude(pk=one.scored.pk).update(
            state="void"
        )


def contested(three: Three, _patch: Any) -> None:
    for one, asked in zip(of(three, "contested"), at(2, 3, 1), strict=True):
        ReviewAppeal.objects.filter(review=one).update(asked_at=asked)
    spread(of(three, "contested"), occurred_at=at(2, 1, 3), percent=[60, 80, 70], reviewed_at=at(3, 1, 2))


def scores(three: Three, _patch: Any) -> None:
    spread(of(three, "scored"), percent=[60, 80, 70], fatal_count=[0, 2, 1])
    for place, one in enumerate(three):
        for serial in range((1, 0, 2)[place]):
            more = one._scored(f"又{serial}")
            Review.objects.filter(pk=more.pk).update(percent=[60, 80, 70][place], fatal_count=0)


def career(three: Three, _patch: Any) -> None:
    spread(of(three, "application"), opened_at=at(2, 1, 3))


def career_done(three: Three, _patch: Any) -> None:
    spread(of(three, "step_down"), opened_at=at(2, 1, 3), decided_at=at(3, 1, 2))


def mentorships(three: Three, _patch: Any) -> None:
    spread(of(three, "newcomer"), starts_on=days(2, 1, 3))


def bank(three: Three, patch: pytest.MonkeyPatch) -> None:
    from training.rules.bank import Figures

    rows = list(Question.objects.filter(is_live=True, kind="exam").order_by("pk")[:3])
    Question.objects.exclude(pk__in=[one.pk for one in rows]).update(is_live=False)
    figures = {
        rows[0].pk: Figures(20, 10, 10, 5),
        rows[1].pk: Figures(40, 12, 10, 5),
        rows[2].pk: Figures(30, 24, 9, 5),
    }
    patch.setattr("training.queries.bank.figures_of", lambda exam: figures)


def notices(three: Three, _patch: Any) -> None:
    for place, (error, way) in enumerate((("b", "app"), ("c", "sms"), ("a", "web"))):
        Notice.objects.create(
            public_id=new_public_id(NOW), recipient=three[0].user.public_id, template="task_reopened_for_test",
            facts={"task": "x"}, channel=way, key=f"lists:{place}", state="parked", error=error,
            due_at=at(2, 1, 3)[place],
        )  # fmt: skip


def audit(three: Three, _patch: Any) -> None:
    for one in three:
        record(one.user.actor, "own_data_exported", one.user, now=NOW)


# --- money ------------------------------------------------------------------------------------------------


def _slips(three: Three, run: Run, **columns: Sequence[Any]) -> list[Statement]:
    """One run with a statement of each."""
    for one in three:
        Statement.objects.get_or_create(
            run=run, agent=one.agent,
            defaults={
                "public_id": new_public_id(NOW), "agent_number": one.agent.number, "work_fen": 6_000,
                "income_fen": 6_000, "tax_fen": 0, "net_fen": 6_000, "tax_year": 2026, "digest": "0" * 64,
            },
        )  # fmt: skip
    rows = list(run.statements.order_by("agent_number"))
    spread(rows, **columns)
    return rows


def _month(run: Run) -> tuple[str, str]:
    return run.entity.code, "2026-10"


def statements(three: Three, _patch: Any) -> Sequence[str]:
    run = three[0].run
    incomes, taxes, penalties = (900, 700, 800), (30, 10, 50), (5, 20, 0)
    nets = [income - tax - penalty for income, tax, penalty in zip(incomes, taxes, penalties, strict=True)]
    _slips(
        three, run, work_fen=incomes, income_fen=incomes, tax_fen=taxes, penalty_fen=penalties, net_fen=nets
    )
    return _month(run)


def payments(state: str) -> Callable[[Three, Any], None]:
    def make(three: Three, _patch: Any) -> None:
        rows = of(three, "item")
        spread(rows, amount_fen=[900, 700, 800], state=[state] * 3)
        if state == "waiting":
            PayoutItem.objects.filter(pk__in=[one.pk for one in rows]).update(account=None)
        spread(of(three, "run"), month=[date(2026, 8, 1), date(2026, 10, 1), date(2026, 9, 1)])

    return make


def disputes(three: Three, _patch: Any) -> None:
    spread(of(three, "dispute"), amount_fen=[900, 700, 800], answer_by=days(-2, -1, -3))


def disputes_ended(three: Three, patch: Any) -> None:
    disputes(three, patch)
    spread(of(three, "dispute"), answered_at=at(2, 1, 3))
    Dispute.objects.filter(pk__in=[one.pk for one in of(three, "dispute")]).update(
        state="rejected", answered_by=cast.operations(), answer="x"
    )


def holds(three: Three, _patch: Any) -> None:
    spread(of(three, "hold"), amount_fen=[900, 700, 800], held_at=at(2, 1, 3))


def advances(three: Three, _patch: Any) -> None:
    spread(of(three, "advance"), amount_fen=[900, 700, 800])
    granted = {"state": "granted", "decided_by": cast.person("批的人", "finance_approver"), "decided_at": NOW}
    Advance.objects.filter(pk=three[0].advance.pk).update(**granted)
    Advance.objects.filter(pk=three[1].advance.pk).update(**granted | {"state": "refused"})


def reliefs(three: Three, _patch: Any) -> Sequence[str]:
    rows = of(three, "relief")
    spread(rows, entity=[three[0].task.entity] * 3, relief_fen=[900, 700, 800], tax_year=[2025, 2027, 2026])
    TaxRelief.objects.filter(pk=rows[0].pk).update(
        state="confirmed", from_month=date(2026, 10, 1), decided_at=NOW, decided_by=cast.finance()[1]
    )
    TaxRelief.objects.filter(pk=rows[1].pk).update(
        state="refused", decided_at=NOW, decided_by=cast.finance()[1]
    )
    return [three[0].task.entity.public_id]


def ledger(three: Three, _patch: Any) -> None:
    for place, fen in enumerate((900, 700, 800)):
        legs = [Leg(BANK, fen), Leg(AGENT_ADVANCE, -fen)]
        post(three[place].task.entity, f"lists:{place}", "advance", legs, now=NOW)


def ledger_account(three: Three, patch: Any) -> Sequence[str]:
    ledger(three, patch)
    return ["bank"]


def against(three: Three, _patch: Any) -> Sequence[str]:
    run = three[0].run
    Run.objects.filter(pk=run.pk).update(hash="1" * 64)  # by it a computed month's figures are kept
    before = Run.objects.create(
        public_id=new_public_id(NOW), entity=run.entity, month=date(2026, 9, 1), number="R202609-x",
        state="paid", pays_on=date(2026, 10, 15), tax_method="none", penalties_lower_income=False,
        prepared_by=cast.finance()[0], prepared_at=NOW, computed_at=NOW, statement_count=3, net_fen=0,
        hash="2" * 64,
    )  # fmt: skip
    now = _slips(three, run, income_fen=(900, 700, 800))
    then = _slips(three, before, income_fen=(850, 100, 1_000))
    for one, slip, fen in zip((*three, *three), (*now, *then), (900, 700, 800, 850, 100, 1_000), strict=True):
        Line.objects.create(
            statement=slip, ordinal=7, kind="hours", task=one.task, terms=one.task.terms.get(), amount_fen=fen
        )
    return _month(run)


def gone(three: Three, patch: Any) -> Sequence[str]:
    places = against(three, patch)
    Line.objects.filter(statement__run=three[0].run).delete()
    three[0].run.statements.all().delete()
    return places


def gaps(three: Three, patch: pytest.MonkeyPatch) -> Sequence[str]:
    _slips(three, three[0].run)
    found = [
        Gap(one.agent.pk, income, months, taxes)
        for one, income, months, taxes in zip(
            three, (900, 700, 800), (3, 1, 2), ((0, 5, 2), (0, 1, 2), (9, 5, 2)), strict=True
        )
    ]
    patch.setattr("payouts.views.check.gaps_of", lambda run: found)
    return _month(three[0].run)


def unpriced(three: Three, patch: pytest.MonkeyPatch) -> Sequence[str]:
    kind = cast.kind("connected")
    found = [
        SimpleNamespace(terms=one.task.terms.get(), kind=kind, results=results, quantity=1, sales_fen=fen)
        for one, results, fen in zip(three, (5, 9, 7), (900, 700, 800), strict=True)
    ]
    patch.setattr("payouts.views.check.unpriced_of", lambda run: found)
    return _month(three[0].run)


def losing(three: Three, patch: pytest.MonkeyPatch) -> Sequence[str]:
    made = [
        cast.shift(one.task, f"2026-10-{day:02} 10:00") for one, day in zip(three, (7, 8, 6), strict=True)
    ]
    figures = SimpleNamespace(
        losing_shifts=[made[1].pk, made[0].pk, made[2].pk], losing_shift_fen=-9, hash=""
    )
    patch.setattr("payouts.views.check.figures_of", lambda run: figures)
    return _month(three[0].run)


def cash(three: Three, patch: pytest.MonkeyPatch) -> None:
    rows = [
        Cash(one.run.entity, one.run, day, "bank_file", "", count, fen, 10)
        for one, day, count, fen in zip(three, days(-2, -1, -3), (5, 7, 6), (900, 700, 800), strict=True)
    ]
    patch.setattr("payouts.views.check.cash_of", lambda runs: rows)


# --- the table --------------------------------------------------------------------------------------------


def number(row: Row) -> str:
    return str(row.agent.number)


def downwards(name: str) -> Callable[[Row], Any]:
    return lambda row: -getattr(row, name)


def later_first(name: str) -> Callable[[Row], Any]:
    return lambda row: -getattr(row, name).timestamp()


def _day(row: Row) -> int:
    return int(row.local_on.toordinal())


STATES = {"proposed": 0, "granted": 1, "paid": 2, "confirmed": 1, "refused": 3}
LISTS = [
    Kept(
        "onboarding:desk_identity",
        SCREENER,
        identity,
        {"-waited": lambda r: r.submitted_at, "number": number},
    ),
    Kept(
        "onboarding:desk_identity",
        SCREENER,
        identity_passed,
        {"-decided": later_first("decided_at"), "number": number},
        "?state=passed",
    ),
    Kept(
        "onboarding:desk_equipment",
        SCREENER,
        equipment,
        {
            "-waited": lambda r: r.submitted_at,
            "number": number,
            "-decided": later_first("decided_at"),
            "-down": lambda r: -r.measures["down_mbps"],
        },
    ),
    Kept(
        "onboarding:desk_room",
        SCREENER,
        room,
        {
            "-waited": lambda r: r.submitted_at,
            "number": number,
            "-decided": later_first("decided_at"),
            "-apart": lambda r: -r.measures["snr_db"],
            "-heard": downwards("heard_by"),
        },
    ),
    Kept(
        "onboarding:people",
        ADMINISTRATOR,
        people,
        {
            "active": lambda r: (not r.is_active, r.name),
            "name": lambda r: r.name,
            "number": lambda r: r.agent.number,
        },
        "?who=all&q=Three",
        lambda context: [row for row in paged(context) if row.name in NAMES],
    ),
    Kept(
        "tasks:agents",
        OPERATIONS,
        lambda three, _p: None,
        {"number": lambda r: r.number, "name": lambda r: r.user.name},
        "?q=Three",
        lambda context: [row for row in paged(context) if row.user.name in NAMES],
    ),
    Kept(
        "tasks:claims",
        SCREENER,
        claims,
        {
            "-waited": lambda r: r.asked_at,
            "number": number,
            "expires": lambda r: r.qualification.expires_on,
            "-score": lambda r: -r.qualification.attempt.right_count,
        },
    ),
    Kept(
        "tasks:appeals",
        SCREENER,
        appeals,
        {
            "-waited": lambda r: r.asked_at,
            "number": lambda r: r.claim.agent.number,
            "task": lambda r: r.claim.task.name,
        },
    ),
    Kept(
        "tasks:desk_hours",
        OPERATIONS,
        hours,
        {
            "-odd": lambda r: (-r.odd, r.local_on),
            "number": number,
            "day": _day,
            "-minutes": downwards("paid_minutes"),
        },
    ),
    Kept(
        "tasks:hours_refused",
        OPERATIONS,
        refused,
        {"-day": lambda r: -_day(r), "number": number, "-minutes": downwards("paid_minutes")},
    ),
    Kept(
        "tasks:desk_decisions",
        OPERATIONS,
        decisions,
        {"-proposed": later_first("proposed_at"), "number": number, "-amount": downwards("amount_fen")},
    ),
    Kept(
        "tasks:desk_corrections",
        OPERATIONS,
        corrections,
        {
            "state": lambda r: (r.state != "proposed", -r.proposed_at.timestamp()),
            "number": number,
            "task": lambda r: r.task.name,
            "-day": lambda r: -_day(r.segment),
        },
    ),
    Kept(
        "tasks:desk_shifts",
        OPERATIONS,
        shifts,
        {
            "time": lambda r: r.starts_at,
            "full": lambda r: r.taken / r.seats,
            "-absent": downwards("n_absent"),
        },
        "?from=2026-11-02",
        lambda context: [one for day in context["days"] for one in day["shifts"]],
    ),
    Kept(
        "tasks:desk_tasks",
        OPERATIONS,
        tasks,
        {
            "-number": lambda r: -r.pk,
            "client": lambda r: r.client.name,
            "-seats": downwards("seats"),
            "-waiting": downwards("waiting_now"),
        },
        "?state=open",
    ),
    Kept(
        "tasks:clients",
        OPERATIONS,
        clients,
        {"-newest": lambda r: -r.pk, "name": lambda r: r.name, "trade": lambda r: r.trade},
        rows=lambda context: [row for row in paged(context) if row.name != "q"],
    ),
    Kept(
        "tasks:desk_imports",
        OPERATIONS,
        imports,
        {
            "-when": later_first("uploaded_at"),
            "file": lambda r: r.file_name,
            "task": lambda r: r.task.name,
            "-parked": downwards("parked_now"),
        },
    ),
    Kept(
        "tasks:parked",
        OPERATIONS,
        parked,
        {"file": lambda r: (r.source_id, r.row_number), "-when": lambda r: -r.source.uploaded_at.timestamp()},
    ),
    Kept("tasks:desk_interviews", SCREENER, interviews, {"when": lambda r: r.starts_at, "number": number}),
    Kept(
        "tasks:desk_interviews",
        SCREENER,
        interviews_held,
        {"-when": later_first("starts_at"), "number": number, "-score": downwards("percent")},
        "?view=held",
    ),
    Kept("tasks:desk_quality", QUALITY, reviews, {"when": lambda r: r.occurred_at, "number": number}),
    Kept(
        "tasks:desk_quality",
        QUALITY,
        reviewed,
        {"-reviewed": later_first("reviewed_at"), "number": number, "-score": downwards("percent")},
        "?view=reviewed",
    ),
    Kept(
        "tasks:desk_quality",
        QUALITY,
        contested,
        {
            "asked": lambda r: r.appeal.asked_at,
            "when": lambda r: r.occurred_at,
            "-score": downwards("percent"),
        },
        "?view=appeals",
    ),
    Kept(
        "tasks:quality_scores",
        QUALITY,
        scores,
        {
            "percent": lambda r: r["percent"],
            "number": lambda r: r["agent"],
            "-fatal": lambda r: -r["fatal"],
            "-reviews": lambda r: -r["reviews"],
        },
    ),
    Kept("tasks:desk_career", OPERATIONS, career, {"-waited": lambda r: r.opened_at, "number": number}),
    Kept(
        "tasks:desk_career",
        OPERATIONS,
        career_done,
        {"-decided": later_first("decided_at"), "-waited": lambda r: r.opened_at},
        "?state=dropped",
    ),
    Kept(
        "tasks:mentorships",
        OPERATIONS,
        mentorships,
        {
            "-since": lambda r: -r.starts_on.toordinal(),
            "mentor": lambda r: r.mentor.number,
            "mentee": lambda r: r.mentee.number,
            "task": lambda r: r.task.name,
        },
    ),
    Kept(
        "training:bank",
        OPERATIONS,
        bank,
        {
            "lesson": lambda r: (r.question.lesson.number, r.question.code),
            "code": lambda r: r.question.code,
            "-asked": lambda r: -r.figures.asked,
            "right": lambda r: r.figures.right_percent,
        },
    ),
    Kept(
        "notices",
        ADMINISTRATOR,
        notices,
        {"-when": later_first("due_at"), "error": lambda r: r.error, "way": lambda r: r.channel},
    ),
    Kept(
        "audit",
        AUDITOR,
        audit,
        {"-when": lambda r: -r.pk},
        rows=lambda context: [row["entry"] for row in context["rows"]],
    ),
    Kept(
        "payouts:statements",
        PREPARER,
        statements,
        {
            "number": lambda r: r.agent_number,
            "-income": downwards("income_fen"),
            "-tax": downwards("tax_fen"),
            "-penalty": downwards("penalty_fen"),
            "-net": downwards("net_fen"),
            "-figure": downwards("figure_fen"),
        },
    ),
    *(
        Kept(
            f"payouts:{state}",
            PREPARER,
            payments(state),
            {"month": lambda r: r.run.month, "number": number, "-amount": downwards("amount_fen")},
        )
        for state in ("waiting", "failed")
    ),
    Kept(
        "payouts:disputes",
        OPERATIONS,
        disputes,
        {"due": lambda r: r.answer_by, "number": number, "-amount": downwards("amount_fen")},
    ),
    Kept(
        "payouts:disputes",
        OPERATIONS,
        disputes_ended,
        {"-answered": later_first("answered_at"), "number": number},
        "?ended=1",
    ),
    Kept(
        "payouts:holds",
        PREPARER,
        holds,
        {"since": lambda r: r.held_at, "number": number, "-amount": downwards("amount_fen")},
    ),
    Kept(
        "payouts:advances",
        PREPARER,
        advances,
        {
            "-newest": lambda r: -r.pk,
            "number": number,
            "-amount": downwards("amount_fen"),
            "state": lambda r: STATES[r.state],
        },
    ),
    Kept(
        "payouts:reliefs",
        PREPARER,
        reliefs,
        {
            "-newest": lambda r: -r.pk,
            "number": number,
            "-year": downwards("tax_year"),
            "-amount": downwards("relief_fen"),
            "state": lambda r: STATES[r.state],
        },
    ),
    Kept(
        "payouts:ledger_account",
        PREPARER,
        ledger_account,
        {
            "-when": lambda r: -r.pk,
            "-debit": downwards("amount_fen"),
            "credit": lambda r: r.amount_fen,
        },
    ),
    Kept("payouts:ledger", PREPARER, ledger, {"-when": lambda r: -r.pk, "-amount": downwards("fen")}),
    Kept(
        "payouts:against",
        PREPARER,
        against,
        {
            "-difference": lambda r: -abs(r.difference_fen),
            "number": lambda r: r.task.number,
            "-now": downwards("fen"),
            "-before": downwards("before_fen"),
        },
    ),
    Kept(
        "payouts:against",
        PREPARER,
        against,
        {
            "-difference": lambda r: -abs(r.difference_fen),
            "number": lambda r: r.agent_number,
            "-now": downwards("income_fen"),
            "-before": downwards("before_fen"),
        },
        "?by=agent",
    ),
    Kept(
        "payouts:against",
        PREPARER,
        gone,
        {"-before": downwards("income_fen"), "number": lambda r: r.agent_number},
        "?by=gone",
    ),
    Kept(
        "payouts:gaps",
        PREPARER,
        gaps,
        {
            "-spread": lambda r: min(r.tax_fen) - max(r.tax_fen),
            "-income": downwards("income_fen"),
            "-months": downwards("paid_months"),
        },
    ),
    Kept(
        "payouts:unpriced",
        PREPARER,
        unpriced,
        {
            "-results": downwards("results"),
            "task": lambda r: r.terms.task.name,
            "-sales": downwards("sales_fen"),
        },
        rows=lambda context: context["rows"],
    ),
    Kept(
        "payouts:losing_shifts",
        PREPARER,
        losing,
        {"-loss": lambda r: r.place, "when": lambda r: r.starts_at, "task": lambda r: r.task},
    ),
    Kept(
        "payouts:cash",
        PREPARER,
        cash,
        {
            "day": lambda r: r.day,
            "entity": lambda r: r.entity.code,
            "-count": downwards("count"),
            "-whole": downwards("whole_fen"),
        },
        rows=lambda context: context["rows"],
    ),
]
NARROWED = [  # searched or narrowed already, the chips count what is left
    replace(next(one for one in LISTS if one.page == page), query=query)
    for page, query in (
        ("tasks:claims", "?q=Cy&only=late"),
        ("tasks:desk_hours", "?odd=1"),
        ("tasks:desk_tasks", "?q=T"),
        ("tasks:desk_interviews", "?q=Ann&who=me"),
        ("tasks:desk_quality", "?q=Bo"),
        ("onboarding:desk_room", "?q=A"),
        ("training:bank", "?q=v-01"),
        ("payouts:statements", "?q=Three"),
        ("payouts:holds", "?run=R202610-x"),
    )
]
UNSEEN = {  # an order that the table does not try, and why
    "tasks:agents": {"state": "three who are all at work; by_state is tried with advances and reliefs"},
    "tasks:desk_shifts": {"task": "within a day; its key is a name"},
}
