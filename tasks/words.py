"""Words of what is stored by a code."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

RANK_WORDS = {"mentor": _("师傅"), "lead": _("组长"), "trainer": _("培训老师")}
LOWERED_WORDS = {
    "hourly": _("时薪"),
    "meal": _("计薪的时间（用餐）"),
    "grace": _("迟到宽限"),
    "holiday": _("节假日加倍"),
    "full_attendance": _("全勤奖"),
    "task_bonus": _("任务奖金"),
    "rates": _("提成"),
    "takes_back": _("退回扣得更多"),
    "guarantee": _("每班保底"),
    "ranks": _("职级补贴"),
    "mentor": _("带徒奖"),
}
