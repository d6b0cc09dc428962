"""How an account begins, for programs: the words to agree to, signing up, accepting an invitation."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from onboarding.actions.invitations import hashed
from onboarding.api.account import Door
from onboarding.api.codes import accept_by_code, join_by_code
from onboarding.api.shapes import MeShape, TokenShape
from onboarding.api.sop_path import DoorAsked
from onboarding.models import Invitation
from onboarding.rules.consent import reasons_against_consent
from onboarding.rules.door import Answers
from onboarding.texts import SERVICE, TEXTS, Text, versions_of
from yunke.api import REFUSED, Page, choice, read
from yunke.ground.errors import Refused
from yunke.ground.roles import ANYONE

OPEN: Any = ((ANYONE,), ())


class TextShape(serializers.Serializer[Any]):
    """Word for word, in the language asked for; ``version`` goes back with the yes."""

    purpose = serializers.CharField()
    version = serializers.CharField()
    title = serializers.CharField()
    paragraphs = serializers.ListField(child=serializers.CharField())
    hash = serializers.CharField()


class TextVersionShape(serializers.Serializer[Any]):
    """A wording in both languages; a consent's ``text_hash`` is that of the language it was read in."""

    purpose = serializers.CharField()
    version = serializers.CharField()
    in_force = serializers.SerializerMethodField()
    title_zh = serializers.CharField()
    title_en = serializers.CharField()
    zh = serializers.ListField(child=serializers.CharField())
    en = serializers.ListField(child=serializers.CharField())
    hash_zh = serializers.CharField()
    hash_en = serializers.CharField()

    def get_in_force(self, text: Text) -> bool:
        return TEXTS[text.purpose] is text


class JoinAsked(serializers.Serializer[Any]):
    challenge = serializers.CharField(max_length=60)
    code = serializers.CharField(max_length=12)
    agree = serializers.BooleanField(help_text="Whoever holds the phone has read the text and agrees.")
    text_version = serializers.CharField(max_length=20, help_text="Of ``texts/service/`` as it was read.")


class NewcomerAsked(JoinAsked):
    door = DoorAsked(help_text="The answers of ``door/``; where no line fits them nobody signs up.")


class InvitationAsked(JoinAsked):
    token = serializers.CharField(max_length=100, help_text="The last part of the invitation's link.")
    name = serializers.CharField(max_length=60)


class ConsentText(Door):
    access = ((), (ANYONE,))

    @extend_schema(responses=TextShape, operation_id="consent_text")
    def get(self, request: Request, purpose: str) -> Response:
        """The text in force for a purpose: ``service``, ``identity``, ``voice`` or ``childbearing``."""
        if purpose not in TEXTS:
            raise Http404
        return Response(TextShape(TEXTS[purpose]).data)


class ConsentTextVersions(Door):
    access = ((), (ANYONE,))
    pagination_class = Page

    @extend_schema(
        parameters=[OpenApiParameter("hash", str, description="Only the wording with this hash.")],
        responses=TextVersionShape(many=True),
        operation_id="consent_text_versions",
    )
    def get(self, request: Request, purpose: str) -> Response:
        """Every wording there was for a purpose, the newest first, to hold a consent against."""
        if purpose not in TEXTS:
            raise Http404
        pages, found = Page(), versions_of(purpose)
        if given := choice(request, "hash", [one for text in found for one in (text.hash_zh, text.hash_en)]):
            found = [text for text in found if given in (text.hash_zh, text.hash_en)]
        rows: Any = pages.paginate_queryset(found, request, view=self)
        return pages.get_paginated_response(TextVersionShape(rows, many=True).data)


class Join(Door):
    access = OPEN
    authentication_classes: list[Any] = []

    @extend_schema(request=NewcomerAsked, responses={201: TokenShape, 409: REFUSED}, operation_id="auth_join")
    def post(self, request: Request) -> Response:
        """Sign up: after ``no_account``, the same challenge and code with a yes make the account and its agent."""
        asked = read(NewcomerAsked, request)
        told = Answers(**asked["door"])
        user, token, expires_at = join_by_code(request._request, told, **_proof(asked))
        shown = {"token": token, "expires_at": expires_at, "public_id": user.public_id}
        return Response(shown, status=201)


class AcceptInvitation(Door):
    access = OPEN
    authentication_classes: list[Any] = []

    @extend_schema(
        request=InvitationAsked,
        responses={201: MeShape, 404: None, 409: REFUSED},
        operation_id="accept_invitation",
    )
    def post(self, request: Request) -> Response:
        """Take the roles of an invitation, by a code sent to the phone it names; then ask for a token."""
        asked = read(InvitationAsked, request)
        invited = get_object_or_404(
            Invitation.objects.select_related("invited_by"), token_hash=hashed(asked["token"])
        )
        user = accept_by_code(request._request, invited, asked["name"], **_proof(asked))
        return Response(MeShape(user).data, status=201)


def _proof(asked: dict[str, Any]) -> dict[str, str]:
    """The code to check, once the yes counts."""
    said = {"agreed": asked["agree"], "version": asked["text_version"], "in_force": TEXTS[SERVICE].version}
    if reasons := list(reasons_against_consent(**said)):
        raise Refused(*reasons)
    return {"challenge": asked["challenge"], "code": asked["code"]}
