"""Doors for programs, under ``/api/v1/``."""

from django.urls import URLPattern, path

from payouts import api, api_finance, api_settings
from payouts.api_books import advances, check, cut_overs, disputes, exports, holds, papers, reliefs

RUN = "finance/runs/<str:number>/"
urlpatterns: list[URLPattern] = [
    path("pay/so-far/", api.PaySoFar.as_view(), name="api_pay_so_far"),
    path("pay/statements/", api.PayStatements.as_view(), name="api_pay_statements"),
    path("pay/statements/<str:public_id>/", api.PayStatement.as_view(), name="api_pay_statement"),
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
    path(f"{RUN}check/", check.Check.as_view(), name="api_finance_check"),
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
    path(f"{RUN}parked/", api_settings.TakeUpParked.as_view(), name="api_finance_parked"),
    path(
        "finance/statements/<str:public_id>/",
        api_finance.OneStatement.as_view(),
        name="api_finance_statement",
    ),
    path(
        "finance/batches/<str:public_id>/withdraw/",
        api_finance.WithdrawBatch.as_view(),
        name="api_finance_withdraw_batch",
    ),
    path(
        "finance/batches/<str:public_id>/control/",
        api_settings.BatchControl.as_view(),
        name="api_finance_batch_control",
    ),
    path(
        "finance/batches/<str:public_id>/file/",
        api_finance.BatchFile.as_view(),
        name="api_finance_batch_file",
    ),
    path(
        "finance/batches/<str:public_id>/result/",
        api_finance.BatchResult.as_view(),
        name="api_finance_batch_result",
    ),
    path("finance/entities/", api_settings.TaxSettings.as_view(), name="api_finance_entities"),
    path(
        "finance/entities/<str:public_id>/tax-settings/",
        api_settings.EntityTaxSettings.as_view(),
        name="api_finance_tax_settings",
    ),
    path("finance/holiday-years/", api_settings.HolidayYears.as_view(), name="api_finance_holiday_years"),
    path(
        "finance/holiday-years/<int:year>/confirm/",
        api_settings.ConfirmHolidayYear.as_view(),
        name="api_finance_confirm_holiday_year",
    ),
    path("finance/ledger/", api_settings.Ledger.as_view(), name="api_finance_ledger"),
    path("finance/payments/waiting/", api_settings.WaitingPayments.as_view(), name="api_finance_waiting"),
    path("finance/payments/failed/", api_settings.FailedPayments.as_view(), name="api_finance_failed"),
    path(
        "finance/payments/<str:public_id>/again/",
        api_settings.PayAgain.as_view(),
        name="api_finance_pay_again",
    ),
]
