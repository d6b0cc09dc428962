"""Words of refusals and notices: what is offered and who is chosen."""

from __future__ import annotations

from yunke.ground.errors import gettext_noop as _
from yunke.ground.errors import reason

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
CLAIM_STEP_EXPIRED = reason(
    "claim_step_expired",
    _("你的%(step)s %(until_on)s 到期了。"),
    _("去重新做%(step)s"),
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
