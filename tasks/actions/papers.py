"""The three documents before duty, accepted by version and hash."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from onboarding.models import Agent
from tasks.actions.shifts import refuse_for
from tasks.models import Acceptance, Agreement, Claim, PenaltyTable, Task, Terms
from tasks.queries.offers import Papers, papers_of
from tasks.queries.shifts import is_qualified
from tasks.reasons import NOT_QUALIFIED, PAPERS_CHANGED, PAPERS_DONE, PAPERS_MISSING, PAPERS_NOT_DUE
from tasks.rules.standing import reasons_not_to_work
from yunke import audit
from yunke.audit import Actor
from yunke.ground.calendar import local_on
from yunke.ground.errors import Refused
from yunke.ground.ids import new_public_id

NAMES = ("agreement", "terms", "penalties")


@transaction.atomic
def accept_papers(claim: Claim, shown: dict[str, str], *, by: Actor, now: datetime) -> Acceptance:
    """Accept agreement, terms and penalties as ``shown`` (name -> hash); the admitted go on duty.

    Somebody on duty accepts a newer version the same way and stays where they are.
    """
    agent = Agent.objects.select_for_update(no_key=True).get(pk=claim.agent_id)
    task = Task.objects.select_for_update().select_related("line").get(pk=claim.task_id)
    claim = Claim.objects.select_for_update().get(pk=claim.pk)
    if claim.state not in ("admitted", "on_duty"):
        raise Refused(PAPERS_NOT_DUE(now=claim.state))
    refuse_for(reasons_not_to_work(agent.state))
    if claim.state == "admitted" and not is_qualified(agent, task.line_id, local_on(now)):
        raise Refused(NOT_QUALIFIED(line=task.line.code))
    agreement, terms, penalties = _as_shown(papers_of(task, local_on(now)), shown)
    if claim.state == "on_duty" and _accepted(claim, agreement, terms, penalties):
        raise Refused(PAPERS_DONE())
    made = Acceptance.objects.create(
        public_id=new_public_id(now),
        claim=claim,
        accepted_at=now,
        agreement=agreement,
        agreement_hash=agreement.hash,
        terms=terms,
        terms_hash=terms.hash,
        penalty_table=penalties,
        penalty_hash=penalties.hash,
    )
    audit.record(
        by,
        "papers_accepted",
        claim,
        now=now,
        versions={"agreement": agreement.version, "terms": terms.version, "penalties": penalties.version},
    )
    if claim.state == "admitted":
        audit.move(claim, "on_duty", by=by, verb="claim_on_duty", now=now, on_duty_at=now)
    return made


def _as_shown(papers: Papers, shown: dict[str, str]) -> tuple[Agreement, Terms, PenaltyTable]:
    """The papers, each still the one whose hash was shown."""
    current = {name: getattr(papers, name) for name in NAMES}
    missing = [PAPERS_MISSING(paper=name) for name in NAMES if current[name] is None]
    if missing:
        raise Refused(*missing)
    changed = [PAPERS_CHANGED(paper=name) for name in NAMES if current[name].hash != shown.get(name)]
    if changed:
        raise Refused(*changed)
    return current["agreement"], current["terms"], current["penalties"]


def _accepted(claim: Claim, agreement: Agreement, terms: Terms, penalties: PenaltyTable) -> bool:
    return claim.acceptances.filter(
        agreement_hash=agreement.hash, terms_hash=terms.hash, penalty_hash=penalties.hash
    ).exists()
