"""Many decided at once at the desk: each by the rules of one, the others left alone and named."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from onboarding.actions import bulk
from onboarding.actions.bulk import decide_many
from onboarding.actions.equipment import decide_equipment, record_modem_seen
from onboarding.actions.identity import decide_identity, record_photo_seen
from onboarding.models import Agent, EquipmentCheck, IdentityCheck, RoleGrant, User
from onboarding.reasons.checks import CARRIER_UNKNOWN
from onboarding.rules.desk import reasons_to_open
from onboarding.rules.identity import SIDES
from tests import cast
from tests.onboarding.doors import codes_of, signed_in
from yunke.ground.errors import Refused
from yunke.ground.ids import new_public_id
from yunke.ground.roles import AUDITOR, OPERATIONS, SCREENER
from yunke.models import AuditEntry, Notice

pytestmark = [pytest.mark.django_db]
NOW = cast.at("2026-11-02 10:00")
EQUIPMENT, IDENTITY = "/desk/equipment/", "/desk/identity/"
API = "/api/v1/"


def papers(one: Agent | None = None, **fields: Any) -> IdentityCheck:
    """A real name that waits."""
    one = one or cast.agent("演示甲", state="applicant", verified=False)
    return IdentityCheck.objects.create(
        **{
            "public_id": new_public_id(NOW),
            "agent": one,
            "name": "演示甲",
            "provider": "screener",
            "id_number": cast.id_number(one.pk % 1000, "19960305"),
            "submitted_at": NOW,
            **fields,
        }
    )


def computer(one: Agent | None = None, **fields: Any) -> EquipmentCheck:
    return cast.equipment(one or cast.agent(), state="submitted", now=NOW, **fields)


def looked_at(by: User, *rows: IdentityCheck | EquipmentCheck) -> None:
    for one in rows:
        if isinstance(one, EquipmentCheck):
            record_modem_seen(one, by=by, now=NOW)
        else:
            for side in SIDES:
                record_photo_seen(one, side, by=by, now=NOW)


def states(*rows: Any) -> list[str]:
    return [type(one).objects.get(pk=one.pk).state for one in rows]


def ids(*rows: Any) -> list[str]:
    return [one.public_id for one in rows]


def said(answer: Any) -> list[str]:
    return [str(one) for one in get_messages(answer.wsgi_request)]


def also_screener(one: Agent) -> User:
    RoleGrant.objects.create(
        public_id=new_public_id(NOW), user=one.user, role=SCREENER, state="active", asked_at=NOW
    )
    return one.user


def post(user: User, at: str, body: dict[str, Any], key: str = "") -> Any:
    headers = {"Idempotency-Key": key} if key else {}
    return signed_in(user).post(f"{API}{at}", body, content_type="application/json", headers=headers)


# --- the rule ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("facts", "codes"),
    [
        ({"seen": True}, []),
        ({"seen": False}, ["photo_unseen"]),
        ({"seen": True, "doubts": [CARRIER_UNKNOWN()]}, ["doubtful", "carrier_unknown"]),
        ({"seen": False, "returned": True}, ["returned_before", "photo_unseen"]),
    ],
)
def test_what_has_to_be_opened(facts: dict[str, Any], codes: list[str]) -> None:
    assert [one.code for one in reasons_to_open(**facts)] == codes


# --- the act ----------------------------------------------------------------------------------------------


@pytest.mark.database
def test_a_mixed_lot_of_computers() -> None:
    """Two are done; unseen, doubtful, another's, one's own and nobody's each say why and stand as they stood."""
    own = cast.agent()
    by, other = also_screener(own), cast.screener()
    good, fine, unseen, gone, mine = computer(), computer(), computer(), computer(), computer(own)
    doubted = computer(reasons=[CARRIER_UNKNOWN().as_json()])
    looked_at(by, good, fine, gone, mine, doubted)
    looked_at(other, unseen)  # by somebody else: that is not my look
    decide_equipment(gone, passed=True, by=other, now=NOW)
    lot = [*ids(unseen, good, doubted, gone, mine, fine), "0" * 26, good.public_id]
    answers = decide_many(bulk.EQUIPMENT, lot, passed=False, codes=["cable_not_seen"], by=by, now=NOW)
    assert [(one.public_id, one.state, [why.code for why in one.reasons]) for one in answers] == [
        (unseen.public_id, "submitted", ["photo_unseen"]),
        (good.public_id, "refused", []),
        (doubted.public_id, "submitted", ["doubtful", "carrier_unknown"]),
        (gone.public_id, "passed", ["moved_meanwhile"]),
        (mine.public_id, "submitted", ["not_own_equipment"]),
        (fine.public_id, "refused", []),
        ("0" * 26, "", ["check_gone"]),
    ]
    assert states(good, fine, unseen, doubted, gone, mine) == [
        "refused", "refused", "submitted", "submitted", "passed", "submitted",
    ]  # fmt: skip
    entries = AuditEntry.objects.filter(verb="equipment_refused").order_by("pk")
    assert list(entries.values_list("thing_id", "actor", "from_state", "to_state", "facts")) == [
        (one.public_id, by.public_id, "submitted", "refused", {"codes": ["cable_not_seen"]})
        for one in (good, fine)
    ]
    assert list(AuditEntry.objects.filter(verb="equipment_passed").values_list("thing_id", flat=True)) == [
        gone.public_id
    ]
    told = Notice.objects.filter(template="equipment_refused").values_list("recipient", flat=True)
    assert set(told) == {good.agent.user.public_id, fine.agent.user.public_id}


