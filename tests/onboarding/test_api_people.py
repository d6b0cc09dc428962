"""An administrator's people and one's own account by program: what changes, what is refused, what is told once."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from knox.models import AuthToken

from onboarding.models import Consent, IdentityCheck, Invitation, RoleGrant, User
from tests import cast
from tests.onboarding.doors import signed_in
from yunke import notices
from yunke.ground.roles import ADMINISTRATOR, AUDITOR, OPERATIONS, PREPARER, SCREENER
from yunke.models import AuditEntry, IdempotencyKey, Notice

pytestmark = [pytest.mark.django_db]
API = "/api/v1/"
NOBODY = "X" * 26


def admin(name: str = "林管理") -> User:
    return cast.person(name, ADMINISTRATOR)


def get(user: User, path: str) -> Any:
    return signed_in(user).get(API + path)


def post(
    user: User, path: str, data: dict[str, Any] | None = None, *, key: str = "", method: str = "post"
) -> Any:
    headers = {"Idempotency-Key": key} if key else {}
    return getattr(signed_in(user), method)(
        API + path, data or {}, content_type="application/json", headers=headers
    )


def codes(answer: Any) -> list[str]:
    assert answer.status_code == 409, answer.content
    return [one["code"] for one in answer.json()["reasons"]]


def audited(verb: str) -> int:
    return AuditEntry.objects.filter(verb=verb).count()


# --- people -----------------------------------------------------------------------------------------------


def test_staff_are_listed_and_anybody_is_found() -> None:
    by, screener, agent = admin(), cast.person("陈筛选", SCREENER), cast.agent("演示甲")
    listed = get(by, "people/").json()
    assert [one["name"] for one in listed["results"]] == ["林管理", "陈筛选"]
    (grant,) = listed["results"][1]["grants"]
    assert (grant["role"], grant["state"], grant["person"], grant["needs_second"]) == (
        SCREENER,
        "active",
        screener.public_id,
        False,
    )
    assert get(by, "people/?q=陈").json()["count"] == 1
    found = get(by, f"people/?who=all&q={agent.number}").json()["results"]
    assert [(one["public_id"], one["agent_number"]) for one in found] == [
        (agent.user.public_id, agent.number)
    ]
    assert agent.user.phone not in str(found)


def test_the_auditor_reads_and_acts_not() -> None:
    auditor, one = cast.person("审计", AUDITOR), cast.screener()
    assert get(auditor, f"people/{one.public_id}/").json()["name"] == "筛选员"
    for path in ("people/", "roles/", "invitations/"):
        assert get(auditor, path).status_code == 200
    assert post(auditor, f"people/{one.public_id}/deactivate/").status_code == 403
    assert post(auditor, "invitations/", {}).status_code == 403
    assert get(cast.operations(), "people/").status_code == 403


def test_who_is_not_there() -> None:
    by = admin()
    assert get(by, f"people/{NOBODY}/").status_code == 404
    for path in (
        "people/{}/roles/",
        "people/{}/deactivate/",
        "people/{}/reactivate/",
        "roles/{}/decide/",
        "roles/{}/end/",
        "invitations/{}/withdraw/",
    ):
        assert post(by, path.format(NOBODY), {"role": SCREENER, "decision": "give"}).status_code == 404, path


def test_closed_and_opened_again() -> None:
    by, one = admin(), cast.screener()
    there = signed_in(one)
    assert post(by, f"people/{one.public_id}/deactivate/").json()["is_active"] is False
    assert there.get(f"{API}me/").status_code == 401
    assert codes(post(by, f"people/{one.public_id}/roles/", {"role": OPERATIONS})) == ["user_inactive"]
    assert codes(post(by, f"people/{by.public_id}/deactivate/")) == ["not_oneself"]
    assert post(by, f"people/{one.public_id}/reactivate/").json()["is_active"] is True
    assert (audited("user_deactivated"), audited("user_reactivated")) == (1, 1)


# --- roles ------------------------------------------------------------------------------------------------


@pytest.mark.database
def test_a_plain_role_is_in_force_at_once_and_asked_twice_once() -> None:
    by, one = admin(), cast.person("吴同事")
    first, again = (post(by, f"people/{one.public_id}/roles/", {"role": SCREENER}, key="k") for _ in range(2))
    assert (first.status_code, first.json()["state"], again.json()) == (201, "active", first.json())
    assert User.objects.get(pk=one.pk).roles == {SCREENER}
    assert codes(post(by, f"people/{one.public_id}/roles/", {"role": SCREENER})) == ["role_held"]
    assert codes(post(by, f"people/{one.public_id}/roles/", {"role": "king"})) == ["role_unknown"]
    assert codes(post(by, f"people/{by.public_id}/roles/", {"role": SCREENER})) == ["role_own"]


@pytest.mark.database
def test_a_role_of_money_takes_a_second_administrator() -> None:
    first, second, one = admin(), admin("周管理"), cast.person("吴财务")
    grant = post(first, f"people/{one.public_id}/roles/", {"role": PREPARER}).json()
    assert (grant["state"], grant["needs_second"], grant["asked_by"]) == ("asked", True, first.public_id)
    assert [row["public_id"] for row in get(second, "roles/").json()["results"]] == [grant["public_id"]]
    url = f"roles/{grant['public_id']}/"
    assert codes(post(first, f"{url}decide/", {"decision": "give"})) == ["second_person_needed"]
    assert post(second, f"{url}decide/", {"decision": "perhaps"}).status_code == 400
    assert post(second, f"{url}decide/", {"decision": "give"}).json()["state"] == "active"
    assert User.objects.get(pk=one.pk).roles == {PREPARER}
    assert get(second, "roles/").json()["count"] == 0
    assert post(first, f"{url}end/").json()["state"] == "ended"
    assert User.objects.get(pk=one.pk).roles == frozenset()


@pytest.mark.database
def test_a_second_voice_may_say_no() -> None:
    first, second, one = admin(), admin("周管理"), cast.person("吴财务")
    grant = post(first, f"people/{one.public_id}/roles/", {"role": PREPARER}).json()
    assert (
        post(second, f"roles/{grant['public_id']}/decide/", {"decision": "refuse"}).json()["state"]
        == "refused"
    )
    assert RoleGrant.objects.get(public_id=grant["public_id"]).decided_by == second


def test_administrators_do_no_money_acts_and_the_last_one_stays() -> None:
    first, second = admin(), admin("周管理")
    assert codes(post(first, f"people/{second.public_id}/roles/", {"role": PREPARER})) == ["roles_clash"]
    assert post(first, f"roles/{second.grants.get().public_id}/end/").status_code == 200
    assert codes(post(first, f"roles/{first.grants.get().public_id}/end/")) == ["last_administrator"]


# --- invitations ------------------------------------------------------------------------------------------

WANTED = {"phone": "19912345678", "name": "新同事", "roles": [OPERATIONS]}


def test_the_link_is_told_once_and_kept_nowhere() -> None:
    by = admin()
    first, again = (post(by, "invitations/", WANTED | {"state": "accepted"}, key="k") for _ in range(2))
    made = Invitation.objects.get()
    assert (first.status_code, made.state, made.phone, made.roles) == (
        201,
        "sent",
        "+8619912345678",
        [OPERATIONS],
    )
    link = first.json()["link"]
    assert Client().get(link.removeprefix("http://testserver")).status_code == 200
    assert again.json() == first.json() | {"link": ""}
    assert link.split("/")[-2] not in str(list(IdempotencyKey.objects.values()))
    listed = get(by, "invitations/").json()["results"]
    assert [(one["public_id"], one["phone"]) for one in listed] == [(made.public_id, "199****5678")]
    assert "link" not in listed[0]


def test_why_nobody_is_invited() -> None:
    by = admin()
    assert post(by, "invitations/", WANTED).status_code == 201
    assert codes(post(by, "invitations/", WANTED)) == ["invited_already"]
    assert codes(post(by, "invitations/", WANTED | {"phone": "12"})) == ["phone_wrong"]
    assert codes(post(by, "invitations/", WANTED | {"phone": "19912345679", "roles": []})) == [
        "roles_missing"
    ]
    assert codes(post(by, "invitations/", WANTED | {"phone": by.phone})) == ["role_own"]
    assert Invitation.objects.count() == 1


def test_an_invitation_is_withdrawn() -> None:
    by = admin()
    url = f"invitations/{post(by, 'invitations/', WANTED).json()['public_id']}/withdraw/"
    assert post(by, url).json()["state"] == "withdrawn"
    assert codes(post(by, url)) == ["not_in_state"]
    assert get(by, "invitations/").json()["count"] == 0


# --- one's own --------------------------------------------------------------------------------------------


def handed_in(agent: Any) -> IdentityCheck:
    IdentityCheck.objects.filter(agent=agent).update(state="submitted")
    return agent.identity_checks.get()


def consent(user: User, purpose: str) -> Consent:
    return Consent.objects.create(
        public_id=f"{purpose:X<26}",
        user=user,
        purpose=purpose,
        text_version="2026-10",
        text_hash="0" * 64,
        given_at=cast.LONG_AGO,
    )


@pytest.mark.database
def test_my_consents_and_one_taken_back() -> None:
    agent = cast.agent()
    check = handed_in(agent)
    consent(agent.user, "service"), consent(agent.user, "identity")
    assert [one["purpose"] for one in get(agent.user, "me/consents/").json()["results"]] == [
        "identity",
        "service",
    ]
    answer = post(agent.user, "me/consents/identity/withdraw/")
    assert (answer.status_code, answer.json()["purpose"]) == (200, "identity")
    assert answer.json()["withdrawn_at"] is not None
    check.refresh_from_db()
    assert check.state == "withdrawn"
    assert codes(post(agent.user, "me/consents/service/withdraw/")) == ["consent_holds_account"]
    assert Consent.objects.get(purpose="service").withdrawn_at is None
    assert post(agent.user, "me/consents/other/withdraw/").status_code == 404
    assert post(cast.agent().user, "me/consents/identity/withdraw/").status_code == 404


def test_my_name_and_language() -> None:
    agent = cast.agent()
    told = {"name": "小演", "language": "en", "phone": "+8619900000000", "roles": [ADMINISTRATOR]}
    assert post(agent.user, "me/", told, method="put").json()["name"] == "小演"
    after = User.objects.get(pk=agent.user.pk)
    assert (after.name, after.language, after.phone) == ("小演", "en", agent.user.phone)
    assert post(agent.user, "me/", {"name": "小演", "language": "fr"}, method="put").status_code == 400


def test_my_news_in_my_language_unread_as_they_were() -> None:
    agent = cast.agent()
    for one in (agent.user, cast.person()):
        notices.tell(one.public_id, "identity_passed", key=f"x:{one.pk}", now=cast.LONG_AGO, url="/")
    listed = get(agent.user, "me/news/").json()
    assert (listed["count"], listed["results"][0]["code"]) == (1, "identity_passed")
    assert listed["results"][0]["text"] == "实名认证通过了。接着做哪一步，首页写着。"
    assert listed["results"][0]["read_at"] is None
    assert Notice.objects.filter(read_at=None).count() == 2


def test_my_data_is_whole_and_each_copy_is_on_record() -> None:
    agent, other = cast.agent(), cast.agent()
    held = post(agent.user, "me/data/", key="k")
    number, others = agent.identity_checks.get().id_number, other.identity_checks.get().id_number
    assert {"onboarding", "training", "payouts"} <= set(held.json())
    assert number in held.content.decode()
    assert others not in held.content.decode()
    assert audited("own_data_exported") == 1
    assert not IdempotencyKey.objects.exists()


def test_papers_are_taken_back_before_anybody_decided() -> None:
    agent = cast.agent()
    check = handed_in(agent)
    assert post(agent.user, "me/real-name/withdraw/").json() == {
        "public_id": check.public_id,
        "state": "withdrawn",
        "submitted_at": "2026-01-05T09:00:00+08:00",
        "decided_at": "2026-01-05T09:00:00+08:00",
        "reasons": [],
    }
    assert post(agent.user, "me/real-name/withdraw/").status_code == 404


@pytest.mark.database
@pytest.mark.parametrize("role", [SCREENER, AUDITOR])
def test_a_number_is_shown_for_a_reason_that_is_kept(role: str) -> None:
    check, looking = cast.agent().identity_checks.get(), cast.person("看的人", role)
    url = f"identity-checks/{check.public_id}/reveal/"
    assert codes(post(looking, url, {"why": "  看"})) == ["reveal_needs_reason"]
    assert audited("identity_revealed") == 0
    assert post(looking, url, {"why": "核对证件"}, key="k").json() == {
        "public_id": check.public_id,
        "id_number": check.id_number,
    }
    entry = AuditEntry.objects.get(verb="identity_revealed")
    assert (entry.facts["why"], entry.actor) == ("核对证件", looking.public_id)
    assert not IdempotencyKey.objects.exists()
    assert post(admin(), url, {"why": "核对证件"}).status_code == 403


# --- many at once, everywhere at once ---------------------------------------------------------------------


def test_a_program_ends_every_token_and_session() -> None:
    user = cast.agent().user
    session = signed_in(user)
    tokens = [AuthToken.objects.create(user=user)[1] for _ in range(2)]
    programs = [Client(headers={"Authorization": f"Token {token}"}) for token in tokens]
    assert programs[0].post(f"{API}me/sessions/end/").status_code == 204
    assert [one.get(f"{API}me/").status_code for one in (*programs, session)] == [401, 401, 401]
    assert audited("sessions_ended") == 1


def test_a_browser_that_ends_all_sessions_stays() -> None:
    user = cast.agent().user
    here, there = signed_in(user), signed_in(user)
    assert here.post(f"{API}me/sessions/end/").status_code == 204
    assert (here.get(f"{API}me/").status_code, there.get(f"{API}me/").status_code) == (200, 401)
