"""Words of refusals and notices in the payouts room."""

from __future__ import annotations

from payouts.states import ITEM
from yunke.ground.errors import gettext_noop as _
from yunke.ground.errors import reason
from yunke.ground.news import news

# --- from approved work to an approved month --------------------------------------------------------------

NOT_A_PREPARER = reason("not_a_preparer", _("只有财务制单人可以结算。"))
ACCOUNT_UNCODED = reason(
    "account_uncoded",
    _("科目 %(account)s 写了名称，没有写编码。"),
    _("写了名称的要有编码；不要这一个，就把名称也清空。"),
)
NOT_AN_APPROVER = reason("not_an_approver", _("只有财务审批人可以批准或退回结算。"))
TAX_METHOD_NOT_CHOSEN = reason(
    "tax_method_not_chosen", _("支付主体还没有选定个税预扣方法。"), _("请财务在支付主体设置里选定。")
)
GAP_RULE_NOT_CHOSEN = reason(
    "gap_rule_not_chosen",
    _("支付主体还没有选定中断月份怎么计算。"),
    _("累计预扣的月数有三种数法，请财务在支付主体设置里选定。"),
)
PENALTY_SETTING_NOT_CHOSEN = reason(
    "penalty_setting_not_chosen",
    _("支付主体还没有选定处罚是否减少计税收入。"),
    _("请财务在支付主体设置里选定。"),
)
MONTH_NOT_OVER = reason("month_not_over", _("%(month)s 还没有过完，%(ends_on)s 之后才能结算。"))
SHIFTS_UNFINISHED = reason(
    "shifts_unfinished",
    _("这个月还有 %(count)s 个班没有下班记录，全勤还算不准。"),
    _("等班结束；忘了签退的，请运营先补记出勤。"),
)
PAYMENT_MONTH_PASSED = reason(
    "payment_month_passed",
    _("计划的发放日 %(pays_on)s 已经过去，个税要按新的发放月份算。"),
    _("请制单人重新计算，发放日会改到下一个银行工作日。"),
)
HOLIDAYS_UNCONFIRMED = reason(
    "holidays_unconfirmed", _("%(year)s 年的节假日还没有确认。"), _("导入放假安排，再由第二个人确认。")
)
EARLIER_MONTH_UNSETTLED = reason(
    "earlier_month_unsettled",
    _("%(month)s 的结算还没有批准。"),
    _("结转和累计个税按月相接，请先结前一个月。"),
)
PREPARER_APPROVES = reason(
    "preparer_approves", _("制单人不能批准自己制作的结算。"), _("请另一位审批人批准。")
)
RUN_NOT_COMPUTED = reason("run_not_computed", _("结算还没有算完。"), _("等进度走完再批准。"))
RUN_LOCKED = reason("run_locked", _("结算已经批准，不再改动。"), _("差错在下个月以更正列出。"))
BOOKS_DISAGREE = reason(
    "books_disagree",
    _("结算单与合计对不上（第 %(number)s 条）：%(finding)s"),
    _("请重新计算，仍不一致时联系技术。"),
)
RETURN_NEEDS_REASON = reason("return_needs_reason", _("退回时请写明原因。"))
NO_PAYOUT_ACCOUNT = reason("no_payout_account", _("还没有填收款账户。"), _("填好后就会进入下一批打款。"))
CHUNK_FAILED = reason(
    "chunk_failed",
    _("这一段计算失败：%(error)s。"),
    _("请技术看这一段的日志，原因排除后由制单人只重算它；其余的人不受影响。"),
)

RUN_COMPUTED = news(
    "run_computed",
    _(
        "%(number)s 已算完，等你审批：%(statements)s 份结算单，实发 %(net_fen)s 元，未定价成果 %(unpriced)s 条。指纹 %(hash)s。"
    ),
)
RUN_RETURNED = news("run_returned", _("%(number)s 被退回：%(why)s"))
RUN_APPROVED = news(
    "run_approved", _("%(number)s 已批准，等你发放：实发 %(net_fen)s 元。指纹 %(hash)s，对账文件里也有。")
)
MONTH_LATE = news("month_late", _("%(entity)s %(month)s 还没有批准，%(payment_on)s 要发放。"))
RUN_STUCK = news("run_stuck", _("%(number)s 有 %(parked)s 段计算失败，已停下等人处理。"))

