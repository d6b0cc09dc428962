"""Terms: written with a worked example and the margin beside them, agreed to by a second person."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from tasks.actions import terms as acts
from tasks.forms.terms import TermsForm
from tasks.models import Task, Terms, TermsProposal
from tasks.queries.board import hours_of, shift_patterns, usual_hours
from tasks.queries.offers import PROMISES, content_of, price_on
from tasks.rules.binding import lowered
from tasks.rules.margin import earned, margins, shift_example
from tasks.rules.terms_checks import contradictions
from tasks.views.offers import task_named, tried
from yunke import clock
from yunke.access import allow
from yunke.ground.calendar import local_on
from yunke.ground.roles import OPERATIONS
from yunke.refusals import wordings


@allow(OPERATIONS)
def new_terms(request: HttpRequest, public_id: str) -> HttpResponse:
    """Write a version; the button "calculate" shows the sums where no script does while one types."""
    found, now = task_named(public_id), clock.now()
    last = _last(found)
    start = (
        max(found.starts_on, local_on(now))
        if last is None
        else max(last.effective_on, local_on(now)) + timedelta(days=1)
    )
    form = TermsForm(request.POST or None, initial=TermsForm.initial_of(last, start))
    if request.method == "POST" and form.is_valid() and "calculate" not in request.POST:
        made = tried(
            form,
            lambda: acts.propose_terms(
                found,
                form.content(),
                form.cleaned_data["effective_on"],
                by=request.user,
                now=now,
                margin_seen=form.cleaned_data["margin_seen"],
            ),
        )
        if made:
            messages.success(request, gettext("条款写好了，等另一位运营同事核准才生效。"))
            return redirect("tasks:desk_task", public_id)
    return render(
        request,
        "tasks/offer_terms.html",
        {
            "task": found,
            "form": form,
            **_preview(found, form if form.is_bound else _typed(form), last),
        },
        status=422 if form.errors else 200,
    )


@allow(OPERATIONS)
@require_POST
def terms_preview(request: HttpRequest, public_id: str) -> HttpResponse:
    """The worked shift and the margin of what is typed so far."""
    form, found = TermsForm(request.POST), task_named(public_id)
    form.is_valid()
    return render(request, "tasks/_offer_preview.html", _preview(found, form, _last(found)))


@allow(OPERATIONS)
@require_POST
def approve_terms(request: HttpRequest, public_id: str) -> HttpResponse:
    """The second person agrees."""
    proposal = proposal_named(public_id)
    made = acts.approve_terms(proposal, by=request.user, now=clock.now())
    messages.success(
        request,
        gettext("第 %(version)s 版条款从 %(day)s 起生效，在岗的人已收到通知。")
        % {"version": made.version, "day": made.effective_on.isoformat()},
    )
    return redirect("tasks:desk_task", proposal.task.public_id)


@allow(OPERATIONS)
@require_POST
def refuse_terms(request: HttpRequest, public_id: str) -> HttpResponse:
    """Sent back with a reason; whoever wrote it takes it back."""
    proposal = proposal_named(public_id)
    acts.refuse_terms(proposal, request.POST.get("why", "")[:500], by=request.user, now=clock.now())
    words = gettext("已收回。") if proposal.state == "withdrawn" else gettext("已退回，写的人会看到原因。")
    messages.success(request, words)
    return redirect("tasks:desk_task", proposal.task.public_id)


def proposal_named(public_id: str) -> TermsProposal:
    return get_object_or_404(TermsProposal.objects.select_related("task", "proposed_by"), public_id=public_id)


def _last(found: Task) -> Terms | None:
    return found.terms.prefetch_related(*PROMISES).order_by("-effective_on").first()


def _preview(found: Task, form: TermsForm, last: Terms | None) -> dict[str, Any]:
    content = form.content()
    price = price_on(found, form.cleaned_data.get("effective_on") or found.starts_on)
    sums = earned(content, form.tried())
    commission = sum(one.fen for one in sums)
    names = {kind.code: kind for kind in form.kinds}
    patterns = shift_patterns([found.pk], clock.now()).get(found.pk, [])
    return {
        "content": content,
        "last": last,
        "example": shift_example(content, *usual_hours(patterns)),
        "earned": [(names[one.kind], one) for one in sums],
        "commission_fen": commission,
        "price": price,
        "margins": margins(
            content,
            unit=price.unit,
            price_fen=price.price_fen,
            commission_fen=commission,
            shifts=hours_of(patterns),
        )
        if price
        else [],
        "planned": bool(patterns),
        "contradictions": wordings(contradictions(content)),
        "lowered": list(lowered(content_of(last), content)) if last else [],
    }


def _typed(form: TermsForm) -> TermsForm:
    """The initial values as if somebody had typed them."""
    typed = TermsForm({name: form[name].value() for name in form.fields})
    typed.is_valid()
    return typed
