"""This room's words in the record of acts."""

from yunke.ground.acts import act_words
from yunke.ground.errors import gettext_noop as _

RANKS = {"agent": _("客服"), "mentor": _("师傅"), "lead": _("组长"), "trainer": _("培训老师")}

act_words(
    verbs={
        "qualifications_taken_over": _("接收了旧系统的资格"),
        "rank_changed": _("职级变了"),
        "rank_rule_published": _("发布了晋升规则"),
        "lesson_finished": _("学完了一课"),
        "attempt_started": _("开始考试"),
        "attempt_passed": _("考试合格"),
        "attempt_failed": _("考试没有合格"),
        "question_switched_off": _("停用了一道题"),
        "question_switched_on": _("恢复了一道题"),
        "question_corrected": _("改正了一道题，发布新版本"),
        "qualification_granted": _("得到资格"),
        "qualification_lapsed": _("资格到期了"),
        "qualification_revoked": _("撤销了资格"),
        "qualification_renewed": _("资格续期了"),
    },
    things={
        "training.attempt": _("一次考试"),
        "training.qualification": _("资格"),
        "training.lesson": _("课"),
        "training.question": _("题"),
        "training.rankcase": _("晋升或退级"),
        "training.rankchange": _("级别变动"),
        "training.rankrule": _("晋升条件"),
    },
    facts={
        "case": _("申请"),
        "from_on": _("从哪天起"),
        "mentee": _("徒弟"),
        "mentor": _("师傅"),
        "rank": _("级别"),
        "rank_was": _("原级别"),
    },
    values={"rank": RANKS, "rank_was": RANKS},
)
