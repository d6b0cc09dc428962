"""What may be kept as evidence: a picture or a PDF, known by its first bytes and never by its name."""

from __future__ import annotations

MOST_BYTES = 5_000_000
_BEGINNINGS = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"%PDF-", "application/pdf"),
)


def evidence_type(content: bytes) -> str:
    """Its type, "" for anything else or too large."""
    if len(content) > MOST_BYTES:
        return ""
    return next((kind for beginning, kind in _BEGINNINGS if content.startswith(beginning)), "")
