"""API doors of interviews."""

from django.urls import URLPattern, path

from tasks.api import interviews

urlpatterns: list[URLPattern] = [
    path("interview-times/", interviews.FreeTimes.as_view(), name="api_interview_times"),
    path(
        "interview-times/<slug:public_id>/book/",
        interviews.BookInterview.as_view(),
        name="api_book_interview",
    ),
    path("interviews/", interviews.MyInterviews.as_view(), name="api_interviews"),
    path("interviews/desk/", interviews.InterviewDesk.as_view(), name="api_interview_desk"),
    path("interviews/slots/", interviews.OwnSlots.as_view(), name="api_interview_slots"),
    path(
        "interviews/slots/<slug:public_id>/withdraw/",
        interviews.WithdrawSlot.as_view(),
        name="api_withdraw_slot",
    ),
    path("interviews/<slug:public_id>/", interviews.OneInterview.as_view(), name="api_desk_interview"),
    path("interviews/<slug:public_id>/move/", interviews.MoveInterview.as_view(), name="api_move_interview"),
    path(
        "interviews/<slug:public_id>/cancel/",
        interviews.CancelInterview.as_view(),
        name="api_cancel_interview",
    ),
    path(
        "interviews/<slug:public_id>/score/", interviews.ScoreInterview.as_view(), name="api_score_interview"
    ),
    path(
        "interviews/<slug:public_id>/missed/",
        interviews.MissedInterview.as_view(),
        name="api_missed_interview",
    ),
    path("rubrics/", interviews.Rubrics.as_view(), name="api_rubrics"),
]
