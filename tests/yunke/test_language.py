"""Profile, then cookie, then Chinese; the browser's wish never decides."""

from types import SimpleNamespace

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory
from django.utils import translation

from yunke.language import LanguageMiddleware, choose_language, language_of


def request_of(user=None, cookie="", **headers):
    request = RequestFactory().get("/", headers={"accept-language": "en", **headers})
    request.user = user or AnonymousUser()
    if cookie:
        request.COOKIES["django_language"] = cookie
    return request


@pytest.mark.parametrize(
    ("profile", "cookie", "spoken"),
    [
        (None, "", "zh-hans"),
        (None, "en", "en"),
        ("zh-hans", "en", "zh-hans"),
        ("en", "zh-hans", "en"),
        ("", "en", "en"),
        ("fr", "xx", "zh-hans"),
    ],
)
def test_the_first_wish_we_can_serve(profile, cookie, spoken):
    user = SimpleNamespace(language=profile) if profile is not None else None
    assert language_of(request_of(user, cookie)) == spoken


def test_a_page_is_rendered_in_that_language_and_says_so():
    spoken = []

    def page(_request):
        spoken.append(translation.get_language())
        return SimpleNamespace(headers={})

    response = LanguageMiddleware(page)(request_of(cookie="en"))
    assert (spoken, response.headers) == (["en"], {"Content-Language": "en"})


def choose(**posted):
    request = RequestFactory().post("/language/", posted, headers={"host": "testserver"})
    request.user = AnonymousUser()
    return choose_language(request)


def test_choosing_sets_the_cookie_and_goes_back():
    response = choose(language="en", next="/board/")
    assert response.cookies["django_language"].value == "en"
    assert response.headers["Location"] == "/board/"


def test_an_unknown_language_changes_nothing():
    assert choose(language="fr", next="/").cookies == {}


def test_nobody_is_sent_to_another_site():
    assert choose(language="en", next="https://evil.example/").headers["Location"] == "/"
    assert choose(language="en", next="//evil.example/").headers["Location"] == "/"
