"""API doors of the ladder."""

from django.urls import URLPattern, path

from tasks.api import agents, career

urlpatterns: list[URLPattern] = [
    path("agents/", agents.Agents.as_view(), name="api_agents"),
    path("agents/<slug:public_id>/", agents.OneAgent.as_view(), name="api_agent"),
    path("agents/<slug:public_id>/suspend/", agents.SuspendAgent.as_view(), name="api_suspend_agent"),
    path("agents/<slug:public_id>/lift/", agents.LiftSuspension.as_view(), name="api_lift_suspension"),
    path(
        "qualifications/<slug:public_id>/revoke/",
        agents.RevokeQualification.as_view(),
        name="api_revoke_qualification",
    ),
    path("me/standing/", agents.MyStanding.as_view(), name="api_standing"),
    path("me/leave/", agents.Leave.as_view(), name="api_leave_yunke"),
    path("me/back/", agents.ComeBack.as_view(), name="api_come_back"),
    path("career/", career.Career.as_view(), name="api_career"),
    path("career/cases/", career.MyCases.as_view(), name="api_my_rank_cases"),
    path("career/cases/<slug:public_id>/withdraw/", career.WithdrawCase.as_view(), name="api_withdraw_case"),
    path("career/cases/<slug:public_id>/word/", career.SpeakToCase.as_view(), name="api_speak_to_case"),
    path("rank-cases/", career.Cases.as_view(), name="api_rank_cases"),
    path("rank-cases/<slug:public_id>/", career.OneCase.as_view(), name="api_rank_case"),
    path("rank-cases/<slug:public_id>/decide/", career.DecideCase.as_view(), name="api_decide_case"),
    path("rank-rules/", career.RankRules.as_view(), name="api_rank_rules"),
    path("mentorships/", career.Mentorships.as_view(), name="api_mentorships"),
    path("mentorships/<slug:public_id>/end/", career.EndMentorship.as_view(), name="api_end_mentorship"),
    path("mentees/", career.Mentees.as_view(), name="api_mentees"),
    path("team/", career.Team.as_view(), name="api_team"),
]
