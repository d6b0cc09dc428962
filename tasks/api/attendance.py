"""A day's seats by API, and the times of somebody who forgot to clock, written by operations."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from tasks.actions.attendance import record_attendance
from tasks.api.shared import Access
from tasks.api.work import BookingOut
from tasks.models import Booking
from tasks.queries.hours import attendance_of
from yunke import clock
from yunke.api import IDEMPOTENCY_KEY, DayField, Page, RolePermission, once, read
from yunke.ground.calendar import local_midnight, local_on
from yunke.ground.roles import AUDITOR, OPERATIONS


class DayIn(serializers.Serializer[Any]):
    day = DayField(required=False)


class TimesWorkedIn(serializers.Serializer[Any]):
    """When they came and left, and what that is known from; the agent reads it."""

    came_at = serializers.DateTimeField(help_text="Where they clocked in themselves, that stands.")
    left_at = serializers.DateTimeField()
    why = serializers.CharField(max_length=200, allow_blank=True)


class SeatOut(BookingOut):
    agent = serializers.CharField(source="agent.number")

    class Meta(BookingOut.Meta):
        fields = ("agent", *BookingOut.Meta.fields)  # type: ignore[assignment]
        read_only_fields = fields


class Attendance(generics.ListAPIView[Booking]):
    """Seats of the shifts that meet a day of the pay zone, today unless told otherwise: ``?day=``."""

    access: Access = ((), (OPERATIONS, AUDITOR))
    permission_classes = [RolePermission]
    pagination_class = Page
    serializer_class = SeatOut
    filter_backends: list[Any] = []

    def get_queryset(self) -> QuerySet[Booking]:
        asked = DayIn(data=self.request.query_params)
        asked.is_valid(raise_exception=True)
        day = asked.validated_data.get("day") or local_on(clock.now())
        return attendance_of(local_midnight(day), local_midnight(day + timedelta(days=1)))

    @extend_schema(
        operation_id="attendance_list", parameters=[OpenApiParameter("day", str, description="YYYY-MM-DD")]
    )
    def get(self, request: Request, *given: Any, **named: Any) -> Response:
        return super().get(request, *given, **named)


class RecordAttendance(APIView):
    """Write the times of somebody who forgot to clock; the hours it drafts still have to be approved."""

    access: Access = ((OPERATIONS,), ())
    permission_classes = [RolePermission]

    @extend_schema(request=TimesWorkedIn, responses=SeatOut, parameters=[IDEMPOTENCY_KEY])
    def post(self, request: Request, public_id: str) -> Response:
        rows = Booking.objects.select_related("agent__user", "shift__task")
        seat, said = get_object_or_404(rows, public_id=public_id), read(TimesWorkedIn, request)
        return once(
            request,
            lambda: record_attendance(
                seat,
                seat.clocked_in_at or said["came_at"],
                said["left_at"],
                said["why"],
                by=request.user,
                now=clock.now(),
            ),
            SeatOut,
        )
