"""A step taken from the phone to a computer: one code, one step, once."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from onboarding.actions.handover import LASTS, hashed, make_handover, open_handover
from onboarding.models import Handover
from tests import cast
from tests.onboarding.doors import signed_in
from tests.tasks.api.knocks import Caller
from yunke.ground.errors import Refused
from yunke.models import AuditEntry

pytestmark = [pytest.mark.django_db]
NOW = cast.at("2026-11-02 10:00")


@pytest.fixture(autouse=True)
def _now(clock):
    clock(NOW)


@pytest.fixture
def agent():
    return cast.agent("林小满")


def refused(act, *given, **named):
    with pytest.raises(Refused) as caught:
        act(*given, **named)
    return caught.value.codes


def shown(page):
    """The code as the phone shows it."""
    return page.context["code"]


def test_a_code_is_kept_as_a_hash_opens_once_and_for_ten_minutes(agent):
    made, code = make_handover(agent, "room", now=NOW)
    assert code not in str(Handover.objects.values())
    assert hashed(code.upper()) == hashed(f" {code[:4]}-{code[4:]} ") == made.code_hash
    assert refused(open_handover, "abcd-efgh-jkmn", now=NOW) == ["handover_over"]
    assert refused(open_handover, code, now=NOW + LASTS) == ["handover_over"]
    opened = open_handover(code, now=NOW + LASTS - timedelta(seconds=1))
    assert (opened.pk, opened.state) == (made.pk, "opened")
    assert refused(open_handover, code, now=NOW) == ["handover_over"]
    verbs = list(AuditEntry.objects.order_by("pk").values_list("verb", flat=True))
    assert verbs == ["handover_made", "handover_opened"]
    assert code not in str(AuditEntry.objects.values())


@pytest.mark.database
def test_a_new_code_ends_the_one_before_it_and_a_deactivated_user_opens_none(agent):
    _first, code = make_handover(agent, "room", now=NOW)
    _second, other = make_handover(agent, "typing", now=NOW)
    assert refused(open_handover, code, now=NOW) == ["handover_over"]
    type(agent.user).objects.filter(pk=agent.user_id).update(is_active=False)
    assert refused(open_handover, other, now=NOW) == ["handover_over"]


def test_the_computer_does_the_step_and_nothing_else(agent):
    phone, computer = signed_in(agent.user), Client()
    page = phone.post("/me/handover/room/")
    code = shown(page)
    assert "<svg" in page.content.decode()
    assert re.search(r'<div role="status">\s*<p class="notice" data-state="waiting"', page.content.decode())
    assert "等电脑打开" in page.content.decode()
    assert phone.get("/me/handover/room/state/").status_code == 204  # nothing to tell yet
    asked = computer.get("/go/", {"code": code})
    assert asked.url == f"/go/{code}/"
    look = computer.get(asked.url).content.decode()
    assert ("环境检测" in look, "林小满" in look) == (True, False)
    assert Handover.objects.get().state == "waiting"  # looking spends nothing
    assert computer.post(asked.url).url == "/me/room/"
    assert computer.get("/me/room/").status_code == 200
    for door in ("/", "/me/", "/pay/", "/work/", "/me/equipment/", "/me/real-name/", "/me/handover/room/"):
        assert computer.get(door).status_code == 403, door
    assert computer.post("/me/sessions/end/").status_code == 403
    assert computer.get("/api/v1/me/").json()["reasons"][0]["code"] == "only_this_step"
    assert computer.get("/me/").content.decode().count("环境检测") >= 1
    assert (
        '<a class="btn" href="/me/room/">回到刚才的页面</a>' in computer.get("/").content.decode()
    )  # not "/" again
    assert "已在你的电脑上打开" in phone.get("/me/handover/room/state/").content.decode()
    assert computer.session.get_expiry_age() <= 3_600
    assert phone.get("/me/").status_code == 200
    other = Client()
    assert other.post(f"/go/{code}/").status_code == 409
    computer.post("/accounts/logout/")
    assert computer.get("/me/room/").status_code == 302


def test_who_is_signed_in_there_keeps_their_session_and_another_is_refused(agent):
    code = shown(signed_in(agent.user).post("/me/handover/typing/"))
    stranger = signed_in(cast.agent().user)
    assert stranger.post(f"/go/{code}/").status_code == 409
    own = signed_in(agent.user)
    assert own.post(f"/go/{code}/").url == "/me/typing/"
    assert own.get("/me/").status_code == 200


@pytest.mark.parametrize("step", ["equipment", "room", "typing"])
def test_done_on_the_computer_it_leads_back_to_the_phone(agent, step):
    words = "回到手机上接着做。这台电脑只打开了这一步，最多一小时后自己退出；"
    computer, own = Client(), signed_in(agent.user)
    computer.post(f"/go/{shown(own.post(f'/me/handover/{step}/'))}/")
    assert words not in computer.get(f"/me/{step}/").content.decode()
    done = getattr(cast, step)(agent)
    type(done).objects.update(state="passed")
    assert words in computer.get(f"/me/{step}/").content.decode()
    assert words not in own.get(f"/me/{step}/").content.decode()


def test_plain_http_is_said_where_the_microphone_will_not_open(agent):
    phone, words = signed_in(agent.user), "不会打开麦克风"
    assert words in phone.post("/me/handover/room/", headers={"host": "testserver"}).content.decode()
    assert words not in phone.post("/me/handover/room/", headers={"host": "localhost:8000"}).content.decode()
    assert words not in phone.post("/me/handover/room/", secure=True).content.decode()
    assert phone.get("/me/handover/pay/").status_code == 404


def test_programs_make_a_code_and_see_it_opened(agent):
    mine = Caller(agent.user)
    made = mine.post("me/handovers/", {"step": "equipment"})
    assert (made.status_code, made.json()["address"].endswith(f"/go/{made.json()['code']}/")) == (201, True)
    open_handover(made.json()["code"], now=NOW)
    assert mine.get(f"me/handovers/{made.json()['public_id']}/").json()["state"] == "opened"
    assert "code" not in mine.get(f"me/handovers/{made.json()['public_id']}/").json()


def test_the_next_step_opens_on_the_computer_of_the_step_before(agent):
    phone, computer = signed_in(agent.user), Client()
    for step, other in (("equipment", "room"), ("room", "equipment")):
        code = shown(phone.post(f"/me/handover/{step}/"))
        assert computer.post(f"/go/{code}/").url == f"/me/{step}/"
        assert computer.get(f"/me/{step}/").status_code == 200
        assert computer.get(f"/me/{other}/").status_code == 403  # still one step alone
        assert computer.session.get_expiry_age() == 3_600
    assert computer.get("/me/").status_code == 403


def test_who_has_told_no_name_is_told_by_the_phone(agent):
    type(agent.user).objects.filter(pk=agent.user_id).update(name="", phone="+8613912345678")
    code = shown(signed_in(agent.user).post("/me/handover/room/"))
    assert "这是 139****5678 的一步。" in Client().get(f"/go/{code}/").content.decode()
