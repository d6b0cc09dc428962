"""A computer and its line as measured and declared; and whose an address is."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from onboarding.models.identity import private_storage
from onboarding.models.people import Agent, User
from onboarding.states import EQUIPMENT
from yunke.models import Public


class EquipmentCheck(Public):
    """``measures`` hold computer and line; of the address only the carrier is kept."""

    STATES = EQUIPMENT

    agent = models.ForeignKey(Agent, on_delete=models.PROTECT, related_name="equipment_checks")
    state = models.CharField(max_length=10, choices=EQUIPMENT.choices, default="submitted")
    measures = models.JSONField(default=dict)
    carrier = models.CharField(max_length=10)  # declared
    line_type = models.CharField(max_length=10)
    headset = models.CharField(max_length=20)
    headset_model = models.CharField(max_length=60, blank=True)
    carrier_seen = models.CharField(max_length=10)
    photo = models.FileField(storage=private_storage, max_length=200)
    thresholds = models.JSONField(default=dict)
    thresholds_version = models.CharField(max_length=20, blank=True)
    reasons = models.JSONField(default=list)
    submitted_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["agent"], condition=Q(state="submitted"), name="equipment_one_waiting"
            ),
        ]
        indexes = [models.Index(fields=["state", "submitted_at"], name="equipment_queue")]

    @property
    def declared(self) -> dict[str, str]:
        return {"carrier": self.carrier, "line_type": self.line_type, "headset": self.headset}


class CarrierRange(models.Model):
    """Addresses of one carrier, as 32 hexadecimal digits each; an imported table is replaced as a whole."""

    family = models.PositiveSmallIntegerField()
    first = models.CharField(max_length=32)
    last = models.CharField(max_length=32)
    carrier = models.CharField(max_length=10)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["family", "first", "last"], name="carrier_range_once")]