# --- held back ----------------------------------------------------------------------------------------------

NOT_OF_FINANCE = reason("not_of_finance", _("只有财务可以扣住。"))
HOLD_NEEDS_REASON = reason("hold_needs_reason", _("扣住要写明原因，客服看得到。"))
HOLD_WHILE_COMPUTING = reason("hold_while_computing", _("结算正在计算。"), _("等算完再扣住。"))
LINE_OF_LOCKED_RUN = reason(
    "line_of_locked_run", _("已经批准的结算不改行。"), _("可以扣住整笔打款，差错用更正改。")
)
LINE_OF_THE_WHOLE = reason(
    "line_of_the_whole",
    _("“%(what)s”不能单独扣住：它是整份结算单一起算出来的。"),
    _("扣住算出它的那一行，它会跟着变；或者扣住整个人。"),
    words={"what": {"tax": _("个人所得税"), "debt": _("上期结转"), "carried": _("结转下期")}},
)
LINE_LET_GO = reason(
    "line_let_go", _("这一行是以前扣住、已经放开的，不再单独扣住。"), _("要再查的，扣住整个人。")
)
PAYMENT_ON_ITS_WAY = reason("payment_on_its_way", _("这笔款已经送出或已经了结，扣不住了。"))
STATEMENT_GONE = reason("statement_gone", _("这份结算单刚刚重算过，这一行不在了。"), _("刷新页面再看。"))
ALREADY_HELD = reason("already_held", _("已经扣住了。"))
HELD_BECAUSE = reason("held_because", _("财务先扣住：%(why)s"), _("查清以后会放开，随下一批发放。"))
CANCEL_NEEDS_REASON = reason("cancel_needs_reason", _("取消打款要写明原因，客服看得到。"))
CALLED_OFF_BECAUSE = reason(
    "called_off_because", _("财务取消了这笔打款：%(why)s"), _("钱还欠着，由财务重新打款。")
)
PAYMENT_NOT_HELD = reason("payment_not_held", _("这不是一笔扣住的打款。"))

HELD_WHAT = {
    "agent": _("整份结算单"),
    "payment": _("打款"),
    "hours": _("工时"),
    "pieces": _("计件提成"),
    "share": _("成交提成"),
    "tiers": _("分档提成"),
    "returned": _("退回扣减"),
    "reward": _("奖励"),
    "penalty": _("处罚"),
    "correction": _("更正"),
    "advance": _("预支"),
    "guarantee": _("每班保底补足"),
    "rank": _("职级补贴"),
    "mentor": _("带徒奖"),
    "full_attendance": _("全勤奖"),
    "task_bonus": _("任务奖金"),
}
HOLD_PLACED = news(
    "hold_placed",
    _("%(month)s 的%(what)s（%(amount_fen)s 元）先扣住：%(why)s。其余照发，查清后这一部分随下一次结算。"),
    words={"what": HELD_WHAT},
)
PAYMENT_HELD = news(
    "payment_held",
    _("%(month)s 的打款（%(amount_fen)s 元）先扣住：%(why)s。查清后随下一批发放。"),
)
HOLD_ENDED = news(
    "hold_ended",
    _("%(month)s 的%(what)s（%(amount_fen)s 元）已经放开，会照常结算和打款。"),
    words={"what": HELD_WHAT},
)

PERIOD_UNREADABLE = reason(
    "period_unreadable",
    _("“%(text)s”不是一个%(shape)s。"),
    _("月份写成 2026-10，季度写成 2026-4，年份写成 2026。"),
    words={"shape": {"month": _("月份"), "quarter": _("季度"), "year": _("年份")}},
)

