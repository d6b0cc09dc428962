"""What stands between an agent and an exam, what an open paper refuses, and the news of both."""

from yunke.ground.errors import gettext_noop as _
from yunke.ground.errors import reason
from yunke.ground.news import news
from yunke.registry import registry

EXAM_NOT_READY = reason(
    "exam_not_ready",
    _("这条业务线的题库还不够出一份卷子。"),
    _("过几天再来看，准备好了这里会变。"),
)
PAPER_OVER_BANK = reason(
    "paper_over_bank",
    _("“%(step)s”的“%(threshold)s”是 %(asked)s，这种业务的题库里在用的只有 %(live)s 题。"),
    _("填 %(live)s 或更小，或先在题库里加题。"),
    door="training:bank",
    words={"step": registry.names, "threshold": registry.names},
)
BANK_EMPTY = reason(
    "bank_empty",
    _("“%(step)s”的“%(threshold)s”是 %(asked)s，这种业务的题库里在用的只有 0 题。"),
    _("先在题库里加题，或去掉这一步。"),
    door="training:bank",
    words={"step": registry.names, "threshold": registry.names},
)
EXAM_BARRED = reason(
    "exam_barred",
    _("你的账号现在不能参加考试。"),
    _("有疑问，请联系平台。"),
)
EXAM_NEEDS_REAL_NAME = reason(
    "exam_needs_real_name",
    _("实名认证还没有通过。"),
    _("先做实名认证"),
    door="onboarding:real_name",
)
LESSONS_UNREAD = reason(
    "lessons_unread",
    _("还有 %(count)s 课没有学完。"),
    _("先去学完"),
    door="training:study",
)
ALREADY_QUALIFIED = reason(
    "already_qualified",
    _("你已经合格，有效到 %(expires_on)s。"),
    _("从 %(renew_on)s 起可以续考。"),
)
GOLD_PASSED = reason(
    "gold_passed",
    _("金标题你已经通过，不用再做。"),
    _("接着考试，或者去领任务。"),
    door="training:study",
)
ATTEMPT_OPEN = reason(
    "attempt_open",
    _("你有一场考试还没有交卷，%(deadline_at)s 到时。"),
    _("回到那场考试接着答。"),
)
COOLING_DOWN = reason(
    "exam_cooling_down",
    _("上次没有通过，%(again_at)s 以后可以再考。"),
    _("等的时候，把没答对的段落再读一遍。"),
)
ATTEMPTS_SPENT = reason(
    "exam_attempts_spent",
    _("%(days)s 天里已经有 %(count)s 次没有通过，%(again_at)s 以后可以再来。"),
    _("这段时间把没答对的段落读熟，再来就稳了。"),
)
TIME_IS_UP = reason(
    "exam_time_is_up",
    _("考试时间 %(deadline_at)s 已到，这个答案没有计入。"),
    _("到时之前存好的答案都算数，去看成绩。"),
)
ATTEMPT_CLOSED = reason(
    "attempt_closed",
    _("这场考试已经交卷，答案不能再改。"),
    _("去看成绩。"),
)
NO_SUCH_OPTION = reason(
    "no_such_option",
    _("这道题没有第 %(option)s 个选项。"),
    _("刷新页面，再选一次。"),
)

BANK_TOO_SMALL = reason(
    "bank_too_small",
    _("停用以后只剩 %(left)s 题，一份卷子要 %(needed)s 题。"),
    _("先恢复别的题，或者发布改正的新版本。"),
)
QUESTION_REPLACED = reason(
    "question_replaced",
    _("%(code)s 已经有了更新的版本。"),
    _("打开新版本再改。"),
)

LINES = {"voice": _("语音外呼"), "chat": _("在线客服"), "annotation": _("标注业务")}

