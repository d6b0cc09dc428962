"""The second factor at every one of its pages; going and coming back; what did not go through, once more."""

from __future__ import annotations

from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client

from onboarding.models import Agent, User
from tests import cast
from tests.house.cases.people import NEW, NOBODYS
from tests.house.cases.shape import SENT, Case, Maker, twice
from tests.house.scenes import World
from tests.onboarding.doors import answered, signed_in, totp
from yunke.ground.roles import SCREENER
from yunke.models import Chunk, Notice

SECRETS = {
    "secret": "poison",
    "type": "webauthn",
    "type_id": NOBODYS,
}  # what a factor must not take from outside


def _newcomer(world: World) -> Case:
    return Case({"phone": NEW}, browser=answered(Client()))


def _with_factor() -> tuple[User, str]:
    user, secret = cast.person("有双重验证的", SCREENER), generate_totp_secret()
    TOTP.activate(user, secret)
    return user, secret


def _confirmed() -> tuple[Client, str]:
    """Signed in, and the factor given a moment ago."""
    user, secret = _with_factor()
    browser = signed_in(user)
    _passed(browser, "/accounts/2fa/reauthenticate/", secret)
    return browser, secret


def _passed(browser: Client, address: str, secret: str) -> None:
    assert browser.post(address, {"code": totp(secret)}).status_code == 302


def _put_on(world: World) -> Case:
    browser = signed_in(cast.person("还没有双重验证的", SCREENER))
    browser.get("/accounts/2fa/totp/activate/")
    return Case({"code": totp(browser.session["mfa.totp.secret"])}, browser=browser, wishes=SECRETS)


def _given_at_sign_in(world: World) -> Case:
    user, secret = _with_factor()
    browser = answered(Client())
    browser.post("/accounts/login/", {"phone": user.phone})
    answer = browser.post("/accounts/login/code/confirm/", {"code": SENT.codes[-1][1]})
    assert answer["Location"] == "/accounts/2fa/authenticate/"
    return Case({"code": totp(secret)}, browser=browser)


def _given_again(world: World) -> Case:
    user, secret = _with_factor()
    return Case({"code": totp(secret)}, browser=signed_in(user))


def _taken_off(world: World) -> Case:
    return Case(browser=_confirmed()[0])


def _new_codes(world: World) -> Case:
    return Case(browser=_confirmed()[0], wishes=SECRETS)


def _stuck(world: World) -> Case:
    """A large file that failed five times."""
    one = world.mine.imported
    Chunk.objects.create(
        public_id=one.public_id, kind="import", batch=one.public_id, number=1, state="parked", attempts=5
    )
    return Case()


def _unsent(name: str, *, many: bool) -> Maker:
    def case(world: World) -> Case:
        told = Notice.objects.get(recipient=world.mine.user.public_id)
        Notice.objects.filter(pk=told.pk).update(state="parked", attempts=5, error="Down")
        return Case({name: [told.public_id] if many else told.public_id})

    return case


def _going(world: World) -> Case:
    """Nothing keeps this one: no seat, no task."""
    return Case(user=cast.agent("要走的").user)


def _gone(world: World) -> Case:
    one = cast.agent("走了的")
    Agent.objects.filter(pk=one.pk).update(state="left")
    return Case(user=one.user)


KEYS: dict[str, Maker] = {
    "account_signup": _newcomer,
    "mfa_activate_totp": _put_on,
    "mfa_authenticate": _given_at_sign_in,
    "mfa_reauthenticate": _given_again,
    "mfa_deactivate_totp": _taken_off,
    "mfa_generate_recovery_codes": _new_codes,
    **twice(_stuck, "tasks:import_again", "api_import_again"),
    "notices_again": _unsent("row", many=False),
    "api_notices_again": _unsent("rows", many=True),
    **twice(_going, "tasks:leave_yunke", "api_leave_yunke"),
    **twice(_gone, "tasks:come_back", "api_come_back"),
}
