"""Doors of the ladder and of an agent's standing: the agent's, those a rank opens, the desk's."""

from django.urls import URLPattern, path

from tasks.views import agents, career, career_desk, standing

urlpatterns: list[URLPattern] = [
    path("me/standing/", standing.standing, name="standing"),
    path("me/standing/leave/", standing.leave, name="leave_yunke"),
    path("me/standing/back/", standing.back, name="come_back"),
    path("desk/agents/", agents.agents, name="agents"),
    path("desk/agents/<slug:public_id>/", agents.agent, name="agent"),
    path("desk/agents/<slug:public_id>/suspend/", agents.suspend, name="suspend"),
    path("desk/agents/<slug:public_id>/lift/", agents.lift, name="lift"),
    path("desk/qualifications/<slug:public_id>/revoke/", agents.revoke, name="revoke"),
    path("work/career/", career.career, name="career"),
    path("work/career/apply/", career.apply, name="career_apply"),
    path("work/career/<slug:public_id>/withdraw/", career.withdraw, name="career_withdraw"),
    path("work/career/<slug:public_id>/word/", career.speak, name="career_speak"),
    path("work/mentees/", career.mentees, name="mentees"),
    path("work/team/", career.team, name="team"),
    path("desk/career/", career_desk.career, name="desk_career"),
    path("desk/career/step-back/", career_desk.step_back, name="step_back"),
    path("desk/career/rules/", career_desk.rules, name="rank_rules"),
    path("desk/career/mentors/", career_desk.mentoring, name="mentorships"),
    path("desk/career/mentors/<slug:public_id>/end/", career_desk.mentoring_end, name="mentorship_end"),
    path("desk/career/<slug:public_id>/", career_desk.case, name="rank_case"),
    path("desk/career/<slug:public_id>/decide/", career_desk.decide, name="rank_decide"),
]
