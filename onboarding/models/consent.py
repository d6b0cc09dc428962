"""What a person agreed to, word for word, and when (PIPL arts. 14-17: informed, per purpose, withdrawable)."""

from __future__ import annotations

from django.db import models

from onboarding.models.people import User
from yunke.models import Public


class Consent(Public):
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="consents")
    purpose = models.CharField(max_length=40)
    text_version = models.CharField(max_length=20)
    text_hash = models.CharField(max_length=64)  # SHA-256 of the sentence shown
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["user", "purpose"], name="consent_purpose")]
