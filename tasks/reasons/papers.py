"""Words of refusals and notices: papers before duty."""

from __future__ import annotations

from tasks.states import CLAIM
from yunke.ground.errors import gettext_noop as _
from yunke.ground.errors import reason

PAPERS_CHANGED = reason(
    "papers_changed",
    _("%(paper)s刚刚换了新版本。"),
    _("重新看一遍再确认。"),
    words={"paper": {"agreement": _("服务协议"), "terms": _("任务条款"), "penalties": _("处罚表")}},
)
PAPERS_MISSING = reason(
    "papers_missing", _("%(paper)s还没有准备好。"), _("请联系筛选员。"), words=PAPERS_CHANGED.words
)
PAPERS_NOT_DUE = reason("papers_not_due", _("现在是“%(now)s”，还不用确认文件。"), words={"now": CLAIM.words})
PAPERS_DONE = reason("papers_done", _("现行的三份文件你都确认过了。"))
