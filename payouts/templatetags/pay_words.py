"""Pages say lines and states with these."""

from __future__ import annotations

from django import template
from django.utils.translation import gettext

from payouts import words
from payouts.states import ADVANCE, BATCH, CUT_OVER, DISPUTE, HOLD, ITEM, RELIEF, RUN
from tasks.states import HOLIDAY_AMENDMENT, PAY_MONTH
from yunke.ground.acts import VERBS

register = template.Library()
register.filter("line_name", words.line_name)
register.filter("line_how", words.line_how)
register.filter("tax_step_words", words.tax_step_words)
register.filter("times", words.times)
register.filter("holiday_word", words.holiday_word)
register.filter("day_kind", words.day_word)
register.filter("rail_word", words.rail_word)
register.filter("figure_word", words.figure_word)
register.filter("booked_word", words.booked_word)
register.filter("held_what", words.held_what)
register.filter("disputed_what", words.disputed_what)
_TABLES = {
    "item": ITEM,
    "run": RUN,
    "batch": BATCH,
    "relief": RELIEF,
    "advance": ADVANCE,
    "cut_over": CUT_OVER,
    "hold": HOLD,
    "dispute": DISPUTE,
    "pay_month": PAY_MONTH,
    "holiday_amendment": HOLIDAY_AMENDMENT,
}


@register.filter
def state_of(state: str, table: str) -> str:
    """``{{ item.state|state_of:"item" }}``: its name."""
    return gettext(_TABLES[table].words[state])


@register.filter
def item_state(asked: str) -> str:
    """A payment's state as an address asks for it, whatever it says."""
    return gettext(ITEM.words.get(asked, asked))


@register.filter
def looks(state: str, table: str) -> str:
    """The look (done, waiting ...) of a state."""
    return {"item": words.ITEM_STATES, "run": words.RUN_STATES, "dispute": words.DISPUTE_STATES}[table].get(
        state, "neutral"
    )


@register.filter
def short_hash(digest: str) -> str:
    """The first twelve letters of a hash, in groups of four."""
    return " ".join(digest[place : place + 4] for place in (0, 4, 8))


@register.filter
def negative(fen: int) -> int:
    return -fen


@register.filter
def act_word(verb: str) -> str:
    """An act of the record by its name."""
    return gettext(VERBS[verb])
