"""What quality reviews hand the ground floor: the reviewers' queue, scores, plans, an agent's own copy."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from onboarding.models import Agent
from tasks.queries.quality import reviews_of, scorings_of, to_review_count
from yunke.ground.errors import gettext_noop as _
from yunke.ground.roles import AUDITOR, OPERATIONS, QUALITY
from yunke.registry import Queue, registry

EVERYBODY = frozenset({QUALITY, OPERATIONS, AUDITOR})


def register() -> None:
    queues = (
        ("quality", _("质检"), 55, "tasks:desk_quality", to_review_count),
        ("quality_plans", _("质检方案"), 84, "tasks:quality_plans", None),
    )
    for code, name, order, url_name, count in queues:
        registry.queue(Queue(code, name, "operations", order, url_name, EVERYBODY, count))
    registry.exporter("reviews", my_reviews)


def my_reviews(agent: Agent) -> Iterator[dict[str, Any]]:
    """Every review of the agent's contacts with its scorecards and the appeal; reviewers stay unnamed."""
    for one in reviews_of(agent):
        appeal = getattr(one, "appeal", None)
        yield {
            "task": one.task.name,
            "contact": one.source_key,
            "occurred_at": one.occurred_at.isoformat(),
            "percent": one.percent,
            "fatal": one.fatal_count,
            "cards": [
                {"scores": card.scores, "fatal": card.fatal, "why": card.why} for card in scorings_of(one)
            ],
            "appeal": {"words": appeal.words, "state": appeal.state, "answer": appeal.why}
            if appeal
            else None,
        }
