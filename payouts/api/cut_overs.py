"""Cut-overs for programs."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema, extend_schema_field
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
from payouts.api.shapes import MonthField
from payouts.api.shared import MoneyDoor, MoneyList
from payouts.files import opened
from payouts.jobs import nudge_cut_overs
from payouts.models import CutOver
from payouts.queries.cut_overs import BUSY, Found, People, cut_overs, rows_done
from payouts.rules.cut_overs import MOST_FEN, Totals
from tasks.models import PayingEntity
from yunke import clock
from yunke.api import ReasonShape, an_act, once, read
from yunke.ground.errors import reasons_from_json
from yunke.ground.roles import APPROVER, AUDITOR, FINANCE, PREPARER
from yunke.refusals import as_json


class CutOverAsked(serializers.Serializer[Any]):
    """The totals are read off the older system; they must be the file's own."""

    file = serializers.FileField(help_text="CSV with named columns.")
    count = serializers.IntegerField(min_value=1)
    income_fen = serializers.IntegerField(min_value=0, max_value=MOST_FEN)
    tax_fen = serializers.IntegerField(min_value=0, max_value=MOST_FEN)
    debt_fen = serializers.IntegerField(min_value=0, max_value=MOST_FEN)


class CutOverShape(serializers.ModelSerializer[CutOver]):
    """A large file is first ``checking``, then ``proposed`` or ``faulty``; confirmed it is ``confirming`` until all of
    it is in. ``rows_done`` tells how far; ``problems`` why it came back."""

    from_month = MonthField(allow_null=True)
    rows_done = serializers.SerializerMethodField()
    problems = serializers.SerializerMethodField()

    @extend_schema_field(ReasonShape(many=True))
    def get_problems(self, of: CutOver) -> list[dict[str, Any]]:
        return as_json(reasons_from_json(of.problems))

    def get_rows_done(self, of: CutOver) -> int:
        return rows_done(of) if of.state in BUSY else of.row_count

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
            "fresh_count",
            "rows_done",
            "problems",
        )


class CutOverPersonShape(serializers.Serializer[Any]):
    """``who``: the agent's number, or the phone with its middle hidden of somebody who has none yet."""

    who = serializers.CharField()
    is_new = serializers.SerializerMethodField()
    months = serializers.ListField(child=serializers.IntegerField(), source="row.months")
    income_fen = serializers.IntegerField(source="row.income_fen")
    tax_fen = serializers.IntegerField(source="row.tax_fen")
    debt_fen = serializers.IntegerField(source="row.debt_fen")

    def get_is_new(self, one: Found) -> bool:
        return one.agent is None


class CutOvers(MoneyList):
    access = ((PREPARER,), (*FINANCE, AUDITOR))
    parser_classes = [MultiPartParser]

    @extend_schema(responses=CutOverShape(many=True), operation_id="finance_cut_overs")
    def get(self, request: Request, public_id: str) -> Response:
        """What was brought in of an entity, the latest first."""
        return self.page_of(request, cut_overs(_entity(public_id)), CutOverShape)

    @an_act("finance_propose_cut_over", CutOverShape, {"multipart/form-data": CutOverAsked}, status=201)
    def post(self, request: Request, public_id: str) -> Response:
        """Propose a file, looked through whole with a report by row; the same file again stands."""
        return once(request, lambda: self._proposed(request, _entity(public_id)), CutOverShape, status=201)

    def _proposed(self, request: Request, of: PayingEntity) -> CutOver:
        told = read(CutOverAsked, request)
        typed = Totals(told["count"], told["income_fen"], told["tax_fen"], told["debt_fen"])
        made = propose_cut_over(of, told["file"].read(), typed, by=request.user, now=clock.now())
        nudge_cut_overs(now=clock.now())
        return made


class NobodyPaid(MoneyDoor):
    access = ((PREPARER,), ())

    @an_act("finance_declare_nobody_paid", CutOverShape, status=201)
    def post(self, request: Request, public_id: str) -> Response:
        """Declare that nobody was paid before this house this year; another person confirms it."""
        by, now = request.user, clock.now()
        return once(
            request,
            lambda: declare_nobody_paid(_entity(public_id), by=by, now=now),
            CutOverShape,
            status=201,
        )


class OneCutOver(MoneyList):
    access = ((), (*FINANCE, AUDITOR))

    @extend_schema(responses=CutOverPersonShape(many=True), operation_id="finance_cut_over_people")
    def get(self, request: Request, public_id: str) -> Response:
        """The people of a cut-over's file, as they are known here now."""
        of = get_object_or_404(CutOver, public_id=public_id)
        return self.page_of(
            request, People(of, opened) if of.state not in ("checking", "faulty") else [], CutOverPersonShape
        )


class ConfirmCutOver(MoneyDoor):
    access = ((APPROVER,), ())

    @an_act("finance_confirm_cut_over", CutOverShape)
    def post(self, request: Request, public_id: str) -> Response:
        """Bring the file in whole; in force from the first month nobody has approved. A large one takes a worker."""
        return once(request, lambda: self._confirmed(request, public_id), CutOverShape)

    def _confirmed(self, request: Request, public_id: str) -> CutOver:
        of = confirm_cut_over(_cut_over(public_id), by=request.user, now=clock.now())
        nudge_cut_overs(now=clock.now())
        return of


class RefuseCutOver(MoneyDoor):
    access = ((APPROVER, PREPARER), ())

    @an_act("finance_refuse_cut_over", CutOverShape)
    def post(self, request: Request, public_id: str) -> Response:
        """The file is not what the older system says; whoever proposed it takes it back."""
        by, now = request.user, clock.now()
        return once(request, lambda: refuse_cut_over(_cut_over(public_id), by=by, now=now), CutOverShape)


def _entity(public_id: str) -> PayingEntity:
    return get_object_or_404(PayingEntity, public_id=public_id)


def _cut_over(public_id: str) -> CutOver:
    return get_object_or_404(CutOver.objects.select_related("entity"), public_id=public_id)
