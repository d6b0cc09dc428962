"""A client's people come and go by operations' hand, and see the client's tasks meanwhile."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tasks.models import ClientMember
from tests import cast
from yunke.ground.roles import AUDITOR, CLIENT, OPERATIONS
from yunke.models import AuditEntry

pytestmark = [pytest.mark.django_db]
URL = "/desk/clients/"


def joining(client, phone):
    return {"act": "member", "client": client.public_id, "phone": phone}


@pytest.mark.database
def test_a_person_sees_the_clients_tasks_from_joining_to_leaving(now, sign_in):
    task, boss, desk = cast.task(name="我们的"), cast.person("林经理", CLIENT), sign_in(cast.operations())
    theirs = reverse("tasks:client_task", args=[task.public_id])
    assert sign_in(boss).get(theirs).status_code == 404
    assert desk.post(URL, joining(task.client, boss.phone)).status_code == 302
    assert sign_in(boss).get(theirs).status_code == 200
    assert "林经理" in desk.get(URL).content.decode()
    assert desk.post(URL, {"act": "leave", "person": boss.public_id}).status_code == 302
    assert sign_in(boss).get(theirs).status_code == 404
    told = (
        AuditEntry.objects.filter(thing_id=task.client.public_id).order_by("pk").values_list("verb", "facts")
    )
    assert list(told) == [
        ("client_member_added", {"user": boss.public_id}),
        ("client_member_removed", {"user": boss.public_id}),
    ]


def test_only_a_person_with_the_clients_role_joins_and_only_one_client(now, sign_in):
    one, other = cast.task(cast.entity("one")).client, cast.task(cast.entity("two")).client
    desk, boss = sign_in(cast.operations()), cast.person("客户", CLIENT)
    for phone in (cast.agent().user.phone, cast.operations().phone, "13900000000", "no phone"):
        page = desk.post(URL, joining(one, phone))
        assert (page.status_code, page.context["member_form"].errors.as_data()["phone"][0].code) == (
            422,
            "no_client_person",
        )
    assert desk.post(URL, joining(one, boss.phone)).status_code == 302
    page = desk.post(URL, joining(other, boss.phone))
    assert page.context["member_form"].errors.as_data()["phone"][0].code == "client_person_taken"
    assert ClientMember.objects.get().client == one


def test_the_auditor_reads_and_changes_nobody(now, sign_in):
    client, boss = cast.task().client, cast.person("客户", CLIENT)
    looks = sign_in(cast.person("审计", AUDITOR))
    assert 'name="phone"' not in looks.get(URL).content.decode()
    assert looks.post(URL, joining(client, boss.phone)).status_code == 403
    assert not ClientMember.objects.exists()


def test_three_clients_take_as_many_queries_as_one(now, sign_in):
    desk = sign_in(cast.person("运营", OPERATIONS))
    counts = []
    for code in ("one", "two", "three"):
        ClientMember.objects.create(
            client=cast.task(cast.entity(code)).client, user=cast.person(code, CLIENT)
        )
        desk.get(URL)
        with CaptureQueriesContext(connection) as seen:
            desk.get(URL)
        counts.append(len(seen))
    assert counts[0] == counts[1] == counts[2]
