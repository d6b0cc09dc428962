"""The ladder by API: one's own distance and cases, the doors of a rank, the desk's decisions."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from onboarding.models import Agent
from tasks.actions import career as acts
from tasks.actions.mentoring import begin_mentorship, end_mentorship
from tasks.api.shared import Access
from tasks.models import Claim, Mentorship, Task
from tasks.queries.career import outlooks, reasons_against
from tasks.queries.mentoring import mentees_of, mentorships, team_of
from training.actions.ranks import publish_rank_rule
from training.models import RANKS, RankCase, RankRule
from training.queries.ranks import cases
from yunke import clock
from yunke.api import IDEMPOTENCY_KEY, Page, ReasonShape, RolePermission, choice, once, read
from yunke.ground.roles import AGENT, AUDITOR, LEAD, MENTOR, OPERATIONS
from yunke.refusals import as_json

STATE = OpenApiParameter("state", str, description="open unless told otherwise")


class ItemOut(serializers.Serializer[Any]):
    """``have`` is null while it is not measured; ``most``: ``need`` is the most, not the least."""

    code = serializers.CharField()
    have = serializers.IntegerField(allow_null=True)
    need = serializers.IntegerField()
    most = serializers.BooleanField()
    missing = serializers.IntegerField()


class CareerOut(serializers.Serializer[Any]):
    rank = serializers.CharField()
    following = serializers.CharField(allow_null=True)
    ready = serializers.BooleanField()
    values = serializers.SerializerMethodField()
    items = ItemOut(many=True)  # type: ignore[assignment]

    @extend_schema(responses=serializers.DictField())
    def get_values(self, outlook: Any) -> dict[str, Any]:
        return asdict(outlook.values)


class CaseOut(serializers.Serializer[Any]):
    """``kind``: up (asked for) or down (a step back proposed)."""

    public_id = serializers.CharField()
    agent = serializers.CharField(source="agent.number")
    kind = serializers.CharField()
    from_rank = serializers.CharField()
    to_rank = serializers.CharField()
    state = serializers.CharField()
    facts = serializers.JSONField()
    why = serializers.CharField()
    opened_at = serializers.DateTimeField()
    word_until = serializers.DateTimeField(allow_null=True)
    word = serializers.CharField()
    word_at = serializers.DateTimeField(allow_null=True)
    decided_at = serializers.DateTimeField(allow_null=True)
    answer = serializers.CharField()


class CaseOpenedOut(CaseOut):
    """With the ladder's numbers today; ``reasons``: what keeps the caller from deciding now."""

    outlook = serializers.SerializerMethodField()
    reasons = serializers.SerializerMethodField()

    @extend_schema_field(CareerOut)
    def get_outlook(self, case: RankCase) -> Any:
        return CareerOut(outlooks([case.agent_id], self.context["now"])[case.agent_id]).data

    @extend_schema_field(ReasonShape(many=True))
    def get_reasons(self, case: RankCase) -> list[dict[str, Any]]:
        return as_json(reasons_against(case, self.context["by"], self.context["now"]))


class CaseWordsIn(serializers.Serializer[Any]):
    words = serializers.CharField(max_length=2_000, allow_blank=True, required=False, default="")


class StepBackIn(serializers.Serializer[Any]):
    agent = serializers.SlugRelatedField(slug_field="number", queryset=Agent.objects.select_related("user"))
    why = serializers.CharField(max_length=2_000, allow_blank=True)


class DecideIn(serializers.Serializer[Any]):
    agreed = serializers.BooleanField()
    why = serializers.CharField(max_length=500, allow_blank=True)


class RuleShape(serializers.Serializer[Any]):
    """What a rank asks from a day on; 0 asks nothing."""

    public_id = serializers.CharField(read_only=True)
    rank = serializers.ChoiceField(choices=[code for code, _words in RANKS[1:]])
    effective_on = serializers.DateField()
    hours = serializers.IntegerField(min_value=0, max_value=100_000)
    exam_percent = serializers.IntegerField(min_value=0, max_value=100)
    quality_percent = serializers.IntegerField(min_value=0, max_value=100)
    incident_days = serializers.IntegerField(min_value=1, max_value=3_650)
    incidents = serializers.IntegerField(min_value=0, max_value=100)
    mentees = serializers.IntegerField(min_value=0, max_value=1_000)


