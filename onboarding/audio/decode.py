"""A recording decoded by PyAV: sniffed first, capped before and while decoding, by named formats and codecs alone.

FFmpeg also reads playlists and lists of files, which would open other addresses: so the container is told by its
first bytes, and only that one demuxer is asked.
"""

from __future__ import annotations

from typing import IO, Any

import av
import numpy as np
from numpy.typing import NDArray

from onboarding.reasons.checks import RECORDING_NOT_AUDIO, RECORDING_TOO_BIG, RECORDING_TOO_LONG
from onboarding.rules.audio import RATE
from yunke.ground.errors import Refused

MAX_BYTES = 12 * 1024 * 1024
MAX_SECONDS = 60
MAX_CHANNELS, MAX_RATE = 8, 192_000
CODECS = frozenset(
    [
        "opus",
        "vorbis",
        "aac",
        "mp3",
        "flac",
        "alac",
        "pcm_s16le",
        "pcm_s16be",
        "pcm_s24le",
        "pcm_s32le",
        "pcm_f32le",
        "pcm_u8",
    ]
)
SIGNS: tuple[tuple[int, bytes, str], ...] = (
    (0, b"\x1a\x45\xdf\xa3", "webm"),
    (0, b"OggS", "ogg"),
    (4, b"ftyp", "mp4"),
    (8, b"WAVE", "wav"),
)
DEMUXERS = {"webm": "matroska", "ogg": "ogg", "mp4": "mov", "wav": "wav"}
TYPES = {"webm": "audio/webm", "ogg": "audio/ogg", "mp4": "audio/mp4", "wav": "audio/wav"}


def container_of(head: bytes) -> str:
    """``webm``, ``ogg``, ``mp4`` or ``wav`` by the first bytes; the name and the browser's word are not asked."""
    for place, sign, name in SIGNS:
        if head[place : place + len(sign)] == sign:
            return name
    raise Refused(RECORDING_NOT_AUDIO())


def decoded(file: IO[bytes], size: int) -> tuple[str, str, NDArray[np.float32]]:
    """The names of container and codec, and the samples, one row a channel, 48,000 a second; or ``Refused``."""
    if size > MAX_BYTES:
        raise Refused(RECORDING_TOO_BIG(limit_mb=MAX_BYTES // 1024 // 1024))
    file.seek(0)
    name = container_of(file.read(16))
    file.seek(0)
    try:
        with av.open(file, format=DEMUXERS[name], timeout=5) as container:
            stream = _stream(container)
            return name, stream.codec_context.name, _samples(container, stream)
    except (av.error.FFmpegError, ValueError, EOFError):
        raise Refused(RECORDING_NOT_AUDIO()) from None


def _samples(container: Any, stream: Any) -> NDArray[np.float32]:
    # more than two are mixed to two: of eight, PyAV's array is read beyond its end, and the process is gone
    layout = stream.codec_context.layout if stream.codec_context.channels <= 2 else "stereo"
    resampler = av.AudioResampler(format="fltp", layout=layout, rate=RATE)
    pieces: list[NDArray[np.float32]] = []
    count = 0
    for frame in container.decode(stream):
        for piece in resampler.resample(frame):
            pieces.append(piece.to_ndarray())
            count += piece.samples
        if count > MAX_SECONDS * RATE:  # a browser's recording does not say its length beforehand
            raise Refused(RECORDING_TOO_LONG(limit=MAX_SECONDS))
    pieces += [piece.to_ndarray() for piece in resampler.resample(None)]
    if not pieces:
        raise Refused(RECORDING_NOT_AUDIO())
    samples = np.concatenate(pieces, axis=1)
    if not np.isfinite(samples).all():
        raise Refused(RECORDING_NOT_AUDIO())
    return samples


def _stream(container: Any) -> Any:
    """The one sound track, if what it promises can be decoded within bounds."""
    if not container.streams.audio:
        raise Refused(RECORDING_NOT_AUDIO())
    stream = container.streams.audio[0]
    context = stream.codec_context
    if context.name not in CODECS or not 8_000 <= context.sample_rate <= MAX_RATE:
        raise Refused(RECORDING_NOT_AUDIO())
    if not 1 <= context.channels <= MAX_CHANNELS:
        raise Refused(RECORDING_NOT_AUDIO())
    told = container.duration / av.time_base if container.duration else 0
    if told > MAX_SECONDS + 1:
        raise Refused(RECORDING_TOO_LONG(limit=MAX_SECONDS))
    return stream
