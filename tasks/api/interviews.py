"""Interviews by API: the same acts as on the pages, refused with the same reasons."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from onboarding.models import Line
from tasks.actions import interviews as acts
from tasks.api.shared import Access
from tasks.models import Interview, InterviewSlot, Rubric
from tasks.queries import interviews as lists
from tasks.rules.interviews import spans_between
from yunke import clock
from yunke.api import IDEMPOTENCY_KEY, Page, RolePermission, choice, named, once, read
from yunke.ground.roles import AGENT, AUDITOR, OPERATIONS, SCREENER

ASKED = [
    OpenApiParameter("view", str, enum=list(lists.VIEWS), description="to_score unless told otherwise"),
    OpenApiParameter("q", str, description="words of the name, or a number"),
]
LINE = OpenApiParameter("line", str, description="the code of an open line", required=True)


class SlotOut(serializers.Serializer[Any]):
    """A free time. ``line`` is empty when it serves any."""

    public_id = serializers.CharField()
    line = serializers.CharField(source="line.code", default="")
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()
    state = serializers.CharField()


class InterviewOut(serializers.Serializer[Any]):
    """An interview as its agent sees it: no note."""

    public_id = serializers.CharField()
    line = serializers.CharField(source="line.code")
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()
    state = serializers.CharField()
    percent = serializers.IntegerField(allow_null=True)
    recommendation = serializers.CharField()
    counts_until = serializers.DateField(allow_null=True)
    scores = serializers.JSONField()
    fatal = serializers.JSONField()


class DeskInterviewOut(InterviewOut):
    """The same for interviewers, with whom and what was noted."""

    agent = serializers.CharField(source="agent.number")
    interviewer = serializers.CharField(source="slot.interviewer.name")
    note = serializers.CharField()


class LineIn(serializers.Serializer[Any]):
    line = serializers.SlugRelatedField(slug_field="code", queryset=Line.objects.filter(is_open=True))


class MoveInterviewIn(serializers.Serializer[Any]):
    slot = serializers.SlugRelatedField(
        slug_field="public_id", queryset=InterviewSlot.objects.select_related("line", "interviewer")
    )


class SlotsIn(serializers.Serializer[Any]):
    """A stretch cut into talks of so many minutes."""

    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()
    minutes = serializers.IntegerField(min_value=1, max_value=600)
    line = serializers.SlugRelatedField(
        slug_field="code", queryset=Line.objects.all(), required=False, allow_null=True, default=None
    )


class ScoreIn(serializers.Serializer[Any]):
    """``scores``: item code -> 0 to 5. ``fatal``: codes of fatal items that happened."""

    scores = serializers.DictField(child=serializers.IntegerField(), required=False, default=dict)
    fatal = serializers.ListField(child=serializers.CharField(max_length=30), required=False, default=list)
    note = serializers.CharField(max_length=2_000, allow_blank=True, required=False, default="")


class RubricItem(serializers.Serializer[Any]):
    code = serializers.CharField(max_length=30)
    zh = serializers.CharField(max_length=80)
    en = serializers.CharField(max_length=80)
    weight = serializers.IntegerField(min_value=0, max_value=100)
    fatal = serializers.BooleanField()


class RubricShape(serializers.Serializer[Any]):
    public_id = serializers.CharField(read_only=True)
    purpose = serializers.ChoiceField(choices=["interview", "quality"], default="interview")
    line = serializers.SlugRelatedField(slug_field="code", queryset=Line.objects.all())
    version = serializers.IntegerField(read_only=True)
    pass_percent = serializers.IntegerField(min_value=1, max_value=100)
    items = RubricItem(many=True)  # type: ignore[assignment]


class FreeTimes(generics.GenericAPIView[InterviewSlot]):
    """Free times for a line in the next two weeks."""

    access: Access = ((), (AGENT,))
    permission_classes = [RolePermission]
    pagination_class = Page
    serializer_class = SlotOut
    filter_backends: list[Any] = []
    queryset = InterviewSlot.objects.none()

    @extend_schema(operation_id="interview_times_list", parameters=[LINE], responses=SlotOut(many=True))
    def get(self, request: Request) -> Response:
        line = named(request, "line", Line.objects.filter(is_open=True), by="code", needed=True)
        page: Any = self.paginate_queryset(lists.open_slots(line, clock.now()))  # type: ignore[arg-type]
        return self.get_paginated_response(SlotOut(page, many=True).data)


class BookInterview(APIView):
    """Take a time for a line."""

    access: Access = ((AGENT,), ())
    permission_classes = [RolePermission]

    @extend_schema(request=LineIn, responses={201: InterviewOut}, parameters=[IDEMPOTENCY_KEY])
    def post(self, request: Request, public_id: str) -> Response:
        slot = get_object_or_404(InterviewSlot.objects.select_related("line"), public_id=public_id)
        line = read(LineIn, request)["line"]
        return once(
            request,
            lambda: acts.book_interview(slot, request.user.agent, line, now=clock.now()),
            InterviewOut,
            status=201,
        )


class MyInterviews(generics.ListAPIView[Interview]):
    """The caller's own, the latest first."""

    access: Access = ((), (AGENT,))
    permission_classes = [RolePermission]
    pagination_class = Page
    serializer_class = InterviewOut
    filter_backends: list[Any] = []

    def get_queryset(self) -> QuerySet[Interview]:
        return lists.interviews_of(self.request.user.agent)


