"""Reasons and refusals: one truth for the page, the API, the action and the test.

A *reason kind* is declared once in a room's ``reasons.py``; calling it with facts makes a *reason*.
Reasons are stored and sent as code and facts, and put into words only where somebody reads them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

KINDS: dict[str, ReasonKind] = {}


def gettext_noop(text: str) -> str:
    """Mark a sentence for translation without importing Django."""
    return text


@dataclass(frozen=True, slots=True)
class ReasonKind:
    """A rule somebody can meet.

    ``text`` and ``remedy`` are msgids with ``%(fact)s`` places; facts ending in ``_fen``, ``_at``,
    ``_on`` or ``_seconds`` are shown as money and time; ``words`` turns a fact that is itself a code into its name;
    ``door`` names the URL where the remedy is done, ``door_facts`` the facts that are its address's parts.
    """

    code: str
    text: str
    remedy: str = ""
    door: str = ""
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    door_facts: tuple[str, ...] = ()

    def __call__(self, **facts: Any) -> Reason:
        return Reason(self.code, facts)


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason kind met with these facts (plain JSON values)."""

    code: str
    facts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def kind(self) -> ReasonKind:
        return KINDS[self.code]

    def as_json(self) -> dict[str, Any]:
        return {"code": self.code, "facts": dict(self.facts)}


def reason(
    code: str,
    text: str,
    remedy: str = "",
    *,
    door: str = "",
    words: Mapping[str, Mapping[str, str]] | None = None,
    door_facts: tuple[str, ...] = (),
) -> ReasonKind:
    """Declare a reason kind; a code is declared once in the whole house."""
    if code in KINDS:
        raise ValueError(f"reason code {code!r} is declared twice")
    KINDS[code] = ReasonKind(code, text, remedy, door, words or {}, door_facts)
    return KINDS[code]


def reasons_from_json(rows: Iterable[Mapping[str, Any]]) -> list[Reason]:
    """The stored form, read back."""
    return [Reason(row["code"], row.get("facts", {})) for row in rows]


class Refused(Exception):
    """A person met a rule. Carries every reason; caught once, in ``yunke/refusals.py``."""

    def __init__(self, *reasons: Reason) -> None:
        super().__init__(", ".join(reason.code for reason in reasons))
        self.reasons = reasons

    @property
    def codes(self) -> list[str]:
        return [reason.code for reason in self.reasons]


class Misread(Refused):
    """A form that says none of the answers it was made for: the field is wrong (422), nothing is decided."""


NOT_IN_STATE = reason(
    "not_in_state",
    gettext_noop("现在的状态是“%(now)s”，不能改成“%(next)s”。"),
    gettext_noop("刷新页面，看看现在能做什么。"),
)
MOVED_MEANWHILE = reason(
    "moved_meanwhile",
    gettext_noop("刚才有人先改了它。"),
    gettext_noop("刷新页面后再试。"),
)
NO_SUCH_ANSWER = reason(
    "no_such_answer",
    gettext_noop("没有读到你的决定，什么都没有改。"),
    gettext_noop("回到上一页，重新按其中一个按钮。"),
)
NOBODY_CHOSEN = reason("nobody_chosen", gettext_noop("一个人也没有选。"), gettext_noop("先在名单里打勾。"))
