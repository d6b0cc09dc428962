"""Doors for programs, under ``/api/v1/``."""

from django.urls import URLPattern, path

from onboarding import api

urlpatterns: list[URLPattern] = [
    path("auth/code/", api.AuthCode.as_view(), name="api_auth_code"),
    path("auth/token/", api.AuthToken.as_view(), name="api_auth_token"),
    path("auth/sign-out/", api.SignOut.as_view(), name="api_sign_out"),
    path("me/", api.Me.as_view(), name="api_me"),
    path("me/real-name/", api.RealName.as_view(), name="api_real_name"),
    path("identity-checks/", api.IdentityQueue.as_view(), name="api_identity_queue"),
    path("identity-checks/<str:public_id>/decide/", api.IdentityDecision.as_view(), name="api_identity_decision"),
]
