"""Claims as the screening rules read them: a few questions a line, whatever the number of candidates."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime

from onboarding.queries.expiry import last_days
from tasks.models import Claim
from tasks.queries.claims import verdicts_of
from tasks.queries.interviews import counting
from tasks.rules.screening import Candidate
from yunke.ground.calendar import local_on


def candidates_of(claims: Collection[Claim], now: datetime) -> dict[int, Candidate]:
    """Claim's key -> the candidate; needs ``agent``, ``qualification`` and ``task__line``."""
    by_line: dict[int, list[Claim]] = defaultdict(list)
    for claim in claims:
        by_line[claim.task.line_id].append(claim)
    verdicts = verdicts_of([claim.pk for claim in claims])
    found: dict[int, Candidate] = {}
    for line, some in by_line.items():
        agents = {claim.agent_id for claim in some}
        talked = counting(agents, line, local_on(now))
        ends = last_days(agents, some[0].task.line, now)
        for claim in some:
            held = claim.qualification
            found[claim.pk] = Candidate(
                claim.agent.number,
                claim.state,
                claim.agent.state,
                held.expires_on if held.state == "valid" else None,
                claim.agent_id in talked,
                verdicts.get(claim.pk, {}),
                ends[claim.agent_id],
            )
    return found
