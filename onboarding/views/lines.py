"""The lines of business: which there are, which I have chosen."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from onboarding.actions.lines import choose_line, drop_line
from onboarding.models import Line
from onboarding.queries.needs import not_proposed
from onboarding.queries.sop import chosen_lines, sops_of, step_names, steps_of
from yunke import clock
from yunke.access import allow
from yunke.ground.roles import AGENT
from yunke.refusals import wordings


@allow(AGENT)
@require_safe
def lines(request: HttpRequest) -> HttpResponse:
    """Every open line with its steps, and whether I have chosen it; what is not proposed to me comes last."""
    user: Any = request.user
    found, chosen = list(Line.objects.filter(is_open=True)), {line.pk for line in chosen_lines(user.agent)}
    sops = sops_of(found, clock.now())
    names, aside = step_names(sops), not_proposed(user.agent, sops)
    rows = [
        {
            "line": line,
            "chosen": line.pk in chosen,
            "steps": names.get(line.pk, []),
            "aside": wordings(aside.get(line.pk, ())),
        }
        for line in sorted(found, key=lambda line: line.pk in aside)
    ]
    return render(request, "onboarding/lines.html", {"rows": rows, "any": bool(chosen)})


@allow(AGENT)
@require_safe
def step(request: HttpRequest, line: str, kind: str) -> HttpResponse:
    """The page where a step is done, wherever its room keeps it; the home where there is nothing to do."""
    user: Any = request.user
    standings = steps_of(user.agent, [get_object_or_404(Line, code=line)], clock.now()).get(line, ())
    found = next((one.step for one in standings if one.kind.code == kind), None)
    if found is None:
        raise Http404
    return redirect(found.url or "/")


@allow(AGENT)
@require_POST
def choose(request: HttpRequest, line: str) -> HttpResponse:
    user: Any = request.user
    found = get_object_or_404(Line, code=line)
    choose_line(user.agent, found, now=clock.now())
    messages.success(request, gettext("已选%(line)s，它的步骤在首页。") % {"line": found.name})
    return redirect("onboarding:lines")


@allow(AGENT)
@require_POST
def drop(request: HttpRequest, line: str) -> HttpResponse:
    user: Any = request.user
    found = get_object_or_404(Line, code=line)
    drop_line(user.agent, found, now=clock.now())
    messages.success(request, gettext("不再做%(line)s；做过的都还在，随时可以再选。") % {"line": found.name})
    return redirect("onboarding:lines")
