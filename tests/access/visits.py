"""Somebody with a role goes through the house; every page is looked at in every way it can be read."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.db import models
from django.test import Client
from django.urls import Resolver404, resolve
from playwright.sync_api import Browser, Error, Page

from onboarding.models import RoleGrant, User
from payouts.demo.phones import agent_phone
from tests import cast
from tests.access.plan import ANONYMOUS, PLAN
from tests.flows.browser import ALL_RULES
from tests.house.doors import Door, door
from tests.house.scenes import MAKERS, NOW, World
from tests.onboarding.doors import signed_in
from yunke.ground.roles import AGENT, CLIENT, RANKS

PHONE, DESK, ZOOMED = (
    {"width": 390, "height": 844},
    {"width": 1280, "height": 800},
    {"width": 640, "height": 400},
)
HERE = Path(__file__).parent
LOOKS, WORDS = (HERE / "looks.js").read_text(), (HERE / "words.js").read_text()
OPEN_ALL = "() => document.querySelectorAll('details').forEach(one => { one.open = true })"
CONTRAST = {"resultTypes": ["violations"], "preload": False, "runOnly": ["color-contrast"]}
LETTERS = re.compile(r"[\u3400-\u9fff]")
MASKED = re.compile(r"[\u3400-\u9fff]\*+")  # a name of which the first sign shows
CHINESE = re.compile(r"[\u3001-\u303f\u3400-\u9fff\uff00-\uffef]")
_axe = Axe()


@dataclass
class House:
    """What is served, and who may be sent through it."""

    browser: Browser
    base: str
    world: World
    demo: bool

    def user(self, who: str) -> User | None:
        """Whose eyes: the owner of everything, or whoever of the demo has that role."""
        if who == ANONYMOUS:
            return None
        if who in (AGENT, *RANKS):
            return self.world.mine.user
        if who == CLIENT:
            return self.world.mine.client_user
        if self.demo and (
            grant := RoleGrant.objects.filter(role=who, state="active", user__name__startswith="演示").first()
        ):
            return grant.user
        self.__dict__.pop("data", None)  # one more name to know
        return cast.person("看的人", who)

    def at_stage(self, place: int) -> User:
        return User.objects.get(phone=agent_phone(place))

    def visitor(self, user: User | None, language: str) -> Visitor:
        return Visitor(self, user, language)

    @cached_property
    def data(self) -> list[str]:
        """Every Chinese text that stands in the database without an English beside it, the longest first."""
        from django.apps import apps

        found: set[str] = set()
        for model in apps.get_models():
            names = {one.name for one in model._meta.fields}
            for column in model._meta.fields:
                if column.name.endswith("_zh") and column.name.removesuffix("_zh") + "_en" in names:
                    continue
                if isinstance(column, models.CharField | models.TextField | models.JSONField):
                    for value in model._base_manager.values_list(column.name, flat=True).distinct():
                        found.update(_texts(value))
        return sorted(found, key=len, reverse=True)

    def without_data(self, text: str) -> str:
        left = MASKED.sub("", text).replace("简体中文", "")  # a language is called by its own name
        for known in self.data:
            left = left.replace(known, " ")
        return left


def _texts(value: Any) -> Iterator[str]:
    """The texts inside a stored value; of a pair zh/en neither: the page chooses."""
    if isinstance(value, str):
        if CHINESE.search(value):
            yield " ".join(value.split())
            yield from (" ".join(line.split()) for line in value.splitlines() if CHINESE.search(line))
    elif isinstance(value, dict):
        for key, inner in value.items():
            if not (key == "zh" and "en" in value):
                yield from _texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)


@dataclass
class Visitor:
    """One person's browser. ``wrong``: everything found, by page."""

    house: House
    user: User | None
    language: str
    wrong: list[str] = field(default_factory=list)
    visited: list[str] = field(default_factory=list)
    links: dict[str, str] = field(default_factory=dict)
    axes: int = 0

    def __post_init__(self) -> None:
        self.context = self.house.browser.new_context(
            viewport=PHONE, locale="en-US", timezone_id="Asia/Shanghai", reduced_motion="reduce"
        )
        self.cookies = {settings.LANGUAGE_COOKIE_NAME: self.language}
        if self.user:
            User.objects.filter(pk=self.user.pk).update(language=self.language)
            client = signed_in(self.user)
            _lately(client, self.user)
            self.cookies["sessionid"] = client.cookies["sessionid"].value
        self.page: Page = self.context.new_page()
        self.page.clock.set_fixed_time(NOW)
        self.page.on("pageerror", lambda error: self.say(f"script: {error}"))

    def say(self, what: str) -> None:
        self.wrong.append(f"{self.where}: {what}")

    @property
    def where(self) -> str:
        return f"{self.language} {urlsplit(self.page.url).path}"

    def leave(self) -> None:
        self.context.close()

    def open(self, which: Door, url: str, *, how: Callable[[Visitor], None] = lambda one: one.look()) -> None:
        """Where the page is one, it is looked at; what answers otherwise is told."""
        self.context.clear_cookies()  # what a door before this one began is over
        self.context.add_cookies(
            [{"name": name, "value": value, "url": self.house.base} for name, value in self.cookies.items()]
        )
        before = WAYS.get(which.name)
        try:
            answer = before(self) if before else self.page.goto(self.house.base + url)
        except Error as trouble:
            self.wrong.append(f"{self.language} {url} ({which.name}): {trouble.message.splitlines()[0]}")
            return
        if answer is None or answer.status != 200:
            self.wrong.append(f"{self.language} {url} ({which.name}): answered {answer and answer.status}")
            return
        landed = urlsplit(self.page.url).path
        if _name(landed) not in {which.name, *LEADS_ON.get(which.name, ())}:
            self.wrong.append(f"{self.language} {url} ({which.name}): led to {landed}")
            return
        self.visited.append(which.name)
        how(self)
        for link in self.page.eval_on_selector_all("a[href]", "all => all.map(one => one.href)"):
            if link.startswith(self.house.base) and (name := _name(urlsplit(link).path)):
                self.links.setdefault(name, link.removeprefix(self.house.base))

    # --- looking ---

    def look(self) -> None:
        """At both sizes, zoomed, with large text, in the dark; everything that opens is open."""
        self.page.evaluate(OPEN_ALL)
        self.axe("390")
        self.dialogs()
        self.drawn("390")
        self.large_text()
        self.page.set_viewport_size(ZOOMED)
        self.drawn("1280 at 200 %")
        self.page.set_viewport_size(DESK)
        self.axe("1280")
        self.drawn("1280")
        self.page.set_viewport_size(PHONE)
        if self.language == "en":
            self.english()
        else:
            self.page.emulate_media(color_scheme="dark")
            self.axe("390 dark", CONTRAST)
            self.page.emulate_media(color_scheme="light")

    def glance(self) -> None:
        """The short form: axe and the drawing at 390, text at 200 %."""
        self.page.evaluate(OPEN_ALL)
        self.axe("390")
        self.drawn("390")
        self.large_text()

    def axe(self, how: str, options: dict[str, Any] | None = None) -> None:
        self.axes += 1
        if not self.page.evaluate("!!window.axe"):
            self.page.evaluate(_axe.axe_script)
        found = self.page.evaluate(
            "(how) => axe.run(document, how).then((told) => told.violations)", options or ALL_RULES
        )
        for one in found:
            for node in one["nodes"][:3]:
                summary = " ".join(node["failureSummary"].split())
                self.say(f"[{how}] axe {one['id']}: {node['html'][:140]} {summary[:240]}")

    def dialogs(self) -> None:
        for place in range(self.page.locator("dialog").count()):
            self.page.locator("dialog").nth(place).evaluate("one => one.open || one.showModal()")
            self.axe("dialog")
            self.page.locator("dialog").nth(place).evaluate("one => one.close()")

    def drawn(self, how: str) -> None:
        for told in self.page.evaluate(LOOKS):
            self.say(f"[{how}] {told}")

    def large_text(self) -> None:
        self.page.evaluate("document.documentElement.style.fontSize = '200%'")
        self.drawn("390, text 200 %")
        self.page.evaluate("document.documentElement.style.fontSize = ''")

    def english(self) -> None:
        """What is left of the page's Chinese when stored texts are taken away; a name's quotation marks may stay."""
        for text in self.page.evaluate(WORDS):
            left = self.house.without_data(text)
            if LETTERS.search(left) or (left == text and CHINESE.search(left)):
                self.say(f"Chinese: {text[:120]}  ->  {left[:80]}")


