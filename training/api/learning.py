"""Learning and proving for programs: the same acts as on the pages, refused with the same reasons."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from training.actions import close_overdue, finish_attempt, finish_lesson, save_answer, start_attempt
from training.api.shapes import (
    AnswerKept,
    AnswerSent,
    AttemptHead,
    AttemptPaper,
    AttemptResult,
    AttemptReview,
    ExamInfo,
    LessonRow,
    LessonWhole,
    QualificationRow,
)
from training.models import EXAM, GOLD, Answer, Attempt, Exam, Lesson, Qualification
from training.queries import (
    current_courses,
    exam_standing,
    mistakes,
    paper,
    qualifications_of,
    rereading,
    study_progress,
)
from training.rules.exam import right_needed
from yunke import clock
from yunke.api import IDEMPOTENCY_KEY, Page, RolePermission, idempotent
from yunke.ground.roles import AGENT, ANYONE


class Lessons(ListAPIView[Lesson]):
    """The current lessons, in the order they are studied."""

    access = ((), (ANYONE,))
    permission_classes = (RolePermission,)
    pagination_class = Page
    serializer_class = LessonRow

    def get_queryset(self) -> Any:
        if getattr(self, "swagger_fake_view", False):
            return Lesson.objects.none()
        courses = current_courses()
        return (
            Lesson.objects.filter(course__in=courses)
            .select_related("course__line")
            .order_by("course__line__order", "course__line__code", "number")
        )

    def get_serializer_context(self) -> dict[str, Any]:
        return super().get_serializer_context() | {"done": _done(self.request)}


class OneLesson(APIView):
    """One lesson with its text. The first of a line needs no account."""

    access = ((), (ANYONE,))
    permission_classes = (RolePermission,)

    @extend_schema(responses=LessonWhole)
    def get(self, request: Request, public_id: str) -> Response:
        lesson = _lesson(public_id)
        if lesson.number != 1 and not request.user.is_authenticated:
            self.permission_denied(request)
        return Response(LessonWhole(lesson, context={"done": _done(request)}).data)


class LessonDone(APIView):
    """The reader's word that the lesson is finished; said twice, the first time stands."""

    access = ((AGENT,), ())
    permission_classes = (RolePermission,)

    @extend_schema(request=None, responses=LessonRow)
    def post(self, request: Request, public_id: str) -> Response:
        lesson = _lesson(public_id)
        read = finish_lesson(lesson, _agent(request), now=clock.now())
        return Response(LessonRow(lesson, context={"done": {lesson.pk: read.done_at}}).data)


class OneExam(APIView):
    """A line's exam and where one stands with it."""

    kind = EXAM
    access = ((), (AGENT,))
    permission_classes = (RolePermission,)

    @extend_schema(responses=ExamInfo)
    def get(self, request: Request, line: str) -> Response:
        standing = exam_standing(_agent(request), _exam(line, self.kind), clock.now())
        return Response(ExamInfo(standing).data)


class OneGold(OneExam):
    """A line's gold items and where one stands with them."""

    kind = GOLD


class Attempts(APIView):
    """Begin an attempt."""

    kind = EXAM
    access = ((AGENT,), ())
    permission_classes = (RolePermission,)

    @extend_schema(request=None, responses={201: AttemptHead}, parameters=[IDEMPOTENCY_KEY])
    def post(self, request: Request, line: str) -> Response:
        exam = _exam(line, self.kind)

        def act() -> Response:
            attempt = start_attempt(exam, _agent(request), now=clock.now())
            return Response(AttemptHead(attempt).data, status=201)

        return idempotent(request, act)


class GoldAttempts(Attempts):
    """Begin labelling gold items; answered and handed in like any attempt."""

    kind = GOLD


class OneAttempt(APIView):
    """The paper with what was chosen so far. No key is in it, neither now nor later."""

    access = ((), (AGENT,))
    permission_classes = (RolePermission,)

    @extend_schema(responses=AttemptPaper)
    def get(self, request: Request, public_id: str) -> Response:
        attempt, now = _attempt(request, public_id), clock.now()
        if attempt.state == "open" and attempt.deadline_at < now:
            attempt = close_overdue(attempt, now=now)
        attempt.now, attempt.questions = now, paper(attempt)  # type: ignore[attr-defined]
        return Response(AttemptPaper(attempt).data)


