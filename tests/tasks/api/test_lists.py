"""Lists by API for those whose pages have them: the client's tasks, the desk's shifts, a candidate; filters that are wrong."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from onboarding.models import RoleGrant
from tasks.models import ClientMember
from tests import cast
from tests.cast import at
from tests.tasks.api.knocks import Caller
from yunke.ground.ids import new_public_id
from yunke.ground.roles import ADMINISTRATOR, AUDITOR, CLIENT, PREPARER, QUALITY, SCREENER

pytestmark = [pytest.mark.django_db]
NOW = at("2026-10-20 09:00")


@pytest.fixture(autouse=True)
def _now(clock):
    clock(NOW)


@pytest.fixture
def task():
    return cast.task()


def on_duty(task):
    one = cast.agent()
    cast.claim(one, task)
    return one


def boss_of(task):
    member = cast.person("林经理", CLIENT)
    ClientMember.objects.create(client=task.client, user=member)
    return Caller(member)


def queries(ask) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert ask().status_code == 200
    return len(asked)


@pytest.mark.database
def test_a_client_reads_its_own_tasks_and_no_others(task):
    agent = on_duty(task)
    cast.segment(agent, task, date(2026, 10, 19), 240)
    other, boss = cast.task(cast.entity("other")), boss_of(task)
    (row,) = boss.get("client/tasks/").json()["results"]
    assert (row["public_id"], row["on_duty"], row["minutes"]) == (task.public_id, 1, 240)
    one = boss.get(f"client/tasks/{task.public_id}/").json()
    assert one["numbers"] == [agent.number]
    assert (one["weeks"][0]["starts_on"], one["weeks"][0]["minutes"]) == ("2026-10-19", 240)
    assert len(one["weeks"]) == 8
    assert "fen" not in str(one)  # no pay, no price
    assert boss.get(f"client/tasks/{other.public_id}/").status_code == 404
    assert Caller(agent).get("client/tasks/").status_code == 403
    before = queries(lambda: boss.get("client/tasks/"))
    for _more in range(2):
        more = cast.task(task.entity)
        type(more).objects.filter(pk=more.pk).update(client=task.client)
    assert queries(lambda: boss.get("client/tasks/")) == before


@pytest.mark.database
def test_the_desk_reads_every_shift_of_the_days_and_who_holds_a_seat(task):
    shift, agent = cast.shift(task, "2026-10-21 09:00"), on_duty(task)
    cast.shift(task, "2026-11-20 09:00")  # beyond two weeks
    cast.booking(agent, shift)
    for who in (cast.operations(), cast.person("审", AUDITOR)):
        desk = Caller(who)
        answer = desk.get("shifts/").json()
        (row,) = answer["results"]
        assert (answer["count"], row["public_id"], row["taken"], row["booked"]) == (1, shift.public_id, 1, 1)
        (seat,) = desk.get(f"shifts/{shift.public_id}/people/").json()["results"]
        assert (seat["agent"], seat["state"]) == (agent.number, "booked")
    assert Caller(cast.person("质", QUALITY)).get("shifts/").status_code == 403
    assert Caller(agent).get(f"shifts/{shift.public_id}/people/").status_code == 403


def test_an_agents_shifts_come_in_pages_with_their_reasons(task):
    agent = on_duty(task)
    for day in (21, 22, 23):
        cast.shift(task, f"2026-10-{day} 09:00")
    page = Caller(agent).get("shifts/", limit=2).json()
    assert (page["count"], len(page["results"]), page["results"][0]["reasons"]) == (3, 2, [])


def test_who_works_and_runs_shifts_chooses_the_list(task):
    both = on_duty(task)
    shift, foreign = cast.shift(task, "2026-10-21 09:00"), cast.task(cast.entity("other"))
    cast.shift(foreign, "2026-10-21 09:00")
    assert Caller(both).get("shifts/", view="desk").json()["count"] == 1  # an agent's own, whatever is asked
    RoleGrant.objects.create(
        public_id=new_public_id(NOW), user=both.user, role="operations", state="active", asked_at=NOW
    )
    both.user = type(both.user).objects.get(pk=both.user.pk)
    assert [row["public_id"] for row in Caller(both).get("shifts/").json()["results"]] == [shift.public_id]
    assert Caller(both).get("shifts/", view="desk").json()["count"] == 2


@pytest.mark.database
def test_a_candidate_is_read_with_what_a_screener_weighs(task):
    agent = cast.agent("候选")
    cast.qualification(agent)
    claim = cast.claim(agent, task, state="asked")
    elsewhere = cast.claim(agent, cast.task(cast.entity("other")))
    done = cast.booking(agent, cast.shift(elsewhere.task, "2026-10-12 09:00"), state="worked")
    for who in (cast.person("筛", SCREENER), cast.person("审", AUDITOR)):
        one = Caller(who).get(f"claims/{claim.public_id}/").json()
        assert (one["agent"], one["state"], one["identity"]) == (agent.number, "asked", "passed")
        assert one["attendance"]["worked"] == 1
        assert one["others"] == [{"task": elsewhere.task.public_id, "state": "on_duty"}]
    assert done.state == "worked"
    assert Caller(agent).get(f"claims/{claim.public_id}/").status_code == 403


@pytest.mark.parametrize(
    ("path", "field", "value"),
    [
        ("shifts/", "from", "2026-13-01"),
        ("shifts/", "offset", "abc"),
        ("shifts/", "limit", "0"),
        ("shifts/", "view", "theirs"),
        ("decisions/", "state", "nonsense"),
        ("hours/queue/", "state", "nonsense"),
        ("tasks/", "state", "nonsense"),
        ("claims/queue/", "state", "nonsense"),
        ("claims/queue/", "order", "nonsense"),
        ("interviews/desk/", "view", "nonsense"),
        ("attendance/", "day", "2026-13-01"),
        ("board/", "line", "no-such-line"),
        ("shifts/", "task", "no-such-task"),
        ("shifts/", "from", "9999-12-31"),
        ("attendance/", "day", "0001-01-01"),
        ("hours/queue/", "task", "no-such-task"),
        ("hours/queue/", "agent", "A0"),
        ("hours/queue/", "agent", "\x00"),
        ("mappings/", "task", "no-such-task"),
        ("parked-rows/", "task", "no-such-task"),
        ("parked-rows/", "import", "no-such-import"),
        ("claims/queue/", "task", "no-such-task"),
        ("rank-cases/", "state", "nonsense"),
        ("reviews/desk/", "task", "no-such-task"),
        ("corrections/facts/", "agent", "A0"),
        ("corrections/facts/", "task", "no-such-task"),
        ("finance/runs/", "entity", "nobody"),
        ("finance/ledger/", "entity", "nobody"),
        ("finance/exports/vouchers/", "entity", ""),
        # a filter the list does not have would show everything
        ("hours/queue/", "tsak", "x"),
        ("decisions/", "task", "x"),
        ("finance/runs/", "state", "paid"),
        ("people/", "page", "2"),
    ],
)
def test_a_wrong_filter_is_refused_by_its_name(path, field, value):
    answer = Caller(cast.person("都", "operations", "screener", "quality", PREPARER, ADMINISTRATOR))
    answer = answer.get(path, **{field: value})
    assert answer.status_code == 400
    assert field in answer.json()


@pytest.mark.database
def test_a_task_that_is_not_the_agents_own_is_refused_as_one_that_is_not_there(task):
    agent, other = on_duty(task), cast.task(cast.entity("other"))
    cast.shift(task, "2026-10-21 09:00")
    assert Caller(agent).get("shifts/", task=task.public_id).json()["count"] == 1
    answers = [Caller(agent).get("shifts/", task=one) for one in (other.public_id, "0" * 26)]
    assert [(one.status_code, list(one.json())) for one in answers] == [(400, ["task"])] * 2
