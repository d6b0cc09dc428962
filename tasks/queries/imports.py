"""What the database knows of a file's rows, asked in sets; and what comes of each row."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db.models import Count, Q, QuerySet, Sum

from onboarding.models import Agent, User
from tasks.models import Booking, Claim, ImportRow, Result, ResultImport, ResultKind, Task, Terms
from tasks.queries.terms_in_force import TermsByDay
from tasks.reasons import AGENT_BLANK, AGENT_NOT_ON_TASK, AGENT_UNKNOWN, NO_TERMS_THEN, RESULT_DIFFERS
from tasks.rules import importing as rules
from tasks.rules.importing import Effect, Reading, Sheet
from tasks.states import SEATED
from yunke.ground.calendar import local_on
from yunke.ground.errors import Reason, Refused

AT_ONCE = 5_000  # values of one IN (...)
MOST_SHOWN = 200  # problems kept in a report
FILES_SHOWN = 20  # files a list of rows can be narrowed to by a chip
Span = tuple[date, date | None]


@dataclass(slots=True)
class Fresh:
    """A result that is not there yet."""

    kind: str
    key: str
    agent_id: int
    terms: Terms
    at: datetime
    on: date
    amount_fen: int
    booking_id: int | None = None


@dataclass(slots=True)
class Outcome:
    """What comes of a file: every row has exactly one of new, already, differs, nothing, parked, waiting."""

    rows: Counter[str] = field(default_factory=Counter)
    fresh: list[Fresh] = field(default_factory=list)
    already: Counter[str] = field(default_factory=Counter)
    parked: list[Reading] = field(default_factory=list)
    differing: list[Reading] = field(default_factory=list)
    freed: list[int] = field(default_factory=list)  # rows parked before of which all is in now
    by_row: dict[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Earlier:
    """A row that an earlier import parked."""

    pk: int
    state: str
    effects: set[Effect]


class Known:
    """Everything rows are held against, loaded once for a file."""

    def __init__(self, task: Task, readings: list[Reading]) -> None:
        counting = [one for one in readings if one.kinds or one.problem]
        self.terms = TermsByDay(task.pk)
        self.agents = _agents({one.agent for one in counting if one.agent})
        self.duty = _duty(task)
        keys = {one.key for one in counting}
        self.seats = _seats(task, set(self.agents.values()), [one.at for one in counting if one.at])
        self.results = _results(task, keys)
        self.earlier = _parked_before(task, keys)
        self.waiting = {
            effect: row.state
            for rows in self.earlier.values()
            for row in rows
            for effect in row.effects
            if row.state != "repaired" or effect in self.results or not effect[0]
        }

    def problem(self, reading: Reading, on: date) -> Reason | None:
        """Why a readable row of this day still belongs to nobody."""
        if not reading.agent:
            return AGENT_BLANK()
        if reading.agent not in self.agents:
            return AGENT_UNKNOWN(value=reading.agent[:40])
        spans = self.duty.get(self.agents[reading.agent], [])
        if not any(first <= on and (last is None or on <= last) for first, last in spans):
            return AGENT_NOT_ON_TASK(value=reading.agent)
        return None if self.terms.on(on) else NO_TERMS_THEN(local_on=on.isoformat())

    def priced_by(self, agent: int, at: datetime, on: date) -> tuple[Terms, int | None]:
        """The terms of a result, and the shift it was made in: its booking says what was agreed when."""
        seat = next((one for one in self.seats[agent] if one.starts_at <= at < one.ends_at), None)
        agreed_at = seat.booked_at if seat else at
        return self.terms.bound(agent, agreed_at, on), seat.pk if seat else None


def outcome(known: Known, readings: Iterable[Reading], columns: dict[str, Any]) -> Outcome:
    """Sort every row into what comes of it."""
    found = Outcome()
    keys: defaultdict[str, set[str]] = defaultdict(set)
    for reading in readings:
        verdict = _verdict(known, reading, columns, found)
        found.rows[verdict] += 1
        found.by_row[reading.row] = verdict
        keys[verdict].add(reading.key)
    for key in keys["new"] | keys["already"]:
        unread = set() if key in keys["parked"] | keys["waiting"] else {("", key)}
        found.freed += [
            row.pk
            for row in known.earlier.get(key, [])
            if row.state == "parked" and row.effects - unread <= known.results.keys()
        ]
    return found


def _verdict(known: Known, reading: Reading, columns: dict[str, Any], found: Outcome) -> str:
    if not reading.kinds and reading.problem is None:
        return "nothing"
    if reading.problem is not None:
        return _park(known, reading, found)
    assert reading.at is not None
    on = local_on(reading.at)
    if problem := known.problem(reading, on):
        reading.problem = problem
        reading.column = columns["at" if problem.code == NO_TERMS_THEN.code else "agent"]
        return _park(known, reading, found)
    return _count(known, reading, reading.at, on, found)


def _park(known: Known, reading: Reading, found: Outcome) -> str:
    """Park a row unless all it would count for was parked before, by this file or an earlier one."""
    told = rules.effects(reading.key, reading.kinds)
    if fresh := told - known.waiting.keys():
        known.waiting |= dict.fromkeys(fresh, "parked")
        found.parked.append(reading)
        return "parked"
    standing = told & known.results.keys()
    if standing == told or {known.waiting[effect] for effect in told} == {"repaired"}:
        found.already.update(kind for kind, _ in standing)
        return "already"  # it was repaired: the file still has the old number
    return "waiting"


def _count(known: Known, reading: Reading, at: datetime, on: date, found: Outcome) -> str:
    standing = [kind for kind in reading.kinds if (kind, reading.key) in known.results]
    agent = known.agents[reading.agent]
    if any(known.results[kind, reading.key] != (agent, at, reading.kinds[kind]) for kind in standing):
        reading.problem = RESULT_DIFFERS(value=reading.key[:60])
        found.differing.append(reading)
        return "differs"
    found.already.update(standing)
    if len(standing) == len(reading.kinds):
        return "already"
    terms, seat = known.priced_by(agent, at, on)
    for kind, fen in reading.kinds.items():
        if kind not in standing:
            found.fresh.append(Fresh(kind, reading.key, agent, terms, at, on, fen, seat))
            known.results[kind, reading.key] = (agent, at, fen)
    return "new"


def report_of(found: Outcome, sheet: Sheet) -> dict[str, Any]:
    """An outcome in plain values: counts by row and kind, and the first problems."""
    troubled = sorted([*found.parked, *found.differing], key=lambda one: one.row)
    problems = [
        {"row": one.row, "column": one.column, "problem": one.problem.as_json()}
        for one in troubled[:MOST_SHOWN]
        if one.problem
    ]
    return {
        "rows": sum(found.rows.values()),
        "outcomes": dict(found.rows),
        "new": dict(Counter(one.kind for one in found.fresh)),
        "already": dict(found.already),
        "sales_fen": sum(one.amount_fen for one in found.fresh),
        "parked": dict(Counter(one.problem.code for one in found.parked if one.problem)),
        "agents": len({one.agent_id for one in found.fresh}),
        "problems": problems,
        "encoding": sheet.encoding,
        "delimiter": sheet.delimiter,
    }


def read_file(
    task: Task, columns: dict[str, Any], data: bytes, file_hash: str, *, now: datetime
) -> tuple[Sheet, Known, list[Reading]]:
    """A file's rows and what the database knows of them; refuses what cannot be read by this mapping."""
    measures = {code: kind.measure for code, kind in kinds_by_code().items()}
    if wrong := list(rules.reasons_not_to_map(columns, measures)):
        raise Refused(*wrong)
    sheet = rules.read_sheet(data, columns.get("delimiter", ""))
    if missing := list(rules.reasons_not_to_read(sheet.header, columns)):
        raise Refused(*missing)
    readings = list(rules.readings(sheet, columns, file_hash, now=now))
    return sheet, Known(task, readings), readings


