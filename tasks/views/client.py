"""The client's own tasks: seats, people on duty, hours and results by week."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from tasks.actions.assessing import assess_claim
from tasks.models import Claim
from tasks.queries.clients import (
    WEEKS,
    candidates_of,
    duty_counts,
    minutes_since,
    numbers_on_duty,
    tasks_of_client,
    weeks_of,
)
from tasks.views.asked import acted
from yunke import clock
from yunke.access import allow
from yunke.ground.roles import CLIENT
from yunke.refusals import answer_of


@allow(CLIENT)
@require_safe
def client(request: HttpRequest) -> HttpResponse:
    tasks = list(tasks_of_client(request.user)[:200])
    duty = duty_counts(tasks)
    minutes = minutes_since(tasks, clock.today() - timedelta(weeks=WEEKS))
    return render(
        request,
        "tasks/client.html",
        {
            "weeks": WEEKS,
            "rows": [
                {"task": task, "on_duty": duty.get(task.pk, 0), "minutes": minutes.get(task.pk, 0)}
                for task in tasks
            ],
        },
    )


@allow(CLIENT)
@require_safe
def client_task(request: HttpRequest, public_id: str) -> HttpResponse:
    """One of the client's own tasks; another client's is not there."""
    task = get_object_or_404(tasks_of_client(request.user), public_id=public_id)
    weeks, kinds = weeks_of(task, clock.today())
    return render(
        request,
        "tasks/client_task.html",
        {
            "task": task,
            "kinds": kinds,
            "numbers": numbers_on_duty(task),
            "candidates": candidates_of(task),
            "weeks": [
                {"week": week, "cells": [(kind, week.counts.get(kind.pk, 0)) for kind in kinds]}
                for week in weeks
            ],
        },
    )


@allow(CLIENT)
@require_POST
def client_assess(request: HttpRequest, public_id: str) -> HttpResponse:
    """The client's verdict on a candidate of an own task."""
    rows = Claim.objects.filter(task__in=tasks_of_client(request.user), task__client_assesses=True)
    claim = get_object_or_404(rows.select_related("task", "agent"), public_id=public_id)
    verdict, now = answer_of(request, "verdict", "pass", "fail"), clock.now()
    note = request.POST.get("note", "")[:500]
    acted(
        request,
        lambda: assess_claim(claim, "client", verdict, note=note, by=request.user, now=now),
        lambda one: gettext("已记下对 %(who)s 的评定，录取前可以再改。") % {"who": claim.agent.number},
    )
    return redirect("tasks:client_task", claim.task.public_id)
