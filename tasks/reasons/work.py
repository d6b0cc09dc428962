"""Words of refusals and notices: shifts, hours, results and decisions."""

from __future__ import annotations

from tasks.reasons.claiming import STEPS
from yunke.ground.errors import gettext_noop as _
from yunke.ground.errors import reason
from yunke.ground.news import news

SHIFT_NOT_OPEN = reason("shift_not_open", _("这个班已经取消了。"), _("换一个班约。"), door="tasks:shifts")
SHIFT_STARTED = reason(
    "shift_started", _("这个班 %(starts_at)s 已经开始了。"), _("换一个还没开始的班。"), door="tasks:shifts"
)
SHIFT_FULL = reason(
    "shift_full",
    _("这个班的 %(seats)s 个座位都约满了。"),
    _("换一个班，或等别人退出来的座位。"),
    door="tasks:shifts",
)
BOOKING_AGENT_INACTIVE = reason(
    "booking_agent_inactive", _("你现在不在册，不能约班。"), _("联系运营，恢复以后再约。")
)
BOOKING_NOT_ON_DUTY = reason(
    "booking_not_on_duty",
    _("你还没有在《%(task)s》上岗。"),
    _("先完成上岗手续，再约这个任务的班。"),
    door="tasks:work",
)
BOOKING_NOT_QUALIFIED = reason(
    "booking_not_qualified", _("到这一班那天，你的领任务资格已经到期。"), _("重新考试，资格续上以后再约。")
)
BOOKING_CHECK_ENDS = reason(
    "booking_check_ends",
    _("你的%(step)s有效到 %(until_on)s，这一班在那以后。"),
    _("去重新做%(step)s，通过就能约"),
    door="onboarding:step",
    door_facts=("line", "step"),
    words=STEPS,
)
ALREADY_BOOKED = reason("already_booked", _("这个班你已经约了。"), _("在“我的班”里看。"), door="tasks:shifts")
BOOKING_OVERLAPS = reason(
    "booking_overlaps",
    _("和你已约的《%(task)s》%(starts_at)s 那一班时间重叠。"),
    _("先取消那一班，或换一个时间。"),
    door="tasks:shifts",
)
BOOKING_STARTED = reason("booking_started", _("班已经开始，不能再取消。"), _("来不了请马上联系运营。"))
FREE_CANCEL_OVER = reason(
    "free_cancel_over",
    _("离开班不到 %(hours)s 小时，现在取消算临时取消，所以没有取消。"),
    _("点“临时取消”，看过会少什么再决定。"),
    door="tasks:shifts",
)
SHIFT_TIMES_WRONG = reason(
    "shift_times_wrong",
    _("班次要从整分开始，长度在 %(least)s 到 %(most)s 分钟之间。"),
    _("改一下开始和结束的时间。"),
)
SHIFT_IN_PAST = reason("shift_in_past", _("%(starts_at)s 已经过去了。"), _("班次要排在以后。"))
SHIFT_SEATS_WRONG = reason("shift_seats_wrong", _("座位数要在 1 到 %(most)s 之间。"))
SHIFT_OUTSIDE_TASK = reason(
    "shift_outside_task", _("%(local_on)s 不在任务的起止日期里。"), _("改班次的日期，或先改任务。")
)
SHIFT_WITHOUT_TERMS = reason(
    "shift_without_terms", _("任务在 %(local_on)s 还没有生效的条款。"), _("先发布条款。")
)
SHIFT_TASK_CLOSED = reason("shift_task_closed", _("任务还没发布或已经结束，不能排班。"), _("先发布任务。"))
SHIFT_PATTERN_EMPTY = reason(
    "shift_pattern_empty", _("这个日期范围里没有选中的星期。"), _("改日期范围或星期。")
)
SHIFT_PATTERN_LONG = reason(
    "shift_pattern_long", _("一次最多排 %(most)s 个班，现在是 %(count)s 个。"), _("分几次排。")
)
SHIFTS_STAND = reason(
    "shifts_stand",
    _("这个任务同样时间的班已经有了：%(count)s 个。"),
    _("要加座位，到那个班里改；不要再排一遍。"),
    door="tasks:desk_shifts",
)
SHIFTS_NOT_AS_SEEN = reason(
    "shifts_not_as_seen",
    _("现在要排的和你看过的不一样，什么也没有排。"),
    _("已按现在的重新算出，看过再确认。"),
)
SEATS_BELOW_TAKEN = reason(
    "seats_below_taken",
    _("已经有 %(taken)s 人约了，座位不能减到 %(seats)s。"),
    _("先和约了班的人商量，或取消整个班。"),
)
SHIFT_BEING_WORKED = reason(
    "shift_being_worked",
    _("已经有 %(count)s 人签到或记了缺勤，不能取消。"),
    _("让班次走完，工时在核准时处理。"),
)

