"""Cut-overs for programs."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from payouts.actions.cut_overs import (
    confirm_cut_over,
    declare_nobody_paid,
    propose_cut_over,
    refuse_cut_over,
)
from payouts.api.finance import KEY, asked_of
from payouts.api.own import REFUSED, MoneyDoor
from payouts.api.shapes import MonthField
from payouts.files import opened
from payouts.models import CutOver
from payouts.queries.cut_overs import cut_overs, people_in
from payouts.rules.cut_overs import MOST_FEN, Totals
from tasks.models import PayingEntity
from yunke import clock
from yunke.api import Page, idempotent
from yunke.ground.roles import APPROVER, AUDITOR, FINANCE, PREPARER


class CutOverAsked(serializers.Serializer[Any]):
    """The totals are read off the older system; they must be the file's own."""

    file = serializers.FileField(help_text="CSV with named columns.")
    count = serializers.IntegerField(min_value=1)
    income_fen = serializers.IntegerField(min_value=0, max_value=MOST_FEN)
    tax_fen = serializers.IntegerField(min_value=0, max_value=MOST_FEN)
    debt_fen = serializers.IntegerField(min_value=0, max_value=MOST_FEN)


class CutOverShape(serializers.ModelSerializer[CutOver]):
    from_month = MonthField(allow_null=True)

    class Meta:
        model = CutOver
        fields = (
            "public_id",
            "tax_year",
            "row_count",
            "income_fen",
            "tax_fen",
            "debt_fen",
            "file_hash",
            "from_month",
            "state",
        )


class CutOverPersonShape(serializers.Serializer[Any]):
    """``who``: the agent's number, or the phone with its middle hidden of somebody who has none yet."""

    who = serializers.CharField()
    is_new = serializers.BooleanField()
    months = serializers.ListField(child=serializers.IntegerField())
    income_fen = serializers.IntegerField()
    tax_fen = serializers.IntegerField()
    debt_fen = serializers.IntegerField()


class CutOvers(MoneyDoor):
    access = ((PREPARER,), (*FINANCE, AUDITOR))
    parser_classes = [MultiPartParser]
    pagination_class = Page

    @extend_schema(responses=CutOverShape(many=True), operation_id="finance_cut_overs")
    def get(self, request: Request, public_id: str) -> Response:
        """What was brought in of an entity, the latest first."""
        of, pages = get_object_or_404(PayingEntity, public_id=public_id), Page()
        rows = pages.paginate_queryset(cut_overs(of), request, view=self)
        return pages.get_paginated_response(CutOverShape(rows, many=True).data)

    @extend_schema(
        request={"multipart/form-data": CutOverAsked},
        responses={201: CutOverShape, 409: REFUSED},
        parameters=KEY,
        operation_id="finance_propose_cut_over",
    )
    def post(self, request: Request, public_id: str) -> Response:
        """Propose a file, looked through whole with a report by row; the same file again stands."""
        return idempotent(request, lambda: self._propose(request, public_id))

    def _propose(self, request: Request, public_id: str) -> Response:
        of = get_object_or_404(PayingEntity, public_id=public_id)
        told = asked_of(CutOverAsked, request)
        typed = Totals(told["count"], told["income_fen"], told["tax_fen"], told["debt_fen"])
        made = propose_cut_over(of, told["file"].read(), typed, by=request.user, now=clock.now())
        return Response(CutOverShape(made).data, status=201)


class NobodyPaid(MoneyDoor):
    access = ((PREPARER,), ())

    @extend_schema(
        request=None,
        responses={201: CutOverShape, 409: REFUSED},
        parameters=KEY,
        operation_id="finance_declare_nobody_paid",
    )
    def post(self, request: Request, public_id: str) -> Response:
        """Declare that nobody was paid before this house this year; another person confirms it."""
        return idempotent(request, lambda: self._declare(request, public_id))

    def _declare(self, request: Request, public_id: str) -> Response:
        of = get_object_or_404(PayingEntity, public_id=public_id)
        made = declare_nobody_paid(of, by=request.user, now=clock.now())
        return Response(CutOverShape(made).data, status=201)


class OneCutOver(MoneyDoor):
    access = ((), (*FINANCE, AUDITOR))
    pagination_class = Page

    @extend_schema(responses=CutOverPersonShape(many=True), operation_id="finance_cut_over_people")
    def get(self, request: Request, public_id: str) -> Response:
        """The people of a cut-over's file, as they are known here now."""
        of, pages = get_object_or_404(CutOver, public_id=public_id), Page()
        found = people_in(opened(of.file)) if of.file else []
        rows = pages.paginate_queryset(found, request, view=self)  # type: ignore[arg-type]
        told = [
            {
                "who": one.who,
                "is_new": one.agent is None,
                "months": list(one.row.months),
                "income_fen": one.row.income_fen,
                "tax_fen": one.row.tax_fen,
                "debt_fen": one.row.debt_fen,
            }
            for one in rows or []
        ]
        return pages.get_paginated_response(CutOverPersonShape(told, many=True).data)


class DecideCutOver(MoneyDoor):
    access = ((APPROVER,), ())

    def answer(self, request: Request, public_id: str) -> Response:
        return idempotent(request, lambda: self._act(request, public_id))

    def _act(self, request: Request, public_id: str) -> Response:
        of = get_object_or_404(CutOver.objects.select_related("entity"), public_id=public_id)
        return Response(CutOverShape(self.act(request, of)).data)

    def act(self, request: Request, of: CutOver) -> CutOver:
        raise NotImplementedError


class ConfirmCutOver(DecideCutOver):
    @extend_schema(
        request=None,
        responses={200: CutOverShape, 409: REFUSED},
        parameters=KEY,
        operation_id="finance_confirm_cut_over",
    )
    def post(self, request: Request, public_id: str) -> Response:
        """Bring the file in whole; in force from the first month nobody has approved."""
        return self.answer(request, public_id)

    def act(self, request: Request, of: CutOver) -> CutOver:
        return confirm_cut_over(of, by=request.user, now=clock.now())


class RefuseCutOver(DecideCutOver):
    @extend_schema(
        request=None,
        responses={200: CutOverShape, 409: REFUSED},
        parameters=KEY,
        operation_id="finance_refuse_cut_over",
    )
    def post(self, request: Request, public_id: str) -> Response:
        """The file is not what the older system says."""
        return self.answer(request, public_id)

    def act(self, request: Request, of: CutOver) -> CutOver:
        return refuse_cut_over(of, by=request.user, now=clock.now())
