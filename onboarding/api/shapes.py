"""What goes over the wire. Each writer lists its fields; nothing else is taken."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from rest_framework import serializers

from onboarding.models import IdentityCheck, User
from onboarding.phones import masked, normalised
from onboarding.photos import cleaned_photo
from onboarding.reasons import PHONE_WRONG
from onboarding.rules.identity import masked_name, masked_number
from yunke.ground.errors import Refused, reasons_from_json
from yunke.refusals import as_json


class PhoneField(serializers.CharField):
    def to_internal_value(self, data: Any) -> str:
        phone = normalised(super().to_internal_value(data))
        if phone is None:
            raise Refused(PHONE_WRONG())
        return phone


class CodeAsked(serializers.Serializer[Any]):
    phone = PhoneField(max_length=24)


class CodeSent(serializers.Serializer[Any]):
    challenge = serializers.CharField(help_text="Goes back with the code; good for five minutes.")


class TokenAsked(serializers.Serializer[Any]):
    challenge = serializers.CharField(max_length=60)
    code = serializers.CharField(max_length=12)
    otp = serializers.CharField(max_length=12, required=False, default="")


class NewPhoneAsked(serializers.Serializer[Any]):
    challenge = serializers.CharField(max_length=60)
    code = serializers.CharField(max_length=12)


class TokenShape(serializers.Serializer[Any]):
    token = serializers.CharField()
    expires_at = serializers.DateTimeField()
    public_id = serializers.CharField()


class MeShape(serializers.ModelSerializer[User]):
    phone = serializers.SerializerMethodField()
    roles = serializers.SerializerMethodField()
    agent_number = serializers.SerializerMethodField()

    class Meta:
        model = User
        fields = ["public_id", "name", "phone", "language", "roles", "agent_number"]
        read_only_fields = fields

    def get_phone(self, user: User) -> str:
        return masked(user.phone)

    def get_roles(self, user: User) -> list[str]:
        return sorted(user.roles)

    def get_agent_number(self, user: User) -> str:
        agent = getattr(user, "agent", None)
        return agent.number if agent else ""


class ProfileAsked(serializers.Serializer[Any]):
    name = serializers.CharField(max_length=60, allow_blank=True)
    language = serializers.ChoiceField([code for code, _word in settings.LANGUAGES])


class PhotoField(serializers.FileField):
    """Cleaned to a bare JPEG of our own."""

    def __init__(self, *, folder: str = "identity", **kwargs: Any) -> None:
        self.folder = folder
        super().__init__(**kwargs)

    def to_internal_value(self, data: Any) -> ContentFile[bytes]:
        return cleaned_photo(super().to_internal_value(data), self.folder)


class RealNameAsked(serializers.Serializer[Any]):
    name = serializers.CharField(max_length=60)
    id_number = serializers.CharField(max_length=24)
    photo_front = PhotoField()
    photo_back = PhotoField()
    photo_self = PhotoField()
    agree = serializers.BooleanField(help_text="Consent to the identity text in force.")


class CheckShape(serializers.ModelSerializer[IdentityCheck]):
    reasons = serializers.SerializerMethodField()

    class Meta:
        model = IdentityCheck
        fields = ["public_id", "state", "submitted_at", "decided_at", "reasons"]
        read_only_fields = fields

    def get_reasons(self, check: IdentityCheck) -> list[dict[str, Any]]:
        return as_json(reasons_from_json(check.reasons))


class QueueShape(serializers.ModelSerializer[IdentityCheck]):
    agent_number = serializers.CharField(source="agent.number")
    name = serializers.SerializerMethodField()
    id_number = serializers.SerializerMethodField()

    class Meta:
        model = IdentityCheck
        fields = ["public_id", "agent_number", "name", "id_number", "state", "submitted_at"]
        read_only_fields = fields

    def get_name(self, check: IdentityCheck) -> str:
        return masked_name(check.name)

    def get_id_number(self, check: IdentityCheck) -> str:
        return masked_number(check.id_number)
