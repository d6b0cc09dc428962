"""API doors of the tasks room."""

from django.urls import URLPattern, path

from tasks.api import candidates, client, offer
from tasks.api.urls_career import urlpatterns as career
from tasks.api.urls_desk import urlpatterns as desk
from tasks.api.urls_interviews import urlpatterns as interviews
from tasks.api.urls_quality import urlpatterns as quality
from tasks.api.urls_work import urlpatterns as work

urlpatterns: list[URLPattern] = [
    path("board/", offer.BoardList.as_view(), name="api_board"),
    path("board/<str:public_id>/", offer.BoardTask.as_view(), name="api_task"),
    path("board/<str:public_id>/claim/", offer.ClaimTask.as_view(), name="api_claim_task"),
    path("claims/", offer.MyClaims.as_view(), name="api_claims"),
    path("claims/queue/", offer.ClaimQueue.as_view(), name="api_claim_queue"),
    path("claims/decide/", offer.DecideClaims.as_view(), name="api_decide_claims"),
    path("claims/<str:public_id>/", candidates.Candidate.as_view(), name="api_claim"),
    path("client/tasks/", client.ClientTasks.as_view(), name="api_client_tasks"),
    path("client/tasks/<str:public_id>/", client.ClientTask.as_view(), name="api_client_task"),
    path("claims/<str:public_id>/withdraw/", offer.WithdrawClaim.as_view(), name="api_withdraw_claim"),
    path("claims/<str:public_id>/papers/", offer.AcceptPapers.as_view(), name="api_accept_papers"),
    path("claims/<str:public_id>/decide/", offer.DecideClaim.as_view(), name="api_decide_claim"),
    *work,
    *interviews,
    *career,
    *quality,
    *desk,
]
