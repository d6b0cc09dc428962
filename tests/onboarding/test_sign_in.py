"""The door: sign-up as a story, and the limits that hold it."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from onboarding.models import Agent, Consent, User
from onboarding.texts import SERVICE, TEXTS
from tests import cast
from tests.onboarding.doors import PHONE, answered, codes_of, signed_in
from yunke import clock
from yunke.models import AuditEntry

pytestmark = [pytest.mark.django_db]
LOGIN, SIGNUP, CODE = "/accounts/login/", "/accounts/signup/", "/accounts/login/code/confirm/"
TYPED = "199 1234 5678"


def ask(client: Client, phone: str = TYPED, url: str = LOGIN):
    return client.post(url, {"phone": phone})


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06d}"


def test_a_newcomer_ends_as_an_agent_where_they_wanted_to_go(client, sms):
    answered(client)
    answer = client.post(f"{SIGNUP}?next=/board/", {"phone": TYPED, "next": "/board/"})
    assert answer.url == f"{CODE}?next=%2Fboard%2F"
    [(phone, code)] = sms.codes
    assert phone == PHONE
    assert not User.objects.exists()  # nothing is stored of a phone before its holder agreed

    answer = client.post(answer.url, {"code": code, "next": "/board/"})
    assert answer.url == "/accounts/join/?next=%2Fboard%2F"
    assert not User.objects.exists()
    before = client.session.session_key

    assert client.post(answer.url, {}).status_code == 422  # without the yes
    answer = client.post(answer.url, {"agree": "on", "next": "/board/"})
    assert answer.url == "/board/"
    user = User.objects.get(phone=PHONE)
    assert user.phone_verified_at is not None
    assert client.session["_auth_user_id"] == str(user.pk)
    assert client.session.session_key != before
    agent = Agent.objects.get(user=user)
    assert re.fullmatch(r"A\d{7}", agent.number)
    assert agent.state == "applicant"
    consent = Consent.objects.get(user=user)
    assert (consent.purpose, consent.text_version, consent.text_hash) == (
        SERVICE,
        TEXTS[SERVICE].version,
        TEXTS[SERVICE].hash,
    )
    assert set(AuditEntry.objects.values_list("verb", flat=True)) >= {"agent_joined", "consent_given"}


def test_numbers_follow_each_other(sms):
    numbers = []
    for phone in ("19900000101", "19900000102"):
        client = answered(Client())
        ask(client, phone)
        client.post(CODE, {"code": sms.codes[-1][1]})
        client.post("/accounts/join/", {"agree": "on"})
        numbers.append(int(Agent.objects.get(user__phone=f"+86{phone}").number[1:]))
    assert numbers[1] == numbers[0] + 1


def test_known_and_unknown_phones_get_the_same_answer(sms, monkeypatch):
    later(monkeypatch, 0)
    cast.person(phone="+8619900000201")
    pages = []
    for phone in ("19900000201", "19900000202"):
        client = Client()
        answer = ask(client, phone)
        page = client.get(answer.url).content.decode().replace(phone, "PHONE")
        pages.append(
            (
                answer.status_code,
                answer.url,
                re.sub(r'(csrfmiddlewaretoken" value=|csrftoken": )"\w+"', "", page),
            )
        )
    assert pages[0] == pages[1]
    assert len(sms.codes) == 2


def test_somebody_known_is_signed_in_with_a_new_session(client, sms):
    user = cast.person(phone=PHONE)
    ask(client)
    before = client.session.session_key
    answer = client.post(CODE, {"code": sms.codes[0][1]})
    assert answer.url == "/"
    assert client.session["_auth_user_id"] == str(user.pk)
    assert client.session.session_key != before


def test_a_code_is_good_once(client, sms):
    cast.person(phone=PHONE)
    ask(client)
    code = sms.codes[0][1]
    client.post(CODE, {"code": code})
    client.post("/accounts/logout/")
    assert codes_of(client.post(CODE, {"code": code})) == ["code_over"]
    assert "_auth_user_id" not in client.session


def test_five_tries_then_the_code_is_void(client, sms):
    cast.person(phone=PHONE)
    ask(client)
    code = sms.codes[0][1]
    for _ in range(4):
        assert client.post(CODE, {"code": wrong(code)}).status_code == 422
    assert client.post(CODE, {"code": wrong(code)}).url == LOGIN
    assert codes_of(client.post(CODE, {"code": code})) == ["code_over"]
    assert "_auth_user_id" not in client.session


def later(monkeypatch, seconds: float) -> None:
    """The limits' clock and the house's, as many seconds on."""
    from allauth.core.internal import ratelimit

    then = clock.now() + timedelta(seconds=seconds)
    monkeypatch.setattr(ratelimit.time, "time", then.timestamp)
    monkeypatch.setattr(clock, "now", lambda: then)


def test_after_five_tries_the_number_stays_and_the_wait_is_said(client, sms, monkeypatch):
    later(monkeypatch, 0)
    ask(client)
    later(monkeypatch, 18.5)
    for _ in range(5):
        answer = client.post(CODE, {"code": wrong(sms.codes[0][1])})
    page = client.get(answer.url).content.decode()
    assert 'value="19912345678"' in page
    assert "42 秒以后可以再要一条。" in page
    assert 'data-wait="42"' in page
    refused = ask(client)
    assert refused.status_code == 422
    assert "验证码一分钟发一次，一天最多 10 次。42 秒以后再要。" in refused.content.decode()
    later(monkeypatch, 42)
    page = client.get(answer.url).content.decode()
    assert 'value="19912345678"' in page
    assert "data-wait=" not in page
    assert ask(client).url == CODE
    assert len(sms.codes) == 2
    assert "data-wait=" not in Client().get(LOGIN).content.decode()
    later(monkeypatch, 301)
    client.post(CODE, {"action": "other"})
    assert "19912345678" not in client.get(LOGIN).content.decode()


@pytest.mark.parametrize("short", ["123", "12345", "1234567", "12345a", "一二三四五六"])
def test_what_is_not_six_digits_uses_up_no_try(client, sms, short):
    cast.person(phone=PHONE)
    ask(client)
    for _ in range(6):
        answer = client.post(CODE, {"code": short})
        assert answer.status_code == 422
        assert "验证码是 6 位数字。这不算一次。" in answer.content.decode()
    full_width = sms.codes[0][1].translate({48 + digit: 0xFF10 + digit for digit in range(10)})
    assert client.post(CODE, {"code": f" {full_width[:3]} {full_width[3:]}"}).url == "/"


def test_a_new_code_is_offered_with_the_wait(client, sms, monkeypatch):
    later(monkeypatch, 0)
    ask(client)
    later(monkeypatch, 20)
    assert "40 秒以后可以再要一条。" in client.get(CODE).content.decode()


def test_tries_are_counted_beside_the_session(client, sms):
    """Many tries at once would all read the same count from the session; the shared count stops them."""
    cast.person(phone=PHONE)
    ask(client)
    kept, code = dict(client.session.items()), sms.codes[0][1]
    for _ in range(5):
        session = client.session
        session.update(kept)  # as if each try had come first
        session.save()
        client.post(CODE, {"code": wrong(code)})
    session = client.session
    session.update(kept)
    session.save()
    assert client.post(CODE, {"code": code}).url == LOGIN
    assert "_auth_user_id" not in client.session


def test_a_code_a_minute(sms):
    assert ask(Client()).status_code == 302
    assert ask(Client()).status_code == 422  # another browser, the same phone
    assert len(sms.codes) == 1


def test_ten_codes_a_day(sms, monkeypatch):
    from allauth.core.internal import ratelimit

    clock = {"now": 1_800_000_000.0}
    monkeypatch.setattr(ratelimit.time, "time", lambda: clock["now"])
    answers = []
    for _ in range(11):
        answers.append(ask(Client()).status_code)
        clock["now"] += 61
    assert answers == [302] * 10 + [422]


def test_a_stranger_cannot_lock_the_owner_out(sms):
    """The owner's own device has an allowance of its own."""
    cast.person(phone=PHONE)
    owner = Client()
    ask(owner)
    owner.post(CODE, {"code": sms.codes[-1][1]})
    owner.post("/accounts/logout/")
    assert ask(Client()).status_code == 422  # the minute is used up for everybody else
    assert ask(owner).status_code == 302


