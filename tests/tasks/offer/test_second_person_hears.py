"""Terms and penalty tables: whoever may agree hears that something waits, who wrote it hears how it ended."""

from __future__ import annotations

from datetime import date

import pytest

from tasks.actions.penalties import approve_penalties, propose_penalties, refuse_penalties
from tasks.actions.terms import approve_terms, propose_terms, refuse_terms
from tasks.queries.offers import content_of
from tests import cast
from yunke.models import Notice

pytestmark = [pytest.mark.django_db]
NOW = cast.at("2026-10-20 10:00")
FROM = date(2026, 11, 1)


def told() -> list[tuple[str, str]]:
    return list(Notice.objects.order_by("pk").values_list("template", "recipient"))


def unread() -> list[tuple[str, str]]:
    return list(Notice.objects.filter(read_at=None).order_by("pk").values_list("template", "recipient"))


def test_once_decided_nobody_need_read_that_it_waited():
    writer, second, third = (cast.operations() for _ in range(3))
    task = cast.task()
    written = propose_terms(task, content_of(task.terms.get()), FROM, by=writer, now=NOW)
    table = propose_penalties(task, [], FROM, appeal_days=3, by=writer, now=NOW)
    assert sorted(unread()) == sorted(
        (news, one.public_id) for news in ("terms_wait", "penalties_wait") for one in (second, third)
    )
    approve_terms(written, by=second, now=NOW)
    assert sorted(unread()) == sorted(
        [("terms_in", writer.public_id)] + [("penalties_wait", one.public_id) for one in (second, third)]
    )
    refuse_penalties(table, "", by=writer, now=NOW)
    assert unread() == [("terms_in", writer.public_id)]


def test_of_terms():
    writer, second = cast.operations(), cast.operations()
    cast.screener()
    task = cast.task()
    content = content_of(task.terms.get())
    approve_terms(propose_terms(task, content, FROM, by=writer, now=NOW), by=second, now=NOW)
    assert told() == [("terms_wait", second.public_id), ("terms_in", writer.public_id)]
    assert {(one.url, one.facts["effective_on"]) for one in Notice.objects.all()} == {
        (f"/desk/tasks/{task.public_id}/", "2026-11-01")
    }
    Notice.objects.all().delete()
    written = propose_terms(task, content, date(2026, 12, 1), by=writer, now=NOW)
    refuse_terms(written, "", by=writer, now=NOW)  # taken back: nobody waits, nobody is told
    assert told() == [("terms_wait", second.public_id)]


def test_of_penalty_tables():
    writer, second = cast.operations(), cast.operations()
    task = cast.task()
    approve_penalties(
        propose_penalties(task, [], FROM, appeal_days=3, by=writer, now=NOW), by=second, now=NOW
    )
    again = propose_penalties(task, [], date(2026, 12, 1), appeal_days=3, by=second, now=NOW)
    refuse_penalties(again, "太轻", by=writer, now=NOW)
    assert told() == [
        ("penalties_wait", second.public_id),
        ("penalties_in", writer.public_id),
        ("penalties_wait", writer.public_id),
        ("penalties_sent_back", second.public_id),
    ]
