"""Databases of the benchmark's own, beside the site's: made, filled, dropped. The site's is not touched."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from django.core.management import call_command
from django.db import connection

from yunke import guards


@contextmanager
def own_databases() -> Iterator[Databases]:
    """Migrated once; each size of month gets a copy."""
    before = connection.settings_dict["NAME"]
    with TemporaryDirectory(prefix="yunke-bench-") as folder:
        found = _OnPostgres() if connection.vendor == "postgresql" else _OnSQLite(Path(folder))
        try:
            found.prepare()
            yield found
        finally:
            found.drop()
            _turn_to(before)


class Databases:
    """``fresh()`` leads the connection to an empty, migrated database; the one before is dropped."""

    def __init__(self, stem: str) -> None:
        self.template, self.copy = f"{stem}_empty", f"{stem}_month"

    def prepare(self) -> None:
        self.make()
        _turn_to(self.template)
        call_command("migrate", run_syncdb=True, verbosity=0, interactive=False)  # tests have no migrations
        call_command("createcachetable", verbosity=0)
        guards.install()

    def fresh(self) -> str:
        connection.close()
        self.make_copy()
        _turn_to(self.copy)
        return self.copy

    def make(self) -> None:
        raise NotImplementedError

    def make_copy(self) -> None:
        raise NotImplementedError

    def drop(self) -> None:
        raise NotImplementedError


class _OnPostgres(Databases):
    def __init__(self) -> None:
        super().__init__(f"yunke_bench_{os.getpid()}")

    def make(self) -> None:
        self._say(f"CREATE DATABASE {self.template}")

    def make_copy(self) -> None:
        self._say(
            f"DROP DATABASE IF EXISTS {self.copy}", f"CREATE DATABASE {self.copy} TEMPLATE {self.template}"
        )

    def drop(self) -> None:
        connection.close()
        self._say(f"DROP DATABASE IF EXISTS {self.copy}", f"DROP DATABASE IF EXISTS {self.template}")

    def _say(self, *statements: str) -> None:
        with connection._nodb_cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)


class _OnSQLite(Databases):
    def __init__(self, folder: Path) -> None:
        super().__init__(str(folder / "bench"))

    def make(self) -> None:
        """Made by the first statement."""

    def make_copy(self) -> None:
        for old in Path(self.copy).parent.glob(Path(self.copy).name + "*"):
            old.unlink()
        shutil.copyfile(self.template, self.copy)

    def drop(self) -> None:
        connection.close()


def _turn_to(name: str) -> None:
    connection.close()
    connection.settings_dict["NAME"] = name


def turn_to(name: str) -> None:
    """A worker process of the benchmark works on its parent's database."""
    _turn_to(name)
