"""The bank at the desk: every question with what its answers say; switch one off, publish a corrected version."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from training.actions.bank import correct_question, switch_off, switch_on
from training.forms import QuestionForm, WhyForm
from training.models import GOLD, Exam, Question
from training.queries.bank import (
    SHOWN,
    BankRow,
    bank_rows,
    chosen_counts,
    figures_of_question,
    questions_by_paper,
    to_look_at,
    versions_of,
)
from training.queries.exams import figures_of, live_questions
from yunke import clock
from yunke.access import allow
from yunke.ground.errors import Refused
from yunke.ground.roles import AUDITOR, OPERATIONS, QUALITY
from yunke.listing import Listing
from yunke.refusals import wordings

PAGE = 50
TELLS = {
    "too_few": (_("答的人还太少"), "neutral"),
    "clearly": (_("会的人明显答得更好"), "done"),
    "slightly": (_("会的人答得稍好"), "neutral"),
    "not_at_all": (_("会不会都一样，分不出人"), "waiting"),
    "reversed": (_("没通过的人反而答得更好，先查题目和答案"), "stopped"),
}
CHIPS = {"live": _("在用"), "look": _("该看看的"), "off": _("停用的")}
BANK = Listing(  # one paper's questions with figures of recent answers: sorted where they are put together
    "training:bank",
    {
        "lesson": lambda row: (row.question.lesson.number, row.question.code),
        "code": lambda row: row.question.code,
        "-asked": lambda row: row.figures.asked,
        "right": lambda row: row.figures.right_percent,
    },
    keeps=("paper", "show"),
)


@never_cache
@allow(OPERATIONS, read=(QUALITY, AUDITOR))
@require_safe
def bank(request: HttpRequest) -> HttpResponse:
    """A line's questions or gold items, filtered and searched."""
    papers = list(Exam.objects.select_related("line").order_by("line__order", "line__code", "kind"))
    listed = BANK.shown(request)
    wished, show = listed.asked.get("paper", ""), listed.one_of("show", CHIPS, "live")
    chosen = next((one for one in papers if f"{one.line.code}-{one.kind}" == wished), None)
    chosen = chosen or next(iter(papers), None)
    rows = _found(bank_rows(chosen.line, chosen.kind), listed.search) if chosen else []
    counts = questions_by_paper()
    context = {
        "papers": [
            (f"{one.line.code}-{one.kind}", one, counts.get((one.line_id, one.kind), 0)) for one in papers
        ],
        "chosen": chosen,
        "paper": f"{chosen.line.code}-{chosen.kind}" if chosen else "",
        "chips": [(code, gettext(name), len(_shown(rows, code))) for code, name in CHIPS.items()],
        "show": show,
        "words": listed.search,
        "page": (page := listed.page(_shown(rows, show), PAGE)),
        "rows": [_row(one) for one in page],
        "live": live_questions(chosen).count() if chosen else 0,
        "figures": figures_of(chosen, clock.now()) if chosen else None,
    }
    return render(request, "training/bank.html", context)


@never_cache
@allow(OPERATIONS, read=(QUALITY, AUDITOR))
@require_safe
def bank_question(request: HttpRequest, public_id: str) -> HttpResponse:
    """One question whole, with its key, its figures and its versions."""
    return _item(request, _question(public_id), WhyForm())


@allow(OPERATIONS)
@require_POST
def bank_switch(request: HttpRequest, public_id: str) -> HttpResponse:
    """Off with a reason, or on again."""
    question, now, by = _question(public_id), clock.now(), request.user.actor  # type: ignore[union-attr]
    form = WhyForm(request.POST)
    off = question.switched_off_at is None
    if off and not form.is_valid():
        return _item(request, question, form, status=422)
    try:
        if off:
            switch_off(question, why=form.cleaned_data["why"], by=by, now=now)
        else:
            switch_on(question, by=by, now=now)
    except Refused as refused:
        return _item(request, question, form, reasons=wordings(refused.reasons), status=409)
    messages.success(request, gettext("已停用，新的卷子不再出这道题。") if off else gettext("已恢复。"))
    return redirect("training:bank_question", question.public_id)


@never_cache
@allow(OPERATIONS)
def bank_correct(request: HttpRequest, public_id: str) -> HttpResponse:
    """Write the next version; it is asked from the moment it is published."""
    question = _question(public_id)
    form = QuestionForm(question, request.POST or None)
    reasons: list[Any] = []
    if request.method == "POST" and form.is_valid():
        by = request.user.actor  # type: ignore[union-attr]
        try:
            made = correct_question(question, form.words(), by=by, now=clock.now())
        except Refused as refused:
            reasons = wordings(refused.reasons)
        else:
            told = {"code": made.code, "version": made.version}
            messages.success(request, gettext("%(code)s 第 %(version)s 版已发布。") % told)
            return redirect("training:bank_question", made.public_id)
    status = 409 if reasons else 422 if form.errors else 200
    context = {"question": question, "form": form, "reasons": reasons}
    return render(request, "training/bank_correct.html", context, status=status)


def _item(
    request: HttpRequest, question: Question, form: WhyForm, *, reasons: Any = (), status: int = 200
) -> HttpResponse:
    figures = figures_of_question(question)
    tells, state = TELLS[figures.tells]
    counts = chosen_counts(question)
    options = zip(question.options_zh, question.options_en, counts, strict=True)
    context = {
        "question": question,
        "figures": figures,
        "tells": gettext(tells),
        "tells_state": state,
        "options": [
            {"zh": zh, "en": en, "count": count, "right": place == question.key}
            for place, (zh, en, count) in enumerate(options)
        ],
        "most": max(*counts, 1),
        "versions": versions_of(question),
        "form": form,
        "reasons": reasons,
        "may_act": OPERATIONS in request.user.roles and question.is_live,  # type: ignore[union-attr]
        "gold": question.kind == GOLD,
    }
    return render(request, "training/bank_question.html", context, status=status)


def _shown(rows: list[BankRow], show: str) -> list[BankRow]:
    return to_look_at(rows) if show == "look" else [row for row in rows if SHOWN[show](row)]


def _found(rows: list[BankRow], words: str) -> list[BankRow]:
    return [
        row
        for row in rows
        if words.lower() in f"{row.question.code} {row.question.stem_zh} {row.question.stem_en}".lower()
    ]


def _row(row: BankRow) -> dict[str, Any]:
    words, state = TELLS[row.figures.tells]
    return {"question": row.question, "figures": row.figures, "tells": gettext(words), "state": state}


def _question(public_id: str) -> Question:
    return get_object_or_404(Question.objects.select_related("line", "lesson__course"), public_id=public_id)
