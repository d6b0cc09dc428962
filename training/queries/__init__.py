"""What this room is asked, by its own pages and by the rooms above."""

from training.queries.exams import (
    ExamScore,
    Standing,
    ended_qualifications,
    exam_scores,
    exam_standing,
    expiring_qualifications,
    live_questions,
    open_exams,
    overdue_attempts,
)
from training.queries.papers import (
    Mistake,
    Place,
    Reread,
    first_unanswered,
    mistakes,
    paper,
    rereading,
    right_answers,
)
from training.queries.qualifications import (
    last_expiry,
    qualifications_of,
    qualified_lines,
    valid_qualifications,
)
from training.queries.study import (
    CourseProgress,
    StudyRecord,
    current_courses,
    lesson_after,
    study_progress,
    study_records,
    unread_lessons,
)

__all__ = [
    "CourseProgress",
    "ExamScore",
    "Mistake",
    "Place",
    "Reread",
    "Standing",
    "StudyRecord",
    "current_courses",
    "ended_qualifications",
    "exam_scores",
    "exam_standing",
    "expiring_qualifications",
    "first_unanswered",
    "last_expiry",
    "lesson_after",
    "live_questions",
    "mistakes",
    "open_exams",
    "overdue_attempts",
    "paper",
    "qualifications_of",
    "qualified_lines",
    "rereading",
    "right_answers",
    "study_progress",
    "study_records",
    "unread_lessons",
    "valid_qualifications",
]
