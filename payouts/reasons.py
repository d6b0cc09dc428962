"""Words of refusals and notices in the payouts room."""

from __future__ import annotations

from yunke.ground.errors import gettext_noop as _
from yunke.ground.errors import reason
from yunke.ground.news import news

# --- from approved work to an approved month --------------------------------------------------------------

NOT_A_PREPARER = reason("not_a_preparer", _("只有财务制单人可以结算。"))
NOT_AN_APPROVER = reason("not_an_approver", _("只有财务审批人可以批准或退回结算。"))
TAX_METHOD_NOT_CHOSEN = reason(
    "tax_method_not_chosen", _("付款单位还没有选定个税预扣方法。"), _("请财务在付款单位设置里选定。"))
GAP_RULE_NOT_CHOSEN = reason(
    "gap_rule_not_chosen", _("付款单位还没有选定中断月份怎么计算。"),
    _("累计预扣的月数有三种数法，请财务在付款单位设置里选定。"))
PENALTY_SETTING_NOT_CHOSEN = reason(
    "penalty_setting_not_chosen", _("付款单位还没有选定处罚是否减少计税收入。"), _("请财务在付款单位设置里选定。"))
MONTH_NOT_OVER = reason("month_not_over", _("%(month)s 还没有过完，%(ends_on)s 之后才能结算。"))
HOLIDAYS_UNCONFIRMED = reason(
    "holidays_unconfirmed", _("%(year)s 年的节假日还没有确认。"), _("导入放假安排，再由第二个人确认。"))
EARLIER_MONTH_UNSETTLED = reason(
    "earlier_month_unsettled", _("%(month)s 的结算还没有批准。"), _("结转和累计个税按月相接，请先结前一个月。"))
PREPARER_APPROVES = reason("preparer_approves", _("制单人不能批准自己制作的结算。"), _("请另一位审批人批准。"))
RUN_NOT_COMPUTED = reason("run_not_computed", _("结算还没有算完。"), _("等进度走完再批准。"))
RUN_LOCKED = reason("run_locked", _("结算已经批准，不再改动。"), _("差错在下个月以更正列出。"))
BOOKS_DISAGREE = reason(
    "books_disagree", _("结算单与合计对不上（第 %(number)s 条）：%(finding)s"), _("请重新计算，仍不一致时联系技术。"))
RETURN_NEEDS_REASON = reason("return_needs_reason", _("退回时请写明原因。"))
NO_PAYOUT_ACCOUNT = reason("no_payout_account", _("还没有填收款账户。"), _("填好后就会进入下一批打款。"))
CHUNK_FAILED = reason("chunk_failed", _("这一段计算失败：%(error)s。"))

RUN_COMPUTED = news(
    "run_computed", _("%(number)s 已算完，等你审批：%(statements)s 份结算单，实发 %(net_fen)s 元，未定价成果 %(unpriced)s 条。"))
RUN_RETURNED = news("run_returned", _("%(number)s 被退回：%(why)s"))
RUN_APPROVED = news("run_approved", _("%(number)s 已批准，等你发放：实发 %(net_fen)s 元。"))
RUN_STUCK = news("run_stuck", _("%(number)s 有 %(parked)s 段计算失败，已停下等人处理。"))
