"""One thing of a desk by API: an agent, a decision, a case, a review, an interview, an import, one's own standing."""

import pytest

from tasks.actions.decisions import drop_decision
from tests import cast
from tests.house.scenes import NOW, Belongings
from tests.tasks.api.knocks import Caller
from yunke.chunks import lay_out
from yunke.ground.roles import AUDITOR, CLIENT, QUALITY, SCREENER
from yunke.models import Chunk

pytestmark = [pytest.mark.django_db]


@pytest.fixture
def own(clock):
    clock(NOW)
    return Belongings("林甲")


def codes(rows) -> list[str]:
    return [one["code"] for one in rows]


def test_an_agent_with_what_they_hold_and_a_masked_phone(own):
    cast.claim(own.agent, own.task)
    cast.claim(own.agent, cast.task(own.task.entity), state="rejected")
    cast.booking(own.agent, cast.shift(own.task, "2026-11-09 09:00"))
    held = own.agent.qualifications.first() or cast.qualification(own.agent)
    for who in (cast.operations(), cast.person("质", QUALITY)):
        told = Caller(who).get(f"agents/{own.agent.public_id}/").json()
        assert (told["number"], told["name"], told["state"]) == (own.agent.number, "林甲", "active")
        assert [(one["task"], one["state"]) for one in told["claims"]] == [(own.task.public_id, "on_duty")]
        assert told["seats"] == 1
        assert held.public_id in [one["public_id"] for one in told["qualifications"]]
        assert "****" in told["phone"]
        assert own.user.phone not in str(told)
    told = Caller(cast.person("审", AUDITOR)).get(f"agents/{own.agent.public_id}/").json()
    assert told["name"] == "林*"
    for shut in (cast.screener(), own.agent):
        assert Caller(shut).get(f"agents/{own.agent.public_id}/").status_code == 403


def test_ones_own_standing_says_what_keeps_one(own):
    me = Caller(own.agent)
    assert me.get("me/standing/").json() == {
        "number": own.agent.number,
        "state": "active",
        "suspended_why": "",
        "keeps": [],
    }
    cast.claim(own.agent, own.task)
    assert codes(me.get("me/standing/").json()["keeps"]) == codes(me.post("me/leave/").json()["reasons"])
    assert codes(me.get("me/standing/").json()["keeps"]) == ["duty_held"]


def test_a_decision_says_whether_the_caller_may_approve_it_and_why_it_was_dropped(own):
    one, second = own.decision, cast.person("二", QUALITY)
    desk = Caller(second)
    waiting = desk.get(f"decisions/{one.public_id}/").json()
    assert (waiting["evidence"], codes(waiting["reasons"])) == ("林甲的经过", ["decision_appeal_open"])
    proposer = Caller(one.proposed_by).get(f"decisions/{one.public_id}/").json()
    assert codes(proposer["reasons"]) == ["decision_by_proposer", "decision_appeal_open"]
    drop_decision(one, "没有证据", by=second, now=NOW)
    told = desk.get(f"decisions/{one.public_id}/").json()
    assert (told["state"], told["reasons"], told["dropped_why"]) == ("dropped", [], "没有证据")
    assert Caller(cast.screener()).get(f"decisions/{one.public_id}/").status_code == 403


def test_a_case_of_the_ladder_with_its_numbers(own):
    case = own.application
    told = Caller(cast.operations()).get(f"rank-cases/{case.public_id}/").json()
    assert (told["agent"], told["to_rank"], told["reasons"]) == (own.agent.number, "mentor", [])
    assert (told["outlook"]["rank"], told["outlook"]["following"]) == ("agent", "mentor")
    by = cast.operations()
    stepped = Belongings("周乙")._case("down", by)
    mine = Caller(by).get(f"rank-cases/{stepped.public_id}/").json()
    assert codes(mine["reasons"]) == ["rank_decided_by_opener"]
    assert Caller(own.agent).get(f"rank-cases/{case.public_id}/").status_code == 403


def test_a_review_keeps_the_first_card_to_itself_until_both_are_in(own):
    desk = Caller(cast.person("质", QUALITY))
    done = desk.get(f"reviews/{own.contested.public_id}/").json()
    assert [(one["part"], one["percent"]) for one in done["cards"]] == [("first", 40)]
    assert done["appeal"]["words"] == "林甲的申诉"
    assert done["results"] == [{"kind": "connected", "quantity": 1, "amount_fen": 0}]
    own.contested.__class__.objects.filter(pk=own.contested.pk).update(state="second")
    assert desk.get(f"reviews/{own.contested.public_id}/").json()["cards"] == []
    assert Caller(own.agent).get(f"reviews/{own.contested.public_id}/").status_code == 403


def test_an_interview_of_the_desk(own):
    told = Caller(cast.person("面", SCREENER)).get(f"interviews/{own.called.public_id}/").json()
    assert (told["agent"], told["interviewer"], told["state"]) == (own.agent.number, "林甲的面试官", "booked")
    assert Caller(cast.person("客", CLIENT)).get(f"interviews/{own.called.public_id}/").status_code == 403


def test_an_import_says_how_far_it_is_and_why_it_stopped(own):
    desk, one = Caller(cast.operations()), own.imported
    path = f"imports/{one.public_id}/"
    told = desk.get(path).json()
    assert (told["state"], told["rows_done"], told["rows_total"], told["reasons"]) == (
        one.state,
        None,
        None,
        [],
    )
    lay_out("import", one.public_id, [({}, 7)], now=NOW)
    Chunk.objects.update(rows_done=3, state="parked", error={"code": "import_agent_blank", "facts": {}})
    told = desk.get(path).json()
    assert (told["rows_done"], told["rows_total"], codes(told["reasons"])) == (3, 7, ["import_agent_blank"])
    assert Caller(cast.screener()).get(path).status_code == 403


def test_what_is_not_there_is_not_found(own):
    desk = Caller(cast.operations())
    for path in ("agents", "decisions", "rank-cases", "reviews", "imports"):
        assert desk.get(f"{path}/{'0' * 26}/").status_code == 404
