"""The client's own tasks for programs: seats, people by number, hours and results by week. No pay, no price."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from tasks.api.shared import Access
from tasks.models import Task
from tasks.queries.clients import (
    WEEKS,
    duty_counts,
    minutes_since,
    numbers_on_duty,
    tasks_of_client,
    weeks_of,
)
from yunke import clock
from yunke.api import Page, RolePermission
from yunke.ground.roles import CLIENT

THEIRS: Access = ((), (CLIENT,))


class ClientTaskOut(serializers.Serializer[Any]):
    """``minutes``: approved, of the last eight weeks."""

    public_id = serializers.CharField()
    number = serializers.CharField()
    name = serializers.CharField()
    line = serializers.CharField(source="line.code")
    state = serializers.CharField()
    seats = serializers.IntegerField()
    on_duty = serializers.IntegerField()
    minutes = serializers.IntegerField()


class WeekResultOut(serializers.Serializer[Any]):
    """``value``: pieces, or fen of sales where the kind is measured by its amount."""

    kind = serializers.CharField()
    measure = serializers.CharField()
    value = serializers.IntegerField()


class WeekOut(serializers.Serializer[Any]):
    """Monday to Sunday of the pay zone."""

    starts_on = serializers.DateField()
    ends_on = serializers.DateField()
    minutes = serializers.IntegerField()
    results = WeekResultOut(many=True)


class ClientTaskOpenedOut(serializers.Serializer[Any]):
    public_id = serializers.CharField()
    number = serializers.CharField()
    name = serializers.CharField()
    state = serializers.CharField()
    seats = serializers.IntegerField()
    numbers = serializers.ListField(child=serializers.CharField())
    weeks = WeekOut(many=True)


class ClientTasks(generics.GenericAPIView[Task]):
    """The tasks of the caller's client, the newest first."""

    access = THEIRS
    permission_classes = [RolePermission]
    pagination_class = Page
    serializer_class = ClientTaskOut
    filter_backends: list[Any] = []

    def get_queryset(self) -> QuerySet[Task]:
        return tasks_of_client(self.request.user)

    @extend_schema(operation_id="client_tasks_list", responses=ClientTaskOut(many=True))
    def get(self, request: Request) -> Response:
        page: Any = self.paginate_queryset(self.get_queryset())
        duty = duty_counts(page)
        minutes = minutes_since(page, clock.today() - timedelta(weeks=WEEKS))
        for task in page:
            task.on_duty, task.minutes = duty.get(task.pk, 0), minutes.get(task.pk, 0)
        return self.get_paginated_response(ClientTaskOut(page, many=True).data)


class ClientTask(APIView):
    """One of them: who is on duty, and eight weeks."""

    access = THEIRS
    permission_classes = [RolePermission]

    @extend_schema(operation_id="client_tasks_retrieve", responses=ClientTaskOpenedOut)
    def get(self, request: Request, public_id: str) -> Response:
        task = get_object_or_404(tasks_of_client(request.user), public_id=public_id)
        told = {name: getattr(task, name) for name in ("public_id", "number", "name", "state", "seats")}
        told |= {"numbers": numbers_on_duty(task), "weeks": _weeks(task)}
        return Response(ClientTaskOpenedOut(told).data)


def _weeks(task: Task) -> list[dict[str, Any]]:
    weeks, kinds = weeks_of(task, clock.today())
    return [
        {
            "starts_on": week.starts_on,
            "ends_on": week.ends_on,
            "minutes": week.minutes,
            "results": [
                {"kind": kind.code, "measure": kind.measure, "value": week.counts.get(kind.pk, 0)}
                for kind in kinds
            ],
        }
        for week in weeks
    ]