def test_asking_again_in_the_same_browser_leads_to_the_code(client, sms):
    ask(client)
    assert ask(client).url == CODE
    assert len(sms.codes) == 1


def test_opening_the_page_again_shows_the_way_to_the_code_that_was_sent(client, sms):
    client.post("/accounts/login/", {"phone": PHONE})
    for url in ("/accounts/login/", "/accounts/signup/"):
        assert f'href="{CODE}"' in client.get(url).content.decode()
    assert client.post("/accounts/login/", {"phone": PHONE}).url == CODE
    assert len(sms.codes) == 1
    assert f'href="{CODE}"' not in Client().get("/accounts/login/").content.decode()


def test_another_number(client, sms):
    ask(client)
    assert client.post(CODE, {"action": "other"}).url == LOGIN
    assert codes_of(client.get(CODE)) == ["code_over"]


def test_a_second_code_voids_the_first(client, sms, monkeypatch):
    cast.person(phone=PHONE)
    ask(client)
    client.post(CODE, {"action": "resend"})
    assert len(sms.codes) == 1  # within the minute
    later(monkeypatch, 61)
    client.post(CODE, {"action": "resend"})
    first, second = (code for _phone, code in sms.codes)
    assert client.post(CODE, {"code": first}).status_code == 422
    assert client.post(CODE, {"code": second}).url == "/"


def test_the_code_is_shown_in_the_demo_only(client, sms, settings):
    ask(client)
    code = sms.codes[0][1]
    assert code not in client.get(CODE).content.decode()
    settings.DEMO = True
    assert code in client.get(CODE).content.decode()


def test_the_log_knows_neither_number_nor_code(caplog, settings):
    from onboarding.sms_providers.console import ConsoleSender

    with caplog.at_level("INFO"):
        ConsoleSender().send_code(PHONE, "123456")
    assert "sms_code_sent" in caplog.text
    assert "12345678" not in caplog.text
    assert "123456" not in caplog.text.replace("199****5678", "")


