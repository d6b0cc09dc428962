"""Words of refusals and notices in the tasks room."""

from __future__ import annotations

from tasks.states import CLAIM
from yunke.ground.errors import gettext_noop as _
from yunke.ground.errors import reason
from yunke.ground.news import news

# --- what is offered and who is chosen --------------------------------------------------------------------

LINES = {
    "line": {
        "voice": _("语音外呼"),
        "chat": _("在线客服"),
        "annotation": _("标注业务"),
        "inbound": _("呼入客服"),
        "moderation": _("内容审核"),
    }
}
STEPS = {
    "step": {
        "real_name": _("实名认证"),
        "profile": _("个人档案"),
        "equipment": _("设备检测"),
        "room": _("环境检测"),
        "typing": _("打字测试"),
        "gold": _("标注试题"),
    }
}
KINDS = {
    "kind": {
        "connected": _("接通"),
        "interested_lead": _("意向客户"),
        "wechat_added": _("加微信"),
        "sale": _("成交"),
        "accepted_item": _("验收通过"),
        "returned_item": _("退回"),
    }
}
KIND_NAMES = KINDS["kind"]
RANKS = {"mentor": _("师傅"), "lead": _("组长"), "trainer": _("培训老师")}

CLAIM_STEP_OPEN = reason(
    "claim_step_open",
    _("还没通过%(step)s。"),
    _("去做%(step)s"),
    door="onboarding:step",
    door_facts=("line", "step"),
    words=STEPS,
)
NOT_QUALIFIED = reason(
    "claim_not_qualified",
    _("还没有%(line)s的领任务资格。"),
    _("学课、考试，通过就有"),
    door="training:study",
    words=LINES,
)
QUALIFICATION_ENDS = reason(
    "claim_qualification_ends",
    _("你的资格 %(expires_on)s 到期，任务 %(starts_on)s 才开始。"),
    _("到期后重考一次"),
    door="training:study",
)
HANDS_FULL = reason(
    "hands_full",
    _("手上已有 %(held)s 个任务，最多 %(limit)s 个。"),
    _("退出或做完一个再领"),
    door="tasks:work",
)
AGENT_SUSPENDED = reason(
    "claim_agent_suspended", _("你的账号现在不能领任务。"), _("看原因，和找谁"), door="tasks:standing"
)
TASK_NOT_OPEN = reason("task_not_open", _("这个任务现在是“%(now)s”。"), _("看看别的任务"), door="tasks:board")
CLAIMS_CLOSED = reason(
    "claims_closed", _("领取已在 %(until_at)s 截止。"), _("看看别的任务"), door="tasks:board"
)
ALREADY_CLAIMED = reason(
    "already_claimed", _("这个任务你已经领了。"), _("在“工作”里看进度"), door="tasks:work"
)
REJECTED_RECENTLY = reason(
    "rejected_recently", _("这个任务 %(rejected_on)s 没有录取你。"), _("%(again_on)s 起可以再领一次。")
)
SEATS_FULL = reason(
    "task_seats_full",
    _("%(seats)s 席都有人，候补也满了（最多 %(limit)s 人）。"),
    _("看看别的任务"),
    door="tasks:board",
)
TERMS_CHANGED = reason(
    "terms_changed", _("条款刚刚换了新版本，和你看到的不一样。"), _("刷新页面，看过新条款再领。")
)
NO_TERMS_YET = reason("no_terms_yet", _("这个任务还没有条款。"), _("等运营填好再领。"))

NO_CLIENT_PERSON = reason(
    "no_client_person", _("没有这个手机号的客户账号。"), _("请管理员先邀请他，角色选“客户”。")
)
CLIENT_PERSON_TAKEN = reason(
    "client_person_taken", _("这个人已经属于一个客户。"), _("先在那个客户下移除他。")
)

# --- screening --------------------------------------------------------------------------------------------

