"""States of a month's money."""

from yunke.ground.errors import gettext_noop as _
from yunke.ground.states import state_table

RUN = state_table(
    "run",
    {
        "computing": _("计算中"),
        "computed": _("待审批"),
        "returned": _("已退回"),
        "approved": _("已批准"),
        "released": _("发放中"),
        "paid": _("已付"),
    },
    {
        "computing": "computed",
        "computed": "approved returned computing",
        "returned": "computing",
        "approved": "released",
        "released": "paid",
    },
)
LOCKED_RUNS = ("approved", "released", "paid")  # from approval on no row changes
ACCOUNT = state_table(
    "payout_account",
    {"active": _("在用"), "replaced": _("已更换")},
    {"active": "replaced"},
)
ITEM = state_table(
    "payout_item",
    {
        "waiting": _("缺收款账户"),
        "held": _("扣住"),
        "ready": _("待发"),
        "sent": _("已送银行"),
        "unknown": _("结果未知"),
        "succeeded": _("已到账"),
        "failed": _("打款失败"),
        "returned": _("银行退回"),
        "cancelled": _("已取消"),
    },
    {
        "waiting": "ready held cancelled",
        "held": "ready waiting cancelled",
        "ready": "held sent cancelled",
        "sent": "unknown succeeded failed",
        "unknown": "succeeded failed",
        "succeeded": "returned",
    },
)
LIVE_ITEMS = ("waiting", "held", "ready", "sent", "unknown", "succeeded")
BATCH = state_table(
    "payout_batch",
    {"made": _("文件已生成"), "sent": _("已送银行"), "settled": _("结果已回"), "dropped": _("已作废")},
    {"made": "sent dropped", "sent": "settled"},
)
DISPUTE = state_table(
    "dispute",
    {"open": _("待答复"), "upheld": _("成立"), "rejected": _("不成立"), "withdrawn": _("已撤回")},
    {"open": "upheld rejected withdrawn"},
)
RELIEF = state_table(
    "tax_relief",
    {"proposed": _("待第二人核"), "confirmed": _("已核准"), "refused": _("不采用")},
    {"proposed": "confirmed refused"},
)
ADVANCE = state_table(
    "advance",
    {"proposed": _("待批"), "granted": _("已批，待付"), "paid": _("已付"), "refused": _("不批")},
    {"proposed": "granted refused", "granted": "paid refused"},
)
CUT_OVER = state_table(
    "cut_over",
    {
        "checking": _("正在看一遍"),
        "faulty": _("有错，没有采用"),
        "proposed": _("待第二人核"),
        "confirming": _("正在导入"),
        "confirmed": _("已核准"),
        "refused": _("不采用"),
    },
    {
        "checking": "proposed faulty",
        "proposed": "confirming confirmed refused",
        "confirming": "confirmed proposed",
    },
)
HOLD = state_table(
    "hold",
    {"active": _("扣住"), "released": _("已放开"), "cancelled": _("已取消打款")},
    {"active": "released cancelled"},
)
