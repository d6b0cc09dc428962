"""Doors for programs, under ``/api/v1/``."""

from django.urls import URLPattern, path

from payouts.api import (
    advances,
    charts,
    check,
    cut_overs,
    disputes,
    exports,
    finance,
    holds,
    own,
    papers,
    reliefs,
    settings,
)

RUN = "finance/runs/<str:number>/"
urlpatterns: list[URLPattern] = [
    path("pay/so-far/", own.PaySoFar.as_view(), name="api_pay_so_far"),
    path("pay/statements/", own.PayStatements.as_view(), name="api_pay_statements"),
    path("pay/statements/<str:public_id>/", own.PayStatement.as_view(), name="api_pay_statement"),
    path(
        "pay/statements/<str:public_id>/pdf/",
        papers.PayStatementFile.as_view(),
        name="api_pay_statement_file",
    ),
    path(
        "finance/statements/<str:public_id>/pdf/",
        papers.StatementFile.as_view(),
        name="api_finance_statement_file",
    ),
    path("pay/disputes/", disputes.MyDisputes.as_view(), name="api_pay_disputes"),
    path(
        "pay/disputes/<str:public_id>/withdraw/",
        disputes.WithdrawDispute.as_view(),
        name="api_pay_withdraw_dispute",
    ),
    path("pay/statements/<str:public_id>/dispute/", disputes.DisputeLine.as_view(), name="api_pay_dispute"),
    path("pay/disputes/<str:public_id>/notes/", disputes.MyNotes.as_view(), name="api_pay_dispute_notes"),
    path(
        "finance/disputes/<str:public_id>/notes/",
        disputes.DeskNotes.as_view(),
        name="api_finance_dispute_notes",
    ),
    path("finance/disputes/", disputes.Disputes.as_view(), name="api_finance_disputes"),
    path(
        "finance/disputes/<str:public_id>/answer/",
        disputes.AnswerDispute.as_view(),
        name="api_finance_answer_dispute",
    ),
    path(
        "finance/disputes/<str:public_id>/move/",
        disputes.MoveDispute.as_view(),
        name="api_finance_move_dispute",
    ),
    path("pay/account/", own.PayAccount.as_view(), name="api_pay_account"),
    path("finance/runs/", finance.Runs.as_view(), name="api_finance_runs"),
    path(RUN, finance.OneRun.as_view(), name="api_finance_run"),
    path(f"{RUN}progress/", finance.RunProgress.as_view(), name="api_finance_progress"),
    path(f"{RUN}statements/", finance.RunStatements.as_view(), name="api_finance_statements"),
    path(f"{RUN}recompute/", finance.Recompute.as_view(), name="api_finance_recompute"),
    path(f"{RUN}approve/", finance.Approve.as_view(), name="api_finance_approve"),
    path(f"{RUN}return/", finance.SendBack.as_view(), name="api_finance_return"),
    path(f"{RUN}file/", finance.MakeFile.as_view(), name="api_finance_file"),
    path(f"{RUN}release/", finance.Release.as_view(), name="api_finance_release"),
    path(f"{RUN}check/", check.Check.as_view(), name="api_finance_check"),
    path(f"{RUN}charts/", charts.MonthCharts.as_view(), name="api_finance_charts"),
    path("finance/exports/<slug:kind>/", exports.Export.as_view(), name="api_finance_export"),
    path(
        "finance/entities/<str:public_id>/reliefs/",
        reliefs.Reliefs.as_view(),
        name="api_finance_reliefs",
    ),
    path(
        "finance/reliefs/<str:public_id>/confirm/",
        reliefs.ConfirmRelief.as_view(),
        name="api_finance_confirm_relief",
    ),
    path(
        "finance/reliefs/<str:public_id>/refuse/",
        reliefs.RefuseRelief.as_view(),
        name="api_finance_refuse_relief",
    ),
    path(
        "finance/entities/<str:public_id>/cut-overs/",
        cut_overs.CutOvers.as_view(),
        name="api_finance_cut_overs",
    ),
    path(
        "finance/entities/<str:public_id>/nobody/",
        cut_overs.NobodyPaid.as_view(),
        name="api_finance_nobody_paid",
    ),
    path("finance/cut-overs/<str:public_id>/", cut_overs.OneCutOver.as_view(), name="api_finance_cut_over"),
    path(
        "finance/cut-overs/<str:public_id>/confirm/",
        cut_overs.ConfirmCutOver.as_view(),
        name="api_finance_confirm_cut_over",
    ),
    path(
        "finance/cut-overs/<str:public_id>/refuse/",
        cut_overs.RefuseCutOver.as_view(),
        name="api_finance_refuse_cut_over",
    ),
    path("finance/advances/", advances.Advances.as_view(), name="api_finance_advances"),
    path(
        "finance/advances/<str:public_id>/grant/",
        advances.GrantAdvance.as_view(),
        name="api_finance_grant_advance",
    ),
    path(
        "finance/advances/<str:public_id>/refuse/",
        advances.RefuseAdvance.as_view(),
        name="api_finance_refuse_advance",
    ),
    path(
        "finance/advances/<str:public_id>/paid/",
        advances.RecordAdvancePaid.as_view(),
        name="api_finance_advance_paid",
    ),
    path("finance/cash/", check.CashNeeded.as_view(), name="api_finance_cash"),
    path("finance/entities/<str:public_id>/fee/", check.Fee.as_view(), name="api_finance_fee"),
    path(f"{RUN}hold/", holds.HoldBack.as_view(), name="api_finance_hold"),
    path("finance/holds/", holds.Holds.as_view(), name="api_finance_holds"),
    path(
        "finance/holds/<str:public_id>/release/",
        holds.ReleaseHold.as_view(),
        name="api_finance_release_hold",
    ),
    path(
        "finance/holds/<str:public_id>/cancel/",
        holds.CancelPayment.as_view(),
        name="api_finance_cancel_payment",
    ),
    path(f"{RUN}parked/", settings.TakeUpParked.as_view(), name="api_finance_parked"),
    path(
        "finance/statements/<str:public_id>/",
        finance.OneStatement.as_view(),
        name="api_finance_statement",
    ),
    path(
        "finance/batches/<str:public_id>/withdraw/",
        finance.WithdrawBatch.as_view(),
        name="api_finance_withdraw_batch",
    ),
    path(
        "finance/batches/<str:public_id>/control/",
        settings.BatchControl.as_view(),
        name="api_finance_batch_control",
    ),
    path(
        "finance/batches/<str:public_id>/file/",
        finance.BatchFile.as_view(),
        name="api_finance_batch_file",
    ),
    path(
        "finance/batches/<str:public_id>/result/",
        finance.BatchResult.as_view(),
        name="api_finance_batch_result",
    ),
    path("finance/entities/", settings.TaxSettings.as_view(), name="api_finance_entities"),
    path(
        "finance/entities/<str:public_id>/tax-settings/",
        settings.EntityTaxSettings.as_view(),
        name="api_finance_tax_settings",
    ),
    path("finance/holiday-years/", settings.HolidayYears.as_view(), name="api_finance_holiday_years"),
    path(
        "finance/holiday-years/<int:year>/confirm/",
        settings.ConfirmHolidayYear.as_view(),
        name="api_finance_confirm_holiday_year",
    ),
    path("finance/ledger/", settings.Ledger.as_view(), name="api_finance_ledger"),
    path("finance/payments/waiting/", settings.WaitingPayments.as_view(), name="api_finance_waiting"),
    path("finance/payments/failed/", settings.FailedPayments.as_view(), name="api_finance_failed"),
    path(
        "finance/payments/<str:public_id>/again/",
        settings.PayAgain.as_view(),
        name="api_finance_pay_again",
    ),
]
