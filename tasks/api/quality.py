"""Quality reviews by API: the queue, scoring, appeals, scores per agent and task, plans of sampling."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from onboarding.models import Line
from tasks.actions import reviewing as acts
from tasks.actions.sampling import publish_plan
from tasks.api.interviews import ScoreIn
from tasks.api.shared import Access, WhyIn
from tasks.models import QualityPlan, Review, ReviewAppeal, Task
from tasks.queries import quality as lists
from tasks.rules.sampling import LEAST_SHARE, MOST_SHARE
from yunke import clock
from yunke.api import IDEMPOTENCY_KEY, DayField, Page, RolePermission, asked, choice, named, once, read
from yunke.ground.calendar import local_on
from yunke.ground.roles import AGENT, AUDITOR, OPERATIONS, QUALITY

VIEW = OpenApiParameter(
    "view", str, description="waiting (unless told otherwise), " + ", ".join(lists.VIEWS[1:])
)
TASK = OpenApiParameter("task", str, description="a task's public_id")
WORDS = OpenApiParameter("q", str, description="words of the name, or a number")


class DaysAsked(serializers.Serializer[Any]):
    first = DayField(required=False)
    last = DayField(required=False, help_text="Included.")


def _task_asked(request: Request) -> str:
    found = named(request, "task", Task.objects.exclude(state="draft"))
    return found.public_id if found else ""


class ReviewAppealOut(serializers.Serializer[Any]):
    words = serializers.CharField()
    asked_at = serializers.DateTimeField()
    state = serializers.CharField()
    why = serializers.CharField()
    decided_at = serializers.DateTimeField(allow_null=True)


class CardOut(serializers.Serializer[Any]):
    """One scorecard; reviewers stay unnamed."""

    part = serializers.CharField()
    rubric_version = serializers.IntegerField(source="rubric.version")
    scores = serializers.JSONField()
    fatal = serializers.JSONField()
    percent = serializers.IntegerField()
    why = serializers.CharField()
    at = serializers.DateTimeField()


class ReviewOut(serializers.Serializer[Any]):
    """A review as the queue shows it; ``percent`` is the card that counts."""

    public_id = serializers.CharField()
    task = serializers.CharField(source="task.public_id")
    task_name = serializers.CharField(source="task.name")
    agent = serializers.CharField(source="agent.number")
    contact = serializers.CharField(source="source_key")
    occurred_at = serializers.DateTimeField()
    twice = serializers.BooleanField()
    state = serializers.CharField()
    percent = serializers.IntegerField(allow_null=True)
    fatal_count = serializers.IntegerField()
    reviewed_at = serializers.DateTimeField(allow_null=True)
    appeal_until = serializers.DateTimeField(allow_null=True)
    appeal = ReviewAppealOut(default=None, allow_null=True)


class DoneReviewOut(ReviewOut):
    """The same for its agent, with every card."""

    cards = CardOut(source="scorings", many=True)


class CountedOut(serializers.Serializer[Any]):
    kind = serializers.CharField(source="kind.code")
    quantity = serializers.IntegerField()
    amount_fen = serializers.IntegerField()


class OpenedReviewOut(ReviewOut):
    """With what was counted for the contact; the cards once it is reviewed: nobody sees the first before."""

    results = serializers.SerializerMethodField()
    cards = serializers.SerializerMethodField()

    @extend_schema_field(CountedOut(many=True))
    def get_results(self, review: Review) -> Any:
        return CountedOut(lists.results_of(review), many=True).data

    @extend_schema_field(CardOut(many=True))
    def get_cards(self, review: Review) -> Any:
        return CardOut(lists.scorings_of(review) if review.state == "reviewed" else [], many=True).data


class ReviewAppealIn(serializers.Serializer[Any]):
    words = serializers.CharField(max_length=2_000, allow_blank=True)


class ReviewScoreIn(ScoreIn):
    """``note``: the reasons, read by the agent; needed where it does not pass."""


class AppealDecisionIn(ScoreIn):
    """``outcome``: deny (the scoring stands) or grant (with a new scorecard); ``why`` is read by the agent."""

    outcome = serializers.ChoiceField(choices=["deny", "grant"])
    why = serializers.CharField(max_length=500, allow_blank=True)


class ScoreRow(serializers.Serializer[Any]):
    agent = serializers.CharField()
    task = serializers.CharField()
    task_name = serializers.CharField()
    reviews = serializers.IntegerField()
    percent = serializers.IntegerField()
    fatal = serializers.IntegerField()


class ReviewersAgreeOut(serializers.Serializer[Any]):
    """First and second reviewers of 90 days: how many pairs, how many with the same verdict, points apart."""

    pairs = serializers.IntegerField()
    same = serializers.IntegerField()
    percent = serializers.IntegerField(allow_null=True)
    gap = serializers.IntegerField()


class PlanShape(serializers.Serializer[Any]):
    public_id = serializers.CharField(read_only=True)
    line = serializers.SlugRelatedField(slug_field="code", queryset=Line.objects.all())
    effective_on = serializers.DateField()
    share_percent = serializers.IntegerField(min_value=LEAST_SHARE, max_value=MOST_SHARE)
    second_percent = serializers.IntegerField(min_value=0, max_value=100)
    appeal_days = serializers.IntegerField(min_value=1, max_value=60)
    seed = serializers.CharField(max_length=40)


class _List(generics.ListAPIView[Any]):
    permission_classes = [RolePermission]
    pagination_class = Page
    filter_backends: list[Any] = []


class _Act(APIView):
    permission_classes = [RolePermission]


class ReviewDesk(_List):
    """The queue, in the order it is worked."""

    access: Access = ((), (QUALITY, OPERATIONS, AUDITOR))
    serializer_class = ReviewOut

    def get_queryset(self) -> QuerySet[Review]:
        asked = self.request.query_params
        view = choice(self.request, "view", lists.VIEWS, "waiting")
        return lists.desk(
            view, by=self.request.user, task=_task_asked(self.request), search=asked.get("q", "")[:60]
        )

    @extend_schema(operation_id="reviews_desk_list", parameters=[VIEW, TASK, WORDS])
    def get(self, request: Request, *given: Any, **named: Any) -> Response:
        return super().get(request, *given, **named)


class OneReview(_Act):
    """One review of the desk, whatever its state."""

    access: Access = ((), (QUALITY, OPERATIONS, AUDITOR))

    @extend_schema(operation_id="review", responses=OpenedReviewOut)
    def get(self, request: Request, public_id: str) -> Response:
        return Response(OpenedReviewOut(_whole(public_id)).data)


class ScoreReview(_Act):
    """Write a scorecard of the version in force; drawn for two, the second person's makes it done."""

    access: Access = ((QUALITY,), ())

    @extend_schema(request=ReviewScoreIn, responses=ReviewOut, parameters=[IDEMPOTENCY_KEY])
    def post(self, request: Request, public_id: str) -> Response:
        found, said = _whole(public_id), read(ReviewScoreIn, request)
        return once(
            request,
            lambda: acts.score_review(
                found, said["scores"], said["fatal"], why=said["note"], by=request.user, now=clock.now()
            ),
            ReviewOut,
        )


