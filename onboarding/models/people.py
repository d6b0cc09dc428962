"""Who somebody is: a user signs in by phone; an agent is a user who works."""

from __future__ import annotations

from datetime import datetime
from functools import cached_property
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from onboarding.phones import masked
from onboarding.rules.identity import masked_name
from onboarding.states import AGENT
from yunke.audit import Actor
from yunke.crypto import BlindIndexField, EncryptedTextField
from yunke.ground.ids import new_public_id
from yunke.ground.roles import AGENT as AGENT_ROLE
from yunke.models import Public
from yunke.readers import names_covered
from yunke.registry import registry


class UserManager(BaseUserManager["User"]):
    def create_user(self, phone: str, *, now: datetime, password: str | None = None, **fields: Any) -> User:
        """A person with a phone (E.164); without a password they sign in by SMS code."""
        user = self.model(phone=phone, public_id=new_public_id(now), joined_at=now, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser, Public):
    """``phone`` is E.164 (``+8613800000000``). Roles are grants, never columns."""

    phone = models.CharField(max_length=20, unique=True)
    phone_verified_at = models.DateTimeField(null=True)
    name = models.CharField(max_length=60, blank=True)  # what they call themselves
    proven_name = EncryptedTextField(
        blank=True, default="", db_default="", unreadable=""
    )  # of the papers that passed
    proven_name_index = BlindIndexField(
        source="proven_name", purpose="name", blank=True, default="", db_default="", db_index=True
    )
    email = models.EmailField(blank=True)
    language = models.CharField(max_length=10, blank=True)
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField()

    USERNAME_FIELD = "phone"
    objects = UserManager()

    @cached_property
    def roles(self) -> frozenset[str]:
        """The roles in force, with ``agent`` and those of the rank when there is an agent of this user."""
        granted = set(self.grants.filter(state="active").values_list("role", flat=True))
        if not hasattr(self, "agent"):
            return frozenset(granted)
        return frozenset(granted | {AGENT_ROLE} | registry.roles_of_rank(self.agent))

    @property
    def actor(self) -> Actor:
        return Actor(self.public_id)

    @property
    def shown_name(self) -> str:
        """The proven name, else what they call themselves; to an auditor an agent's family name alone, and so of
        whoever is not known to be staff."""
        is_staff = self._state.fields_cache.get("agent", self) is None
        return name_of(self.proven_name, self.name) if not is_staff else self.proven_name or self.name

    def __str__(self) -> str:
        return self.shown_name or masked(self.phone)


def name_of(proven: str, told: str) -> str:
    """As whoever reads now may see it: nobody who is proven goes by another name."""
    return covered(proven or told)


def covered(name: str) -> str:
    """A name as whoever reads now may see it."""
    return masked_name(name) if name and names_covered() else name


class Agent(Public):
    """A remote customer-service agent. ``number`` (``A0000001``) is what files and people call them."""

    STATES = AGENT

    user = models.OneToOneField(User, on_delete=models.PROTECT, related_name="agent")
    number = models.CharField(max_length=12, unique=True)
    state = models.CharField(max_length=10, choices=AGENT.choices, default="applicant")
    suspended_why = models.CharField(max_length=200, blank=True)  # while suspended; the agent reads it
    joined_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.user} {self.number}"
