"""The real-name desk for programs: who waits, one decision, many at once."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from onboarding.actions.bulk import IDENTITY
from onboarding.actions.identity import decide_identity
from onboarding.api.desk import AnswerShape, DecideDoor, DecideManyDoor, Decision, ManyDecided, QueueDoor
from onboarding.api.shapes import CheckShape, QueueShape
from onboarding.models import IdentityCheck
from onboarding.queries.identity import FILTERS, checks
from onboarding.reasons import IDENTITY_REFUSALS
from yunke.api import KEY, REFUSED, choice

QUEUE_ASKED = [
    OpenApiParameter("state", str, enum=list(FILTERS), description="submitted unless told otherwise"),
    OpenApiParameter("q", str, description="An agent's number, or a phone's last four."),
]


class DecisionAsked(Decision):
    codes = serializers.ListField(child=serializers.ChoiceField(list(IDENTITY_REFUSALS)), required=False)


class IdentitiesDecided(DecisionAsked, ManyDecided):
    """The same decision on many."""


class IdentityQueue(QueueDoor):
    shape = QueueShape

    @extend_schema(parameters=QUEUE_ASKED, responses=QueueShape(many=True), operation_id="identity_queue")
    def get(self, request: Request) -> Response:
        """Checks that wait, the oldest first, or those decided; names and numbers masked."""
        state = choice(request, "state", FILTERS, "submitted")
        return self.page_of(request, checks(state, words=request.query_params.get("q", "")[:60]))


class IdentityDecision(DecideDoor):
    asks, shape = DecisionAsked, CheckShape

    @extend_schema(
        request=DecisionAsked,
        responses={200: CheckShape, 409: REFUSED},
        parameters=KEY,
        operation_id="identity_decide",
    )
    def post(self, request: Request, public_id: str) -> Response:
        """Pass, or refuse with reason codes."""
        return self.decided(request, public_id)

    def rows(self) -> QuerySet[IdentityCheck]:
        return IdentityCheck.objects.select_related("agent__user")

    def act(self, check: IdentityCheck, **said: Any) -> IdentityCheck:
        decide_identity(check, **said)
        return check


class DecideIdentities(DecideManyDoor):
    asks, bulk = IdentitiesDecided, IDENTITY

    @extend_schema(
        request=IdentitiesDecided,
        responses={200: AnswerShape(many=True), 409: REFUSED},
        parameters=KEY,
        operation_id="identity_decide_many",
    )
    def post(self, request: Request) -> Response:
        """Pass or refuse many alike; each is answered for. Photos I have not seen, and who was returned before, are left."""
        return self.decided(request)
