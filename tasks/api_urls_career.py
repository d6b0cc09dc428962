"""API doors of the ladder."""

from django.urls import URLPattern, path

from tasks.api import career

urlpatterns: list[URLPattern] = [
    path("career/", career.Career.as_view(), name="api_career"),
    path("career/cases/", career.MyCases.as_view(), name="api_my_rank_cases"),
    path("career/cases/<slug:public_id>/withdraw/", career.WithdrawCase.as_view(), name="api_withdraw_case"),
    path("career/cases/<slug:public_id>/word/", career.SpeakToCase.as_view(), name="api_speak_to_case"),
    path("rank-cases/", career.Cases.as_view(), name="api_rank_cases"),
    path("rank-cases/<slug:public_id>/decide/", career.DecideCase.as_view(), name="api_decide_case"),
    path("rank-rules/", career.RankRules.as_view(), name="api_rank_rules"),
    path("mentorships/", career.Mentorships.as_view(), name="api_mentorships"),
    path("mentorships/<slug:public_id>/end/", career.EndMentorship.as_view(), name="api_end_mentorship"),
    path("mentees/", career.Mentees.as_view(), name="api_mentees"),
    path("team/", career.Team.as_view(), name="api_team"),
]
