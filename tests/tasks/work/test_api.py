"""Work by API: the same rules, reason codes, and one answer to a request sent twice."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from rest_framework.test import APIClient

from tasks.actions import imports
from tasks.models import Booking, Result, Segment, Shift
from tests import cast
from tests.cast import at

pytestmark = [pytest.mark.django_db]
NOW = at("2026-10-12 09:00")


@pytest.fixture(autouse=True)
def _now(clock):
    clock(NOW)


@pytest.fixture
def task():
    return cast.task()


@pytest.fixture
def agent(task):
    one = cast.agent()
    cast.claim(one, task)
    return one


def as_user(user):
    api = APIClient()
    api.force_authenticate(user)
    return api


def test_an_agent_books_clocks_and_reads_the_hours(clock, task, agent):
    api, shift = as_user(agent.user), cast.shift(task)
    (offered,) = api.get("/api/v1/shifts/").json()["results"]
    assert (offered["public_id"], offered["reasons"]) == (shift.public_id, [])
    once = api.post(f"/api/v1/shifts/{shift.public_id}/book/", HTTP_IDEMPOTENCY_KEY="k1")
    again = api.post(f"/api/v1/shifts/{shift.public_id}/book/", HTTP_IDEMPOTENCY_KEY="k1")
    assert (once.status_code, again.status_code, once.json()) == (201, 201, again.json())
    third = api.post(f"/api/v1/shifts/{shift.public_id}/book/")
    assert (third.status_code, [one["code"] for one in third.json()["reasons"]]) == (409, ["already_booked"])
    (offered,) = api.get("/api/v1/shifts/").json()["results"]
    assert [one["code"] for one in offered["reasons"]] == ["already_booked"]
    seat = once.json()["public_id"]
    early = api.post(f"/api/v1/bookings/{seat}/clock-in/")
    assert [one["code"] for one in early.json()["reasons"]] == ["clock_too_early"]
    clock(at("2026-10-12 13:58"))
    assert api.post(f"/api/v1/bookings/{seat}/clock-in/").json()["state"] == "working"
    clock(at("2026-10-12 22:00"))
    assert api.post(f"/api/v1/bookings/{seat}/clock-out/").json()["state"] == "worked"
    hours = api.get("/api/v1/hours/").json()
    assert [(one["paid_minutes"], one["state"]) for one in hours["results"]] == [(420, "drafted")]
    assert api.get("/api/v1/bookings/").json()["count"] == 1


def test_a_seat_is_given_back_and_never_somebody_elses(task, agent):
    booking = cast.booking(agent, cast.shift(task, "2026-10-14 09:00"))
    assert as_user(cast.agent().user).post(f"/api/v1/bookings/{booking.public_id}/cancel/").status_code == 404
    assert (
        as_user(agent.user).post(f"/api/v1/bookings/{booking.public_id}/cancel/").json()["state"]
        == "cancelled"
    )
    assert Booking.objects.get().cancelled_at == NOW


def test_operations_put_up_shifts_and_approve_hours(task):
    api = as_user(cast.operations())
    given = {
        "task": task.public_id,
        "seats": 4,
        "times": [{"starts_at": "2026-10-13T14:00:00+08:00", "ends_at": "2026-10-13T22:00:00+08:00"}],
        "taken": 4,
        "state": "x",
    }
    made = api.post("/api/v1/shifts/", given, format="json")
    assert (made.status_code, Shift.objects.get().taken, Shift.objects.get().state) == (201, 0, "open")
    past = given | {
        "times": [{"starts_at": "2026-10-11T14:00:00+08:00", "ends_at": "2026-10-11T22:00:00+08:00"}]
    }
    assert api.post("/api/v1/shifts/", past, format="json").json()["reasons"][0]["code"] == "shift_in_past"
    segment = cast.segment(cast.agent(), task, NOW.date(), 60, state="drafted")
    said = api.post("/api/v1/hours/approve/", {"segments": [segment.public_id]}, format="json")
    assert (said.json(), Segment.objects.get().state) == ({"approved": 1}, "approved")


def test_operations_check_confirm_and_approve_a_file(task, agent):
    cast.kind("connected")
    staff = cast.operations()
    api = as_user(staff)
    mapping = imports.save_mapping(
        task,
        "m",
        {
            "call_id": "id",
            "agent": "agent",
            "at": "at",
            "kinds": [{"kind": "connected", "column": "s", "operator": ">=", "value": 30}],
        },
        by=staff,
        now=NOW,
    )
    file = SimpleUploadedFile("a.csv", f"id,agent,at,s\nc1,{agent.number},2026-10-05 10:00,40\n".encode())
    made = api.post("/api/v1/imports/", {"task": task.public_id, "mapping": mapping.public_id, "file": file})
    assert (made.status_code, made.json()["report"]["new"]) == (201, {"connected": 1})
    one = made.json()["public_id"]
    assert api.post(f"/api/v1/imports/{one}/confirm/").json()["state"] == "imported"
    assert api.post(f"/api/v1/imports/{one}/confirm/").json()["reasons"][0]["code"] == "not_in_state"
    assert api.post(f"/api/v1/imports/{one}/approve/").json() == {"approved": 1}
    assert Result.objects.get().state == "approved"


@pytest.mark.parametrize(
    ("method", "path"),
    [("post", "shifts/"), ("post", "hours/approve/"), ("get", "imports/"), ("post", "imports/")],
)
def test_an_agent_has_no_key_to_the_desk(agent, method, path):
    assert getattr(as_user(agent.user), method)(f"/api/v1/{path}").status_code == 403


@pytest.mark.parametrize("path", ["bookings/", "hours/"])
def test_staff_without_an_agent_have_no_seats(path):
    assert as_user(cast.operations()).get(f"/api/v1/{path}").status_code == 403
