"""Visitors of the money pages."""

from __future__ import annotations

from django.test import Client

from onboarding.models import User
from yunke.ground.months import month_text


def visitor(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def page(client: Client, url: str, status: int = 200) -> str:
    answer = client.get(url)
    assert answer.status_code == status, (url, answer.status_code)
    return answer.content.decode()


def month_url(run, rest: str = "") -> str:
    return f"/finance/{run.entity.code}/{month_text(run.month)}/{rest}"
