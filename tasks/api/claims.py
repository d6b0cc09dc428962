"""Ends and returns of claims by API: leaving, being replaced, a rejection taken back."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from tasks.actions.claims import leave_task, release_claim, reopen_claim
from tasks.actions.seats import accept_seat, decline_seat
from tasks.api.offer import ClaimOut, QueueOut
from tasks.api.shared import Access
from tasks.models import Claim
from tasks.queries.claims import my_claims, queue
from yunke import clock
from yunke.api import IDEMPOTENCY_KEY, RolePermission, once, read
from yunke.ground.roles import AGENT, OPERATIONS, SCREENER


class ReleaseIn(serializers.Serializer[Any]):
    why = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")


class SeatIn(serializers.Serializer[Any]):
    answer = serializers.ChoiceField(choices=["accept", "decline"])


class AnswerSeat(APIView):
    """The answer to a seat that came free; declining withdraws the claim."""

    access: Access = ((AGENT,), ())
    permission_classes = [RolePermission]

    @extend_schema(request=SeatIn, responses=ClaimOut, parameters=[IDEMPOTENCY_KEY])
    def post(self, request: Request, public_id: str) -> Response:
        found = get_object_or_404(my_claims(request.user.agent), public_id=public_id)
        act = accept_seat if read(SeatIn, request)["answer"] == "accept" else decline_seat
        return once(request, lambda: act(found, now=clock.now()), ClaimOut)


class LeaveTask(APIView):
    """The caller leaves a task they are on duty for; booked shifts come first."""

    access: Access = ((AGENT,), ())
    permission_classes = [RolePermission]

    @extend_schema(request=None, responses=ClaimOut, parameters=[IDEMPOTENCY_KEY])
    def post(self, request: Request, public_id: str) -> Response:
        claim = get_object_or_404(my_claims(request.user.agent), public_id=public_id)

        def act() -> Claim:
            leave_task(claim, by=request.user.actor, now=clock.now())
            return claim

        return once(request, act, ClaimOut)


class ReleaseClaim(APIView):
    """Replace an agent on a task: no fine, the seat is free again."""

    access: Access = ((OPERATIONS,), ())
    permission_classes = [RolePermission]

    @extend_schema(request=ReleaseIn, responses=QueueOut, parameters=[IDEMPOTENCY_KEY])
    def post(self, request: Request, public_id: str) -> Response:
        claim = get_object_or_404(queue(), public_id=public_id)
        why = read(ReleaseIn, request)["why"] or gettext("任务换人")

        def act() -> Claim:
            release_claim(claim, why=why, by=request.user.actor, now=clock.now())
            return claim

        return once(request, act, QueueOut)


class ReopenClaim(APIView):
    """Take a rejection back while that is allowed."""

    access: Access = ((SCREENER,), ())
    permission_classes = [RolePermission]

    @extend_schema(request=None, responses=QueueOut, parameters=[IDEMPOTENCY_KEY])
    def post(self, request: Request, public_id: str) -> Response:
        claim = get_object_or_404(queue(), public_id=public_id)

        def act() -> Claim:
            reopen_claim(claim, by=request.user, now=clock.now())
            return claim

        return once(request, act, QueueOut)