class MoveInterview(APIView):
    """Give the time back and take another, both or neither."""

    access: Access = ((AGENT,), ())
    permission_classes = [RolePermission]

    @extend_schema(request=MoveInterviewIn, responses=InterviewOut, parameters=[IDEMPOTENCY_KEY])
    def post(self, request: Request, public_id: str) -> Response:
        mine = get_object_or_404(lists.interviews_of(request.user.agent), public_id=public_id)
        slot = read(MoveInterviewIn, request)["slot"]
        return once(request, lambda: acts.move_interview(mine, slot, now=clock.now()), InterviewOut)


class CancelInterview(APIView):
    """Give the booked time back; another one may be booked."""

    access: Access = ((AGENT,), ())
    permission_classes = [RolePermission]

    @extend_schema(request=None, responses=InterviewOut, parameters=[IDEMPOTENCY_KEY])
    def post(self, request: Request, public_id: str) -> Response:
        mine = get_object_or_404(lists.interviews_of(request.user.agent), public_id=public_id)
        return once(request, lambda: acts.cancel_interview(mine, now=clock.now()), InterviewOut)


class InterviewDesk(generics.ListAPIView[Interview]):
    """``?view=`` is ``to_score`` unless told otherwise, ``coming``, ``held`` or ``missed``; ``?q=``."""

    access: Access = ((), (SCREENER, AUDITOR))
    permission_classes = [RolePermission]
    pagination_class = Page
    serializer_class = DeskInterviewOut
    filter_backends: list[Any] = []

    def get_queryset(self) -> QuerySet[Interview]:
        asked = self.request.query_params
        view = choice(self.request, "view", lists.VIEWS, "to_score")
        return lists.desk(view, clock.now(), search=asked.get("q", "")[:40])

    @extend_schema(parameters=ASKED)
    def get(self, request: Request, *given: Any, **named: Any) -> Response:
        return super().get(request, *given, **named)


class OneInterview(APIView):
    """One of the desk, with its scorecard once it is held."""

    access: Access = ((), (SCREENER, AUDITOR))
    permission_classes = [RolePermission]

    @extend_schema(operation_id="desk_interview", responses=DeskInterviewOut)
    def get(self, request: Request, public_id: str) -> Response:
        rows = Interview.objects.select_related("agent", "line", "slot__interviewer")
        return Response(DeskInterviewOut(get_object_or_404(rows, public_id=public_id)).data)


