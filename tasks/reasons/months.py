"""Words of refusals and notices: months and holidays."""

from __future__ import annotations

from yunke.ground.errors import gettext_noop as _
from yunke.ground.errors import reason
from yunke.ground.news import news

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
    _("%(year)s 年的节假日已经确认，不能整年重提。"),
    _("后来公布的变动，在这一年的页上提一份修改，写明改了哪几天和依据。"),
)
HOLIDAYS_NOT_PROPOSED = reason(
    "holidays_not_proposed", _("%(year)s 年的节假日还没有录入。"), _("先导入国务院公布的放假安排。")
)
HOLIDAYS_SAME_PERSON = reason(
    "holidays_same_person", _("录入节假日的人不能自己确认。"), _("请另一位同事核对后确认。")
)
HOLIDAY_ROW_UNREADABLE = reason(
    "holiday_row_unreadable",
    _("第 %(row)s 行读不懂：“%(text)s”。"),
    _("每行写日期和种类，例如 2026-10-10,make_up；种类是 day_off（调休）或 make_up（补班）。"),
)
HOLIDAY_ROW_OTHER_YEAR = reason("holiday_row_other_year", _("第 %(row)s 行的日期不在 %(year)s 年。"))
HOLIDAY_ROW_CLASHES = reason("holiday_row_clashes", _("第 %(row)s 行的日期重复，或者本来就是法定日。"))
AMENDED_ROW_UNREADABLE = reason(
    "amended_row_unreadable",
    _("第 %(row)s 行读不懂：“%(text)s”。"),
    _(
        "每行写日期和改成什么，例如 2026-05-04,调休；可以是 法定、调休、补班、平日。法定日再写节日，例如 2026-05-02,法定,劳动节。"
    ),
)
AMENDED_ROW_TWICE = reason("amended_row_twice", _("第 %(row)s 行的日期写过了。"))
AMENDED_ROW_SAME = reason("amended_row_same", _("第 %(row)s 行没有改动：%(on)s 本来就是这样。"))
AMENDMENT_EMPTY = reason("amendment_empty", _("没有写改哪几天。"), _("一行一天，写日期和改成什么。"))
AMENDMENT_NEEDS_REASON = reason(
    "amendment_needs_reason", _("没有写为什么改。"), _("写一句原因；受影响的客服会看到它。")
)
AMENDMENT_OF_UNCONFIRMED = reason(
    "amendment_of_unconfirmed",
    _("%(year)s 年还没有确认，不用修改。"),
    _("整年重新提出就行，最后一次提的算数。"),
)
AMENDMENT_STANDS = reason(
    "amendment_stands",
    _("%(year)s 年已经有一份修改等人核。"),
    _("先核准或不采用那一份，再提新的。"),
)
AMENDMENT_SAME_PERSON = reason(
    "amendment_same_person", _("提出修改的人不能自己核准。"), _("请另一位同事对照通知核准。")
)
HOLIDAY_DIFFERENCE = news(
    "holiday_difference",
    _("%(on)s 的节假日安排改了，那天已经结算的工时按新的倍数算，差额算在 %(month)s。原因：%(why)s"),
)
