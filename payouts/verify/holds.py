"""Holds in the books: what waits lies in a month nobody has approved, and a held payment has its hold."""

from __future__ import annotations

from django.db.models import Exists, OuterRef

from payouts.models import Advance, Hold, PayoutItem, Run
from payouts.states import LOCKED_RUNS
from payouts.verify.scope import Findings, Scope
from tasks.models import AttendanceTally, Correction, Decision, Result, Segment

FACTS = {
    "segment": Segment,
    "result": Result,
    "correction": Correction,
    "decision": Decision,
    "tally": AttendanceTally,
    "advance": Advance,
}


def held_facts_wait(scope: Scope) -> Findings:
    """A fact that is held stands in the hold's month, and no approved run has paid that month."""
    paid = Run.objects.filter(entity=OuterRef("entity"), month=OuterRef("month"), state__in=LOCKED_RUNS)
    chosen = scope.of("entity_id", "run__month")
    holds = Hold.objects.filter(state="active", **chosen).exclude(scope="payment")
    for hold in holds.annotate(paid=Exists(paid)).select_related("run", "agent"):
        where = f"{hold.run.number}/{hold.agent.number}"
        if hold.paid:  # type: ignore[attr-defined]
            yield f"{where}: held facts were settled in {hold.month:%Y-%m}"
        for name, keys in hold.facts.items():
            there = FACTS[name]._default_manager.filter(pk__in=keys, settle_month=hold.month).count()
            if there != len(keys):
                yield f"{where}: {len(keys)} held {name}, {there} lie in {hold.month:%Y-%m}"


def held_payments_are_held(scope: Scope) -> Findings:
    """A payment stands held exactly while a hold of it is active."""
    active = Hold.objects.filter(item=OuterRef("pk"), state="active")
    items = PayoutItem.objects.filter(**scope.of("run__entity_id", "run__month")).annotate(
        hold=Exists(active)
    )
    for key in items.filter(state="held", hold=False).values_list("public_id", flat=True):
        yield f"{key}: held without a hold"
    for key in items.filter(hold=True).exclude(state="held").values_list("public_id", flat=True):
        yield f"{key}: a hold is active, the payment is not held"
