"""The typing test for programs: begin, save, hand in. The server's clock runs from the beginning."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from onboarding.actions.typing import finish_typing, save_typing, start_typing
from onboarding.api.account import Door
from onboarding.models import TypingTest
from onboarding.queries.typing import latest_typing
from onboarding.rules.typing import MOST_LETTERS
from onboarding.rules.typing_texts import TEXTS
from yunke import clock
from yunke.api import KEY, REFUSED, idempotent, read
from yunke.ground.errors import reasons_from_json
from yunke.ground.roles import AGENT
from yunke.refusals import as_json


class TypingShape(serializers.ModelSerializer[TypingTest]):
    text = serializers.SerializerMethodField(help_text="What to type; empty once it is over.")
    reasons = serializers.SerializerMethodField()
    agent_number = serializers.CharField(source="agent.number")

    class Meta:
        model = TypingTest
        fields = [
            "public_id",
            "agent_number",
            "state",
            "text",
            "submitted_at",
            "decided_at",
            "measures",
            "reasons",
        ]
        read_only_fields = fields

    def get_text(self, test: TypingTest) -> str:
        return TEXTS[test.text_code] if test.state == "started" else ""

    def get_reasons(self, test: TypingTest) -> list[dict[str, Any]]:
        return as_json(reasons_from_json(test.reasons))


class TypedAsked(serializers.Serializer[Any]):
    typed = serializers.CharField(max_length=MOST_LETTERS, allow_blank=True)


class SignsAsked(serializers.Serializer[Any]):
    compositions = serializers.IntegerField(min_value=0, default=0)
    keys = serializers.IntegerField(min_value=0, default=0)
    pasted = serializers.IntegerField(min_value=0, default=0)
    longest = serializers.IntegerField(min_value=0, default=0, help_text="Most letters put in at once.")


class HandedInAsked(TypedAsked):
    signs = SignsAsked()


class Typing(Door):
    access = ((AGENT,), ())

    @extend_schema(responses={200: TypingShape, 404: None}, operation_id="typing")
    def get(self, request: Request) -> Response:
        """My last test."""
        test = latest_typing(request.user.agent)
        if test is None:
            raise Http404
        return Response(TypingShape(test).data)

    @extend_schema(
        request=None,
        responses={201: TypingShape, 409: REFUSED},
        parameters=KEY,
        operation_id="typing_start",
    )
    def post(self, request: Request) -> Response:
        """Begin; who has one open is given that one."""
        return idempotent(request, lambda: self._start(request))

    def _start(self, request: Request) -> Response:
        return Response(TypingShape(start_typing(request.user.agent, now=clock.now())).data, status=201)


class SaveTyping(Door):
    access = ((AGENT,), ())

    @extend_schema(request=TypedAsked, responses={204: None, 404: None, 409: REFUSED}, operation_id="typing_save")  # fmt: skip
    def put(self, request: Request, public_id: str) -> Response:
        """What has been typed so far."""
        test = get_object_or_404(TypingTest, agent=request.user.agent, public_id=public_id)
        save_typing(test, read(TypedAsked, request)["typed"], now=clock.now())
        return Response(status=204)


class FinishTyping(Door):
    access = ((AGENT,), ())

    @extend_schema(
        request=HandedInAsked,
        responses={200: TypingShape, 404: None, 409: REFUSED},
        parameters=KEY,
        operation_id="typing_finish",
    )
    def post(self, request: Request, public_id: str) -> Response:
        """Hand in; the result comes back at once."""
        return idempotent(request, lambda: self._finish(request, public_id))

    def _finish(self, request: Request, public_id: str) -> Response:
        rows = TypingTest.objects.select_related("agent__user")
        test = get_object_or_404(rows, agent=request.user.agent, public_id=public_id)
        given = read(HandedInAsked, request)
        return Response(
            TypingShape(finish_typing(test, given["typed"], given["signs"], now=clock.now())).data
        )
