"""The profile for programs: read, kept as a draft, sent."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from onboarding.actions.profile import save_draft, send_profile
from onboarding.api.account import Door
from onboarding.models import Agent
from onboarding.queries.profile import profile_of, sent, typed
from onboarding.rules import profile as asked
from yunke import clock
from yunke.api import KEY, REFUSED, idempotent
from yunke.ground.roles import AGENT


def _some(codes: Any) -> Any:
    return serializers.ListField(child=serializers.ChoiceField(list(codes)), required=False)


class AnswersShape(serializers.Serializer[Any]):
    """Every answer may be left out; what is needed before sending is told by the refusal."""

    education = serializers.ChoiceField(list(asked.EDUCATION), required=False)
    city = serializers.CharField(max_length=40, required=False)
    pace = serializers.ChoiceField(list(asked.PACE), required=False)
    languages = _some(asked.LANGUAGES)
    mandarin = serializers.ChoiceField(list(asked.MANDARIN), required=False)
    experience = serializers.DictField(
        child=serializers.ListField(child=serializers.ChoiceField(list(asked.INDUSTRIES)), min_length=1),
        required=False,
        help_text="Kind of work -> industries: " + ", ".join(asked.EXPERIENCE),
    )
    sales = serializers.ChoiceField(list(asked.SALES), required=False)
    skills = _some(asked.SKILLS)
    skills_words = serializers.CharField(max_length=100, required=False, allow_blank=True)
    hours = serializers.ListField(
        child=serializers.RegexField(r"^[1-7]-(?:08|12|14|18|21|00)$"),
        required=False,
        help_text="Weekday (1 is Monday) and the hour a slot begins, such as 1-18.",
    )
    backup = serializers.ChoiceField(list(asked.BACKUP), required=False)
    needs = _some(asked.NEEDS)

    def validate_experience(self, value: dict[str, Any]) -> dict[str, Any]:
        if unknown := set(value) - set(asked.EXPERIENCE):
            raise serializers.ValidationError(f"unknown kinds of work: {', '.join(sorted(unknown))}")
        return value


class ProfileShape(serializers.Serializer[Any]):
    sent_at = serializers.DateTimeField(allow_null=True)
    sent = AnswersShape(help_text="What counts, the private needs included: this is their owner's page.")
    draft = AnswersShape(help_text="What was typed since, beside what counts.")


class MyProfile(Door):
    access: Any = ((AGENT,), ())

    @extend_schema(responses=ProfileShape, operation_id="profile")
    def get(self, request: Request) -> Response:
        """My profile as sent and as typed since."""
        return Response(_shown(request.user.agent))

    @extend_schema(
        request=AnswersShape,
        responses={200: ProfileShape, 400: None, 409: REFUSED},
        parameters=KEY,
        operation_id="profile_draft",
    )
    def put(self, request: Request) -> Response:
        """Keep these answers as a draft; those left out stay as they are."""
        given = AnswersShape(data=request.data)
        given.is_valid(raise_exception=True)

        def act() -> Response:
            save_draft(request.user.agent, dict(given.validated_data), now=clock.now())
            return Response(_shown(request.user.agent))

        return idempotent(request, act)


class SendProfile(Door):
    access: Any = ((AGENT,), ())

    @extend_schema(
        request=None,
        responses={200: ProfileShape, 409: REFUSED},
        parameters=KEY,
        operation_id="send_profile",
    )
    def post(self, request: Request) -> Response:
        """Send what was typed; refused with every answer that is still missing."""

        def act() -> Response:
            send_profile(request.user.agent, now=clock.now())
            return Response(_shown(request.user.agent))

        return idempotent(request, act)


def _shown(agent: Agent) -> dict[str, Any]:
    profile = profile_of(agent)
    return {
        "sent_at": profile.sent_at if profile else None,
        "sent": sent(profile),
        "draft": typed(profile) if profile and profile.draft else {},
    }
