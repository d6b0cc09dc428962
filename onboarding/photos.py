"""An uploaded photo, sniffed, measured before it is decoded, and written anew without its metadata."""

from __future__ import annotations

import io
import secrets
from typing import IO, Any

from django.core.files.base import ContentFile
from PIL import Image, ImageOps, UnidentifiedImageError

from onboarding.reasons import PHOTO_NOT_IMAGE, PHOTO_TOO_BIG, PHOTO_TOO_MANY_PIXELS, PHOTO_TOO_SMALL
from yunke.ground.errors import Refused

FORMATS = ("JPEG", "PNG", "WEBP")
MAX_BYTES = 8 * 1024 * 1024
MAX_PIXELS = 50_000_000  # before decoding: a small file can unfold into gigabytes
LEAST_SIDE = 400  # pixels of the longer side
KEPT_SIDE = 2_400  # pixels; enough to read an ID card
SMALL_SIDE = 640
QUALITY = 88


def cleaned_photo(upload: Any, folder: str = "identity") -> ContentFile[bytes]:
    """The photo as a JPEG of our own under a random name, or ``Refused``."""
    if upload.size > MAX_BYTES:
        raise Refused(PHOTO_TOO_BIG(limit_mb=MAX_BYTES // 1024 // 1024))
    picture = _opened(upload)
    width, height = picture.size
    if width * height > MAX_PIXELS:
        raise Refused(PHOTO_TOO_MANY_PIXELS())
    if max(width, height) < LEAST_SIDE:
        raise Refused(PHOTO_TOO_SMALL(least=LEAST_SIDE))
    return ContentFile(_redrawn(picture), name=f"{folder}/{secrets.token_hex(16)}.jpg")


def thumbnail(stored: IO[bytes]) -> bytes:
    """One of our own photos, small enough for a page."""
    picture = Image.open(stored, formats=("JPEG",))
    picture.thumbnail((SMALL_SIDE, SMALL_SIDE))
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=QUALITY)
    return out.getvalue()


def _opened(upload: IO[bytes]) -> Image.Image:
    """Reads the header alone; the name and the browser's type are not asked."""
    try:
        return Image.open(upload, formats=FORMATS)
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError, ValueError):
        raise Refused(PHOTO_NOT_IMAGE()) from None


def _redrawn(picture: Image.Image) -> bytes:
    try:
        upright = ImageOps.exif_transpose(picture).convert("RGB")
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        raise Refused(PHOTO_NOT_IMAGE()) from None
    upright.thumbnail((KEPT_SIDE, KEPT_SIDE))
    bare = Image.new("RGB", upright.size)
    bare.paste(upright)  # a fresh picture carries no EXIF, profile or comment
    out = io.BytesIO()
    bare.save(out, "JPEG", quality=QUALITY)
    return out.getvalue()