def test_a_mixed_lot_of_real_names() -> None:
    """A pass somebody gave meanwhile is not undone; whoever was returned before is looked at alone."""
    own = cast.agent("演示乙", state="applicant", verified=False)
    by, other = also_screener(own), cast.screener()
    good, half, passed, again, mine = papers(), papers(), papers(), papers(), papers(own)
    papers(again.agent, state="refused", decided_at=NOW)
    looked_at(by, good, passed, again, mine)
    record_photo_seen(half, "front", by=by, now=NOW)
    decide_identity(passed, passed=True, by=other, now=NOW)
    lot = ids(good, half, passed, again, mine)
    answers = decide_many(bulk.IDENTITY, lot, passed=False, codes=["wrong_side"], by=by, now=NOW)
    assert [[why.code for why in one.reasons] for one in answers] == [
        [], ["photo_unseen"], ["moved_meanwhile"], ["returned_before"], ["not_own_check"],
    ]  # fmt: skip
    assert states(good, half, passed, again, mine) == [
        "refused", "submitted", "passed", "submitted", "submitted",
    ]  # fmt: skip
    assert not AuditEntry.objects.filter(verb="identity_pass_undone").exists()
    assert AuditEntry.objects.filter(verb="identity_refused").count() == 1


def test_passed_together_they_are_active_like_one_by_one() -> None:
    by, lot = cast.screener(), [papers(), papers()]
    looked_at(by, *lot)
    answers = decide_many(bulk.IDENTITY, ids(*lot), passed=True, by=by, now=NOW)
    assert [(one.state, one.done) for one in answers] == [("passed", True)] * 2
    assert set(Agent.objects.filter(identity_checks__in=lot).values_list("state", flat=True)) == {"active"}
    for verb in ("identity_passed", "agent_activated"):
        assert AuditEntry.objects.filter(verb=verb, actor=by.public_id).count() == 2


