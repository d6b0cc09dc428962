"""Words of refusals and notices: tasks, terms and prices."""

from __future__ import annotations

from tasks.reasons.claiming import KIND_NAMES, KINDS, LINES, RANKS
from yunke.ground.errors import gettext_noop as _
from yunke.ground.errors import reason

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