def _name(path: str) -> str:
    try:
        return resolve(path).view_name
    except Resolver404:
        return ""


def address(which: Door, world: World) -> str:
    maker = MAKERS.get(which.name)
    return which.url(**(maker(world.mine) if maker else {}))


def walk(visitor: Visitor, names: list[str], **how: Any) -> None:
    """Every door of ``names``; then, of each that has an identifier, the first that a page led to."""
    for name in names:
        visitor.open(door(name), address(door(name), visitor.house.world), **how)
    led = {name: visitor.links[name] for name in names if door(name).places and name in visitor.links}
    for name, url in led.items():
        if visitor.house.demo and urlsplit(url).path != address(door(name), visitor.house.world):
            visitor.open(door(name), url, **how)


def names_of(who: str) -> list[str]:
    return [name for name, those in PLAN.items() if who in those]


# --- pages that stand behind an act ---


def _lately(client: Client, user: User) -> None:
    """Proved who one is a moment ago, as the pages of the second factor ask."""
    session = client.session
    session["account_authentication_methods"] = [
        {"method": "mfa", "at": time.time(), "reauthenticated": True}
    ]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()


def _press(one: Visitor, *, form: str = "main form") -> Any:
    """Send the page's form; what answers."""
    with one.page.expect_navigation() as led:
        one.page.locator(f"{form} button.primary").first.click()
    return led.value


