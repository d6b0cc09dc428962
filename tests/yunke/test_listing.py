"""The piece that staff lists are made of: orders, what is kept from page to page, heads that sort."""

from __future__ import annotations

import pytest
from django.db.models import F
from django.http import HttpRequest
from django.template import Context, Template
from django.test import RequestFactory

from tests.house.scenes import NOW
from yunke.ground.ids import new_public_id
from yunke.listing import Listing, Shown, in_order
from yunke.models import Notice


@pytest.fixture
def of_notices(monkeypatch: pytest.MonkeyPatch) -> Listing:
    monkeypatch.setattr("yunke.listing.LISTINGS", {})  # the house's own stay as they are
    return Listing(
        "notices",
        {"-tried": F("try_at").desc(nulls_last=True), "kind": "error", "-way": ("-channel", "error")},
        keeps=("state",),
        carries=("week",),
    )


def shown(of: Listing, query: str = "", **posted: str) -> Shown:
    return of.shown(request(query, **posted))


def request(query: str = "", **posted: str) -> HttpRequest:
    made = RequestFactory().post(query or "/x/", posted) if posted else RequestFactory().get(query or "/x/")
    made.resolver_match = None  # type: ignore[assignment]
    return made


def terms(listed: Shown) -> list[str]:
    return [
        f"{one.expression.name} {'desc' if one.descending else 'asc'}{' last' if one.nulls_last else ''}"
        for one in listed.sorted(Notice.objects.all()).query.order_by
    ]


@pytest.mark.parametrize(
    ("order", "read"),
    [
        ("", ["try_at desc last", "pk desc"]),
        ("-tried", ["try_at desc last", "pk desc"]),
        ("tried", ["try_at asc last", "pk asc"]),
        ("kind", ["error asc", "pk asc"]),
        ("-kind", ["error desc", "pk desc"]),
        ("-way", ["channel desc", "error asc", "pk asc"]),
        ("way", ["channel asc", "error desc", "pk desc"]),
        ("way; drop table", ["try_at desc last", "pk desc"]),
        ("--way", ["try_at desc last", "pk desc"]),
    ],
)
def test_an_order_turns_round_and_ends_in_what_tells_rows_apart(
    of_notices: Listing, order: str, read: list[str]
) -> None:
    assert terms(shown(of_notices, f"/x/?order={order}")) == read


@pytest.mark.django_db
@pytest.mark.database
def test_what_has_no_value_stands_last_both_ways(of_notices: Listing) -> None:
    for key, hour in (("a", 1), ("b", None), ("c", 2)):
        tried = NOW.replace(hour=hour) if hour else None
        Notice.objects.create(public_id=new_public_id(NOW), key=key, due_at=NOW, try_at=tried)
    rows = Notice.objects.all()
    assert [one.key for one in shown(of_notices).sorted(rows)] == ["c", "a", "b"]
    assert [one.key for one in shown(of_notices, "/x/?order=tried").sorted(rows)] == ["a", "c", "b"]


def test_rows_made_in_python_stand_as_they_came_where_nothing_tells_them_apart() -> None:
    rows = [("a", 1), ("b", None), ("c", 2), ("d", 1)]
    assert "".join(one for one, _n in in_order(rows, lambda row: row[1], down=False)) == "adcb"
    assert "".join(one for one, _n in in_order(rows, lambda row: row[1], down=True)) == "cadb"


def test_what_is_known_is_kept_and_nothing_else(of_notices: Listing) -> None:
    asked = "?state=due&week=44&q=%E6%9E%97&order=kind&page=3&next=//evil&who="
    listed = shown(of_notices, f"/x/{asked}")
    assert listed.query() == "?state=due&week=44&q=%E6%9E%97&order=kind&page=3"
    assert listed.at(state="sent") == "/settings/notices/?state=sent&week=44&q=%E6%9E%97&order=kind"
    assert listed.at(state=None, order="-tried") == "/settings/notices/?week=44&q=%E6%9E%97"
    assert shown(of_notices, f"/x/?state={'x' * 99}").asked == {"state": "x" * 60}


def test_after_an_act_the_list_stands_as_the_form_says(of_notices: Listing) -> None:
    posted = request("/x/?state=due", list="?state=sent&order=-kind&next=//evil")
    assert of_notices.back(posted) == "/settings/notices/?state=sent&order=-kind"
    assert of_notices.back(request("/x/?state=due", why="x")) == "/settings/notices/?state=due"


@pytest.mark.django_db
def test_who_follows_stands_behind_else_before_else_first(of_notices: Listing) -> None:
    made = [
        Notice.objects.create(public_id=new_public_id(NOW), key=key, error=key, due_at=NOW) for key in "abc"
    ]
    listed, rows = shown(of_notices, "/x/?order=kind"), Notice.objects.all()
    assert [listed.following(rows, one).key for one in made] == ["b", "c", "b"]
    assert listed.following(rows.exclude(key="b"), made[1]).key == "a"
    assert listed.following(rows.filter(key="a"), made[0]) is None


def html(listed: Shown | None, template: str) -> str:
    text: str = Template(f"{{% load yunke_ui %}}{template}").render(Context({"listing": listed}))
    return text


def test_a_head_says_which_way_it_is_sorted_and_leads_the_other_way(of_notices: Listing) -> None:
    head = '{% sort "kind" "num" %} <b>错误</b> {% endsort %}'
    at = "/settings/notices/?state=due&amp;order="

    def drawn(order: str) -> str:
        return html(shown(of_notices, f"/x/?state=due&page=2&order={order}"), head)

    assert drawn("") == f'<th scope="col" class="num"><a href="{at}kind"><b>错误</b></a></th>'
    up = f'<th scope="col" class="num" aria-sort="ascending"><a href="{at}-kind"><b>错误</b></a></th>'
    down = f'<th scope="col" class="num" aria-sort="descending"><a href="{at}kind"><b>错误</b></a></th>'
    assert (drawn("kind"), drawn("-kind")) == (up, down)
    plain = '<th scope="col">错误</th>'
    assert html(shown(of_notices), '{% sort "who" %}错误{% endsort %}') == plain
    assert html(None, '{% sort "kind" %}错误{% endsort %}') == plain


def test_forms_carry_the_list_along(of_notices: Listing) -> None:
    listed = shown(of_notices, "/x/?state=%22%3E&q=x&page=2&order=kind")
    fields = (
        '<input type="hidden" name="state" value="&quot;&gt;"><input type="hidden" name="order" value="kind">'
    )
    assert html(listed, "{% kept %}") == fields
    whole = "?state=%22%3E&amp;q=x&amp;order=kind&amp;page=2"
    assert html(listed, "{% kept_list %}") == f'<input type="hidden" name="list" value="{whole}">'


def test_an_order_as_a_chip_for_a_list_that_is_no_table(of_notices: Listing) -> None:
    drawn = html(shown(of_notices, "/x/?order=kind"), '{% order "kind" %}错误{% endorder %}')
    assert drawn == (
        '<a class="chip" href="/settings/notices/?order=-kind" aria-current="true">错误'
        '<span class="way" data-way="ascending"></span></a>'
    )
