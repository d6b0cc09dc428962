"""A form of the desk that failed comes back as typed with 422, one that met a rule with its reasons and 409."""

from datetime import date

import pytest

from tasks.actions import imports
from tests import cast
from tests.onboarding.doors import signed_in
from tests.tasks.api.test_desk import COLUMNS

pytestmark = [pytest.mark.django_db]
NOW = cast.at("2026-11-02 09:00")


@pytest.fixture(autouse=True)
def _now(clock):
    clock(NOW)


@pytest.fixture
def desk():
    return signed_in(cast.operations())


def test_shifts_decisions_and_uploads(desk):
    for url in ("/desk/shifts/new/", "/desk/decisions/new/", "/desk/imports/new/"):
        assert desk.get(url).status_code == 200
        page = desk.post(url, {"task": "", "seats": "x"})
        assert (page.status_code, bool(page.context["form"].errors)) == (422, True), url


def test_hours_attendance_and_corrections(desk):
    task, agent = cast.task(cast.entity(month=date(2026, 11, 1))), cast.agent()
    seat = cast.booking(agent, cast.shift(task, "2026-10-19 14:00"), state="absent")
    drafted = cast.segment(agent, task, date(2026, 11, 1), 240, state="drafted")
    paid = cast.segment(agent, task, date(2026, 10, 12), 240)
    times = {"came_on": "2026-10-19", "came": "14:00", "left_on": "2026-10-19", "left": "22:00", "why": " "}
    for url, wrong, refused in (
        (f"/desk/attendance/{seat.public_id}/", {"came": "x"}, times | {"left": "13:00", "why": "在场"}),
        (f"/desk/hours/{drafted.public_id}/", {"minutes": "x"}, {"minutes": 900, "why": "核对过"}),
        (
            f"/desk/corrections/new/segment/{paid.public_id}/",
            {"minutes": "x"},
            {"minutes": 240, "why": "没有差别"},
        ),
    ):
        page = desk.post(url, wrong)
        assert (page.status_code, bool(page.context["form"].errors)) == (422, True), url
        assert desk.post(url, refused).status_code == 409, url


def test_the_columns_of_a_file(desk):
    cast.kind("connected")
    task, by = cast.task(), cast.operations()
    mapping = imports.save_mapping(task, "一", COLUMNS, by=by, now=NOW)
    one = imports.check_file(
        task, mapping, "a.csv", b"id,agent,at,s\n1,A1,2026-10-05 10:00,40\n", by=by, now=NOW
    )
    page = desk.post(f"/desk/imports/{one.public_id}/mapping/", {"name": ""})
    assert (page.status_code, bool(page.context["form"].errors)) == (422, True)
