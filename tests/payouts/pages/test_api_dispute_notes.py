"""A word more in a dispute, by API: the agent's and the house's, in order, while it is open."""

import pytest

from tests import cast
from tests.house.scenes import Belongings
from tests.tasks.api.knocks import Caller, codes
from yunke.ground.roles import AUDITOR, PREPARER

pytestmark = [pytest.mark.django_db, pytest.mark.database]
NOW = cast.at("2026-11-02 10:00")


def test_both_sides_speak_and_read(clock):
    clock(NOW)
    own, other = Belongings("林甲"), Belongings("周乙")
    dispute, path = own.dispute, f"disputes/{own.dispute.public_id}/notes/"
    mine, desk = Caller(own.agent), Caller(cast.person("制单", PREPARER))
    assert mine.twice(f"pay/{path}", {"words": "还差一小时"}).status_code == 201
    assert desk.post(f"finance/{path}", {"words": "在查"}).json()["by_agent"] is False
    said = [(one["by_agent"], one["words"]) for one in mine.get(f"pay/{path}").json()["results"]]
    assert said == [(True, "还差一小时"), (False, "在查")]
    auditor = Caller(cast.person("审", AUDITOR))
    assert auditor.get(f"finance/{path}").json()["count"] == 2
    assert auditor.post(f"finance/{path}", {"words": "x"}).status_code == 403
    assert Caller(other.agent).get(f"pay/{path}").status_code == 404
    assert mine.post(f"pay/{path}", {"words": ""}).status_code == 400
    type(dispute).objects.filter(pk=dispute.pk).update(state="withdrawn")
    assert codes(mine.post(f"pay/{path}", {"words": "还有"})) == ["dispute_answered_already"]
