"""People, roles and invitations over the wire: phones masked, and only the listed fields taken."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from onboarding.api.shapes import PhoneField
from onboarding.models import Consent, Invitation, RoleGrant, User
from onboarding.phones import masked
from onboarding.rules.roles import needs_second
from yunke.models import Notice
from yunke.notices import worded


class GrantShape(serializers.ModelSerializer[RoleGrant]):
    person = serializers.CharField(source="user.public_id")
    asked_by = serializers.CharField(
        source="asked_by.public_id", default="", help_text="Empty: the server's operator."
    )
    needs_second = serializers.SerializerMethodField(help_text="Whether it takes a second administrator.")

    class Meta:
        model = RoleGrant
        fields = [
            "public_id",
            "person",
            "role",
            "state",
            "asked_by",
            "asked_at",
            "decided_at",
            "needs_second",
        ]
        read_only_fields = fields

    def get_needs_second(self, grant: RoleGrant) -> bool:
        return needs_second(grant.role)


class PersonShape(serializers.ModelSerializer[User]):
    """``grants``: roles in force and asked for."""

    name = serializers.CharField(source="shown_name")
    phone = serializers.SerializerMethodField()
    agent_number = serializers.SerializerMethodField()
    grants = serializers.SerializerMethodField()

    class Meta:
        model = User
        fields = ["public_id", "name", "phone", "agent_number", "is_active", "joined_at", "grants"]
        read_only_fields = fields

    def get_phone(self, user: User) -> str:
        return masked(user.phone)

    def get_agent_number(self, user: User) -> str:
        agent = getattr(user, "agent", None)
        return agent.number if agent else ""

    @extend_schema_field(GrantShape(many=True))
    def get_grants(self, user: Any) -> Any:
        return GrantShape(user.live_grants, many=True).data


class InvitationShape(serializers.ModelSerializer[Invitation]):
    phone = serializers.SerializerMethodField()
    roles = serializers.ListField(child=serializers.CharField())

    class Meta:
        model = Invitation
        fields = ["public_id", "phone", "name", "roles", "state", "sent_at", "expires_at"]
        read_only_fields = fields

    def get_phone(self, one: Invitation) -> str:
        return masked(one.phone)


class InvitedShape(InvitationShape):
    link = serializers.SerializerMethodField(help_text="Told once; empty when the request is sent again.")

    class Meta(InvitationShape.Meta):
        fields = [*InvitationShape.Meta.fields, "link"]
        read_only_fields = fields

    def get_link(self, _one: Invitation) -> str:
        return ""  # only its hash is kept: the view tells the link, and a kept answer has none


class InviteAsked(serializers.Serializer[Any]):
    phone = PhoneField(max_length=24)
    name = serializers.CharField(max_length=60)
    roles = serializers.ListField(child=serializers.CharField(max_length=20), max_length=20)


class RoleAsked(serializers.Serializer[Any]):
    role = serializers.CharField(max_length=20)


class GrantDecisionAsked(serializers.Serializer[Any]):
    decision = serializers.ChoiceField(["give", "refuse"])


class ConsentShape(serializers.ModelSerializer[Consent]):
    class Meta:
        model = Consent
        fields = ["purpose", "text_version", "text_hash", "given_at", "withdrawn_at"]
        read_only_fields = fields


class NewsShape(serializers.ModelSerializer[Notice]):
    code = serializers.CharField(source="template")
    text = serializers.SerializerMethodField()
    told_at = serializers.DateTimeField(source="due_at")

    class Meta:
        model = Notice
        fields = ["public_id", "code", "text", "url", "told_at", "read_at"]
        read_only_fields = fields

    def get_text(self, one: Notice) -> str:
        return worded(one.template, one.facts)


class RevealAsked(serializers.Serializer[Any]):
    why = serializers.CharField(
        max_length=200, allow_blank=True, help_text="Kept on record; long numbers in it are not."
    )


class RevealedShape(serializers.Serializer[Any]):
    public_id = serializers.CharField()
    id_number = serializers.CharField(help_text="In full, for the reason given.")