EXPORT_NOTHING_APPROVED = reason(
    "export_nothing_approved",
    _("%(entity)s 的 %(period)s 还没有批准，没有可以导出的。"),
    _("批准之后再导出。"),
)
EXPORT_NOTHING_THERE = reason(
    "export_nothing_there",
    _("%(entity)s 在 %(period)s 没有批准过的发放，也没有记账，没有可以导出的。"),
    _("看一下月份：按发放的月份，不是干活的月份。"),
)
EXPORT_FORMAT_UNKNOWN = reason(
    "export_format_unknown", _("没有“%(text)s”这种格式。"), _("format 写 csv 或者 xlsx。")
)

RELIEF_NEEDS_DOCUMENT = reason(
    "relief_needs_document", _("减免税要写明凭什么文件。"), _("写残疾证或减免税批件的编号。")
)
RELIEF_IS_PROPOSED = reason(
    "relief_is_proposed", _("这个人这一年已经有一条待核的减免。"), _("先核准或不采用那一条。")
)
RELIEF_BY_TWO = reason("relief_by_two", _("提出减免的人不能自己核准。"), _("请另一位审批人核。"))
RELIEF_WAITS = news("relief_waits", _("%(agent)s 在%(entity)s %(year)s 年的减免，等第二人核。"))
RELIEF_IN = news("relief_in", _("%(agent)s 在%(entity)s %(year)s 年的减免核准了，从还没有批准的月份起用。"))
RELIEF_REFUSED = news("relief_refused", _("%(agent)s 在%(entity)s %(year)s 年的减免没有采用，什么都没有变。"))
NO_MONTH_OPEN = reason("no_month_open", _("%(entity)s 还没有开账的月份。"))

# --- before this house: cut-over ---------------------------------------------------------------------------

