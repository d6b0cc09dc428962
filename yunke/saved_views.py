"""Saved views: a list as somebody wants to find it again, narrowed and sorted, under a name.

What was searched for is not kept: it is a person's name or the end of a phone number, and would stand in a view long
after the person is gone. Nor is the page. Saving and deleting are nobody else's business and are not acts of the
record.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import cache
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import QuerySet
from django.urls import URLPattern, URLResolver, get_resolver

from yunke.ground.errors import Refused, gettext_noop, reason
from yunke.ground.ids import new_public_id
from yunke.ground.roles import may_enter
from yunke.listing import LISTINGS, Listing
from yunke.models import SavedView

MOST_VIEWS = 20  # of one list
NAME_LIMIT = 40
VIEW_GONE = "view_gone"  # in the session: the one deleted just now, until the list is shown again
NO_SUCH_LIST = reason(
    "no_such_list", gettext_noop("没有这个名单，或者它不归你看。"), gettext_noop("从名单上面存视图。")
)
VIEW_NAME_WRONG = reason(
    "view_name_wrong",
    gettext_noop("视图要有名字，最多 %(most)s 个字。"),
    gettext_noop("换个短一点的名字。"),
)
VIEW_NAME_TAKEN = reason(
    "view_name_taken",
    gettext_noop("这个名单已经有叫“%(name)s”的视图。"),
    gettext_noop("换个名字，或者先删掉原来的。"),
)
TOO_MANY_VIEWS = reason(
    "too_many_views",
    gettext_noop("一个名单最多存 %(most)s 个视图。"),
    gettext_noop("先删掉一个不用的。"),
)


def views_of(user: Any, page: str = "") -> QuerySet[SavedView]:
    """One's own, the first saved first; ``page``: of one list."""
    rows = SavedView.objects.filter(user=user.public_id).order_by("page", "pk")
    return rows.filter(page=page) if page else rows


@transaction.atomic
def save_view(user: Any, page: str, name: str, query: Mapping[str, str], *, now: datetime) -> SavedView:
    """Keep how this list is narrowed and sorted; who may not open it has no views of it."""
    listing, name = listing_open_to(user, page), " ".join(name.split())
    if not 0 < len(name) <= NAME_LIMIT:
        raise Refused(VIEW_NAME_WRONG(most=NAME_LIMIT))
    get_user_model().objects.select_for_update().get(pk=user.pk)  # one at a time: the limit holds
    names = list(views_of(user, page).values_list("name", flat=True))
    if name in names:
        raise Refused(VIEW_NAME_TAKEN(name=name))
    if len(names) >= MOST_VIEWS:
        raise Refused(TOO_MANY_VIEWS(most=MOST_VIEWS))
    return SavedView.objects.create(
        public_id=new_public_id(now),
        user=user.public_id,
        page=page,
        name=name,
        query=listing.lasting(query),
        saved_at=now,
    )


def delete_view(view: SavedView) -> None:
    """It is gone; saved again it is a new one."""
    view.delete()


def listing_open_to(user: Any, page: str) -> Listing:
    write, read = _doors().get(page, ((), ()))  # first: with the doors come their lists
    listing = LISTINGS.get(page)
    if listing is None or not may_enter(user.roles, signed_in=True, write=write, read=read, method="GET"):
        raise Refused(NO_SUCH_LIST())
    return listing


@cache
def _doors() -> dict[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    """The name of each page's address -> who may act, who may look."""
    return dict(_named(get_resolver().url_patterns))


def _named(patterns: Any, room: str = "") -> Iterator[tuple[str, Any]]:
    for one in patterns:
        if isinstance(one, URLResolver):
            yield from _named(one.url_patterns, f"{one.namespace}:" if one.namespace else room)
        elif isinstance(one, URLPattern) and hasattr(one.callback, "access"):
            yield f"{room}{one.name}", one.callback.access