class MentorshipShape(serializers.Serializer[Any]):
    """Agents by number; without ``ends_on`` it goes on."""

    public_id = serializers.CharField(read_only=True)
    task = serializers.SlugRelatedField(slug_field="public_id", queryset=Task.objects.exclude(state="draft"))
    mentor = serializers.SlugRelatedField(slug_field="number", queryset=Agent.objects.select_related("user"))
    mentee = serializers.SlugRelatedField(slug_field="number", queryset=Agent.objects.select_related("user"))
    starts_on = serializers.DateField()
    ends_on = serializers.DateField(read_only=True, allow_null=True)


class TeamOut(serializers.Serializer[Any]):
    agent = serializers.CharField(source="agent.number")
    name = serializers.CharField(source="agent.user.shown_name")
    task = serializers.CharField(source="task.public_id")
    on_duty_at = serializers.DateTimeField(allow_null=True)


class _Act(APIView):
    permission_classes = [RolePermission]


class _List(generics.ListAPIView[Any]):
    permission_classes = [RolePermission]
    pagination_class = Page
    filter_backends: list[Any] = []


class Career(_Act):
    """The caller's rank, the next one and every number it asks for."""

    access: Access = ((), (AGENT,))

    @extend_schema(responses=CareerOut)
    def get(self, request: Request) -> Response:
        agent = request.user.agent
        return Response(CareerOut(outlooks([agent.pk], clock.now())[agent.pk]).data)


class MyCases(_List):
    """GET: the caller's own, the latest first. POST: ask for the next rank."""

    access: Access = ((AGENT,), ())
    serializer_class = CaseOut

    def get_queryset(self) -> QuerySet[RankCase]:
        return _own(self.request)

    @extend_schema(request=CaseWordsIn, responses={201: CaseOut}, parameters=[IDEMPOTENCY_KEY])
    def post(self, request: Request) -> Response:
        words = read(CaseWordsIn, request)["words"]
        return once(
            request,
            lambda: acts.apply_for_rank(request.user.agent, words, now=clock.now()),
            CaseOut,
            status=201,
        )


class WithdrawCase(_Act):
    """Take one's own application back while nobody has decided it."""

    access: Access = ((AGENT,), ())

    @extend_schema(request=None, responses=CaseOut, parameters=[IDEMPOTENCY_KEY])
    def post(self, request: Request, public_id: str) -> Response:
        case = get_object_or_404(_own(request), public_id=public_id, kind="up")

        def act() -> RankCase:
            acts.withdraw_application(case, by=request.user, now=clock.now())
            return case

        return once(request, act, CaseOut)


class SpeakToCase(_Act):
    """The caller's word to a step back, once; empty means no objection."""

    access: Access = ((AGENT,), ())

    @extend_schema(request=CaseWordsIn, responses=CaseOut, parameters=[IDEMPOTENCY_KEY])
    def post(self, request: Request, public_id: str) -> Response:
        case = get_object_or_404(_own(request), public_id=public_id, kind="down")
        words = read(CaseWordsIn, request)["words"]
        return once(request, lambda: acts.speak_to_step_back(case, words, now=clock.now()), CaseOut)


class Cases(_List):
    """GET: ``?state=``, ``open`` unless told otherwise. POST: propose a step back."""

    access: Access = ((OPERATIONS,), (AUDITOR,))
    serializer_class = CaseOut

    def get_queryset(self) -> QuerySet[RankCase]:
        return cases(choice(self.request, "state", RankCase.STATES.words, "open"))

    @extend_schema(parameters=[STATE])
    def get(self, request: Request, *given: Any, **named: Any) -> Response:
        return super().get(request, *given, **named)

    @extend_schema(request=StepBackIn, responses={201: CaseOut}, parameters=[IDEMPOTENCY_KEY])
    def post(self, request: Request) -> Response:
        said = read(StepBackIn, request)
        return once(
            request,
            lambda: acts.propose_step_back(**said, by=request.user, now=clock.now()),
            CaseOut,
            status=201,
        )


