"""How pages write money, time, counts and icons. Amounts are fen, moments are aware, days are dates.

Relative words (今天, 还有 2 小时) need ``now`` in the page's context; without it the full date stands.
Date formats are msgids in Django's date letters, so that English can order them its own way.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django import template
from django.forms import BoundField, CheckboxInput, CheckboxSelectMultiple, RadioSelect
from django.template import Context
from django.templatetags.static import static
from django.utils.dateformat import format as in_letters
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from yunke.ground.calendar import PAY_ZONE
from yunke.ground.money import yuan as yuan_text

register = template.Library()
MINUS = "\u2212"  # a true minus: as wide as a digit, read as "minus"
EN_DASH = "\u2013"


# --- money and counts -------------------------------------------------------------------------------------


@register.filter
def yuan(fen: int | None) -> str:
    """Fen as yuan for people: 123456 -> "1,234.56", -2000 -> "−20.00"; nothing for nothing."""
    return "" if fen is None or fen == "" else yuan_text(int(fen)).replace("-", MINUS)


@register.filter
def yuan_signed(fen: int | None) -> str:
    """A difference: "+50.00", "−20.00", "0.00"."""
    text = yuan(fen)
    return f"+{text}" if text and int(fen or 0) > 0 else text


@register.simple_tag
def money(fen: int | None, unit: bool = False) -> SafeString:
    """``<data>`` with the exact fen inside; ``unit`` adds 元."""
    if fen is None or fen == "":
        return SafeString("")
    words = _("%(amount)s 元") % {"amount": yuan(fen)} if unit else yuan(fen)
    return format_html('<data value="{}"{}>{}</data>', int(fen), SafeString(' class="neg"' if int(fen) < 0 else ""), words)


@register.filter
def count(number: int | None) -> str:
    """98206 -> "98,206"; words stay words."""
    return f"{number:,}".replace("-", MINUS) if isinstance(number, int) else str(number or "")


@register.filter
def percent(share: float | None) -> str:
    """A share of one: 0.735 -> "73.5%"; whole numbers lose the decimal."""
    if share is None or share == "":
        return ""
    text = f"{float(share) * 100:.1f}".removesuffix(".0")
    return f"{text.replace('-', MINUS)}%"


# --- lengths of time --------------------------------------------------------------------------------------


@register.filter
def minutes(number: int | None) -> str:
    """433 -> "7 小时 13 分"; 45 -> "45 分"; 120 -> "2 小时"."""
    if number is None or number == "":
        return ""
    sign = MINUS if int(number) < 0 else ""
    hours, rest = divmod(abs(int(number)), 60)
    if hours and rest:
        return sign + _("%(hours)s 小时 %(minutes)s 分") % {"hours": f"{hours:,}", "minutes": rest}
    return sign + (_("%(hours)s 小时") % {"hours": f"{hours:,}"} if hours else _("%(minutes)s 分") % {"minutes": rest})


@register.filter
def seconds(number: float | None) -> str:
    """A wait in words: 30 -> "30 秒", 95 -> "2 分" (rounded up)."""
    if number is None or number == "":
        return ""
    whole = max(1, round(float(number)))
    return _("%(seconds)s 秒") % {"seconds": whole} if whole < 60 else minutes(-(-whole // 60))


# --- days and moments -------------------------------------------------------------------------------------


@register.simple_tag(takes_context=True)
def when(context: Context, at: datetime | date | None) -> SafeString:
    """``<time>``: 今天 18:30, 明天 09:00, 11月18日 18:30; the year when it is not this one's."""
    return SafeString("") if at is None or at == "" else _time(at, _moment(at, context.get("now")))


@register.simple_tag(takes_context=True)
def span(context: Context, start: datetime, end: datetime) -> SafeString:
    """A shift: 今天 18:30–22:30; an end after midnight says so (次日 02:00)."""
    first, last = start.astimezone(PAY_ZONE), end.astimezone(PAY_ZONE)
    until = in_letters(last, "H:i")
    if last.date() > first.date() and until != "00:00":
        until = _("次日 %(time)s") % {"time": until}
    until = "24:00" if until == "00:00" else until
    return _time(start, f"{_moment(start, context.get('now'))}{EN_DASH}{until}")


@register.simple_tag(takes_context=True)
def left(context: Context, until: datetime | None) -> str:
    """还有 2 小时; 还有 3 天; 已过 5 分. Nothing without ``now``."""
    now = context.get("now")
    if until is None or not isinstance(now, datetime):
        return ""
    gap = until - now
    words = _length(abs(gap))
    return (_("还有 %(length)s") if gap >= timedelta() else _("已过 %(length)s")) % {"length": words}


@register.filter
def age(at: datetime | None, now: datetime | None) -> str:
    """How long something has waited: 3 天 2 小时. ``{{ row.sent_at|age:now }}``."""
    return "" if at is None or not isinstance(now, datetime) else _length(max(now - at, timedelta()))


