"""Rewards and penalties: one of each decided, one penalty waiting for a second person."""

from __future__ import annotations

from datetime import timedelta

from onboarding.models import Agent, User
from payouts.demo.days import Story, at
from tasks.actions.decisions import answer_decision, approve_decision, propose_decision
from tasks.models import PenaltyClause, Task
from yunke.ground.calendar import local_on

ABSENT_FEN, REWARD_FEN, RUDE_FEN = 3_000, 5_000, 4_000


def decide_of_last_month(
    task: Task, best: Agent, absent: Agent, people: dict[str, User], story: Story
) -> None:
    first, second = people["operations"], people["operations_2"]
    day = story.counted + timedelta(days=11)
    proposed_at = at(day + timedelta(days=1), "10:00")
    reward = propose_decision(
        task,
        best,
        "reward",
        REWARD_FEN,
        occurred_on=day,
        by=first,
        now=proposed_at,
        evidence="演示：一天 14 个意向客户，录音抽查全部合格。",
    )
    approve_decision(reward, by=second, now=proposed_at + timedelta(hours=3))
    penalty = propose_decision(
        task,
        absent,
        "penalty",
        ABSENT_FEN,
        occurred_on=day,
        by=first,
        now=proposed_at,
        clause=_clause(task, "left_without_leave"),
        evidence="演示：约好的班没有来，也没有说明。",
    )
    answer_decision(penalty, "", now=proposed_at + timedelta(hours=8))
    approve_decision(penalty, by=second, now=proposed_at + timedelta(days=1))


def propose_today(task: Task, agent: Agent, people: dict[str, User], story: Story) -> None:
    """Answered by the agent, so the second person may decide at once."""
    proposed_at = story.ago(hours=6)
    penalty = propose_decision(
        task,
        agent,
        "penalty",
        RUDE_FEN,
        occurred_on=local_on(story.ago(days=1)),
        by=people["operations"],
        now=proposed_at,
        clause=_clause(task, "bad_attitude"),
        evidence="演示：19:42 的录音里打断顾客三次，最后没有说再见就挂断。",
    )
    answer_decision(penalty, "演示：顾客先骂人，我提醒了两次才挂的，请再听一遍录音。", now=story.ago(hours=2))


def _clause(task: Task, code: str) -> PenaltyClause:
    return PenaltyClause.objects.get(table__task=task, code=code)
