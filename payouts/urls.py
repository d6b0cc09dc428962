"""Doors of the payouts room."""

from django.urls import URLPattern, path, register_converter

from payouts.views import (
    account,
    acts,
    advances,
    books,
    charts,
    check,
    cut_overs,
    disputes,
    disputes_desk,
    entities,
    exports,
    holds,
    holidays,
    month,
    pay,
    payments,
    reliefs,
    statements,
)

app_name = "payouts"


class Month:
    """``2026-10``; so a paying entity may be called anything, even like a page beside it."""

    regex = r"\d{4}-\d{2}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(Month, "month")
MONTH = "finance/<slug:entity>/<month:month>/"
urlpatterns: list[URLPattern] = [
    path("pay/", pay.pay, name="pay"),
    path("pay/account/", account.account, name="pay_account"),
    path("pay/<str:public_id>/", pay.statement, name="statement"),
    path("pay/<str:public_id>/pdf/", pay.statement_file, name="statement_file"),
    path("pay/<str:public_id>/lines/<int:position>/dispute/", disputes.raise_one, name="dispute_line"),
    path("pay/disputes/<str:public_id>/", disputes.mine, name="my_dispute"),
    path("pay/disputes/<str:public_id>/withdraw/", disputes.withdraw, name="withdraw_dispute"),
    path("pay/disputes/<str:public_id>/evidence/", disputes.my_evidence, name="my_evidence"),
    path("desk/disputes/", disputes_desk.queue, name="disputes"),
    path("desk/disputes/<str:public_id>/", disputes_desk.dispute, name="dispute"),
    path("desk/disputes/<str:public_id>/answer/", disputes_desk.answer, name="answer_dispute"),
    path("desk/disputes/<str:public_id>/move/", disputes_desk.move_line, name="move_dispute"),
    path("desk/disputes/<str:public_id>/evidence/", disputes_desk.evidence, name="evidence"),
    path("finance/", month.finance, name="finance"),
    path(MONTH, month.month, name="month"),
    path(f"{MONTH}progress/", month.progress, name="progress"),
    path(f"{MONTH}statements/", statements.statements, name="statements"),
    path(f"{MONTH}against/", check.against, name="against"),
    path(f"{MONTH}gaps/", check.gaps, name="gaps"),
    path(f"{MONTH}unpriced/", check.unpriced, name="unpriced"),
    path(f"{MONTH}losing-shifts/", check.losing_shifts, name="losing_shifts"),
    path(f"{MONTH}charts/", charts.charts, name="charts"),
    path(f"{MONTH}prepare/", acts.prepare, name="prepare"),
    path(f"{MONTH}recompute/", acts.recompute, name="recompute"),
    path(f"{MONTH}parked/", acts.take_up_parked, name="take_up_parked"),
    path(f"{MONTH}return/", acts.send_back, name="return"),
    path(f"{MONTH}approve/", acts.approve, name="approve"),
    path(f"{MONTH}file/", acts.make_batch, name="make_file"),
    path(f"{MONTH}release/", acts.release, name="release"),
    path("finance/cash/", check.cash, name="cash"),
    path("finance/holds/", holds.holds, name="holds"),
    path("finance/holds/<str:public_id>/", holds.held, name="held"),
    path("finance/holds/<str:public_id>/release/", holds.release, name="release_hold"),
    path("finance/holds/<str:public_id>/cancel/", holds.cancel, name="cancel_payment"),
    path("finance/statements/<str:public_id>/hold/", holds.hold, name="hold"),
    path("desk/advances/", advances.advances, name="advances"),
    path("desk/advances/<str:public_id>/grant/", advances.grant, name="grant_advance"),
    path("desk/advances/<str:public_id>/refuse/", advances.refuse, name="refuse_advance"),
    path("desk/advances/<str:public_id>/paid/", advances.paid, name="advance_paid"),
    path("finance/entities/<str:public_id>/reliefs/", reliefs.reliefs, name="reliefs"),
    path("finance/reliefs/<str:public_id>/confirm/", reliefs.confirm, name="confirm_relief"),
    path("finance/reliefs/<str:public_id>/refuse/", reliefs.refuse, name="refuse_relief"),
    path("finance/entities/<str:public_id>/cut-overs/", cut_overs.cut_overs, name="cut_overs"),
    path("finance/entities/<str:public_id>/nobody/", cut_overs.nobody, name="nobody_paid"),
    path("finance/cut-overs/<str:public_id>/", cut_overs.cut_over, name="cut_over"),
    path(
        "finance/cut-overs/<str:public_id>/progress/",
        cut_overs.cut_over_progress,
        name="cut_over_progress",
    ),
    path("finance/cut-overs/<str:public_id>/confirm/", cut_overs.confirm, name="confirm_cut_over"),
    path("finance/cut-overs/<str:public_id>/refuse/", cut_overs.refuse, name="refuse_cut_over"),
    path("finance/exports/", exports.exports, name="exports"),
    path("finance/exports/people/<slug:kind>/", exports.with_numbers, name="export_with_numbers"),
    path("finance/exports/books/<slug:kind>/", exports.books, name="export_books"),
    path("pay/years/<int:year>/", exports.my_year, name="my_year"),
    path("finance/ledger/", books.ledger, name="ledger"),
    path("finance/ledger/<slug:account>/", books.ledger_account, name="ledger_account"),
    path("finance/entities/", entities.entities, name="entities"),
    path("finance/entities/<str:public_id>/", entities.entity, name="entity"),
    path("finance/entities/<str:public_id>/fee/", entities.fee, name="rail_fee"),
    path("finance/entities/<str:public_id>/accounts/", entities.accounts, name="account_codes"),
    path("finance/holidays/", holidays.holidays, name="holidays"),
    path("finance/holidays/<int:year>/", holidays.holiday_year, name="holiday_year"),
    path(
        "finance/holidays/amendments/<str:public_id>/confirm/",
        holidays.confirm_holiday_amendment,
        name="confirm_holiday_amendment",
    ),
    path(
        "finance/holidays/amendments/<str:public_id>/refuse/",
        holidays.refuse_holiday_amendment,
        name="refuse_holiday_amendment",
    ),
    path("finance/holidays/<int:year>/confirm/", holidays.confirm_holidays, name="confirm_holidays"),
    path("finance/waiting/", payments.waiting, name="waiting"),
    path("finance/failed/", payments.failed, name="failed"),
    path("finance/failed/<str:public_id>/again/", payments.again, name="pay_again"),
    path("finance/statements/<str:public_id>/", statements.staff_statement, name="staff_statement"),
    path(
        "finance/statements/<str:public_id>/pdf/",
        statements.staff_statement_file,
        name="staff_statement_file",
    ),
    path("finance/batches/<str:public_id>/file/", acts.batch_file, name="batch_file"),
    path("finance/batches/<str:public_id>/control/", acts.batch_control, name="batch_control"),
    path("finance/batches/<str:public_id>/withdraw/", acts.withdraw_batch, name="withdraw_batch"),
    path("finance/batches/<str:public_id>/result/", acts.batch_result, name="batch_result"),
]
