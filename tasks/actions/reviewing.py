"""Scoring what was drawn, once or by two; an appeal, decided by somebody who has not scored it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.urls import reverse

from onboarding.models import User
from tasks.actions.shifts import refuse_for
from tasks.models import Review, ReviewAppeal, Rubric, Scoring
from tasks.queries.quality import card_of, quality_rubric, scorings_of
from tasks.reasons import WHY_MISSING
from tasks.reasons.quality import (
    QUALITY_RUBRIC_MISSING,
    REVIEW_APPEAL_DENIED,
    REVIEW_APPEAL_GRANTED,
    REVIEW_FAILED,
    REVIEW_FATAL,
)
from tasks.rules import reviewing as rules
from tasks.rules.scorecards import percent_of, reasons_not_to_score
from yunke import audit
from yunke.ground.errors import Refused
from yunke.ground.ids import new_public_id
from yunke.notices import APP, SMS, tell


@transaction.atomic
def score_review(
    review: Review, scores: dict[str, Any], fatal: list[str], *, why: str = "", by: User, now: datetime
) -> Review:
    """Write a scorecard. Drawn for two, it waits for the second; else it is done and the agent may read it."""
    review = _locked(review)
    before = scorings_of(review)
    refuse_for(
        rules.reasons_not_to_review(
            review.state, own=_own(review, by), scored_by_you=any(one.by_id == by.pk for one in before)
        )
    )
    part = "first" if review.state == "waiting" else "second"
    made = _score(review, part, scores, fatal, why, by, now)
    facts = {"part": part, "percent": made.percent, "fatal": len(fatal)}
    if part == "first" and review.twice:
        audit.move(review, "second", by=by.actor, verb="review_scored", now=now, facts=facts)
        return review
    counted = _best([*before, made])
    until = now + timedelta(days=review.draw.plan.appeal_days)
    audit.move(
        review,
        "reviewed",
        by=by.actor,
        verb="review_scored",
        now=now,
        facts=facts,
        reviewed_at=now,
        appeal_until=until,
        **_counted(counted),
    )
    _tell_scored(review, card_of(counted).verdict, until, now)
    return review


@transaction.atomic
def void_review(review: Review, why: str, *, by: User, now: datetime) -> Review:
    """There is nothing to hear or read; the next draw takes another."""
    if not why.strip():
        raise Refused(WHY_MISSING())
    review = _locked(review)
    refuse_for(rules.reasons_not_to_review(review.state, own=_own(review, by), scored_by_you=False))
    said = why.strip()[:500]
    facts = {"why": said}
    audit.move(review, "void", by=by.actor, verb="review_voided", now=now, facts=facts, void_why=said)
    return review


@transaction.atomic
def appeal_review(review: Review, words: str, *, now: datetime) -> ReviewAppeal:
    """The agent says what is wrong with it, once and in time."""
    review = _locked(review)
    refuse_for(
        rules.reasons_not_to_appeal(
            review.state,
            review.appeal_until,
            words,
            appealed=ReviewAppeal.objects.filter(review=review).exists(),
            now=now,
        )
    )
    made = ReviewAppeal.objects.create(
        public_id=new_public_id(now), review=review, words=words.strip(), asked_at=now
    )
    audit.record(review.agent.user.actor, "review_appealed", made, now=now, to_state="asked")
    return made


@transaction.atomic
def uphold_review(appeal: ReviewAppeal, why: str, *, by: User, now: datetime) -> ReviewAppeal:
    """The scoring stands, and the answer says why."""
    review = _decidable(appeal, why, by)
    _end(appeal, "denied", why, by, now)
    _tell(review, REVIEW_APPEAL_DENIED, "denied", now, why=appeal.why)
    return appeal


@transaction.atomic
def grant_appeal(
    appeal: ReviewAppeal, scores: dict[str, Any], fatal: list[str], *, why: str, by: User, now: datetime
) -> ReviewAppeal:
    """A new scorecard by somebody else; an appeal never makes it worse."""
    review = _decidable(appeal, why, by)
    made = _score(review, "appeal", scores, fatal, why, by, now)
    counted = _best([*scorings_of(review)])
    Review.objects.filter(pk=review.pk).update(**_counted(counted))
    _end(
        appeal,
        "granted",
        why,
        by,
        now,
        percent=counted.percent,
        fatal=len(counted.fatal),
        scored=made.percent,
    )
    _tell(review, REVIEW_APPEAL_GRANTED, "granted", now, why=appeal.why, percent=counted.percent)
    return appeal


def _decidable(appeal: ReviewAppeal, why: str, by: User) -> Review:
    review = _locked(appeal.review)
    by_scorer = any(one.by_id == by.pk for one in scorings_of(review))
    refuse_for(rules.reasons_not_to_decide_appeal(why, by_scorer=by_scorer, own=_own(review, by)))
    return review


def _end(appeal: ReviewAppeal, to: str, why: str, by: User, now: datetime, **facts: Any) -> None:
    audit.move(
        appeal,
        to,
        by=by.actor,
        verb="review_appeal_decided",
        now=now,
        facts=facts,
        why=why.strip()[:500],
        decided_by=by,
        decided_at=now,
    )


def _score(
    review: Review,
    part: str,
    scores: dict[str, Any],
    fatal: list[str],
    why: str,
    by: User,
    now: datetime,
) -> Scoring:
    rubric = _rubric(review)
    refuse_for(reasons_not_to_score(rubric.items, scores, fatal))
    percent = percent_of(rubric.items, scores, fatal)
    refuse_for(rules.reasons_for_words(rules.Card(percent, len(fatal), rubric.pass_percent), why))
    return Scoring.objects.create(
        public_id=new_public_id(now),
        review=review,
        part=part,
        rubric=rubric,
        scores=scores,
        fatal=fatal,
        percent=percent,
        why=why.strip(),
        by=by,
        at=now,
    )


def _rubric(review: Review) -> Rubric:
    rubric = quality_rubric(review.task.line_id)
    if rubric is None:
        raise Refused(QUALITY_RUBRIC_MISSING(line=review.task.line.code))
    return rubric


def _best(scorings: list[Scoring]) -> Scoring:
    return scorings[rules.counts([card_of(one) for one in scorings])]


def _counted(scoring: Scoring) -> dict[str, Any]:
    return {
        "percent": scoring.percent,
        "fatal_count": len(scoring.fatal),
        "rubric": scoring.rubric,
    }


def _locked(review: Review) -> Review:
    rows = Review.objects.select_for_update(of=("self",))
    return rows.select_related("agent__user", "task__line", "draw__plan").get(pk=review.pk)


def _own(review: Review, by: User) -> bool:
    return review.agent.user_id == by.pk


def _tell_scored(review: Review, verdict: str, until: datetime, now: datetime) -> None:
    """Good ones are read on the page; who is marked down hears at once."""
    if verdict == "pass":
        return
    fatal = verdict == "fatal"
    _tell(
        review,
        REVIEW_FATAL if fatal else REVIEW_FAILED,
        "scored",
        now,
        channels=(APP, SMS) if fatal else (APP,),
        percent=review.percent,
        until_at=until.isoformat(),
    )


def _tell(
    review: Review, news: str, ending: str, now: datetime, *, channels: tuple[str, ...] = (APP,), **facts: Any
) -> None:
    tell(
        review.agent.user.public_id,
        news,
        key=f"review:{review.public_id}:{ending}",
        now=now,
        url=reverse("tasks:my_review", args=[review.public_id]),
        channels=channels,
        task=review.task.name,
        **facts,
    )
