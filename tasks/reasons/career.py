"""Words of refusals and notices: mentors, ranks and standing."""

from __future__ import annotations

from yunke.ground.errors import gettext_noop as _
from yunke.ground.errors import reason
from yunke.ground.news import news

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
