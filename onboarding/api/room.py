"""The room for programs: hand in a recording, see its numbers; at the desk listen and judge."""

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

from onboarding.actions.glance import glance_at_room
from onboarding.actions.room import (
    hand_in_recording,
    judge_room,
    measure_again,
    record_played,
    withdraw_room,
)
from onboarding.api.account import Door
from onboarding.api.desk import DecideDoor, Decision, QueueDoor
from onboarding.models import RoomCheck, RoomGlance
from onboarding.queries.room import WAITING, latest_room, rooms
from onboarding.reasons.checks import ROOM_REFUSALS
from onboarding.rules.room import verdicts
from yunke import clock
from yunke.api import KEY, REFUSED, idempotent, read
from yunke.ground.errors import reasons_from_json
from yunke.ground.roles import AGENT, AUDITOR, SCREENER
from yunke.refusals import as_json


class RecordingAsked(serializers.Serializer[Any]):
    recording = serializers.FileField(
        help_text="webm, ogg, mp4 or wav; quiet, then speech: 10 s and 15 s unless the SOP of a chosen line says more."
    )
    quiet_seconds = serializers.FloatField(
        required=False, default=None, min_value=0, max_value=60, allow_null=True,
        help_text="When speech was asked for; left out, the recording is searched for it.",
    )  # fmt: skip
    settings = serializers.JSONField(required=False, help_text="The browser's MediaTrackSettings.")
    spoken_how = serializers.ChoiceField(["read", "repeat", "free"], default="read")
    agree = serializers.BooleanField(help_text="Consent to the voice text in force.")


class RoomShape(serializers.ModelSerializer[RoomCheck]):
    reasons = serializers.SerializerMethodField()
    verdicts = serializers.SerializerMethodField()
    agent_number = serializers.CharField(source="agent.number")

    class Meta:
        model = RoomCheck
        fields = [
            "public_id", "agent_number", "state", "submitted_at", "decided_at", "measures", "verdicts",
            "picture", "reasons", "listeners", "thresholds_version",
        ]  # fmt: skip
        read_only_fields = fields

    def get_reasons(self, check: RoomCheck) -> list[dict[str, Any]]:
        return as_json(reasons_from_json(check.reasons))

    def get_verdicts(self, check: RoomCheck) -> list[dict[str, Any]]:
        return [
            {"measure": one.measure, "value": one.value, "wanted": one.wanted, "outcome": one.outcome}
            for one in verdicts(check.measures, check.thresholds)
        ]


class JudgementAsked(Decision):
    codes = serializers.ListField(child=serializers.ChoiceField(list(ROOM_REFUSALS)), required=False)


class Room(Door):
    access = ((AGENT,), ())
    parser_classes = [MultiPartParser, FormParser, JSONParser]

    @extend_schema(responses={200: RoomShape, 404: None}, operation_id="room")
    def get(self, request: Request) -> Response:
        """My last recording: its state, its numbers, and why not."""
        check = latest_room(request.user.agent)
        if check is None:
            raise Http404
        return Response(RoomShape(check).data)

    @extend_schema(
        request={"multipart/form-data": RecordingAsked},
        responses={201: RoomShape, 409: REFUSED},
        parameters=KEY,
        operation_id="room_hand_in",
    )
    def post(self, request: Request) -> Response:
        """Hand in a recording; it is measured at once."""
        return idempotent(request, lambda: self._hand_in(request))

    def _hand_in(self, request: Request) -> Response:
        given = read(RecordingAsked, request)
        said = given.get("settings")
        check = hand_in_recording(
            request.user.agent,
            given["recording"],
            consented=given["agree"],
            settings=said if isinstance(said, dict) else {},
            quiet_seconds=given["quiet_seconds"],
            spoken_how=given["spoken_how"],
            now=clock.now(),
        )
        return Response(RoomShape(check).data, status=201)


class GlanceAsked(serializers.Serializer[Any]):
    recording = serializers.FileField(help_text="webm, ogg, mp4 or wav; 5 s of quiet, then 10 s of speech.")
    quiet_seconds = serializers.FloatField(
        required=False, default=None, min_value=0, max_value=60, allow_null=True
    )
    agree = serializers.BooleanField(help_text="Consent to the voice text in force.")


class GlanceShape(serializers.ModelSerializer[RoomGlance]):
    """``outcome``: passed, failed, or skipped where measuring was down (then it counts as passed)."""

    reasons = serializers.SerializerMethodField()

    class Meta:
        model = RoomGlance
        fields = ["public_id", "outcome", "measures", "reasons", "taken_at"]
        read_only_fields = fields

    def get_reasons(self, glance: RoomGlance) -> list[dict[str, Any]]:
        return as_json(reasons_from_json(glance.reasons))


