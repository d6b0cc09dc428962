"""From a phone to an account, and from an invitation to roles, for programs: the words agreed to are named."""

from datetime import timedelta

import pytest
from django.test import Client
from knox.models import AuthToken

from onboarding.actions.invitations import invite
from onboarding.models import Consent, User
from onboarding.texts import SERVICE, TEXTS
from tests import cast
from tests.onboarding.doors import PHONE
from tests.onboarding.test_api import API, challenge, reasons, token
from yunke.ground.roles import ADMINISTRATOR, OPERATIONS, PREPARER

pytestmark = [pytest.mark.django_db]
NOW = cast.at("2026-10-05 09:00")
AT_HOME = {"computer": True, "telecom_cable": True, "headset": True, "weekly_hours": 10}


@pytest.fixture(autouse=True)
def _now(clock):
    clock(NOW)


def join(name: str, code: str, **more):
    cast.line("voice")  # open, and without an SOP it asks for nothing but time
    body = {"challenge": name, "code": code, "agree": True, "text_version": TEXTS[SERVICE].version}
    body |= {"door": AT_HOME} | more
    return Client().post(f"{API}auth/join/", body, content_type="application/json")


def test_the_text_is_read_by_anyone_in_ones_language():
    said = Client().get(f"{API}texts/service/").json()
    assert (said["version"], said["hash"]) == (TEXTS[SERVICE].version, TEXTS[SERVICE].hash)
    assert said["paragraphs"] == list(TEXTS[SERVICE].zh)
    assert Client().get(f"{API}texts/nothing/").status_code == 404


def test_a_proven_phone_that_agrees_to_the_text_in_force_becomes_an_agent(sms):
    name = challenge()
    code = sms.codes[-1][1]
    assert reasons(token(name, code)) == ["no_account"]
    answer = join(name, code)
    assert answer.status_code == 201, answer.content
    user = User.objects.get(phone=PHONE)
    assert (answer.json()["public_id"], user.agent.state) == (user.public_id, "applicant")
    consent = Consent.objects.get(user=user)
    assert (consent.purpose, consent.text_version) == (SERVICE, TEXTS[SERVICE].version)
    assert (user.agent.door.weekly_hours, user.agent.line_choices.get().line.code) == (10, "voice")
    me = Client(headers={"Authorization": f"Token {answer.json()['token']}"}).get(f"{API}me/").json()
    assert me["agent_number"] == user.agent.number
    assert reasons(join(name, code)) == ["code_wrong"]  # the challenge is spent


def test_without_a_yes_or_with_older_words_nobody_is_made_and_the_code_stays_good(sms):
    name = challenge()
    code = sms.codes[-1][1]
    assert reasons(join(name, code, agree=False)) == ["consent_needed"]
    assert reasons(join(name, code, text_version="2020-01")) == ["consent_text_changed"]
    assert reasons(join(name, f"{(int(code) + 1) % 1_000_000:06d}")) == ["code_wrong"]
    assert not User.objects.filter(phone=PHONE).exists()
    assert join(name, code).status_code == 201


@pytest.mark.database
def test_whose_answers_fit_no_line_nobody_is_made_and_the_code_stays_good(sms):
    name = challenge()
    code = sms.codes[-1][1]
    assert reasons(join(name, code, door=AT_HOME | {"weekly_hours": 0})) == ["no_line_fits"]
    assert "door" in join(name, code, door=None).json()
    assert not User.objects.filter(phone=PHONE).exists()
    assert join(name, code).status_code == 201


def test_who_has_an_account_is_sent_to_sign_in(sms):
    user = cast.person("有账号", phone=PHONE)
    assert reasons(join(challenge(), sms.codes[-1][1])) == ["phone_taken"]
    assert not AuthToken.objects.filter(user=user).exists()
    assert not hasattr(User.objects.get(pk=user.pk), "agent")


# --- an invitation ---


def invited(*roles: str, phone: str = PHONE) -> str:
    return invite(phone, "新同事", roles, by=cast.person("管", ADMINISTRATOR), now=NOW)[1]


def accept(secret: str, name: str, code: str, **more):
    body = {"token": secret, "challenge": name, "code": code, "name": "李新"} | {
        "agree": True,
        "text_version": TEXTS[SERVICE].version,
    }
    return Client().post(f"{API}invitations/accept/", body | more, content_type="application/json")


@pytest.mark.database
def test_an_invitation_is_accepted_by_the_phone_it_names(sms):
    secret = invited(OPERATIONS, PREPARER)
    answer = accept(secret, challenge(), sms.codes[-1][1])
    assert answer.status_code == 201, answer.content
    user = User.objects.get(phone=PHONE)
    assert (answer.json()["public_id"], user.name) == (user.public_id, "李新")
    assert answer.json()["roles"] == [OPERATIONS]  # the one of money waits for a second administrator
    assert "token" not in answer.json()  # a token is asked for like everybody's, with the second factor
    assert set(user.grants.values_list("role", "state")) == {(OPERATIONS, "active"), (PREPARER, "asked")}


@pytest.mark.database
def test_another_phone_an_old_invitation_and_a_missing_yes_are_refused(sms, clock):
    secret = invited(OPERATIONS, phone="+8619900000911")
    name = challenge()
    code = sms.codes[-1][1]
    assert reasons(accept(secret, name, code)) == ["invitation_elsewhere"]
    mine = invited(OPERATIONS)
    assert reasons(accept(mine, name, code, agree=False)) == ["consent_needed"]
    assert accept("no-such-token", name, code).status_code == 404
    clock(NOW + timedelta(days=8))
    assert reasons(accept(mine, name, code)) == ["invitation_over"]
    assert not User.objects.filter(phone=PHONE).exists()
