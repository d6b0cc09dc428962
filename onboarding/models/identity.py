"""Real-name evidence: encrypted, found by keyed hash, one person one account."""

from __future__ import annotations

from django.core.files.storage import storages
from django.db import models
from django.db.models import Q

from onboarding.models.people import Agent, User
from onboarding.states import IDENTITY
from yunke.crypto import BlindIndexField, EncryptedTextField
from yunke.models import Public


def private_storage() -> object:
    return storages["private"]


class IdentityDraft(models.Model):
    """What an agent typed and photographed, until they have looked it over and handed it in; a day at most.

    Kept only with the agent's yes to the words of ``text_version``.
    """

    agent = models.OneToOneField(Agent, on_delete=models.CASCADE, related_name="identity_draft")
    name = EncryptedTextField()
    id_number = EncryptedTextField()
    text_version = models.CharField(max_length=20)
    photo_front = models.FileField(storage=private_storage, blank=True, max_length=200)
    photo_back = models.FileField(storage=private_storage, blank=True, max_length=200)
    photo_self = models.FileField(storage=private_storage, blank=True, max_length=200)
    written_at = models.DateTimeField(db_index=True)


class IdentityCheck(Public):
    """One submission of name, ID number and photos. ``reasons`` are codes and facts when refused."""

    STATES = IDENTITY

    agent = models.ForeignKey(Agent, on_delete=models.PROTECT, related_name="identity_checks")
    name = EncryptedTextField()
    id_number = EncryptedTextField()
    id_index = BlindIndexField(source="id_number", purpose="id_number")
    photo_front = models.FileField(storage=private_storage, blank=True, max_length=200)
    photo_back = models.FileField(storage=private_storage, blank=True, max_length=200)
    photo_self = models.FileField(storage=private_storage, blank=True, max_length=200)
    state = models.CharField(max_length=10, choices=IDENTITY.choices, default="submitted")
    provider = models.CharField(max_length=40)
    provider_ref = models.CharField(max_length=80, blank=True)
    reasons = models.JSONField(default=list)
    submitted_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["id_index"],
                condition=Q(state__in=["submitted", "passed"]),
                name="identity_one_person_one_account",
            ),
            models.UniqueConstraint(
                fields=["agent"],
                condition=Q(state__in=["submitted", "passed"]),
                name="identity_one_live_check",
            ),
        ]
        indexes = [models.Index(fields=["state", "submitted_at"], name="identity_queue")]