class GlanceAtRoom(Door):
    access = ((AGENT,), ())
    parser_classes = [MultiPartParser, FormParser, JSONParser]

    @extend_schema(
        request={"multipart/form-data": GlanceAsked},
        responses={201: GlanceShape, 409: REFUSED},
        parameters=KEY,
        operation_id="room_glance",
    )
    def post(self, request: Request) -> Response:
        """Fifteen seconds before work; the recording is measured and thrown away."""
        return idempotent(request, lambda: self._measure(request))

    def _measure(self, request: Request) -> Response:
        given = read(GlanceAsked, request)
        made = glance_at_room(
            request.user.agent,
            given["recording"],
            consented=given["agree"],
            quiet_seconds=given["quiet_seconds"],
            now=clock.now(),
        )
        return Response(GlanceShape(made).data, status=201)


class WithdrawRoom(Door):
    access = ((AGENT,), ())

    @extend_schema(
        request=None, responses={200: RoomShape, 404: None, 409: REFUSED}, parameters=KEY, operation_id="room_withdraw"
    )  # fmt: skip
    def post(self, request: Request) -> Response:
        """Take the recording back before anybody decided; it is deleted."""
        return idempotent(request, lambda: self._withdraw(request))

    def _withdraw(self, request: Request) -> Response:
        check = get_object_or_404(RoomCheck, agent=request.user.agent, state__in=WAITING)
        withdraw_room(check, by=request.user, now=clock.now())
        return Response(RoomShape(check).data)


class RoomsAsked(serializers.Serializer[Any]):
    state = serializers.ChoiceField(
        ["listening", "received", "parked", "passed", "refused", "failed"], default="listening"
    )


class RoomQueue(QueueDoor):
    shape = RoomShape

    @extend_schema(
        responses=RoomShape(many=True), parameters=[RoomsAsked], operation_id="room_queue"
    )  # fmt: skip
    def get(self, request: Request) -> Response:
        """Recordings that wait for me to listen, the oldest first; or those of another state."""
        asked = RoomsAsked(data=request.query_params)
        asked.is_valid(raise_exception=True)
        return self.page_of(request, rooms(asked.validated_data["state"], by=request.user))


class OneRoom(Door):
    access = ((), (SCREENER, AUDITOR))

    @extend_schema(responses=RoomShape, operation_id="room_check")
    def get(self, request: Request, public_id: str) -> Response:
        """One check, decided or not."""
        rows = RoomCheck.objects.select_related("agent")
        return Response(RoomShape(get_object_or_404(rows, public_id=public_id)).data)


class RoomRecording(Door):
    access = ((), (SCREENER, AUDITOR))

    @extend_schema(
        responses={(200, "application/octet-stream"): OpenApiTypes.BINARY, 404: None}, operation_id="room_recording"
    )  # fmt: skip
    def get(self, request: Request, public_id: str) -> FileResponse:
        """The recording itself; each time is recorded."""
        check = get_object_or_404(RoomCheck.objects.exclude(recording=""), public_id=public_id)
        record_played(check, by=request.user, now=clock.now())
        return FileResponse(
            check.recording.open("rb"), as_attachment=True, filename=f"room.{check.container}"
        )


class MeasureRoomAgain(Door):
    access = ((SCREENER,), ())

    @extend_schema(
        request=None, responses={200: RoomShape, 404: None, 409: REFUSED}, parameters=KEY, operation_id="room_again"
    )  # fmt: skip
    def post(self, request: Request, public_id: str) -> Response:
        """Have a parked recording measured once more, its cause being mended."""
        return idempotent(request, lambda: self._again(request, public_id))

    def _again(self, request: Request, public_id: str) -> Response:
        check = get_object_or_404(RoomCheck.objects.select_related("agent"), public_id=public_id)
        measure_again(check, by=request.user, now=clock.now())
        return Response(RoomShape(check).data)


class JudgeRoom(DecideDoor):
    asks, shape = JudgementAsked, RoomShape

    @extend_schema(
        request=JudgementAsked,
        responses={200: RoomShape, 404: None, 409: REFUSED},
        parameters=KEY,
        operation_id="room_judge",
    )
    def post(self, request: Request, public_id: str) -> Response:
        """My word on a recording I have played."""
        return self.decided(request, public_id)

    def rows(self) -> QuerySet[RoomCheck]:
        return RoomCheck.objects.all()

    def act(self, check: RoomCheck, **said: Any) -> RoomCheck:
        return judge_room(check, **said)
