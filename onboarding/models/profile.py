"""What an agent tells of themselves; and, apart from it, what few may ask and nothing may read."""

from __future__ import annotations

from django.db import models

from onboarding.models.people import Agent
from yunke.crypto import EncryptedTextField
from yunke.models import Public


class Profile(Public):
    """``answers`` is what was sent, as the screener reads it (``onboarding/rules/profile.py``).

    ``needs`` (JSON: codes and words) is private: rules apply it (``queries/needs.py``), no desk shows it.
    ``draft`` (JSON of both) is what is being typed; nobody else sees it before it is sent.
    """

    agent = models.OneToOneField(Agent, on_delete=models.PROTECT, related_name="profile")
    answers = models.JSONField(default=dict)
    needs = EncryptedTextField(blank=True)
    draft = EncryptedTextField(blank=True)
    saved_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)


class Childbearing(models.Model):
    """Childbearing status (domain.md): off by setting, after engagement only, optional, by its own consent.

    Only its owner's page reads it. Nothing else may: no filter, ranking, list, export or page of the desk.
    """

    agent = models.OneToOneField(Agent, on_delete=models.CASCADE, related_name="+")
    status = EncryptedTextField()
    told_at = models.DateTimeField()
