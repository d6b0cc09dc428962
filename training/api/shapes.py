"""What the API says of lessons, papers and qualifications. A paper's serializer has no place for a key."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from training.models import Lesson
from yunke.api import ReasonShape
from yunke.ground.errors import Reason
from yunke.refusals import as_json


class LessonRow(serializers.Serializer[Any]):
    public_id = serializers.CharField()
    line = serializers.CharField(source="course.line.code")
    number = serializers.IntegerField()
    title = serializers.CharField()
    minutes = serializers.IntegerField()
    done_at = serializers.SerializerMethodField()

    def get_done_at(self, lesson: Lesson) -> str | None:
        at = self.context.get("done", {}).get(lesson.pk)
        return at.isoformat() if at else None


class LessonWhole(LessonRow):
    body = serializers.CharField(help_text="Markdown; headings carry {#anchors}")


class ExamInfo(serializers.Serializer[Any]):
    """What awaits, and what stands in the way of a new attempt just now."""

    line = serializers.CharField(source="exam.line.code")
    kind = serializers.CharField(source="exam.kind", help_text="exam or gold")
    question_count = serializers.IntegerField(source="figures.question_count")
    minutes = serializers.IntegerField(help_text="with the agent's own extra time, if there is any")
    pass_percent = serializers.IntegerField(source="figures.pass_percent")
    cool_down_hours = serializers.IntegerField(source="figures.cool_down_hours")
    attempt_limit = serializers.IntegerField(
        source="figures.attempt_limit", help_text="failures within limit_days; 0 sets no limit"
    )
    limit_days = serializers.IntegerField(source="figures.limit_days")
    valid_days = serializers.IntegerField(
        source="figures.valid_days", allow_null=True, help_text="null: for good"
    )
    open_attempt = serializers.CharField(source="open.public_id", default=None, allow_null=True)
    qualified_until = serializers.DateField(source="qualification.expires_on", default=None, allow_null=True)
    reasons = serializers.SerializerMethodField()

    @extend_schema_field(ReasonShape(many=True))
    def get_reasons(self, standing: Any) -> list[dict[str, Any]]:
        reasons: tuple[Reason, ...] = standing.reasons
        return as_json(reasons)


class AttemptHead(serializers.Serializer[Any]):
    public_id = serializers.CharField()
    line = serializers.CharField(source="exam.line.code")
    kind = serializers.CharField(source="exam.kind", help_text="exam or gold")
    state = serializers.CharField()
    started_at = serializers.DateTimeField()
    deadline_at = serializers.DateTimeField()
    question_count = serializers.IntegerField()
    pass_percent = serializers.IntegerField()


class PlaceRow(serializers.Serializer[Any]):
    """One question; an option is named by the place it is shown at, from 0."""

    position = serializers.IntegerField()
    stem = serializers.CharField()
    options = serializers.ListField(child=serializers.CharField())
    chosen = serializers.IntegerField(allow_null=True)
    look_again = serializers.BooleanField()
    saved_at = serializers.DateTimeField(allow_null=True)


class AttemptPaper(AttemptHead):
    now = serializers.DateTimeField(help_text="the server's clock: the deadline is kept by it")
    questions = PlaceRow(many=True)


class AttemptReview(AttemptHead):
    """Before handing in: which places are open, and which I wanted to see again, by position."""

    now = serializers.DateTimeField(help_text="the server's clock: the deadline is kept by it")
    answered = serializers.IntegerField()
    needed = serializers.IntegerField(help_text="right answers to pass")
    open = serializers.ListField(child=serializers.IntegerField())
    look_again = serializers.ListField(child=serializers.IntegerField())


class AnswerSent(serializers.Serializer[Any]):
    option = serializers.IntegerField(min_value=0, required=False)
    look_again = serializers.BooleanField(required=False)


class AnswerKept(serializers.Serializer[Any]):
    position = serializers.IntegerField()
    saved_at = serializers.DateTimeField()


class RereadRow(serializers.Serializer[Any]):
    lesson = serializers.CharField(source="lesson.public_id")
    paragraph = serializers.CharField(source="anchor")
    title = serializers.CharField()
    missed = serializers.IntegerField()


class MistakeRow(serializers.Serializer[Any]):
    """A question that was not right; without ``chosen`` it was left open and is not explained."""

    position = serializers.IntegerField()
    stem = serializers.CharField()
    chosen = serializers.CharField()
    explanation = serializers.CharField()
    lesson = serializers.CharField(source="lesson.public_id")
    paragraph = serializers.CharField(source="anchor")


class QualificationRow(serializers.Serializer[Any]):
    public_id = serializers.CharField()
    line = serializers.CharField(source="line.code")
    state = serializers.CharField()
    granted_at = serializers.DateTimeField()
    expires_on = serializers.DateField()


class AttemptResult(AttemptHead):
    finished_at = serializers.DateTimeField()
    right_count = serializers.IntegerField()
    again_at = serializers.DateTimeField(allow_null=True, help_text="after a failure, while it lies ahead")
    reread = RereadRow(many=True)
    mistakes = MistakeRow(many=True)
