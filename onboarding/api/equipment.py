"""Computer and line for programs: hand in what was measured, see where it stands; at the desk decide."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.parsers import FormParser, JSONParser, MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from onboarding.actions.bulk import EQUIPMENT
from onboarding.actions.equipment import (
    decide_equipment,
    hand_in_equipment,
    record_modem_seen,
    withdraw_equipment,
)
from onboarding.api.account import Door
from onboarding.api.desk import AnswerShape, DecideDoor, DecideManyDoor, Decision, ManyDecided, QueueDoor
from onboarding.api.shapes import PhotoField
from onboarding.models import EquipmentCheck
from onboarding.queries.equipment import equipments, latest_equipment
from onboarding.reasons.checks import EQUIPMENT_REFUSALS
from onboarding.rules.equipment import CARRIERS, HEADSETS, LINE_TYPES
from onboarding.views.equipment import address_of
from yunke import clock
from yunke.api import KEY, REFUSED, idempotent, read
from yunke.ground.errors import reasons_from_json
from yunke.ground.roles import AGENT, AUDITOR, SCREENER
from yunke.refusals import as_json

DECLARED = ("carrier", "line_type", "headset", "headset_model")


class EquipmentAsked(serializers.Serializer[Any]):
    measured = serializers.JSONField(
        help_text="cores, memory_gb, screen [w, h], mobile, browser, microphones [names], pings [ms or null], "
        "down and up [[bytes, ms]]: at least 10 pings and 3 pieces each way, of at most 2 MiB."
    )
    carrier = serializers.ChoiceField(list(CARRIERS))
    line_type = serializers.ChoiceField(list(LINE_TYPES))
    headset = serializers.ChoiceField(list(HEADSETS))
    headset_model = serializers.CharField(max_length=60, required=False, default="", allow_blank=True)
    photo = PhotoField(folder="equipment")


class EquipmentShape(serializers.ModelSerializer[EquipmentCheck]):
    reasons = serializers.SerializerMethodField()
    agent_number = serializers.CharField(source="agent.number")

    class Meta:
        model = EquipmentCheck
        fields = [
            "public_id", "agent_number", "state", "submitted_at", "decided_at", "measures", "carrier", "line_type",
            "headset", "headset_model", "reasons", "thresholds_version",
        ]  # fmt: skip
        read_only_fields = fields

    def get_reasons(self, check: EquipmentCheck) -> list[dict[str, Any]]:
        return as_json(reasons_from_json(check.reasons))


class EquipmentDeskShape(EquipmentShape):
    class Meta(EquipmentShape.Meta):
        fields = [*EquipmentShape.Meta.fields, "carrier_seen"]
        read_only_fields = fields


class EquipmentDecided(Decision):
    codes = serializers.ListField(child=serializers.ChoiceField(list(EQUIPMENT_REFUSALS)), required=False)


class EquipmentsDecided(EquipmentDecided, ManyDecided):
    """The same decision on many."""


class Equipment(Door):
    access = ((AGENT,), ())
    parser_classes = [MultiPartParser, FormParser, JSONParser]

    @extend_schema(responses={200: EquipmentShape, 404: None}, operation_id="equipment")
    def get(self, request: Request) -> Response:
        """My last check: its state, its numbers, and why not."""
        check = latest_equipment(request.user.agent)
        if check is None:
            raise Http404
        return Response(EquipmentShape(check).data)

    @extend_schema(
        request={"multipart/form-data": EquipmentAsked},
        responses={201: EquipmentShape, 409: REFUSED},
        parameters=KEY,
        operation_id="equipment_hand_in",
    )
    def post(self, request: Request) -> Response:
        """Hand in what was measured, what is declared, and the photo of modem and plug."""
        return idempotent(request, lambda: self._hand_in(request))

    def _hand_in(self, request: Request) -> Response:
        given = read(EquipmentAsked, request)
        check = hand_in_equipment(
            request.user.agent,
            raw=given["measured"] if isinstance(given["measured"], dict) else {},
            declared={name: given[name] for name in DECLARED},
            photo=given["photo"],
            address=address_of(request._request),
            now=clock.now(),
        )
        return Response(EquipmentShape(check).data, status=201)


class WithdrawEquipment(Door):
    access = ((AGENT,), ())

    @extend_schema(
        request=None,
        responses={200: EquipmentShape, 404: None, 409: REFUSED},
        parameters=KEY,
        operation_id="equipment_withdraw",
    )
    def post(self, request: Request) -> Response:
        """Take it back before anybody decided."""
        return idempotent(request, lambda: self._withdraw(request))

    def _withdraw(self, request: Request) -> Response:
        check = get_object_or_404(EquipmentCheck, agent=request.user.agent, state="submitted")
        withdraw_equipment(check, by=request.user, now=clock.now())
        return Response(EquipmentShape(check).data)


class EquipmentQueue(QueueDoor):
    shape = EquipmentDeskShape

    @extend_schema(responses=EquipmentDeskShape(many=True), operation_id="equipment_queue")
    def get(self, request: Request) -> Response:
        """Checks that wait, the oldest first."""
        return self.page_of(request, equipments())


class OneEquipment(Door):
    access = ((), (SCREENER, AUDITOR))

    @extend_schema(responses=EquipmentDeskShape, operation_id="equipment_check")
    def get(self, request: Request, public_id: str) -> Response:
        """One check, decided or not."""
        rows = EquipmentCheck.objects.select_related("agent")
        return Response(EquipmentDeskShape(get_object_or_404(rows, public_id=public_id)).data)


class EquipmentPhoto(Door):
    access = ((), (SCREENER, AUDITOR))

    @extend_schema(
        responses={(200, "image/jpeg"): OpenApiTypes.BINARY, 404: None}, operation_id="equipment_photo"
    )
    def get(self, request: Request, public_id: str) -> FileResponse:
        """The photo; each look is recorded."""
        check = get_object_or_404(EquipmentCheck, public_id=public_id)
        record_modem_seen(check, by=request.user, now=clock.now())
        return FileResponse(
            check.photo.open("rb"), as_attachment=True, filename="modem.jpg", content_type="image/jpeg"
        )


class DecideEquipment(DecideDoor):
    asks, shape = EquipmentDecided, EquipmentDeskShape

    @extend_schema(
        request=EquipmentDecided,
        responses={200: EquipmentDeskShape, 404: None, 409: REFUSED},
        parameters=KEY,
        operation_id="equipment_decide",
    )
    def post(self, request: Request, public_id: str) -> Response:
        """Pass, or return with at least one reason."""
        return self.decided(request, public_id)

    def rows(self) -> QuerySet[EquipmentCheck]:
        return EquipmentCheck.objects.select_related("agent__user")

    def act(self, check: EquipmentCheck, **said: Any) -> EquipmentCheck:
        decide_equipment(check, **said)
        return check


class DecideEquipments(DecideManyDoor):
    asks, bulk = EquipmentsDecided, EQUIPMENT

    @extend_schema(
        request=EquipmentsDecided,
        responses={200: AnswerShape(many=True), 409: REFUSED},
        parameters=KEY,
        operation_id="equipment_decide_many",
    )
    def post(self, request: Request) -> Response:
        """Pass many, or return them for the same reasons; each is answered for. Unseen photos and doubts are left."""
        return self.decided(request)
