"""The words people agree to: a version's words never change, and what was agreed to can be shown again."""

import hashlib

import pytest
from django.utils.translation import override

from onboarding.models import Consent
from onboarding.panels_checks import MOST
from onboarding.rules.glance import QUIET_FOR, SPEECH_FOR
from onboarding.texts import EARLIER, TEXTS, text_of
from tests import cast
from tests.onboarding.doors import signed_in
from yunke.ground.ids import new_public_id

PRINTS = {  # of both languages; a changed word needs a new version and its line here
    ("service", "2026-10"): "9f334062f993c4f3",
    ("identity", "2026-10"): "2758b60844cadd4b",
    ("service", "2026-11"): "d42e8d251ef03a6e",
    ("identity", "2026-11"): "52530a97b3bb06e6",
    ("voice", "2026-11"): "fd37470b082a00b6",
    ("voice", "2026-11-26"): "265896314c7fda3b",
    ("voice", "2026-11-26b"): "5bc5be421450822d",
    ("service", "2026-11-26"): "3251ea95564b682c",
}


def print_of(one) -> str:
    said = "\n".join((one.title_zh, *one.zh, one.title_en, *one.en))
    return hashlib.sha256(said.encode()).hexdigest()[:16]


@pytest.mark.parametrize(("purpose", "version"), PRINTS)
def test_the_words_of_a_version_stay(purpose, version):
    one = text_of(purpose, version)
    assert one
    assert print_of(one) == PRINTS[purpose, version]


def test_every_version_is_found_and_no_two_are_called_alike():
    every = [*TEXTS.values(), *EARLIER]
    assert len({(one.purpose, one.version) for one in every}) == len(every)
    with override("en"):
        assert text_of("service", "2026-10").hash != text_of("service", "2026-11").hash
    assert text_of("service", "1999-01") is None


def test_the_texts_promise_nothing_the_house_does_not_do():
    """Erasure does not exist; the bank file holds whole numbers; a screener can look after the pass, too."""
    for purpose, lies in {
        "service": ("其余删除", "the rest is erased", "看到证件号和账号要写明理由"),
        "identity": ("只有筛选员在审核时能看", "only screeners see them while checking"),
    }.items():
        said = "".join((*TEXTS[purpose].zh, *TEXTS[purpose].en))
        assert [lie for lie in lies if lie in said] == []


def test_the_voice_text_names_the_most_a_line_may_ask_for():
    """Numbers in a text never change; a line that may ask for more needs a new version of it."""
    text = TEXTS["voice"]
    quiet, speech = MOST["quiet_for"], MOST["speech_for"]
    whole, before_work = quiet + speech, QUIET_FOR + SPEECH_FOR
    assert f"每次最多 {whole} 秒（安静最多 {quiet} 秒，你说话最多 {speech} 秒）" in text.zh[0]
    assert (
        f"at most {whole} seconds each time (at most {quiet} of silence and {speech} of you speaking"
        in text.en[0]
    )
    assert f"每次 {before_work} 秒" in text.zh[0]
    assert f"{before_work} seconds each time" in text.en[0]


def test_a_text_that_says_contact_us_stands_with_the_way():
    """No text sends people to a place nobody named."""
    said = "".join("".join((*text.zh, *text.en)) for text in TEXTS.values())
    assert "告诉我们" not in said
    assert "tell us" not in said


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("told", "shown"),
    [
        ("400-123-4567", '<a href="tel:4001234567">400-123-4567</a>'),
        ("help@work.example", '<a href="mailto:help@work.example">help@work.example</a>'),
        ("微信 yunke，9:00-18:00", "微信 yunke，9:00-18:00"),
        ("", "告诉带你的人或筛选员，由他们转给管理员。"),
    ],
)
def test_the_way_to_reach_us_stands_at_the_foot_and_below_each_consent(client, settings, told, shown):
    settings.CONTACT = told
    assert client.get("/board/").content.decode().count(f"联系我们：{shown}</span>") == 1
    agent = signed_in(cast.agent(state="applicant", verified=False).user)
    assert agent.get("/me/real-name/").content.decode().count(f"联系我们：{shown}</span>") == 2


@pytest.mark.django_db
def test_what_was_agreed_to_is_shown_not_what_is_asked_now():
    agent = cast.agent()
    Consent.objects.filter(user=agent.user, purpose="service").delete()
    Consent.objects.create(
        public_id=new_public_id(cast.LONG_AGO),
        user=agent.user,
        purpose="service",
        text_version="2026-11",
        text_hash=text_of("service", "2026-11").hash,
        given_at=cast.LONG_AGO,
    )
    said = signed_in(agent.user).get("/me/").content.decode()
    assert "要删除请告诉我们。" in said
    assert "个人信息说明 版本 2026-11</p>" in said
