"""What must hold before a run is approved: quick enough to ask while the approver waits."""

from __future__ import annotations

from payouts.models import Run
from payouts.queries.runs import run_hash
from payouts.reasons import BOOKS_DISAGREE
from payouts.verify.runs import totals_agree
from payouts.verify.scope import Scope
from payouts.verify.statements import net_is_the_sum_of_lines, nobody_below_zero
from yunke.ground.errors import Refused


def require_sound(run: Run) -> None:
    """Refuses with the first invariant that does not hold, its number and what was found."""
    scope = Scope(run.entity_id, run.month)
    for number, check in ((2, net_is_the_sum_of_lines), (3, totals_agree), (10, nobody_below_zero)):
        for finding in check(scope):
            raise Refused(BOOKS_DISAGREE(number=number, finding=finding))
    if run_hash(run) != run.hash:
        raise Refused(BOOKS_DISAGREE(number=12, finding=run.number))