class OneCase(_Act):
    """One case with every number the ladder looks at."""

    access: Access = ((), (OPERATIONS, AUDITOR))

    @extend_schema(operation_id="rank_case", responses=CaseOpenedOut)
    def get(self, request: Request, public_id: str) -> Response:
        case = get_object_or_404(RankCase.objects.select_related("agent__user"), public_id=public_id)
        told = {"by": request.user, "now": clock.now()}
        return Response(CaseOpenedOut(case, context=told).data)


class DecideCase(_Act):
    """Agree to a change of rank or not, with the reason."""

    access: Access = ((OPERATIONS,), ())

    @extend_schema(request=DecideIn, responses=CaseOut, parameters=[IDEMPOTENCY_KEY])
    def post(self, request: Request, public_id: str) -> Response:
        case = get_object_or_404(RankCase.objects.select_related("agent__user"), public_id=public_id)
        said = read(DecideIn, request)
        return once(
            request, lambda: acts.decide_case(case, **said, by=request.user, now=clock.now()), CaseOut
        )


class RankRules(_List):
    """GET: every rule, the latest first. POST: what a rank asks from a day on."""

    access: Access = ((OPERATIONS,), (AUDITOR,))
    serializer_class = RuleShape
    queryset = RankRule.objects.order_by("-effective_on", "rank")

    @extend_schema(request=RuleShape, responses={201: RuleShape}, parameters=[IDEMPOTENCY_KEY])
    def post(self, request: Request) -> Response:
        said = read(RuleShape, request)
        rank, day = said.pop("rank"), said.pop("effective_on")
        return once(
            request,
            lambda: publish_rank_rule(rank, day, said, by=request.user, now=clock.now()),
            RuleShape,
            status=201,
        )


class Mentorships(_List):
    """GET: every one, the latest first. POST: put a mentor beside a newcomer."""

    access: Access = ((OPERATIONS,), (AUDITOR,))
    serializer_class = MentorshipShape

    def get_queryset(self) -> QuerySet[Mentorship]:
        return mentorships()

    @extend_schema(request=MentorshipShape, responses={201: MentorshipShape}, parameters=[IDEMPOTENCY_KEY])
    def post(self, request: Request) -> Response:
        said = read(MentorshipShape, request)
        return once(
            request,
            lambda: begin_mentorship(**said, by=request.user, now=clock.now()),
            MentorshipShape,
            status=201,
        )


class EndMentorship(_Act):
    """Today is their last day together."""

    access: Access = ((OPERATIONS,), ())

    @extend_schema(request=None, responses=MentorshipShape, parameters=[IDEMPOTENCY_KEY])
    def post(self, request: Request, public_id: str) -> Response:
        found = get_object_or_404(mentorships(), public_id=public_id)

        def act() -> Mentorship:
            end_mentorship(found, clock.today(), by=request.user, now=clock.now())
            return found

        return once(request, act, MentorshipShape)


class Mentees(_List):
    """Those the caller stands beside now."""

    access: Access = ((), (MENTOR,))
    serializer_class = MentorshipShape

    def get_queryset(self) -> QuerySet[Mentorship]:
        return mentees_of(self.request.user.agent)


class Team(_List):
    """Who is on duty for the caller's tasks."""

    access: Access = ((), (LEAD,))
    serializer_class = TeamOut

    def get_queryset(self) -> QuerySet[Claim]:
        return team_of(self.request.user.agent)


def _own(request: Request) -> QuerySet[RankCase]:
    return RankCase.objects.filter(agent=request.user.agent).select_related("agent__user").order_by("-pk")
