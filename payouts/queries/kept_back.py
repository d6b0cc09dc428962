"""Lines that follow from facts of several lines, held alone: left out of their month, given back in a later one.

Their facts stay where they are, as other lines pay them too; the hold keeps what the line came to.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import NamedTuple

from django.db.models import F, Q, QuerySet

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
    """Holds let go whose lines this month pays instead of their own."""
    return _of_lines(entity_id, agents).filter(state="released", month=month, run__month__lt=month)


def take_out(
    entity_id: int, month: date, agents: Agents, lines: dict[int, list[LineDraft]]
) -> dict[int, int]:
    """Take the held lines out of the month's; hold -> what its line comes to now."""
    columns = ("agent_id", "what", "terms_id", "percent", "rate", "pk")
    left_out = rows(left_out_of(entity_id, month, agents).order_by().values_list(*columns))
    held = {Key(*key): pk for *key, pk in left_out}
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


def give_back(entity_id: int, month: date, agents: Agents, lines: dict[int, list[LineDraft]]) -> None:
    """A line for each task and terms version: what earlier months left out."""
    sums: dict[tuple[int, int, int], list[int]] = defaultdict(lambda: [0, 0])
    heads = {}
    columns = ("agent_id", "task_id", "terms_id", "task__number", "terms__version", "amount_fen")
    for *of, number, version, fen in rows(
        given_back_in(entity_id, month, agents).exclude(amount_fen=0).order_by().values_list(*columns)
    ):
        key = _agent, task_id, terms_id = tuple(of)
        heads[key] = line_head("released", number, version, task_id=task_id, terms_id=terms_id)
        sums[key][0] += 1
        sums[key][1] += fen
    for key, (count, fen) in sums.items():
        lines[key[0]].append(LineDraft(heads[key], "", count, count, fen))


def _of_lines(entity_id: int, agents: Agents) -> QuerySet[Hold]:
    return Hold.objects.filter(entity=entity_id, scope="line", what__in=FOLLOWING, **of_agents(agents))
