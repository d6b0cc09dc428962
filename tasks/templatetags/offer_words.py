"""How pages word an offer: commission, holidays, shifts, papers."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Any

from django import template
from django.utils.dateformat import format as in_letters
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from markdown_it import MarkdownIt

from tasks.models import ResultKind, Task, Terms, TermsRank, TermsRate, TermsTier
from tasks.rules.terms import Content, RankPay, Rate, Tier
from tasks.words import LOWERED_WORDS, RANK_WORDS
from yunke.ground.calendar import SPRING_AND_NATIONAL, statutory_days
from yunke.ground.money import yuan

register = template.Library()
PLAIN_PERCENT, DOUBLE_PERCENT = 100, 200


@register.filter
def state_name(row: Any) -> str:
    """A row's state by the word of its table."""
    return _(row.STATES.words[row.state])


@register.filter
def kind_name(kind: ResultKind) -> str:
    return kind.name_en if (get_language() or "").startswith("en") else kind.name_zh


@register.filter
def commission(rate: TermsRate | Rate) -> str:
    """意向客户 3.00 元/个; 成交：金额的 2%，超过 10,000.00 元的部分 3%; 退回：每个扣 0.50 元."""
    name, returns, is_share = _told(rate)
    if returns:
        return _("%(kind)s：每个扣 %(amount)s 元") % {"kind": name, "amount": yuan(rate.unit_fen)}
    first = (
        _("%(kind)s：金额的 %(percent)s%%") % {"kind": name, "percent": f"{rate.share_bp / 100:g}"}
        if is_share
        else _("%(kind)s %(amount)s 元/个") % {"kind": name, "amount": yuan(rate.unit_fen)}
    )
    return _("，").join([first, *(_tier(tier, is_share) for tier in _rows(rate.tiers))])


def _told(rate: TermsRate | Rate) -> tuple[str, bool, bool]:
    """(name of the kind, whether it takes back, whether it is a share)."""
    kind = rate.kind if isinstance(rate.kind, ResultKind) else ResultKind.objects.get(code=rate.kind)
    return kind_name(kind), kind.returns_id is not None, kind.measure == "amount"


def _tier(tier: TermsTier | Tier, is_share: bool) -> str:
    if is_share:
        return _("月累计超过 %(above)s 元的部分 %(percent)s%%") % {
            "above": yuan(tier.above),
            "percent": f"{tier.price / 100:g}",
        }
    return _("月累计超过 %(above)s 个的部分 %(amount)s 元/个") % {
        "above": tier.above,
        "amount": yuan(tier.price),
    }


def _rows(many: Any) -> list[Any]:
    """Rows of a stored version, or the values of one that waits."""
    return list(many.all()) if hasattr(many, "all") else list(many)


@register.filter
def commissions(terms: Terms | Content) -> str:
    return _("；").join(commission(rate) for rate in _rows(terms.rates))


@register.filter
def leading_rate(terms: Terms) -> TermsRate | None:
    """The commission that stands for a task without hourly pay."""
    return next((rate for rate in terms.rates.all() if rate.kind.returns_id is None), None)


@register.filter
def guarantee_words(terms: Terms | Content) -> str:
    return _("每班至少 %(amount)s 元：做满 %(minutes)s 分钟的班，底薪加提成不到就补足") % {
        "amount": yuan(terms.guarantee_fen),
        "minutes": terms.guarantee_minutes,
    }


@register.filter
def rank_words(terms: Terms | Content) -> str:
    """师傅加时薪的 10%；组长每小时加 2.00 元."""
    return _("；").join(_rank(one) for one in _rows(terms.ranks))


def _rank(one: TermsRank | RankPay) -> str:
    name = RANK_WORDS[one.rank]
    if one.percent:
        return _("%(rank)s加时薪的 %(percent)s%%") % {"rank": name, "percent": one.percent}
    return _("%(rank)s每小时加 %(amount)s 元") % {"rank": name, "amount": yuan(one.hourly_fen)}


@register.filter
def rank_name(code: str) -> str:
    return str(RANK_WORDS[code])


@register.filter
def percent_of_bp(basis_points: int) -> str:
    return f"{basis_points / 100:g}%"


