"""What stands in the way of deciding many at once."""

from yunke.ground.errors import gettext_noop as _
from yunke.ground.errors import reason

PHOTO_UNSEEN = reason("photo_unseen", _("你还没有看过照片。"), _("打开这一份，看过照片再定。"))
DOUBTFUL = reason("doubtful", _("有疑问，要单独看。"), _("打开这一份，看清楚再定。"))
RETURNED_BEFORE = reason(
    "returned_before", _("以前退回过，要单独看。"), _("打开这一份，对照上次退回的原因。")
)
CHECK_GONE = reason("check_gone", _("这里没有这一份。"), _("回到名单，看看还有谁在等。"))
