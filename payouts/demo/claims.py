"""Agents ask for tasks, screeners decide, the admitted accept the papers."""

from __future__ import annotations

from datetime import datetime, timedelta

from onboarding.models import Agent, User
from payouts.demo.cast import ON_DUTY, Part
from payouts.demo.days import Story
from tasks.actions.claims import claim_task, decide_claims
from tasks.actions.papers import accept_papers
from tasks.models import Claim, Task
from tasks.queries.offers import offered_terms, papers_of
from yunke.ground.calendar import local_on

ASKING = ("papers_open", "reserve", "rejected", "asked")
REJECTED_FOR = ["rejected_hours"]


def claim_for(part: Part, agent: Agent, tasks: dict[str, Task], screener: User, story: Story) -> Claim | None:
    """The agent's claim as far as the part goes."""
    if part.stage in ON_DUTY:
        return _on_duty(agent, tasks[part.stage], screener, agent.joined_at + timedelta(hours=5))
    if part.stage not in ASKING:
        return None
    task = tasks[_asks_for(part)]
    waited = {"hours": 3 + 6 * part.nth} if part.stage == "asked" else {"days": 2, "hours": part.nth}
    claim = ask(task, agent, story.ago(**waited))
    decided_at = story.ago(days=1, hours=part.nth)
    if part.stage == "papers_open":
        decide(claim, "admit", screener, decided_at)
    elif part.stage == "reserve":
        decide(claim, "reserve", screener, decided_at)
    elif part.stage == "rejected":
        decide(claim, "reject", screener, decided_at, REJECTED_FOR)
    return claim


def _asks_for(part: Part) -> str:
    """Who was admitted last took the last seats of the small task; the reserve stands behind them."""
    if part.stage in ("papers_open", "reserve"):
        return "on_full_task"
    return "on_sales_task" if part.nth % 4 == 3 else "on_lead_task"


def _on_duty(agent: Agent, task: Task, screener: User, now: datetime) -> Claim:
    claim = ask(task, agent, now)
    decide(claim, "admit", screener, now + timedelta(hours=1))
    papers = papers_of(task, local_on(now))
    shown = {name: getattr(papers, name).hash for name in ("agreement", "terms", "penalties")}
    claim.refresh_from_db()
    accept_papers(claim, shown, by=agent.user.actor, now=now + timedelta(hours=2))
    claim.refresh_from_db()
    return claim


def ask(task: Task, agent: Agent, now: datetime) -> Claim:
    terms = offered_terms(task, local_on(now))
    assert terms is not None
    return claim_task(task, agent, terms_hash=terms.hash, now=now)


def decide(claim: Claim, outcome: str, by: User, now: datetime, codes: list[str] | None = None) -> None:
    decide_claims(Claim.objects.filter(pk=claim.pk), outcome, by=by, now=now, codes=codes or [])
