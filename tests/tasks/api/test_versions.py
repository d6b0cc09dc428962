"""What was promised when, by API: versions with their days and people, papers and consents by hash, a file's bad rows."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from onboarding.actions.consents import give_consent
from tasks.actions.entities import publish_agreement
from tasks.actions.penalties import approve_penalties, propose_penalties
from tasks.actions.terms import approve_terms, propose_terms
from tasks.models import Task
from tasks.queries.offers import Clause, Content
from tests import cast
from tests.cast import at
from tests.tasks.api.knocks import Caller
from tests.tasks.work.test_imports import bring, row, text, world  # noqa: F401 - its world
from yunke.ground.roles import AUDITOR, CLIENT, PREPARER

pytestmark = [pytest.mark.django_db]
NOW = at("2026-10-12 09:00")


@pytest.fixture(autouse=True)
def _now(clock):
    clock(NOW)


@pytest.fixture
def task():
    return cast.task()


@pytest.fixture
def desk():
    return Caller(cast.person("审", AUDITOR))


def queries(ask) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert ask().status_code == 200
    return len(asked)


def next_terms(task, day):
    writer, second = cast.operations(), cast.operations()
    one = propose_terms(task, Content(hourly_fen=1_900), day, by=writer, now=NOW, margin_seen=True)
    return approve_terms(one, by=second, now=NOW), writer, second


def test_terms_tell_their_days_and_both_people(task, desk):
    made, writer, second = next_terms(task, date(2026, 11, 1))
    url = f"tasks/{task.public_id}/terms/versions/"
    new, first = desk.get(url).json()["results"]
    assert (new["version"], new["hash"], new["hourly_fen"]) == (2, made.hash, 1_900)
    assert (new["effective_on"], new["valid_until"]) == ("2026-11-01", None)
    assert (new["asked_by"], new["decided_by"]) == (writer.public_id, second.public_id)
    assert new["asked_at"] == new["decided_at"] == "2026-10-12T09:00:00+08:00"
    assert (first["version"], first["valid_until"], first["asked_by"]) == (1, "2026-10-31", None)
    before = queries(lambda: desk.get(url))
    next_terms(task, date(2026, 12, 1))
    next_terms(task, date(2027, 1, 1))
    assert queries(lambda: desk.get(url)) == before
    assert [row["version"] for row in desk.get(url, limit=2).json()["results"]] == [4, 3]
    assert Caller(cast.agent()).get(url).status_code == 403


def add_penalties(task, clauses, effective_on, *, by):
    made = propose_penalties(task, clauses, effective_on, appeal_days=5, by=cast.operations(), now=NOW)
    return approve_penalties(made, by=by, now=NOW)


def test_penalties_tell_their_days_and_who_published_them(task, desk):
    author = cast.operations()
    clause = Clause("late", "迟到", 2_000)
    made = add_penalties(task, [clause], date(2026, 11, 1), by=author)
    url = f"tasks/{task.public_id}/penalties/versions/"
    new, first = desk.get(url).json()["results"]
    assert (new["version"], new["hash"], new["appeal_days"]) == (2, made.hash, 5)
    assert new["clauses"] == [{"code": "late", "title": "迟到", "amount_fen": 2_000}]
    assert (new["published_by"], new["valid_until"]) == (author.public_id, None)
    assert (first["valid_until"], first["published_by"]) == ("2026-10-31", None)
    before = queries(lambda: desk.get(url))
    for month in (1, 2):
        add_penalties(task, [clause], date(2027, month, 1), by=author)
    assert queries(lambda: desk.get(url)) == before


@pytest.mark.database
def test_agreements_are_read_whole_version_by_version(task, desk):
    author = cast.person("制单", PREPARER)
    made = publish_agreement(
        task.entity, effective_on=date(2026, 11, 1), body_zh="约定二", body_en="Two", by=author.actor, now=NOW
    )
    new, first = desk.get(f"entities/{task.entity.public_id}/agreements/versions/").json()["results"]
    assert (new["hash"], new["body_zh"], new["body_en"]) == (made.hash, "约定二", "Two")
    assert (new["published_by"], first["valid_until"]) == (author.public_id, "2026-10-31")


def test_a_paper_is_read_by_the_hash_it_was_accepted_by(task):
    agent = Caller(cast.agent())
    terms, table, agreement = task.terms.get(), task.penalty_tables.get(), task.entity.agreements.get()
    told = {
        kind: agent.get(f"papers/{kind}/{one.hash}/").json()
        for kind, one in (("terms", terms), ("penalties", table), ("agreement", agreement))
    }
    assert [(kind, one["kind"], one["version"]) for kind, one in told.items()] == [
        (kind, kind, 1) for kind in ("terms", "penalties", "agreement")
    ]
    assert told["agreement"]["body_zh"] == agreement.body_zh
    assert told["terms"]["hourly_fen"] == terms.hourly_fen
    assert len(told["penalties"]["clauses"]) == table.clauses.count()
    for wrong in (f"terms/{'0' * 64}", f"terms/{table.hash}", f"prices/{terms.hash}"):
        assert agent.get(f"papers/{wrong}/").status_code == 404
    Task.objects.filter(pk=task.pk).update(state="draft")
    assert agent.get(f"papers/terms/{terms.hash}/").status_code == 404
    assert Caller(cast.person("客", CLIENT)).get(f"papers/agreement/{agreement.hash}/").status_code == 403


def test_a_consent_is_held_against_the_words_it_was_given_to():
    user = cast.agent().user
    given = give_consent(user, "identity", now=NOW)
    reader = Caller(user)
    (text_then,) = reader.get("texts/identity/versions/", hash=given.text_hash).json()["results"]
    assert (text_then["version"], text_then["in_force"]) == (given.text_version, True)
    assert given.text_hash in (text_then["hash_zh"], text_then["hash_en"])
    versions = reader.get("texts/identity/versions/").json()["results"]
    assert [(one["version"], one["in_force"]) for one in versions] == [("2026-11", True), ("2026-10", False)]
    assert versions[0]["zh"] != versions[1]["zh"]
    wrong = reader.get("texts/identity/versions/", hash="0" * 64)
    assert (wrong.status_code, list(wrong.json())) == (400, ["hash"])
    assert reader.get("texts/nothing/versions/").status_code == 404


def test_a_files_bad_rows_are_read_with_their_reasons_and_as_a_file(world, desk):  # noqa: F811
    agent = world[3]
    one = bring(world, text(row(agent), row("A9999998", "=c2"), row(agent, "c3", on="soon")))
    bad = desk.get(f"imports/{one.public_id}/problems/").json()
    assert [(at["row"], at["column"], at["reason"]["code"]) for at in bad["results"]] == [
        (3, "agent", "import_agent_unknown"),
        (4, "at", "import_time_unreadable"),
    ]
    assert bad["results"][0]["reason"]["remedy"]
    assert [
        at["row"] for at in desk.get(f"imports/{one.public_id}/problems/", offset=1).json()["results"]
    ] == [4]
    file = desk.get(f"imports/{one.public_id}/report/")
    assert file["Content-Type"] == "text/csv; charset=utf-8"
    assert [line.split(",")[:2] for line in file.content.decode("utf-8-sig").splitlines()[1:]] == [
        ["3", "agent"],
        ["4", "at"],
    ]
    assert Caller(agent).get(f"imports/{one.public_id}/report/").status_code == 403
