"""The real name: handed in by the agent, judged at the desk, seen by nobody else."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from PIL import Image

from onboarding import photos
from onboarding.models import Consent, IdentityCheck
from onboarding.signals import identity_passed
from tests import cast
from tests.onboarding.doors import codes_of, photo, photos_lying, signed_in
from yunke.ground.errors import Refused
from yunke.ground.ids import new_public_id
from yunke.ground.roles import ADMINISTRATOR, AUDITOR, OPERATIONS
from yunke.models import AuditEntry, Notice
from yunke.registry import StepSettings, registry

pytestmark = [pytest.mark.django_db]
URL, CHECK, DESK = "/me/real-name/", "/me/real-name/check/", "/desk/identity/"
NUMBER = cast.id_number(777)


def papers(**changes):
    return {
        "name": "演示甲",
        "id_number": NUMBER,
        "agree": "on",
        "photo_front": photo(),
        "photo_back": photo(),
        "photo_self": photo(),
    } | changes


def applicant():
    return cast.agent("演示甲", state="applicant", verified=False)


def handed_in(one=None, **changes) -> IdentityCheck:
    one = one or applicant()
    browser = signed_in(one.user)
    for url, said in ((URL, papers(**changes)), (CHECK, {})):
        answer = browser.post(url, said)
        assert answer.status_code == 302, answer.content.decode()
    return one.identity_checks.get(state="submitted")


def step_of(one):
    return registry.steps["real_name"].look(one, cast.line(), cast.LONG_AGO, StepSettings()).state


def verbs(check):
    return list(
        AuditEntry.objects.filter(thing_id=check.public_id).order_by("pk").values_list("verb", flat=True)
    )


# --- the agent ---


def test_from_nothing_to_passed():
    one, screener, heard = applicant(), cast.screener(), []
    identity_passed.connect(lambda **news: heard.append(news["agent"].pk), weak=False, dispatch_uid="test")
    assert step_of(one) == "now"
    check = handed_in(one)
    assert (check.name, check.id_number, check.state) == ("演示甲", NUMBER, "submitted")
    assert step_of(one) == "waiting"
    assert Consent.objects.filter(user=one.user, purpose="identity", withdrawn_at=None).count() == 1

    answer = signed_in(screener).post(f"{DESK}{check.public_id}/decide/", {"decision": "pass"})
    assert answer.url == f"{DESK}?undo={check.public_id}"
    one.refresh_from_db()
    check.refresh_from_db()
    assert (check.state, one.state, check.decided_by) == ("passed", "active", screener)
    assert step_of(one) == "done"
    assert heard == [one.pk]
    assert verbs(check) == ["identity_submitted", "identity_passed"]
    assert set(Notice.objects.filter(recipient=one.user.public_id).values_list("template", "channel")) == {
        ("identity_passed", "app"),
        ("identity_passed", "sms"),
    }
    identity_passed.disconnect(dispatch_uid="test")


def test_refused_with_reasons_then_tried_again():
    one = applicant()
    check = handed_in(one)
    signed_in(cast.screener()).post(
        f"{DESK}{check.public_id}/decide/",
        {"decision": "refuse", "codes": ["photo_unreadable", "not_the_holder"]},
    )
    check.refresh_from_db()
    assert [row["code"] for row in check.reasons] == ["photo_unreadable", "not_the_holder"]
    assert step_of(one) == "attention"
    page = signed_in(one.user).get(URL)
    assert codes_of(page) == ["photo_unreadable", "not_the_holder"]
    again = handed_in(one)
    assert again.pk != check.pk
    one.refresh_from_db()
    assert one.state == "applicant"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"id_number": NUMBER[:-1] + ("0" if NUMBER[-1] != "0" else "1")}, "有一位不对"),
        ({"id_number": cast.id_number(1, "20200101")}, "年满 18 周岁"),
        ({"name": "甲"}, "姓名太短、太长"),
        ({"agree": ""}, "没有你的同意"),
        ({"photo_back": ""}, "少了这张照片"),
    ],
)
def test_what_is_not_taken(changes, words):
    one = applicant()
    answer = signed_in(one.user).post(URL, papers(**changes))
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not one.identity_checks.exists()


def test_a_wrong_number_is_told_with_the_missing_photos():
    """Photos have to be chosen anew each time: everything that is wrong is said at once."""
    one = applicant()
    answer = signed_in(one.user).post(URL, papers(id_number="123", name="林😀", photo_back=""))
    page = answer.content.decode()
    assert [words in page for words in ("有一位不对", "姓名太短、太长", "少了这张照片")] == [True] * 3


def test_returning_without_a_reason_stays_at_the_desk():
    check = handed_in()
    answer = signed_in(cast.screener()).post(f"{DESK}{check.public_id}/decide/", {"decision": "refuse"})
    assert answer.status_code == 409
    page = answer.content.decode()
    assert [words in page for words in ("退回要说明原因", 'id="decide"', check.agent.number)] == [True] * 3
    check.refresh_from_db()
    assert check.state == "submitted"


def test_a_reason_too_short_to_see_a_number_is_told_beside_the_item():
    check, desk = handed_in(), signed_in(cast.person("审计", AUDITOR))
    answer = desk.post(f"{DESK}{check.public_id}/reveal/", {"why": "a"})
    assert answer.status_code == 409
    page = answer.content.decode()
    assert [words in page for words in ("写至少 4 个字", 'name="why"', check.agent.number)] == [True] * 3
    assert NUMBER not in page


def test_the_desk_reads_remedies_without_the_agents_doors():
    """What leads an agent to the form would lead a screener to a closed door."""
    check, desk = handed_in(), signed_in(cast.screener())
    desk.post(f"{DESK}{check.public_id}/decide/", {"decision": "refuse", "codes": ["photo_unreadable"]})
    page = desk.get(f"{DESK}{check.public_id}/").content.decode()
    assert "避开灯光直射" in page
    assert URL not in page


def test_the_test_region_is_refused_in_production(settings):
    settings.ALLOW_TEST_REGION = False
    answer = signed_in(applicant().user).post(URL, papers())
    assert "地区码不存在" in answer.content.decode()


@pytest.mark.database
def test_one_person_one_account_and_not_a_word_of_the_other():
    first = handed_in().agent
    second = applicant()
    sent = papers()
    answer = signed_in(second.user).post(URL, sent)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "一个人只能有一个账号" in page
    assert first.number not in page
    own = page.replace(second.user.phone[-4:], "").replace(sent["id_number"], "")
    assert first.user.phone[-4:] not in own
    assert not second.identity_checks.exists()


def test_the_database_keeps_one_person_to_one_account():
    check = handed_in()
    with pytest.raises(IntegrityError), transaction.atomic():
        IdentityCheck.objects.create(
            public_id=new_public_id(cast.LONG_AGO),
            agent=applicant(),
            name="乙",
            id_number=check.id_number,
            provider="screener",
            submitted_at=cast.LONG_AGO,
        )


@pytest.mark.database
def test_photos_of_a_refused_submission_are_not_left_behind(monkeypatch):
    from onboarding.actions import identity

    handed_in()
    monkeypatch.setattr(identity, "number_in_use", lambda *_a, **_k: False)  # as if both had looked at once
    browser = signed_in(applicant().user)
    browser.post(URL, papers())
    kept = photos_lying()  # the three that wait among them
    answer = browser.post(CHECK)
    assert "一个人只能有一个账号" in answer.content.decode()
    assert photos_lying() == kept


def test_a_second_submission_while_one_waits_is_refused():
    one = applicant()
    handed_in(one)
    answer = signed_in(one.user).post(URL, papers(id_number=cast.id_number(778)))
    assert answer.status_code == 422
    assert one.identity_checks.count() == 1


def test_withdrawn_by_hand_and_by_taking_consent_back():
    one = applicant()
    handed_in(one)
    signed_in(one.user).post(f"{URL}withdraw/")
    assert one.identity_checks.get().state == "withdrawn"
    handed_in(one)
    signed_in(one.user).post("/me/consents/identity/withdraw/")
    assert set(one.identity_checks.values_list("state", flat=True)) == {"withdrawn"}
    assert not Consent.objects.filter(user=one.user, purpose="identity", withdrawn_at=None).exists()


def test_the_form_takes_no_other_field():
    extra = {
        "state": "passed",
        "provider": "magic",
        "provider_ref": "x",
        "decided_by": "1",
        "reasons": "[]",
        "submitted_at": "2020-01-01",
        "decided_at": "2020-01-01",
        "id_index": "0" * 64,
        "agent": "1",
        "public_id": "X" * 26,
    }
    check = handed_in(**extra)
    assert (check.state, check.provider, check.provider_ref, check.decided_by, check.decided_at) == (
        "submitted",
        "screener",
        "",
        None,
        None,
    )
    assert check.public_id != extra["public_id"]
    assert check.submitted_at.year > 2020


# --- photos ---


def test_metadata_is_stripped_and_names_are_random():
    exif = Image.Exif()
    exif[0x010F] = "Secret camera"
    exif[0x8825] = {1: "N", 2: (31.0, 14.0, 0.0)}
    check = handed_in(photo_front=photo(exif=exif.tobytes(), name="my-id-card.jpg"))
    with check.photo_front.open("rb") as file:
        content = file.read()
    assert b"Secret camera" not in content
    assert not Image.open(io.BytesIO(content)).getexif()
    assert "my-id-card" not in check.photo_front.name
    assert len({check.photo_front.name, check.photo_back.name, check.photo_self.name}) == 3


@pytest.mark.parametrize(
    ("upload", "code"),
    [
        (SimpleUploadedFile("a.jpg", b"MZ not a picture" * 100, "image/jpeg"), "photo_not_image"),
        (photo(form="GIF", kind="image/jpeg"), "photo_not_image"),
        (photo(size=(100, 80)), "photo_too_small"),
        (SimpleUploadedFile("a.jpg", b"0" * (photos.MAX_BYTES + 1), "image/jpeg"), "photo_too_big"),
    ],
)
def test_what_is_no_photo(upload, code):
    with pytest.raises(Refused) as refused:
        photos.cleaned_photo(upload)
    assert refused.value.codes == [code]


def test_pixels_are_counted_before_decoding(monkeypatch):
    monkeypatch.setattr(photos, "MAX_PIXELS", 1_000)
    monkeypatch.setattr(photos, "_redrawn", lambda _picture: pytest.fail("decoded"))
    with pytest.raises(Refused) as refused:
        photos.cleaned_photo(photo())
    assert refused.value.codes == ["photo_too_many_pixels"]


@pytest.mark.parametrize("form", ["PNG", "WEBP", "JPEG"])
def test_three_formats_become_one(form):
    made = Image.open(io.BytesIO(photos.cleaned_photo(photo(form=form)).read()))
    assert (made.format, made.size) == ("JPEG", (900, 600))


def test_a_large_photo_is_made_smaller():
    made = Image.open(io.BytesIO(photos.cleaned_photo(photo(size=(4000, 3000))).read()))
    assert made.size == (2400, 1800)


def test_a_photo_is_seen_by_the_desk_alone_and_each_look_is_recorded():
    check = handed_in()
    url = f"{DESK}{check.public_id}/photo/front/"
    for user in (
        check.agent.user,
        cast.agent().user,
        cast.person("运营", OPERATIONS),
        cast.person("管理员", ADMINISTRATOR),
    ):
        assert signed_in(user).get(url).status_code == 403
    assert Client().get(url).status_code == 302
    assert "identity_photo_seen" not in verbs(check)

    screener = cast.screener()
    answer = signed_in(screener).get(url)
    assert answer.status_code == 200
    assert answer["Content-Disposition"].startswith("attachment")
    assert "no-store" in answer["Cache-Control"]
    entry = AuditEntry.objects.get(thing_id=check.public_id, verb="identity_photo_seen")
    assert (entry.actor, entry.facts) == (screener.public_id, {"side": "front"})
    assert signed_in(screener).get(f"{DESK}{check.public_id}/photo/number/").status_code == 404


# --- the desk ---


def test_the_number_is_masked_until_a_reason_is_given_and_that_is_recorded():
    check, screener = handed_in(), cast.screener()
    client, url = signed_in(screener), f"{DESK}{check.public_id}/"
    page = client.get(url).content.decode()
    assert NUMBER not in page
    assert NUMBER[-4:] in page

    assert client.post(f"{url}reveal/", {"why": " "}).status_code == 409
    assert not AuditEntry.objects.filter(verb="identity_revealed").exists()

    answer = client.post(f"{url}reveal/", {"why": f"照片上的号 {NUMBER} 看不清"})
    assert NUMBER in answer.content.decode()
    entry = AuditEntry.objects.get(verb="identity_revealed")
    assert (entry.actor, entry.thing_id) == (screener.public_id, check.public_id)
    assert entry.facts == {"why": "照片上的号 *** 看不清"}
    assert NUMBER not in client.get(url).content.decode()


def test_the_auditor_reads_masked_and_decides_nothing():
    check, auditor = handed_in(), cast.person("审计", AUDITOR)
    client, url = signed_in(auditor), f"{DESK}{check.public_id}/"
    page = client.get(url).content.decode()
    assert "演示甲" not in page
    assert NUMBER not in page
    assert "/photo/" not in page
    assert client.get(f"{url}photo/front/").status_code == 404
    assert client.post(f"{url}decide/", {"decision": "pass"}).status_code == 403
    assert (
        client.post(f"{DESK}return/", {"chosen": check.public_id, "codes": "wrong_side"}).status_code == 403
    )

    assert NUMBER in client.post(f"{url}reveal/", {"why": "抽查第 3 季度"}).content.decode()
    assert client.get(f"{url}photo/front/").status_code == 200
    assert AuditEntry.objects.filter(actor=auditor.public_id, verb="identity_photo_seen").count() == 1


def test_the_auditors_look_ends_after_a_quarter_of_an_hour(clock):
    clock("2026-10-12T09:00:00+08:00")
    check, client = handed_in(), signed_in(cast.person("审计", AUDITOR))
    client.post(f"{DESK}{check.public_id}/reveal/", {"why": "抽查第 3 季度"})
    clock("2026-10-12T09:16:00+08:00")
    assert client.get(f"{DESK}{check.public_id}/photo/front/").status_code == 404


def test_decide_leads_to_the_next_that_waited_longest():
    first, second, third = (handed_in(id_number=cast.id_number(serial)) for serial in (801, 802, 803))
    answer = signed_in(cast.screener()).post(f"{DESK}{first.public_id}/decide/", {"decision": "pass"})
    assert answer.url == f"{DESK}{second.public_id}/?undo={first.public_id}"
    answer = signed_in(cast.screener()).post(f"{DESK}{third.public_id}/decide/", {"decision": "pass"})
    assert answer.url == f"{DESK}{second.public_id}/?undo={third.public_id}"


@pytest.mark.parametrize("codes", [[], ["no_such_reason"]])
def test_refusing_needs_a_reason_of_the_list(codes):
    check = handed_in()
    answer = signed_in(cast.screener()).post(
        f"{DESK}{check.public_id}/decide/", {"decision": "refuse", "codes": codes}
    )
    assert answer.status_code == 409
    assert codes_of(answer) == ["refusal_needs_reason"]
    check.refresh_from_db()
    assert check.state == "submitted"


@pytest.mark.database
def test_nobody_decides_twice_nor_about_themselves():
    check, screener = handed_in(), cast.screener()
    client = signed_in(screener)
    client.post(f"{DESK}{check.public_id}/decide/", {"decision": "pass"})
    answer = client.post(f"{DESK}{check.public_id}/decide/", {"decision": "pass"})
    assert codes_of(answer) == ["not_in_state"]
    own = applicant()
    cast.RoleGrant.objects.create(
        public_id=new_public_id(cast.LONG_AGO),
        user=own.user,
        role="screener",
        state="active",
        asked_at=cast.LONG_AGO,
    )
    mine = handed_in(own, id_number=cast.id_number(805))
    answer = signed_in(own.user).post(f"{DESK}{mine.public_id}/decide/", {"decision": "pass"})
    assert codes_of(answer) == ["not_own_check"]


@pytest.mark.database
def test_the_queue_is_found_by_number_and_by_last_four():
    check = handed_in()
    handed_in(id_number=cast.id_number(821))
    client = signed_in(cast.screener())
    for words in (check.agent.number, check.agent.user.phone[-4:]):
        page = client.get(DESK, {"q": words}).content.decode()
        assert page.count('name="chosen"') == 1
        assert check.public_id in page
    assert "没有找到" in client.get(DESK, {"q": "A9999999"}).content.decode()


@pytest.mark.parametrize("url", [DESK, f"{DESK}?state=passed"])
def test_three_rows_take_as_many_queries_as_one(url):
    client = signed_in(cast.screener())

    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            assert client.get(url).status_code == 200
        return len(seen)

    handed_in(id_number=cast.id_number(831))
    cast.agent()
    client.get(url)
    one = queries()
    handed_in(id_number=cast.id_number(832))
    handed_in(id_number=cast.id_number(833))
    cast.agent()
    cast.agent()
    assert queries() == one
