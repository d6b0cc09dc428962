"""Reviewing a contact: who may score, what needs a reason, what counts, how one appeals."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from tasks.reasons import WHY_MISSING
from tasks.reasons import quality as because
from tasks.rules.sampling import LEAST_SHARE, MOST_SHARE
from yunke.ground.errors import Reason


@dataclass(frozen=True, slots=True)
class Card:
    """What a scorecard came to."""

    percent: int
    fatal: int
    pass_percent: int

    @property
    def verdict(self) -> str:
        if self.fatal:
            return "fatal"
        return "pass" if self.percent >= self.pass_percent else "fail"


def counts(cards: Sequence[Card]) -> int:
    """The place of the card that counts: where reviewers differ, the one better for the agent."""
    return max(range(len(cards)), key=lambda at: (not cards[at].fatal, cards[at].percent, -at))


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far two reviewers of the same contacts agree."""

    pairs: int
    same: int
    gap: int  # mean difference of percent, half up

    @property
    def percent(self) -> int | None:
        return (200 * self.same + self.pairs) // (2 * self.pairs) if self.pairs else None


def agreement(pairs: Collection[tuple[Card, Card]]) -> Agreement:
    """Agreed: the same verdict; beside it how many points they lie apart."""
    same = sum(one.verdict == other.verdict for one, other in pairs)
    apart = sum(abs(one.percent - other.percent) for one, other in pairs)
    return Agreement(len(pairs), same, (2 * apart + len(pairs)) // (2 * len(pairs)) if pairs else 0)


def reasons_not_to_review(state: str, *, own: bool, scored_by_you: bool) -> Iterator[Reason]:
    if state not in ("waiting", "second"):
        yield because.REVIEW_OVER()
    if own:
        yield because.REVIEW_OWN()
    if scored_by_you:
        yield because.REVIEW_SCORED_BY_YOU()


def reasons_for_words(card: Card, why: str) -> Iterator[Reason]:
    """Whoever is marked down reads why."""
    if card.verdict != "pass" and not why.strip():
        yield because.REVIEW_WHY_MISSING()


def reasons_not_to_appeal(
    state: str, appeal_until: datetime | None, words: str, *, appealed: bool, now: datetime
) -> Iterator[Reason]:
    if appealed:
        yield because.REVIEW_APPEAL_TWICE()
        return
    if state != "reviewed" or appeal_until is None:
        yield because.REVIEW_NOT_DONE()
    elif now > appeal_until:
        yield because.REVIEW_APPEAL_LATE(until_at=appeal_until.isoformat())
    if not words.strip():
        yield because.REVIEW_APPEAL_WORDS()


def reasons_not_to_decide_appeal(why: str, *, by_scorer: bool, own: bool) -> Iterator[Reason]:
    if by_scorer:
        yield because.REVIEW_APPEAL_BY_SCORER()
    if own:
        yield because.REVIEW_OWN()
    if not why.strip():
        yield WHY_MISSING()


def reasons_not_to_plan(
    share_percent: int, second_percent: int, seed: str, effective_on: date, *, today: date, dated: bool
) -> Iterator[Reason]:
    if not LEAST_SHARE <= share_percent <= MOST_SHARE:
        yield because.QUALITY_SHARE_WRONG(percent=share_percent, least=LEAST_SHARE, most=MOST_SHARE)
    if not 0 <= second_percent <= 100:
        yield because.QUALITY_SECOND_WRONG(percent=second_percent)
    if not seed.strip():
        yield because.QUALITY_SEED_MISSING()
    if effective_on < today:
        yield because.QUALITY_PLAN_PAST(effective_on=effective_on.isoformat())
    elif dated:
        yield because.QUALITY_PLAN_TWICE(effective_on=effective_on.isoformat())


def reasons_not_to_rest_on_review(*, theirs: bool, fatal: bool, appealed: bool) -> Iterator[Reason]:
    """A penalty for a fatal error: the agent's own, one that stands, and no appeal open."""
    if not theirs:
        yield because.DECISION_REVIEW_OTHER()
    if not fatal:
        yield because.DECISION_REVIEW_NOT_FATAL()
    if appealed:
        yield because.DECISION_REVIEW_APPEALED()
