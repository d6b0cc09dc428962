"""Who may open a door: each view declares its roles, and a test walks every URL over them.

The roles themselves are in ``yunke/ground/roles.py``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed

from yunke.ground.roles import may_enter
from yunke.readers import came_in

PAGE_METHODS = ("GET", "HEAD", "POST")  # a browser's; a page shows and takes forms, nothing else


def allow(*write: str, read: Iterable[str] = ()) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Declare a page's roles: ``write`` may do everything, ``read`` may only look (GET).

    Signed out, a visitor is sent to sign in; signed in without the role, refused with 403.
    """

    def wrap(view: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            user: Any = request.user
            entered = may_enter(
                getattr(user, "roles", ()),
                signed_in=user.is_authenticated,
                write=write,
                read=read,
                method=request.method or "GET",
            )
            if entered and request.method not in PAGE_METHODS:
                return HttpResponseNotAllowed(PAGE_METHODS)
            if entered:
                came_in(getattr(user, "roles", ()), (*write, *read))
                return view(request, *args, **kwargs)  # type: ignore[no-any-return]
            if not user.is_authenticated:
                return redirect_to_login(_page_of(request))
            raise PermissionDenied

        guarded.access = (tuple(write), tuple(read))  # type: ignore[attr-defined]
        return guarded

    return wrap


def _page_of(request: HttpRequest) -> str:
    """The page to come back to: a button's own address cannot be opened, the page it stood on can."""
    if request.method != "POST":
        return request.get_full_path()
    came_from = urlsplit(request.headers.get("Referer", ""))
    if came_from.netloc != request.get_host():
        return "/"
    return urlunsplit(("", "", came_from.path, came_from.query, ""))


class ReadableAddressMiddleware:
    """A NUL in an address is nobody's typing, and PostgreSQL takes it in no text: 400. What a program asks for in a
    query its own door answers, by name."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        asked = "" if request.path.startswith("/api/") else request.META.get("QUERY_STRING", "")
        if "\x00" in request.path or "%00" in asked or "\x00" in asked:
            raise BadRequest("NUL in the address")
        return self.get_response(request)


class NoStoreMiddleware:
    """What somebody signed in is shown stays out of every cache, and out of the next person's "back"."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        user: Any = getattr(request, "user", None)
        if "Authorization" in request.headers or (user is not None and user.is_authenticated):
            response.headers["Cache-Control"] = "no-store, private"
        return response
