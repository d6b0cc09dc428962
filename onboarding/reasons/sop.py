"""Words about a new version of a line's SOP."""

from __future__ import annotations

from yunke.ground.errors import gettext_noop as _
from yunke.ground.errors import reason
from yunke.ground.news import news
from yunke.registry import registry

WORDS = {"step": registry.names, "threshold": registry.names}  # what the rooms have registered

SOP_BACKDATED = reason("sop_backdated", _("新版本不能从过去生效。"), _("生效日选 %(today_on)s 或以后。"))
SOP_NEEDS_WHY = reason("sop_needs_why", _("要写明为什么改。"), _("写至少 %(least)s 个字。"))
SOP_NEEDS_REAL_NAME = reason(
    "sop_needs_real_name", _("实名认证必须排在领任务前面。"), _("把实名认证放回领任务之前。")
)
SOP_PROPOSED_ALREADY = reason(
    "sop_proposed_already", _("这种业务已有一版在等第二个人同意。"), _("先同意或撤回那一版。")
)
SOP_SAME_PERSON = reason("sop_same_person", _("自己提出的版本，要另一位运营同意。"), _("请另一位运营来看。"))

SOP_WAITS = news("sop_waits", _("一种业务的步骤要改（第 %(version)s 版），等第二人同意。"))
SOP_IN = news("sop_in", _("你提的步骤第 %(version)s 版同意了，从 %(effective_on)s 起算。"))
SOP_WITHDRAWN = news("sop_withdrawn", _("你提的步骤第 %(version)s 版没有同意，步骤不变。"))

SOP_STEP_UNKNOWN = reason(
    "sop_step_unknown",
    _("没有“%(step)s”这种步骤。"),
    _("去掉它，或换成有的：%(known)s。"),
    words=WORDS,
)
SOP_THRESHOLD_UNKNOWN = reason(
    "sop_threshold_unknown",
    _("“%(step)s”没有“%(threshold)s”这个门槛。"),
    _("去掉它，或换成有的：%(known)s。"),
    words=WORDS,
)
SOP_NUMBER_WRONG = reason(
    "sop_number_wrong",
    _("“%(step)s”的“%(threshold)s”不能是“%(value)s”。"),
    _("填%(sort)s，从 %(least)s 到 %(most)s。"),
    words=WORDS | {"sort": {"int": _("整数"), "decimal": _("一个数")}},
)
SOP_NUMBER_MISSING = reason(
    "sop_number_missing",
    _("“%(step)s”的“%(threshold)s”不能空着。"),
    _("填一个数，从 %(least)s 到 %(most)s。"),
    words=WORDS,
)
SOP_YES_OR_NO = reason(
    "sop_yes_or_no",
    _("“%(step)s”的“%(threshold)s”不能是“%(value)s”。"),
    _("填是（true）或否（false）。"),
    words=WORDS,
)
