"""Who is proven goes by the name of the papers, for everybody; before that, and for staff, by what they say."""

import pytest
from django.db import connection

from onboarding.actions.identity import decide_identity
from onboarding.actions.people import rename
from onboarding.models import Agent, IdentityCheck, User
from onboarding.models.people import name_of
from tests import cast
from tests.onboarding.doors import signed_in
from yunke.ground.errors import Refused
from yunke.ground.roles import APPROVER, AUDITOR
from yunke.models import AuditEntry

pytestmark = [pytest.mark.django_db]
NOW = cast.LONG_AGO


def handed_in(told: str, papers: str) -> IdentityCheck:
    """An applicant who calls themselves ``told`` and whose papers say another name."""
    check = cast.agent(told, state="applicant").identity_checks.get()
    check.name, check.state = papers, "submitted"
    check.save()
    return check


def proven(told: str = "小林", papers: str = "演示·林新") -> Agent:
    check = handed_in(told, papers)
    decide_identity(check, passed=True, by=cast.screener(), now=NOW)
    return Agent.objects.select_related("user").get(pk=check.agent_id)


def test_passed_everybody_reads_the_papers_name_and_finds_it_whole():
    one, other = (
        proven(),
        proven("演示·林新", "演示·陈双"),
    )  # the other one calls themselves by this one's name
    assert (str(one.user), one.user.name) == ("演示·林新", "小林")
    operations = signed_in(cast.operations())
    page = operations.get("/desk/agents/?q=演示·陈双").content.decode()
    assert (other.number in page, one.number in page) == (True, False)
    both = operations.get("/desk/agents/?q=演示·林新").content.decode()
    assert (one.number in both, other.number in both) == (True, True)
    assert both.count("演示·陈双") == 1


def test_the_name_lies_encrypted():
    one = proven()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT proven_name, proven_name_index FROM onboarding_user WHERE id = %s", [one.user_id]
        )
        name, index = cursor.fetchone()
    assert "林" not in name
    assert len(index) == 64


def test_proven_nobody_takes_another_name_and_the_page_does_not_offer_it():
    one = proven()
    with pytest.raises(Refused, match=r"^name_is_proven$"):
        rename(one.user, "演示·陈双", "zh-hans", now=NOW)
    page = signed_in(one.user).get("/me/").content.decode()
    assert 'name="name"' not in page
    assert "演示·林新" in page
    answer = signed_in(one.user).post("/me/", {"name": "演示·陈双", "language": "en"})
    assert answer.status_code == 302
    now = User.objects.get(pk=one.user_id)
    assert (now.name, now.language, str(now)) == ("小林", "en", "演示·林新")
    asked = {"name": "演示·陈双", "language": "en"}
    refused = signed_in(one.user).put("/api/v1/me/", asked, content_type="application/json")
    assert (refused.status_code, refused.json()["reasons"][0]["code"]) == (409, "name_is_proven")


@pytest.mark.parametrize("told", ["小  林", "小\u200b林", "小林 "])
def test_an_old_name_of_another_form_stops_nobody_from_choosing_a_language(told):
    one = proven()
    User.objects.filter(pk=one.user_id).update(name=told)
    browser = signed_in(User.objects.get(pk=one.user_id))
    assert browser.post("/me/", {"language": "en"}).status_code == 302
    for name in ("演示·林新", " ".join(told.split())):
        asked = {"name": name, "language": "zh-hans"}
        assert browser.put("/api/v1/me/", asked, content_type="application/json").status_code == 200
    now = User.objects.get(pk=one.user_id)
    assert (now.name, now.language) == (told, "zh-hans")


def test_a_name_no_key_reads_stops_no_list():
    one = proven()
    proven("小陈", "演示·陈双")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE onboarding_user SET proven_name = 'x' WHERE id = %s", [one.user_id])
    page = signed_in(cast.operations()).get("/desk/agents/").content.decode()
    assert ("小林" in page, "演示·陈双" in page) == (True, True)


def test_a_pass_taken_back_takes_the_name_back():
    one = proven()
    check = one.identity_checks.get()
    decide_identity(check, passed=False, codes=["not_the_holder"], by=cast.screener(), now=NOW)
    assert str(User.objects.get(pk=one.user_id)) == "小林"


def test_an_auditor_reads_the_family_name_alone(client):
    one = proven()
    page = signed_in(cast.person("审计", AUDITOR)).get("/desk/agents/").content.decode()
    assert one.number in page
    assert ("演示·林新" in page, "小林" in page) == (False, False)
    assert name_of("演示·林新", "小林") == "演示·林新"  # out of that reader's request nothing is covered


def test_what_staff_change_in_their_name_is_kept_and_no_invisible_sign_is_taken():
    one = cast.person("演示审批人", APPROVER)
    rename(one, " 演示  发放人 ", "zh-hans", now=NOW)
    entry = AuditEntry.objects.get(verb="profile_changed")
    assert entry.facts == {"was": "演示审批人", "name": "演示 发放人"}
    for bad in ("甲\u202e乙", "甲\x00乙", "甲\u200b乙"):
        answer = signed_in(one).post("/me/", {"name": bad, "language": "zh-hans"})
        assert answer.status_code == 422
    assert User.objects.get(pk=one.pk).name == "演示 发放人"
    agent = cast.agent("小林", state="applicant").user
    rename(agent, "小陈", "zh-hans", now=NOW)
    assert AuditEntry.objects.latest("pk").facts == {}
