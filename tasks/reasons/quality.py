"""Words of quality reviews: what is refused, what is told."""

from __future__ import annotations

from tasks.reasons.claiming import LINES
from yunke.ground.errors import gettext_noop as _
from yunke.ground.errors import reason
from yunke.ground.news import news

QUALITY_RUBRIC_MISSING = reason(
    "quality_rubric_missing", _("%(line)s还没有质检评分表。"), _("请运营先写一份。"), words=LINES
)
REVIEW_OVER = reason("review_over", _("这一件已经评过了。"), _("刷新名单，看下一件。"))
REVIEW_OWN = reason("review_own", _("不能评自己的。"), _("请另一位同事来评。"))
REVIEW_SCORED_BY_YOU = reason(
    "review_scored_by_you", _("第一次评分是你打的。"), _("第二次要由另一位同事来评。")
)
REVIEW_WHY_MISSING = reason(
    "review_why_missing", _("没有写理由。"), _("有致命错误或不合格，要写清是哪一句、差在哪里。")
)
REVIEW_NOT_DONE = reason("review_not_done", _("还没有评完，不能申诉。"))
REVIEW_APPEAL_TWICE = reason("review_appeal_twice", _("这一件已经申诉过了。"), _("每一件只能申诉一次。"))
REVIEW_APPEAL_LATE = reason(
    "review_appeal_late", _("申诉到 %(until_at)s 为止，已经过了。"), _("有疑问请联系运营。")
)
REVIEW_APPEAL_WORDS = reason("review_appeal_words", _("没有写申诉的理由。"), _("写一写哪一项不对。"))
REVIEW_APPEAL_BY_SCORER = reason(
    "review_appeal_by_scorer", _("评过分的人不能处理这件申诉。"), _("请另一位同事来处理。")
)
QUALITY_SHARE_WRONG = reason(
    "quality_share_wrong", _("抽查比例 %(percent)s 不在 %(least)s 到 %(most)s 之间。"), _("改一改再公布。")
)
QUALITY_SECOND_WRONG = reason(
    "quality_second_wrong", _("复评比例 %(percent)s 不在 0 到 100 之间。"), _("改一改再公布。")
)
QUALITY_SEED_MISSING = reason("quality_seed_missing", _("没有写抽样种子。"), _("写一串字，换了它样本就换。"))
QUALITY_PLAN_PAST = reason("quality_plan_past", _("%(effective_on)s 已经过了。"), _("从今天或以后起生效。"))
QUALITY_PLAN_TWICE = reason("quality_plan_twice", _("%(effective_on)s 起的方案已经有了。"), _("换一天生效。"))
DECISION_REVIEW_OTHER = reason(
    "decision_review_other", _("这件质检不是这位客服在这个任务上的。"), _("从那件质检的页面提出。")
)
DECISION_REVIEW_NOT_FATAL = reason(
    "decision_review_not_fatal", _("这件质检现在没有致命错误，不能据此处罚。"), _("看看申诉的结果。")
)
DECISION_REVIEW_APPEALED = reason(
    "decision_review_appealed", _("本人对这件质检的申诉还没有结果。"), _("等申诉处理完再决定。")
)

REVIEW_FAILED = news(
    "review_failed",
    _("《%(task)s》有一件质检没有合格：%(percent)s 分。理由在里面，%(until_at)s 前可以申诉。"),
)
REVIEW_FATAL = news(
    "review_fatal",
    _("《%(task)s》有一件质检有致命错误，这一件记 0 分。理由在里面，%(until_at)s 前可以申诉。"),
)
REVIEW_APPEAL_GRANTED = news(
    "review_appeal_granted", _("《%(task)s》质检的申诉成立，改为 %(percent)s 分：%(why)s")
)
REVIEW_APPEAL_DENIED = news("review_appeal_denied", _("《%(task)s》质检的申诉没有改变评分：%(why)s"))