CLOCK_TOO_EARLY = reason(
    "clock_too_early", _("还没到签到的时候，%(opens_at)s 起可以签到。"), _("到时候再来。")
)
CLOCK_TOO_LATE = reason("clock_too_late", _("班 %(ends_at)s 已经结束，不能再签到。"), _("联系运营说明情况。"))
CLOCK_OUT_BEFORE_START = reason(
    "clock_out_before_start", _("班 %(starts_at)s 才开始，还不能签退。"), _("班开始以后再签退。")
)
NOT_CLOCKED_IN = reason("not_clocked_in", _("这个班你没有签到。"), _("先签到，再签退。"))
CLOCK_OUT_CLOSED = reason(
    "clock_out_closed",
    _("班结束已超过 %(hours)s 小时，不能再自己签退。"),
    _("运营会和你核对下班时间，核实后再计工时。"),
)
ATTENDANCE_TIMES_WRONG = reason(
    "attendance_times_wrong", _("签到要早于签退，都要在这个班前后、而且已经过去。"), _("改一下时间。")
)
ROOM_UNCHECKED = reason(
    "room_unchecked",
    _("今天第一班，签到前要测 15 秒环境。"),
    _("去测，当场出结果"),
    door="onboarding:room_today",
)
ROOM_NOT_QUIET = reason(
    "room_not_quiet",
    _("刚才测的环境没有通过。"),
    _("看差在哪里，改好再测一次"),
    door="onboarding:room_today",
)
WHY_MISSING = reason("why_missing", _("没有写原因。"), _("写一句原因，当事人会看到。"))
MINUTES_OUTSIDE_CLOCK = reason(
    "minutes_outside_clock",
    _("计薪分钟要在 0 到 %(most)s 之间：不能超过在岗时间减去不计薪的用餐。"),
    _("改一下分钟数。"),
)
HOURS_NOT_DRAFTED = reason(
    "hours_not_drafted", _("只有待核的工时能改，这一条已经处理过。"), _("已归集月份里的工时，走“更正”。")
)
IMPORT_FAILED = reason(
    "import_failed", _("导入没有成：%(error)s。什么也没有算进去。"), _("再试一次；还不行就找管理员看日志。")
)
NOTHING_SELECTED = reason(
    "nothing_selected", _("没有选中可以处理的行。"), _("先勾选几行；刚才可能有人已经处理过。")
)
HOURS_CHANGED = reason("hours_changed", _("运营把计薪分钟从 %(minutes_was)s 改成 %(minutes)s：%(why)s"))
HOURS_REFUSED = reason("hours_refused", _("这段工时不计：%(why)s"), _("有疑问请联系运营。"))
HOURS_BY_STAFF = reason("hours_by_staff", _("签到签退由运营补记：%(why)s"))

