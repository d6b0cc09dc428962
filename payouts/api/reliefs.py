"""Tax reliefs for programs."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from onboarding.models import Agent
from payouts.actions.reliefs import confirm_relief, propose_relief, refuse_relief
from payouts.api.finance import KEY, asked_of
from payouts.api.own import REFUSED, MoneyDoor
from payouts.api.shapes import MonthField
from payouts.models import TaxRelief
from payouts.queries.reliefs import reliefs
from tasks.models import PayingEntity
from yunke import clock
from yunke.api import Page, idempotent
from yunke.ground.roles import APPROVER, AUDITOR, FINANCE, PREPARER


class ReliefAsked(serializers.Serializer[Any]):
    agent = serializers.CharField(max_length=12, help_text="The agent's number.")
    tax_year = serializers.IntegerField(min_value=2025, max_value=2100)
    relief_fen = serializers.IntegerField(min_value=0, max_value=100_000_000)
    document = serializers.CharField(max_length=120)


class ReliefShape(serializers.ModelSerializer[TaxRelief]):
    agent = serializers.CharField(source="agent.number")
    from_month = MonthField(allow_null=True)

    class Meta:
        model = TaxRelief
        fields = ("public_id", "agent", "tax_year", "relief_fen", "document", "from_month", "state")


class Reliefs(MoneyDoor):
    access = ((PREPARER,), (*FINANCE, AUDITOR))
    pagination_class = Page

    @extend_schema(responses=ReliefShape(many=True), operation_id="finance_reliefs")
    def get(self, request: Request, public_id: str) -> Response:
        """Tax reliefs of an entity's people, the latest first."""
        of, pages = get_object_or_404(PayingEntity, public_id=public_id), Page()
        rows = pages.paginate_queryset(reliefs().filter(entity=of), request, view=self)
        return pages.get_paginated_response(ReliefShape(rows, many=True).data)

    @extend_schema(
        request=ReliefAsked,
        responses={201: ReliefShape, 409: REFUSED},
        parameters=KEY,
        operation_id="finance_propose_relief",
    )
    def post(self, request: Request, public_id: str) -> Response:
        """Propose a relief from a document; another person confirms it."""
        return idempotent(request, lambda: self._propose(request, public_id))

    def _propose(self, request: Request, public_id: str) -> Response:
        of = get_object_or_404(PayingEntity, public_id=public_id)
        told = asked_of(ReliefAsked, request)
        agent = get_object_or_404(Agent, number=told.pop("agent"))
        made = propose_relief(of, agent, **told, by=request.user, now=clock.now())
        return Response(ReliefShape(made).data, status=201)


class DecideRelief(MoneyDoor):
    access = ((APPROVER,), ())

    def answer(self, request: Request, public_id: str) -> Response:
        return idempotent(request, lambda: self._act(request, public_id))

    def _act(self, request: Request, public_id: str) -> Response:
        of = get_object_or_404(TaxRelief.objects.select_related("entity"), public_id=public_id)
        return Response(ReliefShape(self.act(request, of)).data)

    def act(self, request: Request, of: TaxRelief) -> TaxRelief:
        raise NotImplementedError


class ConfirmRelief(DecideRelief):
    @extend_schema(
        request=None,
        responses={200: ReliefShape, 409: REFUSED},
        parameters=KEY,
        operation_id="finance_confirm_relief",
    )
    def post(self, request: Request, public_id: str) -> Response:
        """In force from the first month nobody has approved."""
        return self.answer(request, public_id)

    def act(self, request: Request, of: TaxRelief) -> TaxRelief:
        return confirm_relief(of, by=request.user, now=clock.now())


class RefuseRelief(DecideRelief):
    @extend_schema(
        request=None,
        responses={200: ReliefShape, 409: REFUSED},
        parameters=KEY,
        operation_id="finance_refuse_relief",
    )
    def post(self, request: Request, public_id: str) -> Response:
        """The document does not bear it."""
        return self.answer(request, public_id)

    def act(self, request: Request, of: TaxRelief) -> TaxRelief:
        return refuse_relief(of, by=request.user, now=clock.now())
