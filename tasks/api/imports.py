"""Imports by API: how columns are read, a checked file read otherwise or forgotten, parked rows."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from tasks.actions import imports as acts
from tasks.api.shared import MOST_CHOSEN, Access, ChangedOut, counted
from tasks.api.work import ImportOut
from tasks.forms.imports import DELIMITERS
from tasks.models import ImportRow, ResultImport, ResultMapping, Task
from tasks.queries.imports import parked_rows
from tasks.views.imports import ROWS_LISTED, report_file
from yunke import clock
from yunke.api import IDEMPOTENCY_KEY, Page, ReasonShape, RolePermission, choice, named, once, read
from yunke.ground.errors import reasons_from_json
from yunke.ground.roles import AUDITOR, OPERATIONS
from yunke.refusals import as_json

TASK = OpenApiParameter("task", str, description="public_id")
STATE = OpenApiParameter("state", str, enum=list(ROWS_LISTED), description="parked unless told otherwise")
IMPORT = OpenApiParameter("import", str, description="public_id")


class KindRuleIn(serializers.Serializer[Any]):
    """A row counts as ``kind`` when its ``column`` compares to ``value`` as told."""

    kind = serializers.CharField(max_length=40)
    column = serializers.CharField(max_length=200)
    operator = serializers.CharField(max_length=10)
    value = serializers.CharField(max_length=200, allow_blank=True)


class AmountRuleIn(serializers.Serializer[Any]):
    kind = serializers.CharField(max_length=40)
    column = serializers.CharField(max_length=200)


class ColumnsIn(serializers.Serializer[Any]):
    """Which column is what. ``delimiter``: empty to recognise it."""

    call_id = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")
    agent = serializers.CharField(max_length=200, allow_blank=True)
    at = serializers.CharField(max_length=200, allow_blank=True)
    delimiter = serializers.CharField(
        max_length=1, required=False, allow_blank=True, default="", trim_whitespace=False
    )
    kinds = KindRuleIn(many=True, required=False, default=list, max_length=50)
    amount = AmountRuleIn(required=False)

    def validate_delimiter(self, given: str) -> str:
        known = [sign for sign, _words in DELIMITERS]
        return str(serializers.ChoiceField(choices=known, allow_blank=True).run_validation(given))


class MappingIn(serializers.Serializer[Any]):
    task = serializers.SlugRelatedField(slug_field="public_id", queryset=Task.objects.exclude(state="draft"))
    name = serializers.CharField(max_length=60)
    columns = ColumnsIn()


class MappingOut(serializers.Serializer[Any]):
    public_id = serializers.CharField()
    task = serializers.CharField(source="task.public_id")
    name = serializers.CharField()
    columns = serializers.JSONField()


class ReadByIn(serializers.Serializer[Any]):
    mapping = serializers.CharField(max_length=26)


class ParkedOut(serializers.Serializer[Any]):
    """A row that belongs to nobody yet, by the cells that name its agent and time."""

    public_id = serializers.CharField()
    of_import = serializers.CharField(source="source.public_id")
    task = serializers.CharField(source="source.task.public_id")
    row_number = serializers.IntegerField()
    agent = serializers.SerializerMethodField()
    at = serializers.SerializerMethodField()
    problem = serializers.JSONField()

    def get_agent(self, row: ImportRow) -> str:
        return str(row.row.get(row.source.columns.get("agent", ""), ""))

    def get_at(self, row: ImportRow) -> str:
        return str(row.row.get(row.source.columns.get("at", ""), ""))


class ProblemOut(serializers.Serializer[Any]):
    """``column``: the header it stands under; empty where the whole row is meant."""

    row = serializers.IntegerField()
    column = serializers.CharField(allow_blank=True)
    reason = ReasonShape()


class RowsIn(serializers.Serializer[Any]):
    rows = serializers.ListField(
        child=serializers.CharField(max_length=26), allow_empty=False, max_length=MOST_CHOSEN
    )


class DropIn(RowsIn):
    back = serializers.BooleanField(required=False, default=False)


class RepairIn(RowsIn):
    """The right agent's number, the right time, or both, for all of the rows."""

    agent = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")
    at = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")


class _Act(APIView):
    access: Access = ((OPERATIONS,), ())
    permission_classes = [RolePermission]


class _List(generics.ListAPIView[Any]):
    permission_classes = [RolePermission]
    pagination_class = Page
    filter_backends: list[Any] = []


