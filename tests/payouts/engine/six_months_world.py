"""Half a year dealt by dice: work with late facts, corrections, reversals, penalties, advances, changes of terms,
holds and disputes, as rows for the engine and as the oracle's plain facts."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from onboarding.models import Agent, User
from payouts.actions.disputes import answer_dispute, dispute_line
from payouts.actions.holds import hold_agent, hold_line, release_hold
from payouts.actions.runs import approve_run
from payouts.models import Dispute, Hold, Line, Run
from payouts.queries.held import HOLDABLE
from payouts.queries.kept_back import FOLLOWING
from tasks.actions.decisions import approve_decision
from tasks.models import PayingEntity, Result, Segment, Task
from tests import cast
from tests.payouts.engine.acts import advance, after, correction, decision, result, settle
from tests.payouts.engine.rate_world import KINDS, RANKS, _card, _promises
from yunke.ground.errors import Refused
from yunke.ground.months import days_of, next_month

LATER = date.max  # held: known some time
RESULTS = ("pieces", "share", "returned", "tiers")


@dataclass
class Held:
    """One hold as the oracle sees it: entries of facts, and lines that move alone."""

    hold: Hold
    entries: list[list[Any]] = field(default_factory=list)
    moved: list[dict[str, Any]] = field(default_factory=list)


@dataclass
class HalfYear:
    dice: Random
    entity: PayingEntity
    people: tuple[User, User, User]
    agents: list[Agent]
    months: list[date]
    tasks: list[Task] = field(default_factory=list)
    terms: dict[tuple[str, int], dict[str, Any]] = field(default_factory=dict)
    facts: list[dict[str, Any]] = field(default_factory=list)
    moved: list[dict[str, Any]] = field(default_factory=list)
    held: list[Held] = field(default_factory=list)
    struck: set[str] = field(default_factory=set)  # what happened in this world

    def begin(self) -> None:
        """A task of tiers and one of guarantees, each changed in the middle of the second and fourth month."""
        for tiered in (True, False):
            task = cast.task(self.entity, seats=1_000, **self._offer(1))
            self.tasks.append(task)
            for version, month in ((2, self.months[1]), (3, self.months[3])):
                on = month.replace(day=self.dice.randrange(2, 28))
                cast.terms(task, version=version, effective_on=on, **self._offer(version))
            for terms in task.terms.order_by("version"):
                self.terms[task.number, terms.version] = _promises(terms, tiered, self.dice) | {
                    "full_attendance": (terms.full_attendance_shifts, terms.full_attendance_fen),
                    "task_bonus": (terms.task_bonus_shifts, terms.task_bonus_fen),
                }

    def _offer(self, version: int) -> dict[str, Any]:
        more = {"full_attendance_fen": 2_000 * version, "full_attendance_shifts": self.dice.randrange(1, 3)}
        return _card(self.dice) | more | {"task_bonus_fen": 700, "task_bonus_shifts": 2}

    def live(self, month: date) -> Run:
        """A month of work and everything that is done about it, until it is approved."""
        now = after(month)
        self._let_go(month, now=now - timedelta(days=4), chance=0.7)
        for agent in self.agents:
            if self.dice.random() < 0.8:
                self._work(agent, month)
        self._change(month)
        run = settle(self.entity, self.people[0], month)
        self._dispute(run, now + timedelta(days=1))
        for _ in range(self.dice.randrange(0, 3)):
            self._hold(run, now + timedelta(days=1))
        run.refresh_from_db()
        return approve_run(run, by=self.people[1], now=now + timedelta(days=7))

    def _work(self, agent: Agent, month: date) -> None:
        for task in self.tasks:
            marks = []
            for day in sorted(self.dice.sample(days_of(month)[:28], self.dice.randrange(1, 3))):
                mark = self.dice.choice(("worked", "worked", "late"))
                self._shift(agent, task, day, mark)
                marks.append(mark)
            last = task.terms.filter(effective_on__lt=next_month(month)).latest("effective_on").version
            self.facts.append(
                {"what": "month", "agent": agent.pk, "task": task.number, "version": last}
                | {"marks": marks, "known": [[month, 1]]}
            )
        for kind, most in (("reward", 9_000), ("penalty", 30_000)):
            if self.dice.random() < 0.3:
                fen = self.dice.randrange(1, most)
                made = decision(agent, self.dice.choice(self.tasks), kind, fen, month=month)
                self.facts.append({"what": kind, "agent": agent.pk, "known": [[month, fen]], "pk": made.pk})
        if self.dice.random() < 0.2:
            fen = self.dice.randrange(1, 20_000)
            advance(agent, self.entity, fen, month=month)
            self.facts.append({"what": "advance", "agent": agent.pk, "known": [[month, fen]]})
            self.struck.add("advance")

    def _shift(self, agent: Agent, task: Task, day: date, mark: str) -> None:
        month, dice = day.replace(day=1), self.dice
        starts = "17:30" if agent.segments.filter(local_on=day).exists() else "09:00"
        when = self._when(month)
        hours = cast.segment(agent, task, day, dice.randrange(30, 480), settle_month=when, starts=starts)
        if mark == "late":
            type(hours.booking).objects.filter(pk=hours.booking_id).update(late_minutes=6)
        rank, mentor = dice.choice(("", *RANKS)), dice.choice((None, *self.agents))
        mentor = None if mentor == agent else mentor
        Segment.objects.filter(pk=hours.pk).update(rank=rank, mentor=mentor)
        of = {"agent": agent.pk, "task": task.number, "version": hours.terms.version, "day": day}
        of |= {"booking": hours.booking_id}
        self.facts.append(
            of
            | {"what": "segment", "known": [[when, hours.paid_minutes]], "row": hours, "rank": rank}
            | {"mentor": mentor.pk if mentor else None}
        )
        for number in range(dice.randrange(0, 3)):
            kind = dice.choice(KINDS)
            value = dice.randrange(1, 9_000) if kind == "sale" else dice.randrange(1, 4)
            when = self._when(month)
            key = f"{task.number} {agent.number} {day} {number}"
            one = result(agent, task, kind, value, key=key, on=day, settle_month=when)
            inside = hours.booking_id if dice.random() < 0.8 else None
            Result.objects.filter(pk=one.pk).update(booking=inside)
            known = {"known": [[when, value]], "row": one, "kind": kind}
            self.facts.append(of | {"what": "result", "booking": inside} | known)

    def _when(self, month: date) -> date:
        """Its own month, or approved a month late."""
        late = month != self.months[-1] and self.dice.random() < 0.2
        self.struck |= {"late"} if late else set()
        return next_month(month) if late else month

    def _change(self, month: date) -> None:
        """Facts that an earlier month has paid are corrected, some to nothing."""
        paid = [
            one
            for one in self.facts
            if one["what"] in ("segment", "result") and all(entry[0] < month for entry in one["known"])
        ]
        for fact in self.dice.sample(paid, min(3, len(paid))):
            row, was = fact["row"], fact["known"][-1][1]
            now = 0 if self.dice.random() < 0.4 else self.dice.randrange(0, 2 * was + 1)
            if isinstance(row, Segment):
                now = min(now, 480)
            name = "minutes" if isinstance(row, Segment) else "quantity"
            name, end = ("amount", "_fen") if fact.get("kind") == "sale" else (name, "")
            made = correction(row, month, **{f"{name}_then{end}": was, f"{name}_now{end}": now})
            fact["known"].append([month, now, made.pk])
            self.struck.add("correction" if now else "reversal")

    # --- holds and disputes ---------------------------------------------------------------------------------

    def _hold(self, run: Run, now: datetime) -> None:
        """One line, or once in a while all of an agent; some are let go before approval."""
        agent = self.dice.choice(self.agents)
        lines = [
            line
            for line in Line.objects.filter(statement__run=run, statement__agent=agent).order_by("ordinal")
            if line.kind in HOLDABLE
        ]
        if not lines:
            return
        if self.dice.random() < 0.2:
            try:
                hold = hold_agent(run, agent, why="在查", by=self.people[0], now=now)
            except Refused:  # only what others' hours pay
                return
            self.struck.add("hold of an agent")
            held = self._all_of(hold, agent, run.month)
        else:
            line = self.dice.choice(lines)
            hold = hold_line(run, agent, line.ordinal, why="在查", by=self.people[0], now=now)
            self.struck.add("hold of what follows" if line.kind in FOLLOWING else "hold of a line")
            held = self._of_line(hold, agent, line, run.month)
        self._keep(held, run.month)
        if self.dice.random() < 0.3:
            self._let_go(run.month, now=now, chance=1.0, only=held)

    def _keep(self, held: Held, month: date) -> None:
        for entry in held.entries:
            entry[0] = LATER
        for line in held.moved:
            line["out"], line["into"] = month, LATER
            self.moved.append(line)
        self.held.append(held)

    def _let_go(self, month: date, *, now: datetime, chance: float, only: Held | None = None) -> None:
        for held in [only] if only else list(self.held):
            if self.dice.random() >= chance:
                continue
            held.hold.refresh_from_db()
            if held.hold.state == "active":
                release_hold(held.hold, by=self.people[1], now=now)
            for entry in held.entries:
                entry[0] = month
            for line in held.moved:
                line["into"] = month
                if line["out"] == month:
                    self.moved.remove(line)
            self.held.remove(held)
            self.struck.add("let go")

    def _of_line(self, hold: Hold, agent: Agent, line: Line, month: date) -> Held:
        if line.kind in FOLLOWING:
            assert line.task
            assert line.terms
            return Held(
                hold, moved=[self._line(agent, line.kind, line.task.number, line.terms.version, line)]
            )
        found = []
        for one in self.facts:
            if one["agent"] != agent.pk:
                continue
            if line.kind == "correction":
                found += [entry for entry in one["known"] if entry[2:] == [line.correction_id]]
            elif line.kind in ("reward", "penalty"):
                found += [one["known"][0]] if one.get("pk") == line.decision_id else []
            elif one["known"][0][0] == month and self._is_in(one, line):
                found.append(one["known"][0])
        return Held(hold, found)

    def _is_in(self, one: dict[str, Any], line: Line) -> bool:
        if line.kind == "advance" or one["what"] == "advance":
            return line.kind == one["what"]
        if line.terms is None or line.task is None or one.get("task") != line.task.number:
            return False
        if one["version"] != line.terms.version:
            return False
        if line.kind == "hours":
            return one["what"] == "segment"
        kind = line.result_kind.code if line.result_kind else ""
        return line.kind in RESULTS and one["what"] == "result" and one["kind"] == kind

    def _all_of(self, hold: Hold, agent: Agent, month: date) -> Held:
        """Every fact of theirs, and what they are paid for others' hours, which stay."""
        held = Held(hold)
        for one in self.facts:
            if one["agent"] == agent.pk:
                held.entries += [entry for entry in one["known"] if entry[0] == month]
        with_it = Hold.objects.filter(held_at=hold.held_at, agent=agent, run=hold.run_id, what="mentor")
        standing = [
            (line["kind"], line["task"], line["version"])
            for line in self.moved
            if line["out"] == month and line["agent"] == agent.pk
        ]
        for one in with_it.select_related("task", "terms"):
            assert one.task
            assert one.terms
            if ("mentor", one.task.number, one.terms.version) not in standing:
                held.moved.append(self._line(agent, "mentor", one.task.number, one.terms.version))
        return held

    def _line(
        self, agent: Agent, kind: str, task: str, version: int, line: Line | None = None
    ) -> dict[str, Any]:
        rank = ""
        if kind == "rank" and line:
            ranks = self.terms[task, version]["ranks"]
            rank = next(
                name
                for name, (way, figure) in ranks.items()
                if (line.percent if way == "percent" else line.rate) == figure
                and (way == "percent") == (line.percent != 100)
            )
        return {"agent": agent.pk, "kind": kind, "task": task, "version": version, "rank": rank}

    def _dispute(self, run: Run, now: datetime) -> None:
        """Raised in time and answered before approval; one that is right becomes a reward of the next month."""
        if self.dice.random() < 0.5:
            return
        statement = self.dice.choice(list(run.statements.order_by("agent")) or [None])
        if statement is None:
            return
        lines = list(statement.lines.exclude(kind__in=("debt", "carried")).order_by("ordinal"))
        if not lines:
            return
        line = self.dice.choice(lines)
        raised: Dispute = dispute_line(statement, line.ordinal, "少了", now=now)
        upheld = self.dice.random() < 0.5 and raised.task is not None
        fen = self.dice.randrange(1, 5_000) if upheld else 0
        answer_dispute(raised, upheld=upheld, answer="看过", by=cast.operations(), now=now, back_fen=fen)
        self.struck.add("upheld" if upheld else "rejected")
        if upheld:
            raised.refresh_from_db()
            made = approve_decision(raised.decision, by=cast.operations(), now=now)
            told = {
                "what": "reward", "agent": statement.agent_id, "known": [[made.settle_month, fen]], "pk": made.pk
            }  # fmt: skip
            self.facts.append(told)
