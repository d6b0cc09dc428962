"""Staff: invited, proven by phone, with a second factor; roles of money by two administrators."""

import re
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from onboarding.actions import roles
from onboarding.actions.invitations import accept_invitation, invite
from onboarding.models import Agent, Invitation, RoleGrant, User
from tests import cast
from tests.onboarding.doors import PHONE, codes_of, signed_in, totp
from yunke import clock as house_clock
from yunke.ground.errors import Refused
from yunke.ground.roles import ADMINISTRATOR, AUDITOR, SCREENER
from yunke.models import AuditEntry

pytestmark = [pytest.mark.django_db]
PEOPLE = "/settings/people/"


def admin(name: str = "林管理") -> User:
    return cast.person(name, ADMINISTRATOR)


def invited(by: User, *wanted: str, phone: str = "19912345678") -> str:
    """The link's path, as the administrator's page shows it once."""
    client = signed_in(by)
    assert client.post(f"{PEOPLE}invite/", {"phone": phone, "name": "新同事", "roles": wanted}).url == PEOPLE
    page = client.get(PEOPLE).content.decode()
    assert "/invitation/" not in client.get(PEOPLE).content.decode()
    return re.search(r"http://testserver(/invitation/[^<]+)<", page)[1]


def test_invited_proven_accepted(sms):
    link, client = invited(admin(), SCREENER), Client()
    assert "199****5678" in client.get(link).content.decode()
    answer = client.post(link)
    assert sms.codes[-1][0] == PHONE
    answer = client.post(answer.url, {"code": sms.codes[-1][1]})
    assert answer.url == link
    assert not User.objects.filter(phone=PHONE).exists()
    answer = client.post(link, {"name": "陈筛选", "agree": "on"})
    assert answer.url == "/"
    user = User.objects.get(phone=PHONE)
    assert (user.name, user.roles) == ("陈筛选", {SCREENER})
    assert client.session["_auth_user_id"] == str(user.pk)
    assert not Agent.objects.filter(user=user).exists()
    assert Invitation.objects.get().state == "accepted"
    assert Client().get(link).status_code == 409


def test_the_token_is_kept_as_its_hash_only():
    link = invited(admin(), SCREENER)
    token = link.split("/")[2]
    assert token not in str(list(Invitation.objects.values())) + str(list(AuditEntry.objects.values()))


def test_an_invitation_ends_after_seven_days(clock):
    clock("2026-10-12T09:00:00+08:00")
    link = invited(admin(), SCREENER)
    clock("2026-10-19T08:59:00+08:00")
    assert Client().get(link).status_code == 200
    clock("2026-10-19T09:00:00+08:00")
    assert codes_of(Client().get(link)) == ["invitation_over"]


@pytest.mark.database
def test_a_withdrawn_invitation_is_void():
    by = admin()
    link = invited(by, SCREENER)
    signed_in(by).post(f"/settings/invitations/{Invitation.objects.get().public_id}/withdraw/")
    assert codes_of(Client().get(link)) == ["invitation_over"]


def test_an_invitation_is_for_its_phone_alone():
    link = invited(admin(), SCREENER)
    other = cast.person("别人")
    answer = signed_in(other).post(link, {"name": "别人", "agree": "on"})
    assert codes_of(answer) == ["invitation_elsewhere"]
    assert not other.grants.exists()


def test_roles_of_money_wait_for_a_second_administrator_even_when_invited(sms):
    first, second = admin(), admin("周管理")
    link, client = invited(first, "finance_preparer", "operations"), Client()
    client.post(link)
    client.post("/accounts/login/code/confirm/", {"code": sms.codes[-1][1], "next": link})
    client.post(link, {"name": "吴财务", "agree": "on"})
    user = User.objects.get(phone=PHONE)
    assert user.roles == {"operations"}
    grant = user.grants.get(role="finance_preparer")
    assert grant.state == "asked"
    url = f"/settings/roles/{grant.public_id}/decide/"
    assert codes_of(signed_in(first).post(url, {"decision": "give"})) == ["second_person_needed"]
    assert signed_in(second).post(url, {"decision": "give"}).status_code == 302
    assert User.objects.get(pk=user.pk).roles == {"operations", "finance_preparer"}


@pytest.mark.parametrize(
    "role", ["finance_preparer", "finance_approver", "finance_releaser", "administrator"]
)
def test_two_voices(role):
    first, second, one = admin(), admin("周管理"), cast.person("吴同事")
    signed_in(first).post(f"{PEOPLE}{one.public_id}/role/", {"role": role})
    grant = one.grants.get()
    assert grant.state == "asked"
    with pytest.raises(Refused) as refused:
        roles.decide_role(grant, give=True, by=first, now=cast.LONG_AGO)
    assert refused.value.codes == ["second_person_needed"]
    roles.decide_role(grant, give=True, by=second, now=cast.LONG_AGO)
    grant.refresh_from_db()
    assert (grant.state, grant.asked_by, grant.decided_by) == ("active", first, second)


