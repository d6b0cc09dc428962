"""What staff do to the bank: a question is switched off and on, or corrected by a new version. All of it is on record."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from training.models import Exam, Question
from training.queries.exams import figures_of, live_questions
from training.reasons import BANK_TOO_SMALL, QUESTION_REPLACED
from yunke import audit
from yunke.ground.errors import Refused
from yunke.ground.ids import new_public_id

WORDS = (
    "stem_zh",
    "stem_en",
    "options_zh",
    "options_en",
    "key",
    "explanation_zh",
    "explanation_en",
    "paragraph",
)


@transaction.atomic
def switch_off(question: Question, *, why: str, by: audit.Actor, now: datetime) -> Question:
    """Ask it no more; papers that are open keep it. Refused when too few would be left for a paper."""
    exam = Exam.objects.select_for_update().filter(line=question.line_id, kind=question.kind).first()
    question = _newest(question)
    if question.switched_off_at is None:
        left = live_questions(exam).count() - 1 if exam else 0
        needed = figures_of(exam, now).question_count if exam else 0
        if left < needed:
            raise Refused(BANK_TOO_SMALL(left=left, needed=needed))
        facts = _switch(question, now) | {"why": why}
        audit.record(by, "question_switched_off", question, now=now, **facts)
    return question


@transaction.atomic
def switch_on(question: Question, *, by: audit.Actor, now: datetime) -> Question:
    """Ask it again."""
    question = _newest(question)
    if question.switched_off_at is not None:
        audit.record(by, "question_switched_on", question, now=now, **_switch(question, None))
    return question


def _switch(question: Question, at: datetime | None) -> dict[str, Any]:
    """Write the switch; what the record says of the question."""
    question.switched_off_at = at
    question.save(update_fields=["switched_off_at"])
    return {"code": question.code, "version": question.version}


@transaction.atomic
def correct_question(
    question: Question, words: dict[str, Any], *, by: audit.Actor, now: datetime
) -> Question:
    """Publish the next version, asked from now on; papers keep the one they asked. No change, no version."""
    old = _newest(question)
    changed = sorted(name for name in WORDS if words.get(name, getattr(old, name)) != getattr(old, name))
    if not changed:
        return old
    Question.objects.filter(pk=old.pk).update(is_live=False)
    made = Question.objects.create(
        public_id=new_public_id(now),
        line_id=old.line_id,
        kind=old.kind,
        code=old.code,
        lesson_id=old.lesson_id,
        version=old.version + 1,
        **{name: words.get(name, getattr(old, name)) for name in WORDS},
    )
    audit.record(
        by, "question_corrected", made, now=now, code=made.code, version=made.version, changed=changed
    )
    return made


def _newest(question: Question) -> Question:
    """The row, locked; somebody who looks at an older version is told."""
    question = Question.objects.select_for_update().get(pk=question.pk)
    if not question.is_live:
        raise Refused(QUESTION_REPLACED(code=question.code))
    return question
