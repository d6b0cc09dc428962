"""A page travels compressed where the browser can read it so, and says the same."""

import gzip
import re

import pytest
from django.test import Client
from django.urls import reverse

pytestmark = pytest.mark.django_db
TOKEN = re.compile(rb"[A-Za-z0-9]{64}")  # another at each answer, so that its length and echo tell nothing


def test_a_page_is_half_as_long_and_says_the_same():
    plain = Client().get(reverse("tasks:board"))
    short = Client(headers={"accept-encoding": "gzip, br"}).get(reverse("tasks:board"))
    assert "Content-Encoding" not in plain.headers
    assert short.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in short.headers["Vary"]
    assert TOKEN.sub(b"", gzip.decompress(short.content)) == TOKEN.sub(b"", plain.content)
    assert len(short.content) * 2 < len(plain.content)