CUT_OVER_MISSING = reason(
    "cut_over_missing",
    _("%(entity)s 从 %(year)s 年中途开始发放，还没有核准年初到现在的收入和已扣税，累计预扣算不准。"),
    _("在支付主体里导入期初；这一年以前没有给任何人发过的，由两个人声明“没有发过”。"),
    door="payouts:entities",
)
CUT_OVER_NOT_TEXT = reason(
    "cut_over_not_text", _("读不出这个文件。"), _("要 CSV 文件，UTF-8 或 GBK 编码；表格请另存为 CSV。")
)
CUT_OVER_COLUMNS_MISSING = reason(
    "cut_over_columns_missing",
    _("找不到这些列：%(columns)s。"),
    _("第一行写列名：工号或手机号、姓名、累计收入、累计已扣税、有报酬的月份、欠款、资格。"),
)
CUT_OVER_EMPTY = reason(
    "cut_over_empty", _("文件里一个人也没有。"), _("以前没有给任何人发过的，用“没有发过”的声明。")
)
CUT_OVER_TOO_LONG = reason("cut_over_too_long", _("一个文件最多 %(most)s 人。"), _("请分成几个文件。"))
CUT_OVER_TOTAL = {
    "rows": reason(
        "cut_over_count",
        _("你填的人数是 %(typed)s，文件里有 %(found)s 人，差 %(difference)s。"),
        _("和旧系统的报表再对一遍。"),
    ),
    "income_fen": reason(
        "cut_over_income",
        _("你填的累计收入合计是 %(typed_fen)s，文件里是 %(found_fen)s，差 %(difference_fen)s。"),
        _("和旧系统的报表再对一遍。"),
    ),
    "tax_fen": reason(
        "cut_over_tax",
        _("你填的已扣税合计是 %(typed_fen)s，文件里是 %(found_fen)s，差 %(difference_fen)s。"),
        _("和旧系统的报表再对一遍。"),
    ),
    "debt_fen": reason(
        "cut_over_debt",
        _("你填的欠款合计是 %(typed_fen)s，文件里是 %(found_fen)s，差 %(difference_fen)s。"),
        _("和旧系统的报表再对一遍。"),
    ),
}
ROW_AMOUNT = reason("row_amount", _("第 %(row)s 行：%(column)s“%(text)s”不是金额，或者小于零。"))
ROW_MONTHS = reason(
    "row_months",
    _("第 %(row)s 行：有报酬的月份“%(text)s”读不懂，或者不早于这里下一次发放的 %(before)s 月。"),
    _("写成 1-3 6，按发放的月份。"),
)
ROW_MONTHS_AND_INCOME = reason(
    "row_months_and_income", _("第 %(row)s 行：累计收入和有报酬的月份要么都有，要么都没有。")
)
ROW_TAX_ABOVE_INCOME = reason(
    "row_tax_above_income", _("第 %(row)s 行：已扣税 %(tax_fen)s 比收入 %(income_fen)s 还多。")
)
ROW_QUALIFICATION = reason(
    "row_qualification",
    _("第 %(row)s 行：资格“%(text)s”读不懂。"),
    _("写业务代码和最后一天，例如 voice 2027-03-31；几项用分号隔开。"),
)
ROW_NOBODY = reason("row_nobody", _("第 %(row)s 行：没有工号，也没有手机号。"))
ROW_AGENT_UNKNOWN = reason(
    "row_agent_unknown", _("第 %(row)s 行：没有工号 %(agent)s。"), _("还没有工号的人，只写手机号和姓名。")
)
ROW_PHONE = reason("row_phone", _("第 %(row)s 行：手机号不对。"))
ROW_PHONE_OF_ANOTHER = reason("row_phone_of_another", _("第 %(row)s 行：手机号是另一个人的，和工号对不上。"))
ROW_NAME_MISSING = reason("row_name_missing", _("第 %(row)s 行：新的人要写姓名。"))
ROW_NAME_DIFFERS = reason("row_name_differs", _("第 %(row)s 行：姓名和这里登记的不一样。"))
ROW_TWICE = reason("row_twice", _("第 %(row)s 行：这个人在第 %(first)s 行已经有了。"))
ROW_HAS_OPENING = reason(
    "row_has_opening", _("第 %(row)s 行：%(agent)s 这一年的期初已经核准过。"), _("核准过的期初不改。")
)
ROW_PAID_HERE = reason(
    "row_paid_here",
    _("第 %(row)s 行：%(agent)s %(month)s 月的报酬是在这里发的，已经算在累计里。"),
    _("去掉这个月，累计收入和已扣税只写以前的。"),
)
ROW_LINE_UNKNOWN = reason("row_line_unknown", _("第 %(row)s 行：没有业务“%(line)s”。"))
ROW_QUALIFIED = reason(
    "row_qualified", _("第 %(row)s 行：%(agent)s 的“%(line)s”资格还有效。"), _("这一项不用导入。")
)
ROWS_MORE = reason("rows_more", _("另外还有 %(count)s 处。"))
CUT_OVER_BY_TWO = reason("cut_over_by_two", _("提出期初的人不能自己核准。"), _("请审批人核。"))
CUT_OVER_WHILE_COMPUTING = reason(
    "cut_over_while_computing", _("%(month)s 的结算正在计算。"), _("等算完再核准。")
)
CUT_OVER_NOBODY_TWICE = reason("cut_over_nobody_twice", _("这一年已经有期初，不能再声明“没有发过”。"))
CUT_OVER_FAILED = reason(
    "cut_over_failed",
    _("试了五次都没有做完（%(error)s），什么都没有导入。"),
    _("再传一次；还不行，请找技术看日志。"),
)
CUT_OVER_CHECKED = news(
    "cut_over_checked", _("%(entity)s 的期初文件看过了，%(rows)s 行都没有错，等审批人核。")
)
CUT_OVER_WAITS = news("cut_over_waits", _("%(entity)s %(year)s 年的期初，%(rows)s 行，等第二人核。"))
CUT_OVER_IN = news("cut_over_in", _("%(entity)s 的期初导入完了，%(rows)s 行。"))
CUT_OVER_REFUSED = news(
    "cut_over_refused", _("%(entity)s %(year)s 年的期初，%(rows)s 行，没有采用，什么都没有导入。")
)
CUT_OVER_SENT_BACK = news(
    "cut_over_sent_back", _("%(entity)s 的期初文件没有导入，什么都没有变；哪几行不对，打开看。")
)
HOLIDAYS_WAIT = news("holidays_wait", _("%(year)s 年的节假日，等第二人对照通知确认。"))
HOLIDAYS_IN = news("holidays_in", _("%(year)s 年的节假日确认了，可以用来结算。"))
AMENDMENT_WAITS = news(
    "holiday_amendment_waits", _("%(year)s 年的节假日有一份修改，等第二人核。原因：%(why)s")
)
AMENDMENT_IN = news("holiday_amendment_in", _("%(year)s 年的节假日修改核准了，从现在起按改了的日子算。"))
AMENDMENT_REFUSED = news("holiday_amendment_refused", _("%(year)s 年的节假日修改没有采用，什么都没有变。"))
AMENDMENT_WHILE_COMPUTING = reason(
    "amendment_while_computing",
    _("%(number)s 正在计算，节假日现在不能改。"),
    _("等它算完，或把停放的部分处理好，再核准修改。"),
)
RETURNED_BY_AMENDMENT = _("节假日安排改了，请重新计算。")
RETURNED_BY_CUT_OVER = _("期初核准了，请重新计算。")