# --- what the database knows ------------------------------------------------------------------------------


def _batches(values: Iterable[str]) -> Iterator[list[str]]:
    ordered = sorted(values)
    return (ordered[start : start + AT_ONCE] for start in range(0, len(ordered), AT_ONCE))


def _agents(numbers: set[str]) -> dict[str, int]:
    return {
        number: pk
        for some in _batches(numbers)
        for number, pk in Agent.objects.filter(number__in=some).values_list("number", "pk")
    }


def _duty(task: Task) -> dict[int, list[Span]]:
    """Each agent's days on duty for the task."""
    spans: dict[int, list[Span]] = {}
    claims = Claim.objects.filter(task=task, on_duty_at__isnull=False)
    for agent, began, ended in claims.values_list("agent_id", "on_duty_at", "ended_at"):
        spans.setdefault(agent, []).append((local_on(began), local_on(ended) if ended else None))  # type: ignore[arg-type]
    return spans


def _seats(task: Task, agents: set[int], times: list[datetime]) -> defaultdict[int, list[Booking]]:
    """The bookings of the task in which these agents could have been at these times."""
    found: defaultdict[int, list[Booking]] = defaultdict(list)
    if times:
        held = Booking.objects.filter(
            shift__task=task, state__in=SEATED, starts_at__lte=max(times), ends_at__gt=min(times)
        )
        for one in held.only("agent_id", "starts_at", "ends_at", "booked_at").order_by("starts_at"):
            if one.agent_id in agents:
                found[one.agent_id].append(one)
    return found


