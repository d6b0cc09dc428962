"""Rewards and penalties by API: proposed by one, answered by the agent, decided by another."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from onboarding.models import Agent
from tasks.actions import decisions as acts
from tasks.api.shared import Access, WhyIn
from tasks.forms.fields import MOST_FEN
from tasks.models import Decision, PenaltyClause, Review, Task
from tasks.queries.decisions import decisions_about, penalty_table_on, reasons_not_to_decide, why_dropped
from yunke import clock
from yunke.api import IDEMPOTENCY_KEY, Page, ReasonShape, RolePermission, choice, once, read
from yunke.ground.roles import AGENT, AUDITOR, OPERATIONS, QUALITY
from yunke.refusals import as_json

STATE = OpenApiParameter("state", str, description="proposed (unless told otherwise), approved or dropped")


class DecisionOut(serializers.Serializer[Any]):
    """``kind``: reward or penalty. ``settle_month`` is written when it is approved."""

    public_id = serializers.CharField()
    agent = serializers.CharField(source="agent.number")
    task = serializers.CharField(source="task.public_id")
    task_name = serializers.CharField(source="task.name")
    kind = serializers.CharField()
    clause = serializers.CharField(source="clause.code", allow_null=True)
    amount_fen = serializers.IntegerField()
    occurred_on = serializers.DateField()
    evidence = serializers.CharField()
    review = serializers.CharField(source="review.public_id", default=None, allow_null=True)
    state = serializers.CharField()
    appeal_until = serializers.DateTimeField(allow_null=True)
    appeal = serializers.CharField()
    appealed_at = serializers.DateTimeField(allow_null=True)
    settle_month = serializers.DateField(allow_null=True)
    proposed_at = serializers.DateTimeField()
    decided_at = serializers.DateTimeField(allow_null=True)


class DecisionOpenedOut(DecisionOut):
    """``reasons``: what keeps the caller from approving it now."""

    reasons = serializers.SerializerMethodField()
    dropped_why = serializers.SerializerMethodField()

    @extend_schema_field(ReasonShape(many=True))
    def get_reasons(self, one: Decision) -> list[dict[str, Any]]:
        if one.state != "proposed":
            return []
        return as_json(reasons_not_to_decide(one, self.context["by"], clock.now()))

    def get_dropped_why(self, one: Decision) -> str:
        return why_dropped(one)


class ProposalIn(serializers.Serializer[Any]):
    """``agent``: the number (A and seven digits). ``clause``: its code in the table that held on the day."""

    task = serializers.SlugRelatedField(slug_field="public_id", queryset=Task.objects.exclude(state="draft"))
    agent = serializers.SlugRelatedField(slug_field="number", queryset=Agent.objects.select_related("user"))
    kind = serializers.ChoiceField(choices=["reward", "penalty"])
    clause = serializers.CharField(max_length=40, required=False, allow_blank=True, default="")
    amount_fen = serializers.IntegerField(min_value=0, max_value=MOST_FEN)
    occurred_on = serializers.DateField()
    evidence = serializers.CharField(max_length=4_000, allow_blank=True)
    review = serializers.SlugRelatedField(
        slug_field="public_id",
        queryset=Review.objects.all(),
        required=False,
        allow_null=True,
        default=None,
        help_text="the quality review whose fatal error this is about",
    )


class AnswerIn(serializers.Serializer[Any]):
    """Without words: no objection."""

    words = serializers.CharField(max_length=1_000, allow_blank=True)


class Decisions(generics.ListAPIView[Decision]):
    """GET: decisions of a state, the newest first. POST: propose one; the agent is told at once."""

    access: Access = ((OPERATIONS, QUALITY), (AUDITOR,))
    permission_classes = [RolePermission]
    pagination_class = Page
    serializer_class = DecisionOut
    filter_backends: list[Any] = []

    def get_queryset(self) -> QuerySet[Decision]:
        state = choice(self.request, "state", Decision.STATES.words, "proposed")
        rows = Decision.objects.select_related("agent", "task", "clause", "review").order_by(
            "-proposed_at", "-pk"
        )
        return rows.filter(state=state)

    @extend_schema(parameters=[STATE])
    def get(self, request: Request, *given: Any, **named: Any) -> Response:
        return super().get(request, *given, **named)

    @extend_schema(request=ProposalIn, responses={201: DecisionOut}, parameters=[IDEMPOTENCY_KEY])
    def post(self, request: Request) -> Response:
        said = read(ProposalIn, request)
        clause = _clause(said["task"], said["occurred_on"], said["clause"])
        return once(
            request,
            lambda: acts.propose_decision(
                said["task"],
                said["agent"],
                said["kind"],
                said["amount_fen"],
                occurred_on=said["occurred_on"],
                evidence=said["evidence"],
                clause=clause,
                review=said["review"],
                by=request.user,
                now=clock.now(),
            ),
            DecisionOut,
            status=201,
        )


def _clause(task: Task, on: Any, code: str) -> PenaltyClause | None:
    """None where the table of that day has no such clause: the rule says then what is missing."""
    table = penalty_table_on(task, on)
    return table.clauses.select_related("table").filter(code=code).first() if table else None


class _Act(APIView):
    access: Access = ((OPERATIONS, QUALITY), ())
    permission_classes = [RolePermission]

    def found(self, public_id: str) -> Decision:
        rows = Decision.objects.select_related("agent__user", "task__entity", "clause__table", "review")
        return get_object_or_404(rows, public_id=public_id)


class OneDecision(_Act):
    """One with its evidence, the agent's word, and whether the caller may approve it."""

    access: Access = ((), (OPERATIONS, QUALITY, AUDITOR))

    @extend_schema(operation_id="decision", responses=DecisionOpenedOut)
    def get(self, request: Request, public_id: str) -> Response:
        return Response(DecisionOpenedOut(self.found(public_id), context={"by": request.user}).data)


