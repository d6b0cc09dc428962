"""What the three desks share: the list beside its item, decide and next, and many at once."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar, Generic

from django.contrib import messages
from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext, ngettext

from onboarding.actions.bulk import MOST_AT_ONCE, Answer, Bulk, decide_many
from onboarding.models import User
from onboarding.phones import masked
from onboarding.queries.desk import Check
from yunke import clock
from yunke.ground.errors import Reason, ReasonKind, Refused
from yunke.ground.roles import SCREENER
from yunke.ground.states import StateTable
from yunke.listing import By, Listing, Shown
from yunke.refusals import Wording, answer_of, worded, wordings

DECIDED = "-decided"  # the order of those that wait no more
MARKS = {"photo_unseen": "unseen"}  # what the list says of a row by the first reason that holds it back


def desk_listing(name: str, **columns: By) -> Listing:
    """A desk's list: the longest waiting first, and its own columns, the largest first."""
    orders: dict[str, By] = {
        "-waited": "submitted_at",
        "number": "agent__number",
        DECIDED: F("decided_at").desc(nulls_last=True),
    }
    own = {f"-{column}": by for column, by in columns.items()}
    return Listing(f"onboarding:{name}", orders | own, keeps=("state",))


class Desk(Generic[Check]):
    """One kind of check. A desk says which rows it lists, what stands beside them and how one is decided."""

    name: ClassVar[str]  # of the list's address; the item's is name_item
    listing: ClassVar[Listing]
    item_template: ClassVar[str]
    states: ClassVar[StateTable]
    filters: ClassVar[tuple[str, ...]]  # the first: those that wait
    refusals: ClassVar[Mapping[str, ReasonKind]]
    bulk: ClassVar[Bulk | None] = None
    undoes: ClassVar[bool] = False  # whether a pass is undone, with a reason, where its item stands

    # --- what each desk says for itself ---

    def rows(self, state: str, words: str, by: User) -> QuerySet[Check]:
        raise NotImplementedError

    def counts(self, words: str, by: User) -> dict[str, int]:
        raise NotImplementedError

    def every(self) -> QuerySet[Check]:
        """All there are, with what an item shows."""
        raise NotImplementedError

    def decide(self, check: Check, *, passed: bool, codes: Collection[str], by: User, now: datetime) -> Check:
        """The act; the check as it stands then."""
        raise NotImplementedError

    def beside(self, request: HttpRequest, check: Check) -> dict[str, Any]:
        """What the item shows beyond what every item does."""
        raise NotImplementedError

    def label(self, check: Check) -> str:
        """What a row is called."""
        return str(check.agent.number)

    def more(self) -> dict[str, Any]:
        """What the list shows beyond what every list does."""
        return {}

    def said(self, check: Check, passed: bool) -> str:
        return gettext("%(number)s 已通过。") if passed else gettext("%(number)s 已退回，对方会看到原因。")

    # --- pages ---

    def find(self, public_id: str) -> Check:
        return get_object_or_404(self.every(), public_id=public_id)

    def listed(self, request: HttpRequest, status: int = 200, **more: Any) -> HttpResponse:
        """The list alone."""
        return render(request, self.template, self._list(request) | more, status=status)

    def opened(
        self,
        request: HttpRequest,
        check: Check,
        status: int = 200,
        refused: Sequence[Wording] = (),
        **more: Any,
    ) -> HttpResponse:
        """The list with this one beside it, or for htmx the item alone."""
        item = self._item(request, check) | {"refused": refused} | more
        if getattr(request, "htmx", False):
            return render(request, self.item_template, item, status=status)
        return render(request, self.template, self._list(request) | item, status=status)

    def decided(self, request: HttpRequest, public_id: str) -> HttpResponse:
        """Pass or return, then the next one."""
        check, by, passed = self.find(public_id), _user(request), _passed(request)
        following = self.following(request, check)
        try:
            check = self.decide(
                check, passed=passed, codes=request.POST.getlist("codes"), by=by, now=clock.now()
            )
        except Refused as refused:
            check.refresh_from_db()
            return self.opened(request, check, status=409, refused=wordings(refused.reasons))
        undo = check.public_id if passed and self.undoes else ""
        if not undo:
            messages.success(request, self.said(check, passed) % {"number": check.agent.number})
        return redirect(self._at(request, following, undo=undo))

    def decided_many(self, request: HttpRequest, bulk: Bulk) -> HttpResponse:
        """Pass or return all ticked; those left alone are named with the reason."""
        chosen, passed = request.POST.getlist("chosen")[:MOST_AT_ONCE], _passed(request)
        try:
            answers = decide_many(
                bulk,
                [one for one in chosen if one.isalnum()],
                passed=passed,
                codes=request.POST.getlist("codes"),
                by=_user(request),
                now=clock.now(),
            )
        except Refused as refused:
            return self.listed(request, 409, bulk_refused=wordings(refused.reasons), ticked=chosen)
        tell_answers(request, answers, passed=passed)
        return redirect(self.listing.back(request))

    def following(self, request: HttpRequest, check: Check) -> Check | None:
        """Who comes next in the list as it is narrowed and sorted, else the first that is left."""
        listed, state = self._asked(request)
        found: Check | None = listed.following(self.rows(state, listed.search, _user(request)), check)
        return found

    # --- parts ---

    @property
    def url(self) -> str:
        return f"onboarding:{self.name}"

    @property
    def template(self) -> str:
        return f"onboarding/{self.name}.html"

    def _asked(self, request: HttpRequest) -> tuple[Shown, str]:
        """The list and its state, from the address or, after a decision, from the form's ``list``."""
        listed = self.listing.shown(request)
        state = listed.one_of("state", self.filters, self.filters[0])
        if state != self.filters[0]:
            listed.first = DECIDED
        return listed, state

    def _at(self, request: HttpRequest, check: Check | None, **more: str) -> str:
        """The list as it stands, with this one beside it if there is one."""
        at = reverse(f"{self.url}_item", args=[check.public_id]) if check else reverse(self.url)
        return at + self._asked(request)[0].query(**more)

    def _undo(self, request: HttpRequest) -> dict[str, Any]:
        """Of what was passed just now: what is said, and the way to taking it back."""
        asked = request.GET.get("undo", "")
        if not asked or not self.undoes:
            return {}
        mine = self.every().filter(state="passed", decided_by=_user(request))
        if (check := mine.filter(public_id=asked).first()) is None:
            return {}
        words = self.said(check, True) % {"number": check.agent.number}
        return {"passed": check, "text": words, "url": f"{self._at(request, check, undo=asked)}#undo"}

    def _list(self, request: HttpRequest) -> dict[str, Any]:
        user, (listed, state) = _user(request), self._asked(request)
        words, waits = listed.search, state == self.filters[0]
        counts = self.counts(words, user)
        page = listed.page(self.rows(state, words, user), MOST_AT_ONCE)
        shown, screens = list(page.object_list), SCREENER in user.roles
        held = self.bulk.held(shown, user) if self.bulk and waits and screens else {}
        return self.more() | {
            "rows": [
                {"check": one, "name": self.label(one), "held": _mark(held.get(one.pk, []))} for one in shown
            ],
            "page": page,
            "state": state,
            "waits": waits,
            "words": words,
            "list_url": listed.url + listed.query(),
            "item_url": f"{self.url}_item",
            "query": listed.query(),
            "chips": [
                {"state": one, "word": gettext(self.states.words[one]), "count": counts.get(one, 0)}
                for one in self.filters
            ],
            "refusals": self._refusals(),
            "can_decide": screens,
            "undo": self._undo(request),
            "in_bulk": bool(self.bulk) and waits and screens,
            "bulk_url": f"{self.url}_decide_many",
        }

    def _item(self, request: HttpRequest, check: Check) -> dict[str, Any]:
        user = _user(request)
        return {
            "item": check,
            "phone": masked(check.agent.user.phone),
            "refusals": self._refusals(),
            "can_decide": SCREENER in user.roles,
            "undo": self._undo(request),
            "list_url": self.listing.back(request),
            "item_url": f"{self.url}_item",
            "following": self.following(request, check),
            "query": self._asked(request)[0].query(),
            "item_waits": check.state == self.filters[0],
        } | self.beside(request, check)

    def _refusals(self) -> list[dict[str, str]]:
        return [{"code": code, "word": gettext(kind.text)} for code, kind in self.refusals.items()]


