"""States of the ground floor's own rows."""

from yunke.ground.errors import gettext_noop as _
from yunke.ground.states import state_table

CHUNK = state_table(
    "chunk",
    {"due": _("待处理"), "taken": _("处理中"), "done": _("已完成"), "parked": _("已停放")},
    {"due": "taken", "taken": "taken due done parked", "parked": "due"},
)
NOTICE = state_table(
    "notice",
    {"due": _("待发送"), "sent": _("已发送"), "parked": _("发不出去")},
    {"due": "sent parked", "parked": "due"},
)
