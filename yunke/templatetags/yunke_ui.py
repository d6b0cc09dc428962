"""How pages write money, counts, icons and fields; time is worded in time_words.py, lists are in listed.py.

Amounts are fen.
"""

from __future__ import annotations

from django import template
from django.forms import BoundField, CheckboxInput, CheckboxSelectMultiple, RadioSelect
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from yunke.ground.money import yuan as yuan_text
from yunke.templatetags import listed, time_words
from yunke.templatetags.time_words import MINUS

register = template.Library()
LANGUAGES_OF = {"zh": "zh-Hans", "en": "en"}
for name in ("when", "span", "left"):
    register.simple_tag(getattr(time_words, name), takes_context=True)
for name in ("narrow", "kept", "kept_list"):
    register.simple_tag(getattr(listed, name), takes_context=True)
register.inclusion_tag("parts/views.html", takes_context=True)(listed.saved_views)
for name in ("sort", "order"):
    register.simple_block_tag(getattr(listed, name), takes_context=True)
for name in ("minutes", "seconds", "age", "day", "weekday", "clock", "month_name", "month_short"):
    register.filter(name, getattr(time_words, name))


# --- money and counts -------------------------------------------------------------------------------------


@register.filter
def yuan(fen: int | str | None) -> str:
    """Fen as yuan for people: 123456 -> "1,234.56", -2000 -> "−20.00"; nothing for nothing."""
    return "" if fen is None or fen == "" else yuan_text(int(fen)).replace("-", MINUS)


@register.filter
def yuan_signed(fen: int | str | None) -> str:
    """A difference: "+50.00", "−20.00", "0.00"."""
    text = yuan(fen)
    return f"+{text}" if text and int(fen or 0) > 0 else text


@register.simple_tag
def gap() -> str:
    """What stands between two sentences: English has a space, Chinese nothing."""
    return " " if (get_language() or "").startswith("en") else ""


@register.simple_tag
def money(fen: int | str | None, unit: bool = False) -> SafeString:
    """``<data>`` with the exact fen inside; ``unit`` adds 元."""
    if fen is None or fen == "":
        return SafeString("")
    words = _("%(amount)s 元") % {"amount": yuan(fen)} if unit else yuan(fen)
    return format_html('<data value="{}">{}</data>', int(fen), words)


@register.filter
def count(number: int | None) -> str:
    """98206 -> "98,206"; words stay words."""
    return f"{number:,}".replace("-", MINUS) if isinstance(number, int) else str(number or "")


@register.filter
def percent(share: float | str | None) -> str:
    """A share of one: 0.735 -> "73.5%"; whole numbers lose the decimal."""
    if share is None or share == "":
        return ""
    text = f"{float(share) * 100:.1f}".removesuffix(".0")
    return f"{text.replace('-', MINUS)}%"


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
        "done": _("完成"),
        "now": _("现在"),
        "waiting": _("等待中"),
        "attention": _("要处理"),
        "expired": _("已过期"),
        "stopped": _("已停止"),
        "later": _("还没到"),
    }
    return words.get(state, "")


@register.simple_tag
def icon(name: str, label: str = "", small: bool = False) -> SafeString:
    """One drawing of icons.svg; silent beside words, named by ``label`` where it stands alone."""
    named = format_html('role="img" aria-label="{}"', label) if label else SafeString('aria-hidden="true"')
    kind = "icon small" if small else "icon"
    return format_html(
        '<svg class="{}" {}><use href="{}#{}"></use></svg>',
        kind,
        named,
        static("yunke/icons/icons.svg"),
        name,
    )


@register.filter
def spoken(field: BoundField) -> str:
    """The box of a field; one for words in a named language (``body_zh``) says in which they are written."""
    language = next((LANGUAGES_OF[part] for part in field.name.split("_") if part in LANGUAGES_OF), "")
    return field.as_widget(attrs={"lang": language}) if language else str(field)


@register.filter
def kind(field: BoundField) -> str:
    """How parts/field.html draws it: ``check``, ``choices`` or ``line``."""
    widget = field.field.widget
    if isinstance(widget, RadioSelect | CheckboxSelectMultiple):
        return "choices"
    return "check" if isinstance(widget, CheckboxInput) else "line"
