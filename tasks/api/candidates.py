"""One candidate by API: what a screener weighs. No personal number."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from tasks.api.offer import QueueOut
from tasks.api.shared import Access
from tasks.models import Claim
from tasks.queries.claims import evidence_of, queue, room_of
from yunke.api import ReasonShape, RolePermission
from yunke.ground.errors import reasons_from_json
from yunke.ground.roles import AUDITOR, SCREENER
from yunke.refusals import as_json


class SittingOut(serializers.Serializer[Any]):
    started_at = serializers.DateTimeField()
    state = serializers.CharField()
    right_count = serializers.IntegerField(allow_null=True)
    question_count = serializers.IntegerField()


class OtherClaimOut(serializers.Serializer[Any]):
    task = serializers.CharField(source="task.public_id")
    state = serializers.CharField()


class SeatsStandOut(serializers.Serializer[Any]):
    seats = serializers.IntegerField()
    admitted = serializers.IntegerField()
    reserve = serializers.IntegerField()


class AttendanceOut(serializers.Serializer[Any]):
    """Seats of all time by what came of them."""

    worked = serializers.IntegerField()
    absent = serializers.IntegerField()
    late = serializers.IntegerField()
    late_cancelled = serializers.IntegerField()


class CandidateOpenedOut(QueueOut):
    """``identity``: the state of the real name. ``sittings`` are of the task's line, the latest first."""

    identity = serializers.SerializerMethodField()
    sittings = serializers.SerializerMethodField()
    others = serializers.SerializerMethodField()
    attendance = serializers.SerializerMethodField()
    minutes = serializers.SerializerMethodField()
    room = serializers.SerializerMethodField()
    reasons = serializers.SerializerMethodField()

    @property
    def weighed(self) -> dict[str, Any]:
        found: dict[str, Any] = self.context["evidence"]
        return found

    def get_identity(self, claim: Claim) -> str:
        check = self.weighed["identity"]
        return check.state if check else ""

    @extend_schema_field(SittingOut(many=True))
    def get_sittings(self, claim: Claim) -> Any:
        return SittingOut(self.weighed["attempts"], many=True).data

    @extend_schema_field(OtherClaimOut(many=True))
    def get_others(self, claim: Claim) -> Any:
        return OtherClaimOut(self.weighed["others"], many=True).data

    @extend_schema_field(AttendanceOut)
    def get_attendance(self, claim: Claim) -> Any:
        return AttendanceOut(self.weighed["attendance"]).data

    def get_minutes(self, claim: Claim) -> int:
        return int(self.weighed["minutes"])

    @extend_schema_field(SeatsStandOut)
    def get_room(self, claim: Claim) -> Any:
        return SeatsStandOut(room_of(claim.task)).data

    @extend_schema_field(ReasonShape(many=True))
    def get_reasons(self, claim: Claim) -> list[dict[str, Any]]:
        return as_json(reasons_from_json(claim.reasons))


class Candidate(APIView):
    """A claim of the queue with its evidence."""

    access: Access = ((), (SCREENER, AUDITOR))
    permission_classes = [RolePermission]

    @extend_schema(operation_id="claims_candidate", responses=CandidateOpenedOut)
    def get(self, request: Request, public_id: str) -> Response:
        claim = get_object_or_404(queue(), public_id=public_id)
        return Response(CandidateOpenedOut(claim, context={"evidence": evidence_of(claim)}).data)
