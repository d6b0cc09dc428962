"""The embedded queue's files, each whole from the moment it can be seen.

Kombu writes a message (and the table of queues) under its final name and locks it only after that: who looks
in between reads nothing, the message is lost and the worker ends. Here a file is written aside and then gets
its name in one step; a file that is no message (a full disk, a crash) is passed over. The row is the truth.
"""

from __future__ import annotations

import os
import uuid
from pathlib import Path
from queue import Empty
from time import monotonic_ns
from typing import Any

import structlog
from kombu.transport import TRANSPORT_ALIASES, filesystem
from kombu.utils.json import dumps

log = structlog.get_logger(__name__)


class Channel(filesystem.Channel):
    def _put(self, queue: str, payload: Any, **_: Any) -> None:
        _write_whole(
            Path(self.data_folder_out) / f"{monotonic_ns():020d}_{uuid.uuid4()}.{queue}.msg", payload
        )

    def _get(self, queue: str) -> Any:
        for _ in range(self._size(queue) + 1):
            try:
                return super()._get(queue)
            except ValueError:  # taken out of the queue by then, so the next one's turn
                log.warning("message_unreadable", queue=queue)
        raise Empty()

    def _queue_bind(self, exchange: str, routing_key: str, pattern: str, queue: str) -> None:
        folder: Path = self.control_folder
        folder.mkdir(exist_ok=True)
        bound = filesystem.exchange_queue_t(routing_key or "", pattern or "", queue or "")
        with (folder / "table.lock").open("a") as held:
            filesystem.lock(held, filesystem.LOCK_EX)  # given back when it closes
            table = self.get_table(exchange)
            if bound not in table:
                _write_whole(self._exchange_file(exchange), [bound, *table])


class Transport(filesystem.Transport):
    Channel = Channel


def _write_whole(file: Path, value: Any) -> None:
    aside = file.with_name(f".{uuid.uuid4()}.part")
    aside.write_text(dumps(value), "utf-8")
    os.replace(aside, file)


def install() -> None:
    """`filesystem://` means this transport from here on."""
    TRANSPORT_ALIASES["filesystem"] = f"{__name__}:Transport"
