"""A wrong pass is taken back, by page and by program alike: the agent is set back, and claims and seats say why not."""

import pytest

from onboarding.models import IdentityCheck
from tasks.queries.claims import claimer
from tests import cast
from tests.onboarding.doors import signed_in
from yunke.models import AuditEntry, Notice

pytestmark = [pytest.mark.django_db]


def by_page(check, **data):
    return signed_in(cast.screener()).post(f"/desk/identity/{check.public_id}/decide/", data)


def by_program(check, **data):
    url = f"/api/v1/identity-checks/{check.public_id}/decide/"
    return signed_in(cast.screener()).post(url, data, content_type="application/json")


@pytest.mark.parametrize(("ask", "done"), [(by_page, 302), (by_program, 200)], ids=["page", "program"])
def test_a_pass_is_undone_with_its_reason_and_the_agent_is_set_back(ask, done):
    one = cast.agent()
    check = one.identity_checks.get()
    assert ask(check, decision="refuse").status_code == 409  # a reason of the list is needed
    assert ask(check, decision="refuse", codes=["not_the_holder"]).status_code == done
    one.refresh_from_db()
    check.refresh_from_db()
    assert (check.state, one.state, check.reasons[0]["code"]) == ("refused", "applicant", "not_the_holder")
    assert "real_name" in claimer(one, cast.LONG_AGO, [cast.line().code]).open_steps["voice"]
    acts = AuditEntry.objects.filter(thing_id__in=(check.public_id, one.public_id)).order_by("pk")
    assert list(acts.values_list("verb", "from_state", "to_state")) == [
        ("identity_pass_undone", "passed", "refused"),
        ("agent_set_back", "active", "applicant"),
    ]
    assert Notice.objects.filter(recipient=one.user.public_id, template="identity_refused").exists()


def test_the_page_offers_it_once_passed_and_a_first_refusal_sets_nobody_back():
    check = cast.agent().identity_checks.get()
    page = signed_in(cast.screener()).get(f"/desk/identity/{check.public_id}/").content.decode()
    assert 'id="undo"' in page
    one = cast.agent(state="applicant")
    waiting = one.identity_checks.get()
    IdentityCheck.objects.filter(pk=waiting.pk).update(state="submitted")
    assert (
        'id="undo"'
        not in signed_in(cast.screener()).get(f"/desk/identity/{waiting.public_id}/").content.decode()
    )
    assert by_page(waiting, decision="refuse", codes=["not_the_holder"]).status_code == 302
    assert not AuditEntry.objects.filter(verb="agent_set_back").exists()


def waiting():
    check = cast.agent(state="applicant").identity_checks.get()
    IdentityCheck.objects.filter(pk=check.pk).update(state="submitted")
    return check


@pytest.mark.database
def test_a_pass_is_told_with_the_way_to_undo_it_beside_the_next_and_on_the_bare_list():
    first, second = waiting(), waiting()
    desk = signed_in(cast.screener())
    for check, at in ((first, f"/desk/identity/{second.public_id}/"), (second, "/desk/identity/")):
        undo = f"/desk/identity/{check.public_id}/?undo={check.public_id}"
        page = desk.post(f"/desk/identity/{check.public_id}/decide/", {"decision": "pass"}, follow=True)
        body = page.content.decode()
        assert page.redirect_chain == [(f"{at}?undo={check.public_id}", 302)]
        assert body.count(f"{check.agent.number} 已通过。") == 1
        assert f'href="{undo}#undo" data-key="Z"' in body
        opened = desk.get(undo).content.decode()
        assert ('id="undo" open' in opened, 'data-key="Z"' in opened) == (True, False)
    other = signed_in(cast.screener())
    assert other.get(f"/desk/identity/?undo={first.public_id}").context["undo"] == {}
    assert by_page(first, decision="refuse", codes=["not_the_holder"]).status_code == 302
    assert desk.get(f"/desk/identity/?undo={first.public_id}").context["undo"] == {}


def test_the_longest_waiting_is_named_only_where_something_waits():
    check, waits = cast.agent().identity_checks.get(), "左边等得最久的在最上面。"
    desk = signed_in(cast.screener())
    assert waits not in (passed := desk.get("/desk/identity/?state=passed").content.decode())
    assert "左边最近决定的在最上面。" in passed
    IdentityCheck.objects.filter(pk=check.pk).update(state="submitted")
    assert waits in desk.get("/desk/identity/").content.decode()