CLAIM_NOT_WAITING = reason(
    "claim_not_waiting", _("%(agent)s 现在是“%(now)s”，不能再这样处理。"), _("刷新名单，看看是谁先处理了。")
)
ADMITTED_FULL = reason("admitted_full", _("%(agent)s：%(seats)s 席都已录取。"), _("转候补，或请运营加席位。"))
RESERVE_FULL = reason(
    "reserve_full",
    _("%(agent)s：录取和候补已有 %(held)s 人，最多 %(limit)s 人。"),
    _("让他排队等席位，或请运营加席位。"),
)
TRAINING_FULL = reason(
    "training_full",
    _("%(agent)s：从培训到在岗已有 %(held)s 人，最多 %(limit)s 人。"),
    _("让他排队等席位，有人退出再进培训。"),
)
NO_TRAINING_STAGE = reason(
    "no_training_stage", _("%(agent)s：这个任务不单独培训。"), _("直接录取，或请运营改任务。")
)
NO_ASSESSMENT_STAGE = reason(
    "no_assessment_stage", _("%(agent)s：这个任务不用评定。"), _("直接录取，或请运营改任务。")
)
TRAINING_FIRST = reason("training_first", _("%(agent)s：还没有参加任务培训。"), _("先让他进培训。"))
SIDES = {"side": {"us": _("我方"), "client": _("客户")}}
ASSESSMENT_OPEN = reason(
    "assessment_open", _("%(agent)s：%(side)s还没有评定。"), _("先培训、评定，再录取。"), words=SIDES
)
ASSESSED_AGAINST = reason(
    "assessed_against", _("%(agent)s：%(side)s的评定没有通过。"), _("退回，并写明原因。"), words=SIDES
)
INTERVIEW_MISSING = reason("interview_missing", _("%(agent)s：还没有有效的电话面试。"), _("请他先约面试。"))
NOT_ASSESSING = reason(
    "not_assessing", _("%(agent)s 现在是“%(now)s”，不在评定。"), _("刷新名单，看看是谁先处理了。")
)
APPEAL_NOT_REJECTED = reason("claim_appeal_not_rejected", _("没有退回的申请不用申诉。"))
APPEAL_TWICE = reason("claim_appeal_twice", _("这次申请已经申诉过了。"), _("每次申请只能申诉一次。"))
APPEAL_TOO_LATE = reason(
    "claim_appeal_too_late", _("退回超过 %(days)s 天，不能再申诉。"), _("可以重新领这个任务。")
)
APPEAL_WITHOUT_WORDS = reason("claim_appeal_without_words", _("没有写申诉的理由。"), _("写一写哪里不对。"))
APPEAL_BY_REJECTER = reason(
    "claim_appeal_by_rejecter", _("退回的人不能处理这件申诉。"), _("请另一位同事来处理。")
)
QUALIFICATION_GONE = reason(
    "qualification_gone", _("%(agent)s 的资格已经失效。"), _("请他重考，考过再录取。")
)
AGENT_NOT_ACTIVE = reason("agent_not_active", _("%(agent)s 的账号不在册。"), _("退回，并告诉他原因。"))
REJECTION_NEEDS_REASON = reason(
    "rejection_needs_reason", _("没有选退回的原因。"), _("至少选一个，申请人会看到它和补救办法。")
)
NO_SUCH_REJECTION = reason("no_such_rejection", _("没有“%(code)s”这个退回原因。"))
NOBODY_CHOSEN = reason("nobody_chosen", _("一个人也没有选。"), _("先在名单里打勾。"))
CLAIMED_AGAIN = reason("claimed_again", _("%(agent)s 已经又领了一次。"), _("处理新的那一条。"))
UNDO_TOO_LATE = reason(
    "undo_too_late", _("退回超过 %(minutes)s 分钟，不能撤回了。"), _("请他 %(again_on)s 后再领。")
)

SHIFTS_HELD = reason(
    "shifts_held", _("还有 %(shifts)s 个约好的班。"), _("先取消这些班，或上完再退出"), door="tasks:work"
)

# Why somebody is not admitted: what the agent reads, and what helps.
REJECTIONS = {
    kind.code: kind
    for kind in (
        reason(
            "rejected_speech",
            _("普通话或口齿还达不到外呼的要求。"),
            _("照第一课的标准用语每天读 20 分钟，录下来自己听。"),
            door="training:study",
        ),
        reason(
            "rejected_phone", _("约好的电话没有接通。"), _("确认手机号能接到电话，下次留一个方便的时间。")
        ),
        reason(
            "rejected_hours",
            _("你能上班的时间和任务的班次对不上。"),
            _("在任务板上按时段挑任务"),
            door="tasks:board",
        ),
        reason(
            "rejected_experience",
            _("这个任务要有同类经验。"),
            _("先做不限经验的任务，做满一个月再来。"),
            door="tasks:board",
        ),
        reason(
            "rejected_attendance",
            _("之前的任务缺勤或临时取消较多。"),
            _("先把手上的班准时上满。"),
            door="tasks:work",
        ),
        reason(
            "rejected_others_first",
            _("这一批先录取了成绩更高的人。"),
            _("席位空出来会再开放，也可以看别的任务。"),
            door="tasks:board",
        ),
        reason(
            "rejected_assessment",
            _("任务培训后的评定没有通过。"),
            _("照评定里写的练，下一批可以再来。"),
            door="tasks:board",
        ),
        reason(
            "rejected_profile",
            _("资料和任务的要求不符。"),
            _("对照任务要求，挑合适的任务。"),
            door="tasks:board",
        ),
    )
}

