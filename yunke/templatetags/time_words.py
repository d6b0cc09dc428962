"""Time in words: lengths, days, moments and shifts, in the pay zone and the page's language.

Relative words (今天, 还有 2 小时) need ``now`` in the page's context; without it the full date stands.
Date formats are msgids in Django's date letters, so that English can order them its own way.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.template import Context
from django.utils.dateformat import format as in_letters
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from yunke.ground.calendar import PAY_ZONE

MINUS = "\u2212"  # a true minus: as wide as a digit, read as "minus"
EN_DASH = "\u2013"
MINUTE = timedelta(minutes=1)


# --- lengths of time --------------------------------------------------------------------------------------


def minutes(number: int | str | None) -> str:
    """433 -> "7 小时 13 分"; 45 -> "45 分"; 120 -> "2 小时"."""
    if number is None or number == "":
        return ""
    sign = MINUS if int(number) < 0 else ""
    hours, rest = divmod(abs(int(number)), 60)
    if hours and rest:
        return sign + _("%(hours)s 小时 %(minutes)s 分") % {"hours": f"{hours:,}", "minutes": rest}
    if hours:
        return sign + _("%(hours)s 小时") % {"hours": f"{hours:,}"}
    return sign + _("%(minutes)s 分") % {"minutes": rest}


def seconds(number: float | str | None) -> str:
    """A wait in words: 30 -> "30 秒", 95 -> "2 分" (rounded up)."""
    if number is None or number == "":
        return ""
    whole = max(1, round(float(number)))
    return _("%(seconds)s 秒") % {"seconds": whole} if whole < 60 else minutes(-(-whole // 60))


# --- days and moments -------------------------------------------------------------------------------------


def when(context: Context, at: datetime | date | None) -> SafeString:
    """``<time>``: 今天 18:30, 明天 09:00, 11月18日 18:30; the year when it is not this one's."""
    return SafeString("") if at is None or at == "" else _time(at, _moment(at, context.get("now")))


def moment(at: datetime | date, now: datetime | None) -> str:
    """The same as ``when`` in plain words, for a sentence that is no template."""
    return _moment(at, now)


def span(context: Context, start: datetime, end: datetime) -> SafeString:
    """A shift: 今天 18:30–22:30; an end after midnight says so (次日 02:00)."""
    first, last = start.astimezone(PAY_ZONE), end.astimezone(PAY_ZONE)
    until = in_letters(last, "H:i")
    if last.date() > first.date() and until != "00:00":
        until = _("次日 %(time)s") % {"time": until}
    until = "24:00" if until == "00:00" else until
    return _time(start, f"{_moment(start, context.get('now'))}{EN_DASH}{until}")


def left(context: Context, until: datetime | None) -> str:
    """还有 2 小时; 还有 3 天; 已过 5 分. Nothing without ``now``; a minute begun is still left, as clocks count down."""
    now = context.get("now")
    if until is None or not isinstance(now, datetime):
        return ""
    gap = until - now
    if gap >= timedelta():
        return _("还有 %(length)s") % {"length": _length(-(-gap // MINUTE) * MINUTE)}
    return _("已过 %(length)s") % {"length": _length(-gap)}


def age(at: datetime | None, now: datetime | None) -> str:
    """How long something has waited: 3 天 2 小时. ``{{ row.sent_at|age:now }}``."""
    return "" if at is None or not isinstance(now, datetime) else _length(max(now - at, timedelta()))


def day(on: date | datetime | None, now: datetime | None = None) -> str:
    """11月18日 周三; with ``now`` (``{{ one.on|day:now }}``) a day of another year says which."""
    if on is None or on == "":
        return ""
    on = _local(on)
    other_year = isinstance(now, datetime) and on.year != _local(now).year
    # Translators: Django date letters, as in "18 Nov"
    date_words = in_letters(on, _("Y年n月j日") if other_year else _("n月j日"))
    return _("%(date)s %(weekday)s") % {"date": date_words, "weekday": weekday(on)}


def weekday(on: date | datetime) -> str:
    """周一 ... 周日."""
    names = (_("周一"), _("周二"), _("周三"), _("周四"), _("周五"), _("周六"), _("周日"))
    return names[_local(on).weekday()]


def clock(at: datetime | None) -> str:
    """18:30 in the pay zone."""
    return "" if at is None or at == "" else in_letters(at.astimezone(PAY_ZONE), "H:i")


def month_name(month: date | None) -> str:
    """2026年11月."""
    # Translators: Django date letters, as in "November 2026"
    return "" if month is None or month == "" else in_letters(month, _("Y年n月"))


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
    placed = at.astimezone(PAY_ZONE) if isinstance(at, datetime) else at
    exact = placed.isoformat(timespec="minutes") if isinstance(placed, datetime) else placed.isoformat()
    return format_html('<time datetime="{}">{}</time>', exact, words)
