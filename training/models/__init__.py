from training.models.courses import Course, Lesson, LessonRead
from training.models.exams import EXAM, GOLD, Answer, Attempt, Exam, Question
from training.models.qualifications import Qualification
from training.models.ranks import RANKS, RankCase, RankChange, RankRule

__all__ = [
    "EXAM",
    "GOLD",
    "RANKS",
    "Answer",
    "Attempt",
    "Course",
    "Exam",
    "Lesson",
    "LessonRead",
    "Qualification",
    "Question",
    "RankCase",
    "RankChange",
    "RankRule",
]
