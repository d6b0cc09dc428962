"""The record of acts for programs: the auditor's and the administrator's, found as on the page, nothing to write."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import cast
from tests.onboarding.doors import signed_in
from yunke import audit
from yunke.ground.roles import ADMINISTRATOR, AUDITOR, OPERATIONS

pytestmark = pytest.mark.django_db
NOW, URL = cast.at("2026-10-05 09:00"), "/api/v1/audit/"


def test_acts_are_found_by_person_verb_and_thing_the_newest_first() -> None:
    who, thing = cast.person("王演示"), cast.agent()
    audit.record(who.actor, "looked_here", thing, now=NOW, why="核对")
    audit.record(audit.HOUSE, "looked_elsewhere", cast.agent(), now=NOW)
    auditor = signed_in(cast.person("审", AUDITOR))
    for words in ("looked_here", thing.public_id, who.public_id, who.phone[-8:]):
        [row] = auditor.get(URL, {"q": words}).json()["results"]
        assert (row["verb"], row["actor"], row["actor_name"]) == ("looked_here", who.public_id, "王演示")
        assert (row["thing_type"], row["thing_id"], row["facts"]) == (
            "onboarding.agent",
            thing.public_id,
            {"why": "核对"},
        )
    rows = auditor.get(URL).json()["results"]
    assert [row["verb"] for row in rows] == ["looked_elsewhere", "looked_here"]
    assert signed_in(cast.person("管", ADMINISTRATOR)).get(URL).status_code == 200
    assert signed_in(cast.person("运", OPERATIONS)).get(URL).status_code == 403
    assert auditor.post(URL).status_code == 403


def test_older_acts_are_a_page_further_and_the_queries_do_not_grow() -> None:
    thing, auditor, counts = cast.agent(), signed_in(cast.person("审", AUDITOR)), []
    for number in range(3):
        audit.record(audit.HOUSE, f"act_{number}", thing, now=NOW)
    for limit in (1, 3):
        with CaptureQueriesContext(connection) as queries:
            page = auditor.get(URL, {"q": "act_", "limit": limit}).json()
        counts.append(len(queries))
        assert len(page["results"]) == limit
    assert counts[0] == counts[1]
    first = auditor.get(URL, {"q": "act_", "limit": 2}).json()
    assert [row["verb"] for row in first["results"]] == ["act_2", "act_1"]
    assert [row["verb"] for row in auditor.get(first["next"]).json()["results"]] == ["act_0"]