# --- advances -----------------------------------------------------------------------------------------------

ADVANCE_NOT_PROPOSER = reason("advance_not_proposer", _("只有运营和财务制单人可以提出预支。"))
ADVANCE_AMOUNT = reason("advance_amount", _("预支大于零，最多 %(most_fen)s 元。"))
ADVANCE_NEEDS_WHY = reason("advance_needs_why", _("预支要写明原因，客服看得到。"))
ADVANCE_BEYOND_EARNED = reason(
    "advance_beyond_earned",
    _("预支 %(amount_fen)s 元，这个月到现在挣到 %(earned_fen)s 元，不够扣的要结转下期。"),
    _("核过的，勾选“比挣到的多，我核过”再提。"),
)
ADVANCE_REFUSED_WHY = reason("advance_refused_why", _("不批或者撤回要写明原因，提出的人看得到。"))
ADVANCE_WAITS = news("advance_waits", _("%(agent)s 的预支 %(amount_fen)s 元提出来了，等审批。"))
ADVANCE_GRANTED = news("advance_granted", _("%(agent)s 的预支 %(amount_fen)s 元批了，等第三个人付款登记。"))
ADVANCE_REFUSED = news("advance_refused", _("%(agent)s 的预支 %(amount_fen)s 元没有批：%(why)s"))
ADVANCE_BY_TWO = reason("advance_by_two", _("提出预支的人不能自己批。"), _("请另一位审批人批。"))
ADVANCE_BY_THIRD = reason(
    "advance_by_third", _("提出或批了这笔预支的人不能再登记付款。"), _("请第三个人登记。")
)
ADVANCE_PAID_LATER = reason(
    "advance_paid_later", _("付款日要在批准的 %(granted_on)s 和今天之间。"), _("照银行回执填。")
)
ADVANCE_NEEDS_REFERENCE = reason("advance_needs_reference", _("没有填银行流水号。"), _("照银行回执填。"))
ADVANCE_REFERENCE_TAKEN = reason(
    "advance_reference_taken", _("流水号 %(reference)s 已经登记过一笔预支。"), _("一笔付款只登记一次。")
)
ADVANCE_PAID = news("advance_paid", _("预支的 %(amount_fen)s 元已经付给你，从 %(month)s 的结算里扣回。"))

# --- disputes ---------------------------------------------------------------------------------------------

