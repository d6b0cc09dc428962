"""Advances for programs."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from onboarding.models import Agent
from payouts.actions.advances import (
    PROPOSERS,
    grant_advance,
    propose_advance,
    record_advance_paid,
    refuse_advance,
)
from payouts.api.finance import KEY, asked_of
from payouts.api.own import REFUSED, MoneyDoor
from payouts.api.shapes import MonthField
from payouts.models import Advance
from payouts.queries.advances import advances
from payouts.rules.advances import MOST_FEN
from tasks.models import PayingEntity
from yunke import clock
from yunke.api import Page, idempotent
from yunke.ground.roles import APPROVER, AUDITOR, FINANCE, RELEASER


class AdvanceAsked(serializers.Serializer[Any]):
    entity = serializers.CharField(max_length=12, help_text="The paying entity's code.")
    agent = serializers.CharField(max_length=12, help_text="The agent's number.")
    amount_fen = serializers.IntegerField(min_value=1, max_value=MOST_FEN)
    why = serializers.CharField(max_length=300, help_text="The agent reads it.")


class AdvancePaidAsked(serializers.Serializer[Any]):
    paid_on = serializers.DateField()
    reference = serializers.CharField(max_length=60, help_text="The bank's own number of the payment.")


class AdvanceShape(serializers.ModelSerializer[Advance]):
    entity = serializers.CharField(source="entity.code")
    agent = serializers.CharField(source="agent.number")
    settle_month = MonthField(allow_null=True)

    class Meta:
        model = Advance
        fields = (
            "public_id",
            "entity",
            "agent",
            "amount_fen",
            "why",
            "paid_on",
            "reference",
            "settle_month",
            "state",
        )


class Advances(MoneyDoor):
    access = (PROPOSERS, (*FINANCE, AUDITOR))
    pagination_class = Page

    @extend_schema(responses=AdvanceShape(many=True), operation_id="finance_advances")
    def get(self, request: Request) -> Response:
        """Every advance, the latest first."""
        pages = Page()
        rows = pages.paginate_queryset(advances(), request, view=self)
        return pages.get_paginated_response(AdvanceShape(rows, many=True).data)

    @extend_schema(
        request=AdvanceAsked,
        responses={201: AdvanceShape, 409: REFUSED},
        parameters=KEY,
        operation_id="finance_propose_advance",
    )
    def post(self, request: Request) -> Response:
        """Propose an advance; an approver grants it."""
        return idempotent(request, lambda: self._propose(request))

    def _propose(self, request: Request) -> Response:
        told = asked_of(AdvanceAsked, request)
        entity = get_object_or_404(PayingEntity, code=told["entity"])
        agent = get_object_or_404(Agent, number=told["agent"])
        made = propose_advance(
            entity, agent, told["amount_fen"], told["why"], by=request.user, now=clock.now()
        )
        return Response(AdvanceShape(made).data, status=201)


class ActOnAdvance(MoneyDoor):
    access = ((APPROVER,), ())

    def answer(self, request: Request, public_id: str) -> Response:
        return idempotent(request, lambda: self._act(request, public_id))

    def _act(self, request: Request, public_id: str) -> Response:
        of = get_object_or_404(Advance.objects.select_related("entity", "agent__user"), public_id=public_id)
        return Response(AdvanceShape(self.act(request, of)).data)

    def act(self, request: Request, of: Advance) -> Advance:
        raise NotImplementedError


class GrantAdvance(ActOnAdvance):
    @extend_schema(
        request=None,
        responses={200: AdvanceShape, 409: REFUSED},
        parameters=KEY,
        operation_id="finance_grant_advance",
    )
    def post(self, request: Request, public_id: str) -> Response:
        """It may be paid now; nothing is booked before it was."""
        return self.answer(request, public_id)

    def act(self, request: Request, of: Advance) -> Advance:
        return grant_advance(of, by=request.user, now=clock.now())


class RefuseAdvance(ActOnAdvance):
    @extend_schema(
        request=None,
        responses={200: AdvanceShape, 409: REFUSED},
        parameters=KEY,
        operation_id="finance_refuse_advance",
    )
    def post(self, request: Request, public_id: str) -> Response:
        """Also one that was granted, as long as its payment is not recorded."""
        return self.answer(request, public_id)

    def act(self, request: Request, of: Advance) -> Advance:
        return refuse_advance(of, by=request.user, now=clock.now())


class RecordAdvancePaid(ActOnAdvance):
    access = ((RELEASER,), ())

    @extend_schema(
        request=AdvancePaidAsked,
        responses={200: AdvanceShape, 409: REFUSED},
        parameters=KEY,
        operation_id="finance_record_advance_paid",
    )
    def post(self, request: Request, public_id: str) -> Response:
        """The bank has paid it: booked once, taken back by the open month's statement."""
        return self.answer(request, public_id)

    def act(self, request: Request, of: Advance) -> Advance:
        told = asked_of(AdvancePaidAsked, request)
        return record_advance_paid(of, **told, by=request.user, now=clock.now())
