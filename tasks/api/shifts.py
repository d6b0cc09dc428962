"""Shifts by API: an agent's choice with reasons, the desk's days with how full they are, who holds a seat."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, PolymorphicProxySerializer, extend_schema
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from onboarding.models import Agent
from tasks.actions.shifts import create_shifts
from tasks.api.attendance import SeatOut
from tasks.api.shared import Access
from tasks.api.work import OfferedShiftOut, ShiftOut, ShiftsIn
from tasks.models import Booking, Shift, Task
from tasks.queries.shifts import bookable_shifts, shift_reasons, shifts_of_days
from yunke import clock
from yunke.api import IDEMPOTENCY_KEY, DayField, Page, RolePermission, asked, choice, idempotent, named, read
from yunke.ground.calendar import local_on
from yunke.ground.roles import AGENT, AUDITOR, OPERATIONS

DAYS_SHOWN = 14
VIEWS = ("mine", "desk")
ASKED = [
    OpenApiParameter("from", OpenApiTypes.DATE, description="First pay-zone day; two weeks are listed."),
    OpenApiParameter("task", str, description="public_id"),
    OpenApiParameter(
        "view", str, enum=list(VIEWS), description="For staff who are agents, too: mine or desk."
    ),
]


class DeskShiftOut(ShiftOut):
    """With how many seats stand where."""

    booked = serializers.IntegerField(source="n_booked")
    working = serializers.IntegerField(source="n_working")
    worked = serializers.IntegerField(source="n_worked")
    absent = serializers.IntegerField(source="n_absent")

    class Meta(ShiftOut.Meta):
        fields = (*ShiftOut.Meta.fields, "booked", "working", "worked", "absent")  # type: ignore[assignment]
        read_only_fields = fields


class DaysAsked(serializers.Serializer[Any]):
    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        return {"from": DayField(required=False)}  # a word that no attribute can have


class Shifts(APIView):
    """GET: two weeks of shifts, an agent's own with reasons, the desk's with counts. POST: put shifts up."""

    access: Access = ((OPERATIONS,), (AGENT, AUDITOR))
    permission_classes = [RolePermission]
    pagination_class = Page

    @extend_schema(
        parameters=ASKED,
        responses=PolymorphicProxySerializer(
            "ListedShift", [OfferedShiftOut, DeskShiftOut], resource_type_field_name=None, many=True
        ),
    )
    def get(self, request: Request) -> Response:
        first = asked(DaysAsked, request).get("from") or local_on(clock.now())
        last = first + timedelta(days=DAYS_SHOWN - 1)
        if _wants_desk(request):
            task = named(request, "task", Task.objects.all())
            return _paged(self, request, _of_task(shifts_of_days(first, last), task), DeskShiftOut)
        agent, now = request.user.agent, clock.now()
        task = named(request, "task", Task.objects.filter(claims__agent=agent).distinct())
        rows = _of_task(bookable_shifts(agent, first, last, now=now), task)
        return _paged(self, request, rows, OfferedShiftOut, agent)

    @extend_schema(request=ShiftsIn, responses={201: ShiftOut(many=True)}, parameters=[IDEMPOTENCY_KEY])
    def post(self, request: Request) -> Response:
        given = read(ShiftsIn, request)
        task = get_object_or_404(Task, public_id=given["task"])
        times = [(one["starts_at"], one["ends_at"]) for one in given["times"]]

        def act() -> Response:
            made = create_shifts(task, times, given["seats"], by=request.user, now=clock.now())
            return Response(ShiftOut(made, many=True).data, status=201)

        return idempotent(request, act)


def _wants_desk(request: Request) -> bool:
    """Staff read the desk's list; who is an agent as well reads their own unless told otherwise."""
    wished = choice(request, "view", VIEWS)
    staff = bool({OPERATIONS, AUDITOR} & request.user.roles)
    return staff and (wished == "desk" or not hasattr(request.user, "agent"))


def _of_task(rows: QuerySet[Shift], task: Task | None) -> QuerySet[Shift]:
    return rows.filter(task=task) if task else rows


def _paged(
    view: APIView, request: Request, rows: QuerySet[Shift], shape: Any, agent: Agent | None = None
) -> Response:
    pages = Page()
    shown = pages.paginate_queryset(rows, request, view=view)
    why = {one.pk: said for one, said in shift_reasons(agent, shown, now=clock.now())} if agent else {}
    return pages.get_paginated_response(shape(shown, many=True, context={"reasons": why}).data)


class ShiftPeople(generics.ListAPIView[Booking]):
    """Everybody who holds or held a seat of a shift, by number."""

    access: Access = ((), (OPERATIONS, AUDITOR))
    permission_classes = [RolePermission]
    pagination_class = Page
    serializer_class = SeatOut
    filter_backends: list[Any] = []

    def get_queryset(self) -> QuerySet[Booking]:
        if "public_id" not in self.kwargs:  # the description of the API asks without a shift
            return Booking.objects.none()
        shift = get_object_or_404(Shift, public_id=self.kwargs["public_id"])
        return shift.bookings.select_related("agent", "shift__task").order_by("agent__number", "pk")
