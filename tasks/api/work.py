"""Work by API: seats, the clock, hours; for operations imports and approvals."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import generics, serializers
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from tasks.actions import approvals, attendance
from tasks.actions import imports as importing
from tasks.actions.shifts import book_shift, cancel_booking
from tasks.api.shared import Access
from tasks.models import Booking, ResultImport, ResultMapping, Segment, Shift, Task
from tasks.rules.booking import MOST_AT_ONCE
from yunke import clock
from yunke.api import IDEMPOTENCY_KEY, Page, ReasonShape, RolePermission, idempotent, read
from yunke.ground.errors import Reason, reasons_from_json
from yunke.ground.roles import AGENT, AUDITOR, OPERATIONS
from yunke.models import Chunk
from yunke.refusals import as_json

MOST_SEGMENTS = 1_000


class ShiftOut(serializers.ModelSerializer[Shift]):
    task = serializers.CharField(source="task.public_id")
    task_name = serializers.CharField(source="task.name")

    class Meta:
        model = Shift
        fields = (
            "public_id",
            "task",
            "task_name",
            "starts_at",
            "ends_at",
            "local_on",
            "seats",
            "taken",
            "state",
        )
        read_only_fields = fields


class OfferedShiftOut(ShiftOut):
    """With everything that stands between the caller and a seat; empty: book it."""

    reasons = serializers.SerializerMethodField()

    class Meta(ShiftOut.Meta):
        fields = (*ShiftOut.Meta.fields, "reasons")  # type: ignore[assignment]
        read_only_fields = fields

    @extend_schema(responses=ReasonShape(many=True))
    def get_reasons(self, shift: Shift) -> list[dict[str, Any]]:
        reasons: dict[int, list[Reason]] = self.context["reasons"]
        return as_json(reasons[shift.pk])


class BookingOut(serializers.ModelSerializer[Booking]):
    shift = serializers.CharField(source="shift.public_id")
    task = serializers.CharField(source="shift.task.public_id")

    class Meta:
        model = Booking
        fields = (
            "public_id",
            "shift",
            "task",
            "starts_at",
            "ends_at",
            "state",
            "booked_at",
            "cancelled_at",
            "clocked_in_at",
            "clocked_out_at",
            "late_minutes",
            "early_minutes",
        )
        read_only_fields = fields


class SegmentOut(serializers.ModelSerializer[Segment]):
    task = serializers.CharField(source="task.public_id")
    booking = serializers.CharField(source="booking.public_id")

    class Meta:
        model = Segment
        fields = (
            "public_id",
            "task",
            "booking",
            "started_at",
            "ended_at",
            "local_on",
            "paid_minutes",
            "state",
            "settle_month",
            "reasons",
        )
        read_only_fields = fields


class ImportOut(serializers.ModelSerializer[ResultImport]):
    task = serializers.CharField(source="task.public_id")

    class Meta:
        model = ResultImport
        fields = (
            "public_id",
            "task",
            "file_name",
            "file_hash",
            "state",
            "report",
            "uploaded_at",
            "imported_at",
        )
        read_only_fields = fields


class ImportOpenedOut(ImportOut):
    """``rows_done`` of ``rows_total`` while a worker brings it in; ``reasons``: why it stopped."""

    rows_done = serializers.SerializerMethodField()
    rows_total = serializers.SerializerMethodField()
    reasons = serializers.SerializerMethodField()

    class Meta(ImportOut.Meta):
        fields = (*ImportOut.Meta.fields, "rows_done", "rows_total", "reasons")  # type: ignore[assignment]
        read_only_fields = fields

    def get_rows_done(self, one: ResultImport) -> int | None:
        chunk: Chunk | None = self.context["chunk"]
        return chunk.rows_done if chunk else None

    def get_rows_total(self, one: ResultImport) -> int | None:
        chunk: Chunk | None = self.context["chunk"]
        return chunk.rows_total if chunk else None

    @extend_schema_field(ReasonShape(many=True))
    def get_reasons(self, one: ResultImport) -> list[dict[str, Any]]:
        chunk: Chunk | None = self.context["chunk"]
        stopped = [chunk.error] if chunk and chunk.state == "parked" else []
        return as_json(reasons_from_json(stopped))


class TimesIn(serializers.Serializer[Any]):
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()


class ShiftsIn(serializers.Serializer[Any]):
    task = serializers.CharField()
    seats = serializers.IntegerField(min_value=1)
    times = TimesIn(many=True, allow_empty=False, max_length=MOST_AT_ONCE)


class FileIn(serializers.Serializer[Any]):
    task = serializers.CharField()
    mapping = serializers.CharField()
    file = serializers.FileField()


class SegmentsIn(serializers.Serializer[Any]):
    segments = serializers.ListField(
        child=serializers.CharField(), allow_empty=False, max_length=MOST_SEGMENTS
    )


class CountOut(serializers.Serializer[Any]):
    approved = serializers.IntegerField()


# --- the agent --------------------------------------------------------------------------------------------


class BookShift(APIView):
    """Take a seat."""

    access: Access = ((AGENT,), ())
    permission_classes = [RolePermission]

    @extend_schema(request=None, responses={201: BookingOut}, parameters=[IDEMPOTENCY_KEY])
    def post(self, request: Request, public_id: str) -> Response:
        shift = get_object_or_404(Shift.objects.select_related("task"), public_id=public_id)
        return idempotent(
            request,
            lambda: Response(
                BookingOut(book_shift(shift, request.user.agent, now=clock.now())).data, status=201
            ),
        )


class MyBookings(generics.ListAPIView[Booking]):
    """The caller's seats, the newest shift first."""

    access: Access = ((AGENT,), ())
    permission_classes = [RolePermission]
    pagination_class = Page
    serializer_class = BookingOut
    filter_backends: list[Any] = []

    def get_queryset(self) -> QuerySet[Booking]:
        return (
            Booking.objects.filter(agent=self.request.user.agent)
            .select_related("shift__task")
            .order_by("-starts_at", "-pk")
        )


