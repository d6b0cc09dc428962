"""Doors of the payouts room."""

from django.urls import URLPattern, path

from payouts.views import account, pay

app_name = "payouts"
urlpatterns: list[URLPattern] = [
    path("pay/", pay.pay, name="pay"),
    path("pay/account/", account.account, name="pay_account"),
    path("pay/<str:public_id>/", pay.statement, name="statement"),
]