FILE_EMPTY = reason("import_file_empty", _("文件里没有数据行。"), _("导出时带上表头和至少一行。"))
FILE_TOO_LARGE = reason(
    "import_file_too_large", _("文件超过 %(most_mb)s MB。"), _("按日期分成几个文件再传。")
)
FILE_TOO_LONG = reason("import_file_too_long", _("文件超过 %(most)s 行。"), _("按日期分成几个文件再传。"))
FILE_NOT_TEXT = reason(
    "import_file_not_text", _("这不是 CSV 文本文件。"), _("在外呼系统里导出 CSV，编码用 UTF-8 或 GB18030。")
)
QUOTE_OPEN = reason(
    "import_quote_open",
    _("从第 %(line)s 行起有一个引号没有配对，后面 %(more)s 行都被读进了同一格。"),
    _("在第 %(line)s 行去掉这个引号，或者让外呼系统给备注加上成对的引号，再传一次。"),
)
FILE_HEADER_TWICE = reason(
    "import_header_twice", _("表头里“%(column)s”出现了两次。"), _("让每一列的名字都不一样。")
)
COLUMN_MISSING = reason(
    "import_column_missing", _("文件里没有“%(column)s”这一列。"), _("换一个对应，或改导出的列。")
)
MAPPING_INCOMPLETE = reason(
    "mapping_incomplete",
    _("还没有指明“%(part)s”是哪一列。"),
    _("先把列对应好。"),
    words={"part": {"agent": _("工号"), "at": _("时间"), "kinds": _("结果")}},
)
MAPPING_KIND_UNKNOWN = reason(
    "mapping_kind_unknown", _("结果种类“%(kind)s”不存在，或件数和金额用反了。"), _("换一个结果种类。")
)
MAPPING_OPERATOR_UNKNOWN = reason("mapping_operator_unknown", _("不认识的比较符“%(operator)s”。"))
MAPPING_VALUE_WRONG = reason(
    "mapping_value_wrong", _("“%(column)s”的比较值“%(value)s”不是数字。"), _("大小比较要填数字。")
)
MAPPING_FOREIGN = reason("mapping_foreign", _("这个对应是另一个任务的。"), _("选本任务的对应。"))
AGENT_UNKNOWN = reason(
    "import_agent_unknown", _("没有工号是“%(value)s”的客服。"), _("核对工号，在待修复里改正。")
)
AGENT_BLANK = reason("import_agent_blank", _("没有工号。"), _("在待修复里勾选这一行，填上工号。"))
AGENT_NOT_ON_TASK = reason(
    "import_agent_not_on_task", _("%(value)s 在那天没有在这个任务上岗。"), _("核对工号；确实没上岗就不导入。")
)
TIME_UNREADABLE = reason(
    "import_time_unreadable", _("时间“%(value)s”看不懂。"), _("写成 2026-10-05 14:03:22 的样子。")
)
TIME_IN_FUTURE = reason("import_time_in_future", _("时间“%(value)s”还没到。"), _("核对日期。"))
IMPORT_APPROVED = reason(
    "import_approved",
    _("这次导入已经核准了 %(approved)s 条结果，不能整个收回。"),
    _("核准过的走“更正”。"),
)
TIME_TOO_LONG_AGO = reason(
    "import_time_too_long_ago",
    _("时间“%(value)s”早于 %(year)s 年，多半是空日期。"),
    _("在外呼系统里补上通话时间，或在待修复里填上。"),
)
IMPORT_NEEDS_SECOND = reason(
    "import_needs_second",
    _("这次导入超过 %(most)s 条结果或 %(most_fen)s 元成交，上传的人不能自己核准。"),
    _("请另一位同事来核。"),
)
NO_TERMS_THEN = reason(
    "import_no_terms_then", _("任务在 %(local_on)s 还没有生效的条款。"), _("核对日期，或先补上条款。")
)
NUMBER_UNREADABLE = reason("import_number_unreadable", _("“%(value)s”不是数字。"), _("改成数字。"))
AMOUNT_UNREADABLE = reason(
    "import_amount_unreadable", _("“%(value)s”不是金额。"), _("写成 1234.56 的样子，不能是负数。")
)
KEY_TOO_LONG = reason("import_key_too_long", _("通话编号超过 %(most)s 个字。"), _("核对通话编号是哪一列。"))
KEY_ROUNDED = reason(
    "import_key_rounded",
    _("通话编号“%(value)s”被表格软件改成了科学计数，原来的编号已经看不出来。"),
    _("回到外呼系统重新导出，不要用表格软件另存；要存就先把这一列设成文本。"),
)
ROW_TOO_SHORT = reason(
    "import_row_broken", _("这一行的列数和表头对不上。"), _("看看这一行里有没有多余的分隔符或引号。")
)
RESULT_DIFFERS = reason(
    "import_result_differs",
    _("“%(value)s”已经导入过，但工号、时间或金额和这次不一样。"),
    _("先前的不会被改；要改请走“更正”。"),
)

