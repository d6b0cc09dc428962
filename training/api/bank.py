"""The bank for programs of the staff: the same reading, switching and correcting as at the desk."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from onboarding.models import Line
from training.actions.bank import correct_question, switch_off, switch_on
from training.models import EXAM, Question
from training.queries.bank import (
    BankRow,
    bank_rows,
    chosen_counts,
    figures_of_question,
    hardest_first,
    versions_of,
)
from training.rules.bank import has_chinese, has_twins
from training.rules.lesson_text import paragraphs
from yunke import clock
from yunke.api import IDEMPOTENCY_KEY, Page, RolePermission, idempotent, named
from yunke.ground.roles import AUDITOR, OPERATIONS, QUALITY, TRAINER

LINE = OpenApiParameter("line", str, required=True, description="The code of an open line.")


class QuestionShape(serializers.Serializer[Any]):
    """A question with its key."""

    public_id = serializers.CharField()
    code = serializers.CharField()
    version = serializers.IntegerField()
    lesson = serializers.CharField(source="lesson.public_id")
    paragraph = serializers.CharField()
    stem_zh = serializers.CharField()
    stem_en = serializers.CharField()
    options_zh = serializers.ListField(child=serializers.CharField())
    options_en = serializers.ListField(child=serializers.CharField())
    key = serializers.IntegerField()
    explanation_zh = serializers.CharField()
    explanation_en = serializers.CharField()
    is_live = serializers.BooleanField(help_text="the newest version")
    switched_off_at = serializers.DateTimeField(allow_null=True)


class BankRowShape(serializers.Serializer[Any]):
    """A question with what its answers say. ``tells``: too_few, clearly, slightly, not_at_all, reversed."""

    question = QuestionShape()
    asked = serializers.IntegerField(source="figures.asked")
    right = serializers.IntegerField(source="figures.right")
    right_percent = serializers.IntegerField(source="figures.right_percent", allow_null=True)
    gap = serializers.IntegerField(
        source="figures.gap", allow_null=True, help_text="points by which those who passed answer it better"
    )
    tells = serializers.CharField(source="figures.tells")


class FareShape(serializers.Serializer[Any]):
    """How a question fares in finished papers; which option is right is nowhere in it."""

    code = serializers.CharField(source="question.code")
    stem = serializers.CharField(source="question.stem")
    lesson = serializers.CharField(source="question.lesson.public_id")
    paragraph = serializers.CharField(source="question.paragraph")
    asked = serializers.IntegerField(source="figures.asked")
    right_percent = serializers.IntegerField(source="figures.right_percent", allow_null=True)


class VersionShape(serializers.Serializer[Any]):
    public_id = serializers.CharField()
    version = serializers.IntegerField()
    is_live = serializers.BooleanField()


class BankQuestionShape(BankRowShape):
    """With how often each option was chosen, in the order of the options, and every version, the newest first."""

    chosen = serializers.ListField(child=serializers.IntegerField())
    versions = VersionShape(many=True)


class SwitchWhyIn(serializers.Serializer[Any]):
    why = serializers.CharField(max_length=200)


class QuestionCorrectionIn(serializers.Serializer[Any]):
    """What the next version says; a field left out stays as it is. ``key``: the right option, from 0."""

    stem_zh = serializers.CharField(max_length=400, required=False)
    stem_en = serializers.CharField(max_length=600, required=False)
    options_zh = serializers.ListField(child=serializers.CharField(max_length=200), required=False)
    options_en = serializers.ListField(child=serializers.CharField(max_length=200), required=False)
    key = serializers.IntegerField(min_value=0, required=False)
    explanation_zh = serializers.CharField(max_length=400, required=False)
    explanation_en = serializers.CharField(max_length=400, required=False)
    paragraph = serializers.CharField(max_length=40, required=False)

    def validate(self, said: dict[str, Any]) -> dict[str, Any]:
        question: Question = self.context["question"]
        number, wrong = len(question.options_zh), {}
        for name in ("options_zh", "options_en"):
            options = said.get(name, getattr(question, name))
            if len(options) != number or has_twins(options):
                wrong[name] = f"{number} different options are needed."
        if question.kind == "gold" and {"options_zh", "options_en"} & set(said):
            wrong["options_zh"] = "The labels of gold items stand in the guidelines and do not change."
        if said.get("key", 0) >= number:
            wrong["key"] = f"From 0 to {number - 1}."
        anchors = {one.anchor for one in paragraphs(question.lesson.body_zh)}
        if said.get("paragraph", question.paragraph) not in anchors:
            wrong["paragraph"] = f"One of: {', '.join(sorted(anchors))}."
        for name in ("stem_en", "options_en", "explanation_en"):
            if has_chinese(str(said.get(name, ""))):
                wrong[name] = "English is needed here."
        if wrong:
            raise serializers.ValidationError(wrong)
        return said


class Bank(ListAPIView[Question]):
    """The newest version of every question of a line's paper; ``kind`` is ``exam`` or ``gold``."""

    access = ((), (OPERATIONS, QUALITY, AUDITOR))
    permission_classes = (RolePermission,)
    pagination_class = Page
    serializer_class = BankRowShape

    def get_queryset(self) -> Any:
        if getattr(self, "swagger_fake_view", False):
            return Question.objects.none()
        line = get_object_or_404(Line, code=self.kwargs["line"])
        rows: list[BankRow] = bank_rows(line, self.kwargs["kind"])
        return rows


