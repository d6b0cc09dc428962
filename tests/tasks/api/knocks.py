"""How these tests call the API: as somebody, with or without a key."""

from typing import Any

from rest_framework.test import APIClient


class Caller:
    """Somebody with a token."""

    def __init__(self, who: Any) -> None:
        self.client = APIClient()
        self.client.force_authenticate(getattr(who, "user", who))

    def get(self, path: str, **asked: Any) -> Any:
        return self.client.get(f"/api/v1/{path}", asked)

    def post(self, path: str, body: Any = None, key: str = "") -> Any:
        headers = {"Idempotency-Key": key} if key else {}
        return self.client.post(f"/api/v1/{path}", body or {}, format="json", headers=headers)

    def put(self, path: str, body: Any) -> Any:
        return self.client.put(f"/api/v1/{path}", body, format="json")

    def twice(self, path: str, body: Any = None) -> Any:
        """Sent twice under one key: the same answer both times."""
        first, again = self.post(path, body, "k1"), self.post(path, body, "k1")
        assert (first.status_code, first.json()) == (again.status_code, again.json())
        return first


def codes(answer: Any) -> list[str]:
    """Why it was refused."""
    assert answer.status_code == 409, answer.content
    return [one["code"] for one in answer.json()["reasons"]]
