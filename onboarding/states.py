"""States of people and of what they prove."""

from yunke.ground.errors import gettext_noop as _
from yunke.ground.states import state_table

HANDOVER = state_table(
    "handover",
    {"waiting": _("等电脑打开"), "opened": _("已在电脑上打开"), "dropped": _("已作废")},
    {"waiting": "opened dropped"},
)

AGENT = state_table(
    "agent",
    {"applicant": _("申请人"), "active": _("在册"), "suspended": _("暂停"), "left": _("已离开")},
    {
        "applicant": "active left",
        "active": "applicant suspended left",
        "suspended": "active applicant",
        "left": "active applicant",
    },
)
IDENTITY = state_table(
    "identity",
    {
        "submitted": _("审核中"),
        "passed": _("已通过"),
        "refused": _("没有通过"),
        "withdrawn": _("已撤回"),
        "lapsed": _("已过期"),
    },
    {"submitted": "passed refused withdrawn", "passed": "refused lapsed"},
)
GRANT = state_table(
    "role_grant",
    {"asked": _("待第二人同意"), "active": _("有效"), "refused": _("没有同意"), "ended": _("已收回")},
    {"asked": "active refused", "active": "ended"},
)
INVITATION = state_table(
    "invitation",
    {"sent": _("已发出"), "accepted": _("已接受"), "withdrawn": _("已撤回"), "expired": _("已过期")},
    {"sent": "accepted withdrawn expired"},
)
ROOM = state_table(
    "room",
    {
        "received": _("收到了，还没量完"),
        "parked": _("我们量不了"),
        "failed": _("没有过"),
        "listening": _("等人听"),
        "passed": _("已通过"),
        "refused": _("没有通过"),
        "withdrawn": _("已撤回"),
    },
    {
        "received": "failed listening parked withdrawn",
        "parked": "received withdrawn",
        "listening": "passed refused withdrawn",
        "passed": "withdrawn",
    },
)
SOP = state_table(
    "sop",
    {"proposed": _("待第二人同意"), "in_force": _("已生效"), "withdrawn": _("已撤回")},
    {"proposed": "in_force withdrawn"},
)
EQUIPMENT = state_table(
    "equipment",
    {
        "submitted": _("审核中"),
        "failed": _("没有过"),
        "passed": _("已通过"),
        "refused": _("没有通过"),
        "withdrawn": _("已撤回"),
    },
    {"submitted": "failed passed refused withdrawn"},
)
TYPING = state_table(
    "typing",
    {"started": _("正在打"), "passed": _("已通过"), "failed": _("没有过"), "void": _("没有算")},
    {"started": "passed failed void"},
)