def _results(task: Task, keys: set[str]) -> dict[tuple[str, str], tuple[int, datetime, int]]:
    columns = ("kind__code", "source_key", "agent_id", "occurred_at", "amount_fen")
    return {
        (kind, key): (agent, at, fen)
        for some in _batches(keys)
        for kind, key, agent, at, fen in Result.objects.filter(task=task, source_key__in=some)
        .exclude(state="refused")
        .values_list(*columns)
    }


def _parked_before(task: Task, keys: set[str]) -> dict[str, list[Earlier]]:
    """What became of rows that earlier imports parked, by key."""
    found: defaultdict[str, list[Earlier]] = defaultdict(list)
    for some in _batches(keys):
        rows = ImportRow.objects.filter(source__task=task, source_key__in=some)
        columns = ("pk", "source_key", "state", "row", "source__columns")
        standing = rows.exclude(source__state="withdrawn").order_by("pk")
        for pk, key, state, cells, mapped in standing.values_list(*columns):
            found[key].append(Earlier(pk, state, rules.effects_kept(key, cells, mapped)))
    return found


# --- lists ------------------------------------------------------------------------------------------------


def imports_listed(task: Task | None = None) -> QuerySet[ResultImport]:
    """Every import, the newest first, with how many of its rows wait and results to approve."""
    chosen = ResultImport.objects.all() if task is None else ResultImport.objects.filter(task=task)
    return (
        chosen.select_related("task", "uploaded_by")
        .annotate(parked_now=Count("rows", filter=Q(rows__state="parked"), distinct=True))
        .order_by("-uploaded_at", "-pk")
    )


def result_counts(result_import: ResultImport) -> list[dict[str, Any]]:
    """Results of an import by kind and state."""
    rows: Iterable[Any] = (
        Result.objects.filter(source_import=result_import)
        .order_by()
        .values("kind__code", "kind__name_zh", "kind__name_en", "state")
        .annotate(rows=Count("pk"))
        .order_by("kind__code")
    )
    return list(rows)


def reasons_against_approval(result_import: ResultImport, reader: User) -> list[Reason]:
    """Why this person cannot approve what waits of an import."""
    waiting = Result.objects.filter(source_import=result_import, state="drafted")
    told = waiting.aggregate(results=Count("pk"), sales=Sum("amount_fen"))
    return list(
        rules.reasons_not_to_approve(
            by_uploader=result_import.uploaded_by_id == reader.pk,
            results=told["results"],
            sales_fen=told["sales"] or 0,
            most_results=settings.IMPORT_ALONE_ROWS,
            most_fen=settings.IMPORT_ALONE_FEN,
        )
    )


def reasons_against_taking_back(result_import: ResultImport) -> list[Reason]:
    """Why an import stays in."""
    approved = Result.objects.filter(source_import=result_import, state="approved").count()
    return list(rules.reasons_not_to_take_back(approved=approved))


def imported_before(task: Task, file_hash: str) -> ResultImport | None:
    """The import that brought this very file in."""
    return (
        ResultImport.objects.filter(task=task, file_hash=file_hash, state="imported").order_by("pk").first()
    )


def parked_rows(task: Task | None = None, state: str = "parked") -> QuerySet[ImportRow]:
    """Rows that wait for repair (or were dropped), file by file; not of files taken back whole."""
    chosen = ImportRow.objects.filter(state=state).exclude(source__state="withdrawn")
    if task is not None:
        chosen = chosen.filter(source__task=task)
    return chosen.select_related("source__task").order_by("source_id", "row_number")


def files_of_rows(state: str) -> list[tuple[str, str, int]]:
    """Number, name and count of rows in this state of each file that has any, the newest first."""
    files = (
        ResultImport.objects.filter(rows__state=state)
        .exclude(state="withdrawn")
        .annotate(in_state=Count("rows"))
    )
    return list(files.order_by("-pk").values_list("public_id", "file_name", "in_state")[:FILES_SHOWN])


def dropped_with(public_id: str, by: User) -> list[ImportRow]:
    """The rows that somebody dropped together with this one: what is taken back in one."""
    rows = ImportRow.objects.filter(state="dropped", repaired_by=by)
    one = rows.filter(public_id=public_id).first() if public_id else None
    return list(rows.filter(repaired_at=one.repaired_at).order_by("pk")) if one else []


def kinds_by_code() -> dict[str, ResultKind]:
    return {kind.code: kind for kind in ResultKind.objects.order_by("pk")}
