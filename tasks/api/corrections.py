"""Corrections by API: facts of a closed month found, corrected by one, approved by another."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from onboarding.models import Agent
from tasks.actions import corrections as acts
from tasks.api.shared import Access
from tasks.forms.fields import MOST_FEN
from tasks.models import Correction, Result, Segment, Task
from tasks.queries.decisions import (
    corrections_listed,
    facts_of_day,
    is_month_closed,
    value_after_corrections,
)
from yunke import clock
from yunke.api import IDEMPOTENCY_KEY, Page, RolePermission, once, read
from yunke.ground.roles import APPROVER, AUDITOR, OPERATIONS, PREPARER

FACTS: dict[str, type[Segment] | type[Result]] = {"segment": Segment, "result": Result}
MOST = {"minutes": 1_440, "quantity": 100_000, "amount": MOST_FEN}


class FactOut(serializers.Serializer[Any]):
    """``value``: minutes, pieces (quantity) or fen (amount), after the corrections so far."""

    public_id = serializers.CharField()
    fact = serializers.ChoiceField(choices=list(FACTS))
    measure = serializers.CharField()
    value = serializers.IntegerField()
    state = serializers.CharField()
    local_on = serializers.DateField()
    month_closed = serializers.BooleanField()


class FactsAsked(serializers.Serializer[Any]):
    agent = serializers.SlugRelatedField(slug_field="number", queryset=Agent.objects.all())
    task = serializers.SlugRelatedField(slug_field="public_id", queryset=Task.objects.exclude(state="draft"))
    on = serializers.DateField()


class CorrectionOut(serializers.Serializer[Any]):
    """``then`` and ``value``: minutes, pieces (quantity) or fen (amount) before and after; where the holidays were
    amended, the percent of the day's hours (percent)."""

    public_id = serializers.CharField()
    agent = serializers.CharField(source="agent.number")
    task = serializers.CharField(source="task.public_id")
    segment = serializers.CharField(source="segment.public_id", allow_null=True)
    result = serializers.CharField(source="result.public_id", allow_null=True)
    measure = serializers.SerializerMethodField()
    then = serializers.SerializerMethodField()
    value = serializers.SerializerMethodField()
    why = serializers.CharField()
    state = serializers.CharField()
    settle_month = serializers.DateField(allow_null=True)
    proposed_at = serializers.DateTimeField()
    decided_at = serializers.DateTimeField(allow_null=True)

    def get_measure(self, row: Correction) -> str:
        if row.amendment_id:
            return "percent"
        return acts.measure_of(acts.corrected_fact(row))

    def get_then(self, row: Correction) -> int:
        if row.amendment_id:
            return row.percent_then
        return row.minutes_then + row.quantity_then + row.amount_then_fen  # one of them is measured

    def get_value(self, row: Correction) -> int:
        if row.amendment_id:
            return row.percent_now
        return row.minutes_now + row.quantity_now + row.amount_now_fen


class CorrectionIn(serializers.Serializer[Any]):
    """``value``: what it should have been, in the fact's own measure."""

    fact = serializers.ChoiceField(choices=list(FACTS))
    public_id = serializers.CharField(max_length=26)
    value = serializers.IntegerField(min_value=0, max_value=MOST_FEN)
    why = serializers.CharField(max_length=500, allow_blank=True)


class Facts(generics.GenericAPIView[Segment]):
    """Hours and results of one agent's day on a task: what a correction begins from."""

    access: Access = ((), (OPERATIONS, AUDITOR, PREPARER, APPROVER))
    permission_classes = [RolePermission]
    pagination_class = Page
    serializer_class = FactOut
    filter_backends: list[Any] = []
    queryset = Segment.objects.none()

    @extend_schema(
        operation_id="corrections_facts_list", parameters=[FactsAsked], responses=FactOut(many=True)
    )
    def get(self, request: Request) -> Response:
        asked = FactsAsked(data=request.query_params)
        asked.is_valid(raise_exception=True)
        segments, results = facts_of_day(**asked.validated_data)
        page: Any = self.paginate_queryset([*segments, *results])  # type: ignore[arg-type]
        return self.get_paginated_response(FactOut([_said(one) for one in page], many=True).data)


def _said(fact: Segment | Result) -> dict[str, Any]:
    measure = acts.measure_of(fact)
    return {
        "public_id": fact.public_id,
        "fact": "segment" if isinstance(fact, Segment) else "result",
        "measure": measure,
        "value": value_after_corrections(fact, measure),
        "state": fact.state,
        "local_on": fact.local_on,
        "month_closed": is_month_closed(fact),
    }


class Corrections(generics.ListAPIView[Correction]):
    """GET: those that wait for a second person first. POST: propose one."""

    access: Access = ((OPERATIONS,), (AUDITOR, PREPARER, APPROVER))
    permission_classes = [RolePermission]
    pagination_class = Page
    serializer_class = CorrectionOut
    filter_backends: list[Any] = []

    def get_queryset(self) -> QuerySet[Correction]:
        return corrections_listed()

    @extend_schema(request=CorrectionIn, responses={201: CorrectionOut}, parameters=[IDEMPOTENCY_KEY])
    def post(self, request: Request) -> Response:
        said = read(CorrectionIn, request)
        rows = FACTS[said["fact"]].objects.select_related("task", "agent__user")
        fact: Segment | Result = get_object_or_404(rows, public_id=said["public_id"])
        value = serializers.IntegerField(max_value=MOST[acts.measure_of(fact)]).run_validation(said["value"])
        return once(
            request,
            lambda: acts.propose_correction(fact, value, said["why"], by=request.user, now=clock.now()),
            CorrectionOut,
            status=201,
        )


class _Act(APIView):
    access: Access = ((OPERATIONS,), ())
    permission_classes = [RolePermission]

    def found(self, public_id: str) -> Correction:
        rows = Correction.objects.select_related("agent__user", "task", "segment__entity", "result__entity")
        return get_object_or_404(rows, public_id=public_id)


class ApproveCorrection(_Act):
    """The second person agrees; the difference is paid in the open month."""

    @extend_schema(request=None, responses=CorrectionOut, parameters=[IDEMPOTENCY_KEY])
    def post(self, request: Request, public_id: str) -> Response:
        one = self.found(public_id)
        return once(
            request, lambda: acts.approve_correction(one, by=request.user, now=clock.now()), CorrectionOut
        )


class RefuseCorrection(_Act):
    """It stays as it was; the proposer may take it back."""

    @extend_schema(request=None, responses=CorrectionOut, parameters=[IDEMPOTENCY_KEY])
    def post(self, request: Request, public_id: str) -> Response:
        one = self.found(public_id)
        return once(
            request, lambda: acts.refuse_correction(one, by=request.user, now=clock.now()), CorrectionOut
        )
