"""Doors for programs, under ``/api/v1/``."""

from django.urls import URLPattern, path

from payouts import api, api_finance

RUN = "finance/runs/<str:number>/"
urlpatterns: list[URLPattern] = [
    path("pay/so-far/", api.PaySoFar.as_view(), name="api_pay_so_far"),
    path("pay/statements/", api.PayStatements.as_view(), name="api_pay_statements"),
    path("pay/statements/<str:public_id>/", api.PayStatement.as_view(), name="api_pay_statement"),
    path("pay/account/", api.PayAccount.as_view(), name="api_pay_account"),
    path("finance/runs/", api_finance.Runs.as_view(), name="api_finance_runs"),
    path(RUN, api_finance.OneRun.as_view(), name="api_finance_run"),
    path(f"{RUN}progress/", api_finance.RunProgress.as_view(), name="api_finance_progress"),
    path(f"{RUN}statements/", api_finance.RunStatements.as_view(), name="api_finance_statements"),
    path(f"{RUN}recompute/", api_finance.Recompute.as_view(), name="api_finance_recompute"),
    path(f"{RUN}approve/", api_finance.Approve.as_view(), name="api_finance_approve"),
    path(f"{RUN}return/", api_finance.SendBack.as_view(), name="api_finance_return"),
    path(f"{RUN}file/", api_finance.MakeFile.as_view(), name="api_finance_file"),
    path(f"{RUN}release/", api_finance.Release.as_view(), name="api_finance_release"),
    path("finance/batches/<str:public_id>/file/", api_finance.BatchFile.as_view(), name="api_finance_batch_file"),
    path("finance/batches/<str:public_id>/result/", api_finance.BatchResult.as_view(), name="api_finance_batch_result"),
]
