"""What lines, payments and stages are called on pages, in the reader's language."""

from __future__ import annotations

from django.utils.translation import get_language, gettext

from payouts.models import Dispute, Hold
from payouts.queries.opened import OpenedLine
from payouts.reasons import DISPUTE_WHAT, HELD_WHAT
from payouts.rules.accounts import BOOKED
from payouts.rules.tax import TaxStep
from yunke.ground.errors import gettext_noop as _
from yunke.ground.money import yuan
from yunke.templatetags.time_words import day, minutes

INCOME = (
    "hours",
    "pieces",
    "share",
    "tiers",
    "returned",
    "guarantee",
    "rank",
    "mentor",
    "full_attendance",
    "task_bonus",
    "reward",
    "correction",
    "released",
)
_NAMES = {
    "hours": _("完成工时"),
    "guarantee": _("每班保底补足"),
    "rank": _("职级补贴"),
    "mentor": _("带徒奖"),
    "full_attendance": _("全勤奖"),
    "task_bonus": _("任务奖金"),
    "reward": _("奖励"),
    "correction": _("更正"),
    "released": _("以前扣住、放开的"),
    "tax": _("个人所得税"),
    "penalty": _("处罚"),
    "advance": _("预支"),
    "debt": _("上期结转"),
    "carried": _("结转下期"),
}
_FIGURES = {  # rows of a month's comparison, and others that open the list of statements
    "work": _("工时，含加倍和保底"),
    "commission": _("提成"),
    "supplements": _("全勤、任务奖金、职级和带徒"),
    "reward": _("奖励"),
    "correction": _("更正"),
    "income": _("应发"),
    "tax": _("个人所得税"),
    "penalty": _("处罚"),
    "advance": _("预支"),
    "debt": _("旧欠与结转"),
    "net": _("实发"),
    "brought_in": _("带入旧欠"),
    "carried": _("结转下期"),
    "cost": _("客服拿"),
    "task": _("这个任务的收入"),
}
TAX_WORDS = {
    "cumulative": _("累计预扣"),
    "occurrence": _("按次预扣"),
    "none": _("不扣，由本人开票"),
}
_TAX_STEPS = {
    "earlier_income": _("以前的计税收入"),
    "income": _("这次的计税收入"),
    "expenses": _("减费用，收入的 %(figure)s%%"),
    "flat": _("减费用，不超过 4,000 元的减 800 元"),
    "allowance": _("减每月 5,000 元，数 %(figure)s 个月"),
    "other_deductions": _("减其他扣除"),
    "base": _("要计税的数"),
    "rate": _("税率 %(figure)s%%"),
    "quick": _("减速算扣除数"),
    "relief": _("减免"),
    "withheld_before": _("减以前已经扣的"),
    "not_refunded": _("多扣的年内不退，年度汇算时退"),
    "short": _("收入不够，留到下次再扣"),
    "tax": _("这次扣"),
}
RAILS = {"bank_file": _("银行文件"), "alipay": _("支付宝"), "wechat": _("微信支付")}
ITEM_STATES = {  # how a payment's state looks
    "waiting": "attention",
    "held": "stopped",
    "ready": "waiting",
    "sent": "now",
    "unknown": "waiting",
    "succeeded": "done",
    "failed": "attention",
    "returned": "attention",
    "cancelled": "stopped",
}
HOLIDAY_WORDS = {
    "new_year": _("元旦"),
    "spring_festival": _("春节"),
    "qingming": _("清明节"),
    "labour_day": _("劳动节"),
    "dragon_boat": _("端午节"),
    "mid_autumn": _("中秋节"),
    "national_day": _("国庆节"),
    "own_date": _("任务自定的加倍日"),
}
DAY_WORDS = {"": _("平日"), "statutory": _("法定日"), "day_off": _("调休"), "make_up": _("补班")}
DISPUTE_STATES = {"open": "waiting", "upheld": "done", "rejected": "stopped", "withdrawn": "neutral"}
RUN_STATES = {
    "computing": "now",
    "computed": "waiting",
    "returned": "attention",
    "approved": "waiting",
    "released": "now",
    "paid": "done",
}


