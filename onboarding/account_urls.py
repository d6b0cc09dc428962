"""The doors of sign-in, included at ``/accounts/`` instead of allauth's list.

allauth's names stay, because its flows lead to them; what needs an e-mail or a password has no door, and
its own sign-up (which stores a phone before it is proven) is replaced by ours.
"""

from allauth.account import views as allauth_views
from django.urls import include, path

from onboarding.views import sign_in

urlpatterns = [
    path("login/", sign_in.sign_in, name="account_login"),
    path("signup/", sign_in.sign_up, name="account_signup"),
    path("login/code/", sign_in.sign_in, name="account_request_login_code"),
    path("login/code/confirm/", sign_in.confirm_code, name="account_confirm_login_code"),
    path("login/code/other/", sign_in.forget_code, name="account_other_phone"),
    path("logout/", allauth_views.logout, name="account_logout"),
    path("inactive/", allauth_views.account_inactive, name="account_inactive"),
    path("2fa/", include("allauth.mfa.urls")),
]
