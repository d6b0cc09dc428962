"""The text of a file that somebody sent."""

from __future__ import annotations

ENCODINGS = ("utf-8-sig", "gb18030")  # the first also reads UTF-8 without a mark


def decoded(content: bytes) -> tuple[str, str] | None:
    """Text and its encoding. With a NUL byte (a workbook, UTF-16) it is none: no database keeps that as text."""
    if b"\x00" not in content:
        for encoding in ENCODINGS:
            try:
                return content.decode(encoding), encoding
            except UnicodeDecodeError:
                continue
    return None
