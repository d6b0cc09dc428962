"""Saved views: a list narrowed and sorted under a name of one's own, found again, deleted, saved again."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests import cast
from tests.house.scenes import NOW
from tests.onboarding.doors import signed_in
from yunke.ground.errors import Refused
from yunke.ground.roles import AUDITOR, OPERATIONS, SCREENER
from yunke.models import AuditEntry, SavedView
from yunke.saved_views import MOST_VIEWS, save_view

pytestmark = [pytest.mark.django_db]
AGENTS, API = "/desk/agents/", "/api/v1/views/"
LIST = "?state=active&q=林&order=-name&page=2&evil=1"


@pytest.fixture
def me() -> Any:
    return cast.person("我", OPERATIONS)


def saved(
    client: Client, name: str, listed: str = LIST, page: str = "tasks:agents", here: str = AGENTS
) -> Any:
    return client.post("/views/save/", {"page": page, "name": name, "list": listed, "here": here})


def views(client: Client, at: str = AGENTS) -> list[tuple[str, str, bool]]:
    """(name, address, whether it is the one shown) as the list's page shows them."""
    shown = client.get(at).context["views"]
    return [(one["view"].name, one["url"], one["current"]) for one in shown]


def said(answer: Any) -> list[str]:
    return [str(one) for one in answer.wsgi_request._messages]


@pytest.mark.database
def test_a_view_keeps_what_the_list_knows_and_not_what_was_searched_for(me: Any) -> None:
    client = signed_in(me)
    answer = saved(client, "  在册  倒着 ")
    assert unquote(answer.url) == f"{AGENTS}{LIST}"
    row = SavedView.objects.get()
    assert (row.user, row.page, row.name) == (me.public_id, "tasks:agents", "在册 倒着")
    assert row.query == {"state": "active", "order": "-name"}
    at = f"{AGENTS}?state=active&order=-name"
    assert views(client) == [("在册 倒着", at, False)]
    assert views(client, at) == [("在册 倒着", at, True)]
    assert views(client, f"{at}&page=2") == [("在册 倒着", at, True)]
    assert views(client, f"{at}&q=x") == [("在册 倒着", at, False)]
    assert views(client, "/desk/decisions/") == []


def test_an_order_that_the_list_does_not_have_is_not_kept(me: Any) -> None:
    saved(signed_in(me), "怪", "?order=evil&state=" + "x" * 99)
    assert SavedView.objects.get().query == {"state": "x" * 60}


def test_a_view_of_a_months_list_opens_in_the_month_one_stands_in() -> None:
    from tests.house.lists import LISTS, Belongings

    kept = next(one for one in LISTS if one.page == "payouts:statements")
    entity, month = kept.make([Belongings(name) for name in ("甲", "乙", "丙")], None) or ("", "")
    client, at = signed_in(cast.finance()[0]), f"/finance/{entity}/{month}/statements/"
    saved(client, "多的在前", "?order=-net&shift=7", "payouts:statements", at)
    assert views(client, at) == [("多的在前", f"{at}?order=-net", False)]


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("", ["view_name_wrong"]),
        ("　 ", ["view_name_wrong"]),
        ("长" * 41, ["view_name_wrong"]),
        ("长" * 40, []),
    ],
)
def test_a_name_is_needed_and_short(me: Any, name: str, codes: list[str]) -> None:
    assert refused(me, "tasks:agents", name) == codes
    assert SavedView.objects.count() == (0 if codes else 1)


def refused(user: Any, page: str, name: str) -> list[str]:
    try:
        save_view(user, page, name, {}, now=NOW)
    except Refused as why:
        return why.codes
    return []


@pytest.mark.database
def test_a_name_is_given_once_in_a_list_and_to_each(me: Any) -> None:
    other = cast.person("别人", OPERATIONS)
    assert refused(me, "tasks:agents", "急的") == []
    assert refused(me, "tasks:agents", " 急的 ") == ["view_name_taken"]
    assert refused(me, "tasks:desk_tasks", "急的") == refused(other, "tasks:agents", "急的") == []
    assert said(saved(signed_in(me), "急的")) == [
        "这个名单已经有叫“急的”的视图。换个名字，或者先删掉原来的。"
    ]
    assert SavedView.objects.count() == 3


@pytest.mark.database
def test_twenty_to_a_list(me: Any) -> None:
    codes = [refused(me, "tasks:agents", str(number)) for number in range(MOST_VIEWS + 1)]
    assert codes == [[]] * 20 + [["too_many_views"]]
    assert refused(me, "tasks:desk_tasks", "另一个") == []


@pytest.mark.parametrize("page", ["", "tasks:nowhere", "home", "onboarding:account", "tasks:agent"])
def test_only_a_list_has_views(me: Any, page: str) -> None:
    assert refused(me, page, "x") == ["no_such_list"]


