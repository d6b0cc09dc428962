"""Terms by API: written by one, approved by another; each a new version from a day on."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response

from tasks.actions import terms as acts
from tasks.api.offer import RankOut, TermsOut, TierOut
from tasks.api.offers import Act, fen, task_named
from tasks.api.shared import Access
from tasks.forms.terms import HOLIDAY_CHOICES, MOST_MINUTES
from tasks.models import ResultKind, TermsProposal
from tasks.rules.terms import Content, RankPay, Rate, Tier
from yunke import clock
from yunke.api import IDEMPOTENCY_KEY, Page, RolePermission, once, read
from yunke.ground.roles import AUDITOR, OPERATIONS

MOST_BP = 10_000


class TermsIn(serializers.Serializer[Any]):
    """``rates``: fen a piece by the kind's code, or basis points for a kind measured by its amount;
    ``tiers``: what follows that price, by the same code."""

    effective_on = serializers.DateField()
    hourly_fen = fen()
    meal_starts = serializers.TimeField(required=False, allow_null=True, default=None)
    meal_ends = serializers.TimeField(required=False, allow_null=True, default=None)
    meal_is_paid = serializers.BooleanField(required=False, default=False)
    grace_minutes = serializers.IntegerField(min_value=0, max_value=60, required=False, default=5)
    holiday_rule = serializers.ChoiceField(choices=[code for code, _words in HOLIDAY_CHOICES])
    holiday_percent = serializers.IntegerField(min_value=100, max_value=500, required=False, default=200)
    holiday_dates = serializers.ListField(
        child=serializers.DateField(), required=False, default=list, max_length=366
    )
    full_attendance_fen = fen(required=False, default=0)
    full_attendance_shifts = serializers.IntegerField(min_value=0, max_value=62, required=False, default=0)
    task_bonus_fen = fen(required=False, default=0)
    task_bonus_shifts = serializers.IntegerField(min_value=0, max_value=62, required=False, default=0)
    guarantee_fen = fen(required=False, default=0)
    guarantee_minutes = serializers.IntegerField(
        min_value=0, max_value=MOST_MINUTES, required=False, default=0
    )
    ranks = RankOut(many=True, required=False, default=list)
    mentor_hourly_fen = fen(required=False, default=0)
    mentor_days = serializers.IntegerField(min_value=0, max_value=366, required=False, default=0)
    rates = serializers.DictField(child=fen(), required=False, default=dict)
    tiers = serializers.DictField(child=TierOut(many=True, max_length=20), required=False, default=dict)
    margin_seen = serializers.BooleanField(required=False, default=False)

    def validate_holiday_dates(self, given: list[date]) -> tuple[str, ...]:
        return tuple(sorted({day.isoformat() for day in given}))

    def validate_ranks(self, given: list[dict[str, Any]]) -> tuple[RankPay, ...]:
        return tuple(RankPay(**one) for one in given)

    def validate(self, said: dict[str, Any]) -> dict[str, Any]:
        """Prices and tiers by code become rates; an unknown kind is an error of its field."""
        kinds = {kind.code: kind for kind in ResultKind.objects.select_related("returns")}
        prices, tiers = said["rates"], said.pop("tiers")
        for name, codes in (("rates", prices), ("tiers", tiers)):
            if unknown := sorted(set(codes) - set(kinds)):
                raise serializers.ValidationError({name: [f"unknown: {', '.join(unknown)}"]})
        said["rates"] = tuple(
            _rate(kinds[code], prices.get(code, 0), tiers.get(code, []))
            for code in {**prices, **tiers}
            if prices.get(code) or tiers.get(code)
        )
        return said


def _rate(kind: ResultKind, price: int, tiers: list[dict[str, int]]) -> Rate:
    if kind.measure == "amount":
        share = serializers.IntegerField(max_value=MOST_BP)
        for value in (price, *(tier["price"] for tier in tiers)):
            share.run_validation(value)
    prices = (0, price) if kind.measure == "amount" else (price, 0)
    back = kind.returns.code if kind.returns else ""
    return Rate(kind.code, kind.measure, *prices, tuple(Tier(**one) for one in tiers), back)


class ProposalOut(serializers.Serializer[Any]):
    """Terms that wait for a second person, or what became of them; ``content`` is every promise."""

    public_id = serializers.CharField()
    task = serializers.CharField(source="task.public_id")
    state = serializers.CharField()
    effective_on = serializers.DateField()
    margin_seen = serializers.BooleanField()
    content = serializers.JSONField()
    proposed_by = serializers.CharField(source="proposed_by.public_id")
    proposed_at = serializers.DateTimeField()
    decided_at = serializers.DateTimeField(allow_null=True)
    why = serializers.CharField()
    version = serializers.IntegerField(source="terms.version", default=None, allow_null=True)


class TermsRefusalIn(serializers.Serializer[Any]):
    why = serializers.CharField(max_length=500, required=False, allow_blank=True, default="")


class TermsOfTask(generics.ListAPIView[TermsProposal]):
    """GET: what was written for a task, the newest first. POST: write a version from a day on.

    A margin below zero is refused unless ``margin_seen``. It binds nobody before a second person approves.
    """

    access: Access = ((OPERATIONS,), (AUDITOR,))
    permission_classes = [RolePermission]
    pagination_class = Page
    filter_backends: list[Any] = []
    serializer_class = ProposalOut

    def get_queryset(self) -> QuerySet[TermsProposal]:
        if "public_id" not in self.kwargs:  # the description of the API asks without a task
            return TermsProposal.objects.none()
        rows = task_named(self.kwargs["public_id"]).terms_proposals
        return rows.select_related("task", "proposed_by", "terms").order_by("-pk")

    @extend_schema(request=TermsIn, responses={201: ProposalOut}, parameters=[IDEMPOTENCY_KEY])
    def post(self, request: Request, public_id: str) -> Response:
        one, said = task_named(public_id), read(TermsIn, request)
        content = Content(**{name: said[name] for name in Content.__dataclass_fields__})
        return once(
            request,
            lambda: acts.propose_terms(
                one,
                content,
                said["effective_on"],
                by=request.user,
                now=clock.now(),
                margin_seen=said["margin_seen"],
            ),
            ProposalOut,
            status=201,
        )


class ApproveTerms(Act):
    """The second person agrees: the version stands."""

    @extend_schema(request=None, responses=TermsOut, parameters=[IDEMPOTENCY_KEY])
    def post(self, request: Request, public_id: str) -> Response:
        one = _proposal(public_id)
        return once(request, lambda: acts.approve_terms(one, by=request.user, now=clock.now()), TermsOut)


class RefuseTerms(Act):
    """Sent back with a reason; whoever wrote it takes it back."""

    @extend_schema(request=TermsRefusalIn, responses=ProposalOut, parameters=[IDEMPOTENCY_KEY])
    def post(self, request: Request, public_id: str) -> Response:
        one, said = _proposal(public_id), read(TermsRefusalIn, request)
        return once(
            request,
            lambda: acts.refuse_terms(one, said["why"], by=request.user, now=clock.now()),
            ProposalOut,
        )


def _proposal(public_id: str) -> TermsProposal:
    rows = TermsProposal.objects.select_related("task", "proposed_by", "terms")
    return get_object_or_404(rows, public_id=public_id)