class Mappings(_List):
    """GET: how the files of a task are read. POST: keep a mapping; the same name replaces what is to come."""

    access: Access = ((OPERATIONS,), (AUDITOR,))
    serializer_class = MappingOut

    def get_queryset(self) -> QuerySet[ResultMapping]:
        rows = ResultMapping.objects.select_related("task").order_by("-pk")
        task = named(self.request, "task", Task.objects.all())
        return rows.filter(task=task) if task else rows

    @extend_schema(parameters=[TASK])
    def get(self, request: Request, *given: Any, **named: Any) -> Response:
        return super().get(request, *given, **named)

    @extend_schema(request=MappingIn, responses={201: MappingOut}, parameters=[IDEMPOTENCY_KEY])
    def post(self, request: Request) -> Response:
        said = read(MappingIn, request)
        return once(
            request,
            lambda: acts.save_mapping(
                said["task"], said["name"], dict(said["columns"]), by=request.user, now=clock.now()
            ),
            MappingOut,
            status=201,
        )


class ImportProblems(generics.GenericAPIView[ResultImport]):
    """The rows of a file that could not be read or belong to nobody, by their row: the first two hundred."""

    access: Access = ((), (OPERATIONS, AUDITOR))
    permission_classes = [RolePermission]
    pagination_class = Page
    filter_backends: list[Any] = []
    queryset = ResultImport.objects.none()

    @extend_schema(operation_id="import_problems", responses=ProblemOut(many=True))
    def get(self, request: Request, public_id: str) -> Response:
        page: Any = self.paginate_queryset(_import(public_id).report.get("problems", []))
        said = as_json(reasons_from_json(row["problem"] for row in page))
        rows = [row | {"reason": why} for row, why in zip(page, said, strict=True)]
        return self.get_paginated_response(ProblemOut(rows, many=True).data)


class ImportReport(APIView):
    """The same as a file for a sheet, as the page hands it out."""

    access: Access = ((), (OPERATIONS, AUDITOR))
    permission_classes = [RolePermission]

    @extend_schema(operation_id="import_report", responses={(200, "text/csv"): OpenApiTypes.BINARY})
    def get(self, request: Request, public_id: str) -> HttpResponse:
        return report_file(_import(public_id))


class ReadImportBy(_Act):
    """Read a checked file by another mapping of its task."""

    @extend_schema(request=ReadByIn, responses=ImportOut, parameters=[IDEMPOTENCY_KEY])
    def post(self, request: Request, public_id: str) -> Response:
        one = _import(public_id)
        mapping = get_object_or_404(ResultMapping, public_id=read(ReadByIn, request)["mapping"])
        return once(
            request, lambda: acts.change_mapping(one, mapping, by=request.user, now=clock.now()), ImportOut
        )


class DropImport(_Act):
    """Forget a checked file; an imported one is taken back, as long as none of its results is approved."""

    @extend_schema(request=None, responses=ImportOut, parameters=[IDEMPOTENCY_KEY])
    def post(self, request: Request, public_id: str) -> Response:
        one = _import(public_id)

        def act() -> ResultImport:
            acts.drop_import(one, by=request.user, now=clock.now())
            return one

        return once(request, act, ImportOut)


class ParkedRows(_List):
    """Rows that wait for repair, or were dropped: ``?import=`` ``?task=`` ``?state=``."""

    access: Access = ((), (OPERATIONS, AUDITOR))
    serializer_class = ParkedOut

    def get_queryset(self) -> QuerySet[ImportRow]:
        source = named(self.request, "import", ResultImport.objects.all())
        state = choice(self.request, "state", ROWS_LISTED, "parked")
        rows = parked_rows(named(self.request, "task", Task.objects.all()), state)
        return rows.filter(source=source) if source else rows

    @extend_schema(parameters=[IMPORT, TASK, STATE])
    def get(self, request: Request, *given: Any, **named: Any) -> Response:
        return super().get(request, *given, **named)


class RepairRows(_Act):
    """Bring parked rows in with agent or time put right; all or none."""

    @extend_schema(request=RepairIn, responses=ChangedOut, parameters=[IDEMPOTENCY_KEY])
    def post(self, request: Request) -> Response:
        said = read(RepairIn, request)
        rows = ImportRow.objects.filter(public_id__in=said["rows"])
        cells = {name: said[name] for name in ("agent", "at") if said[name]}
        return counted(request, lambda: acts.repair_rows(rows, cells, by=request.user, now=clock.now()))


class DropRows(_Act):
    """Do not import parked rows; with ``back`` dropped ones wait for repair again."""

    @extend_schema(request=DropIn, responses=ChangedOut, parameters=[IDEMPOTENCY_KEY])
    def post(self, request: Request) -> Response:
        said = read(DropIn, request)
        rows = ImportRow.objects.filter(public_id__in=said["rows"])
        act = acts.put_back_rows if said["back"] else acts.drop_rows
        return counted(request, lambda: act(rows, by=request.user, now=clock.now()))


def _import(public_id: str) -> ResultImport:
    return get_object_or_404(ResultImport.objects.select_related("task"), public_id=public_id)
