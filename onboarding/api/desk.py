"""What the desks' doors for programs share: the queue, one decision, and many at once."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from onboarding.actions.bulk import MOST_AT_ONCE, Answer, Bulk, decide_many
from onboarding.api.account import Door
from onboarding.models import User
from yunke import clock
from yunke.api import Page, ReasonShape, idempotent, read
from yunke.ground.roles import AUDITOR, SCREENER
from yunke.refusals import as_json


class Decision(serializers.Serializer[Any]):
    """A desk adds ``codes``, the reasons it knows."""

    decision = serializers.ChoiceField(["pass", "refuse"])


class ManyDecided(Decision):
    checks = serializers.ListField(
        child=serializers.CharField(max_length=26), max_length=MOST_AT_ONCE, help_text="Their public ids."
    )


class AnswerShape(serializers.Serializer[Any]):
    """What came of one: ``decided``, or the reasons why it stands as it was."""

    public_id = serializers.CharField()
    agent_number = serializers.CharField(source="number", allow_blank=True)
    state = serializers.CharField(allow_blank=True)
    decided = serializers.BooleanField(source="done")
    reasons = serializers.SerializerMethodField()

    @extend_schema_field(ReasonShape(many=True))
    def get_reasons(self, answer: Answer) -> list[dict[str, Any]]:
        return as_json(answer.reasons)


class QueueDoor(Door):
    """A page of the rows a desk lists."""

    access = ((), (SCREENER, AUDITOR))
    pagination_class = Page
    shape: ClassVar[type[serializers.Serializer[Any]]]

    def page_of(self, request: Request, rows: QuerySet[Any]) -> Response:
        pager = Page()
        shown = pager.paginate_queryset(rows, request, view=self)
        return pager.get_paginated_response(self.shape(shown, many=True).data)


class DecideDoor(Door):
    """One decision: the check of the address, the body read by ``asks``, the answer in ``shape``."""

    access = ((SCREENER,), ())
    asks: ClassVar[type[Decision]]
    shape: ClassVar[type[serializers.Serializer[Any]]]

    def rows(self) -> QuerySet[Any]:
        raise NotImplementedError

    def act(self, check: Any, *, passed: bool, codes: Collection[str], by: User, now: datetime) -> Any:
        """Decide; the check as it stands then."""
        raise NotImplementedError

    def decided(self, request: Request, public_id: str) -> Response:
        return idempotent(request, lambda: self._decided(request, public_id))

    def _decided(self, request: Request, public_id: str) -> Response:
        check, said = get_object_or_404(self.rows(), public_id=public_id), _said(self.asks, request)
        by: Any = request.user
        return Response(self.shape(self.act(check, by=by, now=clock.now(), **said)).data)


class DecideManyDoor(Door):
    """Many decisions alike; an answer for each, in the order asked for."""

    access = ((SCREENER,), ())
    asks: ClassVar[type[ManyDecided]]
    bulk: ClassVar[Bulk]

    def decided(self, request: Request) -> Response:
        return idempotent(request, lambda: self._decided(request))

    def _decided(self, request: Request) -> Response:
        said, by = _said(self.asks, request), request.user
        answers = decide_many(self.bulk, said.pop("checks"), by=by, now=clock.now(), **said)
        return Response(AnswerShape(answers, many=True).data)


def _said(asks: type[Decision], request: Request) -> dict[str, Any]:
    """The body as an act takes it."""
    said = {"codes": [], **read(asks, request)}
    return said | {"passed": said.pop("decision") == "pass"}
