"""Doors of interviews: the agent's, the interviewers', the scorecards."""

from django.urls import URLPattern, path

from tasks.views import interview_desk, interviews

urlpatterns: list[URLPattern] = [
    path("work/interviews/", interviews.interviews, name="interviews"),
    path("work/interviews/times/<slug:public_id>/book/", interviews.book, name="interview_book"),
    path("work/interviews/<slug:public_id>/cancel/", interviews.cancel, name="interview_cancel"),
    path("work/interviews/<slug:public_id>/calendar.ics", interviews.calendar, name="interview_calendar"),
    path("desk/interviews/", interview_desk.interviews, name="desk_interviews"),
    path("desk/interviews/times/", interview_desk.slots, name="interview_slots"),
    path(
        "desk/interviews/times/<slug:public_id>/withdraw/", interview_desk.slot_withdraw, name="slot_withdraw"
    ),
    path("desk/interviews/<slug:public_id>/", interview_desk.interview, name="desk_interview"),
    path("desk/interviews/<slug:public_id>/score/", interview_desk.score, name="interview_score"),
    path("desk/interviews/<slug:public_id>/missed/", interview_desk.missed, name="interview_missed"),
    path("desk/rubrics/", interview_desk.rubrics, name="rubrics"),
]
