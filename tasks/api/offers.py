"""Operations' tasks by API: drafted, edited, published; penalties and prices, each a new version."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from onboarding.models import Line
from tasks.actions import offers as acts
from tasks.api.offer import QueueOut
from tasks.api.shared import Access
from tasks.forms.fields import MOST_FEN
from tasks.models import Claim, Client, ClientPrice, PayingEntity, Task
from tasks.models.clients import RESERVE_RATIOS, TRAINING_RATIOS
from tasks.queries.desk_tasks import STATES, desk_tasks
from tasks.queries.offers import people_on_duty
from yunke import clock
from yunke.api import IDEMPOTENCY_KEY, Page, RolePermission, choice, once, read
from yunke.ground.roles import AUDITOR, OPERATIONS

ASKED = [
    OpenApiParameter("state", str, description="draft, open, paused or closed"),
    OpenApiParameter("q", str, description="words of the name, the number, the client"),
]


def fen(**named: Any) -> serializers.IntegerField:
    """A sum as the forms take it: nothing below zero, a million yuan at most."""
    return serializers.IntegerField(min_value=0, max_value=MOST_FEN, **named)


class DeskTaskOut(serializers.Serializer[Any]):
    """What a task says of itself, for staff."""

    public_id = serializers.CharField()
    number = serializers.CharField()
    client = serializers.CharField(source="client.public_id")
    entity = serializers.CharField(source="entity.code")
    line = serializers.CharField(source="line.code")
    name = serializers.CharField()
    description = serializers.CharField()
    requirements = serializers.CharField()
    seats = serializers.IntegerField()
    state = serializers.CharField()
    starts_on = serializers.DateField()
    ends_on = serializers.DateField(allow_null=True)
    claims_until = serializers.DateTimeField(allow_null=True)
    asks_interview = serializers.BooleanField()
    training_percent = serializers.IntegerField()
    client_assesses = serializers.BooleanField()
    room_before_shift = serializers.BooleanField()
    reserve_percent = serializers.IntegerField()


class TaskIn(serializers.Serializer[Any]):
    """All of it, as the form has it. ``entity`` and ``line`` by their codes; no end: for good.

    ``asks_interview`` left out: a new task follows its line's SOP of today, a standing one keeps what it has.
    Ratios are per cent of the seats: into training 200 to 300 (0: no training), admitted with reserve 120 to 150.
    """

    client = serializers.SlugRelatedField(slug_field="public_id", queryset=Client.objects.all())
    entity = serializers.SlugRelatedField(slug_field="code", queryset=PayingEntity.objects.all())
    line = serializers.SlugRelatedField(slug_field="code", queryset=Line.objects.all())
    name = serializers.CharField(max_length=80)
    description = serializers.CharField(max_length=4_000, required=False, allow_blank=True, default="")
    requirements = serializers.CharField(max_length=4_000, required=False, allow_blank=True, default="")
    seats = serializers.IntegerField(min_value=1, max_value=50_000)
    starts_on = serializers.DateField()
    ends_on = serializers.DateField(required=False, allow_null=True, default=None)
    claims_until = serializers.DateTimeField(required=False, allow_null=True, default=None)
    asks_interview = serializers.BooleanField(required=False, allow_null=True, default=None)
    training_percent = serializers.ChoiceField(
        choices=[ratio for ratio, _words in TRAINING_RATIOS], required=False, default=0
    )
    client_assesses = serializers.BooleanField(required=False, default=False)
    room_before_shift = serializers.BooleanField(required=False, default=False)
    reserve_percent = serializers.ChoiceField(
        choices=[ratio for ratio, _words in RESERVE_RATIOS], required=False, default=150
    )


class MoveIn(serializers.Serializer[Any]):
    to = serializers.ChoiceField(choices=["open", "paused", "closed"])


class ClauseIn(serializers.Serializer[Any]):
    code = serializers.SlugField(max_length=40)
    title = serializers.CharField(max_length=120)
    amount_fen = fen()


class PenaltiesIn(serializers.Serializer[Any]):
    """Without a clause: nothing is fined."""

    effective_on = serializers.DateField()
    appeal_days = serializers.IntegerField(min_value=1, max_value=30, required=False, default=3)
    clauses = ClauseIn(many=True, allow_empty=True, max_length=50)


class PenaltiesOut(serializers.Serializer[Any]):
    version = serializers.IntegerField()
    effective_on = serializers.DateField()
    appeal_days = serializers.IntegerField()
    hash = serializers.CharField()
    clauses = ClauseIn(many=True)


class PriceOut(serializers.Serializer[Any]):
    """What the client pays for a seat, a shift or an hour of it, from a day on."""

    effective_on = serializers.DateField()
    unit = serializers.ChoiceField(choices=["shift", "hour"])
    price_fen = fen()


class Act(APIView):
    access: Access = ((OPERATIONS,), ())
    permission_classes = [RolePermission]


class _List(generics.ListAPIView[Any]):
    access: Access = ((OPERATIONS,), (AUDITOR,))
    permission_classes = [RolePermission]
    pagination_class = Page
    filter_backends: list[Any] = []


class Tasks(_List):
    """GET: every task, the newest first. POST: a draft nobody sees before it is published."""

    serializer_class = DeskTaskOut

    def get_queryset(self) -> QuerySet[Task]:
        asked = self.request.query_params
        state = choice(self.request, "state", STATES)
        return desk_tasks(state, asked.get("q", "")[:60]).select_related("entity")

    @extend_schema(parameters=ASKED)
    def get(self, request: Request, *given: Any, **named: Any) -> Response:
        return super().get(request, *given, **named)

    @extend_schema(request=TaskIn, responses={201: DeskTaskOut}, parameters=[IDEMPOTENCY_KEY])
    def post(self, request: Request) -> Response:
        said = read(TaskIn, request)
        return once(
            request,
            lambda: acts.create_task(said, by=request.user.actor, now=clock.now()),
            DeskTaskOut,
            status=201,
        )


class OneTask(APIView):
    """GET: a task. PUT: change what it says of itself; what others built on is fixed once it was published."""

    access: Access = ((OPERATIONS,), (AUDITOR,))
    permission_classes = [RolePermission]

    @extend_schema(operation_id="tasks_retrieve", responses=DeskTaskOut)
    def get(self, request: Request, public_id: str) -> Response:
        return Response(DeskTaskOut(task_named(public_id)).data)

    @extend_schema(request=TaskIn, responses=DeskTaskOut, parameters=[IDEMPOTENCY_KEY])
    def put(self, request: Request, public_id: str) -> Response:
        one, said = task_named(public_id), read(TaskIn, request)
        return once(
            request,
            lambda: acts.edit_task(one, said, by=request.user.actor, now=clock.now()),
            DeskTaskOut,
        )


class MoveTask(Act):
    """Publish, pause or close."""

    @extend_schema(request=MoveIn, responses=DeskTaskOut, parameters=[IDEMPOTENCY_KEY])
    def post(self, request: Request, public_id: str) -> Response:
        one, to = task_named(public_id), read(MoveIn, request)["to"]

        def act() -> Task:
            acts.change_task(one, to, by=request.user.actor, now=clock.now())
            return task_named(public_id)

        return once(request, act, DeskTaskOut)


class TaskPeople(_List):
    """Who is on duty: their claims."""

    access: Access = ((), (OPERATIONS, AUDITOR))
    serializer_class = QueueOut

    def get_queryset(self) -> QuerySet[Claim]:
        rows = (
            people_on_duty(task_named(self.kwargs["public_id"]))
            if "public_id" in self.kwargs
            else Claim.objects.none()
        )
        return rows.select_related("task", "qualification").order_by("agent__number")


class Prices(_List):
    """What the client pays, the newest first; staff's alone. POST: a new price, dated, never edited."""

    serializer_class = PriceOut

    def get_queryset(self) -> QuerySet[ClientPrice]:
        if "public_id" not in self.kwargs:  # the description of the API asks without a task
            return ClientPrice.objects.none()
        return task_named(self.kwargs["public_id"]).client_prices.order_by("-effective_on")

    @extend_schema(request=PriceOut, responses={201: PriceOut}, parameters=[IDEMPOTENCY_KEY])
    def post(self, request: Request, public_id: str) -> Response:
        one, said = task_named(public_id), read(PriceOut, request)
        return once(
            request,
            lambda: acts.add_price(one, **said, by=request.user.actor, now=clock.now()),
            PriceOut,
            status=201,
        )


def task_named(public_id: str) -> Task:
    return get_object_or_404(Task.objects.select_related("line", "client", "entity"), public_id=public_id)
