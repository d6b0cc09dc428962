"""A look over the real name before it is handed in: what waits, for how long, and who sees it."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from onboarding.jobs import forget_identity_drafts
from onboarding.models import IdentityDraft
from onboarding.texts import IDENTITY, TEXTS
from tests import cast
from tests.onboarding.doors import photo, photos_lying, signed_in
from tests.onboarding.test_real_name import CHECK, NUMBER, URL, applicant, papers
from yunke.models import AuditEntry

pytestmark = [pytest.mark.django_db]
SHOTS = [f"/me/real-name/photos/{side}/" for side in ("front", "back", "self")]


@pytest.fixture
def photos():
    """The photos this test has brought."""
    before = photos_lying()
    return lambda: photos_lying() - before


def test_nothing_is_handed_in_before_it_was_looked_over():
    one = applicant()
    browser = signed_in(one.user)
    assert browser.post(URL, papers()).url == CHECK
    assert not one.identity_checks.exists()
    page = browser.get(CHECK)
    shown = page.content.decode()
    grouped = f"{NUMBER[:3]}*** **** **** {NUMBER[-4:]}"
    assert [words in shown for words in ("演示甲", grouped, TEXTS[IDENTITY].version, *SHOTS)] == [True] * 6
    assert NUMBER not in shown
    assert page.headers["Cache-Control"] == "no-store, private"
    assert browser.post(CHECK).url == URL
    check = one.identity_checks.get()
    assert (check.name, check.id_number, check.state) == ("演示甲", NUMBER, "submitted")
    assert not IdentityDraft.objects.exists()
    assert browser.get(CHECK).url == URL  # there is nothing to look over any more


def test_going_back_keeps_what_was_typed_and_the_photos(photos, django_capture_on_commit_callbacks):
    one = applicant()
    browser = signed_in(one.user)
    browser.post(URL, papers())
    page = browser.get(URL).content.decode()
    assert [words in page for words in ("演示甲", NUMBER, "已经收到这一张", *SHOTS)] == [True] * 6
    kept = photos()
    assert len(kept) == 3
    with django_capture_on_commit_callbacks(execute=True):
        changed = papers(name="演示乙", photo_front="", photo_back="", photo_self=photo())
        assert browser.post(URL, changed).url == CHECK
    assert (len(photos()), len(photos() & kept)) == (3, 2)
    with django_capture_on_commit_callbacks(execute=True):
        browser.post(CHECK)
    check = one.identity_checks.get()
    assert check.name == "演示乙"
    stored = {Path(file.path) for file in (check.photo_front, check.photo_back, check.photo_self)}
    assert photos() == stored


def test_photos_need_not_be_chosen_again_when_the_number_was_wrong():
    browser = signed_in(applicant().user)
    answer = browser.post(URL, papers(id_number="123"))
    assert answer.status_code == 422
    assert "有一位不对" in answer.content.decode()
    assert browser.get(CHECK).status_code == 409  # not by another door either
    again = papers(photo_front="", photo_back="", photo_self="")
    assert browser.post(URL, again).url == CHECK
    assert browser.get(CHECK).status_code == 200


def test_without_a_yes_nothing_is_kept(photos):
    browser = signed_in(applicant().user)
    assert browser.post(URL, papers(agree="")).status_code == 422
    assert not IdentityDraft.objects.exists()
    assert photos() == set()


def test_a_photo_that_waits_is_its_owners_alone():
    one, other = applicant(), applicant()
    signed_in(one.user).post(URL, papers())
    answer = signed_in(one.user).get(SHOTS[0])
    assert (answer["Content-Type"], answer["Cache-Control"]) == ("image/jpeg", "no-store, private")
    assert answer["Content-Disposition"] == 'attachment; filename="front.jpg"'
    assert signed_in(other.user).get(SHOTS[0]).status_code == 404
    assert signed_in(cast.screener()).get(SHOTS[0]).status_code == 403
    assert signed_in(one.user).get("/me/real-name/photos/name/").status_code == 404


@pytest.mark.database
def test_what_waits_is_sealed_and_gone_after_a_day(photos, django_capture_on_commit_callbacks):
    one = applicant()
    signed_in(one.user).post(URL, papers())
    assert all(path.read_bytes().startswith(b"yunke sealed 1") for path in photos())
    now = timezone.now()
    assert forget_identity_drafts((now + timedelta(hours=23)).isoformat()) == 0
    with django_capture_on_commit_callbacks(execute=True):
        assert forget_identity_drafts((now + timedelta(hours=25)).isoformat()) == 1
    assert (IdentityDraft.objects.count(), photos()) == (0, set())


def test_taking_the_consent_back_deletes_what_waits():
    one = applicant()
    browser = signed_in(one.user)
    browser.post(URL, papers())
    browser.post("/me/consents/identity/withdraw/")
    assert not IdentityDraft.objects.exists()


def test_a_new_version_of_the_consent_is_read_first():
    browser = signed_in(applicant().user)
    browser.post(URL, papers())
    IdentityDraft.objects.update(text_version="2026-10")
    assert browser.get(CHECK).url == URL
    assert browser.post(CHECK).url == URL
    assert not AuditEntry.objects.filter(verb="identity_submitted").exists()
    assert 'name="agree" required id="id_agree" checked' not in browser.get(URL).content.decode()


def test_the_page_leads_on_to_what_is_open_now(django_capture_on_commit_callbacks):
    """Where the first lesson is read already, nobody is sent to it."""
    one = cast.chosen(applicant(), "voice")
    cast.sop(cast.line("voice"), "real_name", "equipment", "claim", version=2)
    browser = signed_in(one.user)
    browser.post(URL, papers())
    browser.post(CHECK)
    page = browser.get(URL).content.decode()
    assert "资料已交，正在核对" in page
    assert "第一课" not in page
    assert 'href="/me/equipment/"' in page
