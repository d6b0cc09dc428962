"""Phones of the demo: 1990000 and four digits, so that nobody takes them for anybody's."""

from __future__ import annotations


def staff_phone(place: int) -> str:
    return f"+861990000{place:04d}"


def agent_phone(place: int) -> str:
    return f"+861990000{1000 + place:04d}"
