"""Files by API that a page hands out, too: what a dispute was raised with, an agent's own year."""

from datetime import date

import pytest

from payouts.actions.disputes import answer_dispute, dispute_line
from tests import cast
from tests.payouts.engine.acts import OCTOBER, decision, settle, settle_and_approve, statement_of
from tests.payouts.pages.acts import visitor
from yunke.ground.roles import AUDITOR, OPERATIONS, SCREENER
from yunke.models import AuditEntry

pytestmark = [pytest.mark.django_db]
API, PICTURE = "/api/v1/", b"\x89PNG\r\n\x1a\n0"
IN_TIME = cast.at("2026-11-06 20:00")


@pytest.fixture
def agent(clock):
    clock(IN_TIME)
    cast.holidays(2026)
    payer, people = cast.entity(), cast.finance()
    work, agent = cast.task(payer), cast.agent("演示甲")
    cast.segment(agent, work, date(2026, 10, 12), 420)
    decision(agent, work, "penalty", 1_000)
    settle(payer, people[0])
    return agent


def raised(agent, evidence: bytes):
    slip = statement_of(agent)
    ordinal = slip.lines.get(kind="penalty").ordinal
    return dispute_line(slip, ordinal, "客户先骂人", evidence=evidence, now=IN_TIME)


def test_evidence_goes_to_its_agent_and_to_the_desk_where_each_look_is_on_record(agent):
    one = raised(agent, PICTURE)
    mine, desk = (f"{API}{place}/disputes/{one.public_id}/evidence/" for place in ("pay", "finance"))
    answer = visitor(agent.user).get(mine)
    assert (answer.status_code, answer["Content-Type"], answer.content) == (200, "image/png", PICTURE)
    looks = AuditEntry.objects.filter(verb="evidence_seen", thing_id=one.public_id)
    assert not looks.exists()
    staff = cast.person("审", AUDITOR)
    answer = visitor(staff).get(desk)
    assert (answer.content, answer["Content-Disposition"]) == (PICTURE, "attachment")
    assert looks.get().actor == staff.public_id
    assert visitor(cast.agent().user).get(mine).status_code == 404
    assert visitor(cast.person("筛", SCREENER)).get(desk).status_code == 403
    assert looks.count() == 1


def test_a_dispute_without_evidence_has_no_file_and_is_read_when_it_is_over(agent):
    one, desk = raised(agent, b""), visitor(cast.person("运营二", OPERATIONS))
    door = f"{API}finance/disputes/{one.public_id}/"
    assert desk.get(door + "evidence/").status_code == 404
    assert desk.get(door).json()["state"] == "open"
    answer_dispute(
        one, upheld=False, answer="听过录音，不改", by=cast.person("运营三", OPERATIONS), now=IN_TIME
    )
    told = desk.get(door).json()
    assert (told["state"], told["answer"]) == ("rejected", "听过录音，不改")
    assert desk.get(f"{API}finance/disputes/").json()["count"] == 0
    assert [row["public_id"] for row in desk.get(f"{API}finance/disputes/?ended=true").json()["results"]] == [
        one.public_id
    ]


def test_ones_own_year_is_the_file_of_the_page(clock):
    clock("2026-12-20T10:00:00+08:00")
    cast.holidays(2026)
    payer, people = cast.entity(), cast.finance()
    agent = cast.agent("演示甲")
    cast.segment(agent, cast.task(payer), date(2026, 10, 12), 420)
    settle_and_approve(payer, people, OCTOBER)
    me = visitor(agent.user)
    told = me.get(f"{API}pay/years/2026/")
    text = told.getvalue().decode("utf-8-sig")
    assert text.splitlines()[1].split(",")[1:5] == ['"2026-10"', '"2026-11-13"', '""', "105.00"]
    assert told["Content-Disposition"] == 'attachment; filename="yunke-2026.csv"'
    assert me.get("/pay/years/2026/").getvalue().decode("utf-8-sig") == text
    assert me.get(f"{API}pay/years/2026/?format=xlsx").getvalue()[:2] == b"PK"
    assert me.get(f"{API}pay/years/2026/?format=pdf").status_code == 400
    for year in (1999, 2100, 99_999, 10**20):
        told = [me.get(f"{root}pay/years/{year}/").status_code for root in (API, "/")]
        assert told == [404, 404]
    assert "105.00" not in visitor(cast.agent().user).get(f"{API}pay/years/2026/").getvalue().decode()
    assert visitor(people[0]).get(f"{API}pay/years/2026/").status_code == 403
