"""Phone interviews: some held and scored, one missed, one to be scored, some coming, free times left."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from onboarding.models import Agent, Line, User
from payouts.demo.cast import Part
from payouts.demo.days import Story
from tasks.actions.interviews import book_interview, mark_no_show, put_up_slots, score_interview
from tasks.models import Interview, InterviewSlot
from tasks.queries.interviews import rubric_of
from yunke.ground.calendar import PAY_ZONE

MINUTES = timedelta(minutes=20)
SCORES = ([5, 4, 5, 4, 5], [4, 4, 3, 3, 4], [2, 3, 2, 2, 3])
STRETCHES = ((10, 6), (19, 6))  # hour, how many


def hold(cast: dict[Part, Agent], people: dict[str, User], story: Story) -> None:
    """The screener's talks with those who asked for a task."""
    screener, line = people["screener"], Line.objects.get(code="voice")
    asked = [agent for part, agent in cast.items() if part.stage in ("asked", "qualified")]
    past = _slots(screener, story.today - timedelta(days=1), story.ago(days=4))
    for agent, scores in zip(asked, SCORES, strict=False):
        _score(_book(past.pop(0), agent, line, story), scores, screener, story)
    mark_no_show(_book(past.pop(0), asked[3], line, story), by=screener, now=story.ago(hours=3))
    _book(past.pop(0), asked[4], line, story)  # waits for its score
    coming = [
        slot
        for days in (1, 2)
        for slot in _slots(screener, story.today + timedelta(days=days), story.ago(hours=30))
    ]
    for agent in asked[5:8]:
        _book(coming.pop(1), agent, line, story)


def _slots(screener: User, on: date, now: datetime) -> list[InterviewSlot]:
    made: list[InterviewSlot] = []
    for hour, count in STRETCHES:
        begins = datetime.combine(on, time(hour), tzinfo=PAY_ZONE)
        spans = [(begins + n * MINUTES, begins + (n + 1) * MINUTES) for n in range(count)]
        made += put_up_slots(screener, spans, line=None, now=now)
    return made


def _book(slot: InterviewSlot, agent: Agent, line: Line, story: Story) -> Interview:
    return book_interview(
        slot, agent, line, now=min(slot.starts_at - timedelta(hours=20), story.ago(hours=4))
    )


def _score(one: Interview, scores: list[int], by: User, story: Story) -> None:
    rubric = rubric_of(one.line_id)
    assert rubric is not None
    codes = [item["code"] for item in rubric.items if not item["fatal"]]
    score_interview(
        one,
        dict(zip(codes, scores, strict=True)),
        [],
        note="演示：语速稳，问了三个需求。",
        by=by,
        now=one.ends_at,
    )
