"""Agents' standing by API: found, suspended, let in again, gone and back."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from onboarding.actions.standing import come_back, lift_suspension, suspend_agent
from onboarding.models import Agent
from onboarding.queries.people import masked_phone
from tasks.actions.standing import leave_yunke
from tasks.api.shared import Access, WhyIn
from tasks.queries.agents import agents, opened, what_keeps
from training.actions import revoke_qualification
from training.models import Qualification
from yunke import clock
from yunke.api import Page, ReasonShape, RolePermission, an_act, choice, once, read
from yunke.ground.roles import AGENT, AUDITOR, OPERATIONS, QUALITY
from yunke.refusals import as_json

SEARCH = [OpenApiParameter("q", str), OpenApiParameter("state", str, enum=list(Agent.STATES.words))]


class AgentOut(serializers.Serializer[Any]):
    """An agent as the desk sees it; a phone is not told."""

    public_id = serializers.CharField()
    number = serializers.CharField()
    name = serializers.CharField(source="user.shown_name")
    state = serializers.CharField()
    suspended_why = serializers.CharField()


class AtHandOut(serializers.Serializer[Any]):
    public_id = serializers.CharField()
    task = serializers.CharField(source="task.public_id")
    task_name = serializers.CharField(source="task.name")
    state = serializers.CharField()


class HeldOut(serializers.Serializer[Any]):
    public_id = serializers.CharField()
    line = serializers.CharField(source="line.code")
    state = serializers.CharField()
    granted_at = serializers.DateTimeField()
    expires_on = serializers.DateField()


class AgentOpenedOut(AgentOut):
    """With what the agent holds; the phone with its middle hidden."""

    phone = serializers.SerializerMethodField()
    joined_at = serializers.DateTimeField()
    claims = serializers.SerializerMethodField(help_text="Tasks at hand.")
    seats = serializers.SerializerMethodField(help_text="Shifts booked from now on.")
    qualifications = serializers.SerializerMethodField(help_text="Every one held, the latest first.")

    def get_phone(self, agent: Agent) -> str:
        return masked_phone(agent.user)

    @extend_schema_field(AtHandOut(many=True))
    def get_claims(self, agent: Agent) -> Any:
        return AtHandOut(self.context["opened"]["claims"], many=True).data

    def get_seats(self, agent: Agent) -> int:
        return int(self.context["opened"]["seats"])

    @extend_schema_field(HeldOut(many=True))
    def get_qualifications(self, agent: Agent) -> Any:
        return HeldOut(self.context["opened"]["qualifications"], many=True).data


class MyStandingOut(serializers.ModelSerializer[Agent]):
    """``keeps``: why I cannot leave just now; empty: I can."""

    keeps = serializers.SerializerMethodField()

    class Meta:
        model = Agent
        fields = ("number", "state", "suspended_why", "keeps")
        read_only_fields = fields

    @extend_schema_field(ReasonShape(many=True))
    def get_keeps(self, agent: Agent) -> list[dict[str, Any]]:
        return as_json(what_keeps(agent))


class StandingOut(serializers.Serializer[Any]):
    state = serializers.CharField()
    suspended_why = serializers.CharField()


class QualificationEnded(serializers.Serializer[Any]):
    public_id = serializers.CharField()
    state = serializers.CharField()


class Agents(generics.ListAPIView[Agent]):
    access: Access = ((), (OPERATIONS, QUALITY, AUDITOR))
    permission_classes = (RolePermission,)
    pagination_class = Page
    serializer_class = AgentOut

    @extend_schema(parameters=SEARCH, operation_id="agents")
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """By number; ``q`` is a number, a part of the name, or a phone's last four digits or more."""
        return super().get(request, *args, **kwargs)

    def get_queryset(self) -> QuerySet[Agent]:
        state = choice(self.request, "state", Agent.STATES.words)
        return agents(self.request.query_params.get("q", "")[:60], state)


class _Act(APIView):
    permission_classes = (RolePermission,)


class OneAgent(_Act):
    access: Access = ((), (OPERATIONS, QUALITY, AUDITOR))

    @extend_schema(operation_id="agent", responses=AgentOpenedOut)
    def get(self, request: Request, public_id: str) -> Response:
        """One agent with the tasks at hand, the seats ahead and every qualification."""
        one = _agent(public_id)
        return Response(AgentOpenedOut(one, context={"opened": opened(one, clock.now())}).data)


class MyStanding(_Act):
    access: Access = ((), (AGENT,))

    @extend_schema(operation_id="my_standing", responses=MyStandingOut)
    def get(self, request: Request) -> Response:
        """Whether I may work, and what keeps me from leaving."""
        return Response(MyStandingOut(request.user.agent).data)


class SuspendAgent(_Act):
    access: Access = ((OPERATIONS,), ())

    @an_act("suspend_agent", AgentOut, WhyIn)
    def post(self, request: Request, public_id: str) -> Response:
        """No claims and no seats from now on; seats to come are given back and the agent is told why."""
        one, why = _agent(public_id), read(WhyIn, request)["why"]
        return once(request, lambda: suspend_agent(one, why, by=request.user, now=clock.now()), AgentOut)


class LiftSuspension(_Act):
    access: Access = ((OPERATIONS,), ())

    @an_act("lift_suspension", AgentOut, WhyIn)
    def post(self, request: Request, public_id: str) -> Response:
        """Let in again, with the reason."""
        one, why = _agent(public_id), read(WhyIn, request)["why"]
        return once(request, lambda: lift_suspension(one, why, by=request.user, now=clock.now()), AgentOut)


class RevokeQualification(_Act):
    access: Access = ((OPERATIONS, QUALITY), ())

    @an_act("revoke_qualification", QualificationEnded, WhyIn)
    def post(self, request: Request, public_id: str) -> Response:
        """End a qualification won by fraud; the agent may sit the exam again."""
        held = get_object_or_404(
            Qualification.objects.select_related("agent__user", "line"), public_id=public_id
        )
        why, now = read(WhyIn, request)["why"], clock.now()
        return once(
            request, lambda: revoke_qualification(held, why, by=request.user, now=now), QualificationEnded
        )


class Leave(_Act):
    access: Access = ((AGENT,), ())

    @an_act("leave_yunke", StandingOut)
    def post(self, request: Request) -> Response:
        """Claims not on duty are withdrawn; refused while shifts are booked or a task is on duty."""
        return once(request, lambda: leave_yunke(request.user.agent, now=clock.now()), StandingOut)


class ComeBack(_Act):
    access: Access = ((AGENT,), ())

    @an_act("come_back", StandingOut)
    def post(self, request: Request) -> Response:
        """After leaving; from where one stood."""
        return once(request, lambda: come_back(request.user.agent, now=clock.now()), StandingOut)


def _agent(public_id: str) -> Agent:
    return get_object_or_404(Agent.objects.select_related("user"), public_id=public_id)
