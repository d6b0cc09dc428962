"""An agent says a line is wrong, follows the answer, adds a word, takes it back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from payouts.actions.disputes import dispute_line, say_more, withdraw_dispute
from payouts.files import opened
from payouts.forms import DisputeForm, NoteForm
from payouts.models import Dispute
from payouts.queries.disputes import disputes_of
from payouts.queries.opened import opened_statement
from payouts.queries.paydays import timetable_of
from payouts.queries.statements import statements_of
from payouts.rules.disputing import SUMS, clock_of
from yunke import clock
from yunke.access import allow
from yunke.ground.calendar import local_on
from yunke.ground.errors import Refused
from yunke.ground.roles import AGENT
from yunke.refusals import wordings


@never_cache
@allow(AGENT)
def raise_one(request: HttpRequest, public_id: str, position: int) -> HttpResponse:
    """One line, one form: what is wrong, and a picture of it if there is one."""
    one = get_object_or_404(statements_of(_agent(request)), public_id=public_id)
    of = next(
        (row for row in opened_statement(one) if row.ordinal == position and row.kind not in SUMS), None
    )
    if of is None:
        raise Http404
    form = DisputeForm(request.POST or None, request.FILES or None, initial={"seen": one.digest})
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["evidence"]
        try:
            made = dispute_line(
                one,
                position,
                form.cleaned_data["words"],
                evidence=file.read() if file else b"",
                now=clock.now(),
                seen=form.cleaned_data["seen"],
            )
        except Refused as refused:
            for said in wordings(refused.reasons):
                form.add_error(None, said.sentence)
        else:
            messages.success(request, gettext("已提出，有了答复会通知你。"))
            return redirect("payouts:my_dispute", made.public_id)
    due = clock_of(local_on(clock.now()), timetable_of(one.run.month), run_state=one.run.state)
    context = {"statement": one, "run": one.run, "line": of, "form": form, "due": due}
    return render(request, "payouts/dispute_line.html", context, status=422 if form.errors else 200)


@never_cache
@allow(AGENT)
def mine(request: HttpRequest, public_id: str) -> HttpResponse:
    """The thread; a word more goes to whoever answers."""
    dispute = _mine(request, public_id)
    form = NoteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        say_more(dispute, form.cleaned_data["words"], by=_user(request), now=clock.now())
        return redirect("payouts:my_dispute", public_id)
    statement = statements_of(dispute.agent).filter(run=dispute.run).first()
    context = {"dispute": dispute, "form": form, "statement": statement}
    return render(request, "payouts/my_dispute.html", context, status=422 if form.errors else 200)


@require_POST
@allow(AGENT)
def withdraw(request: HttpRequest, public_id: str) -> HttpResponse:
    withdraw_dispute(_mine(request, public_id), now=clock.now())
    messages.success(request, gettext("已撤回，这一行照常结算。"))
    return redirect("payouts:my_dispute", public_id)


@never_cache
@allow(AGENT)
@require_safe
def my_evidence(request: HttpRequest, public_id: str) -> HttpResponse:
    return shown(_mine(request, public_id))


def shown(dispute: Dispute) -> HttpResponse:
    """The picture or PDF as it was handed in, to be saved: nothing in it runs here."""
    if not dispute.evidence:
        raise Http404
    return HttpResponse(
        opened(dispute.evidence),
        content_type=dispute.evidence_type,
        headers={"Content-Disposition": "attachment"},
    )


def _mine(request: HttpRequest, public_id: str) -> Dispute:
    return get_object_or_404(disputes_of(_agent(request)), public_id=public_id)


def _agent(request: HttpRequest) -> Any:
    return request.user.agent  # type: ignore[union-attr]


def _user(request: HttpRequest) -> Any:
    return request.user
