"""Why a supplement is not earned: shown beside the supplement's line as it stands so far."""

from yunke.ground.errors import gettext_noop, reason

TOO_FEW_SHIFTS = reason("too_few_shifts", gettext_noop("本月出勤 %(worked)s 班，至少要 %(needed)s 班。"))
SHIFTS_OPEN = reason("shifts_open", gettext_noop("还有 %(count)s 个已约的班没有出勤记录。"))
CAME_LATE = reason("came_late", gettext_noop("本月迟到 %(count)s 次。"))
LEFT_EARLY = reason("left_early", gettext_noop("本月早退 %(count)s 次。"))
WAS_ABSENT = reason("was_absent", gettext_noop("本月缺勤 %(count)s 次。"))
CANCELLED_LATE = reason("cancelled_late", gettext_noop("本月临时取消约班 %(count)s 次。"))