# --- papers before duty -----------------------------------------------------------------------------------

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

# --- tasks, terms, prices ---------------------------------------------------------------------------------

MEAL_HALF = reason("meal_half", _("用餐时间只填了一头。"), _("开始和结束都填，或都不填。"))
MEAL_BACKWARDS = reason("meal_backwards", _("用餐结束不晚于开始。"), _("用餐在一天之内，结束要晚于开始。"))
PAID_MEAL_MISSING = reason(
    "paid_meal_missing", _("写了用餐计薪，却没有用餐时间。"), _("填用餐时间，或去掉“计薪”。")
)
NOTHING_PAID = reason("nothing_paid", _("没有时薪，也没有提成。"), _("至少填一样。"))
SHARE_NEEDS_SALES = reason(
    "share_needs_sales",
    _("“%(kind)s”按件数算，不能按比例提成。"),
    _("填每件多少元，或改成金额类的结果。"),
    words=KINDS,
)
PIECES_NEED_COUNT = reason(
    "pieces_need_count", _("“%(kind)s”按金额算，不能按件提成。"), _("填百分比。"), words=KINDS
)
RATE_TWICE = reason("rate_twice", _("“%(kind)s”写了两次提成。"), _("一种结果只写一行。"), words=KINDS)
SHARE_TAKES_ALL = reason(
    "share_takes_all",
    _("“%(kind)s”的提成是成交额的 %(percent)s%%，等于或超过客户付的钱。"),
    _("改成小于 100%%。"),
    words=KINDS,
)
HOLIDAY_WITHOUT_DATES = reason(
    "holiday_without_dates", _("选了“指定日期”，却没有日期。"), _("写上日期，或换一条规则。")
)
DATES_WITHOUT_RULE = reason(
    "dates_without_rule", _("写了日期，规则却不是“指定日期”。"), _("换规则，或删掉日期。")
)
HOLIDAY_NOT_MORE = reason(
    "holiday_not_more",
    _("节假日按 %(percent)s%% 算，不比平时多。"),
    _("填大于 100 的数，或选“没有节假日加倍”。"),
)
REWARD_HALF = reason(
    "reward_half",
    _("%(reward)s只填了一半：金额和最少班数都要有。"),
    _("两样都填，或都填 0。"),
    words={"reward": {"full_attendance": _("全勤"), "task_bonus": _("任务奖金")}},
)
TIERS_NOT_RISING = reason(
    "tiers_not_rising",
    _("“%(kind)s”的分档没有一档比一档高。"),
    _("起点从小到大写，第一档从 0 算起，不用写。"),
    words=KINDS,
)
RATE_OF_NOTHING = reason(
    "rate_of_nothing",
    _("“%(kind)s”没有价钱，也没有分档。"),
    _("写价钱；第一档不计钱的，写后面的分档。"),
    words=KINDS,
)
TIERS_IDLE = reason("tiers_idle", _("“%(kind)s”相邻两档的价钱一样。"), _("合成一档，或改价钱。"), words=KINDS)
TAKES_BACK_ALONE = reason(
    "takes_back_alone",
    _("“%(kind)s”要扣钱，“%(accepted)s”却没有价钱。"),
    _("先写“%(accepted)s”每个多少元。"),
    words=KINDS | {"accepted": KIND_NAMES},
)
TAKES_BACK_IN_TIERS = reason(
    "takes_back_in_tiers",
    _("“%(kind)s”是扣钱的，不能分档。"),
    _("去掉分档，写每个扣多少元。"),
    words=KINDS,
)
TAKES_BACK_MORE = reason(
    "takes_back_more",
    _("“%(kind)s”扣的比“%(accepted)s”给的还多。"),
    _("最多扣到给的那么多。"),
    words=KINDS | {"accepted": KIND_NAMES},
)
GUARANTEE_HALF = reason(
    "guarantee_half",
    _("每班保底只填了一半：金额和最少分钟都要有。"),
    _("两样都填，或都填 0。"),
)
GUARANTEE_IDLE = reason(
    "guarantee_idle",
    _("做满 %(minutes)s 分钟的底薪已经不低于保底，保底不会起作用。"),
    _("提高保底，或去掉它。"),
)
GUARANTEE_WITH_TIERS = reason(
    "guarantee_with_tiers",
    _("分档提成按整月累计，算不到某一班里，不能和每班保底一起用。"),
    _("去掉分档，或去掉保底。"),
)
RANK_HALF = reason(
    "rank_half",
    _("%(rank)s的职级补贴要么写百分比，要么写每小时多少元。"),
    _("两样里只填一样。"),
    words={"rank": RANKS},
)
RANK_NEEDS_HOURLY = reason(
    "rank_needs_hourly",
    _("没有时薪，%(rank)s的补贴不能按百分比算。"),
    _("改成每小时多少元。"),
    words={"rank": RANKS},
)
RANK_TWICE = reason(
    "rank_twice", _("%(rank)s的职级补贴写了两次。"), _("一个职级写一次。"), words={"rank": RANKS}
)
RANK_FALLS = reason(
    "rank_falls",
    _("%(rank)s的补贴比%(lower)s还少。"),
    _("职级越高，补贴不能越少。"),
    words={"rank": RANKS, "lower": RANKS},
)
MENTOR_HALF = reason(
    "mentor_half", _("带徒奖只填了一半：每小时多少元和头几天都要有。"), _("两样都填，或都填 0。")
)
TERMS_PENDING = reason(
    "terms_pending",
    _("这个任务已有一份条款在等第二个人核准。"),
    _("先核准、退回或收回那一份。"),
)
PENALTIES_PENDING = reason(
    "penalties_pending",
    _("这个任务已有一份处罚表在等第二个人核准。"),
    _("先核准、退回或收回那一份。"),
)
PENALTIES_BY_PROPOSER = reason(
    "penalties_by_proposer", _("写处罚表的人不能自己核准。"), _("请另一位运营同事来核。")
)
PENALTIES_NEED_WHY = reason("penalties_need_why", _("没有写退回的原因。"), _("写一句，写处罚表的人会看到。"))
TERMS_BY_PROPOSER = reason("terms_by_proposer", _("写条款的人不能自己核准。"), _("请另一位运营同事来核。"))
TERMS_NEED_WHY = reason("terms_need_why", _("没有写退回的原因。"), _("写一句，写条款的人会看到。"))
TERMS_REWARDS_LOWER = reason(
    "terms_rewards_lower",
    _("全勤奖或任务奖金变少，按整月算，只能从 1 号起。"),
    _("从某个月的 1 号起生效，或保留原来的奖励。"),
)
TERMS_NOT_LATER = reason(
    "terms_not_later",
    _("第 %(version)s 版从 %(last_on)s 起生效，新版本要更晚。"),
    _("选 %(last_on)s 以后的日子。"),
)
TERMS_AFTER_WORK = reason(
    "terms_after_work",
    _("%(worked_on)s 已经有人干活，那天的条款不能换。"),
    _("从 %(worked_on)s 以后的日子生效。"),
)
TERMS_BEHIND_PEOPLE = reason(
    "terms_behind_people",
    _("已有 %(people)s 人在岗，条款不能从今天或更早改起。"),
    _("最早从明天生效，在岗的人会收到通知。"),
)
NO_MARGIN = reason(
    "no_margin",
    _("平常日 8 小时的班，付给客服 %(pay_fen)s 元，客户付 %(price_fen)s 元，没有毛利。"),
    _("改时薪或价格；确实要这样，请勾选“我看过毛利”。"),
)
PRICE_DATED_ALREADY = reason(
    "price_dated_already", _("%(effective_on)s 起的客户价已经有了。"), _("换一个生效日。")
)
PRICE_NOT_LATER = reason(
    "price_not_later", _("客户价已从 %(last_on)s 起定好，新价要更晚。"), _("选 %(last_on)s 以后的日子。")
)
SEATS_BELOW_ADMITTED = reason(
    "seats_below_admitted", _("已录取 %(admitted)s 人，席位不能改成 %(seats)s。"), _("先换下人，再减席位。")
)
TASK_STARTED = reason(
    "task_started",
    _("任务已发布，%(field)s不能再改。"),
    _("另建一个任务。"),
    words={
        "field": {
            "line": _("业务线"),
            "client": _("客户"),
            "entity": _("支付主体"),
            "starts_on": _("开始日期"),
        }
    },
)
TASK_ENDS_EARLY = reason("task_ends_early", _("结束日期早于开始日期。"), _("改结束日期，或留空表示长期。"))
PUBLISH_NEEDS = reason(
    "publish_needs",
    _("还缺%(what)s。"),
    _("补上再发布。"),
    words={
        "what": {
            "terms": _("条款"),
            "penalties": _("处罚表（没有处罚也要有一张空表）"),
            "price": _("客户价"),
            "agreement": _("支付主体的服务协议"),
        }
    },
)
LINE_NOT_OPEN = reason("line_not_open", _("%(line)s还没有开放。"), _("请管理员开放业务线。"), words=LINES)
CLAUSE_HALF = reason("clause_half", _("“%(title)s”没有金额。"), _("每条写明最多罚多少；不罚就删掉这条。"))
CLAUSE_TWICE = reason("clause_twice", _("“%(title)s”写了两次。"), _("一条写一次。"))
CODE_TAKEN = reason("entity_code_taken", _("代号“%(code)s”已经有了。"), _("换一个代号。"))

