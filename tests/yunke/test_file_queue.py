"""The embedded queue never shows half a message, and a broken file does not end a worker."""

import os
import threading
from pathlib import Path
from queue import Empty

import pytest
from kombu import Connection
from kombu.transport import filesystem

from yunke import file_queue
from yunke.celery import app


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("messages", "control"):
        (tmp_path / name).mkdir()
    return tmp_path


@pytest.fixture
def connection(folder: Path):
    with connect(folder) as one:
        yield one


@pytest.fixture
def name(request: pytest.FixtureRequest) -> str:
    """A queue of the test's own: Kombu remembers for the whole process which queues are bound."""
    return request.node.name


def connect(folder: Path) -> Connection:
    messages, control = str(folder / "messages"), str(folder / "control")
    options = {"data_folder_in": messages, "data_folder_out": messages, "control_folder": control}
    return Connection("filesystem://", transport_options=options)


def test_the_house_uses_it(connection):
    assert isinstance(connection.transport, file_queue.Transport)
    assert app.amqp  # made after install()


def test_messages_come_in_the_order_they_were_put(connection, name):
    queue = connection.SimpleQueue(name)
    for number in range(5):
        queue.put({"number": number})
    assert [queue.get(block=False).payload["number"] for _ in range(5)] == [0, 1, 2, 3, 4]
    with pytest.raises(Empty):
        queue.get(block=False)


def test_a_message_is_not_there_before_it_is_whole(connection, folder, name, monkeypatch):
    queue, seen = connection.SimpleQueue(name), []

    def replace(aside: Path, file: Path) -> None:
        seen.append([path.name for path in (folder / "messages").glob("*.msg")])
        assert aside.read_text("utf-8").endswith("}")
        os.rename(aside, file)

    monkeypatch.setattr(file_queue.os, "replace", replace)
    queue.put({"number": 1})
    assert seen == [[]]
    assert queue.get(block=False).payload == {"number": 1}


def test_a_broken_file_is_passed_over(connection, folder, name):
    queue = connection.SimpleQueue(name)
    (folder / "messages" / f"-1_a.{name}.msg").write_bytes(b"")
    (folder / "messages" / f"-1_b.{name}.msg").write_bytes(b'{"half":')
    queue.put({"number": 1})
    assert queue.get(block=False).payload == {"number": 1}
    assert list((folder / "messages").iterdir()) == []


def test_a_lone_broken_file_is_an_empty_queue(connection, folder, name):
    queue = connection.SimpleQueue(name)
    (folder / "messages" / f"-1_a.{name}.msg").write_bytes(b"")
    with pytest.raises(Empty):
        queue.get(block=False)


def test_queues_bound_at_once_are_all_in_the_table(folder):
    def bind(number: int) -> None:
        with connect(folder) as one:
            one.default_channel._queue_bind("house", f"key{number}", "", f"queue{number}")

    threads = [threading.Thread(target=bind, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with connect(folder) as one:
        table = one.default_channel.get_table("house")
    assert {row.queue for row in table} == {f"queue{number}" for number in range(8)}
    assert isinstance(table[0], filesystem.exchange_queue_t)