def test_nobody_gives_themselves_anything():
    first = admin()
    answer = signed_in(first).post(f"{PEOPLE}{first.public_id}/role/", {"role": "screener"})
    assert codes_of(answer) == ["role_own"]
    second = admin("周管理")
    signed_in(second).post(f"{PEOPLE}{first.public_id}/role/", {"role": "screener"})
    assert User.objects.get(pk=first.pk).roles == {ADMINISTRATOR, "screener"}  # by another, and not of money


def test_administrators_do_no_money_acts():
    first, second = admin(), admin("周管理")
    answer = signed_in(first).post(f"{PEOPLE}{second.public_id}/role/", {"role": "finance_preparer"})
    assert codes_of(answer) == ["roles_clash"]


@pytest.mark.database
def test_a_plain_role_is_given_at_once_and_ends_other_sessions():
    by, one = admin(), cast.person("陈同事")
    before = signed_in(one)
    signed_in(by).post(f"{PEOPLE}{one.public_id}/role/", {"role": SCREENER})
    assert User.objects.get(pk=one.pk).roles == {SCREENER}
    assert before.get("/me/").status_code == 302


@pytest.mark.database
def test_a_role_ends():
    by, one = admin(), cast.screener()
    signed_in(by).post(f"/settings/roles/{one.grants.get().public_id}/end/")
    assert User.objects.get(pk=one.pk).roles == frozenset()
    last = by.grants.get()
    with pytest.raises(Refused) as refused:
        roles.end_role(last, by=by, now=cast.LONG_AGO)
    assert refused.value.codes == ["last_administrator"]


@pytest.mark.database
def test_a_closed_account():
    by, one = admin(), cast.screener()
    there = signed_in(one)
    assert codes_of(signed_in(by).post(f"{PEOPLE}{by.public_id}/deactivate/")) == ["not_oneself"]
    signed_in(by).post(f"{PEOPLE}{one.public_id}/deactivate/")
    assert User.objects.get(pk=one.pk).is_active is False
    assert there.get("/me/").status_code == 302
    signed_in(by).post(f"{PEOPLE}{one.public_id}/reactivate/")
    assert User.objects.get(pk=one.pk).is_active is True


def test_the_auditor_looks_and_changes_nothing():
    one, client = cast.screener(), signed_in(cast.person("审计", AUDITOR))
    page = client.get(PEOPLE).content.decode()
    assert one.phone not in page
    assert '<form method="post"' not in page.split("</nav>")[-1]
    assert client.post(f"{PEOPLE}{one.public_id}/deactivate/").status_code == 403
    assert client.post(f"/settings/roles/{one.grants.get().public_id}/end/").status_code == 403


def test_inviting_takes_no_other_field():
    by = admin()
    signed_in(by).post(
        f"{PEOPLE}invite/",
        {
            "phone": "19912345678",
            "name": "新同事",
            "roles": [SCREENER],
            "state": "accepted",
            "token_hash": "0" * 64,
            "expires_at": "2099-01-01",
            "invited_by": "1",
            "accepted_by": "1",
            "public_id": "X" * 26,
        },
    )
    made = Invitation.objects.get()
    assert (made.state, made.invited_by, made.accepted_by) == ("sent", by, None)
    assert made.token_hash != "0" * 64
    assert made.expires_at - made.sent_at == timedelta(days=7)
    assert made.public_id != "X" * 26


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        ([], "roles_missing"),
        (["agent"], "role_unknown"),
        (["administrator", "finance_preparer"], "roles_clash"),
    ],
)
def test_what_cannot_be_invited(wanted, code):
    with pytest.raises(Refused) as refused:
        invite("19912345678", "新同事", wanted, by=admin(), now=cast.LONG_AGO)
    assert refused.value.codes == [code]


@pytest.mark.database
def test_one_invitation_a_phone():
    by = admin()
    invite("19912345678", "新同事", [SCREENER], by=by, now=cast.LONG_AGO)
    with pytest.raises(Refused) as refused:
        invite("19912345678", "新同事", [SCREENER], by=by, now=cast.LONG_AGO)
    assert refused.value.codes == ["invited_already"]
    invite("19912345678", "新同事", [SCREENER], by=by, now=cast.LONG_AGO + timedelta(days=8))