def line_name(line: OpenedLine) -> str:
    if line.result_kind and line.kind != "correction":
        english = (get_language() or "").startswith("en")
        kind = line.result_kind.name_en if english else line.result_kind.name_zh
        words = gettext("%(kind)s扣减") if line.kind == "returned" else gettext("%(kind)s提成")
        return words % {"kind": kind}
    name = gettext(_NAMES.get(line.kind, line.kind))
    if line.kind == "hours" and line.percent != 100:
        return gettext("%(name)s，%(times)s 倍") % {"name": name, "times": times(line.percent)}
    if line.kind == "penalty" and line.decision and line.decision.clause:
        return gettext("处罚：%(clause)s") % {"clause": line.decision.clause.title}
    return name


def tax_step_words(step: TaxStep) -> str:
    return gettext(_TAX_STEPS[step.what]) % {"figure": step.figure}


def line_how(line: OpenedLine) -> str:
    """How the amount comes about, in one line."""
    match line.kind:
        case "hours":
            told = gettext("%(count)s 段，%(minutes)s × %(rate)s 元/小时") % {
                "count": line.facts,
                "minutes": minutes(line.quantity),
                "rate": yuan(line.rate),
            }
            return told if line.percent == 100 else f"{told} × {times(line.percent)}"
        case "pieces":
            return gettext("%(count)s 个 × %(rate)s 元") % {"count": line.quantity, "rate": yuan(line.rate)}
        case "returned":
            return gettext("%(count)s 个，每个扣 %(rate)s 元") % {
                "count": line.quantity,
                "rate": yuan(line.rate),
            }
        case "tiers":
            return gettext("按月累计，分档算")
        case "guarantee":
            return gettext("%(count)s 班，补到每班 %(rate)s 元") % {
                "count": line.facts,
                "rate": yuan(line.rate),
            }
        case "rank" | "mentor":
            told = gettext("%(minutes)s × %(rate)s 元/小时") % {
                "minutes": minutes(line.quantity),
                "rate": yuan(line.rate),
            }
            return told if line.percent == 100 else f"{told} × {line.percent}%"
        case "share":
            return gettext("成交 %(sales)s 元 × %(share)s") % {
                "sales": yuan(line.quantity),
                "share": share(line.rate),
            }
        case "full_attendance" | "task_bonus":
            return gettext("出勤 %(count)s 班") % {"count": line.quantity}
        case "reward" | "penalty" if line.decision:
            return day(line.decision.occurred_on)
        case "correction" if line.rows:
            return gettext("%(day)s那天的：%(why)s") % {
                "day": day(line.rows[0].on),
                "why": line.rows[0].about,
            }
        case "released":
            return gettext("以前扣住的 %(count)s 行") % {"count": line.facts}
        case "advance":
            return gettext("以前先付的 %(count)s 笔") % {"count": line.facts}
        case "debt":
            return gettext("以前没有扣完的")
        case "carried":
            return gettext("这个月不够扣的，下期再扣")
    return ""


def holiday_word(source: str) -> str:
    """What a day is multiplied for."""
    return gettext(HOLIDAY_WORDS[source])


def day_word(kind: str) -> str:
    return gettext(DAY_WORDS[kind])


def times(percent: int) -> str:
    """200 -> "2", 150 -> "1.5"."""
    return f"{percent / 100:g}"


def share(basis_points: int) -> str:
    """250 -> "2.5%"."""
    return f"{basis_points / 100:g}%"


def held_what(hold: Hold) -> str:
    """What a hold keeps back: a line's kind, a payment, or all of the agent's month."""
    return gettext(HELD_WHAT[hold.what or hold.scope])


def disputed_what(dispute: Dispute) -> str:
    return gettext(DISPUTE_WHAT[dispute.what])


def rail_word(code: str) -> str:
    """A rail's name; people without an account have none yet."""
    return gettext(RAILS.get(code, code)) if code else gettext("还没有收款账户")


def figure_word(code: str) -> str:
    """A row of a month's comparison, or another figure that opens the list of statements."""
    return gettext(_FIGURES[code])


def booked_word(kind: str) -> str:
    """What a ledger transaction was booked for."""
    return gettext(BOOKED.get(kind, kind))
