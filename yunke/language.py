"""Which language a page speaks: the profile, then the cookie, then Chinese. Accept-Language never decides."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from yunke.access import allow
from yunke.ground.roles import ANYONE

COOKIE_AGE = 365 * 24 * 3600  # seconds


class LanguageMiddleware:
    """Stands after authentication, because the profile speaks first."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = language_of(request)
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response


def language_of(request: HttpRequest) -> str:
    """The first of profile, cookie and default that names a language we have."""
    wishes = (
        getattr(request.user, "language", None),
        request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME),
    )
    offered = dict(settings.LANGUAGES)
    return next((wish for wish in wishes if wish in offered), settings.LANGUAGE_CODE)


@allow(ANYONE)
@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """Keep the chosen language in the profile of who is signed in, and in a cookie for the next visit."""
    response = HttpResponseRedirect(_way_back(request))
    language = request.POST.get("language", "")
    if language in dict(settings.LANGUAGES):
        if hasattr(request.user, "language"):
            request.user.language = language
            request.user.save(update_fields=["language"])
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            language,
            max_age=COOKIE_AGE,
            secure=settings.LANGUAGE_COOKIE_SECURE,
            samesite=settings.LANGUAGE_COOKIE_SAMESITE,
        )
    return response


def _way_back(request: HttpRequest) -> str:
    """The page the visitor came from, never another site."""
    wanted = request.POST.get("next") or request.headers.get("Referer") or "/"
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if safe else "/"
