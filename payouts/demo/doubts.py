"""Doubts about money in the demo: a line an agent disputes, and one that was held for a day."""

from __future__ import annotations

from datetime import timedelta

from onboarding.models import Agent, User
from payouts.actions.disputes import dispute_line
from payouts.actions.holds import hold_line, release_hold
from payouts.demo.days import Story
from payouts.models import Run


def dispute_of_paid_month(run: Run, agent: Agent, story: Story) -> None:
    """Two days ago, about hours that were paid: somebody has a week left to answer."""
    slip = run.statements.get(agent=agent)
    words = "演示：月中有一天签退的时候页面没反应，晚了十几分钟才签上，请对一下录音。"
    dispute_line(slip, slip.lines.get(kind="hours").ordinal, words, now=story.ago(days=2))


def hold_for_a_while(run: Run, agent: Agent, people: dict[str, User], story: Story) -> None:
    """The preparer asked, operations cleared it, the approver let go: the month is as it was."""
    ordinal = run.statements.get(agent=agent).lines.filter(kind="hours")[0].ordinal
    held_at = run.computed_at + timedelta(minutes=40) if run.computed_at else story.now
    hold = hold_line(
        run,
        agent,
        ordinal,
        why="演示：有一班的打卡和录音对不上，先问运营。",
        by=people["preparer"],
        now=story.by_now(held_at),
    )
    release_hold(hold, by=people["approver"], now=story.by_now(held_at + timedelta(hours=3)))
    run.refresh_from_db()
