"""Placeholder photos that say 演示 (demo), drawn stroke by stroke so that no font is needed."""

from __future__ import annotations

import io
import secrets
from functools import cache

from django.core.files.base import ContentFile
from PIL import Image, ImageDraw

SIZE = (640, 400)
TINTS = {"front": (219, 234, 229), "back": (226, 228, 240), "self": (240, 232, 219)}
INK = (70, 92, 104)
Stroke = tuple[tuple[int, int], ...]

# Strokes on a square of 100 x 100.
YAN: tuple[Stroke, ...] = (
    ((12, 12), (22, 22)),
    ((5, 38), (16, 48)),
    ((5, 92), (21, 62)),
    ((61, 4), (67, 12)),
    ((36, 30), (36, 18), (95, 18), (91, 30)),
    ((43, 34), (88, 34)),
    ((43, 46), (88, 46), (88, 76), (43, 76), (43, 46)),
    ((65, 34), (65, 76)),
    ((43, 61), (88, 61)),
    ((54, 80), (37, 97)),
    ((76, 80), (95, 97)),
)
SHI: tuple[Stroke, ...] = (
    ((24, 15), (76, 15)),
    ((8, 40), (92, 40)),
    ((51, 40), (51, 94), (40, 87)),
    ((31, 56), (13, 82)),
    ((68, 56), (89, 80)),
)


def placeholders() -> dict[str, ContentFile[bytes]]:
    """The three photos of a real-name check, as they look after an upload was cleaned."""
    return {side: ContentFile(drawn(side), name=f"identity/{secrets.token_hex(16)}.jpg") for side in TINTS}


@cache
def drawn(side: str) -> bytes:
    picture = Image.new("RGB", SIZE, TINTS[side])
    pen = ImageDraw.Draw(picture)
    pen.rounded_rectangle((24, 24, SIZE[0] - 24, SIZE[1] - 24), radius=24, outline=INK, width=4)
    if side == "self":
        pen.ellipse((60, 90, 180, 210), outline=INK, width=6)
        pen.arc((30, 230, 210, 470), 180, 360, fill=INK, width=6)
    else:
        for row in range(4):
            pen.line((60, 120 + 50 * row, 190 - 30 * (row % 2), 120 + 50 * row), fill=INK, width=6)
    _write(pen, YAN, 240, 120)
    _write(pen, SHI, 430, 120)
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=80)
    return out.getvalue()


def _write(
    pen: ImageDraw.ImageDraw, strokes: tuple[Stroke, ...], left: int, top: int, scale: float = 1.6
) -> None:
    for stroke in strokes:
        pen.line([(left + x * scale, top + y * scale) for x, y in stroke], fill=INK, width=10, joint="curve")