class _SeatAct(APIView):
    """Something the caller does with a seat of their own."""

    access: Access = ((AGENT,), ())
    permission_classes = [RolePermission]

    def act(self, booking: Booking, request: Request) -> Booking:
        raise NotImplementedError

    @extend_schema(request=None, responses=BookingOut, parameters=[IDEMPOTENCY_KEY])
    def post(self, request: Request, public_id: str) -> Response:
        mine = Booking.objects.select_related("shift__task", "agent__user")
        booking = get_object_or_404(mine, public_id=public_id, agent=request.user.agent)
        return idempotent(request, lambda: Response(BookingOut(self.act(booking, request)).data))


class CancelBooking(_SeatAct):
    """Give a seat back: free until 12 hours before, later it counts as late."""

    def act(self, booking: Booking, request: Request) -> Booking:
        return cancel_booking(booking, by=request.user, now=clock.now())


class ClockIn(_SeatAct):
    """Begin the shift; sent again, the first time stands."""

    def act(self, booking: Booking, request: Request) -> Booking:
        return attendance.clock_in(booking, now=clock.now())


class ClockOut(_SeatAct):
    """End the shift; sent again, the first time stands."""

    def act(self, booking: Booking, request: Request) -> Booking:
        return attendance.clock_out(booking, now=clock.now())


class MyHours(generics.ListAPIView[Segment]):
    """The caller's hours, the newest day first."""

    access: Access = ((AGENT,), ())
    permission_classes = [RolePermission]
    pagination_class = Page
    serializer_class = SegmentOut
    filter_backends: list[Any] = []

    def get_queryset(self) -> QuerySet[Segment]:
        return (
            Segment.objects.filter(agent=self.request.user.agent)
            .select_related("task", "booking")
            .order_by("-started_at", "-pk")
        )


# --- operations -------------------------------------------------------------------------------------------


