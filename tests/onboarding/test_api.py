"""The same acts for programs: tokens by code, reason codes, keys, nothing taken that is not asked for."""

import pytest
from django.test import Client
from knox.models import AuthToken

from onboarding.models import IdentityCheck, User
from tests import cast
from tests.onboarding.doors import PHONE, photo, totp
from yunke.ground.roles import AUDITOR, SCREENER
from yunke.models import AuditEntry

pytestmark = [pytest.mark.django_db]
API = "/api/v1/"
NUMBER = cast.id_number(901)


def api(user: User | None = None) -> Client:
    token = AuthToken.objects.create(user=user)[1] if user else ""
    return Client(headers={"Authorization": f"Token {token}"} if user else {})


def reasons(answer) -> list[str]:
    return [reason["code"] for reason in answer.json()["reasons"]]


def challenge(phone: str = PHONE) -> str:
    answer = Client().post(f"{API}auth/code/", {"phone": phone})
    assert answer.status_code == 202, answer.content
    return answer.json()["challenge"]


def token(name: str, code: str, **extra):
    return Client().post(f"{API}auth/token/", {"challenge": name, "code": code, **extra})


def papers(**changes):
    return {
        "name": "演示甲",
        "id_number": NUMBER,
        "agree": "true",
        "photo_front": photo(),
        "photo_back": photo(),
        "photo_self": photo(),
    } | changes


def handed_in() -> IdentityCheck:
    one = cast.agent(state="applicant", verified=False)
    assert api(one.user).post(f"{API}me/real-name/", papers()).status_code == 201
    return one.identity_checks.get()


def test_a_code_becomes_a_token_once(sms):
    user = cast.person("程序", phone=PHONE)
    name = challenge()
    [(phone, code)] = sms.codes
    assert phone == PHONE
    answer = token(name, code)
    assert answer.status_code == 200
    me = Client(headers={"Authorization": f"Token {answer.json()['token']}"}).get(f"{API}me/").json()
    assert me == {
        "public_id": user.public_id,
        "name": "程序",
        "phone": "199****5678",
        "language": "",
        "roles": [],
        "agent_number": "",
    }
    assert reasons(token(name, code)) == ["code_wrong"]


def test_the_answer_is_the_same_for_unknown_phones(sms):
    cast.person(phone=PHONE)
    known, unknown = (
        Client().post(f"{API}auth/code/", {"phone": phone}) for phone in (PHONE, "+8619900000303")
    )
    assert (known.status_code, list(known.json())) == (unknown.status_code, list(unknown.json()))
    assert len(sms.codes) == 2


def test_an_unknown_phones_holder_is_told_after_the_code(sms):
    assert reasons(token(challenge(), sms.codes[-1][1])) == ["no_account"]


@pytest.mark.database
def test_the_limits_of_the_page_hold_here(sms):
    challenge()
    assert reasons(Client().post(f"{API}auth/code/", {"phone": PHONE})) == ["code_limit"]
    assert Client().post("/accounts/login/", {"phone": PHONE}).status_code == 422
    assert reasons(Client().post(f"{API}auth/code/", {"phone": "12"})) == ["phone_wrong"]


def test_five_tries(sms):
    cast.person(phone=PHONE)
    name = challenge()
    code = sms.codes[-1][1]
    for _ in range(5):
        assert reasons(token(name, f"{(int(code) + 1) % 1_000_000:06d}")) == ["code_wrong"]
    assert reasons(token(name, code)) == ["code_wrong"]


def test_staff_without_a_second_factor_get_no_token(sms, settings):
    settings.STAFF_SECOND_FACTOR = True
    cast.person("陈筛选", SCREENER, phone=PHONE)
    assert reasons(token(challenge(), sms.codes[-1][1])) == ["second_factor_needed"]
    assert not AuthToken.objects.exists()


def test_with_a_second_factor_its_code_is_asked(sms):
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    user, secret = cast.person("陈筛选", SCREENER, phone=PHONE), generate_totp_secret()
    TOTP.activate(user, secret)
    RecoveryCodes.activate(user)
    name = challenge()
    assert reasons(token(name, sms.codes[-1][1])) == ["code_wrong"]
    assert token(name, sms.codes[-1][1], otp=totp(secret)).status_code == 200


def test_what_is_no_code_uses_up_no_try(sms):
    cast.person("程序", phone=PHONE)
    name = challenge()
    code = sms.codes[-1][1]
    for slip in ("123", "1234567", "abcdef") * 2:
        assert reasons(token(name, slip)) == ["code_wrong"]
    assert token(name, f"{code[:3]} {code[3:]}").status_code == 200


@pytest.mark.database
def test_signing_out_ends_this_token_alone():
    user = cast.person()
    one, other = api(user), api(user)
    assert one.post(f"{API}auth/sign-out/").status_code == 204
    assert one.get(f"{API}me/").status_code == 401
    assert other.get(f"{API}me/").status_code == 200


def test_real_name_by_program_and_sent_twice_once():
    one = cast.agent(state="applicant", verified=False)
    client, key = api(one.user), {"Idempotency-Key": "k1"}
    first = client.post(f"{API}me/real-name/", papers(), headers=key)
    again = client.post(f"{API}me/real-name/", papers(), headers=key)
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert one.identity_checks.count() == 1
    other = client.post(f"{API}me/real-name/", papers(name="别人"), headers=key)
    assert (other.status_code, reasons(other)) == (422, ["idempotency_key_reused"])
    assert NUMBER not in str(client.get(f"{API}me/real-name/").json())


