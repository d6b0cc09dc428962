"""Invariants 7 and 8: payments, their keys, and what reached people."""

from __future__ import annotations

from django.db.models import Count, Exists, F, Max, OuterRef, Q, Sum
from django.db.models.functions import Coalesce

from payouts.models import PayoutItem
from payouts.states import LIVE_ITEMS
from payouts.verify.scope import Findings, Scope
from yunke.models import AuditEntry

# once a payment called off let its month count as paid; what is owed is owed by any rule, and this ends with paying it
CALLED_OFF = (
    ": it was called off, and the month closed by an earlier rule without it; it is still owed, "
    "until the releaser pays it anew"
)
ITEM = PayoutItem._meta.label_lower


def keys_are_fixed(scope: Scope) -> Findings:
    """A key once used names its payment for ever; a new payment only after one that is over."""
    items = PayoutItem.objects.filter(**scope.of("run__entity_id", "run__month"))
    last = items.values("statement").annotate(last=Max("pk")).values("last")
    for run, agent in (
        items.exclude(pk__in=last)
        .filter(state__in=LIVE_ITEMS)
        .values_list("run__number", "statement__agent_number")
    ):
        yield f"{run}/{agent}: a new payment was made while an earlier one lives"
    strange = items.exclude(
        Q(agent=F("statement__agent"), run=F("statement__run"))
        & (Q(account=None) | Q(account__agent=F("agent")))
    )
    yield from (
        f"{key}: the payment is not of its statement, or goes to somebody else"
        for key in strange.values_list("public_id", flat=True)
    )
    known = PayoutItem.objects.values("public_id")
    lost = (
        AuditEntry.objects.filter(thing_type=ITEM)
        .exclude(thing_id__in=known)
        .values_list("thing_id", flat=True)
    )
    yield from (f"{key}: this payment's key was changed" for key in lost.distinct().order_by("thing_id"))


def nobody_is_paid_twice(scope: Scope) -> Findings:
    """What succeeded and was not returned is at most the net, and the net where the statement counts as paid."""
    sums = (
        scope.statements()
        .values("run__number", "agent_number", "net_fen")
        .annotate(
            paid=Coalesce(Sum("items__amount_fen", filter=Q(items__state="succeeded")), 0),
            arrived=Count("items", filter=Q(items__state="succeeded")),
        )
        .order_by()
    )
    wrong = sums.filter(Q(paid__gt=F("net_fen")) | (Q(arrived__gt=0) & ~Q(paid=F("net_fen"))))
    for run, agent, net, paid in wrong.values_list("run__number", "agent_number", "net_fen", "paid"):
        yield f"{run}/{agent}: {paid} fen arrived, the net is {net}"
    over = PayoutItem.objects.filter(statement=OuterRef("pk"), state__in=("succeeded", "returned"))
    waiting = scope.statements().filter(run__state="paid", net_fen__gt=0).exclude(Exists(over))
    called_off = Exists(PayoutItem.objects.filter(statement=OuterRef("pk"), state="cancelled"))
    for run, agent, off in waiting.annotate(off=called_off).values_list("run__number", "agent_number", "off"):
        yield f"{run}/{agent}: the month counts as paid, this did not arrive" + (CALLED_OFF if off else "")
