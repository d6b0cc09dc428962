"""Words of refusals and notices: months and holidays."""

from __future__ import annotations

from yunke.ground.errors import gettext_noop as _
from yunke.ground.errors import reason

NO_OPEN_MONTH = reason(
    "no_open_month",
    _("支付主体“%(entity)s”没有开着的账期，现在不能核准。"),
    _("请管理员先为它开第一个账期。"),
)
MONTH_NOT_OPEN = reason(
    "month_not_open", _("支付主体没有 %(month)s 这个账期。"), _("账期按月依次打开，先结前一个月。")
)
HOLIDAYS_CONFIRMED = reason(
    "holidays_confirmed",
    _("%(year)s 年的节假日已经确认，不再改动。"),
    _(
        "按它付过的不变：少付的由运营提一笔奖励或更正；以后要加倍的日子写进任务条款的加倍日；调休录错了的，联系技术。"
    ),
)
HOLIDAYS_NOT_PROPOSED = reason(
    "holidays_not_proposed", _("%(year)s 年的节假日还没有录入。"), _("先导入国务院公布的放假安排。")
)
HOLIDAYS_SAME_PERSON = reason(
    "holidays_same_person", _("录入节假日的人不能自己确认。"), _("请另一位同事核对后确认。")
)
HOLIDAY_ROW_UNREADABLE = reason(
    "holiday_row_unreadable",
    _("第 %(row)s 行读不懂：%(text)s"),
    _("每行写日期和种类，例如 2026-10-10,make_up；种类是 day_off（调休）或 make_up（补班）。"),
)
HOLIDAY_ROW_OTHER_YEAR = reason("holiday_row_other_year", _("第 %(row)s 行的日期不在 %(year)s 年。"))
HOLIDAY_ROW_CLASHES = reason("holiday_row_clashes", _("第 %(row)s 行的日期重复，或者本来就是法定日。"))
