"""Taking a step to a computer, for programs: make the code, see whether it was opened."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from onboarding.actions.handover import make_handover
from onboarding.api.account import Door
from onboarding.models import Handover
from yunke import clock
from yunke.api import REFUSED, read
from yunke.ground.roles import AGENT


class HandoverAsked(serializers.Serializer[Any]):
    step = serializers.ChoiceField(list(Handover.STEPS))


class HandoverShape(serializers.ModelSerializer[Handover]):
    class Meta:
        model = Handover
        fields = ["public_id", "step", "state", "made_at", "expires_at", "opened_at"]
        read_only_fields = fields


class MadeShape(HandoverShape):
    """``code`` and ``address`` are said this once."""

    code = serializers.CharField()
    address = serializers.CharField()

    class Meta(HandoverShape.Meta):
        fields = [*HandoverShape.Meta.fields, "code", "address"]


class Handovers(Door):
    access = ((AGENT,), ())

    @extend_schema(
        request=HandoverAsked, responses={201: MadeShape, 409: REFUSED}, operation_id="handover_make"
    )
    def post(self, request: Request) -> Response:
        """A code that opens this step on a computer, once and within ten minutes."""
        asked = read(HandoverAsked, request)
        made, code = make_handover(request.user.agent, asked["step"], now=clock.now())
        address = request.build_absolute_uri(reverse("onboarding:go_open", args=[code]))
        said = HandoverShape(made).data | {"code": code, "address": address}
        return Response(said, status=201)


class OneHandover(Door):
    access = ((), (AGENT,))

    @extend_schema(responses={200: HandoverShape, 404: None}, operation_id="handover")
    def get(self, request: Request, public_id: str) -> Response:
        """Whether it was opened."""
        found = get_object_or_404(Handover, agent=request.user.agent, public_id=public_id)
        return Response(HandoverShape(found).data)
