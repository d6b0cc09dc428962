"""Lines that follow from facts of several lines, held alone: left out of their month, given back in a later one.

Their facts stay where they are, as other lines pay them too; the hold keeps what the line came to.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Case, F, IntegerField, Q, QuerySet, Value, When

from payouts.models import Hold
from payouts.queries.lines import LineDraft
from payouts.queries.lines.draft import line_head
from payouts.queries.sets import rows
from tasks.queries.settlement import Agents, of_agents

FOLLOWING = ("guarantee", "rank", "mentor", "full_attendance", "task_bonus")


class Key(NamedTuple):
    """What finds one such line of an agent again; ranks are told apart by what they add."""

    agent: int
    kind: str
    terms: int
    percent: int
    rate: int


def left_out_of(entity_id: int, month: date, agents: Agents = None) -> QuerySet[Hold]:
    """Holds whose lines this month does not pay; one let go before approval never was."""
    return _of_lines(entity_id, agents).filter(~Q(state="released", month=F("run__month")), run__month=month)


def given_back_in(entity_id: int, month: date, agents: Agents = None) -> QuerySet[Hold]:
    """Holds let go whose lines this month pays instead of their own; one that keeps nothing pays nothing."""
    let_go = _of_lines(entity_id, agents).filter(state="released", month=month, run__month__lt=month)
    return let_go.exclude(amount_fen=0)


def move_lines(
    entity_id: int, month: date, agents: Agents, lines: dict[int, list[LineDraft]]
) -> dict[int, int]:
    """Take the month's held lines out and put in what earlier months left out; hold -> what its line comes to now."""
    columns = (
        "agent_id",
        "what",
        "terms_id",
        "percent",
        "rate",
        "pk",
        "task_id",
        "task__number",
        "terms__version",
        "amount_fen",
        "mine",
    )
    told = rows(
        (left_out_of(entity_id, month, agents) | given_back_in(entity_id, month, agents))
        .annotate(
            mine=Case(When(run__month=month, then=Value(1)), default=Value(0), output_field=IntegerField())
        )
        .order_by()
        .values_list(*columns)
    )
    found = _take_out({Key(*row[:5]): row[5] for row in told if row[-1]}, lines)
    _give_back([row for row in told if not row[-1]], lines)
    return found


def _take_out(held: dict[Key, int], lines: dict[int, list[LineDraft]]) -> dict[int, int]:
    found = dict.fromkeys(held.values(), 0)
    for agent in {key.agent for key in held} & lines.keys():
        kept = []
        for line in lines[agent]:
            pk = held.get(Key(agent, line.kind, line.terms_id or 0, line.percent, line.rate))
            if pk is None:
                kept.append(line)
            else:
                found[pk] += line.amount_fen
        lines[agent] = kept
        if not kept:
            del lines[agent]
    return found


def _give_back(told: list[tuple[Any, ...]], lines: dict[int, list[LineDraft]]) -> None:
    """A line for each task and terms version: what earlier months left out."""
    sums: dict[tuple[int, int, int], list[int]] = defaultdict(lambda: [0, 0])
    heads = {}
    for agent, _what, terms_id, _percent, _rate, _pk, task_id, number, version, fen, _mine in told:
        key = (agent, task_id, terms_id)
        heads[key] = line_head("released", number, version, task_id=task_id, terms_id=terms_id)
        sums[key][0] += 1
        sums[key][1] += fen
    for key, (count, fen) in sums.items():
        lines[key[0]].append(LineDraft(heads[key], "", count, count, fen))


def _of_lines(entity_id: int, agents: Agents) -> QuerySet[Hold]:
    return Hold.objects.filter(entity=entity_id, scope="line", what__in=FOLLOWING, **of_agents(agents))