class OwnSlots(APIView):
    """GET: the caller's coming times. POST: put up a stretch of them."""

    access: Access = ((SCREENER,), (AUDITOR,))
    permission_classes = [RolePermission]
    pagination_class = Page

    @extend_schema(operation_id="interview_slots_list", responses=SlotOut(many=True))
    def get(self, request: Request) -> Response:
        pages, mine = Page(), lists.slots_of(request.user, clock.now())
        shown = pages.paginate_queryset(mine, request, view=self)
        return pages.get_paginated_response(SlotOut(shown, many=True).data)

    @extend_schema(request=SlotsIn, responses={201: SlotOut(many=True)}, parameters=[IDEMPOTENCY_KEY])
    def post(self, request: Request) -> Response:
        said = read(SlotsIn, request)
        spans = spans_between(said["starts_at"], said["ends_at"], said["minutes"])

        def act() -> Any:
            return acts.put_up_slots(request.user, spans, line=said["line"], now=clock.now())

        return once(request, act, _Slots, status=201)


class _Slots(serializers.ListSerializer[Any]):
    child = SlotOut()


class WithdrawSlot(APIView):
    """Take back a time of one's own that nobody has booked."""

    access: Access = ((SCREENER,), ())
    permission_classes = [RolePermission]

    @extend_schema(request=None, responses=SlotOut, parameters=[IDEMPOTENCY_KEY])
    def post(self, request: Request, public_id: str) -> Response:
        slot = get_object_or_404(InterviewSlot, public_id=public_id, interviewer=request.user)

        def act() -> InterviewSlot:
            acts.withdraw_slot(slot, by=request.user, now=clock.now())
            return slot

        return once(request, act, SlotOut)


class ScoreInterview(APIView):
    """Write the scorecard of the version in force."""

    access: Access = ((SCREENER,), ())
    permission_classes = [RolePermission]

    @extend_schema(request=ScoreIn, responses=DeskInterviewOut, parameters=[IDEMPOTENCY_KEY])
    def post(self, request: Request, public_id: str) -> Response:
        found, said = get_object_or_404(_whole(), public_id=public_id), read(ScoreIn, request)
        return once(
            request,
            lambda: acts.score_interview(found, **said, by=request.user, now=clock.now()),
            DeskInterviewOut,
        )


class MissedInterview(APIView):
    """The call was not taken."""

    access: Access = ((SCREENER,), ())
    permission_classes = [RolePermission]

    @extend_schema(request=None, responses=DeskInterviewOut, parameters=[IDEMPOTENCY_KEY])
    def post(self, request: Request, public_id: str) -> Response:
        found = get_object_or_404(_whole(), public_id=public_id)
        return once(
            request, lambda: acts.mark_no_show(found, by=request.user, now=clock.now()), DeskInterviewOut
        )


class Rubrics(generics.ListAPIView[Rubric]):
    """GET: every version, the newest first. POST: a new version of a line's."""

    access: Access = ((OPERATIONS,), (AUDITOR,))
    permission_classes = [RolePermission]
    pagination_class = Page
    serializer_class = RubricShape
    filter_backends: list[Any] = []
    queryset = Rubric.objects.select_related("line").order_by("-pk")

    @extend_schema(request=RubricShape, responses={201: RubricShape}, parameters=[IDEMPOTENCY_KEY])
    def post(self, request: Request) -> Response:
        said = read(RubricShape, request)

        def act() -> Rubric:
            return acts.publish_rubric(
                said["line"],
                said["items"],
                said["pass_percent"],
                purpose=said["purpose"],
                by=request.user,
                now=clock.now(),
            )

        return once(request, act, RubricShape, status=201)


def _whole() -> QuerySet[Interview]:
    return Interview.objects.select_related("agent__user", "line", "slot__interviewer")
