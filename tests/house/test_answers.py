"""A decision nobody took is none: what a form says of its buttons is one of them, or nothing happens."""

from __future__ import annotations

import ast
from typing import Any

import pytest

from onboarding.models import IdentityCheck
from tests.house.doors import door
from tests.house.scenes import MAKERS, NOW, World
from tests.house.test_mass_assignment import CASES, send, writer_at
from tests.house.walk import nodes, parsed, sources
from tests.onboarding.doors import signed_in
from yunke.ground.errors import NO_SUCH_ANSWER
from yunke.models import AuditEntry, Notice

pytestmark = [pytest.mark.django_db]
ANSWERS = {  # of each page that decides by its buttons: the field they fill
    "onboarding:decide_role": "decision",
    "onboarding:sop_decide": "decision",
    "onboarding:desk_identity_decide": "decision",
    "onboarding:desk_identity_decide_many": "decision",
    "onboarding:desk_equipment_decide": "decision",
    "onboarding:desk_equipment_decide_many": "decision",
    "onboarding:desk_room_judge": "decision",
    "tasks:client_assess": "verdict",
    "tasks:rank_decide": "answer",
    "tasks:seat": "answer",
    "tasks:review_appeal_decide": "outcome",
    "tasks:decide": "outcome",
    "tasks:decide_many": "outcome",
    "tasks:assess": "verdict",
    "tasks:appeal_decide": "answer",
}
WAYS = {("notices_page.py", "which"), ("work.py", "back")}  # which rows, and the way back: nothing is decided


@pytest.mark.parametrize("said", ["agreed", None], ids=["unknown", "missing"])
@pytest.mark.parametrize("name", ANSWERS)
def test_an_answer_that_is_no_button_of_the_form_decides_nothing(
    name: str, said: str | None, world: World, clock: Any
) -> None:
    clock(NOW)
    IdentityCheck.objects.filter(agent=world.mine.agent).update(state="submitted")
    which, case = door(name), CASES[name](world)
    data = {key: value for key, value in case.data.items() if key != ANSWERS[name]}
    data |= {ANSWERS[name]: said} if said else {}
    maker = MAKERS.get(name)
    url = which.url(**(case.places or (maker(world.mine) if maker else {})))
    browser = signed_in(case.user or writer_at(which, world))
    before = (AuditEntry.objects.count(), Notice.objects.count())
    answer = send(which, browser, url, data)
    assert answer.status_code == 422
    assert [one.code for one in answer.context["reasons"]] == [NO_SUCH_ANSWER.code]
    assert (AuditEntry.objects.count(), Notice.objects.count()) == before


def test_no_page_takes_all_but_one_word_for_a_no() -> None:
    """``POST.get("decision") == "give"`` makes a refusal of every slip; ``answer_of`` knows the other word, too."""
    found = {
        (path.rsplit("/", 1)[1], compared)
        for path, text in sources()
        if "request.POST" in text
        for node in nodes(parsed(text))
        if isinstance(node, ast.Compare) and isinstance(node.ops[0], ast.Eq | ast.NotEq)
        for compared in _posted(node)
    }
    assert found == WAYS | {("asked.py", "agree")}  # beside it one's own words, or nothing


def _posted(node: ast.Compare) -> list[str]:
    """The fields whose sent values a comparison reads."""
    return [
        one.args[0].value
        for one in (node.left, *node.comparators)
        if isinstance(one, ast.Call)
        and ast.unparse(one.func) == "request.POST.get"
        and isinstance(one.args[0], ast.Constant)
    ]
