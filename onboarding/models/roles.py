"""Roles as grants with a history; a finance role needs a second administrator."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from onboarding.models.people import User
from onboarding.states import GRANT, INVITATION
from yunke.models import Public


class RoleGrant(Public):
    """``role`` is one of ``yunke.access.ROLES`` but ``agent``."""

    STATES = GRANT

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="grants")
    role = models.CharField(max_length=20)
    state = models.CharField(max_length=10, choices=GRANT.choices, default="asked")
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField()
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "role"], condition=Q(state__in=["asked", "active"]), name="role_granted_once"
            ),
        ]


class Invitation(Public):
    """The only way a staff account begins: a phone, roles, and a token kept as its hash."""

    STATES = INVITATION

    phone = models.CharField(max_length=20)
    name = models.CharField(max_length=60)
    roles = models.JSONField(default=list)
    token_hash = models.CharField(max_length=64, unique=True)
    state = models.CharField(max_length=10, choices=INVITATION.choices, default="sent")
    invited_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    accepted_at = models.DateTimeField(null=True)
