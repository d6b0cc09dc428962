"""Doors of the API to learning and proving."""

from django.urls import path

from training import api, api_bank

urlpatterns = [
    path("lessons/", api.Lessons.as_view(), name="api_lessons"),
    path("lessons/<str:public_id>/", api.OneLesson.as_view(), name="api_lesson"),
    path("lessons/<str:public_id>/done/", api.LessonDone.as_view(), name="api_lesson_done"),
    path("exams/<slug:line>/", api.OneExam.as_view(), name="api_exam"),
    path("exams/<slug:line>/attempts/", api.Attempts.as_view(), name="api_attempts"),
    path("gold/<slug:line>/", api.OneGold.as_view(), name="api_gold"),
    path("gold/<slug:line>/attempts/", api.GoldAttempts.as_view(), name="api_gold_attempts"),
    path("attempts/<str:public_id>/", api.OneAttempt.as_view(), name="api_attempt"),
    path("attempts/<str:public_id>/answers/<int:position>/", api.OneAnswer.as_view(), name="api_answer"),
    path("attempts/<str:public_id>/finish/", api.Finish.as_view(), name="api_finish"),
    path("attempts/<str:public_id>/result/", api.Result.as_view(), name="api_result"),
    path("bank/<slug:line>/<slug:kind>/", api_bank.Bank.as_view(), name="api_bank"),
    path("bank/questions/<str:public_id>/switch/off/", api_bank.SwitchOff.as_view(), name="api_bank_off"),
    path("bank/questions/<str:public_id>/switch/on/", api_bank.SwitchOn.as_view(), name="api_bank_on"),
    path("bank/questions/<str:public_id>/correct/", api_bank.Correct.as_view(), name="api_bank_correct"),
    path("qualifications/", api.Qualifications.as_view(), name="api_qualifications"),
]
