"""Verdicts after training and appeals by API: ours, the client's, the agent's."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from tasks.actions.assessing import appeal_claim, assess_claim, decide_appeal
from tasks.api.shared import Access
from tasks.models import Claim, ClaimAppeal
from tasks.queries.claims import my_claims, open_appeals, queue
from tasks.queries.clients import tasks_of_client
from yunke import clock
from yunke.api import IDEMPOTENCY_KEY, Page, RolePermission, once, read
from yunke.ground.roles import AGENT, AUDITOR, CLIENT, SCREENER


class VerdictIn(serializers.Serializer[Any]):
    verdict = serializers.ChoiceField(choices=["pass", "fail"])
    note = serializers.CharField(max_length=500, allow_blank=True, required=False, default="")


class VerdictOut(serializers.Serializer[Any]):
    claim = serializers.CharField(source="claim.public_id")
    side = serializers.CharField()
    verdict = serializers.CharField()
    note = serializers.CharField()
    at = serializers.DateTimeField()


class CandidateOut(serializers.Serializer[Any]):
    """Somebody a client may assess, by number alone."""

    public_id = serializers.CharField()
    agent = serializers.CharField(source="agent.number")
    task = serializers.CharField(source="task.public_id")
    state = serializers.CharField()
    since = serializers.DateTimeField()


class AppealIn(serializers.Serializer[Any]):
    words = serializers.CharField(max_length=2_000, allow_blank=True)


class AppealAnswerIn(serializers.Serializer[Any]):
    granted = serializers.BooleanField()
    why = serializers.CharField(max_length=500, allow_blank=True)


class AppealOut(serializers.Serializer[Any]):
    public_id = serializers.CharField()
    claim = serializers.CharField(source="claim.public_id")
    agent = serializers.CharField(source="claim.agent.number")
    state = serializers.CharField()
    words = serializers.CharField()
    asked_at = serializers.DateTimeField()
    why = serializers.CharField()
    decided_at = serializers.DateTimeField(allow_null=True)


class AssessClaim(APIView):
    """Our verdict."""

    access: Access = ((SCREENER,), ())
    permission_classes = [RolePermission]

    @extend_schema(request=VerdictIn, responses=VerdictOut, parameters=[IDEMPOTENCY_KEY])
    def post(self, request: Request, public_id: str) -> Response:
        claim, said = get_object_or_404(queue(), public_id=public_id), read(VerdictIn, request)
        return once(
            request, lambda: assess_claim(claim, "us", **said, by=request.user, now=clock.now()), VerdictOut
        )


class ClientCandidates(generics.ListAPIView[Claim]):
    """Who waits for the caller's verdict, of the caller's own tasks."""

    access: Access = ((), (CLIENT,))
    permission_classes = [RolePermission]
    pagination_class = Page
    serializer_class = CandidateOut
    filter_backends: list[Any] = []

    def get_queryset(self) -> QuerySet[Claim]:
        return _candidates(self.request.user).filter(state="assessing").order_by("asked_at", "pk")


class ClientAssess(APIView):
    """The client's verdict on a candidate of an own task."""

    access: Access = ((CLIENT,), ())
    permission_classes = [RolePermission]

    @extend_schema(request=VerdictIn, responses=VerdictOut, parameters=[IDEMPOTENCY_KEY])
    def post(self, request: Request, public_id: str) -> Response:
        claim, said = (
            get_object_or_404(_candidates(request.user), public_id=public_id),
            read(VerdictIn, request),
        )
        return once(
            request,
            lambda: assess_claim(claim, "client", **said, by=request.user, now=clock.now()),
            VerdictOut,
        )


class AppealClaim(APIView):
    """Once, within a week of the rejection."""

    access: Access = ((AGENT,), ())
    permission_classes = [RolePermission]

    @extend_schema(request=AppealIn, responses={201: AppealOut}, parameters=[IDEMPOTENCY_KEY])
    def post(self, request: Request, public_id: str) -> Response:
        claim = get_object_or_404(my_claims(request.user.agent), public_id=public_id)
        words = read(AppealIn, request)["words"]
        return once(request, lambda: appeal_claim(claim, words, now=clock.now()), AppealOut, status=201)


class Appeals(generics.ListAPIView[ClaimAppeal]):
    """Those that wait, the oldest first."""

    access: Access = ((), (SCREENER, AUDITOR))
    permission_classes = [RolePermission]
    pagination_class = Page
    serializer_class = AppealOut
    filter_backends: list[Any] = []

    def get_queryset(self) -> QuerySet[ClaimAppeal]:
        return open_appeals()


class DecideAppeal(APIView):
    """By somebody other than who rejected the claim."""

    access: Access = ((SCREENER,), ())
    permission_classes = [RolePermission]

    @extend_schema(request=AppealAnswerIn, responses=AppealOut, parameters=[IDEMPOTENCY_KEY])
    def post(self, request: Request, public_id: str) -> Response:
        appeal, said = get_object_or_404(ClaimAppeal, public_id=public_id), read(AppealAnswerIn, request)
        return once(
            request, lambda: decide_appeal(appeal, **said, by=request.user, now=clock.now()), AppealOut
        )


def _candidates(user: Any) -> QuerySet[Claim]:
    own = Claim.objects.filter(task__in=tasks_of_client(user), task__client_assesses=True)
    return own.select_related("agent", "task")
