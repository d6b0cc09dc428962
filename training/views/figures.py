"""For trainers: how the questions fare in finished papers. Which option is right is nowhere on it."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from onboarding.models import Line
from training.models import EXAM
from training.queries.bank import bank_rows, hardest_first
from yunke.access import allow
from yunke.ground.roles import TRAINER

ON_A_PAGE = 50


@allow(TRAINER)
@require_safe
def question_figures(request: HttpRequest) -> HttpResponse:
    """Questions of a line, those answered wrongly most often first; those never asked come last."""
    lines = list(Line.objects.filter(is_open=True))
    line = next((one for one in lines if one.code == request.GET.get("line")), lines[0] if lines else None)
    rows = hardest_first(bank_rows(line, EXAM)) if line else []
    page = Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "training/question_figures.html", {"page": page, "lines": lines, "line": line})
