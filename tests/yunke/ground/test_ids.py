"""Public identifiers."""

import re
from datetime import UTC, datetime, timedelta

from yunke.ground.ids import new_public_id, new_public_ids, public_ids_of

NOW = datetime(2026, 11, 2, 2, tzinfo=UTC)


def test_many_at_once_look_like_one_and_are_all_different():
    many = new_public_ids(NOW, 2_000)
    assert len(set(many)) == 2_000
    assert all(re.fullmatch(r"[0-9A-HJKMNP-TV-Z]{26}", one) for one in many)
    assert {one[:10] for one in many} == {new_public_id(NOW)[:10]}
    assert max(many) < new_public_ids(NOW + timedelta(milliseconds=1), 1)[0]
    assert new_public_ids(NOW, 0) == []


def test_identifiers_that_follow_from_a_name() -> None:
    one, other = public_ids_of(["a", "b"])
    assert (one, other) == ("SABR24PA3EYWNYP266SSM8YW9P", "7RHYG5G075CMMCW99XJP9RDH6J")
    assert public_ids_of(["b"]) == [other]
    assert re.fullmatch(r"[0-9A-Z]{26}", one)
    assert public_ids_of([]) == []
