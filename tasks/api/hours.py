"""The desk of hours and shifts by API: read, changed, refused, drafted again; seats, calling off."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from onboarding.models import Agent
from tasks.actions import approvals
from tasks.actions.shifts import cancel_shift, change_seats
from tasks.api.shared import Access, ChangedOut, WhyIn, counted
from tasks.api.work import SegmentOut, SegmentsIn, ShiftOut
from tasks.models import Segment, Shift, Task
from yunke import clock
from yunke.api import IDEMPOTENCY_KEY, Page, RolePermission, choice, named, once, read
from yunke.ground.roles import AUDITOR, OPERATIONS

ASKED = [
    OpenApiParameter("state", str, description="drafted (unless told otherwise), approved or refused"),
    OpenApiParameter("task", str, description="public_id"),
    OpenApiParameter("agent", str, description="number"),
]


class DeskSegmentOut(SegmentOut):
    agent = serializers.CharField(source="agent.number")

    class Meta(SegmentOut.Meta):
        fields = ("agent", *SegmentOut.Meta.fields)  # type: ignore[assignment]
        read_only_fields = fields


class RefusalIn(SegmentsIn):
    why = serializers.CharField(max_length=200, allow_blank=True)


class MinutesIn(serializers.Serializer[Any]):
    minutes = serializers.IntegerField(min_value=0, max_value=1_440)
    why = serializers.CharField(max_length=200, allow_blank=True)


class SeatsIn(serializers.Serializer[Any]):
    seats = serializers.IntegerField(min_value=0, max_value=50_000)


class _Act(APIView):
    access: Access = ((OPERATIONS,), ())
    permission_classes = [RolePermission]


class HoursQueue(generics.ListAPIView[Segment]):
    """Hours of a state, the oldest day first: ``?state=`` ``?task=`` ``?agent=``."""

    access: Access = ((), (OPERATIONS, AUDITOR))
    permission_classes = [RolePermission]
    pagination_class = Page
    serializer_class = DeskSegmentOut
    filter_backends: list[Any] = []

    def get_queryset(self) -> QuerySet[Segment]:
        state = choice(self.request, "state", Segment.STATES.words, "drafted")
        rows = Segment.objects.select_related("agent", "task", "booking").order_by("local_on", "pk")
        rows = rows.filter(state=state)
        if task := named(self.request, "task", Task.objects.all()):
            rows = rows.filter(task=task)
        if agent := named(self.request, "agent", Agent.objects.all(), by="number"):
            rows = rows.filter(agent=agent)
        return rows

    @extend_schema(operation_id="hours_queue_list", parameters=ASKED)
    def get(self, request: Request, *given: Any, **named: Any) -> Response:
        return super().get(request, *given, **named)


class ChangeMinutes(_Act):
    """Other paid minutes for drafted hours; the agent is told why."""

    @extend_schema(request=MinutesIn, responses=DeskSegmentOut, parameters=[IDEMPOTENCY_KEY])
    def post(self, request: Request, public_id: str) -> Response:
        rows = Segment.objects.select_related("agent__user", "task", "booking")
        one, said = get_object_or_404(rows, public_id=public_id), read(MinutesIn, request)
        return once(
            request,
            lambda: approvals.change_minutes(
                one, said["minutes"], said["why"], by=request.user, now=clock.now()
            ),
            DeskSegmentOut,
        )


class RefuseHours(_Act):
    """Do not count drafted hours; each agent is told why."""

    @extend_schema(request=RefusalIn, responses=ChangedOut, parameters=[IDEMPOTENCY_KEY])
    def post(self, request: Request) -> Response:
        said = read(RefusalIn, request)
        rows = Segment.objects.filter(public_id__in=said["segments"])
        return counted(
            request, lambda: approvals.refuse_hours(rows, said["why"], by=request.user, now=clock.now())
        )


class DraftHoursAgain(_Act):
    """Take a refusal back."""

    @extend_schema(request=SegmentsIn, responses=ChangedOut, parameters=[IDEMPOTENCY_KEY])
    def post(self, request: Request) -> Response:
        rows = Segment.objects.filter(public_id__in=read(SegmentsIn, request)["segments"])
        return counted(request, lambda: approvals.draft_hours_again(rows, by=request.user, now=clock.now()))


class ChangeSeats(_Act):
    """More or fewer seats, never fewer than are taken."""

    @extend_schema(request=SeatsIn, responses=ShiftOut, parameters=[IDEMPOTENCY_KEY])
    def post(self, request: Request, public_id: str) -> Response:
        one, seats = _shift(public_id), read(SeatsIn, request)["seats"]
        return once(request, lambda: change_seats(one, seats, by=request.user, now=clock.now()), ShiftOut)


class CancelShift(_Act):
    """Call a shift off; ``changed`` is how many had a seat and were told."""

    @extend_schema(request=WhyIn, responses=ChangedOut, parameters=[IDEMPOTENCY_KEY])
    def post(self, request: Request, public_id: str) -> Response:
        one, why = _shift(public_id), read(WhyIn, request)["why"]
        return counted(request, lambda: cancel_shift(one, why, by=request.user, now=clock.now()))


def _shift(public_id: str) -> Shift:
    return get_object_or_404(Shift.objects.select_related("task"), public_id=public_id)