def test_refusals_carry_codes():
    one = cast.agent(state="applicant", verified=False)
    answer = api(one.user).post(f"{API}me/real-name/", papers(id_number="1", name="甲", agree="false"))
    assert answer.status_code == 409
    assert reasons(answer) == ["consent_needed", "name_wrong", "id_number_wrong"]
    answer = api(one.user).post(f"{API}me/real-name/", papers(photo_self=photo(size=(50, 50))))
    assert reasons(answer) == ["photo_too_small"]


def test_nothing_else_is_taken():
    one = cast.agent(state="applicant", verified=False)
    api(one.user).post(
        f"{API}me/real-name/",
        papers(
            state="passed",
            provider="magic",
            provider_ref="x",
            decided_at="2020-01-01",
            submitted_at="2020-01-01",
            reasons="[1]",
            id_index="0" * 64,
            public_id="X" * 26,
            agent="1",
            decided_by="1",
        ),
    )
    check = one.identity_checks.get()
    assert (check.state, check.provider, check.provider_ref, check.decided_at, check.reasons) == (
        "submitted",
        "screener",
        "",
        None,
        [],
    )
    assert check.public_id != "X" * 26
    assert check.submitted_at.year > 2020


@pytest.mark.database
def test_the_desk_by_program():
    check, screener = handed_in(), cast.screener()
    body = api(screener).get(f"{API}identity-checks/").json()
    assert body["count"] == 1
    assert body["results"][0]["agent_number"] == check.agent.number
    assert NUMBER not in str(body)
    url = f"{API}identity-checks/{check.public_id}/decide/"
    assert reasons(api(screener).post(url, {"decision": "refuse"})) == ["refusal_needs_reason"]
    answer = api(screener).post(url, {"decision": "refuse", "codes": ["wrong_side"], "state": "passed"})
    assert (answer.json()["state"], [one["code"] for one in answer.json()["reasons"]]) == (
        "refused",
        ["wrong_side"],
    )
    assert AuditEntry.objects.filter(thing_id=check.public_id, verb="identity_refused").count() == 1
    assert (
        api(screener).post(f"{API}identity-checks/{'X' * 26}/decide/", {"decision": "pass"}).status_code
        == 404
    )


def test_who_may_not():
    check = handed_in()
    url = f"{API}identity-checks/{check.public_id}/decide/"
    auditor = cast.person("审计", AUDITOR)
    assert api(auditor).get(f"{API}identity-checks/").status_code == 200
    assert api(auditor).post(url, {"decision": "pass"}).status_code == 403
    assert api(check.agent.user).get(f"{API}identity-checks/").status_code == 403
    assert api(cast.screener()).post(f"{API}me/real-name/", papers()).status_code == 403
    assert Client().get(f"{API}me/").status_code == 401


def test_another_number_is_proven_by_its_own_code_and_ends_every_older_token(sms):
    user = cast.person("程序", phone=PHONE)
    caller, new = api(user), "+8619900000304"
    assert reasons(caller.post(f"{API}me/phone/code/", {"phone": PHONE})) == ["phone_same"]
    name = caller.post(f"{API}me/phone/code/", {"phone": new}).json()["challenge"]
    [(sent_to, code)] = sms.codes
    assert sent_to == new
    assert reasons(token(name, code)) == ["code_wrong"]  # it opens no account
    wrong = f"{(int(code) + 1) % 1_000_000:06d}"
    assert reasons(caller.post(f"{API}me/phone/", {"challenge": name, "code": wrong})) == ["code_wrong"]
    answer = caller.post(f"{API}me/phone/", {"challenge": name, "code": code})
    assert answer.status_code == 200
    assert caller.get(f"{API}me/").status_code == 401
    me = Client(headers={"Authorization": f"Token {answer.json()['token']}"}).get(f"{API}me/").json()
    assert (me["public_id"], me["phone"]) == (user.public_id, "199****0304")
    assert AuditEntry.objects.filter(verb="phone_changed", thing_id=user.public_id).count() == 1


def test_a_number_asked_for_by_one_is_given_to_nobody_else(sms):
    one, other = cast.person("甲", phone=PHONE), cast.person("乙", phone="+8619900000305")
    name = api(one).post(f"{API}me/phone/code/", {"phone": "+8619900000306"}).json()["challenge"]
    code = sms.codes[-1][1]
    assert reasons(api(other).post(f"{API}me/phone/", {"challenge": name, "code": code})) == ["code_wrong"]
    assert list(User.objects.order_by("pk").values_list("phone", flat=True)) == [PHONE, "+8619900000305"]


@pytest.mark.database
def test_a_taken_number_is_refused_after_its_code_and_nothing_changes(sms):
    taken = cast.person("乙", phone="+8619900000305")
    one = cast.person("甲", phone=PHONE)
    caller = api(one)
    name = caller.post(f"{API}me/phone/code/", {"phone": taken.phone}).json()["challenge"]
    answer = caller.post(f"{API}me/phone/", {"challenge": name, "code": sms.codes[-1][1]})
    assert reasons(answer) == ["phone_taken"]
    one.refresh_from_db()
    assert one.phone == PHONE
    assert caller.get(f"{API}me/").status_code == 200