EXAM_CLOSED_PASSED = news(
    "exam_closed_passed",
    _("考试时间到了，已按存好的答案评分：答对 %(right)s 题，共 %(total)s 题，合格。"),
)
EXAM_CLOSED_FAILED = news(
    "exam_closed_failed",
    _(
        "考试时间到了，已按存好的答案评分：答对 %(right)s 题，共 %(total)s 题，没有通过。"
        "%(again_at)s 以后可以再考。"
    ),
)
GOLD_CLOSED_PASSED = news(
    "gold_closed_passed",
    _("金标题时间到了，已按存好的标签评分：标对 %(right)s 条，共 %(total)s 条，通过。"),
)
GOLD_CLOSED_FAILED = news(
    "gold_closed_failed",
    _(
        "金标题时间到了，已按存好的标签评分：标对 %(right)s 条，共 %(total)s 条，没有通过。"
        "%(again_at)s 以后可以再来。"
    ),
)
QUALIFICATION_EXPIRING = news(
    "qualification_expiring",
    _("%(line)s的考试合格有效到 %(expires_on)s，现在可以续考。"),
    words={"line": LINES},
)
QUALIFICATION_LAPSED = news(
    "qualification_lapsed",
    _("%(line)s的考试合格已于 %(expires_on)s 到期，再考一次就能接着领任务。"),
    words={"line": LINES},
)

# --- the ladder -------------------------------------------------------------------------------------------

RANK_WORDS = {
    "agent": _("客服"),
    "mentor": _("师傅"),
    "lead": _("组长"),
    "trainer": _("培训老师"),
}
RANK_ITEMS = {
    "hours": _("核准的工时（小时）"),
    "exam": _("最好的考试成绩（分）"),
    "quality": _("质检分"),
    "fatal": _("致命错误（次）"),
    "incidents": _("处罚（次）"),
    "mentees": _("带满 30 天的徒弟（人）"),
}
RANK_NOT_ACTIVE = reason(
    "rank_not_active", _("你现在不在册，不能申请晋升。"), _("联系运营，恢复以后再申请。")
)
RANK_CASE_OPEN = reason("rank_case_open", _("已经有一件晋升或退级的事在等决定。"), _("等这一件有了结果。"))
RANK_NO_HIGHER = reason("rank_no_higher", _("已经是最高的一级。"))
RANK_NO_LOWER = reason("rank_no_lower", _("已经是最低的一级，不能再退。"))
RANK_RULE_MISSING = reason(
    "rank_rule_missing",
    _("%(rank)s的晋升条件还没有公布。"),
    _("运营公布以后再来看。"),
    words={"rank": RANK_WORDS},
)
RANK_SHORT = reason("rank_short", _("%(item)s：现在 %(have)s，要求 %(need)s。"), words={"item": RANK_ITEMS})
RANK_WHY_MISSING = reason("rank_why_missing", _("没有写理由。"), _("写一句理由，本人会看到。"))
RANK_WORD_GIVEN = reason("rank_word_given", _("你已经答复过了。"))
RANK_WORD_OVER = reason("rank_word_over", _("答复的时间已经过了。"), _("有疑问请联系运营。"))
RANK_WORD_OPEN = reason(
    "rank_word_open", _("本人可以答复到 %(until_at)s，还没有答复。"), _("等到期或等他答复以后再决定。")
)
RANK_DECIDED_BY_OPENER = reason(
    "rank_decided_by_opener", _("提出的人不能自己决定。"), _("请另一位同事来决定。")
)
RANK_SAME = reason("rank_same", _("已经是%(rank)s了。"), words={"rank": RANK_WORDS})
RANK_RULE_DATED = reason("rank_rule_dated", _("%(effective_on)s 起的条件已经有了。"), _("换一个生效日。"))
RANK_RULE_PAST = reason("rank_rule_past", _("条件不能从过去的日子起生效。"), _("选今天或以后的日子。"))
REVOKE_WHY_MISSING = reason(
    "revoke_why_missing", _("没有写撤销的原因。"), _("写一句查到了什么，本人会看到。")
)
NOT_OWN_QUALIFICATION = reason("not_own_qualification", _("不能撤销自己的资格。"), _("请另一位同事处理。"))
QUALIFICATION_REVOKED = news(
    "qualification_revoked",
    _("你的%(line)s资格被撤销：%(why)s 可以重新自学、再考一次。"),
    words={"line": LINES},
)