class ApproveHours(APIView):
    """Approve drafted segments by their ids, in one transaction."""

    access: Access = ((OPERATIONS,), ())
    permission_classes = [RolePermission]

    @extend_schema(request=SegmentsIn, responses=CountOut, parameters=[IDEMPOTENCY_KEY])
    def post(self, request: Request) -> Response:
        chosen = Segment.objects.filter(public_id__in=read(SegmentsIn, request)["segments"])
        return idempotent(
            request,
            lambda: Response({"approved": approvals.approve_hours(chosen, by=request.user, now=clock.now())}),
        )


class Imports(generics.ListAPIView[ResultImport]):
    """GET: every import. POST: check a file by a mapping; nothing counts before it is confirmed."""

    access: Access = ((OPERATIONS,), (AUDITOR,))
    permission_classes = [RolePermission]
    pagination_class = Page
    serializer_class = ImportOut
    parser_classes = [MultiPartParser]
    filter_backends: list[Any] = []

    def get_queryset(self) -> QuerySet[ResultImport]:
        return ResultImport.objects.select_related("task").order_by("-uploaded_at", "-pk")

    @extend_schema(
        request={"multipart/form-data": FileIn}, responses={201: ImportOut}, parameters=[IDEMPOTENCY_KEY]
    )
    def post(self, request: Request) -> Response:
        given = read(FileIn, request)
        task = get_object_or_404(Task, public_id=given["task"])
        mapping = get_object_or_404(ResultMapping, public_id=given["mapping"], task=task)
        return idempotent(
            request,
            lambda: Response(
                ImportOut(
                    importing.check_file(
                        task,
                        mapping,
                        given["file"].name,
                        given["file"].read(),
                        by=request.user,
                        now=clock.now(),
                    )
                ).data,
                status=201,
            ),
        )


class OneImport(APIView):
    """One import as it stands, and how far it is while a worker brings it in."""

    access: Access = ((), (OPERATIONS, AUDITOR))
    permission_classes = [RolePermission]

    @extend_schema(operation_id="import", responses=ImportOpenedOut)
    def get(self, request: Request, public_id: str) -> Response:
        one = get_object_or_404(ResultImport.objects.select_related("task"), public_id=public_id)
        chunk = Chunk.objects.filter(batch=one.public_id, kind=importing.KIND).first()
        return Response(ImportOpenedOut(one, context={"chunk": chunk}).data)


class _ImportAct(APIView):
    access: Access = ((OPERATIONS,), ())
    permission_classes = [RolePermission]

    def once(
        self, request: Request, public_id: str, act: Callable[[ResultImport], dict[str, Any]]
    ) -> Response:
        one = get_object_or_404(ResultImport.objects.select_related("task"), public_id=public_id)
        return idempotent(request, lambda: Response(act(one)))


class ConfirmImport(_ImportAct):
    """Bring a checked file in, whole; a large one stays ``importing`` until a worker has done it."""

    @extend_schema(request=None, responses=ImportOut, parameters=[IDEMPOTENCY_KEY])
    def post(self, request: Request, public_id: str) -> Response:
        return self.once(
            request,
            public_id,
            lambda one: dict(ImportOut(importing.begin_import(one, by=request.user, now=clock.now())).data),
        )


class TryImportAgain(_ImportAct):
    """A large file that failed five times is taken up once more."""

    @extend_schema(request=None, responses=ImportOut, parameters=[IDEMPOTENCY_KEY])
    def post(self, request: Request, public_id: str) -> Response:
        return self.once(
            request,
            public_id,
            lambda one: dict(ImportOut(importing.try_again(one, by=request.user, now=clock.now())).data),
        )


class ApproveImport(_ImportAct):
    """Approve every drafted result of an import."""

    @extend_schema(request=None, responses=CountOut, parameters=[IDEMPOTENCY_KEY])
    def post(self, request: Request, public_id: str) -> Response:
        return self.once(
            request,
            public_id,
            lambda one: {"approved": approvals.approve_results(one, by=request.user, now=clock.now())},
        )
