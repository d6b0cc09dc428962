"""My account: what I am called, what I agreed to, what is held of me, who else is signed in as me."""

import pytest

from onboarding.models import Line, User
from onboarding.seed import LINES, seed
from tests import cast
from tests.onboarding.doors import signed_in
from yunke.ground.roles import SCREENER
from yunke.models import AuditEntry, Notice
from yunke.notices import APP, SMS, tell
from yunke.outbox import send_due
from yunke.registry import registry

pytestmark = [pytest.mark.django_db]


@pytest.mark.database
def test_name_and_language_and_nothing_else():
    user = cast.person("旧名")
    answer = signed_in(user).post(
        "/me/",
        {
            "name": "新名",
            "language": "en",
            "phone": "+8619900000999",
            "is_active": "0",
            "email": "a@b.c",
            "public_id": "X" * 26,
            "password": "x",
            "joined_at": "2020-01-01",
            "roles": "administrator",
        },
    )
    assert answer.url == "/me/"
    assert answer.cookies["django_language"].value == "en"
    now = User.objects.get(pk=user.pk)
    assert (now.name, now.language) == ("新名", "en")
    assert (now.phone, now.is_active, now.email, now.public_id, now.password, now.joined_at) == (
        user.phone,
        True,
        "",
        user.public_id,
        user.password,
        user.joined_at,
    )
    assert not now.grants.exists()


def test_a_language_we_do_not_have_is_refused():
    assert signed_in(cast.person()).post("/me/", {"name": "", "language": "tlh"}).status_code == 422


def test_my_data_is_mine_whole_and_recorded():
    one, other = cast.agent("演示甲"), cast.agent("演示乙")
    answer = signed_in(one.user).post("/me/data/")
    rows = answer.json()["onboarding"]
    mine = one.identity_checks.get()
    assert {
        "kind": "identity",
        "name": "演示甲",
        "id_number": mine.id_number,
        "state": "passed",
        "submitted_at": mine.submitted_at.isoformat(),
        "reasons": [],
    } in rows
    assert set(answer.json()) == set(registry.exporters)
    for secret in (other.number, other.user.phone, other.identity_checks.get().id_number):
        assert secret not in answer.content.decode()
    assert "attachment" in answer["Content-Disposition"]
    assert AuditEntry.objects.filter(actor=one.user.public_id, verb="own_data_exported").count() == 1
    assert signed_in(one.user).get("/me/data/").status_code == 405


@pytest.mark.database
def test_other_devices_are_signed_out_and_this_one_stays():
    user = cast.person()
    here, there = signed_in(user), signed_in(user)
    assert here.post("/me/sessions/end/").url == "/me/"
    assert here.get("/me/news/").status_code == 200
    assert there.get("/me/news/").status_code == 302


def test_consent_to_the_service_is_not_taken_back_by_a_stray_post():
    from onboarding.actions.consents import give_consent

    user = cast.person()
    give_consent(user, "service", now=cast.LONG_AGO)
    signed_in(user).post("/me/consents/service/withdraw/")
    assert user.consents.get().withdrawn_at is None


def test_news_are_mine_and_become_read():
    user, other = cast.person(), cast.person()
    for one in (user, other):
        tell(one.public_id, "identity_passed", key=one.public_id, now=cast.LONG_AGO, channels=(APP, SMS))
    page = signed_in(user).get("/me/news/").content.decode()
    assert page.count("实名认证通过了") == 1
    assert list(Notice.objects.exclude(read_at=None).values_list("recipient", "channel")) == [
        (user.public_id, "app")
    ]


def test_staff_see_on_every_page_how_much_is_new_to_them():
    """A text message is no page's news, nor is another's; a hundred and more are not counted out."""
    user, other = cast.person("筛选员", SCREENER), cast.person()
    desk = signed_in(user)
    assert '<a class="told" href="/me/news/">消息</a>' in desk.get("/desk/identity/").content.decode()
    for number, one in enumerate((user, user, other)):
        tell(one.public_id, "identity_passed", key=str(number), now=cast.LONG_AGO, channels=(APP, SMS))
    assert 'href="/me/news/">消息 <b>2</b></a>' in desk.get("/desk/identity/").content.decode()
    assert 'href="/me/news/" aria-current="page">消息</a>' in desk.get("/me/news/").content.decode()
    for number in range(100):
        tell(user.public_id, "identity_passed", key=f"more-{number}", now=cast.LONG_AGO)
    assert "消息 <b>99+</b>" in desk.get("/desk/identity/").content.decode()


@pytest.mark.database
def test_the_sms_channel_writes_to_the_phone(sms):
    user = cast.person(phone="+8619912345678")
    registry.channels[SMS](user.public_id, lambda _language: "实名认证通过了。")
    assert sms.texts == [("+8619912345678", "实名认证通过了。")]
    registry.channels[SMS]("X" * 26, lambda _language: "nobody")
    assert len(sms.texts) == 1


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "Your real name is verified."), ("", "实名认证通过了。"), ("fr", "实名认证通过了。")],
)
def test_a_text_message_speaks_the_language_of_its_reader(sms, language, said):
    user = cast.person()
    User.objects.filter(pk=user.pk).update(language=language)
    tell(user.public_id, "identity_passed", key=user.public_id, now=cast.LONG_AGO, channels=(SMS,))
    assert send_due(now=cast.LONG_AGO) == 1
    assert [text.startswith(said) for _phone, text in sms.texts] == [True]


def test_lines_are_seeded_once_and_left_alone():
    assert seed(cast.LONG_AGO) == len(LINES)
    assert set(Line.objects.filter(is_open=True).values_list("code", flat=True)) == {
        "voice",
        "chat",
        "annotation",
    }
    Line.objects.filter(code="voice").update(is_open=False)
    assert seed(cast.LONG_AGO) == 0
    assert set(Line.objects.filter(is_open=True).values_list("code", flat=True)) == {"chat", "annotation"}
