"""What others' news means here: a new second factor ends every session that did not pass it."""

from __future__ import annotations

from typing import Any

from allauth.mfa.signals import authenticator_added, authenticator_removed
from django.contrib.auth import update_session_auth_hash
from django.dispatch import receiver

from onboarding.actions.people import end_sessions, record_second_factor
from yunke import clock


@receiver(authenticator_added, dispatch_uid="onboarding.second_factor_added")
def second_factor_added(sender: Any, request: Any, user: Any, authenticator: Any, **_: Any) -> None:
    end_sessions(user)
    if request.user.is_authenticated:
        update_session_auth_hash(request, user)
    record_second_factor(user, "second_factor_added", authenticator.type, now=clock.now())


@receiver(authenticator_removed, dispatch_uid="onboarding.second_factor_removed")
def second_factor_removed(sender: Any, request: Any, user: Any, authenticator: Any, **_: Any) -> None:
    record_second_factor(user, "second_factor_removed", authenticator.type, now=clock.now())