class ApproveDecision(_Act):
    """The second person says yes; it is settled in the open month."""

    @extend_schema(request=None, responses=DecisionOut, parameters=[IDEMPOTENCY_KEY])
    def post(self, request: Request, public_id: str) -> Response:
        one = self.found(public_id)
        return once(
            request, lambda: acts.approve_decision(one, by=request.user, now=clock.now()), DecisionOut
        )


class DropDecision(_Act):
    """It does not stand; the proposer may take it back."""

    @extend_schema(request=WhyIn, responses=DecisionOut, parameters=[IDEMPOTENCY_KEY])
    def post(self, request: Request, public_id: str) -> Response:
        one, why = self.found(public_id), read(WhyIn, request)["why"]
        return once(
            request, lambda: acts.drop_decision(one, why, by=request.user, now=clock.now()), DecisionOut
        )


class MyDecisions(generics.ListAPIView[Decision]):
    """What was decided, or is to be, about the caller; the newest first."""

    access: Access = ((AGENT,), ())
    permission_classes = [RolePermission]
    pagination_class = Page
    serializer_class = DecisionOut
    filter_backends: list[Any] = []

    def get_queryset(self) -> QuerySet[Decision]:
        return decisions_about(self.request.user.agent).select_related("agent")


class AnswerDecision(APIView):
    """What the caller says to a penalty of their own, once and before its day."""

    access: Access = ((AGENT,), ())
    permission_classes = [RolePermission]

    @extend_schema(request=AnswerIn, responses=DecisionOut, parameters=[IDEMPOTENCY_KEY])
    def post(self, request: Request, public_id: str) -> Response:
        one = get_object_or_404(
            decisions_about(request.user.agent).select_related("agent__user"), public_id=public_id
        )
        words = read(AnswerIn, request)["words"]
        return once(request, lambda: acts.answer_decision(one, words, now=clock.now()), DecisionOut)