def _ask_for_a_code(one: Visitor, path: str, phone: str) -> Any:
    one.page.goto(one.house.base + path)
    one.page.locator("input[type=tel]").fill(phone)
    return _press(one)


def _give_the_code(one: Visitor) -> Any:
    one.page.locator("input[name=code]").fill(
        one.page.locator("[data-code]").get_attribute("data-code") or ""
    )
    return _press(one)


def _answered(one: Visitor) -> Any:
    one.page.goto(one.house.base + "/start/")
    for name in ("computer", "telecom_cable", "headset"):
        one.page.locator(f"input[name={name}][value=yes]").check()
    one.page.locator("input[name=weekly_hours]").nth(2).check()
    return _press(one)


def _signing_up(one: Visitor) -> Any:
    _answered(one)
    return one.page.goto(one.house.base + "/accounts/signup/")


def _joining(one: Visitor) -> Any:
    _answered(one)
    _ask_for_a_code(one, "/accounts/signup/", f"1995555{next(_fresh):04d}")
    return _give_the_code(one)


def _second_step(one: Visitor) -> Any:
    """Signing in as somebody who carries a second factor."""
    somebody = cast.screener()
    _carry_a_key(somebody)
    _ask_for_a_code(one, "/accounts/login/", somebody.phone.removeprefix("+86"))
    return _give_the_code(one)


def _known(one: Visitor) -> Any:
    return _ask_for_a_code(one, "/accounts/login/", cast.person().phone.removeprefix("+86"))


def _carry_a_key(user: User) -> None:
    from allauth.mfa.models import Authenticator
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
    from allauth.mfa.totp.internal.auth import TOTP

    if not Authenticator.objects.filter(user=user).exists():
        TOTP.activate(user, "A" * 32)
        RecoveryCodes.activate(user)


def _keyed(url: str) -> Callable[[Visitor], Any]:
    """With a second factor on; off again for whoever comes after."""

    def way(one: Visitor) -> Any:
        assert one.user
        _carry_a_key(one.user)
        answer = one.page.goto(one.house.base + url)
        one.user.authenticator_set.all().delete()  # type: ignore[attr-defined]
        return answer

    return way


_fresh = count(1)
WAYS: dict[str, Callable[[Visitor], Any]] = {
    "account_confirm_login_code": _known,
    "mfa_authenticate": _second_step,
    "mfa_reauthenticate": _keyed("/accounts/2fa/reauthenticate/"),
    "mfa_view_recovery_codes": _keyed("/accounts/2fa/recovery-codes/"),
    "mfa_generate_recovery_codes": _keyed("/accounts/2fa/recovery-codes/generate/"),
    "mfa_deactivate_totp": _keyed("/accounts/2fa/totp/deactivate/"),
    "onboarding:door_fit": _answered,
    "onboarding:join": _joining,
    "account_signup": _signing_up,
    "onboarding:phone_code": lambda one: _ask_for_a_code(one, "/me/phone/", f"1995555{next(_fresh):04d}"),
}
LEADS_ON = {  # doors that choose the page
    "onboarding:profile": {"onboarding:profile_section"},
    "onboarding:real_name_check": {"onboarding:real_name"},
    # the whole path, or the step's own page
    "onboarding:step": {"home", "onboarding:profile_section", "onboarding:real_name"},
    "training:attempt": {"training:question"},
    "training:first_lesson": {"training:lesson"},
}