@register.filter
def day(on: date | datetime | None) -> str:
    """11月18日 周三."""
    if on is None or on == "":
        return ""
    on = _local(on)
    # Translators: Django date letters, as in "18 Nov"
    date_words = in_letters(on, _("n月j日"))
    return _("%(date)s %(weekday)s") % {"date": date_words, "weekday": weekday(on)}


@register.filter
def weekday(on: date | datetime) -> str:
    """周一 ... 周日."""
    names = (_("周一"), _("周二"), _("周三"), _("周四"), _("周五"), _("周六"), _("周日"))
    return names[_local(on).weekday()]


@register.filter
def clock(at: datetime | None) -> str:
    """18:30 in the pay zone."""
    return "" if at is None or at == "" else in_letters(at.astimezone(PAY_ZONE), "H:i")


@register.filter
def month_name(month: date | None) -> str:
    """2026年11月."""
    # Translators: Django date letters, as in "November 2026"
    return "" if month is None or month == "" else in_letters(month, _("Y年n月"))


@register.filter
def month_short(month: date | None) -> str:
    """11月."""
    # Translators: Django date letters, as in "Nov"
    return "" if month is None or month == "" else in_letters(month, _("n月"))


def _moment(at: datetime | date, now: datetime | None) -> str:
    local, today = _local(at), _local(now) if isinstance(now, datetime) else None
    words = _day_words(local, today)
    return f"{words} {in_letters(at.astimezone(PAY_ZONE), 'H:i')}" if isinstance(at, datetime) else words


def _day_words(on: date, today: date | None) -> str:
    names = {-1: _("昨天"), 0: _("今天"), 1: _("明天")}
    if today and (on - today).days in names:
        return names[(on - today).days]
    # Translators: Django date letters, as in "18 Nov 2026"
    same_year = today is not None and on.year == today.year
    return in_letters(on, _("n月j日") if same_year else _("Y年n月j日"))


def _length(gap: timedelta) -> str:
    if gap >= timedelta(days=2):
        hours = gap.seconds // 3600
        days = _("%(days)s 天") % {"days": gap.days}
        return _("%(days)s %(hours)s") % {"days": days, "hours": minutes(hours * 60)} if hours else days
    whole = int(gap.total_seconds() // 60)
    return minutes(whole - whole % 60 if whole >= 360 else whole)  # from six hours on, minutes are noise


def _local(at: datetime | date) -> date:
    return at.astimezone(PAY_ZONE).date() if isinstance(at, datetime) else at


def _time(at: datetime | date, words: str) -> SafeString:
    exact = at.astimezone(PAY_ZONE).isoformat(timespec="minutes") if isinstance(at, datetime) else at.isoformat()
    return format_html('<time datetime="{}">{}</time>', exact, words)


# --- small things -----------------------------------------------------------------------------------------


@register.filter
def masked(secret: str | None) -> str:
    """A mobile number keeps 3 + 4 digits, anything longer its last four, the rest nothing."""
    text = "".join(str(secret or "").split())
    if text.isdigit() and len(text) == 11 and text.startswith("1"):
        return f"{text[:3]}****{text[-4:]}"
    return f"**** {text[-4:]}" if len(text) >= 8 else "****" if text else ""


@register.filter
def state_word(state: str) -> str:
    """The plain word of one of the states a part can show."""
    words = {
        "done": _("完成"), "now": _("现在"), "waiting": _("等待中"), "attention": _("要处理"),
        "stopped": _("已停止"), "later": _("还没到"),
    }
    return words.get(state, "")


@register.simple_tag
def icon(name: str, label: str = "", small: bool = False) -> SafeString:
    """One drawing of icons.svg; silent beside words, named by ``label`` where it stands alone."""
    named = format_html('role="img" aria-label="{}"', label) if label else SafeString('aria-hidden="true"')
    kind = "icon small" if small else "icon"
    return format_html('<svg class="{}" {}><use href="{}#{}"></use></svg>', kind, named,
                       static("yunke/icons/icons.svg"), name)


@register.filter
def kind(field: BoundField) -> str:
    """How parts/field.html draws it: ``check``, ``choices`` or ``line``."""
    widget = field.field.widget
    if isinstance(widget, RadioSelect | CheckboxSelectMultiple):
        return "choices"
    return "check" if isinstance(widget, CheckboxInput) else "line"


@register.simple_tag
def described(field: BoundField) -> SafeString:
    """The field's control, telling a screen reader its hint, its error and that it is wrong."""
    named = [f"{field.auto_id}_{part}" for part in ("helptext", "error")
             if (field.help_text if part == "helptext" else field.errors)]
    attrs: dict[str, Any] = {"aria-describedby": " ".join(named)} if named else {}
    if field.errors:
        attrs["aria-invalid"] = "true"
    return field.as_widget(attrs=attrs)
