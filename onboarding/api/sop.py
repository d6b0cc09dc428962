"""The SOP for the operator's programs: versions seen, proposed, decided."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from onboarding.actions.sop import StepRow, decide_sop, propose_sop
from onboarding.api.account import Door
from onboarding.models import Line, Sop
from yunke import clock
from yunke.api import KEY, REFUSED, Page, idempotent
from yunke.ground.roles import AUDITOR, OPERATIONS


class SopStepShape(serializers.Serializer[Any]):
    kind = serializers.SlugField(max_length=30)
    required = serializers.BooleanField(default=True)
    valid_days = serializers.IntegerField(min_value=1, max_value=3_650, allow_null=True, default=None)
    thresholds = serializers.DictField(default=dict, help_text="The kind's numbers by their codes.")


class SopShape(serializers.ModelSerializer[Sop]):
    line = serializers.CharField(source="line.code")
    steps = SopStepShape(many=True)

    class Meta:
        model = Sop
        fields = ["public_id", "line", "version", "state", "effective_on", "why", "steps"]
        read_only_fields = fields


class SopAsked(serializers.Serializer[Any]):
    effective_on = serializers.DateField()
    why = serializers.CharField(max_length=200)
    steps = SopStepShape(many=True, help_text="In order.")

    def validate_steps(self, value: list[dict[str, Any]]) -> list[dict[str, Any]]:
        kinds = [step["kind"] for step in value]
        if len(set(kinds)) < len(kinds):
            raise serializers.ValidationError("a kind of step stands once in a version")
        return value


class SopDecisionAsked(serializers.Serializer[Any]):
    agree = serializers.BooleanField()


class Sops(Door):
    access = ((), (OPERATIONS, AUDITOR))
    pagination_class = Page

    @extend_schema(responses=SopShape(many=True), operation_id="sops")
    def get(self, request: Request) -> Response:
        """Every version of every line, the latest first."""
        pages = Page()
        rows = (
            Sop.objects.select_related("line").prefetch_related("steps").order_by("line__order", "-version")
        )
        return pages.get_paginated_response(
            SopShape(pages.paginate_queryset(rows, request, view=self), many=True).data
        )


class ProposeSop(Door):
    access: Any = ((OPERATIONS,), ())

    @extend_schema(
        request=SopAsked,
        responses={201: SopShape, 404: None, 409: REFUSED},
        parameters=KEY,
        operation_id="propose_sop",
    )
    def post(self, request: Request, line: str) -> Response:
        """A line's next version; a second person of operations puts it in force."""
        found, given = get_object_or_404(Line, code=line), SopAsked(data=request.data)
        given.is_valid(raise_exception=True)

        def act() -> Response:
            said = given.validated_data
            rows = [StepRow(**step) for step in said["steps"]]
            made = propose_sop(
                found,
                rows,
                effective_on=said["effective_on"],
                why=said["why"],
                by=request.user,
                now=clock.now(),
            )
            return Response(SopShape(made).data, status=201)

        return idempotent(request, act)


class DecideSop(Door):
    access: Any = ((OPERATIONS,), ())

    @extend_schema(
        request=SopDecisionAsked,
        responses={200: SopShape, 404: None, 409: REFUSED},
        parameters=KEY,
        operation_id="decide_sop",
    )
    def post(self, request: Request, public_id: str) -> Response:
        """Put a proposed version in force, or take it away."""
        sop, given = get_object_or_404(Sop, public_id=public_id), SopDecisionAsked(data=request.data)
        given.is_valid(raise_exception=True)

        def act() -> Response:
            decide_sop(sop, agree=given.validated_data["agree"], by=request.user, now=clock.now())
            return Response(SopShape(sop).data)

        return idempotent(request, act)
