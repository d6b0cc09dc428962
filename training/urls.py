"""Doors of learning and proving."""

from django.urls import path

from training.views import attempt, bank, exam, figures, study

app_name = "training"
urlpatterns = [
    path("study/", study.study, name="study"),
    path("study/first/<slug:line>/", study.first, name="first_lesson"),
    path("study/questions/", figures.question_figures, name="question_figures"),
    path("study/<str:public_id>/", study.lesson, name="lesson"),
    path("study/<str:public_id>/done/", study.done, name="lesson_done"),
    path("exam/<slug:line>/", exam.exam, name="exam"),
    path("exam/<slug:line>/start/", exam.start, name="start"),
    path("gold/<slug:line>/", exam.gold, name="gold"),
    path("gold/<slug:line>/start/", exam.gold_start, name="gold_start"),
    path("exam/attempt/<str:public_id>/", attempt.attempt, name="attempt"),
    path("exam/attempt/<str:public_id>/<int:position>/", attempt.question, name="question"),
    path("exam/attempt/<str:public_id>/<int:position>/answer/", attempt.answer, name="answer"),
    path("exam/attempt/<str:public_id>/review/", attempt.review, name="review"),
    path("exam/attempt/<str:public_id>/finish/", attempt.finish, name="finish"),
    path("exam/attempt/<str:public_id>/result/", exam.result, name="result"),
    path("desk/bank/", bank.bank, name="bank"),
    path("desk/bank/<str:public_id>/", bank.bank_question, name="bank_question"),
    path("desk/bank/<str:public_id>/switch/", bank.bank_switch, name="bank_switch"),
    path("desk/bank/<str:public_id>/correct/", bank.bank_correct, name="bank_correct"),
]