class OneQuestion(APIView):
    """One question whole, with its key, its figures and its versions."""

    access = ((), (OPERATIONS, QUALITY, AUDITOR))
    permission_classes = (RolePermission,)

    @extend_schema(operation_id="bank_question", responses=BankQuestionShape)
    def get(self, request: Request, public_id: str) -> Response:
        question = _question(public_id)
        told = {
            "question": question,
            "figures": figures_of_question(question),
            "chosen": chosen_counts(question),
            "versions": versions_of(question),
        }
        return Response(BankQuestionShape(told).data)


class QuestionFares(ListAPIView[Question]):
    """For trainers: the questions of a line's exam, those answered wrongly most often first."""

    access = ((), (TRAINER,))
    permission_classes = (RolePermission,)
    pagination_class = Page
    serializer_class = FareShape
    queryset = Question.objects.none()
    filter_backends: list[Any] = []

    @extend_schema(operation_id="question_figures", parameters=[LINE])
    def get(self, request: Request, *given: Any, **told: Any) -> Response:
        line = named(request, "line", Line.objects.filter(is_open=True), by="code", needed=True)
        page: Any = self.paginate_queryset(hardest_first(bank_rows(line, EXAM)))  # type: ignore[arg-type]
        return self.get_paginated_response(FareShape(page, many=True).data)


class SwitchOff(APIView):
    """Ask a question no more, with a reason."""

    access = ((OPERATIONS,), ())
    permission_classes = (RolePermission,)

    @extend_schema(request=SwitchWhyIn, responses=QuestionShape, parameters=[IDEMPOTENCY_KEY])
    def post(self, request: Request, public_id: str) -> Response:
        question, sent = _question(public_id), SwitchWhyIn(data=request.data)
        sent.is_valid(raise_exception=True)
        why, by = sent.validated_data["why"], request.user.actor  # type: ignore[union-attr]

        def act() -> Response:
            return Response(QuestionShape(switch_off(question, why=why, by=by, now=clock.now())).data)

        return idempotent(request, act)


class SwitchOn(APIView):
    """Ask it again."""

    access = ((OPERATIONS,), ())
    permission_classes = (RolePermission,)

    @extend_schema(request=None, responses=QuestionShape, parameters=[IDEMPOTENCY_KEY])
    def post(self, request: Request, public_id: str) -> Response:
        question, by = _question(public_id), request.user.actor  # type: ignore[union-attr]
        return idempotent(
            request, lambda: Response(QuestionShape(switch_on(question, by=by, now=clock.now())).data)
        )


class Correct(APIView):
    """Publish the next version of a question."""

    access = ((OPERATIONS,), ())
    permission_classes = (RolePermission,)

    @extend_schema(request=QuestionCorrectionIn, responses={201: QuestionShape}, parameters=[IDEMPOTENCY_KEY])
    def post(self, request: Request, public_id: str) -> Response:
        question = _question(public_id)
        sent = QuestionCorrectionIn(data=request.data, context={"question": question})
        sent.is_valid(raise_exception=True)

        def act() -> Response:
            by = request.user.actor  # type: ignore[union-attr]
            made = correct_question(question, sent.validated_data, by=by, now=clock.now())
            return Response(QuestionShape(made).data, status=201)

        return idempotent(request, act)


def _question(public_id: str) -> Question:
    return get_object_or_404(Question.objects.select_related("lesson", "line"), public_id=public_id)
