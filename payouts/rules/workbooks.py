"""The same rows as a workbook: amounts and counts as numbers, everything typed by people as text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from payouts.rules.sheets import Cell, Fen, Rows, one_line

MOST_ROWS = 1_048_576  # of one sheet; what is longer goes on in the next
WIDTH = 16
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def write_workbook(rows: Rows, to: IO[bytes], *, most_rows: int = MOST_ROWS) -> None:
    """The first row heads every sheet. Written row by row: memory does not grow with them.

    A text stays a text: never a formula, a link or a number, also after somebody edits the cell.
    """
    head = next(rows, ())
    with Workbook(to, {"constant_memory": True}) as book:
        yuan = book.add_format({"num_format": "0.00"})
        text = book.add_format({"num_format": "@", "quote_prefix": True})
        bold = book.add_format({"bold": True})
        for place, cells, sheet in _placed(rows, book, head, bold, most_rows):
            for column, cell in enumerate(cells):
                if isinstance(cell, Fen):
                    sheet.write_number(place, column, cell.fen / 100, yuan)
                elif isinstance(cell, str):
                    sheet.write_string(place, column, one_line(cell), text)
                else:
                    sheet.write_number(place, column, cell)


def _placed(
    rows: Rows, book: Workbook, head: tuple[Cell, ...], bold: Format, most_rows: int
) -> Iterator[tuple[int, tuple[Cell, ...], Worksheet]]:
    """Each row with its place and sheet."""
    sheet, place = _sheet(book, head, bold), 0
    for cells in rows:
        place += 1
        if place == most_rows:
            sheet, place = _sheet(book, head, bold), 1
        yield place, cells, sheet


def _sheet(book: Workbook, head: tuple[Cell, ...], bold: Format) -> Worksheet:
    sheet = book.add_worksheet()
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, max(0, len(head) - 1), WIDTH)
    for column, cell in enumerate(head):
        sheet.write_string(0, column, str(cell), bold)
    return sheet