class VoidReview(_Act):
    """There is nothing to hear or read; the next draw takes another."""

    access: Access = ((QUALITY,), ())

    @extend_schema(request=WhyIn, responses=ReviewOut, parameters=[IDEMPOTENCY_KEY])
    def post(self, request: Request, public_id: str) -> Response:
        found, why = _whole(public_id), read(WhyIn, request)["why"]
        return once(
            request, lambda: acts.void_review(found, why, by=request.user, now=clock.now()), ReviewOut
        )


class DecideReviewAppeal(_Act):
    """By somebody who has not scored it."""

    access: Access = ((QUALITY,), ())

    @extend_schema(request=AppealDecisionIn, responses=ReviewAppealOut, parameters=[IDEMPOTENCY_KEY])
    def post(self, request: Request, public_id: str) -> Response:
        appeal = get_object_or_404(ReviewAppeal.objects.select_related("review"), review__public_id=public_id)
        said, now = read(AppealDecisionIn, request), clock.now()

        def act() -> ReviewAppeal:
            if said["outcome"] == "deny":
                return acts.uphold_review(appeal, said["why"], by=request.user, now=now)
            return acts.grant_appeal(
                appeal, said["scores"], said["fatal"], why=said["why"], by=request.user, now=now
            )

        return once(request, act, ReviewAppealOut)


class MyReviews(_List):
    """The caller's own that are done, the latest first, with every card."""

    access: Access = ((), (AGENT,))
    serializer_class = DoneReviewOut

    def get_queryset(self) -> QuerySet[Review]:
        return lists.reviews_of(self.request.user.agent).prefetch_related("scorings__rubric")


class AppealReview(_Act):
    """Once, in time, with words."""

    access: Access = ((AGENT,), ())

    @extend_schema(request=ReviewAppealIn, responses={201: ReviewAppealOut}, parameters=[IDEMPOTENCY_KEY])
    def post(self, request: Request, public_id: str) -> Response:
        found = get_object_or_404(lists.reviews_of(request.user.agent), public_id=public_id)
        words = read(ReviewAppealIn, request)["words"]
        return once(
            request, lambda: acts.appeal_review(found, words, now=clock.now()), ReviewAppealOut, status=201
        )


class QualityScores(_List):
    """Every agent's score on every task over some days, the last 31 unless told, the lowest first."""

    access: Access = ((), (QUALITY, OPERATIONS, AUDITOR))
    serializer_class = ScoreRow
    queryset = Review.objects.none()

    @extend_schema(parameters=[TASK, DaysAsked], responses=ScoreRow(many=True))
    def get(self, request: Request, *given: Any, **named: Any) -> Response:
        today, days = local_on(clock.now()), asked(DaysAsked, request)
        first, last = days.get("first", today - timedelta(days=30)), days.get("last", today)
        rows = lists.scores_by_task(first, last, task=_task_asked(request))
        page: Any = self.paginate_queryset(rows)  # type: ignore[arg-type]
        return self.get_paginated_response(ScoreRow(page, many=True).data)


class ReviewersAgree(_Act):
    """How far two reviewers of the same contacts agree."""

    access: Access = ((), (QUALITY, OPERATIONS, AUDITOR))

    @extend_schema(responses=ReviewersAgreeOut)
    def get(self, request: Request) -> Response:
        return Response(ReviewersAgreeOut(lists.agreed(clock.now())).data)


class QualityPlans(_List):
    """GET: every plan, the newest first. POST: how a line is sampled from a day on."""

    access: Access = ((OPERATIONS,), (AUDITOR, QUALITY))
    serializer_class = PlanShape
    queryset = QualityPlan.objects.select_related("line").order_by("-pk")

    @extend_schema(request=PlanShape, responses={201: PlanShape}, parameters=[IDEMPOTENCY_KEY])
    def post(self, request: Request) -> Response:
        said = read(PlanShape, request)
        return once(
            request, lambda: publish_plan(**said, by=request.user, now=clock.now()), PlanShape, status=201
        )


def _whole(public_id: str) -> Review:
    return get_object_or_404(
        Review.objects.select_related("agent__user", "task__line", "appeal"), public_id=public_id
    )
