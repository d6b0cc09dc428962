from training.models.courses import Course, Lesson, LessonRead
from training.models.exams import EXAM, GOLD, Answer, Attempt, Exam, Question
from training.models.qualifications import Qualification

__all__ = [
    "EXAM",
    "GOLD",
    "Answer",
    "Attempt",
    "Course",
    "Exam",
    "Lesson",
    "LessonRead",
    "Qualification",
    "Question",
]
