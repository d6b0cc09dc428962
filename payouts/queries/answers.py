"""A bank's answers beside what was sent: what would change, or everything that does not fit."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q

from payouts.models import PayoutBatch, PayoutItem
from payouts.queries.money_out import ON_THE_WAY
from payouts.rails.base import Answer, Answers
from payouts.reasons import (
    RESULT_MORE_PROBLEMS,
    RESULT_ROW_ACCOUNT,
    RESULT_ROW_AMOUNT,
    RESULT_ROW_CONTRADICTS,
    RESULT_ROW_TWICE,
    RESULT_ROW_UNKNOWN,
    RESULT_ROW_WHICH,
    RESULT_TOTAL_WRONG,
)
from yunke.ground.errors import Reason, Refused

SHOWN = 50  # problems told one by one
AT_ONCE = 5_000  # people named in one query
NOT_ARRIVED = ("failed", "returned")

# (state, what the bank says) -> the state after it; what is not here contradicts
FOLLOWS = {
    **{(was, said): said for was in ("sent", "unknown") for said in ("succeeded", "failed")},
    **{(was, "returned"): "failed" for was in ("sent", "unknown")},  # it never arrived as far as we were told
    ("sent", "unknown"): "unknown",
    ("unknown", "unknown"): "unknown",
    ("succeeded", "succeeded"): "succeeded",
    ("succeeded", "returned"): "returned",
    ("failed", "failed"): "failed",
    ("failed", "returned"): "failed",
    ("returned", "returned"): "returned",
    ("returned", "succeeded"): "returned",  # an older file, late
}


@dataclass(frozen=True, slots=True)
class Change:
    """One payment of the batch before and after the file."""

    serial: int
    key: str
    agent_id: int
    amount_fen: int
    was: str
    to: str
    words: str

    @property
    def arrives(self) -> bool:
        return self.to == "succeeded" != self.was

    @property
    def fails(self) -> bool:
        return self.to == "failed" != self.was

    @property
    def comes_back(self) -> bool:
        return self.to == "returned" != self.was


def changes_of(batch: PayoutBatch, told: Answers) -> list[Change]:
    """Every answered payment, in the order of the file; Refused with a report when one row does not fit."""
    items = {item.serial: item for item in batch.items.select_related("account")}
    alike = _alike(batch, told, items)
    problems, first = list(told.problems), dict[int, Answer]()
    for answer in told.rows:
        if earlier := first.get(answer.serial):
            problems += (
                [RESULT_ROW_TWICE(row=answer.row, serial=answer.serial)]
                if earlier.said != answer.said
                else []
            )
            continue
        first[answer.serial] = answer
        item = items.get(answer.serial)
        wrong = _wrong(answer, item) or (_which(answer, item, alike) if item else None)
        problems += [wrong] if wrong else []
    problems += _total(batch, told, list(first.values()))
    if problems:
        problems.sort(key=_row)
        more = [RESULT_MORE_PROBLEMS(count=len(problems) - SHOWN)] if len(problems) > SHOWN else []
        raise Refused(*problems[:SHOWN], *more)
    return [_change(answer, items[serial]) for serial, answer in first.items()]


def _row(problem: Reason) -> tuple[bool, int]:
    """As a spreadsheet counts them; what is about the whole file comes last."""
    row = problem.facts.get("row")
    return row is None, int(row or 0)


def _wrong(answer: Answer, item: PayoutItem | None) -> Reason | None:
    place = {"row": answer.row, "serial": answer.serial}
    if item is None or answer.key not in ("", item.public_id):
        return RESULT_ROW_UNKNOWN(**place)
    if item.amount_fen != answer.amount_fen:
        return RESULT_ROW_AMOUNT(**place, told_fen=answer.amount_fen, sent_fen=item.amount_fen)
    if item.account is None or item.account.number != answer.account:
        return RESULT_ROW_ACCOUNT(**place)
    if (item.state, answer.outcome) not in FOLLOWS:
        return RESULT_ROW_CONTRADICTS(**place, state=item.state)
    return None


Alike = dict[tuple[int, str, int], list[PayoutItem]]  # by (serial, account, fen)


def _alike(batch: PayoutBatch, told: Answers, items: Mapping[int | None, PayoutItem]) -> Alike:
    """The same people's payments in other files, of this month or another, this entity's or another's; asked for only
    where the bank leaves our keys away."""
    found: Alike = defaultdict(list)
    answered = [one for one in told.rows if not one.key and one.serial in items]
    of_all = {items[one.serial].agent_id for one in answered}
    of_failed = {items[one.serial].agent_id for one in answered if one.outcome in NOT_ARRIVED}
    for agents, asked in ((of_all, Q(state__in=ON_THE_WAY)), (of_failed, ~Q(state__in=ON_THE_WAY))):
        for item in _elsewhere(batch, sorted(agents), asked):
            account = item.account.number if item.account else ""
            found[item.serial or 0, account, item.amount_fen].append(item)
    return found


def _elsewhere(batch: PayoutBatch, agents: Sequence[int], asked: Q) -> Iterator[PayoutItem]:
    for first in range(0, len(agents), AT_ONCE):
        people = agents[first : first + AT_ONCE]
        others = PayoutItem.objects.filter(asked, agent__in=people, batch__state__in=("sent", "settled"))
        yield from others.exclude(batch=batch).select_related("account", "batch")


def _which(answer: Answer, sent: PayoutItem, alike: Alike) -> Reason | None:
    """An answer that could as well be about a payment of another file. Taken for this one's, a failure would be paid
    once more; a success would say of this one what the bank said of that one. Of two on their way the earlier one is
    answered first."""
    if answer.key:
        return None
    for item in alike.get((answer.serial, answer.account, answer.amount_fen), []):
        if item.state in ON_THE_WAY:
            unclear = item.pk < sent.pk
        else:
            unclear = answer.outcome in NOT_ARRIVED and (item.state, answer.outcome) in FOLLOWS
        if unclear and item.batch:
            return RESULT_ROW_WHICH(row=answer.row, serial=answer.serial, number=item.batch.number)
    return None


def _total(batch: PayoutBatch, told: Answers, rows: list[Answer]) -> list[Reason]:
    """The totals line counts the rows once, or as often as they stand, or is the batch's own."""
    once, often = sum(one.amount_fen for one in rows), sum(one.amount_fen for one in told.rows)
    if told.total_fen is None or told.total_fen in (once, often, batch.total_fen):
        return []
    return [RESULT_TOTAL_WRONG(told_fen=told.total_fen, sum_fen=once)]


def _change(answer: Answer, item: PayoutItem) -> Change:
    return Change(
        answer.serial,
        item.public_id,
        item.agent_id,
        item.amount_fen,
        item.state,
        FOLLOWS[item.state, answer.outcome],
        answer.words,
    )
