"""The statement as a paper: what can be read in it, by whom, and that its font travels inside."""

from datetime import date

import pypdfium2
import pytest

from tests import cast
from tests.payouts.engine.acts import decision, result, settle_and_approve
from tests.payouts.pages.acts import visitor
from yunke.ground.roles import AUDITOR

pytestmark = [pytest.mark.django_db]


@pytest.fixture
def slip():
    cast.holidays(2026)
    work, people = cast.task(cast.entity(), rates={"interested_lead": (300, 0)}), cast.finance()
    agent = cast.agent("演示甲")
    cast.segment(agent, work, date(2026, 10, 1), 240, starts="20:00")
    cast.segment(agent, work, date(2026, 10, 12), 433)
    result(agent, work, "interested_lead", 2, key="C-77")
    decision(agent, work, "penalty", 2_000)
    settle_and_approve(work.entity, people)
    return agent.statements.select_related("run", "agent").get()


def read(answer):
    """The lines of text of a paper."""
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert b"/FontFile3" in answer.content
    paper = pypdfium2.PdfDocument(answer.content)
    return [line.strip() for page in paper for line in page.get_textpage().get_text_range().splitlines()]


def test_net_first_then_each_line_with_its_amount(slip):
    answer = visitor(slip.agent.user).get(f"/pay/{slip.public_id}/pdf/")
    name = f"{slip.run.number}-{slip.agent_number}.pdf"
    assert answer["Content-Disposition"] == f'attachment; filename="{name}"'
    assert len(answer.content) < 60_000
    lines = read(answer)
    assert lines[0] == "2026年10月结算单"
    assert lines[1].startswith("演示甲")
    assert slip.agent_number in lines[1]
    told = "\n".join(lines)
    assert lines.index("214.25") < next(place for place, text in enumerate(lines) if "应发 234.25" in text)
    for text in (
        "处罚 -20.00",
        "实发 214.25",
        "完成工时，2 倍",
        "120.00",
        "108.25",
        "意向客户提成",
        "6.00",
        "条款第 1 版",
    ):
        assert text in told, (text, told)
    assert slip.digest in told


def test_staff_and_programs_get_the_same_paper_and_another_agent_none(slip):
    mine, other, staff = visitor(slip.agent.user), visitor(cast.agent().user), visitor(cast.finance()[0])
    paper = read(mine.get(f"/pay/{slip.public_id}/pdf/"))
    for client, url in (
        (mine, f"/api/v1/pay/statements/{slip.public_id}/pdf/"),
        (staff, f"/finance/statements/{slip.public_id}/pdf/"),
        (staff, f"/api/v1/finance/statements/{slip.public_id}/pdf/"),
    ):
        assert read(client.get(url)) == paper
    for url in (f"/pay/{slip.public_id}/pdf/", f"/api/v1/pay/statements/{slip.public_id}/pdf/"):
        assert other.get(url).status_code == 404
    auditor = visitor(cast.person("审计", AUDITOR))
    assert "演示甲" not in "".join(read(auditor.get(f"/finance/statements/{slip.public_id}/pdf/")))
    assert f"/pay/{slip.public_id}/pdf/" in mine.get(f"/pay/{slip.public_id}/").content.decode()
    assert (
        f"/finance/statements/{slip.public_id}/pdf/"
        in staff.get(f"/finance/statements/{slip.public_id}/").content.decode()
    )


def test_it_speaks_the_readers_language(slip):
    client = visitor(slip.agent.user)
    client.cookies["django_language"] = "en"
    told = "\n".join(read(client.get(f"/pay/{slip.public_id}/pdf/")))
    assert "214.25" in told
    assert "结算单" not in told
