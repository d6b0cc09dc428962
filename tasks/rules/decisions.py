"""Two people decide about a reward or penalty; two people correct a fact a closed month has paid."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from tasks import reasons as because
from yunke.ground.errors import Reason


def settle_month(open_month: date, fact_on: date) -> date:
    """The month a fact is paid in: late facts go with the open month, early ones wait for their own."""
    return max(open_month, fact_on.replace(day=1))


def reasons_not_to_propose(
    kind: str,
    amount_fen: int,
    *,
    clause_most_fen: int | None,
    clause_in_force: bool,
    evidence: str,
    occurred_on: date,
    today: date,
    was_on_duty: bool,
) -> Iterator[Reason]:
    """``clause_most_fen``: the most the chosen clause costs; ``None`` when no clause was chosen."""
    if amount_fen <= 0:
        yield because.DECISION_AMOUNT_WRONG()
    if kind == "penalty":
        yield from _clause_reasons(amount_fen, clause_most_fen, clause_in_force, occurred_on)
    if not evidence.strip():
        yield because.DECISION_NEEDS_EVIDENCE()
    if occurred_on > today:
        yield because.DECISION_IN_FUTURE(occurred_on=occurred_on.isoformat())
    elif not was_on_duty:
        yield because.DECISION_NOT_ON_TASK(occurred_on=occurred_on.isoformat())


def _clause_reasons(amount_fen: int, most_fen: int | None, in_force: bool, on: date) -> Iterator[Reason]:
    if most_fen is None:
        yield because.DECISION_NEEDS_CLAUSE()
    elif not in_force:
        yield because.DECISION_CLAUSE_NOT_IN_FORCE(occurred_on=on.isoformat())
    elif amount_fen > most_fen:
        yield because.DECISION_ABOVE_CLAUSE(most_fen=most_fen)


def reasons_not_to_answer(
    kind: str, state: str, *, appeal_until: datetime | None, answered: bool, now: datetime
) -> Iterator[Reason]:
    """Why the agent cannot (or need not) say anything more to it."""
    if kind != "penalty" or appeal_until is None:
        yield because.APPEAL_NOT_NEEDED()
    elif state != "proposed":
        yield because.DECISION_SETTLED()
    elif answered:
        yield because.APPEAL_GIVEN()
    elif now > appeal_until:
        yield because.APPEAL_CLOSED(until_at=appeal_until.isoformat())


def reasons_not_to_approve(
    *, by_proposer: bool, appeal_until: datetime | None, answered: bool, now: datetime
) -> Iterator[Reason]:
    """A second person decides; a penalty only once its agent has answered or the window is over."""
    if by_proposer:
        yield because.DECISION_BY_PROPOSER()
    if appeal_until and not answered and now <= appeal_until:
        yield because.DECISION_APPEAL_OPEN(until_at=appeal_until.isoformat())


def reasons_not_to_correct(
    *, month_closed: bool, pending: bool, then: int, now_value: int | None, most: int | None, why: str
) -> Iterator[Reason]:
    """``most`` bounds minutes; results have no bound."""
    if not month_closed:
        yield because.CORRECTION_MONTH_OPEN()
    if pending:
        yield because.CORRECTION_PENDING()
    if now_value is None or now_value < 0:
        yield because.CORRECTION_VALUE_MISSING()
    elif now_value == then:
        yield because.CORRECTION_SAME()
    elif most is not None and now_value > most:
        yield because.CORRECTION_TOO_MUCH(most=most)
    if not why.strip():
        yield because.WHY_MISSING()


def reasons_not_to_confirm_correction(*, by_proposer: bool) -> Iterator[Reason]:
    if by_proposer:
        yield because.CORRECTION_BY_PROPOSER()
