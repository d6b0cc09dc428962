"""What was before this house: openings a settlement looks back on, and a file's people found here."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.fields.files import FieldFile

from onboarding.models import Agent, Line, User
from onboarding.models.people import covered
from onboarding.phones import masked, normalised
from payouts.models import CutOver, OpeningBalance, Run, Statement
from payouts.queries.paydays import payment_day_of
from payouts.queries.sets import rows
from payouts.reasons import (
    ROW_AGENT_UNKNOWN,
    ROW_HAS_OPENING,
    ROW_LINE_UNKNOWN,
    ROW_NAME_DIFFERS,
    ROW_NAME_MISSING,
    ROW_PAID_HERE,
    ROW_PHONE,
    ROW_PHONE_OF_ANOTHER,
    ROW_QUALIFIED,
    ROW_TWICE,
)
from payouts.rules.bank_accounts import plain_name
from payouts.rules.cut_overs import Row, some_rows
from payouts.states import LOCKED_RUNS
from tasks.models import PayingEntity, PayMonth
from tasks.queries.settlement import Agents, of_agents
from training.models import Qualification
from yunke.ground.errors import Reason
from yunke.models import Chunk

AT_ONCE = 1_000
BUSY = ("checking", "confirming")  # a worker is at it


class Opening(NamedTuple):
    """A year before this house; ``months`` has a bit for each with pay."""

    income_fen: int
    tax_fen: int
    months: int


@dataclass(frozen=True, slots=True)
class Found:
    """A row and who it is here: somebody with a number, a user who is no agent yet, or nobody."""

    row: Row
    agent: Agent | None
    user: User | None
    phone: str

    @property
    def name(self) -> str:
        """As the file has it, else as it is known here; to an auditor the family name alone."""
        return covered(self.row.name) or (self.user.shown_name if self.user else "")

    @property
    def who(self) -> str:
        """For people to read: a number, or a phone with its middle hidden."""
        return self.agent.number if self.agent else masked(self.phone)


def openings_of(entity_id: int, year: int, month: date, agents: Agents = None) -> dict[int, Opening]:
    """By agent, for the run of this month."""
    found = OpeningBalance.objects.filter(
        entity=entity_id, tax_year=year, from_month__lte=month, income_fen__gt=0, **of_agents(agents)
    )
    told = rows(found.order_by().values_list("agent_id", "income_fen", "tax_fen", "months"))
    return {agent: Opening(*figures) for agent, *figures in told}


def known_openings(entity_id: int | None = None) -> dict[tuple[int, int, int], tuple[date, Opening]]:
    """(entity, agent, year) -> since which month, and what: for whoever reads many months."""
    chosen = {} if entity_id is None else {"entity": entity_id}
    found = OpeningBalance.objects.filter(income_fen__gt=0, **chosen).values_list(
        "entity_id", "agent_id", "tax_year", "from_month", "income_fen", "tax_fen", "months"
    )
    return {(entity, agent, year): (since, Opening(*of)) for entity, agent, year, since, *of in found}


def opening_debts(entity_id: int, month: date, agents: Agents) -> dict[int, int]:
    """What people brought with them and no statement has taken up yet."""
    since = Statement.objects.filter(
        run__entity=entity_id,
        run__state__in=LOCKED_RUNS,
        run__month__gte=OuterRef("from_month"),
        run__month__lt=month,
        agent=OuterRef("agent"),
    )
    waiting = OpeningBalance.objects.filter(
        entity=entity_id, from_month__lte=month, debt_fen__gt=0, **of_agents(agents)
    ).exclude(Exists(since))
    found: dict[int, int] = {}
    for agent, fen in rows(waiting.order_by().values_list("agent_id", "debt_fen")):
        found[agent] = found.get(agent, 0) + fen
    return found


def cut_over_wanted(entity: PayingEntity, pays_on: date, today: date) -> bool:
    """A year that began to be paid here after its January, and nobody said what was paid before."""
    first = PayMonth.objects.filter(entity=entity).order_by("month").values_list("month", flat=True).first()
    if first is None:
        return False
    run = Run.objects.filter(entity=entity, month=first).only("pays_on").first()
    began = run.pays_on if run else payment_day_of(first, today)
    if began.year != pays_on.year or began.month == 1:
        return False
    return not CutOver.objects.filter(entity=entity, tax_year=pays_on.year, state="confirmed").exists()


def first_open(entity: PayingEntity) -> date | None:
    """The first month nobody has approved."""
    settled = Run.objects.filter(entity=entity, state__in=LOCKED_RUNS).values("month")
    months = PayMonth.objects.filter(entity=entity).exclude(month__in=settled)
    return months.order_by("month").values_list("month", flat=True).first()


def first_payment(entity: PayingEntity, today: date) -> date | None:
    """When that month is paid: its year is the cut-over's, and months of pay before it may be brought in."""
    month = first_open(entity)
    if month is None:
        return None
    run = Run.objects.filter(entity=entity, month=month).only("pays_on").first()
    return run.pays_on if run else payment_day_of(month, today)


