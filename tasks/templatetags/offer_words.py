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

from tasks.models import ResultKind, Task, Terms, TermsRate
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
def commission(rate: TermsRate) -> str:
    """意向客户 3.00 元/个; 成交额的 2%."""
    name = kind_name(rate.kind)
    if rate.share_bp:
        return _("%(kind)s：金额的 %(percent)s%%") % {"kind": name, "percent": f"{rate.share_bp / 100:g}"}
    return _("%(kind)s %(amount)s 元/个") % {"kind": name, "amount": yuan(rate.unit_fen)}


@register.filter
def commissions(terms: Terms) -> str:
    return _("；").join(commission(rate) for rate in terms.rates.all())


@register.filter
def holiday_words(terms: Terms) -> str:
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
def meal_words(terms: Terms) -> str:
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
