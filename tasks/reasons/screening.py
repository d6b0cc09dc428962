"""Words of refusals and notices: screening."""

from __future__ import annotations

from tasks.reasons.claiming import STEPS
from yunke.ground.errors import gettext_noop as _
from yunke.ground.errors import reason

CLAIM_NOT_WAITING = reason(
    "claim_not_waiting", _("%(agent)s 现在是“%(now)s”，不能再这样处理。"), _("刷新名单，看看是谁先处理了。")
)
ADMITTED_FULL = reason("admitted_full", _("%(agent)s：%(seats)s 席都已录取。"), _("转候补，或请运营加席位。"))
SEATS_FREE = reason(
    "seats_free", _("%(agent)s：还有 %(free)s 席没有给人。"), _("有空席就录取，或写明原因退回。")
)
RESERVE_FULL = reason(
    "reserve_full",
    _("%(agent)s：录取和候补已有 %(held)s 人，最多 %(limit)s 人。"),
    _("让他排队等席位，或请运营加席位。"),
)
TRAINING_FULL = reason(
    "training_full",
    _("%(agent)s：从培训到在岗已有 %(held)s 人，最多 %(limit)s 人。"),
    _("让他排队等席位，有人退出再进培训。"),
)
NO_TRAINING_STAGE = reason(
    "no_training_stage", _("%(agent)s：这个任务不单独培训。"), _("直接录取，或请运营改任务。")
)
NO_ASSESSMENT_STAGE = reason(
    "no_assessment_stage", _("%(agent)s：这个任务不用评定。"), _("直接录取，或请运营改任务。")
)
TRAINING_FIRST = reason("training_first", _("%(agent)s：还没有参加任务培训。"), _("先让他进培训。"))
SIDES = {"side": {"us": _("我方"), "client": _("客户")}}
ASSESSMENT_OPEN = reason(
    "assessment_open", _("%(agent)s：%(side)s还没有评定。"), _("先培训、评定，再录取。"), words=SIDES
)
ASSESSED_AGAINST = reason(
    "assessed_against", _("%(agent)s：%(side)s的评定没有通过。"), _("退回，并写明原因。"), words=SIDES
)
INTERVIEW_MISSING = reason("interview_missing", _("%(agent)s：还没有有效的电话面试。"), _("请他先约面试。"))
NOT_ASSESSING = reason(
    "not_assessing", _("%(agent)s 现在是“%(now)s”，不在评定。"), _("刷新名单，看看是谁先处理了。")
)
APPEAL_NOT_REJECTED = reason("claim_appeal_not_rejected", _("没有退回的申请不用申诉。"))
APPEAL_TWICE = reason("claim_appeal_twice", _("这次申请已经申诉过了。"), _("每次申请只能申诉一次。"))
APPEAL_TOO_LATE = reason(
    "claim_appeal_too_late", _("退回超过 %(days)s 天，不能再申诉。"), _("可以重新领这个任务。")
)
APPEAL_WITHOUT_WORDS = reason("claim_appeal_without_words", _("没有写申诉的理由。"), _("写一写哪里不对。"))
APPEAL_BY_REJECTER = reason(
    "claim_appeal_by_rejecter", _("退回的人不能处理这件申诉。"), _("请另一位同事来处理。")
)
CHECK_EXPIRED = reason(
    "candidate_check_expired",
    _("%(agent)s 的%(step)s %(until_on)s 已到期。"),
    _("请他重新做，通过了再录取。"),
    words=STEPS,
)
QUALIFICATION_GONE = reason(
    "qualification_gone", _("%(agent)s 的资格已经失效。"), _("请他重考，考过再录取。")
)
AGENT_NOT_ACTIVE = reason("agent_not_active", _("%(agent)s 的账号不在册。"), _("退回，并告诉他原因。"))
REJECTION_NEEDS_REASON = reason(
    "rejection_needs_reason", _("没有选退回的原因。"), _("至少选一个，申请人会看到它和补救办法。")
)
NO_SUCH_REJECTION = reason("no_such_rejection", _("没有“%(code)s”这个退回原因。"))
CLAIMED_AGAIN = reason("claimed_again", _("%(agent)s 已经又领了一次。"), _("处理新的那一条。"))
UNDO_TOO_LATE = reason(
    "undo_too_late", _("退回超过 %(minutes)s 分钟，不能撤回了。"), _("请他 %(again_on)s 后再领。")
)

SHIFTS_HELD = reason(
    "shifts_held", _("还有 %(shifts)s 个约好的班。"), _("先取消这些班，或上完再退出"), door="tasks:work"
)

# Why somebody is not admitted: what the agent reads, and what helps.
REJECTIONS = {
    kind.code: kind
    for kind in (
        reason(
            "rejected_speech",
            _("普通话或口齿还达不到外呼的要求。"),
            _("照第一课的标准用语每天读 20 分钟，录下来自己听。"),
            door="training:study",
        ),
        reason(
            "rejected_phone", _("约好的电话没有接通。"), _("确认手机号能接到电话，下次留一个方便的时间。")
        ),
        reason(
            "rejected_hours",
            _("你能上班的时间和任务的班次对不上。"),
            _("在任务板上按时段挑任务"),
            door="tasks:board",
        ),
        reason(
            "rejected_experience",
            _("这个任务要有同类经验。"),
            _("先做不限经验的任务，做满一个月再来。"),
            door="tasks:board",
        ),
        reason(
            "rejected_attendance",
            _("之前的任务缺勤或临时取消较多。"),
            _("先把手上的班准时上满。"),
            door="tasks:work",
        ),
        reason(
            "rejected_others_first",
            _("这一批先录取了成绩更高的人。"),
            _("看看别的任务"),
            door="tasks:board",
        ),
        reason(
            "rejected_assessment",
            _("任务培训后的评定没有通过。"),
            _("照评定里写的练，能再领时再来。"),
            door="tasks:board",
        ),
        reason(
            "rejected_profile",
            _("资料和任务的要求不符。"),
            _("对照任务要求，挑合适的任务。"),
            door="tasks:board",
        ),
    )
}
REJECTED_RECENTLY = reason(
    "rejected_recently",
    _("这个任务 %(rejected_on)s 没有录取你。%(why)s"),
    _("%(again_on)s 起可以再领一次。"),
    words={"why": {code: kind.text for code, kind in REJECTIONS.items()}},
)
