"""Words of refusals and notices: interviews."""

from __future__ import annotations

from tasks.reasons.claiming import LINES
from yunke.ground.errors import gettext_noop as _
from yunke.ground.errors import reason
from yunke.ground.news import news

INTERVIEW_BOOKED_ALREADY = reason(
    "interview_booked_already",
    _("你已经约了一次面试。"),
    _("先改时间或取消那一次"),
    door="tasks:interviews",
)
INTERVIEW_COUNTS = reason(
    "interview_counts", _("你的面试已经通过，有效到 %(until_on)s。"), _("这之前不用再面试。")
)
INTERVIEW_REFUSED_LATELY = reason(
    "interview_refused_lately", _("上次面试没有通过。"), _("%(again_on)s 起可以再约一次。")
)
NO_SHOW_TWICE = reason(
    "interview_no_show_twice", _("约好的面试有 %(count)s 次没有接通。"), _("%(again_on)s 起可以再约。")
)
INTERVIEW_OVERLAPS = reason(
    "interview_overlaps", _("和你 %(starts_at)s 的班或面试撞了时间。"), _("换一个时间。")
)
INTERVIEW_TOO_LATE = reason(
    "interview_too_late",
    _("%(starts_at)s 的面试，开始前 %(hours)s 小时内不能再改。"),
    _("接不了电话请马上联系筛选员。"),
)
INTERVIEW_NOT_BEGUN = reason(
    "interview_not_begun", _("面试 %(starts_at)s 才开始。"), _("到时间打过电话再记。")
)
SLOT_TAKEN = reason(
    "interview_slot_taken", _("这个时间刚被别人约走了。"), _("换一个时间。"), door="tasks:interviews"
)
SLOT_FOR_ANOTHER_LINE = reason(
    "interview_slot_other_line", _("这个时间是留给别的业务线的。"), _("换一个时间。")
)
SLOT_IN_PAST = reason("interview_slot_in_past", _("%(starts_at)s 已经过去了。"), _("时间要放在以后。"))
SLOT_LENGTH_WRONG = reason(
    "interview_slot_length", _("一次面试要在 %(least)s 到 %(most)s 分钟之间。"), _("改一下每次几分钟。")
)
SLOTS_OVERLAP = reason(
    "interview_slots_overlap", _("和你 %(starts_at)s 的面试时间重叠。"), _("先收回那些，或换一段时间。")
)
SLOTS_TOO_MANY = reason(
    "interview_slots_too_many",
    _("一次要放 1 到 %(most)s 个时间，现在是 %(count)s 个。"),
    _("改起止时间或每次几分钟。"),
)
SCORE_MISSING = reason("score_missing", _("“%(item)s”还没有打分。"), _("每一项都打分，再提交。"))
SCORE_OUTSIDE = reason("score_outside", _("“%(item)s”的分要在 0 到 %(most)s 之间。"))
RUBRIC_MISSING = reason("rubric_missing", _("%(line)s还没有面试评分表。"), _("请运营先写一份。"), words=LINES)
RUBRIC_PASS_WRONG = reason("rubric_pass_wrong", _("合格线 %(percent)s 不在 1 到 100 之间。"))
RUBRIC_WITHOUT_WEIGHT = reason(
    "rubric_without_weight", _("评分表里没有一项带权重。"), _("至少写一项打分的。")
)
RUBRIC_ITEM_BROKEN = reason(
    "rubric_item_broken",
    _("评分表第 %(row)s 项没有写全。"),
    _("写代号（小写字母）、中英文名称，打分项的权重 1 到 100。"),
)
RUBRIC_ITEM_TWICE = reason("rubric_item_twice", _("代号“%(code)s”写了两次。"), _("一项一个代号。"))

INTERVIEW_BOOKED = news(
    "interview_booked", _("%(line)s的电话面试约在 %(starts_at)s，到时候接电话。"), words=LINES
)
INTERVIEW_TAKEN = news("interview_taken", _("%(agent)s 约了你 %(starts_at)s 的面试。"))
INTERVIEW_GIVEN_BACK = news("interview_given_back", _("%(agent)s 取消了你 %(starts_at)s 的面试。"))
INTERVIEW_COMING = news("interview_coming", _("%(starts_at)s 有电话面试，找个安静的地方，保持电话畅通。"))
INTERVIEW_TO_HOLD = news("interview_to_hold", _("%(starts_at)s 你要面试 %(agent)s。"))
INTERVIEW_MISSED = news("interview_missed", _("%(starts_at)s 的面试电话没有接通，记一次。还可以再约一次。"))
INTERVIEW_MISSED_TWICE = news(
    "interview_missed_twice", _("%(starts_at)s 的面试电话又没有接通，%(again_on)s 起可以再约。")
)
INTERVIEW_PASSED = news(
    "interview_passed", _("%(line)s的面试通过了，%(until_on)s 以前不用再面试。"), words=LINES
)
INTERVIEW_FAILED = news(
    "interview_failed", _("%(line)s的面试这次没有通过，%(again_on)s 起可以再约。"), words=LINES
)
