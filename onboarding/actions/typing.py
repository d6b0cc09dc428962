"""A typing test: begun, saved while typing, handed in; the server's clock and its own sums decide."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from onboarding.models import Agent, TypingTest
from onboarding.queries.checks import first_met
from onboarding.queries.typing import latest_typing, tries_on, typing_numbers
from onboarding.reasons.checks import TYPING_OVER, TYPING_TOO_LITTLE, TYPING_TRIES, TYPING_UNSEEN
from onboarding.rules import typing as rules
from onboarding.rules.typing_texts import TEXTS
from yunke.audit import HOUSE, move, record
from yunke.ground.errors import Refused
from yunke.ground.ids import new_public_id

GRACE = 30  # seconds over the time in which a hand-in still arrives
LOOKS_KEPT = 200
SIGNS = ("compositions", "keys", "pasted", "longest")


def start_typing(agent: Agent, *, now: datetime) -> TypingTest:
    """A new text, or the one that is still open; an abandoned one is void and counts as a try."""
    open_one = latest_typing(agent)
    if open_one and open_one.state == "started":
        if _seconds(open_one, now) <= rules.SECONDS + GRACE:
            return open_one
        move(open_one, "void", by=HOUSE, verb="typing_abandoned", now=now, decided_at=now)
    version, numbers = typing_numbers(agent, now)[0]
    limit = numbers.get("tries_a_day")
    if limit is not None and tries_on(agent, now) >= limit:
        raise Refused(TYPING_TRIES(limit=limit))
    test = TypingTest(
        public_id=new_public_id(now),
        agent=agent,
        text_code=list(TEXTS)[agent.typing_tests.count() % len(TEXTS)],
        thresholds=numbers,
        thresholds_version=version,
        submitted_at=now,
    )
    try:
        with transaction.atomic():
            test.save(force_insert=True)
            record(agent.user.actor, "typing_started", test, now=now, to_state="started")
    except IntegrityError:  # pressed twice
        return agent.typing_tests.get(state="started")
    return test


def save_typing(test: TypingTest, text: str, *, now: datetime) -> None:
    """What has been typed so far, and when it arrived."""
    if test.state != "started" or len(test.progress) >= LOOKS_KEPT:
        raise Refused(TYPING_OVER())
    text = text[: rules.MOST_LETTERS]
    looks = [*test.progress, [round(_seconds(test, now), 1), len(rules.plain(text))]]
    TypingTest.objects.filter(pk=test.pk, state="started").update(typed=text, progress=looks)


def finish_typing(test: TypingTest, text: str, signs: dict[str, Any], *, now: datetime) -> TypingTest:
    """Hand in: passed, not passed with its numbers, or void where it cannot have been typed."""
    if test.state != "started":
        raise Refused(TYPING_OVER())
    seconds = min(_seconds(test, now), rules.SECONDS + GRACE)
    result = rules.typed(text, TEXTS[test.text_code], seconds)
    if result.letters < rules.LEAST_LETTERS:
        raise Refused(TYPING_TOO_LITTLE(letters=result.letters, least=rules.LEAST_LETTERS))
    if not signs.get("keys") and not signs.get("compositions"):
        raise Refused(TYPING_UNSEEN())
    _settle(test, text, result, signs, now=now)
    return test


def _settle(
    test: TypingTest, text: str, result: rules.Typed, signs: dict[str, Any], *, now: datetime
) -> None:
    looks = [*test.progress, [round(_seconds(test, now), 1), result.letters]]
    doubts = list(rules.doubts(result, signs, looks, test.thresholds))
    measures = rules.measures(result)
    version, numbers = first_met(
        [(test.thresholds_version, test.thresholds), *typing_numbers(test.agent, now)],
        lambda one: not any(rules.shortfalls(measures, one)),
    )
    short = [] if doubts else list(rules.shortfalls(measures, numbers))
    state = "void" if doubts else "failed" if short else "passed"
    move(
        test,
        state,
        by=test.agent.user.actor,
        verb=f"typing_{state}",
        now=now,
        facts={"letters_a_minute": result.a_minute, "exact_percent": result.exact},
        typed=text[: rules.MOST_LETTERS],
        progress=looks,
        signs={name: signs[name] for name in SIGNS if isinstance(signs.get(name), int)},
        measures=measures,
        thresholds=numbers,
        thresholds_version=version,
        reasons=[one.as_json() for one in doubts or short],
        decided_at=now,
    )


def _seconds(test: TypingTest, now: datetime) -> float:
    return (now - test.submitted_at).total_seconds()