@register.filter
def lowered_words(names: list[str]) -> str:
    return _("、").join(str(LOWERED_WORDS[name]) for name in names)


@register.filter
def mentor_words(terms: Terms | Content) -> str:
    return _("徒弟的头 %(days)s 天，每计薪 1 小时给师傅 %(amount)s 元") % {
        "days": terms.mentor_days,
        "amount": yuan(terms.mentor_hourly_fen),
    }


@register.filter
def holiday_words(terms: Terms | Content) -> str:
    """春节 4 天、国庆 3 天双薪."""
    if terms.holiday_rule == "none" or terms.holiday_percent <= PLAIN_PERCENT:
        return _("没有节假日加倍")
    days = {
        "spring_and_national": _("春节 4 天、国庆 3 天"),
        "all_statutory": _("全部法定节假日 13 天"),
        "dates": _("、").join(_dated(date.fromisoformat(day)) for day in terms.holiday_dates),
    }[terms.holiday_rule]
    if terms.holiday_percent == DOUBLE_PERCENT:
        return _("%(days)s双薪") % {"days": days}
    return _("%(days)s按 %(percent)s%% 算") % {"days": days, "percent": terms.holiday_percent}


@register.filter
def holiday_days(terms: Terms, today: date) -> list[date]:
    """The days of a rule by name, for a year from today on; dates name themselves."""
    if terms.holiday_rule in ("none", "dates"):
        return []
    until = today.replace(year=today.year + 1, day=min(today.day, 28))
    law = {**statutory_days(today.year), **statutory_days(today.year + 1)}
    everything = terms.holiday_rule == "all_statutory"
    return [
        day
        for day, codes in sorted(law.items())
        if today <= day < until and (everything or SPRING_AND_NATIONAL & set(codes))
    ]


@register.filter
def day_list(days: list[date]) -> str:
    return _("、").join(_day(day) for day in days)


@register.filter
def meal_words(terms: Terms | Content) -> str:
    """18:00-19:00 不计薪."""
    if terms.meal_starts is None or terms.meal_ends is None:
        return _("班内没有用餐时间")
    hours = f"{terms.meal_starts:%H:%M}\u2013{terms.meal_ends:%H:%M}"
    return (
        _("%(hours)s 计薪") % {"hours": hours}
        if terms.meal_is_paid
        else _("%(hours)s 不计薪") % {"hours": hours}
    )


@register.filter
def until_words(task: Task) -> str:
    """长期; 到 12月31日."""
    if task.ends_on is None:
        return _("长期")
    return _("到 %(day)s") % {"day": _day(task.ends_on)}


@register.filter
def stage_words(task: Task) -> str:
    """What stands between asking and duty: 电话面试、任务培训、我方评定、客户评定."""
    stages = (
        (task.asks_interview, _("电话面试")),
        (task.training_percent, _("任务培训")),
        ("us" in task.assesses, _("我方评定")),
        (task.client_assesses, _("客户评定")),
    )
    return _("、").join(words for there, words in stages if there) or _("筛选员看材料，直接录取")


@register.filter
def short_hash(value: str) -> str:
    """The first twelve figures: enough to compare by eye."""
    return f"{value[:4]} {value[4:8]} {value[8:12]}"


@register.filter
def paper(text: str) -> SafeString:
    """A document's Markdown as safe HTML without its title, which the page has itself."""
    return mark_safe(_html(text))  # noqa: S308 - raw HTML stays text in markdown-it


@lru_cache(maxsize=64)
def _html(text: str) -> str:
    reader = MarkdownIt("commonmark", {"html": False}).disable("image")
    tokens = reader.parse(text)
    titled = tokens and tokens[0].type == "heading_open" and tokens[0].tag == "h1"
    return str(reader.renderer.render(tokens[3:] if titled else tokens, reader.options, {}))


def _day(day: date) -> str:
    # Translators: Django date letters, as in "18 Nov"
    return in_letters(day, _("n月j日"))


def _dated(day: date) -> str:
    # Translators: Django date letters, as in "18 Nov 2026"
    return in_letters(day, _("Y年n月j日"))
