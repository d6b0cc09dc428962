"""States of what is learned and proven."""

from yunke.ground.errors import gettext_noop as _
from yunke.ground.states import state_table

ATTEMPT = state_table(
    "attempt",
    {"open": _("答题中"), "passed": _("已通过"), "failed": _("没有通过")},
    {"open": "passed failed"},
)
QUALIFICATION = state_table(
    "qualification",
    {"valid": _("有效"), "lapsed": _("已到期"), "revoked": _("已撤销")},
    {"valid": "lapsed revoked"},
)
RANK_CASE = state_table(
    "rank_case",
    {"open": _("在等决定"), "approved": _("已同意"), "dropped": _("没有同意"), "withdrawn": _("已撤回")},
    {"open": "approved dropped withdrawn"},
)
