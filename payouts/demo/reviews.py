"""Quality reviews of the story's results: most are done, some by two, one is appealed, some still wait."""

from __future__ import annotations

from datetime import datetime, timedelta

from onboarding.models import User
from payouts.demo.days import Story
from tasks.actions.reviewing import appeal_review, score_review
from tasks.actions.sampling import draw_due
from tasks.models import Review
from tasks.queries.quality import quality_rubric

LEFT = 6  # for the demo's own reviewer
SCORES = (5, 4, 5, 4, 4, 5, 3)
FATAL_AT, POOR_EVERY = 3, 9


def review(people: dict[str, User], story: Story) -> None:
    draw_due(now=story.ago(days=1))
    draw_due(now=story.now)
    waiting = list(Review.objects.filter(state="waiting").order_by("occurred_at", "pk"))
    for place, one in enumerate(waiting[:-LEFT]):
        at = story.by_now(one.occurred_at + timedelta(hours=20))
        _score(one, place, people["quality"], at)
        if one.twice:
            _score(one, place + 1, people["quality_2"], at + timedelta(minutes=30))
    fatal = Review.objects.filter(fatal_count__gt=0, reviewed_at__isnull=False).first()
    if fatal and fatal.reviewed_at:
        words = "演示：我说的是“一般三天”，没有保证。"
        appeal_review(fatal, words, now=story.by_now(fatal.reviewed_at + timedelta(days=1)))


def _score(one: Review, place: int, by: User, now: datetime) -> None:
    rubric = quality_rubric(one.task.line_id)
    assert rubric is not None
    weighed = [item["code"] for item in rubric.items if not item["fatal"]]
    poor = place % POOR_EVERY == POOR_EVERY - 1
    scores = {code: 2 if poor else SCORES[(place + at) % len(SCORES)] for at, code in enumerate(weighed)}
    fatal = [item["code"] for item in rubric.items if item["fatal"]][:1] if place == FATAL_AT else []
    why = "演示：03:12 对客户说“保证三天到”。" if fatal else "演示：需要没有问清就报价，语速偏快。"
    score_review(one, scores, fatal, why=why, by=by, now=now)
