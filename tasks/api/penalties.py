"""Penalty tables by API: written by one, approved by another; each a new version from a day on."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response

from tasks.actions import penalties as acts
from tasks.api.offers import Act, ClauseIn, PenaltiesIn, PenaltiesOut, task_named
from tasks.api.shared import Access
from tasks.models import PenaltyProposal
from tasks.rules.terms import Clause
from yunke import clock
from yunke.api import IDEMPOTENCY_KEY, Page, RolePermission, once, read
from yunke.ground.roles import AUDITOR, OPERATIONS


class PenaltyProposalOut(serializers.Serializer[Any]):
    """A table that waits for a second person, or what became of it."""

    public_id = serializers.CharField()
    state = serializers.CharField()
    effective_on = serializers.DateField()
    appeal_days = serializers.IntegerField()
    clauses = ClauseIn(many=True)
    proposed_by = serializers.CharField(source="proposed_by.public_id")
    proposed_at = serializers.DateTimeField()
    decided_at = serializers.DateTimeField(allow_null=True)
    why = serializers.CharField()
    version = serializers.IntegerField(source="table.version", default=None, allow_null=True)


class PenaltyRefusalIn(serializers.Serializer[Any]):
    why = serializers.CharField(max_length=500, required=False, allow_blank=True, default="")


class PenaltiesOfTask(generics.ListAPIView[PenaltyProposal]):
    """GET: what was written for a task, the newest first. POST: write a table from a day on.

    It holds nobody to anything before a second person approves.
    """

    access: Access = ((OPERATIONS,), (AUDITOR,))
    permission_classes = [RolePermission]
    pagination_class = Page
    filter_backends: list[Any] = []
    serializer_class = PenaltyProposalOut

    def get_queryset(self) -> QuerySet[PenaltyProposal]:
        if "public_id" not in self.kwargs:  # the description of the API asks without a task
            return PenaltyProposal.objects.none()
        rows = task_named(self.kwargs["public_id"]).penalty_proposals
        return rows.select_related("proposed_by", "table").order_by("-pk")

    @extend_schema(request=PenaltiesIn, responses={201: PenaltyProposalOut}, parameters=[IDEMPOTENCY_KEY])
    def post(self, request: Request, public_id: str) -> Response:
        one, said = task_named(public_id), read(PenaltiesIn, request)
        clauses = [Clause(row["code"], row["title"], row["amount_fen"]) for row in said["clauses"]]
        return once(
            request,
            lambda: acts.propose_penalties(
                one,
                clauses,
                said["effective_on"],
                appeal_days=said["appeal_days"],
                by=request.user,
                now=clock.now(),
            ),
            PenaltyProposalOut,
            status=201,
        )


class ApprovePenalties(Act):
    """The second person agrees: the table stands."""

    @extend_schema(request=None, responses=PenaltiesOut, parameters=[IDEMPOTENCY_KEY])
    def post(self, request: Request, public_id: str) -> Response:
        one = _proposal(public_id)
        return once(
            request, lambda: acts.approve_penalties(one, by=request.user, now=clock.now()), PenaltiesOut
        )


class RefusePenalties(Act):
    """Sent back with a reason; whoever wrote it takes it back."""

    @extend_schema(request=PenaltyRefusalIn, responses=PenaltyProposalOut, parameters=[IDEMPOTENCY_KEY])
    def post(self, request: Request, public_id: str) -> Response:
        one, said = _proposal(public_id), read(PenaltyRefusalIn, request)
        return once(
            request,
            lambda: acts.refuse_penalties(one, said["why"], by=request.user, now=clock.now()),
            PenaltyProposalOut,
        )


def _proposal(public_id: str) -> PenaltyProposal:
    rows = PenaltyProposal.objects.select_related("task", "proposed_by", "table")
    return get_object_or_404(rows, public_id=public_id)