# --- news of the offer ------------------------------------------------------------------------------------

CLAIM_ADMITTED = news("claim_admitted", _("你被《%(task)s》录取了。看过并确认三份文件，就可以约班。"))
CLAIM_RESERVED = news("claim_reserved", _("《%(task)s》把你列为候补，有空席会再通知你。"))
CLAIM_TRAINING = news("claim_training", _("《%(task)s》收你进任务培训，培训完再评定。"))
CLAIM_ASSESSING = news("claim_assessing", _("《%(task)s》的培训结束了，在等评定。"))
CLAIM_WAITING = news("claim_waiting", _("《%(task)s》现在没有空席，你在排队，位置在里面。"))
CLAIM_APPEAL_GRANTED = news(
    "claim_appeal_granted", _("《%(task)s》的申诉成立，你的申请回到原来的位置：%(why)s")
)
CLAIM_APPEAL_DENIED = news("claim_appeal_denied", _("《%(task)s》的申诉没有改变决定：%(why)s"))
SEAT_OFFERED = news(
    "seat_offered", _("《%(task)s》有席位了，还来吗？%(until_at)s 前答复；不答复就问下一位。")
)
SEAT_LAPSED = news("seat_lapsed", _("《%(task)s》的席位没有等到你的答复，已问下一位。你还在队里，排到后面。"))
SEAT_OFFER_OVER = reason("seat_offer_over", _("这个席位现在不等你答复。"), _("看看申请现在到哪一步。"))
CLAIM_REJECTED = news("claim_rejected", _("《%(task)s》这次没有录取你。原因和补救办法在里面。"))
CLAIM_REOPENED = news("claim_reopened", _("《%(task)s》撤回了刚才的决定，你的申请重新在等筛选。"))
CLAIM_RELEASED = news("claim_released", _("《%(task)s》换下了你：%(why)s"))
PENALTIES_SENT_BACK = news("penalties_sent_back", _("你为《%(task)s》写的处罚表被退回：%(why)s。"))
TERMS_SENT_BACK = news("terms_sent_back", _("你为《%(task)s》写的条款被退回：%(why)s。"))
TERMS_RENEWED = news("terms_renewed", _("《%(task)s》从 %(effective_on)s 起用新条款，请看一遍并确认。"))

