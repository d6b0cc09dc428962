"""A statement as a paper to keep: net first, then why, line by line. The font's needed letters travel inside it."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from tempfile import NamedTemporaryFile
from typing import Any

from django.http import HttpResponse
from django.utils.translation import get_language, gettext

from payouts.models import Statement
from payouts.queries.opened import OpenedLine, opened_statement
from payouts.queries.statements import PREVIEWED
from payouts.views.standing import tax_told
from payouts.words import INCOME, line_how, line_name
from yunke.ground.money import yuan
from yunke.templatetags.time_words import day, month_name

FACE = "yunke"
MARGIN, WIDTHS = 18, (56, 82, 36)  # millimetres of A4: name, how, amount
TINY, SMALL, PLAIN, LARGE, HUGE = 8, 9, 10.5, 15, 26
SOFT, INK, HAIR = (70, 84, 96), (22, 33, 43), (185, 195, 202)


def pdf_answer(one: Statement) -> HttpResponse:
    """One file of one statement, named by its run and agent."""
    name = f"{one.run.number}-{one.agent_number}.pdf"
    return HttpResponse(
        statement_pdf(one),
        content_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def statement_pdf(one: Statement) -> bytes:
    lines = opened_statement(one)
    head, sums = _head(one), _sums(one)
    groups = [
        (gettext("收入"), _rows(line for line in lines if line.kind in INCOME)),
        (gettext("扣减和结转"), _rows(line for line in lines if line.kind not in INCOME)),
    ]
    foot = gettext("指纹 %(hash)s") % {"hash": one.digest}
    columns = (gettext("项目"), gettext("怎么算"), gettext("元"))
    texts = [*head, *columns, foot, *(text for row in sums for text in row), "0123456789 /.,-−"]
    texts += [text for title, rows in groups for text in (title, *(cell for row in rows for cell in row))]
    pdf = _paper(one, "".join(texts), foot)
    _write(pdf, head[0], LARGE)
    for text in head[1:-2]:
        _write(pdf, text, SMALL, SOFT)
    _write(pdf, head[-2], HUGE, above=4)
    _write(pdf, head[-1], SMALL, SOFT)
    _table(pdf, sums, (138, 36), above=4)
    for title, rows in groups:
        if rows:
            _write(pdf, title, LARGE, above=6)
            _table(pdf, [columns, *rows], WIDTHS, headed=True)
    return bytes(pdf.output())


def _head(one: Statement) -> list[str]:
    """Title, whose, by whom and when; last the net and what is said of it."""
    run = one.run
    told = gettext("预览，批准之前还会变") if run.state in PREVIEWED else gettext("已批准")
    return [
        gettext("%(month)s结算单") % {"month": month_name(run.month)},
        f"{one.agent.user}  {one.agent_number}",
        run.entity.name,
        gettext("%(on)s发放") % {"on": day(run.pays_on)},
        told,
        yuan(one.net_fen),
        gettext("元，实发"),
    ]


def _sums(one: Statement) -> list[tuple[str, str]]:
    rows = [
        (gettext("应发"), one.income_fen),
        (gettext("代扣个税"), -one.tax_fen),
        (gettext("处罚"), -one.penalty_fen),
        (gettext("预支"), -one.advance_fen),
        (gettext("带入旧欠"), -one.debt_fen),
        (gettext("结转下期"), one.carried_fen),
        (gettext("实发"), one.net_fen),
    ]
    told = [(word, yuan(fen)) for place, (word, fen) in enumerate(rows) if fen or place in (0, len(rows) - 1)]
    return [*told, (tax_told(one), "")] if one.tax_fen else told


def _rows(lines: Iterable[OpenedLine]) -> list[tuple[str, str, str]]:
    return [(line_name(line), _how(line), yuan(line.amount_fen)) for line in lines]


def _how(line: OpenedLine) -> str:
    told = [line_how(line)]
    if line.task and line.terms:
        words = gettext("%(task)s，条款第 %(version)s 版")
        told.append(words % {"task": line.task.name, "version": line.terms.version})
    return "\n".join(text for text in told if text)


def _paper(one: Statement, letters: str, foot: str) -> Any:
    from fpdf import FPDF  # a second of work that only a paper asks for

    class Paper(FPDF):
        def footer(self) -> None:
            self.set_y(-14)
            self.set_font(FACE, size=TINY)
            self.set_text_color(*SOFT)
            self.cell(text=foot)
            self.set_x(-MARGIN - 20)
            self.cell(20, text=f"{self.page_no()}", align="R")

    pdf = Paper(format="A4")
    pdf.set_creation_date(one.run.approved_at or one.run.computed_at or one.run.prepared_at)
    pdf.set_lang(get_language() or "zh-hans")
    pdf.set_title(f"{one.run.number} {one.agent_number}")
    pdf.set_margins(MARGIN, MARGIN)
    pdf.set_auto_page_break(True, margin=18)
    with NamedTemporaryFile(suffix=".otf") as file:  # it takes a font by its path alone
        file.write(_letters_of_font(letters))
        file.flush()
        pdf.add_font(FACE, fname=file.name)
    pdf.add_page()
    return pdf


def _letters_of_font(letters: str) -> bytes:
    """Noto Sans SC with these letters alone: eight megabytes become a few kilobytes."""
    import uharfbuzz

    wanted = uharfbuzz.SubsetInput()
    wanted.unicode_set.update({ord(letter) for letter in letters})
    return bytes(uharfbuzz.subset(_font(), wanted).blob.data)


@cache
def _font() -> Any:
    import uharfbuzz
    from pylopdf_fonts_zh_cn import sans_path

    return uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(sans_path())))


def _write(pdf: Any, text: str, size: float, colour: tuple[int, int, int] = INK, above: int = 0) -> None:
    pdf.ln(above)
    pdf.set_font(FACE, size=size)
    pdf.set_text_color(*colour)
    pdf.multi_cell(0, size * 0.56, text, new_x="LMARGIN", new_y="NEXT")


def _table(
    pdf: Any,
    rows: Iterable[tuple[str, ...]],
    widths: tuple[int, ...],
    *,
    headed: bool = False,
    above: int = 1,
) -> None:
    from fpdf.fonts import FontFace

    pdf.ln(above)
    pdf.set_font(FACE, size=PLAIN)
    pdf.set_text_color(*INK)
    pdf.set_draw_color(*HAIR)
    pdf.set_line_width(0.2)
    with pdf.table(
        width=sum(widths),
        col_widths=widths,
        align="LEFT",
        text_align=("LEFT",) * (len(widths) - 1) + ("RIGHT",),
        borders_layout="HORIZONTAL_LINES",
        first_row_as_headings=headed,
        headings_style=FontFace(emphasis="", color=SOFT, size_pt=SMALL),
        line_height=6,
        padding=(0.8, 1, 0.8, 0),
    ) as table:
        for cells in rows:
            table.row(cells)