@pytest.mark.parametrize(("named", "printed"), [(True, "SMS to 199****5678: 123456\n"), (False, "")])
def test_the_console_has_the_code_only_where_that_was_chosen(capsys, settings, named, printed):
    from onboarding.sms_providers.console import ConsoleSender

    settings.SMS_CODES_ON_CONSOLE = named
    ConsoleSender().send_code(PHONE, "123456")
    assert "".join(line for line in capsys.readouterr().err.splitlines(True) if "SMS to" in line) == printed


def test_a_closed_account_stays_out(client, sms):
    user = cast.person(phone=PHONE)
    User.objects.filter(pk=user.pk).update(is_active=False)
    ask(client)
    assert client.post(CODE, {"code": sms.codes[0][1]}).url == "/accounts/inactive/"
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize(
    "url", ["/accounts/password/reset/", "/accounts/email/", "/accounts/password/change/"]
)
def test_doors_of_passwords_and_mail_do_not_exist(client, url):
    assert client.get(url).status_code == 404


def test_join_needs_a_phone_proven_just_now(client, sms, clock):
    clock("2026-10-12T09:00:00+08:00")
    ask(client)
    client.post(CODE, {"code": sms.codes[0][1]})
    now = clock("2026-10-12T09:16:00+08:00")
    assert client.post("/accounts/join/", {"agree": "on"}).url == SIGNUP
    assert not User.objects.filter(joined_at__gte=now - timedelta(hours=1)).exists()


def test_sign_up_takes_no_other_field(client, sms):
    """Whatever is sent along, a newcomer is an applicant without roles."""
    extra = {
        "is_active": "0",
        "role": "administrator",
        "roles": "administrator",
        "state": "active",
        "name": "root",
        "public_id": "X" * 26,
        "phone_verified_at": "2020-01-01",
    }
    answered(client).post(SIGNUP, {"phone": TYPED, **extra})
    client.post(CODE, {"code": sms.codes[0][1], **extra})
    client.post("/accounts/join/", {"agree": "on", "phone": "19900000999", **extra})
    user = User.objects.get()
    assert (user.phone, user.name, user.is_active, set(user.roles)) == (PHONE, "", True, {"agent"})
    assert user.agent.state == "applicant"
    assert user.public_id != extra["public_id"]


@pytest.mark.database
def test_another_phone_ends_other_sessions(sms):
    user = cast.person(phone=PHONE)
    here, there = signed_in(user), signed_in(user)
    here.post("/me/phone/", {"phone": "19987654321"})
    assert sms.codes[-1][0] == "+8619987654321"
    assert here.post("/me/phone/code/", {"code": sms.codes[-1][1]}).url == "/me/"
    assert User.objects.get(pk=user.pk).phone == "+8619987654321"
    assert here.get("/me/").status_code == 200
    assert there.get("/me/").status_code == 302


def test_another_persons_phone_is_told_only_after_the_code(sms):
    cast.person(phone="+8619987654321")
    user = cast.person(phone=PHONE)
    client = signed_in(user)
    assert client.post("/me/phone/", {"phone": "19987654321"}).url == "/me/phone/code/"
    assert client.post("/me/phone/code/", {"code": sms.codes[-1][1]}).url == "/me/phone/"
    assert User.objects.get(pk=user.pk).phone == PHONE


def test_wrong_codes_for_a_new_phone_are_counted(sms, monkeypatch):
    later(monkeypatch, 0)
    client = signed_in(cast.person(phone=PHONE))
    client.post("/me/phone/", {"phone": "19987654321"})
    code = sms.codes[-1][1]
    for _ in range(6):
        assert client.post("/me/phone/code/", {"code": "123"}).status_code == 422
    for _ in range(5):
        answer = client.post("/me/phone/code/", {"code": wrong(code)})
    assert answer.url == "/me/phone/"
    page = client.get("/me/phone/").content.decode()
    assert 'value="19987654321"' in page
    assert "1 分以后可以再要一条。" in page
    assert client.post("/me/phone/code/", {"code": code}).url == "/me/phone/"


@pytest.mark.parametrize("who", ["agent", "staff"])
def test_a_request_asks_for_user_and_agent_at_once(who):
    client = signed_in(cast.agent().user if who == "agent" else cast.screener())
    with CaptureQueriesContext(connection) as asked:
        assert client.get("/me/").status_code == 200
    about = [one["sql"] for one in asked.captured_queries if 'FROM "onboarding_user"' in one["sql"]]
    assert len(about) == 1
    assert 'JOIN "onboarding_agent"' in about[0]
    assert not [one["sql"] for one in asked.captured_queries if 'FROM "onboarding_agent"' in one["sql"]]


def test_whoever_is_switched_off_or_gone_is_signed_out():
    user = cast.screener()
    client = signed_in(user)
    assert client.get("/desk/identity/").status_code == 200
    User.objects.filter(pk=user.pk).update(is_active=False)
    answer = client.get("/desk/identity/")
    assert (answer.status_code, answer.url) == (302, "/accounts/login/?next=/desk/identity/")
