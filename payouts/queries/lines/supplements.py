"""Lines of a month of shifts: full attendance and the task bonus."""

from __future__ import annotations

from payouts.queries.book import Book
from payouts.queries.lines.draft import LineDraft, LineHead, Made, line_head
from payouts.queries.sets import rows
from payouts.rules.supplements import MonthOfShifts, full_attendance_fen, task_bonus_fen
from tasks.queries.settlement import ApprovedWork


def supplements(work: ApprovedWork, book: Book) -> Made:
    """Asked only where some terms offer them. A month that was held back stands in one line with the next."""
    if not any(of.full_attendance.amount_fen or of.task_bonus.amount_fen for of in book.terms.values()):
        return
    heads: dict[tuple[str, int], LineHead] = {}
    found: dict[tuple[int, str, int], list[int]] = {}
    for agent, _task, terms_id, booked, worked, flaws in rows(work.tallies):
        if (of := book.terms.get(terms_id)) is None:
            continue
        shifts = MonthOfShifts(booked, worked, late=flaws)
        for kind, fen in (
            ("full_attendance", full_attendance_fen(shifts, of.full_attendance)),
            ("task_bonus", task_bonus_fen(shifts, of.task_bonus)),
        ):
            if fen:
                if (kind, terms_id) not in heads:
                    heads[kind, terms_id] = line_head(
                        kind, of.task_number, of.version, task_id=of.task_id, terms_id=terms_id
                    )
                sums = found.setdefault((agent, kind, terms_id), [0, 0])
                sums[0] += worked
                sums[1] += fen
    for (agent, kind, terms_id), (worked, fen) in found.items():
        yield agent, LineDraft(heads[kind, terms_id], "", worked, worked, fen)