DISPUTE_NEEDS_WORDS = reason("dispute_needs_words", _("请写明哪里不对。"))
DISPUTE_NOT_YET = reason("dispute_not_yet", _("结算还在计算，出预览之后再提。"))
LINE_NOT_DISPUTABLE = reason(
    "line_not_disputable", _("这一行是前面各行算出来的。"), _("请对它前面的行提出异议。")
)
DISPUTE_IS_OPEN = reason("dispute_is_open", _("这一行的异议还在等答复。"), _("可以在里面补充说明。"))
EVIDENCE_NOT_READABLE = reason(
    "evidence_not_readable", _("凭证只收 JPG、PNG 或 PDF，5 MB 以内。"), _("拍照或截图就可以。")
)
ANSWER_NEEDS_WORDS = reason("answer_needs_words", _("答复要写明理由，客服看得到。"))
NOT_WHO_DECIDED = reason(
    "not_who_decided", _("当初提出或决定这一行的人不能答复它的异议。"), _("请另一位同事答复。")
)
DISPUTE_ANSWERED_ALREADY = reason(
    "dispute_answered_already", _("这条异议已经了结。"), _("刚才写的没有记下；打开它看是怎么答复的。")
)
DISPUTE_CHANGES_NOTHING = reason(
    "dispute_changes_nothing",
    _("成立的异议要改出一笔钱来。"),
    _("填补给多少元；工时、成果不对的，先在“更正”里给这一行提一条能多算钱的更正，再回来答复。"),
)
DISPUTE_REJECTED_WITH_MONEY = reason(
    "dispute_rejected_with_money",
    _("不成立的异议不补给，你填了 %(back_fen)s 元。"),
    _("要补给的选“成立”；不补的把金额删掉。"),
)
DISPUTES_OPEN = reason(
    "disputes_open",
    _("还有 %(count)s 条按时提的异议没有答复，也没有移到下次结算。"),
    _("先答复，或者把那一行移走。"),
    door="payouts:disputes",
)
MOVED_BY_DISPUTE = _("异议还没有答复")

DISPUTE_WHAT = {
    **HELD_WHAT,
    "released": _("放开的"),
    "tax": _("个人所得税"),
}
DISPUTE_RAISED = news(
    "dispute_raised",
    _("%(agent)s 对 %(month)s 的%(what)s有异议，%(answer_on)s 前要答复。"),
    words={"what": DISPUTE_WHAT},
)
DISPUTE_UPHELD = news(
    "dispute_upheld", _("你对 %(month)s %(what)s的异议成立：%(answer)s"), words={"what": DISPUTE_WHAT}
)
DISPUTE_REJECTED = news(
    "dispute_rejected", _("你对 %(month)s %(what)s的异议不成立：%(answer)s"), words={"what": DISPUTE_WHAT}
)
DISPUTE_DECISION_AWAITED = news(
    "dispute_decision_awaited",
    _("%(agent)s 对 %(month)s %(what)s的异议成立，补给 %(amount_fen)s 元等你定：提出的人不能自己定。"),
    words={"what": DISPUTE_WHAT},
)
DISPUTE_NOTED = news("dispute_noted", _("%(month)s %(what)s的异议有新的说明。"), words={"what": DISPUTE_WHAT})
DISPUTES_DUE = news("disputes_due", _("有 %(count)s 条异议今天或已经到了答复的期限。"))

# --- money out: accounts, files, what the bank answered ---------------------------------------------------

