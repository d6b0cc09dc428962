"""The desk's papers for programs: one check as masked as its page shows it, and each photo, on record."""

from __future__ import annotations

from typing import Any

from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from onboarding.actions.identity import record_photo_seen
from onboarding.api.account import Door
from onboarding.api.shapes import CheckShape, QueueShape
from onboarding.models import IdentityCheck
from onboarding.queries.identity import may_see_papers
from onboarding.rules.identity import SIDES
from yunke import clock
from yunke.ground.roles import AUDITOR, SCREENER

READERS: Any = ((), (SCREENER, AUDITOR))


class PapersShape(QueueShape):
    """``name`` in full and ``photos`` for screeners, and for an auditor who gave a reason; the number masked."""

    photos = serializers.SerializerMethodField()
    reasons = serializers.SerializerMethodField()

    class Meta(QueueShape.Meta):
        fields = [*QueueShape.Meta.fields, "decided_at", "photos", "reasons"]
        read_only_fields = fields

    def get_name(self, check: IdentityCheck) -> str:
        return check.name if self.context["seen"] else super().get_name(check)

    def get_photos(self, check: IdentityCheck) -> list[str]:
        return [side for side in SIDES if self.context["seen"] and getattr(check, f"photo_{side}")]

    def get_reasons(self, check: IdentityCheck) -> list[dict[str, Any]]:
        return CheckShape().get_reasons(check)


def _check(public_id: str) -> IdentityCheck:
    return get_object_or_404(IdentityCheck.objects.select_related("agent__user"), public_id=public_id)


class Papers(Door):
    access = READERS

    @extend_schema(responses=PapersShape, operation_id="identity_check")
    def get(self, request: Request, public_id: str) -> Response:
        """One check with what speaks against it, and which photos can be looked at."""
        check = _check(public_id)
        seen = may_see_papers(check, request.user, now=clock.now())
        return Response(PapersShape(check, context={"seen": seen}).data)


class Photo(Door):
    access = READERS

    @extend_schema(
        responses={(200, "image/jpeg"): OpenApiTypes.BINARY, 404: None}, operation_id="identity_photo"
    )
    def get(self, request: Request, public_id: str, side: str) -> FileResponse:
        """One photo: ``front``, ``back`` or ``self``; each look is recorded."""
        check, now = _check(public_id), clock.now()
        if side not in SIDES or not may_see_papers(check, request.user, now=now):
            raise Http404
        if not (file := getattr(check, f"photo_{side}")):
            raise Http404
        record_photo_seen(check, side, by=request.user, now=now)
        return FileResponse(
            file.open("rb"), as_attachment=True, filename=f"{side}.jpg", content_type="image/jpeg"
        )
