"""Penalty tables: written by one of operations, agreed to by another."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from tasks.actions import penalties as acts
from tasks.forms.offers import PenaltyForm
from tasks.models import PenaltyProposal
from tasks.views.offers import plain_form, task_named, tried
from yunke import clock
from yunke.access import allow
from yunke.ground.roles import OPERATIONS


@allow(OPERATIONS)
def new_penalties(request: HttpRequest, public_id: str) -> HttpResponse:
    found = task_named(public_id)
    last = found.penalty_tables.prefetch_related("clauses").order_by("-version").first()
    start = (
        max(found.starts_on, clock.today())
        if last is None
        else max(last.effective_on, clock.today()) + timedelta(days=1)
    )
    given = {row.code: row.amount_fen for row in last.clauses.all()} if last else {}
    form = PenaltyForm(request.POST or None, initial=given | {"effective_on": start})
    if request.method == "POST" and form.is_valid():
        made = tried(
            form,
            lambda: acts.propose_penalties(
                found,
                form.clauses(),
                form.cleaned_data["effective_on"],
                by=request.user,
                now=clock.now(),
                appeal_days=form.cleaned_data["appeal_days"],
            ),
        )
        if made:
            messages.success(request, gettext("处罚表写好了，等另一位运营同事核准才生效。"))
            return redirect("tasks:desk_task", public_id)
    return plain_form(
        request, form, gettext("处罚表：%(task)s") % {"task": found.name}, gettext("交第二人核准"), found
    )


@allow(OPERATIONS)
@require_POST
def approve_penalties(request: HttpRequest, public_id: str) -> HttpResponse:
    """The second person agrees."""
    proposal = proposal_named(public_id)
    made = acts.approve_penalties(proposal, by=request.user, now=clock.now())
    words = gettext("第 %(version)s 版处罚表从 %(day)s 起生效。")
    messages.success(request, words % {"version": made.version, "day": made.effective_on.isoformat()})
    return redirect("tasks:desk_task", proposal.task.public_id)


@allow(OPERATIONS)
@require_POST
def refuse_penalties(request: HttpRequest, public_id: str) -> HttpResponse:
    """Sent back with a reason; whoever wrote it takes it back."""
    proposal = proposal_named(public_id)
    acts.refuse_penalties(proposal, request.POST.get("why", "")[:500], by=request.user, now=clock.now())
    words = gettext("已收回。") if proposal.state == "withdrawn" else gettext("已退回，写的人会看到原因。")
    messages.success(request, words)
    return redirect("tasks:desk_task", proposal.task.public_id)


def proposal_named(public_id: str) -> PenaltyProposal:
    rows = PenaltyProposal.objects.select_related("task", "proposed_by")
    return get_object_or_404(rows, public_id=public_id)