# --- shifts, hours, results, decisions --------------------------------------------------------------------

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
ALREADY_BOOKED = reason("already_booked", _("这个班你已经约了。"), _("在“我的班”里看。"), door="tasks:shifts")
BOOKING_OVERLAPS = reason(
    "booking_overlaps",
    _("和你已约的《%(task)s》%(starts_at)s 那一班时间重叠。"),
    _("先取消那一班，或换一个时间。"),
    door="tasks:shifts",
)
BOOKING_STARTED = reason("booking_started", _("班已经开始，不能再取消。"), _("来不了请马上联系运营。"))
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
    "import_agent_unknown", _("没有工号是“%(value)s”的客服。"), _("在待修复里指给正确的工号。")
)
AGENT_BLANK = reason("import_agent_blank", _("没有工号。"), _("在待修复里填上工号。"))
AGENT_NOT_ON_TASK = reason(
    "import_agent_not_on_task", _("%(value)s 在那天没有在这个任务上岗。"), _("核对工号；确实没上岗就不导入。")
)
TIME_UNREADABLE = reason(
    "import_time_unreadable", _("时间“%(value)s”看不懂。"), _("写成 2026-10-05 14:03:22 的样子。")
)
TIME_IN_FUTURE = reason("import_time_in_future", _("时间“%(value)s”还没到。"), _("核对日期。"))
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
CORRECTION_APPROVED = news(
    "correction_approved", _("《%(task)s》%(local_on)s 的一条记录更正了，差额算在 %(month)s。")
)

