"""The desk of disputes: the nearest day first; each with its line, its facts and its thread."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Page
from django.db import transaction
from django.db.models import F, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from payouts.actions.disputes import DECIDERS, answer_dispute, move_disputed_line, say_more
from payouts.forms import AnswerForm, NoteForm
from payouts.models import Dispute, Statement
from payouts.queries.disputes import disputes, ended_disputes, line_key, open_disputes
from payouts.queries.held import HOLDABLE
from payouts.queries.opened import opened_statement
from payouts.reasons import DISPUTE_ANSWERED_ALREADY
from payouts.views.disputes import shown
from yunke import clock
from yunke.access import allow
from yunke.audit import record
from yunke.ground.calendar import local_on
from yunke.ground.errors import Refused
from yunke.ground.roles import APPROVER, AUDITOR, FINANCE, OPERATIONS, PREPARER, RELEASER
from yunke.listing import Listing, chip_counts, ways
from yunke.refusals import wordings

PAGE = 50
DISPUTES = Listing(
    "payouts:disputes",
    {
        "due": "answer_by",
        "number": "agent__number",
        "-amount": "-amount_fen",
        "-answered": F("answered_at").desc(nulls_last=True),
    },
    keeps=("ended",),
)
READERS = (APPROVER, RELEASER, AUDITOR)


@never_cache
@allow(OPERATIONS, PREPARER, read=READERS)
@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    page, ended = _listed(request)
    counts = chip_counts(Dispute.objects.all(), {"": Q(state="open"), "1": ~Q(state="open")})
    return render(
        request,
        "payouts/disputes.html",
        {"page": page, "ended": ended, "counts": list(counts.values()), "today": local_on(clock.now())},
    )


@never_cache
@allow(OPERATIONS, PREPARER, read=READERS)
def dispute(request: HttpRequest, public_id: str) -> HttpResponse:
    """Posted to, it takes a word more for the thread."""
    of, form = _dispute(public_id), NoteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        say_more(of, form.cleaned_data["words"], by=_user(request), now=clock.now())
        return redirect(_beside(request, of))
    return _page(request, of, AnswerForm(), form)


@require_POST
@allow(OPERATIONS, PREPARER)
def answer(request: HttpRequest, public_id: str) -> HttpResponse:
    of, form = _dispute(public_id), AnswerForm(request.POST)
    following = DISPUTES.shown(request).following(open_disputes(), of)
    if of.state != "open":  # another answered meanwhile: the page has no form left that could say so
        raise Refused(DISPUTE_ANSWERED_ALREADY())
    if form.is_valid():
        told = form.cleaned_data
        try:
            answer_dispute(
                of,
                upheld=told["outcome"] == "upheld",
                answer=told["answer"],
                back_fen=told["back"],
                by=_user(request),
                now=clock.now(),
            )
        except Refused as refused:
            for said in wordings(refused.reasons):
                form.add_error(None, said.sentence)
        else:
            messages.success(request, gettext("已答复，客服会收到。"))
            of.refresh_from_db()
            if of.decision_id:  # money back: the page says who decides it now
                return redirect(_beside(request, of))
            return redirect(_beside(request, following) if following else DISPUTES.back(request))
    return _page(request, of, form, NoteForm())


@require_POST
@allow(OPERATIONS, PREPARER)
def move_line(request: HttpRequest, public_id: str) -> HttpResponse:
    of = move_disputed_line(_dispute(public_id), by=_user(request), now=clock.now())
    messages.success(request, gettext("这一行移到下次结算，其余的照发。"))
    return redirect(_beside(request, of))


@never_cache
@allow(OPERATIONS, PREPARER, read=READERS)
@require_safe
def evidence(request: HttpRequest, public_id: str) -> HttpResponse:
    """Each look is on record."""
    return seen_by_staff(_dispute(public_id), _user(request))


def seen_by_staff(of: Dispute, by: Any) -> HttpResponse:
    with transaction.atomic():
        record(by.actor, "evidence_seen", of, now=clock.now())
    return shown(of)


def _page(request: HttpRequest, of: Dispute, form: AnswerForm, note: NoteForm) -> HttpResponse:
    statement = Statement.objects.filter(run=of.run, agent=of.agent).select_related("run__entity").first()
    lines = opened_statement(statement) if statement and of.run.state != "computing" else []
    line = next((one for one in lines if line_key(one) == of.line_key), None)
    roles = _user(request).roles
    wrong = form.errors or note.errors
    shown, _ended = _listed(request)
    return render(
        request,
        "payouts/dispute.html",
        ways(list(shown), of, lambda one: _beside(request, one))
        | {
            "dispute": of,
            "line": line,
            "statement": statement,
            "form": form,
            "note_form": note,
            "may": bool({OPERATIONS, PREPARER} & roles),
            "decides": bool({*DECIDERS, AUDITOR} & roles),
            "corrections": bool({OPERATIONS, PREPARER, APPROVER, AUDITOR} & roles),
            "looks_at_money": bool({*FINANCE, AUDITOR} & roles),
            "may_move": bool(line)
            and of.hold_id is None
            and of.what in HOLDABLE
            and of.run.state in ("computed", "returned"),
        },
        status=422 if wrong else 200,
    )


def _listed(request: HttpRequest) -> tuple[Page[Dispute], bool]:
    """The page of the list as it stands, and whether it is of those that are over."""
    listed = DISPUTES.shown(request)
    if ended := bool(listed.asked.get("ended")):
        listed.first = "-answered"
    return listed.page(ended_disputes() if ended else open_disputes(), PAGE), ended


def _beside(request: HttpRequest, one: Dispute) -> str:
    return DISPUTES.beside(request, "payouts:dispute", one.public_id)


def _dispute(public_id: str) -> Dispute:
    return get_object_or_404(disputes(), public_id=public_id)


def _user(request: HttpRequest) -> Any:
    return request.user