def tell_answers(request: HttpRequest, answers: Sequence[Answer], *, passed: bool) -> None:
    """How many were decided, and who was left alone by which reason."""
    done = sum(one.done for one in answers)
    if done:
        words = (
            ngettext("已通过 %(done)s 人。", "已通过 %(done)s 人。", done)
            if passed
            else ngettext(
                "已退回 %(done)s 人，对方会看到原因。", "已退回 %(done)s 人，对方会看到原因。", done
            )
        )
        messages.success(request, words % {"done": done})
    if left := [one for one in answers if not one.done]:
        words = ngettext("%(left)s 人没有处理：%(who)s", "%(left)s 人没有处理：%(who)s", len(left))
        messages.warning(request, words % {"left": len(left), "who": _who(left)})


def _who(left: Sequence[Answer]) -> str:
    """Numbers by the first reason of each: who shares one is named together."""
    told: dict[str, list[str]] = {}
    for one in left:
        told.setdefault(worded(one.reasons[0]).text, []).append(one.number or "?")
    return " ".join(
        gettext("%(numbers)s（%(why)s）") % {"numbers": gettext("、").join(numbers), "why": why.rstrip("。.")}
        for why, numbers in told.items()
    )


def _mark(held: Sequence[Reason]) -> str:
    return MARKS.get(held[0].code, "alone") if held else ""


def _passed(request: HttpRequest) -> bool:
    return answer_of(request, "decision", "pass", "refuse") == "pass"


def _user(request: HttpRequest) -> User:
    return request.user  # type: ignore[return-value]
