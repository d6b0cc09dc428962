"""States of what is offered, claimed, worked and counted."""

from yunke.ground.errors import gettext_noop as _
from yunke.ground.states import state_table

TASK = state_table(
    "task",
    {"draft": _("未发布"), "open": _("招人中"), "paused": _("暂停领取"), "closed": _("已结束")},
    {"draft": "open closed", "open": "paused closed", "paused": "open closed"},
)
CLAIM = state_table(
    "claim",
    {
        "asked": _("等筛选"),
        "training": _("任务培训中"),
        "assessing": _("等评定"),
        "waiting": _("排队等席位"),
        "admitted": _("已录取"),
        "reserve": _("候补"),
        "rejected": _("没有录取"),
        "on_duty": _("已上岗"),
        "withdrawn": _("已撤回"),
        "released": _("已换下"),
        "left": _("已退出"),
    },
    {
        "asked": "training assessing waiting admitted reserve rejected withdrawn",
        "training": "assessing rejected withdrawn",
        "assessing": "admitted reserve waiting rejected withdrawn",
        "waiting": "training assessing admitted reserve rejected withdrawn",
        "reserve": "admitted rejected withdrawn",
        "rejected": "asked training assessing waiting",
        "admitted": "on_duty withdrawn released",
        "on_duty": "released left",
    },
)
LIVE_CLAIMS = ("asked", "training", "assessing", "waiting", "reserve", "admitted", "on_duty")
WAITING = ("asked", "assessing", "waiting", "reserve")  # somebody else's turn; a place in a queue
IN_TRAINING = ("training", "assessing")
SEAT_OFFER = state_table(
    "seat_offer",
    {
        "asked": _("在问"),
        "accepted": _("要来"),
        "declined": _("不来了"),
        "lapsed": _("没有答复"),
        "withdrawn": _("不用问了"),
    },
    {"asked": "accepted declined lapsed withdrawn"},
)
CLAIM_APPEAL = state_table(
    "claim_appeal",
    {"asked": _("申诉中"), "granted": _("申诉成立"), "denied": _("维持原决定")},
    {"asked": "granted denied"},
)
TERMS = state_table(
    "terms_proposal",
    {"proposed": _("待第二人核"), "approved": _("已核准"), "refused": _("已退回"), "withdrawn": _("已收回")},
    {"proposed": "approved refused withdrawn"},
)
PENALTIES = state_table(
    "penalty_proposal",
    {"proposed": _("待第二人核"), "approved": _("已核准"), "refused": _("已退回"), "withdrawn": _("已收回")},
    {"proposed": "approved refused withdrawn"},
)
SHIFT = state_table(
    "shift",
    {"open": _("可约"), "cancelled": _("已取消")},
    {"open": "cancelled"},
)
BOOKING = state_table(
    "booking",
    {
        "booked": _("已约"),
        "working": _("在岗"),
        "worked": _("已下班"),
        "absent": _("缺勤"),
        "cancelled": _("已取消"),
        "late_cancelled": _("临时取消"),
    },
    {"booked": "working absent cancelled late_cancelled", "working": "worked", "absent": "worked"},
)
SEATED = ("booked", "working", "worked", "absent")  # bookings that hold a seat
FACT = state_table(
    "fact",
    {"drafted": _("待核"), "approved": _("已核准"), "refused": _("不计")},
    {"drafted": "approved refused", "refused": "drafted"},
)
CORRECTION = state_table(
    "correction",
    {"proposed": _("待第二人核"), "approved": _("已核准"), "refused": _("不改")},
    {"proposed": "approved refused"},
)
DECISION = state_table(
    "decision",
    {"proposed": _("已提出"), "approved": _("已决定"), "dropped": _("不成立")},
    {"proposed": "approved dropped"},
)
IMPORT = state_table(
    "result_import",
    {
        "checked": _("已预览"),
        "importing": _("导入中"),
        "imported": _("已导入"),
        "dropped": _("已放弃"),
        "withdrawn": _("已收回"),
    },
    {"checked": "importing dropped", "importing": "imported", "imported": "withdrawn"},
)
IMPORT_ROW = state_table(
    "import_row",
    {"parked": _("待修复"), "repaired": _("已修复"), "dropped": _("不导入")},
    {"parked": "repaired dropped", "dropped": "parked"},
)
PAY_MONTH = state_table(
    "pay_month",
    {"open": _("开着"), "closed": _("已归集")},
    {"open": "closed"},
)
HOLIDAY_YEAR = state_table(
    "holiday_year",
    {"proposed": _("待确认"), "confirmed": _("已确认")},
    {"proposed": "confirmed"},
)
HOLIDAY_AMENDMENT = state_table(
    "holiday_amendment",
    {"proposed": _("待第二人核"), "confirmed": _("已核准"), "refused": _("不采用")},
    {"proposed": "confirmed refused"},
)
SLOT = state_table(
    "interview_slot",
    {"open": _("可约"), "booked": _("已约"), "withdrawn": _("已收回")},
    {"open": "booked withdrawn", "booked": "open"},
)
INTERVIEW = state_table(
    "interview",
    {"booked": _("已约"), "held": _("已面试"), "no_show": _("没接通"), "cancelled": _("已取消")},
    {"booked": "held no_show cancelled", "no_show": "held"},
)
REVIEW = state_table(
    "review",
    {"waiting": _("待质检"), "second": _("待第二人评"), "reviewed": _("已质检"), "void": _("无法质检")},
    {"waiting": "second reviewed void", "second": "reviewed void"},
)
REVIEW_APPEAL = state_table(
    "review_appeal",
    {"asked": _("申诉中"), "granted": _("申诉成立"), "denied": _("维持原评分")},
    {"asked": "granted denied"},
)