@pytest.mark.database
@pytest.mark.parametrize("gone", ["left", "no longer an administrator"])
def test_an_invitation_counts_no_more_once_its_inviter_is_gone(gone):
    by = admin()
    invitation, _token = invite("19912345678", "新同事", [SCREENER], by=by, now=cast.LONG_AGO)
    if gone == "left":
        User.objects.filter(pk=by.pk).update(is_active=False)
    else:
        by.grants.update(state="ended")
    with pytest.raises(Refused) as refused:
        accept_invitation(
            Invitation.objects.get(pk=invitation.pk), "新同事", phone="+8619912345678", now=cast.LONG_AGO
        )
    assert refused.value.codes == ["inviter_gone"]
    assert not User.objects.filter(phone="+8619912345678").exists()


@pytest.mark.database
def test_the_first_administrator_comes_from_the_command_line():
    call_command(
        "create_administrator",
        "19900000001",
        "--name",
        "林管理",
        "--now",
        "2026-10-12T09:00:00+08:00",
        stdout=StringIO(),
    )
    user = User.objects.get(phone="+8619900000001")
    assert (user.name, user.roles) == ("林管理", {ADMINISTRATOR})
    call_command("create_administrator", "19900000001", stdout=StringIO())
    assert RoleGrant.objects.count() == 1
    with pytest.raises(CommandError):
        call_command("create_administrator", "123")


def test_three_people_take_as_many_queries_as_one():
    by = admin()
    client = signed_in(by)
    second = admin("周管理")

    def add() -> None:
        one = cast.screener()
        roles.ask_role(one, "finance_preparer", by=second, now=cast.LONG_AGO)
        invite(
            f"1991234{Invitation.objects.count():04d}", "新同事", [SCREENER], by=second, now=house_clock.now()
        )

    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert client.get(PEOPLE).status_code == 200
        return len(seen)

    add()
    client.get(PEOPLE)
    one = queries()
    add()
    add()
    assert queries() == one


# --- the second factor ---


@pytest.fixture
def strict(settings):
    settings.STAFF_SECOND_FACTOR = True


def turn_on(client: Client) -> str:
    """Activate through the page; returns the secret."""
    client.get("/accounts/2fa/totp/activate/")
    secret = client.session["mfa.totp.secret"]
    assert client.post("/accounts/2fa/totp/activate/", {"code": totp(secret)}).status_code == 302
    return secret


def test_staff_pages_stay_shut_without_it(strict):
    client = signed_in(cast.screener())
    for url in ("/desk/identity/", "/me/", "/"):
        assert client.get(url).url == "/accounts/2fa/totp/activate/"
    answer = client.get("/api/v1/identity-checks/")
    assert (answer.status_code, answer.json()["reasons"][0]["code"]) == (403, "second_factor_needed")


def test_agents_need_none(strict):
    assert signed_in(cast.agent().user).get("/me/").status_code == 200


@pytest.mark.django_db(transaction=True)
def test_turned_on_it_opens_and_is_asked_at_the_next_sign_in(strict, sms, django_capture_on_commit_callbacks):
    from allauth.mfa.models import Authenticator

    user = cast.person("陈筛选", SCREENER, phone=PHONE)
    client, elsewhere = signed_in(user), signed_in(user)
    secret = turn_on(client)
    assert client.get("/desk/identity/").status_code == 200
    assert (
        elsewhere.get("/desk/identity/").status_code == 302
    )  # a session that never passed the factor is over
    row = Authenticator.objects.get(user=user, type="totp")
    assert secret not in str(row.data)

    fresh = Client()
    fresh.post("/accounts/login/", {"phone": PHONE})
    answer = fresh.post("/accounts/login/code/confirm/", {"code": sms.codes[-1][1]})
    assert answer.url == "/accounts/2fa/authenticate/"
    assert "_auth_user_id" not in fresh.session
    assert fresh.post(answer.url, {"code": "000000"}).status_code == 200
    assert fresh.post(answer.url, {"code": totp(secret)}).status_code == 302
    assert fresh.get("/desk/identity/").status_code == 200


@pytest.mark.database
@pytest.mark.django_db(transaction=True)
def test_secrets_survive_rotation(strict, settings):
    from cryptography.fernet import Fernet

    user = cast.screener()
    secret = turn_on(signed_in(user))
    new = Fernet.generate_key().decode()
    settings.FIELD_KEYS = [new, *settings.FIELD_KEYS]
    call_command("rotate_keys", stdout=StringIO())
    settings.FIELD_KEYS = [new]
    from allauth.mfa.models import Authenticator

    assert Authenticator.objects.get(user=user, type="totp").wrap().validate_code(totp(secret))
    assert len(Authenticator.objects.get(user=user, type="recovery_codes").wrap().get_unused_codes()) == 10
