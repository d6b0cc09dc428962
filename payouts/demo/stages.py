"""A task with every stage: somebody in training, somebody assessed, somebody in the queue, an appeal."""

from __future__ import annotations

from datetime import timedelta

from onboarding.models import Agent, User
from payouts.demo.cast import Part
from payouts.demo.claims import ask, decide
from payouts.demo.days import Story
from payouts.demo.offers import MEAL, Offer, put_out
from tasks.actions.assessing import appeal_claim, assess_claim
from tasks.models import Claim, Task
from tasks.queries.offers import Content

STAGED = Offer(
    0,
    "青禾家电大促前外呼",
    1,
    22_000,
    Content(hourly_fen=1_500, **MEAL, rates=()),
    "大促前三天给老顾客打电话，说明以旧换新的新规则。先培训两天，我方和客户都评定通过才上岗。",
    "普通话标准；两天培训都能参加。",
    {"asks_interview": True, "training_percent": 300, "client_assesses": True, "reserve_percent": 150},
)


def go_through(
    cast: dict[Part, Agent], tasks: dict[str, Task], people: dict[str, User], story: Story
) -> None:
    """After the interviews: the first two were recommended, the third was not, the fifth is turned down."""
    screener, asked = people["screener"], [agent for part, agent in cast.items() if part.stage == "asked"]
    first = story.today + timedelta(days=7)
    task = put_out(STAGED, tasks["on_lead_task"], first, people, story.ago(days=3))
    claims = [ask(task, agent, story.ago(days=2, hours=place)) for place, agent in enumerate(asked[:5])]
    _train(claims[:2], screener, story)
    decide(claims[2], "wait", screener, story.ago(hours=4))
    decide(claims[4], "reject", screener, story.ago(hours=4), ["rejected_hours"])
    claims[4].refresh_from_db()
    appeal_claim(claims[4], "演示：我晚上和周末都能上班，填时间的时候漏选了。", now=story.ago(hours=2))


def _train(claims: list[Claim], screener: User, story: Story) -> None:
    for claim in claims:
        decide(claim, "train", screener, story.ago(hours=5))
    decide(claims[0], "assess", screener, story.ago(hours=3))
    claims[0].refresh_from_db()
    assess_claim(
        claims[0], "us", "pass", note="演示：话术熟，记录完整。", by=screener, now=story.ago(hours=2)
    )