DECISION_AMOUNT_WRONG = reason("decision_amount_wrong", _("金额要大于 0。"))
DECISION_ABOVE_CLAUSE = reason(
    "decision_above_clause", _("这一条处罚最多 %(most_fen)s 元。"), _("把金额改到上限以内。")
)
DECISION_NEEDS_CLAUSE = reason(
    "decision_needs_clause", _("处罚要有对应的条款。"), _("从任务的处罚表里选一条。")
)
DECISION_CLAUSE_NOT_IN_FORCE = reason(
    "decision_clause_not_in_force",
    _("这一条在 %(occurred_on)s 不适用于这个任务。"),
    _("选那天有效的处罚表里的条款。"),
)
DECISION_NEEDS_EVIDENCE = reason("decision_needs_evidence", _("没有写依据。"), _("写清楚时间、经过和证据。"))
DECISION_IN_FUTURE = reason("decision_in_future", _("%(occurred_on)s 还没到。"))
DECISION_NOT_ON_TASK = reason(
    "decision_not_on_task", _("这个人在 %(occurred_on)s 没有在这个任务上岗。"), _("核对人、任务和日期。")
)
DECISION_BY_PROPOSER = reason("decision_by_proposer", _("提出的人不能自己决定。"), _("请另一位同事来决定。"))
DECISION_APPEAL_OPEN = reason(
    "decision_appeal_open",
    _("当事人可以申辩到 %(until_at)s，还没有答复。"),
    _("等到期或等他答复以后再决定。"),
)
APPEAL_CLOSED = reason("appeal_closed", _("申辩到 %(until_at)s 为止，已经过了。"), _("有疑问请联系运营。"))
APPEAL_GIVEN = reason("appeal_given", _("你已经答复过了。"))
APPEAL_NOT_NEEDED = reason("appeal_not_needed", _("奖励不用答复。"))
DECISION_SETTLED = reason("decision_settled", _("这件事已经有了决定。"))

CORRECTION_MONTH_OPEN = reason(
    "correction_month_open",
    _("这一条还没有进入已归集的月份。"),
    _("没核准的直接改；核准在打开月份里的，等这个月归集以后再更正。"),
)
CORRECTION_SAME = reason("correction_same", _("和现在的数一样，不用更正。"))
CORRECTION_PENDING = reason(
    "correction_pending", _("这一条已经有一个更正在等第二人核。"), _("先处理那一个。")
)
CORRECTION_TOO_MUCH = reason(
    "correction_too_much", _("最多 %(most)s 分钟：这一班当天的时间减去不计薪的用餐。"), _("改一下分钟数。")
)
CORRECTION_VALUE_MISSING = reason(
    "correction_value_missing", _("没有写更正后的数。"), _("工时写分钟，件数写件，金额写元。")
)
CORRECTION_BY_PROPOSER = reason(
    "correction_by_proposer", _("提出更正的人不能自己核准。"), _("请另一位同事来核。")
)

BOOKING_REMINDER = news("booking_reminder", _("《%(task)s》%(starts_at)s 开班，提前 30 分钟可以签到。"))
NO_CLOCK_OUT = news("no_clock_out", _("《%(task)s》%(ends_at)s 的班没有签退，工时先不计。运营会和你核对。"))
MARKED_ABSENT = news("marked_absent", _("《%(task)s》%(starts_at)s 的班没有签到，记为缺勤。"))
SHIFT_CANCELLED = news(
    "shift_cancelled", _("《%(task)s》%(starts_at)s 的班取消了：%(why)s。你不用来，也不算缺勤。")
)
HOURS_WERE_REFUSED = news("hours_were_refused", _("《%(task)s》有 %(count)s 段工时不计：%(why)s。"))
HOURS_WERE_CHANGED = news(
    "hours_were_changed", _("《%(task)s》%(local_on)s 的计薪分钟改成 %(minutes)s：%(why)s。")
)
HOURS_WERE_RECORDED = news(
    "hours_were_recorded", _("运营补记了《%(task)s》%(starts_at)s 那一班的签到签退：%(why)s。")
)
PENALTY_PROPOSED = news(
    "penalty_proposed",
    _("《%(task)s》对你提出处罚 %(amount_fen)s 元（%(clause)s）。%(until_at)s 前可以申辩。"),
)
REWARD_PROPOSED = news("reward_proposed", _("《%(task)s》提议奖励你 %(amount_fen)s 元，等第二个人决定。"))
DECISION_APPROVED = news(
    "decision_approved",
    _("《%(task)s》的%(kind)s %(amount_fen)s 元已决定，算在 %(month)s。"),
    words={"kind": {"reward": _("奖励"), "penalty": _("处罚")}},
)
DECISION_DROPPED = news(
    "decision_dropped",
    _("《%(task)s》的%(kind)s不成立，不计。"),
    words={"kind": {"reward": _("奖励"), "penalty": _("处罚")}},
)
CORRECTION_WAITS = news("correction_waits", _("《%(task)s》%(local_on)s 有一条更正，等第二人核。"))
CORRECTION_IN = news("correction_in", _("你提的《%(task)s》%(local_on)s 的更正核准了，差额算在 %(month)s。"))
CORRECTION_REFUSED = news("correction_refused", _("你提的《%(task)s》%(local_on)s 的更正没有核准，不改。"))
CORRECTION_APPROVED = news(
    "correction_approved", _("《%(task)s》%(local_on)s 的一条记录更正了，差额算在 %(month)s。")
)
