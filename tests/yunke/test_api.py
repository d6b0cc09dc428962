"""The API as a whole: described without a gap, one shape for refusals, pages, keys; in by code, out for good."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.test import Client
from django.utils.translation import override
from drf_spectacular.drainage import GENERATOR_STATS
from drf_spectacular.renderers import OpenApiJsonRenderer
from drf_spectacular.validation import validate_schema

from tests import cast
from tests.house.doors import doors
from tests.house.test_keys_reused import KEYED, method_of
from tests.onboarding.conftest import sms  # noqa: F401 - the carrier's shelf
from tests.onboarding.doors import Sms, signed_in
from yunke.api import RolePermission
from yunke.api_docs import Described
from yunke.ground.roles import AGENT, RANKS, ROLES

pytestmark = [pytest.mark.django_db]
API = [one for one in doors() if one.is_api and one.name != "api_schema"]
# a line for each paying entity; the lines of business and the accounts of the chart are a handful
NOT_PAGED = {"pay_so_far", "finance_progress", "lines", "finance_account_codes"}
ACTS_ON_WHAT_IS_THERE = {  # said twice they change nothing more, so they need no key
    "auth_code",
    "door",
    "typing_save",
    "new_phone_code",
    "auth_sign_out",
    "me_end_sessions",
    "auth_token",
    "attempts_answers_update",
    "lessons_done_create",
    "attempts_finish_create",
    "me_change",
}
KEPT_BY_NOBODY = {
    "identity_reveal",
    "my_data",
    "new_phone",
    "auth_join",
    "accept_invitation",
    "handover_make",
}  # a key would store their answers: a number in full, all one's data, a token, a code


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    """As it is served, from the generator that serves it: a process makes it once."""
    described: dict[str, Any] = json.loads(OpenApiJsonRenderer().render(Described().get_schema(public=True)))
    return described


def operations(schema: dict[str, Any]) -> dict[str, tuple[str, dict[str, Any]]]:
    return {
        operation["operationId"]: (method, operation)
        for path in schema["paths"].values()
        for method, operation in path.items()
    }


# --- the description --------------------------------------------------------------------------------------


def test_the_description_is_valid_and_the_generator_warns_of_nothing(schema: dict[str, Any]) -> None:
    validate_schema(schema)
    assert not GENERATOR_STATS  # of what was generated last: this description, in one language or another


def test_the_description_is_english_whoever_asks() -> None:
    for language in ("en", "zh-hans"):
        with override(language):
            said = json.dumps(Described().get_schema(public=True), ensure_ascii=False, default=str)
        assert re.findall(r"[^\"]*[\u4e00-\u9fff][^\"]*", said) == []
        assert "* `drafted` - To review" in said


def test_an_address_that_is_none_answers_a_program_in_its_own_shape() -> None:
    program = Client()
    program.cookies["django_language"] = "en"
    for address in ("/api/", "/api/v1/nothing/", "/api/v1/nothing"):
        answer = program.get(address)
        assert (answer.status_code, answer.headers["Content-Type"]) == (404, "application/json")
        assert answer.json() == {"detail": "There is no such thing here, or it is not yours to see."}
    assert Client().get("/no-such-page/").headers["Content-Type"] == "text/html; charset=utf-8"


def test_every_door_is_described_with_its_methods(schema: dict[str, Any]) -> None:
    told = {path: sorted(method.upper() for method in methods) for path, methods in schema["paths"].items()}
    taken = {"/" + _braced(door.route): sorted(door.methods) for door in API}
    assert told == taken


def _braced(route: str) -> str:
    import re

    return re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", route)


def test_every_view_asks_for_roles() -> None:
    from django.urls import resolve

    for door in API:
        view: Any = resolve(door.url()).func
        assert list(view.cls.permission_classes) == [RolePermission], door.name
        assert door.roles <= {*ROLES, *RANKS, "anyone", "signed_in"}, door.name


def test_whatever_changes_something_says_how_it_refuses(schema: dict[str, Any]) -> None:
    ref = {"$ref": "#/components/schemas/ReasonsShape"}
    for name, (method, operation) in operations(schema).items():
        if method != "get":
            assert operation["responses"]["409"]["content"]["application/json"]["schema"] == ref, name
        if {} not in operation.get("security", [{}]):
            assert {"401", "403"} <= set(operation["responses"]), name
    shape = schema["components"]["schemas"]["ReasonShape"]
    assert sorted(shape["properties"]) == sorted(shape["required"]) == ["code", "facts", "remedy", "text"]


def test_whatever_makes_something_takes_a_key(schema: dict[str, Any]) -> None:
    without = {
        name
        for name, (method, operation) in operations(schema).items()
        if method != "get"
        and "Idempotency-Key" not in {one["name"] for one in operation.get("parameters", ())}
    }
    assert without == (ACTS_ON_WHAT_IS_THERE | KEPT_BY_NOBODY) - {"attempts_finish_create"}


def test_the_doors_whose_keys_are_tried_are_those_that_declare_one(schema: dict[str, Any]) -> None:
    declared = {
        (method.upper(), path)
        for path, methods in schema["paths"].items()
        for method, operation in methods.items()
        if "Idempotency-Key" in {one["name"] for one in operation.get("parameters", ())}
    }
    assert {(method_of(one), "/" + _braced(one.route)) for one in KEYED} == declared


def test_every_list_comes_in_pages(schema: dict[str, Any]) -> None:
    arrays = {
        name
        for name, (method, operation) in operations(schema).items()
        for answer in operation["responses"].values()
        if method == "get"
        and answer.get("content", {}).get("application/json", {}).get("schema", {}).get("type") == "array"
    }
    assert arrays <= NOT_PAGED
    paged = {
        name
        for name, (_method, operation) in operations(schema).items()
        if {"limit", "offset"} <= {one["name"] for one in operation.get("parameters", ())}
    }
    assert {
        "board_list",
        "claims_list",
        "bookings_list",
        "hours_list",
        "identity_queue",
        "finance_runs",
    } <= paged


def test_things_are_called_by_their_public_id_and_nothing_else(schema: dict[str, Any]) -> None:
    """No integer key, no personal number goes over the wire."""
    names = {
        (shape, field)
        for shape, told in schema["components"]["schemas"].items()
        for field in told.get("properties", ())
    }
    assert {
        (shape, field) for shape, field in names if field in ("id", "pk", "phone_verified_at", "password")
    } == set()
    assert {shape for shape, field in names if field in ("id_number", "number_index", "holder")} == {
        "QueueShape",
        "PapersShape",
        "RealNameAskedRequest",
        "AccountAskedRequest",  # masked; typed; typed
        "RevealedShape",
    }  # in full, for a reason that is kept


def test_the_description_is_open_and_its_page_is_staffs() -> None:
    assert Client().get("/api/schema/").status_code == 200
    assert Client().get("/api/docs/").headers["Location"] == "/accounts/login/?next=/api/docs/"
    agent = signed_in(cast.agent().user)
    assert agent.get("/api/docs/").status_code == 403


def test_every_operation_says_what_it_does_and_who_may(schema: dict[str, Any]) -> None:
    told = operations(schema)
    assert [name for name, (_method, one) in told.items() if not one.get("description")] == []
    by_path = {"/" + _braced(door.route): door for door in API}
    for path, methods in schema["paths"].items():
        write, read = by_path[path].access or ((), ())
        for method, one in methods.items():
            assert set(one["x-roles"]) == {*write, *(read if method == "get" else ())}, (path, method)
    assert told["claims_list"][1]["x-roles"] == [AGENT]
    assert told["auth_code"][1]["x-roles"] == ["anyone"]


def test_the_page_shows_every_operation_by_its_tag(schema: dict[str, Any]) -> None:
    answer = signed_in(cast.screener()).get("/api/docs/")
    page = answer.content.decode()
    shown = [
        (tag, row["method"].lower(), row["path"])
        for tag, _word, rows in answer.context["groups"]
        for row in rows
    ]
    assert sorted(shown) == sorted(
        (operation["tags"][0], method, path)
        for path, methods in schema["paths"].items()
        for method, operation in methods.items()
    )
    assert 'href="/api/schema/" download="yunke-api.json"' in page
    assert (
        Client()
        .get("/api/schema/", headers={"Accept": "text/html,*/*;q=0.8"})
        .json()["openapi"]
        .startswith("3.")
    )
    rows = {
        (row["method"], row["path"]): row
        for _tag, _word, inside in answer.context["groups"]
        for row in inside
    }
    suspend = rows["POST", "/api/v1/agents/{public_id}/suspend/"]
    assert suspend["who"] == ["运营"]
    assert suspend["says"] in page
    assert rows["POST", "/api/v1/auth/code/"]["who"] == ["不用登录"]
    assert "<code>q</code> 填工号" in rows["GET", "/api/v1/agents/"]["says"]


# --- in, act, out -----------------------------------------------------------------------------------------


def test_code_token_act_and_out_for_good(sms: Sms) -> None:  # noqa: F811
    agent = cast.agent()
    challenge = post("/api/v1/auth/code/", {"phone": agent.user.phone}).json()["challenge"]
    token = post("/api/v1/auth/token/", {"challenge": challenge, "code": sms.codes[-1][1]}).json()["token"]
    bearer = {"Authorization": f"Token {token}"}

    me = Client().get("/api/v1/me/", headers=bearer)
    assert (me.status_code, me.json()["agent_number"], me.json()["roles"]) == (200, agent.number, [AGENT])
    assert me.headers["Cache-Control"] == "no-store, private"
    cast.qualification(agent)
    task = cast.task()
    claim = post(f"/api/v1/board/{task.public_id}/claim/", {"terms_hash": task.terms.get().hash}, bearer)
    assert (claim.status_code, claim.json()["state"]) == (201, "asked")
    refused = post(f"/api/v1/board/{task.public_id}/claim/", {"terms_hash": task.terms.get().hash}, bearer)
    assert refused.status_code == 409
    assert set(refused.json()["reasons"][0]) == {"code", "text", "remedy", "facts"}

    assert post("/api/v1/auth/sign-out/", {}, bearer).status_code == 204
    assert Client().get("/api/v1/me/", headers=bearer).status_code == 401
    assert post("/api/v1/auth/sign-out/", {}, bearer).status_code == 401


def test_a_token_of_a_closed_account_opens_nothing(sms: Sms) -> None:  # noqa: F811
    agent = cast.agent()
    challenge = post("/api/v1/auth/code/", {"phone": agent.user.phone}).json()["challenge"]
    token = post("/api/v1/auth/token/", {"challenge": challenge, "code": sms.codes[-1][1]}).json()["token"]
    type(agent.user).objects.filter(pk=agent.user.pk).update(is_active=False)
    assert Client().get("/api/v1/me/", headers={"Authorization": f"Token {token}"}).status_code == 401


def test_codes_for_programs_come_out_of_the_pages_allowance(sms: Sms) -> None:  # noqa: F811
    phone = "+8619900076543"
    assert Client().post("/accounts/login/", {"phone": phone}).status_code == 302
    refused = post("/api/v1/auth/code/", {"phone": phone})
    assert (refused.status_code, refused.json()["reasons"][0]["code"]) == (409, "code_limit")
    assert len(sms.codes) == 1


def test_a_browsers_session_needs_its_csrf_token() -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(cast.agent().user)
    task = cast.task()
    answer = strict.post(f"/api/v1/board/{task.public_id}/claim/", {}, content_type="application/json")
    assert answer.status_code == 403
    assert "CSRF" in answer.json()["detail"]


def test_a_key_longer_than_eighty_letters_is_refused_and_acts_not() -> None:
    """Cut short, two keys could be one."""
    agent, task = cast.agent(), cast.task()
    cast.qualification(agent)
    client = signed_in(agent.user)
    url, told = f"/api/v1/board/{task.public_id}/claim/", {"terms_hash": task.terms.get().hash}
    refused = client.post(url, told, content_type="application/json", headers={"Idempotency-Key": "k" * 81})
    assert (
        refused.status_code,
        refused.json()["reasons"][0]["code"],
        refused.json()["reasons"][0]["facts"],
    ) == (400, "idempotency_key_too_long", {"limit": 80})
    assert agent.claims.count() == 0
    made = client.post(url, told, content_type="application/json", headers={"Idempotency-Key": "k" * 80})
    assert made.status_code == 201


def test_a_page_is_never_larger_than_two_hundred() -> None:
    payer = cast.entity()
    for _number in range(3):
        cast.task(payer)
    page = Client().get("/api/v1/board/?limit=2").json()
    assert (page["count"], len(page["results"])) == (3, 2)
    assert page["next"].endswith("limit=2&offset=2")
    assert Client().get("/api/v1/board/?limit=100000").status_code == 200


def post(url: str, data: dict[str, Any], headers: dict[str, str] | None = None) -> Any:
    return Client().post(url, data, content_type="application/json", headers=headers or {})


def test_what_is_not_there_is_said_in_the_readers_language() -> None:
    """The program's language is that of whoever its token belongs to."""
    from knox.models import AuthToken

    agent = cast.agent()
    bearer = {"Authorization": f"Token {AuthToken.objects.create(user=agent.user)[1]}"}
    url = "/api/v1/pay/statements/0000/"
    assert Client().get(url, headers=bearer).json() == {"detail": "这里没有这一项，或者它不归你看。"}
    type(agent.user).objects.filter(pk=agent.user.pk).update(language="en")
    said = Client().get(url, headers=bearer).json()
    assert said == {"detail": "There is no such thing here, or it is not yours to see."}
