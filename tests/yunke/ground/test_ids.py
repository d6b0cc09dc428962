"""Public identifiers."""

import re
from datetime import UTC, datetime, timedelta

from yunke.ground.ids import new_public_id, new_public_ids

NOW = datetime(2026, 11, 2, 2, tzinfo=UTC)


def test_many_at_once_look_like_one_and_are_all_different():
    many = new_public_ids(NOW, 2_000)
    assert len(set(many)) == 2_000
    assert all(re.fullmatch(r"[0-9A-HJKMNP-TV-Z]{26}", one) for one in many)
    assert {one[:10] for one in many} == {new_public_id(NOW)[:10]}
    assert max(many) < new_public_ids(NOW + timedelta(milliseconds=1), 1)[0]
    assert new_public_ids(NOW, 0) == []
