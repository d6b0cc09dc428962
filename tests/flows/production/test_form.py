"""The production form is started as docs/running.md says, watched, backed up and restored."""

from __future__ import annotations

import os
import re
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests.flows.production.processes import TOKEN, Site, client_program, database, free_port, variables

PHONE = "13800000000"
PROXY = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "203.0.113.7"}


@pytest.mark.services
def test_started_watched_backed_up_restored_and_stopped(site: Site, tmp_path: Path) -> None:
    """One installation for all: making it takes longer than looking at it."""
    says_that_it_lives_and_is_ready(site)
    shows_figures_to_whoever_has_the_token(site)
    logs_objects_without_personal_data(site)
    keeps_the_timetable_once_though_two_beats_call(site)
    comes_back_from_a_backup_with_its_files_and_keys(site, tmp_path)
    stops_politely(site)


@pytest.fixture
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Prepared, seeded, with one administrator; web, two workers and two beats running."""
    folder, port = tmp_path_factory.mktemp("form"), free_port()
    with database(f"yunke_form_{os.getpid()}") as url:
        one = Site(variables(url, folder, port), port, folder)
        for words in (("prepare",), ("seed",), ("create_administrator", PHONE, "--name", "演示管理员")):
            done = one.manage(*words)
            assert done.returncode == 0, done.stderr
        try:
            one.start("web", "web")
            for number in (1, 2):
                one.start(f"worker{number}", "worker", "-n", f"form{number}@%h")
                one.start(f"beat{number}", "beat", "--schedule", str(folder / f"timetable{number}"))
            one.wait("/ready/")
            yield one
        finally:
            one.stop()


def says_that_it_lives_and_is_ready(site: Site) -> None:
    assert site.get("/health/") == (200, '{"database": "ok"}')
    assert site.get("/ready/") == (200, '{"database": "ok", "tables": "ok", "redis": "ok"}')
    assert site.get("/board/")[0] == 0, "plain HTTP is led to HTTPS, which nobody answers here"
    assert site.get("/board/", **PROXY)[0] == 200


def keeps_the_timetable_once_though_two_beats_call(site: Site) -> None:
    """Every act gets its place in the chain, once."""
    with psycopg.connect(site.env["DATABASE_URL"]) as rows:

        def one(sql: str) -> int:
            return int(rows.execute(sql).fetchone()[0])  # type: ignore[index]

        acts = one("SELECT count(*) FROM yunke_auditentry")
        assert acts > 0
        deadline = time.monotonic() + 90
        while one("SELECT count(*) FROM yunke_auditseal") < acts and time.monotonic() < deadline:
            rows.rollback()
            time.sleep(0.5)
        assert (
            one("SELECT count(*) FROM yunke_auditseal")
            == one("SELECT count(DISTINCT entry_id) FROM yunke_auditseal")
            == acts
        )
    assert site.manage("verify_audit").returncode == 0


def shows_figures_to_whoever_has_the_token(site: Site) -> None:
    assert site.get("/metrics/")[0] == 401
    assert site.get("/metrics/", Authorization="Bearer guess")[0] == 401
    status, told = site.get("/metrics/", Authorization=f"Bearer {TOKEN}")
    assert status == 200
    assert re.search(
        r'^django_http_requests_total_by_view_transport_method_total\{.*view="ready".*\} [1-9]', told, re.M
    )
    assert 'yunke_waiting{queue="identity"} 0.0' in told
    assert PHONE not in told


def logs_objects_without_personal_data(site: Site) -> None:
    assert site.get(f"/no-such-page/?phone={PHONE}", **PROXY)[0] == 404
    told = [line for line in site.lines("web") if line.get("event") == "request_finished"]
    assert any(line["code"] == 404 and line["request"] == "GET /no-such-page/" for line in told)
    everything = "".join(path.read_text("utf-8", "replace") for path in site.folder.glob("*.log"))
    assert PHONE not in everything
    assert "203.0.113.7" not in everything


def comes_back_from_a_backup_with_its_files_and_keys(site: Site, tmp_path: Path) -> None:
    """Database, private files and key rings together, with people, their papers and paid months in them; under other
    rings nothing can be read."""
    filled = site.manage("demo_world", **DEMO)
    assert filled.returncode == 0, filled.stderr
    told = site.manage("shell", "-v", "0", "-c", READ, **DEMO).stdout
    assert "演示" in told
    assert "refused" in told
    dump = tmp_path / "yunke.dump"
    subprocess.run(
        [client_program("pg_dump"), "--format=custom", f"--file={dump}", site.env["DATABASE_URL"]], check=True
    )
    tar = ["tar", "-C", site.env["YUNKE_VAR"]]
    subprocess.run([*tar, "-czf", str(tmp_path / "private.tgz"), "private"], check=True)

    with database(f"yunke_back_{os.getpid()}") as url:
        subprocess.run([client_program("pg_restore"), "--no-owner", f"--dbname={url}", str(dump)], check=True)
        var = tmp_path / "var"
        var.mkdir()
        subprocess.run(["tar", "-C", str(var), "-xzf", str(tmp_path / "private.tgz")], check=True)
        back = Site(site.env | {"DATABASE_URL": url, "YUNKE_VAR": str(var)}, site.port, tmp_path)
        for words in (("migrate",), ("migrate", "--check"), ("verify_audit",), ("verify_books",)):
            done = back.manage(*words)
            assert done.returncode == 0, (words, done.stdout, done.stderr)
        assert back.manage("shell", "-v", "0", "-c", READ, **DEMO).stdout == told
        other = variables(url, tmp_path, site.port)["YUNKE_FIELD_KEYS"]
        assert back.manage("shell", "-v", "0", "-c", READ, YUNKE_FIELD_KEYS=other, **DEMO).returncode != 0


DEMO = {"YUNKE_DEMO": "1", "YUNKE_DEMO_POSTGRES": "1"}
READ = """
from hashlib import sha256
from django.db import DatabaseError
from onboarding.models import IdentityCheck, RoomCheck
from payouts.models import PayoutAccount, PayoutBatch, Statement
check = IdentityCheck.objects.exclude(photo_front="").earliest("pk")
account = PayoutAccount.objects.earliest("pk")
heard = RoomCheck.objects.exclude(recording="").earliest("pk")
paid = PayoutBatch.objects.earliest("pk")
print(check.name, check.id_number, account.holder, account.number)
for file in (check.photo_front, heard.recording, paid.file):
    print(file.size, sha256(file.open().read()).hexdigest())
try:
    Statement.objects.filter(run__state="paid").update(net_fen=1)
except DatabaseError as error:
    print("refused", str(error).splitlines()[0])
"""


def stops_politely(site: Site) -> None:
    """Nothing of it is left, and nobody had to be killed."""
    codes = site.stop()
    assert set(codes) == {"web", "worker1", "worker2", "beat1", "beat2"}
    assert {name: code for name, code in codes.items() if code not in (0, -15)} == {}
