"""The demo world, built once in one transaction: either all of it is there or none."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from io import StringIO

from django.core.management import call_command
from django.db import transaction

from onboarding.models import Agent, User
from payouts.demo import (
    agents,
    careers,
    checks,
    claims,
    conduct,
    doubts,
    interviews,
    money,
    offers,
    results,
    reviews,
    staff,
    stages,
    work,
)
from payouts.demo.cast import ON_DUTY, Part, parts
from payouts.demo.days import Story, at
from tasks.models import PayingEntity, Task
from yunke.audit import seal
from yunke.outbox import send_due

World = dict[Part, Agent]


def is_built() -> bool:
    return PayingEntity.objects.filter(code=offers.ENTITY).exists()


@transaction.atomic
def build(now: datetime) -> bool:
    """Build the world up to ``now``; ``False`` when it stands already."""
    if is_built():
        return False
    story = Story(now)
    people, tasks = _found(story)
    cast = {part: agents.sign_up(part, story, people["screener"]) for part in parts()}
    checks.measure_all(cast, people, story)
    for part, agent in cast.items():
        claims.claim_for(part, agent, tasks, people["screener"], story)
    _months(story, people, tasks, cast)
    interviews.hold(cast, people, story)
    stages.go_through(cast, tasks, people, story)
    careers.climb(cast, tasks, people, story)
    reviews.review(people, story)
    _catch_up(now)
    return True


def _found(story: Story) -> tuple[dict[str, User], dict[str, Task]]:
    """Reference data, staff, tasks: on the first morning of the story."""
    first = story.settled
    call_command("seed", now=at(first, "05:00"), stdout=StringIO())
    people = staff.hire(at(first, "06:00"))
    years = sorted({first.year, story.today.year, (story.today + timedelta(days=60)).year})
    return people, offers.lay_out(first, years, people)


def _months(story: Story, people: dict[str, User], tasks: dict[str, Task], cast: World) -> None:
    """The settled month is paid, the counted one waits for approval, the running one is under way."""
    working = {part: agent for part, agent in cast.items() if part.stage in ON_DUTY}
    lead = [agent for part, agent in working.items() if part.stage == "on_lead_task"]
    paid = [agent for part, agent in working.items() if part.stage != "on_full_task"]
    for agent in paid:
        money.add_account(agent, now=agent.joined_at + timedelta(hours=8))
    _work(
        story.settled, story, people, tasks, {part: agent for part, agent in working.items() if agent in paid}
    )
    run = money.count(story.settled, people, story)
    _work(story.counted, story, people, tasks, working)
    conduct.decide_of_last_month(tasks["on_lead_task"], lead[0], lead[work.ABSENT], people, story)
    money.pay(run, people)
    counted = money.count(story.counted, people, story)
    doubts.dispute_of_paid_month(run, lead[0], story)
    doubts.hold_for_a_while(counted, lead[1], people, story)
    _work(story.running, story, people, tasks, working)
    work.shift_of_now(lead[0], tasks["on_lead_task"], people["operations"], story)
    conduct.propose_today(tasks["on_lead_task"], lead[1], people, story)
    offers.write_next_terms(tasks["on_sales_task"], people, story)


def _catch_up(now: datetime) -> None:
    """What jobs would have done by now: notices sent, the record sealed."""
    while send_due(now=now):
        pass
    while seal(now=now):
        pass


def _work(month: date, story: Story, people: dict[str, User], tasks: dict[str, Task], working: World) -> None:
    """A month's shifts from putting up to approval, with its results."""
    operations = people["operations"]
    work.put_up(tasks, month, story, operations)
    for part, agent in working.items():
        work.work(part, agent, tasks[part.stage], month, story)
    work.approve_month(month, operations, story)
    results.bring_in(tasks, month, operations, people["operations_2"], story)