ACCOUNT_NEEDS_REAL_NAME = reason(
    "account_needs_real_name", _("实名通过之后才能填收款账户。"), _("先去实名"), door="onboarding:real_name"
)
HOLDER_IS_NOT_AGENT = reason(
    "holder_is_not_agent", _("户名和你的实名不一致。"), _("只能填你本人的账户，户名和证件上的写法一样。")
)
ACCOUNT_NEEDS_BANK = reason("account_needs_bank", _("没有填开户银行。"))
BRANCH_NOT_DIGITS = reason("branch_not_digits", _("联行号是 %(digits)s 位数字。"), _("不知道可以不填。"))
ACCOUNT_NOT_DIGITS = reason(
    "account_not_digits", _("账号应当是 %(shortest)s 到 %(longest)s 位数字。"), _("照着卡面或存折填。")
)
ACCOUNT_CHECK_DIGIT = reason(
    "account_check_digit", _("这个卡号的校验位不对，多半有一位填错了。"), _("照着卡面再核一遍。")
)
ACCOUNT_NOT_USABLE = reason("account_not_usable", _("这个账号不能用来收款。"), _("换一个你本人名下的账号。"))
NOT_A_RELEASER = reason("not_a_releaser", _("只有财务发放人可以发放。"))
RELEASER_IS_THIRD = reason(
    "releaser_is_third", _("制单人和审批人不能再来发放同一个月。"), _("请第三个人发放。")
)
RUN_NOT_APPROVED = reason("run_not_approved", _("结算还没有批准。"), _("批准之后才能生成打款文件。"))
RELEASE_TOO_EARLY = reason(
    "release_too_early", _("%(from_on)s 起才能交给银行。"), _("文件可以先生成、先核对。")
)
NOTHING_READY = reason(
    "nothing_ready", _("现在没有可以打的款，%(waiting)s 笔在等收款账户。"), _("客服补上账户后会排进来。")
)
FILE_CHANGED = reason("file_changed", _("文件里的款和现在待发的对不上。"), _("重新生成文件再交给银行。"))
FILE_VOID = reason(
    "file_void",
    _("文件 %(number)s 已经作废：有一笔被扣住，或者有人换了收款账户。"),
    _("重新生成文件，交给银行的要是新的那一份。旧的已经交了的，请银行撤回。"),
)
VOID_WHY = {
    "held": _("有一笔打款被扣住"),
    "account": _("有人换了收款账户"),
    "withdrawn": _("发放人说没有交给银行"),
}
FILE_VOIDED = news(
    "file_voided", _("银行文件 %(number)s 作废了：%(why)s。请重新生成，旧的不要交。"), words={"why": VOID_WHY}
)
FILE_NOT_MADE = reason(
    "file_not_made",
    _("还没有给银行的文件。"),
    _("先生成文件，下载，交给银行，再确认。"),
)
FILE_IS_ANOTHER = reason(
    "file_is_another",
    _("现在的文件是 %(number)s，和你确认的不是同一份。"),
    _("刷新页面，核对交给银行的那一份的 SHA-256，再确认。"),
)
FILE_IS_OUT = reason(
    "file_is_out",
    _("文件 %(number)s 已经下载，可能已在银行。"),
    _("请发放人先在月度页面把这份没有交给银行的文件作废；已经交了的，等回单。"),
)
RUN_CHANGED_MEANWHILE = reason(
    "run_changed_meanwhile",
    _("你看的时候，这个月的结算变了：有人扣住、放开或者重新算过。"),
    _("刷新页面，把新的合计看一遍再批准。"),
)
NO_SPACE_LEFT = reason(
    "no_space_left",
    _("服务器的磁盘满了，文件没有存下，什么都没有改变。"),
    _("请管理员腾出空间，再做一次。"),
)
FILE_NOT_KEPT = reason(
    "file_not_kept",
    _("服务器没能存下文件，什么都没有改变。"),
    _("请管理员查看日志里的 file_not_kept，再做一次。"),
)
ENCODING_UNKNOWN = reason("encoding_unknown", _("没有“%(encoding)s”这种文件编码。"))
BATCH_NOT_SENT = reason("batch_not_sent", _("这一批还没有交给银行，不会有回单。"))
ITEM_NOT_FAILED = reason("item_not_failed", _("只有失败或退回的款可以重打。"))
ITEM_IS_REPLACED = reason("item_is_replaced", _("这一笔已经重新打过款了。"))
NO_ACTIVE_ACCOUNT = reason(
    "no_active_account", _("客服现在没有收款账户。"), _("等客服填好，会自动排进下一批。")
)
TOTAL_TYPED_WRONG = reason(
    "total_typed_wrong", _("输入的合计和实发合计不一致。"), _("照着页面上的实发合计再输一遍。")
)
BANK_REFUSED_IT = reason(
    "bank_refused_it",
    _("银行说：%(words)s"),
    _("核对收款账户，改好后会重新打款。"),
    door="payouts:pay_account",
)
BANK_SENT_BACK = reason(
    "bank_sent_back",
    _("到账后被银行退回：%(words)s"),
    _("核对收款账户，改好后会重新打款。"),
    door="payouts:pay_account",
)

