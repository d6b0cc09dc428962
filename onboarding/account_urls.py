"""The doors of sign-in, included at ``/accounts/`` instead of allauth's list.

allauth's names stay, because its flows lead to them, and each door declares its roles like any other. What
needs an e-mail or a password has no door, and its own sign-up (which stores a phone before it is proven) is
replaced by ours.
"""

from allauth.account import views as account_views
from allauth.mfa.base import views as factor_views
from allauth.mfa.recovery_codes import views as recovery_views
from allauth.mfa.totp import views as totp_views
from django.urls import URLPattern, path

from onboarding.views import sign_in
from yunke.access import allow
from yunke.ground.roles import ANYONE, SIGNED_IN

anyone, signed_in = allow(ANYONE), allow(SIGNED_IN)

urlpatterns: list[URLPattern] = [
    path("login/", sign_in.sign_in, name="account_login"),
    path("signup/", sign_in.sign_up, name="account_signup"),
    path("login/code/", sign_in.sign_in, name="account_request_login_code"),
    path("login/code/confirm/", sign_in.confirm_code, name="account_confirm_login_code"),
    path("logout/", anyone(account_views.logout), name="account_logout"),
    path("inactive/", anyone(account_views.account_inactive), name="account_inactive"),
    path("2fa/", signed_in(factor_views.index), name="mfa_index"),
    path("2fa/authenticate/", sign_in.second_factor, name="mfa_authenticate"),
    path("2fa/reauthenticate/", sign_in.confirm_again, name="mfa_reauthenticate"),
    path("2fa/totp/activate/", signed_in(totp_views.activate_totp), name="mfa_activate_totp"),
    path("2fa/totp/deactivate/", signed_in(totp_views.deactivate_totp), name="mfa_deactivate_totp"),
    path(
        "2fa/recovery-codes/", signed_in(recovery_views.view_recovery_codes), name="mfa_view_recovery_codes"
    ),
    path(
        "2fa/recovery-codes/generate/",
        signed_in(recovery_views.generate_recovery_codes),
        name="mfa_generate_recovery_codes",
    ),
    path(
        "2fa/recovery-codes/download/",
        signed_in(recovery_views.download_recovery_codes),
        name="mfa_download_recovery_codes",
    ),
]