class Review(APIView):
    """What is still open before handing in. Of a paper that is over there is none (404): it has a result."""

    access = ((), (AGENT,))
    permission_classes = (RolePermission,)

    @extend_schema(operation_id="attempt_review", responses=AttemptReview)
    def get(self, request: Request, public_id: str) -> Response:
        attempt: Any = _attempt(request, public_id)
        attempt.now = clock.now()
        if attempt.state != "open" or attempt.deadline_at < attempt.now:
            raise Http404
        places = paper(attempt)
        attempt.open = [one.position for one in places if one.chosen is None]
        attempt.look_again = [one.position for one in places if one.look_again]
        attempt.answered = len(places) - len(attempt.open)
        attempt.needed = right_needed(attempt.question_count, attempt.pass_percent)
        return Response(AttemptReview(attempt).data)


class OneAnswer(APIView):
    """Keep an answer. The last one sent counts; after the deadline it is refused."""

    access = ((AGENT,), ())
    permission_classes = (RolePermission,)

    @extend_schema(request=AnswerSent, responses=AnswerKept)
    def put(self, request: Request, public_id: str, position: int) -> Response:
        answer = get_object_or_404(
            Answer, attempt__public_id=public_id, attempt__agent=_agent(request), position=position
        )
        sent, now = AnswerSent(data=request.data), clock.now()
        sent.is_valid(raise_exception=True)
        save_answer(answer, now=now, **sent.validated_data)
        return Response(AnswerKept({"position": position, "saved_at": now}).data)


class Finish(APIView):
    """Hand the paper in; handed in twice, the first score stands."""

    access = ((AGENT,), ())
    permission_classes = (RolePermission,)

    @extend_schema(request=None, responses=AttemptResult, parameters=[IDEMPOTENCY_KEY])
    def post(self, request: Request, public_id: str) -> Response:
        attempt = _attempt(request, public_id)

        def act() -> Response:
            by = request.user.actor
            return Response(_result(finish_attempt(attempt, by=by, now=clock.now())))

        return idempotent(request, act)


class Result(APIView):
    """The score, what went wrong and where to read it; never which was right. Of an open paper there is none (404)."""

    access = ((), (AGENT,))
    permission_classes = (RolePermission,)

    @extend_schema(responses=AttemptResult)
    def get(self, request: Request, public_id: str) -> Response:
        mine = Attempt.objects.exclude(state="open").select_related("exam__line", "agent")
        return Response(_result(get_object_or_404(mine, public_id=public_id, agent=_agent(request))))


class Qualifications(ListAPIView[Qualification]):
    """Every qualification one has held, the newest first."""

    access = ((), (AGENT,))
    permission_classes = (RolePermission,)
    pagination_class = Page
    serializer_class = QualificationRow

    def get_queryset(self) -> Any:
        if getattr(self, "swagger_fake_view", False):
            return Qualification.objects.none()
        return qualifications_of(_agent(self.request))


def _result(attempt: Attempt) -> dict[str, Any]:
    standing = exam_standing(attempt.agent, attempt.exam, clock.now())
    attempt.again_at = standing.again_at if attempt.state == "failed" else None  # type: ignore[attr-defined]
    attempt.reread, attempt.mistakes = rereading(attempt), mistakes(attempt)  # type: ignore[attr-defined]
    return dict(AttemptResult(attempt).data)


def _lesson(public_id: str) -> Lesson:
    published = Lesson.objects.filter(course__published_at__isnull=False).select_related("course__line")
    return get_object_or_404(published, public_id=public_id)


def _exam(line: str, kind: str) -> Exam:
    return get_object_or_404(
        Exam.objects.select_related("line"), line__code=line, line__is_open=True, kind=kind
    )


def _attempt(request: Request, public_id: str) -> Attempt:
    mine = Attempt.objects.select_related("exam__line", "agent__user")
    return get_object_or_404(mine, public_id=public_id, agent=_agent(request))


def _agent(request: Request) -> Any:
    return request.user.agent


def _done(request: Request) -> dict[int, Any]:
    agent = getattr(request.user, "agent", None) if request.user.is_authenticated else None
    if agent is None:
        return {}
    return {key: at for course in study_progress(agent) for key, at in course.done.items()}
