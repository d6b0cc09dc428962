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
from payouts.api.shapes import MonthField
from payouts.api.shared import MoneyDoor, MoneyList
from payouts.models import TaxRelief
from payouts.queries.reliefs import reliefs
from tasks.models import PayingEntity
from yunke import clock
from yunke.api import an_act, once, read
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


class Reliefs(MoneyList):
    access = ((PREPARER,), (*FINANCE, AUDITOR))

    @extend_schema(responses=ReliefShape(many=True), operation_id="finance_reliefs")
    def get(self, request: Request, public_id: str) -> Response:
        """Tax reliefs of an entity's people, the latest first."""
        of = get_object_or_404(PayingEntity, public_id=public_id)
        return self.page_of(request, reliefs().filter(entity=of), ReliefShape)

    @an_act("finance_propose_relief", ReliefShape, ReliefAsked, status=201)
    def post(self, request: Request, public_id: str) -> Response:
        """Propose a relief from a document; another person confirms it."""
        return once(request, lambda: self._proposed(request, public_id), ReliefShape, status=201)

    def _proposed(self, request: Request, public_id: str) -> TaxRelief:
        of = get_object_or_404(PayingEntity, public_id=public_id)
        told = read(ReliefAsked, request)
        agent = get_object_or_404(Agent, number=told.pop("agent"))
        return propose_relief(of, agent, **told, by=request.user, now=clock.now())


class ConfirmRelief(MoneyDoor):
    access = ((APPROVER,), ())

    @an_act("finance_confirm_relief", ReliefShape)
    def post(self, request: Request, public_id: str) -> Response:
        """In force from the first month nobody has approved."""
        by, now = request.user, clock.now()
        return once(request, lambda: confirm_relief(_relief(public_id), by=by, now=now), ReliefShape)


class RefuseRelief(MoneyDoor):
    access = ((APPROVER,), ())

    @an_act("finance_refuse_relief", ReliefShape)
    def post(self, request: Request, public_id: str) -> Response:
        """The document does not bear it."""
        by, now = request.user, clock.now()
        return once(request, lambda: refuse_relief(_relief(public_id), by=by, now=now), ReliefShape)


def _relief(public_id: str) -> TaxRelief:
    return get_object_or_404(TaxRelief.objects.select_related("entity"), public_id=public_id)