RESULT_IS_A_WORKBOOK = reason(
    "result_is_a_workbook", _("这是 Excel 文件。"), _("在 Excel 里另存为 CSV，再导入那一份。")
)
RESULT_UNREADABLE = reason("result_unreadable", _("读不出这个文件。"), _("要 CSV 文件，UTF-8 或 GBK 编码。"))
RESULT_COLUMNS_MISSING = reason(
    "result_columns_missing",
    _("找不到这些列：%(columns)s。"),
    _("回单要有序号、收款账号、金额和处理结果；没打成的原因写在“失败原因”里，没有这一列也行。"),
)
RESULT_COLUMNS_TWICE = reason(
    "result_columns_twice",
    _("这几列是同一个意思，分不清听哪一列：%(columns)s。"),
    _("同一个意思只留一列，其余的删掉或改个列名再导入。"),
)
RESULT_EMPTY = reason("result_empty", _("回单里一行结果也没有。"))
RESULT_ROW_NOT_NUMBER = reason("result_row_not_number", _("第 %(row)s 行：序号“%(text)s”不是数字。"))
RESULT_ROW_NO_AMOUNT = reason("result_row_no_amount", _("第 %(row)s 行：金额“%(text)s”读不懂。"))
RESULT_ROW_NO_STATE = reason(
    "result_row_no_state",
    _("第 %(row)s 行：不认识处理结果“%(text)s”。"),
    _("处理结果写成功、失败、退汇或处理中。"),
)
RESULT_ROW_UNKNOWN = reason("result_row_unknown", _("第 %(row)s 行：这一批没有序号 %(serial)s。"))
RESULT_OF_ANOTHER_FILE = reason(
    "result_of_another_file",
    _("这份回单已经在 %(number)s 导入过。"),
    _("请导入这一批自己的回单；两批的回单一字不差，就请银行导出带附言（我们文件最后一列的付款号）的。"),
)
RESULT_ROW_WHICH = reason(
    "result_row_which",
    _("第 %(row)s 行：没有付款号，和 %(number)s 里序号 %(serial)s 的那一笔分不开。"),
    _("那一批还没有回单的，先导入那一批的；不然请银行导出带附言（我们文件最后一列的付款号）的回单再导入。"),
)
RESULT_ROW_AMOUNT = reason(
    "result_row_amount", _("第 %(row)s 行：序号 %(serial)s 的金额是 %(told_fen)s，我们发的是 %(sent_fen)s。")
)
RESULT_ROW_ACCOUNT = reason(
    "result_row_account", _("第 %(row)s 行：序号 %(serial)s 的收款账号和我们发的不一样。")
)
RESULT_ROW_TWICE = reason(
    "result_row_twice", _("第 %(row)s 行：序号 %(serial)s 前面已经有一行，说的不一样。")
)
RESULT_ROW_CONTRADICTS = reason(
    "result_row_contradicts",
    _("第 %(row)s 行：序号 %(serial)s 早先记为“%(state)s”，和这一行矛盾。"),
    words={"state": ITEM.words},
)
RESULT_TOTAL_WRONG = reason(
    "result_total_wrong", _("合计行是 %(told_fen)s，各行相加是 %(sum_fen)s。"), _("向银行要一份完整的回单。")
)
RESULT_MORE_PROBLEMS = reason("result_more_problems", _("另外还有 %(count)s 行有问题。"))

RAIL_UNKNOWN = reason("rail_unknown", _("没有“%(rail)s”这种打款渠道。"))
TAX_CHANGED_MID_YEAR = reason(
    "tax_changed_mid_year",
    _(
        "%(year)s 年已经批准了 %(months)s 个月。改了算法，批准过的不重算，以后的月份按新的算，一年里前后不一样。"
    ),
    _("确定要改的，勾选“年中改，我知道后果”再保存。"),
)
TAX_METHOD_UNKNOWN = reason("tax_method_unknown", _("请选一种个税预扣方法。"))

PAYOUT_ARRIVED = news("payout_arrived", _("%(month)s 的 %(amount_fen)s 元已经打到你的账户。"))
PAYOUT_FAILED = news("payout_failed", _("%(month)s 的 %(amount_fen)s 元没有打成，请核对收款账户。"))
PAYOUT_CALLED_OFF = news(
    "payout_called_off",
    _("%(month)s 的 %(amount_fen)s 元取消了这一次打款：%(why)s。钱还欠着你，财务会重新打。"),
)
ACCOUNT_WANTED = news("account_wanted", _("%(month)s 的 %(amount_fen)s 元在等你填收款账户。"))
ACCOUNT_SET = news("account_set", _("收款账户已换成尾号 %(last_four)s。不是你本人操作的，请马上联系我们。"))