def test_who_may_not_open_a_list_saves_no_view_of_it(me: Any) -> None:
    assert refused(cast.agent().user, "tasks:agents", "x") == ["no_such_list"]
    assert refused(cast.screener(), "tasks:agents", "x") == ["no_such_list"]
    assert refused(cast.person("审计", AUDITOR), "tasks:agents", "x") == []
    assert refused(me, "tasks:claims", "x") == ["no_such_list"]


@pytest.mark.database
def test_deleted_it_is_gone_and_can_be_saved_again_as_it_was(me: Any) -> None:
    client = signed_in(me)
    saved(client, "在册")
    gone, posted = SavedView.objects.get(), {"here": AGENTS, "list": "?state=left"}
    assert client.post(f"/views/{gone.public_id}/delete/", posted).url == f"{AGENTS}?state=left"
    assert SavedView.objects.count() == 0
    elsewhere = client.get("/desk/decisions/")
    assert elsewhere.context["gone"] is None  # offered on its own list
    page = client.get(AGENTS)
    assert page.context["gone"] == {"name": "在册", "list": "?state=active&order=-name"}
    assert "已删除视图“在册”" in page.content.decode()
    assert client.get(AGENTS).context["gone"] is None  # once
    saved(client, "在册", page.context["gone"]["list"])
    again = SavedView.objects.get()
    assert (again.name, again.query) == (gone.name, gone.query)
    assert client.post(f"/views/{gone.public_id}/delete/", posted).status_code == 404


def test_anothers_view_is_not_there(me: Any) -> None:
    other = cast.person("别人", OPERATIONS)
    view = save_view(other, "tasks:agents", "别人的", {}, now=NOW)
    client = signed_in(me)
    assert views(client) == []
    assert client.post(f"/views/{view.public_id}/delete/").status_code == 404
    assert client.post(f"{API}{view.public_id}/delete/").status_code == 404
    assert client.get(API).json()["results"] == []
    assert SavedView.objects.get() == view


@pytest.mark.parametrize("here", ["//evil.example/", "https://evil.example/", ""])
def test_the_way_back_stays_in_the_house(me: Any, here: str) -> None:
    assert saved(signed_in(me), "x", here=here).url == "/"


def test_twenty_views_cost_the_page_what_one_does(me: Any) -> None:
    client = signed_in(me)

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get(AGENTS)
        return len(queries)

    refused(me, "tasks:agents", "1")
    asked()
    one = asked()
    for number in range(2, 21):
        refused(me, "tasks:agents", str(number))
    assert (asked(), len(views(client))) == (one, 20)


def test_the_auditor_has_views_and_they_are_no_acts_of_the_record() -> None:
    client, acts = signed_in(cast.person("审计", AUDITOR)), AuditEntry.objects.count()
    saved(client, "在册")
    page = client.get(AGENTS).content.decode()
    assert (
        page.count('class="reads"') + page.count('class="form inline reads"') == 2
    )  # what the auditor may press
    assert AuditEntry.objects.count() == acts


@pytest.mark.database
def test_by_api_saved_listed_deleted(me: Any) -> None:
    client = signed_in(me)
    body = {"page": "tasks:agents", "name": "在册", "query": {"state": "active", "q": "林", "order": "name"}}
    made = client.post(API, body, content_type="application/json")
    assert made.status_code == 201
    shape = made.json()
    assert shape | {"public_id": "", "saved_at": ""} == {
        "public_id": "", "page": "tasks:agents", "name": "在册",
        "query": {"state": "active", "order": "name"}, "saved_at": "",
    }  # fmt: skip
    taken = client.post(API, body, content_type="application/json")
    assert (taken.status_code, taken.json()["reasons"][0]["code"]) == (409, "view_name_taken")
    assert client.get(f"{API}?page=tasks:agents").json()["results"] == [shape]
    assert client.get(f"{API}?page=tasks:claims").json()["results"] == []
    assert client.get(f"{API}?page=nowhere").status_code == 400
    at = f"{API}{shape['public_id']}/delete/"
    assert client.post(at).json() == {"deleted": shape["public_id"]}
    assert (client.post(at).status_code, client.get(API).json()["count"]) == (404, 0)


def test_my_data_tells_my_views(me: Any) -> None:
    save_view(me, "tasks:agents", "在册", {"state": "active"}, now=NOW)
    told = signed_in(me).post("/api/v1/me/data/").json()["onboarding"]
    assert [one for one in told if one["kind"] == "saved_view"] == [
        {"kind": "saved_view", "page": "tasks:agents", "name": "在册", "query": {"state": "active"}}
    ]


def test_a_screener_finds_the_view_beside_an_open_claim() -> None:
    by = cast.person("筛选", SCREENER)
    save_view(by, "tasks:claims", "超时", {"only": "late"}, now=NOW)
    one = cast.claim(cast.agent(), cast.task(cast.entity()), state="asked")
    assert views(signed_in(by), f"/desk/claims/{one.public_id}/") == [
        ("超时", "/desk/claims/?only=late", False)
    ]
