"""How a list's template writes its heads, its chips' addresses and what its forms carry along.

``listing`` is the list as the request asks for it (``yunke/listing.py``).
"""

from __future__ import annotations

from typing import Any

from django.template.context import RequestContext
from django.utils.html import format_html, format_html_join
from django.utils.http import urlencode
from django.utils.safestring import SafeString

from yunke.listing import ORDER, PAGE, SEARCH, Listing, Shown, column
from yunke.saved_views import VIEW_GONE, views_of


def sort(context: RequestContext, content: str, name: str, css: str = "") -> SafeString:
    """The head of a column, ``{% sort "number" "num" %}words{% endsort %}``: pressed, it sorts; again, it turns round.

    A column that the list cannot be sorted by is a plain head.
    """
    listing: Shown | None = context.get("listing")
    styled = format_html(' class="{}"', css) if css else ""
    words = SafeString(content.strip())
    if listing is None or name not in listing.presses:
        return format_html('<th scope="col"{}>{}</th>', styled, words)
    at = listing.at(**{ORDER: listing.pressed(name)})
    return format_html('<th scope="col"{}{}><a href="{}">{}</a></th>', styled, _way(listing, name), at, words)


def order(context: RequestContext, content: str, name: str) -> SafeString:
    """The same as a chip, for a list that is no table: ``{% order "waited" %}words{% endorder %}``."""
    listing: Shown = context["listing"]
    at, words = listing.at(**{ORDER: listing.pressed(name)}), SafeString(content.strip())
    current = SafeString(' aria-current="true"') if column(listing.order) == name else ""
    way = format_html('<span class="way" data-way="{}"></span>', _direction(listing)) if current else ""
    return format_html('<a class="chip" href="{}"{}>{}{}</a>', at, current, words, way)


def saved_views(context: RequestContext) -> dict[str, Any]:
    """One's own views of the list, each with its address, and the one that was deleted just now."""
    listing: Shown = context["listing"]
    request, of = context["request"], listing.listing
    asked = None if listing.search else of.lasting(listing.asked)
    views = []
    for view in views_of(request.user, of.page):
        kept = of.lasting(view.query)
        at = f"{listing.url}?{urlencode(kept)}" if kept else listing.url
        views.append({"view": view, "url": at, "current": kept == asked})
    return {"listing": listing, "views": views, "gone": _gone(request, of)}


def _gone(request: Any, of: Listing) -> dict[str, str] | None:
    if request.session.get(VIEW_GONE, {}).get("page") != of.page:
        return None
    gone = request.session.pop(VIEW_GONE)
    return {"name": gone["name"], "list": f"?{urlencode(of.lasting(gone['query']))}"}


def _direction(listing: Shown) -> str:
    return "descending" if listing.order.startswith("-") else "ascending"


def _way(listing: Shown, name: str) -> SafeString:
    if column(listing.order) != name:
        return SafeString("")
    return format_html(' aria-sort="{}"', _direction(listing))


def narrow(context: RequestContext, **changes: Any) -> str:
    """The address of the list with these parameters set (or, with nothing, left out) and all others kept."""
    listing: Shown = context["listing"]
    return listing.at(**changes)


def kept(context: RequestContext) -> SafeString:
    """For a search form: fields that keep how the list is narrowed and sorted."""
    listing: Shown = context["listing"]
    said = {name: value for name, value in listing.asked.items() if name not in (SEARCH, PAGE)}
    return format_html_join("", '<input type="hidden" name="{}" value="{}">', said.items())


def kept_list(context: RequestContext) -> SafeString:
    """For a form that acts on a row: the field that brings one back to the list as it stands."""
    listing: Shown = context["listing"]
    return format_html('<input type="hidden" name="list" value="{}">', listing.query())
