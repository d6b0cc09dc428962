"""A refusal in words: a message on a page, 409 with reason codes in the API. Caught once, here."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.urls import is_valid_path, reverse
from django.utils.translation import gettext
from django.views.defaults import page_not_found
from rest_framework.exceptions import NotFound
from rest_framework.response import Response
from rest_framework.views import exception_handler

from yunke.ground.errors import NO_SUCH_ANSWER, Misread, Reason, Refused, reasons_from_json
from yunke.ground.errors import gettext_noop as _
from yunke.readable import readable

NOT_HERE = _("这里没有这一项，或者它不归你看。")


@dataclass(frozen=True, slots=True)
class Wording:
    """A reason as its reader sees it."""

    code: str
    text: str
    remedy: str
    url: str

    @property
    def sentence(self) -> str:
        """What is wrong and what helps, in a row; English puts a space between."""
        return f"{self.text} {self.remedy}".strip() if self.text[-1:].isascii() else self.text + self.remedy


def worded(reason: Reason) -> Wording:
    """Put one reason into the active language."""
    kind = reason.kind
    facts = readable(reason.facts, kind.words)
    remedy = gettext(kind.remedy) % facts if kind.remedy else ""
    return Wording(reason.code, gettext(kind.text) % facts, remedy, _door(reason))


def _door(reason: Reason) -> str:
    kind = reason.kind
    return reverse(kind.door, args=[reason.facts[one] for one in kind.door_facts]) if kind.door else ""


def wordings(reasons: Iterable[Reason]) -> list[Wording]:
    return [worded(reason) for reason in reasons]


def stored_wordings(rows: Iterable[dict[str, Any]]) -> list[Wording]:
    """The words of reasons kept as code and facts in a JSON column."""
    return wordings(reasons_from_json(rows))


def as_json(reasons: Iterable[Reason]) -> list[dict[str, Any]]:
    """The API's form: code, words, remedy and facts."""
    return [
        {
            "code": one.code,
            "text": (said := worded(one)).text,
            "remedy": said.remedy,
            "facts": dict(one.facts),
        }
        for one in reasons
    ]


def answer_of(request: HttpRequest, name: str, *answers: str) -> str:
    """Which of the form's buttons was pressed: what is none of them decides nothing, least of all a no."""
    if (said := request.POST.get(name, "")) not in answers:
        raise Misread(NO_SUCH_ANSWER())
    return said


def refused_page(
    request: HttpRequest, refused: Refused, *, status: int = 409, back: str = ""
) -> HttpResponse:
    """The page (or, for htmx, the fragment) that says why not and what to do; ``back``: where the way goes on."""
    template = "parts/reasons.html" if getattr(request, "htmx", False) else "refused.html"
    return render(
        request,
        template,
        {"reasons": wordings(refused.reasons), "back": back or _back(request)},
        status=status,
    )


def _back(request: HttpRequest) -> str:
    referer = request.META.get("HTTP_REFERER", "")
    here = f"{request.scheme}://{request.get_host()}/"
    return referer if referer.startswith(here) else "/"


def _above(path: str) -> str:
    """The nearest address above a button's that is one of the house: mostly the page the button stands on."""
    parts = path.strip("/").split("/")
    for count in range(len(parts) - 1, 0, -1):
        address = f"/{'/'.join(parts[:count])}/"
        if is_valid_path(address):
            return address
    return ""


def _not_a_page(request: HttpRequest, response: HttpResponseBase) -> HttpResponse:
    """A browser would show nothing at all for an address that takes a button's answer alone."""
    page = render(request, "405.html", {"above": _above(request.path)}, status=405)
    page.headers["Allow"] = response.headers["Allow"]
    return page


class RefusalMiddleware:
    """Turns a refusal that a page let rise into words, and a button's address opened by hand into a page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        bare = response.status_code == 405 and not getattr(response, "content", b"")
        return _not_a_page(request, response) if bare and request.method == "GET" else response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, Refused):
            return None
        return refused_page(request, exception, status=422 if isinstance(exception, Misread) else 409)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """No such address: to a program in the shape of every other answer, to a browser as a page."""
    if request.path.startswith("/api/"):
        return JsonResponse({"detail": gettext(NOT_HERE)}, status=404)
    return page_not_found(request, exception)


def api_exception_handler(exception: Exception, context: dict[str, Any]) -> Response | None:
    """DRF's handler, knowing refusals: 409 ``{"reasons": [{code, text, remedy, facts}]}``."""
    if isinstance(exception, Refused):
        return Response({"reasons": as_json(exception.reasons)}, status=409)
    if isinstance(exception, Http404 | NotFound):
        exception = NotFound(gettext(NOT_HERE))
    return exception_handler(exception, context)
