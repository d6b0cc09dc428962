"""The auditor reads all of it, masked: no agent's name in clear at any door, by page, program or export.

The pages keep the policy, too: test_csp reads those of the others.
"""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from onboarding.models import IdentityCheck, User
from payouts.models import PayoutAccount
from tests import cast
from tests.house.doors import Door, doors
from tests.house.policy import keeps_the_policy
from tests.house.scenes import MAKERS, NOW, World
from tests.house.walk import ROOT
from tests.onboarding.doors import signed_in
from yunke.ground.roles import AUDITOR, OPERATIONS

pytestmark = [pytest.mark.django_db]
NAME, FAMILY = "欧无名", "欧**"
READ = [one for one in doors() if AUDITOR in one.roles and "GET" in one.methods]


@pytest.fixture
def hidden(world: World, clock: Any) -> World:
    """Everybody who works here has one name, whoever shows it."""
    clock(NOW)
    User.objects.filter(agent__isnull=False).update(name=NAME)
    for model, column in ((IdentityCheck, "name"), (PayoutAccount, "holder")):
        for row in model._default_manager.all():
            setattr(row, column, NAME)
            row.save()
    return world


def opened(which: Door, browser: Client, world: World) -> str:
    maker = MAKERS.get(which.name)
    asked = {} if which.is_api else {"who": "all"}
    if "export" in which.name:
        asked = {"period": "2026-10", "entity": world.mine.task.entity.code}
    answer = browser.get(which.url(**(maker(world.mine) if maker else {})), asked)
    keeps_the_policy(answer, which.name)
    body = b"".join(answer) if answer.streaming else answer.content
    return str(body.decode("utf-8", "replace"))


def test_no_door_shows_the_auditor_a_name_and_every_page_keeps_the_policy(hidden: World) -> None:
    auditor = signed_in(cast.person("审计", AUDITOR))
    shown = {which.name: opened(which, auditor, hidden) for which in READ}
    assert [name for name, body in shown.items() if NAME in body] == []
    masked = {name for name, body in shown.items() if FAMILY in body}
    assert {
        "onboarding:people",
        "tasks:agents",
        "tasks:claims",
        "tasks:desk_hours",
        "payouts:holds",
    } <= masked
    assert "审计" in shown["audit"]  # one's own name, and that of whoever acts for the house


def test_who_works_at_the_desk_sees_names(hidden: World) -> None:
    """Also somebody who is both: the door opens to them as operations."""
    for roles in ((OPERATIONS,), (OPERATIONS, AUDITOR)):
        browser = signed_in(cast.person("运营", *roles))
        assert NAME in browser.get("/desk/agents/").content.decode()
        assert NAME in browser.get("/api/v1/agents/").content.decode()


def test_after_an_auditors_request_nothing_stays_covered(hidden: World) -> None:
    signed_in(cast.person("审计", AUDITOR)).get("/desk/agents/")
    assert str(User.objects.get(pk=hidden.mine.user.pk)) == NAME


def test_a_form_with_a_table_in_it_is_shown_to_who_only_reads() -> None:
    """Else its rows would be hidden with what acts (staff.css); two have a table of fields to fill in."""
    form = re.compile(r'<form([^>]*method="post"[^>]*)>(.*?)</form>', re.DOTALL)
    hidden = {
        path.name
        for path in ROOT.glob("*/templates/**/*.html")
        for head, inside in form.findall(path.read_text(encoding="utf-8"))
        if "<table" in inside and "ticking" not in head
    }
    assert hidden == {"import_mapping.html", "rubrics.html"}


def test_a_head_over_ticks_that_go_is_not_a_head_without_a_name() -> None:
    """Without its tick a ``th`` would be announced and say nothing."""
    nameless = re.compile(r'<th[^>]*><input type="checkbox"')
    assert not [
        path.name
        for path in ROOT.glob("*/templates/**/*.html")
        if 'class="ticking"' in (html := path.read_text(encoding="utf-8")) and nameless.search(html)
    ]
