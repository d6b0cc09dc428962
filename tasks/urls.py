"""Doors of the tasks room: what is offered and who is chosen; shifts and work have their own list."""

from django.urls import URLPattern, path

from tasks.urls_career import urlpatterns as career
from tasks.urls_interviews import urlpatterns as interviews
from tasks.urls_quality import urlpatterns as quality
from tasks.urls_work import urlpatterns as work
from tasks.views import board, claims, client, clients, entities, offers, papers, penalties, screening, terms

app_name = "tasks"
urlpatterns: list[URLPattern] = [
    path("board/", board.board, name="board"),
    path("board/<str:public_id>/", board.task, name="task"),
    path("board/<str:public_id>/claim/", claims.claim_it, name="claim_it"),
    path("work/claims/<str:public_id>/", claims.claim, name="claim"),
    path("work/claims/<str:public_id>/papers/", papers.papers, name="papers"),
    path("work/claims/<str:public_id>/withdraw/", claims.withdraw, name="withdraw"),
    path("work/claims/<str:public_id>/appeal/", claims.appeal, name="appeal"),
    path("work/claims/<str:public_id>/seat/", claims.seat, name="seat"),
    path("work/claims/<str:public_id>/leave/", claims.leave, name="leave"),
    path("desk/claims/", screening.claims, name="claims"),
    path("desk/claims/decide/", screening.decide_many, name="decide_many"),
    path("desk/claims/appeals/", screening.appeals, name="appeals"),
    path("desk/claims/appeals/<slug:public_id>/", screening.appeal_decide, name="appeal_decide"),
    path("desk/claims/<str:public_id>/", screening.claim_item, name="claim_item"),
    path("desk/claims/<str:public_id>/decide/", screening.decide, name="decide"),
    path("desk/claims/<str:public_id>/assess/", screening.assess, name="assess"),
    path("desk/claims/<str:public_id>/reopen/", screening.reopen, name="reopen"),
    path("desk/tasks/", offers.tasks, name="desk_tasks"),
    path("desk/tasks/new/", offers.new_task, name="new_task"),
    path("desk/tasks/release/<str:public_id>/", offers.release, name="release"),
    path(
        "desk/tasks/penalties/<str:public_id>/approve/", penalties.approve_penalties, name="approve_penalties"
    ),
    path("desk/tasks/penalties/<str:public_id>/refuse/", penalties.refuse_penalties, name="refuse_penalties"),
    path("desk/tasks/terms/<str:public_id>/approve/", terms.approve_terms, name="approve_terms"),
    path("desk/tasks/terms/<str:public_id>/refuse/", terms.refuse_terms, name="refuse_terms"),
    path("desk/tasks/<str:public_id>/", offers.task, name="desk_task"),
    path("desk/tasks/<str:public_id>/edit/", offers.edit_task, name="edit_task"),
    path("desk/tasks/<str:public_id>/state/", offers.move_task, name="move_task"),
    path("desk/tasks/<str:public_id>/terms/", terms.new_terms, name="new_terms"),
    path("desk/tasks/<str:public_id>/terms/preview/", terms.terms_preview, name="terms_preview"),
    path("desk/tasks/<str:public_id>/penalties/", penalties.new_penalties, name="new_penalties"),
    path("desk/tasks/<str:public_id>/price/", offers.new_price, name="new_price"),
    path("desk/clients/", clients.clients, name="clients"),
    path("desk/entities/", entities.entities, name="entities"),
    path("desk/entities/<str:public_id>/agreement/", entities.agreement, name="agreement"),
    path("client/", client.client, name="client"),
    path("client/<str:public_id>/", client.client_task, name="client_task"),
    path("client/candidates/<slug:public_id>/", client.client_assess, name="client_assess"),
    *work,
    *interviews,
    *career,
    *quality,
]
