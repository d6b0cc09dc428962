"""The ladder: conditions (demo values), a mentor beside a newcomer, an application, a step back with its word open."""

from __future__ import annotations

from datetime import timedelta

from onboarding.models import Agent, User
from payouts.demo.cast import Part
from payouts.demo.days import Story, at
from tasks.actions.career import apply_for_rank, decide_case, look_at, propose_step_back
from tasks.actions.mentoring import begin_mentorship
from tasks.models import Task
from tasks.queries.career import ladder_chunks
from training.actions.ranks import publish_rank_rule
from yunke.ground.calendar import local_on

NEEDS = {  # plainly made up: no source of the trade gives such figures
    "mentor": {"hours": 20, "exam_percent": 80, "incident_days": 30, "incidents": 1, "mentees": 0},
    "lead": {"hours": 300, "exam_percent": 85, "incident_days": 90, "incidents": 0, "mentees": 2},
    "trainer": {"hours": 900, "exam_percent": 90, "incident_days": 180, "incidents": 0, "mentees": 5},
}


def climb(cast: dict[Part, Agent], tasks: dict[str, Task], people: dict[str, User], story: Story) -> None:
    operations, second, task = people["operations"], people["operations_2"], tasks["on_lead_task"]
    for rank, needs in NEEDS.items():
        publish_rank_rule(
            rank,
            story.settled,
            needs | {"quality_percent": 85},
            by=operations,
            now=at(story.settled, "08:00"),
        )
    team = [agent for part, agent in cast.items() if part.stage == "on_lead_task"]
    for agent in (team[0], team[3]):
        _rise(agent, operations, story)
    newcomer_on = local_on(story.ago(days=12))
    begin_mentorship(task, team[0], team[4], newcomer_on, by=operations, now=story.ago(days=12))
    apply_for_rank(team[2], "演示：想带新人，晚上的班我都在。", now=story.ago(hours=20))
    propose_step_back(
        team[3], "演示：上周三次没有带徒弟听录音，提醒过两次。", by=second, now=story.ago(hours=5)
    )
    for chunk in ladder_chunks(2_000):
        look_at(chunk, now=story.ago(hours=2))


def _rise(agent: Agent, by: User, story: Story) -> None:
    case = apply_for_rank(agent, "演示：愿意带新人。", now=story.ago(days=16))
    decide_case(case, True, "演示：话术熟，肯帮人。", by=by, now=story.ago(days=15) + timedelta(hours=2))