def test_one_that_refuses_half_way_leaves_nothing_of_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its state, its agent and its entries are as before; the one behind it is done."""
    by, first, second = cast.screener(), papers(), papers(submitted_at=NOW.replace(hour=12))
    looked_at(by, first, second)
    entries = AuditEntry.objects.filter(thing_id__in=(first.public_id, first.agent.public_id)).count()

    def refuses(**given: Any) -> None:
        if given["agent"].pk == first.agent_id:
            raise Refused(CARRIER_UNKNOWN())

    monkeypatch.setattr("onboarding.actions.identity.identity_passed.send", lambda **given: refuses(**given))
    answers = decide_many(bulk.IDENTITY, ids(first, second), passed=True, by=by, now=NOW)
    assert [[why.code for why in one.reasons] for one in answers] == [["carrier_unknown"], []]
    assert answers[0].state == "submitted"
    assert states(first, second, first.agent, second.agent) == ["submitted", "passed", "applicant", "active"]
    things = (first.public_id, first.agent.public_id)
    assert AuditEntry.objects.filter(thing_id__in=things).count() == entries


def test_a_race_lost_in_the_middle_says_who_was_quicker() -> None:
    by, other, row = cast.screener(), cast.screener(), computer()
    looked_at(by, row)

    def late(rows: Any, who: User) -> Any:
        """Somebody decides between my reading and my writing."""
        decide_equipment(EquipmentCheck.objects.get(), passed=True, by=other, now=NOW)
        return {one.pk: [] for one in rows}

    kind = replace(bulk.EQUIPMENT, held=late)
    (answer,) = decide_many(kind, ids(row), passed=False, codes=["headset_unfit"], by=by, now=NOW)
    assert (answer.state, [why.code for why in answer.reasons]) == ("passed", ["moved_meanwhile"])
    row.refresh_from_db()
    assert (row.state, row.decided_by, row.reasons) == ("passed", other, [])


@pytest.mark.parametrize(
    ("kind", "unsaid"), [("EQUIPMENT", "equipment_refusal_unsaid"), ("IDENTITY", "refusal_needs_reason")]
)
def test_nobody_ticked_or_no_reason_is_refused_before_anybody_is_touched(kind: str, unsaid: str) -> None:
    by = cast.screener()
    row = computer() if kind == "EQUIPMENT" else papers()
    looked_at(by, row)
    before = AuditEntry.objects.count()
    for lot, passed, code in (([], True, "nobody_chosen"), (ids(row), False, unsaid)):
        with pytest.raises(Refused) as refused:
            decide_many(getattr(bulk, kind), lot, passed=passed, codes=["made_up"], by=by, now=NOW)
        assert refused.value.codes == [code]
    assert (states(row), AuditEntry.objects.count()) == (["submitted"], before)


@pytest.mark.parametrize(("kind", "each"), [("EQUIPMENT", 7), ("IDENTITY", 12)])
def test_each_row_costs_so_many_queries_and_no_more(kind: str, each: int) -> None:
    by = cast.screener()

    def cost(count: int) -> int:
        lot = [computer() if kind == "EQUIPMENT" else papers() for _ in range(count)]
        looked_at(by, *lot)
        with CaptureQueriesContext(connection) as seen:
            decide_many(getattr(bulk, kind), ids(*lot), passed=True, by=by, now=NOW)
        assert states(*lot) == ["passed"] * count
        return len(seen)

    one, five = cost(1), cost(5)
    assert (five - one) / 4 == each


# --- the page ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("at", [EQUIPMENT, IDENTITY])
def test_the_desk_names_who_was_left_and_why(at: str) -> None:
    by, make = cast.screener(), computer if at == EQUIPMENT else papers
    good, fine, unseen, blind = make(), make(), make(), make()
    looked_at(by, good, fine)
    lot, client = ids(good, fine, unseen, blind), signed_in(by)
    page = client.get(at).content.decode()
    assert page.count('name="chosen"') == 4
    assert (page.count(">没看<"), page.count('<td class="nowrap">看过</td>')) == (2, 2)
    answer = client.post(f"{at}decide/", {"chosen": lot, "decision": "pass", "codes": ""})
    assert answer.url == at
    numbers = f"{unseen.agent.number}、{blind.agent.number}"
    assert said(answer) == ["已通过 2 人。", f"2 人没有处理：{numbers}（你还没有看过照片）"]
    assert states(good, fine, unseen, blind) == ["passed", "passed", "submitted", "submitted"]
    shown = client.get(at).content.decode()
    assert f"2 人没有处理：{numbers}（你还没有看过照片）" in shown


@pytest.mark.database
def test_the_desk_keeps_what_was_ticked_when_the_reason_is_missing() -> None:
    by, one, two = cast.screener(), computer(), computer()
    looked_at(by, one)
    sent = {"chosen": one.public_id, "decision": "refuse", "codes": "", "list": f"?q={one.agent.number}"}
    client = signed_in(by)
    answer = client.post(f"{EQUIPMENT}decide/", sent)
    page = answer.content.decode()
    assert (answer.status_code, codes_of(answer)) == (409, ["equipment_refusal_unsaid"])
    assert f'value="{one.public_id}" checked' in page
    assert two.public_id not in page  # the search stands as it stood
    kept = f"{EQUIPMENT}?q={one.agent.number}&amp;state=passed"
    assert f'href="{kept}"' in page  # and the chips lead back to the desk
    assert codes_of(client.post(f"{EQUIPMENT}decide/", {"decision": "pass"})) == ["nobody_chosen"]
    back = client.post(f"{EQUIPMENT}decide/", sent | {"codes": "headset_unfit"})
    assert back.url == f"{EQUIPMENT}?q={one.agent.number}"
    assert said(back)[-1] == "已退回 1 人，对方会看到原因。"


@pytest.mark.parametrize("at", [EQUIPMENT, IDENTITY])
def test_who_may_decide_many(at: str) -> None:
    row = computer() if at == EQUIPMENT else papers()
    sent = {"chosen": row.public_id, "decision": "pass"}
    for role in (AUDITOR, OPERATIONS):
        assert signed_in(cast.person("旁人", role)).post(f"{at}decide/", sent).status_code == 403
    assert signed_in(row.agent.user).post(f"{at}decide/", sent).status_code == 403
    assert Client().post(f"{at}decide/", sent).status_code == 302
    assert signed_in(cast.screener()).get(f"{at}decide/").status_code == 405
    page = signed_in(cast.person("审计", AUDITOR)).get(at).content.decode()
    assert 'name="chosen"' not in page
    assert 'id="bulk"' not in page
    assert states(row) == ["submitted"]


def test_rooms_are_heard_one_by_one() -> None:
    cast.room(cast.agent(), state="listening")
    client = signed_in(cast.screener())
    page = client.get("/desk/room/").content.decode()
    assert "每段录音都要有人听过才能下结论" in page
    assert 'id="bulk"' not in page
    assert client.post("/desk/room/decide/", {"decision": "pass"}).status_code == 405  # no such door


@pytest.mark.parametrize("at", [EQUIPMENT, IDENTITY])
def test_the_marks_of_a_row_cost_nothing_by_the_row(at: str) -> None:
    by, make = cast.screener(), computer if at == EQUIPMENT else papers
    client = signed_in(by)

    def cost(count: int) -> int:
        looked_at(by, *(make() for _ in range(count)))
        with CaptureQueriesContext(connection) as seen:
            assert client.get(at).status_code == 200
        return len(seen)

    cost(1)
    assert cost(1) == cost(4)


# --- for programs -----------------------------------------------------------------------------------------


def test_a_program_gets_an_answer_for_each_and_the_same_one_twice() -> None:
    by, good, unseen = cast.screener(), computer(), computer()
    looked_at(by, good)
    body = {"checks": [unseen.public_id, good.public_id, "nobody"], "decision": "pass"}
    first, again = (post(by, "equipment-checks/decide/", body, key="k") for _ in range(2))
    assert first.status_code == 200
    assert [
        (
            one["public_id"],
            one["agent_number"],
            one["state"],
            one["decided"],
            [why["code"] for why in one["reasons"]],
        )
        for one in first.json()
    ] == [
        (unseen.public_id, unseen.agent.number, "submitted", False, ["photo_unseen"]),
        (good.public_id, good.agent.number, "passed", True, []),
        ("nobody", "", "", False, ["check_gone"]),
    ]
    assert again.json() == first.json()
    assert AuditEntry.objects.filter(verb="equipment_passed").count() == 1
    assert post(by, "equipment-checks/decide/", body | {"decision": "refuse"}, key="k").status_code == 422
    late = post(by, "equipment-checks/decide/", body).json()
    assert [why["code"] for why in late[1]["reasons"]] == ["moved_meanwhile"]


def test_a_program_returns_many_real_names() -> None:
    by, lot = cast.screener(), [papers(), papers()]
    looked_at(by, *lot)
    body: dict[str, Any] = {"checks": ids(*lot), "decision": "refuse"}
    unsaid = post(by, "identity-checks/decide/", body)
    assert unsaid.status_code == 409
    assert [one["code"] for one in unsaid.json()["reasons"]] == ["refusal_needs_reason"]
    assert post(by, "identity-checks/decide/", body | {"codes": ["made_up"]}).status_code == 400
    assert post(by, "identity-checks/decide/", body | {"checks": ["x"] * 51}).status_code == 400
    for role in (AUDITOR, OPERATIONS):
        assert post(cast.person("旁人", role), "identity-checks/decide/", body).status_code == 403
    assert states(*lot) == ["submitted"] * 2
    done = post(by, "identity-checks/decide/", body | {"codes": ["wrong_side"]}, key="k")
    assert [(one["state"], one["decided"]) for one in done.json()] == [("refused", True)] * 2


@pytest.mark.parametrize(("at", "make"), [(EQUIPMENT, computer), (IDENTITY, papers)])
def test_the_next_is_the_next_of_the_list_as_it_is_narrowed_and_sorted(at: str, make: Any) -> None:
    """By number downwards: behind the second stands the first; the search and the order stay."""
    by, (one, two, _three) = cast.screener(), (make(), make(), make())
    looked_at(by, one, two)
    listed, client = "?state=submitted&order=-number", signed_in(by)
    page = client.get(f"{at}{two.public_id}/{listed}")
    assert page.context["following"] == one
    assert f'href="{at}{one.public_id}/{listed.replace("&", "&amp;")}"' in page.content.decode()
    assert f'name="list" value="{listed.replace("&", "&amp;")}"' in page.content.decode()
    answer = client.post(f"{at}{two.public_id}/decide/", {"decision": "pass", "list": listed})
    undo = "&undo=%s" if at == IDENTITY else "%.0s"  # a computer's pass is not undone
    assert answer.url == f"{at}{one.public_id}/{listed}" + undo % two.public_id
    searched = f"?q={one.agent.number}"
    answer = client.post(f"{at}{one.public_id}/decide/", {"decision": "pass", "list": searched})
    assert answer.url == f"{at}{searched}" + undo % one.public_id