def found_here(rows: list[Row], told: Callable[[int], None] = lambda rows: None) -> list[Found]:
    """Each row with its agent or user, in sets; ``told`` hears how many were looked up."""
    found: list[Found] = []
    for part in _parts(rows):
        told(len(found))
        phones = {row.number: normalised(row.phone) or "" for row in part}
        numbers = [row.agent for row in part if row.agent]
        agents = (
            {one.number: one for one in Agent.objects.filter(number__in=numbers).select_related("user")}
            if numbers
            else {}
        )
        by_phone = User.objects.filter(phone__in=[phone for phone in phones.values() if phone])
        users = {one.phone: one for one in by_phone.select_related("agent")}
        for row in part:
            user = users.get(phones[row.number])
            agent = agents.get(row.agent) if row.agent else getattr(user, "agent", None)
            found.append(Found(row, agent, user or (agent.user if agent else None), phones[row.number]))
    return found


def wrong_rows(entity: PayingEntity, year: int, found: Collection[Found]) -> Iterator[Reason]:
    """What the file says that this house knows better."""
    lines = set(Line.objects.values_list("code", flat=True))
    keys = [one.agent.pk for one in found if one.agent]
    opened: set[int] = set()
    paid: dict[int, set[int]] = {}
    qualified: set[tuple[int, str]] = set()
    for part in _parts(keys):
        opened |= set(
            OpeningBalance.objects.filter(entity=entity, tax_year=year, agent__in=part).values_list(
                "agent_id", flat=True
            )
        )
        for agent, month in _paid_here(entity, year, part):
            paid.setdefault(agent, set()).add(month)
        qualified |= set(
            Qualification.objects.filter(agent__in=part, state="valid").values_list("agent_id", "line__code")
        )
    seen: dict[str, int] = {}
    for one in found:
        row = one.row
        yield from _wrong_person(one)
        key = one.agent.number if one.agent else one.phone
        if key and (first := seen.setdefault(key, row.number)) != row.number:
            yield ROW_TWICE(row=row.number, first=first)
        if one.agent and one.agent.pk in opened:
            yield ROW_HAS_OPENING(row=row.number, agent=one.agent.number)
        if one.agent and (twice := paid.get(one.agent.pk, set()) & set(row.months)):
            yield ROW_PAID_HERE(row=row.number, agent=one.agent.number, month=min(twice))
        for line, _until in row.qualifications:
            if line not in lines:
                yield ROW_LINE_UNKNOWN(row=row.number, line=line[:30])
            elif one.agent and (one.agent.pk, line) in qualified:
                yield ROW_QUALIFIED(row=row.number, agent=one.agent.number, line=line)


def _paid_here(entity: PayingEntity, year: int, agents: Collection[int]) -> QuerySet[Any, tuple[int, int]]:
    """(agent, month of the year in which an approved statement is paid): a year's sums have them already."""
    paid = Statement.objects.filter(
        run__entity=entity, run__state__in=LOCKED_RUNS, run__pays_on__year=year, agent__in=agents
    )
    return paid.exclude(income_fen=0).values_list("agent_id", "run__pays_on__month")


def _wrong_person(one: Found) -> Iterator[Reason]:
    row = one.row
    if row.agent and one.agent is None:
        yield ROW_AGENT_UNKNOWN(row=row.number, agent=row.agent[:12])
    elif row.phone and not one.phone:
        yield ROW_PHONE(row=row.number)
    elif row.agent and row.phone and one.agent and one.phone != one.agent.user.phone:
        yield ROW_PHONE_OF_ANOTHER(row=row.number)
    elif one.user is None and not row.name:
        yield ROW_NAME_MISSING(row=row.number)
    elif row.name and one.user and _goes_by_another(one.user, row.name):
        yield ROW_NAME_DIFFERS(row=row.number)


def _goes_by_another(user: User, name: str) -> bool:
    """Than the file says: by the name of the papers once it is proven."""
    known = user.proven_name or user.name
    return bool(known) and plain_name(name) != plain_name(known)


def cut_overs(entity: PayingEntity) -> QuerySet[CutOver]:
    """The latest first."""
    return entity.cut_overs.select_related("entity", "proposed_by", "decided_by").order_by("-pk")


def rows_done(cut_over: CutOver) -> int:
    """How many rows of a large file the worker is through."""
    chunks = Chunk.objects.filter(batch=cut_over.public_id).order_by("pk")
    return chunks.values_list("rows_done", flat=True).last() or 0


class People(Sequence[Found]):
    """Who a file tells of, as they are known here now, a page at a time; nothing is kept of it before it is confirmed."""

    def __init__(self, cut_over: CutOver, opened: Callable[[FieldFile], bytes]) -> None:
        self.cut_over, self.opened = cut_over, opened

    def __len__(self) -> int:
        return self.cut_over.row_count if self.cut_over.file else 0

    def __getitem__(self, places: Any) -> Any:
        first, last, _step = places.indices(len(self))
        return found_here(some_rows(self.opened(self.cut_over.file), first, last)) if first < last else []


def _parts(many: list[Any]) -> Iterator[list[Any]]:
    for first in range(0, len(many), AT_ONCE):
        yield many[first : first + AT_ONCE]
