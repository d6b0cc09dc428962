"""An agent's lines and paths for programs: what I chose, where I stand, step by step."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from onboarding.actions.door import answer_door
from onboarding.actions.lines import choose_line, drop_line
from onboarding.api.account import Door
from onboarding.models import Agent, Line
from onboarding.queries.door import fits
from onboarding.queries.sop import chosen_lines, steps_of
from onboarding.rules.door import Answers
from yunke import clock
from yunke.api import KEY, REFUSED, ReasonShape, idempotent, read
from yunke.ground.roles import AGENT, ANYONE
from yunke.refusals import as_json


class StepShape(serializers.Serializer[Any]):
    code = serializers.CharField()
    required = serializers.BooleanField()
    state = serializers.ChoiceField(["done", "now", "waiting", "attention", "expired", "stopped", "later"])
    note = serializers.CharField()
    remedy = serializers.CharField()
    waits_for = serializers.CharField()
    since = serializers.DateTimeField(allow_null=True)
    until = serializers.DateField(allow_null=True, help_text="The last day it counts.")


class PathShape(serializers.Serializer[Any]):
    line = serializers.CharField()
    name = serializers.CharField()
    chosen = serializers.BooleanField()
    steps = StepShape(many=True, help_text="In order; empty for a line that is not chosen.")


class Lines(Door):
    access = ((), (AGENT,))

    @extend_schema(responses=PathShape(many=True), operation_id="lines")
    def get(self, request: Request) -> Response:
        """Every open line, whether I chose it, and where I stand at each of its steps."""
        return Response(PathShape(_lines(request.user.agent), many=True).data)


class DoorAsked(serializers.Serializer[Any]):
    computer = serializers.BooleanField()
    telecom_cable = serializers.BooleanField()
    headset = serializers.BooleanField()
    weekly_hours = serializers.IntegerField(min_value=0, max_value=168)


class FitShape(serializers.Serializer[Any]):
    line = serializers.CharField()
    name = serializers.CharField()
    fits = serializers.BooleanField()
    proposed = serializers.BooleanField(
        help_text="Fits, and nothing the agent told us speaks against proposing it."
    )
    reasons = ReasonShape(many=True)
    aside = ReasonShape(many=True, help_text="Why it is not proposed; it may be chosen all the same.")


class Fits(Door):
    access: Any = ((ANYONE,), ())

    @extend_schema(request=DoorAsked, responses={200: FitShape(many=True), 409: REFUSED}, operation_id="door")
    def post(self, request: Request) -> Response:
        """Which open lines somebody's answers fit; an agent's answers are kept, anybody else's are not."""
        told, now = Answers(**read(DoorAsked, request)), clock.now()
        if agent := getattr(request.user, "agent", None):
            answer_door(agent, told, now=now)
        found = fits(told, now, agent)
        return Response(
            [
                {
                    "line": one.line.code,
                    "name": one.line.name,
                    "fits": one.fits,
                    "proposed": one.proposed,
                    "reasons": as_json(one.reasons),
                    "aside": as_json(one.aside),
                }
                for one in found
            ]
        )


class ChooseLine(Door):
    access: Any = ((AGENT,), ())

    @extend_schema(
        request=None,
        responses={200: PathShape(many=True), 404: None, 409: REFUSED},
        parameters=KEY,
        operation_id="choose_line",
    )
    def post(self, request: Request, line: str) -> Response:
        """Put the line's path before me; chosen twice changes nothing."""
        return idempotent(request, lambda: _changed(request, line, choose_line))


class DropLine(Door):
    access: Any = ((AGENT,), ())

    @extend_schema(
        request=None,
        responses={200: PathShape(many=True), 404: None, 409: REFUSED},
        parameters=KEY,
        operation_id="drop_line",
    )
    def post(self, request: Request, line: str) -> Response:
        """Take the line's path away; what was passed and earned in it stays."""
        return idempotent(request, lambda: _changed(request, line, drop_line))


def _changed(request: Request, line: str, act: Any) -> Response:
    act(request.user.agent, get_object_or_404(Line, code=line), now=clock.now())
    return Response(PathShape(_lines(request.user.agent), many=True).data)


def _lines(agent: Agent) -> list[dict[str, Any]]:
    chosen = chosen_lines(agent)
    found = steps_of(agent, chosen, clock.now())
    return [
        {
            "line": line.code,
            "name": line.name,
            "chosen": line in chosen,
            "steps": [_step(one) for one in found.get(line.code, ())],
        }
        for line in Line.objects.filter(is_open=True)
    ]


def _step(standing: Any) -> dict[str, Any]:
    step = standing.step
    return {
        "code": standing.kind.code,
        "required": standing.required,
        "state": step.state,
        "note": step.note,
        "remedy": step.remedy,
        "waits_for": step.whom,
        "since": step.since,
        "until": step.until,
    }
