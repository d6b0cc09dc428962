"""What is held back, from whom and why. Statements and lines carry no state: held is read from here."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from onboarding.models import Agent, User
from payouts.models.money_out import PayoutItem
from payouts.models.runs import Run
from payouts.states import HOLD
from tasks.models import PayingEntity, Task, Terms
from yunke.models import Public


class Hold(Public):
    """Before approval an agent's or a line's facts wait for a later month; afterwards one payment stops.

    ``facts`` are the keys of what waits, by kind of fact; they lie in ``month``, the entity's open month or
    one after it, as long as the hold is active. ``what`` and the columns beside it tell the line as it was; a line
    that follows from facts of several lines has none of its own to move: its month leaves it out, ``amount_fen`` is
    what it came to, and the ``month`` in which it is let go pays that instead.
    """

    STATES = HOLD

    entity = models.ForeignKey(PayingEntity, on_delete=models.PROTECT, related_name="+")
    agent = models.ForeignKey(Agent, on_delete=models.PROTECT, related_name="holds")
    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="holds")
    scope = models.CharField(
        max_length=10, choices=[("agent", _("整个人")), ("line", _("一行")), ("payment", _("一笔打款"))]
    )
    item = models.ForeignKey(PayoutItem, on_delete=models.PROTECT, null=True, related_name="holds")
    task = models.ForeignKey(Task, on_delete=models.PROTECT, null=True, related_name="+")
    what = models.CharField(max_length=16, blank=True)  # the line's kind
    terms = models.ForeignKey(Terms, on_delete=models.PROTECT, null=True, related_name="+")
    percent = models.PositiveSmallIntegerField(default=100)
    rate = models.PositiveIntegerField(default=0)
    amount_fen = models.BigIntegerField()
    facts = models.JSONField(default=dict)
    month = models.DateField(null=True)  # where the facts lie
    why = models.TextField()
    held_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    held_at = models.DateTimeField()
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=10, choices=HOLD.choices, default="active")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["item"], condition=Q(state="active"), name="hold_one_of_a_payment"
            ),
            models.CheckConstraint(
                condition=Q(scope="payment", item__isnull=False) | Q(item__isnull=True, month__isnull=False),
                name="hold_of_facts_or_payment",
            ),
        ]
        indexes = [
            models.Index(fields=["agent", "state"], name="hold_of_agent"),
            models.Index(fields=["entity", "state", "month"], name="hold_of_month"),
        ]
