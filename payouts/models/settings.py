"""What finance sets for a paying entity beside how tax is withheld."""

from __future__ import annotations

from django.db import models

from tasks.models import PayingEntity


class RailFee(models.Model):
    """What one payment by a rail costs the entity; no row means nobody has said, which is not zero."""

    entity = models.ForeignKey(PayingEntity, on_delete=models.PROTECT, related_name="rail_fees")
    rail = models.CharField(max_length=20)
    fee_fen = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["entity", "rail"], name="rail_fee_once")]


class AccountCode(models.Model):
    """What the entity's own books call an account of the house; no row means the house's own name is written."""

    entity = models.ForeignKey(PayingEntity, on_delete=models.PROTECT, related_name="account_codes")
    account = models.CharField(max_length=30)
    code = models.CharField(max_length=20)
    name = models.CharField(max_length=60)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["entity", "account"], name="account_code_once")]
