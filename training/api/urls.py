"""Doors of the API to learning and proving."""

from django.urls import path

from training.api import bank, learning

urlpatterns = [
    path("lessons/", learning.Lessons.as_view(), name="api_lessons"),
    path("lessons/<str:public_id>/", learning.OneLesson.as_view(), name="api_lesson"),
    path("lessons/<str:public_id>/done/", learning.LessonDone.as_view(), name="api_lesson_done"),
    path("exams/<slug:line>/", learning.OneExam.as_view(), name="api_exam"),
    path("exams/<slug:line>/attempts/", learning.Attempts.as_view(), name="api_attempts"),
    path("gold/<slug:line>/", learning.OneGold.as_view(), name="api_gold"),
    path("gold/<slug:line>/attempts/", learning.GoldAttempts.as_view(), name="api_gold_attempts"),
    path("attempts/<str:public_id>/", learning.OneAttempt.as_view(), name="api_attempt"),
    path("attempts/<str:public_id>/answers/<int:position>/", learning.OneAnswer.as_view(), name="api_answer"),
    path("attempts/<str:public_id>/finish/", learning.Finish.as_view(), name="api_finish"),
    path("attempts/<str:public_id>/review/", learning.Review.as_view(), name="api_attempt_review"),
    path("attempts/<str:public_id>/result/", learning.Result.as_view(), name="api_result"),
    path("question-figures/", bank.QuestionFares.as_view(), name="api_question_figures"),
    path("bank/questions/<str:public_id>/", bank.OneQuestion.as_view(), name="api_bank_question"),
    path("bank/questions/<str:public_id>/switch/off/", bank.SwitchOff.as_view(), name="api_bank_off"),
    path("bank/questions/<str:public_id>/switch/on/", bank.SwitchOn.as_view(), name="api_bank_on"),
    path("bank/questions/<str:public_id>/correct/", bank.Correct.as_view(), name="api_bank_correct"),
    path("bank/<slug:line>/<slug:kind>/", bank.Bank.as_view(), name="api_bank"),
    path("qualifications/", learning.Qualifications.as_view(), name="api_qualifications"),
]