# --- months and holidays ----------------------------------------------------------------------------------

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
    _("已确认的日子决定工资，改动须另行更正。"),
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

# --- interviews -------------------------------------------------------------------------------------------

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

# --- mentors ----------------------------------------------------------------------------------------------

MENTOR_IS_MENTEE = reason("mentor_is_mentee", _("自己不能带自己。"), _("换一个师傅。"))
MENTOR_NOT_MENTOR = reason("mentor_not_mentor", _("带教的人那天还不是师傅。"), _("换一个师傅，或等他晋升。"))
MENTOR_NOT_ON_TASK = reason("mentor_not_on_task", _("带教的人没有在这个任务上岗。"), _("换一个在岗的师傅。"))
MENTEE_NOT_ON_TASK = reason(
    "mentee_not_on_task", _("徒弟没有在这个任务培训、录取或上岗。"), _("先收进任务，再安排师傅。")
)
MENTEE_HAS_MENTOR = reason("mentee_has_mentor", _("徒弟在这个任务已经有师傅。"), _("先结束那一段。"))
MENTORSHIP_ENDED_ALREADY = reason("mentorship_ended_already", _("这一段带教已经结束。"))
NO_SUCH_AGENT = reason("no_such_agent", _("没有编号是“%(number)s”的客服。"), _("核对编号。"))

MENTEE_GIVEN = news("mentee_given", _("从 %(starts_on)s 起你在《%(task)s》带 %(mentee)s。"))
MENTOR_GIVEN = news("mentor_given", _("从 %(starts_on)s 起 %(mentor)s 在《%(task)s》带你。"))

# --- ranks ------------------------------------------------------------------------------------------------

RANK_WORDS = {
    "agent": _("客服"),
    "mentor": _("师傅"),
    "lead": _("组长"),
    "trainer": _("培训老师"),
}
RANK_WITHIN_REACH = news(
    "rank_within_reach", _("你够%(rank)s的条件了，可以申请。"), words={"rank": RANK_WORDS}
)
RANK_GIVEN = news("rank_given", _("你从 %(effective_on)s 起是%(rank)s：%(why)s"), words={"rank": RANK_WORDS})
RANK_NOT_GIVEN = news("rank_not_given", _("%(rank)s的申请这次没有同意：%(why)s"), words={"rank": RANK_WORDS})
RANK_STEP_BACK = news(
    "rank_step_back",
    _("运营提议你退到%(rank)s，%(until_at)s 前可以答复，再由另一个人决定。"),
    words={"rank": RANK_WORDS},
)
RANK_KEPT = news("rank_kept", _("退级的提议不成立，你仍是%(rank)s：%(why)s"), words={"rank": RANK_WORDS})

# --- standing: suspended, gone ---

DUTY_HELD = reason(
    "duty_held", _("还在 %(tasks)s 个任务上岗。"), _("先在“工作”里退出这些任务，再离开。"), door="tasks:work"
)
SUSPENDED_STAYS = reason("suspended_stays", _("账号暂停着，先把暂停的事说清楚。"), _("请联系带你的人。"))
WORK_STOPPED = reason(
    "work_stopped", _("你的账号现在不能上岗、打卡。"), _("看原因，和找谁"), door="tasks:standing"
)
WORK_WITHOUT_NAME = reason(
    "work_without_name",
    _("你的实名认证还没有通过，不能上岗、打卡。"),
    _("去做实名认证"),
    door="onboarding:real_name",
)
SEATS_GIVEN_BACK = news("seats_given_back", _("账号现在不能约班，已约的 %(shifts)s 个班退掉了，不算你取消。"))
