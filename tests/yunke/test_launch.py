"""Whatever is wrong with the machine, `make run` says it in one line that names the remedy."""

import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from yunke import launch

LAUNCHER = Path(launch.__file__)


def test_an_old_python_is_named(monkeypatch):
    monkeypatch.setattr(sys, "version_info", (3, 9, 2))
    with pytest.raises(
        launch.Stop, match=r"3\.11 or newer is needed.* is 3\.9\.2\. Name another: make run PYTHON="
    ):
        launch.check_python()


def test_a_python_without_venv_is_told_the_package(monkeypatch):
    monkeypatch.setitem(sys.modules, "ensurepip", None)
    with pytest.raises(launch.Stop, match="apt-get install python3-venv"):
        launch.check_python()


def test_a_taken_port_is_told_another(monkeypatch):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        monkeypatch.setenv("PORT", str(taken.getsockname()[1]))
        with pytest.raises(launch.Stop, match=r"is taken\. Stop what uses it, or choose another: PORT="):
            launch.check_port()


@pytest.mark.parametrize("wish", ["x", "0", "65536", "-1", "8000;", "²", "9" * 5000])
def test_a_port_is_a_number(monkeypatch, wish):
    monkeypatch.setenv("PORT", wish)
    with pytest.raises(launch.Stop, match="is not a port"):
        launch.check_port()


@pytest.mark.parametrize("bind", ["203.0.113.7", "nobody.invalid", "a..b"])
def test_an_address_that_is_not_ours_is_no_taken_port(monkeypatch, bind):
    monkeypatch.setenv("PORT", "8000")
    monkeypatch.setattr(launch, "HOST", bind)
    with pytest.raises(launch.Stop) as told:
        launch.check_port()
    assert str(told.value) == (
        f"YUNKE_BIND={bind} is no address of this machine. "
        "Leave it out, or name one: YUNKE_BIND=127.0.0.1 make run"
    )


@pytest.mark.parametrize(
    ("bind", "hosts", "listens", "told"),
    [
        (None, None, "127.0.0.1:8000", "127.0.0.1"),
        ("", None, "127.0.0.1:8000", "127.0.0.1"),
        ("0.0.0.0", None, "0.0.0.0:8000", "127.0.0.1"),
        ("0.0.0.0", "demo.lan, other.lan", "0.0.0.0:8000", "demo.lan"),
        ("0.0.0.0", "demo.lan,127.0.0.1", "0.0.0.0:8000", "127.0.0.1"),
        ("0.0.0.0", ".lan", "0.0.0.0:8000", "lan"),
        ("0.0.0.0", "*", "0.0.0.0:8000", "127.0.0.1"),
        ("192.0.2.2", None, "192.0.2.2:8000", "192.0.2.2"),
        ("::1", None, "[::1]:8000", "[::1]"),
        ("[::1]", None, "[::1]:8000", "[::1]"),
        ("::", None, "[::]:8000", "[::1]"),
    ],
)
def test_where_it_listens_and_what_the_site_answers_to(tmp_path, bind, hosts, listens, told):
    asked = {"YUNKE_VAR": str(tmp_path), "YUNKE_BIND": bind, "YUNKE_HOSTS": hosts}
    code = (
        f"import runpy; of = runpy.run_path({str(LAUNCHER)!r}); of['set_up_demo'](); "
        "print(of['commands'](8000)['web'][7], of['site']())"
    )
    done = subprocess.run(
        [sys.executable, "-I", "-c", code],
        env={name: value for name, value in asked.items() if value is not None},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.stdout.split(), done.stderr) == ([listens, told], "")


@pytest.mark.parametrize("var", ["/proc/nope", str(LAUNCHER / "x")])
def test_a_folder_that_keeps_nothing_is_named(var):
    done = subprocess.run(
        [sys.executable, "-I", str(LAUNCHER), "setup"],
        env={"YUNKE_VAR": var, "PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert re.fullmatch(
        rf"yunke: Nothing can be kept in {re.escape(var)} \([\w ]+\)\. "
        r"Name a folder of yours: YUNKE_VAR=~/yunke make run\n",
        done.stderr,
    )


@pytest.fixture
def installed(monkeypatch, tmp_path):
    """An environment of two packages; a third of the lock is for another machine."""
    (tmp_path / "requirements.lock").write_text(
        "django-csp==4.0 \\\n    --hash=sha256:0\nPillow==11.0\ncolorama==0.4 ; sys_platform == 'win32' \\\n"
    )
    site = tmp_path / ".venv" / "lib" / "python3.11" / "site-packages"
    for record, files in (
        ("django_csp-4.0.dist-info", ["csp/__init__.py", '"csp/a,b.py"', "csp/__pycache__/x.pyc"]),
        ("pillow-11.0.dist-info", ["PIL/__init__.py"]),
    ):
        (site / record).mkdir(parents=True)
        (site / record / "RECORD").write_text("".join(f"{file},sha256=0,1\n" for file in files))
    for file in ("csp/__init__.py", "csp/a,b.py", "PIL/__init__.py"):
        (site / file).parent.mkdir(exist_ok=True)
        (site / file).touch()
    monkeypatch.setattr(launch, "ROOT", str(tmp_path))
    monkeypatch.setattr(launch, "VENV", str(tmp_path / ".venv"))
    return site


def test_a_whole_environment_is_not_complained_of(installed):
    launch.check_environment()


@pytest.mark.parametrize(
    ("gone", "package"),
    [
        ("csp/__init__.py", "django-csp"),
        ("csp/a,b.py", "django-csp"),
        ("django_csp-4.0.dist-info/RECORD", "django-csp"),
        ("PIL/__init__.py", "Pillow"),
    ],
)
def test_a_broken_environment_is_told_to_start_afresh(installed, gone, package):
    (installed / gone).unlink()
    with pytest.raises(launch.Stop) as told:
        launch.check_environment()
    assert str(told.value) == (
        f"The environment .venv is broken: {package} is not whole. Start afresh: rm -rf .venv && make run"
    )


def test_a_package_nobody_installed_is_missed(installed):
    installed.joinpath("pillow-11.0.dist-info").rename(installed / "other-1.dist-info")
    with pytest.raises(launch.Stop, match=r"Pillow is not whole\. Start afresh: rm -rf \.venv"):
        launch.check_environment()


def test_an_environment_whose_python_does_not_run_is_made_anew(monkeypatch, tmp_path):
    dead = tmp_path / "bin" / "python"
    dead.parent.mkdir()
    dead.write_text("#!/bin/sh\nexit 1\n")
    dead.chmod(0o755)
    steps = []
    monkeypatch.setattr(launch, "VENV", str(tmp_path))
    monkeypatch.setattr(launch, "PYTHON", str(dead))
    monkeypatch.setattr(launch, "quietly", lambda command, trouble: steps.append(command))
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    launch.make_environment("requirements.lock")
    assert steps[0] == [sys.executable, "-m", "venv", "--clear", str(tmp_path)]
    assert [step[:3] for step in steps[1:]] == [[str(dead), "-m", "pip"]] * 2


def test_each_package_is_installed_once_with_all_of_its_hashes(monkeypatch, tmp_path):
    """Two pips share the lock file: together they have every line of it, and none has a package without its hash."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    lock = LAUNCHER.parents[1] / "requirements.lock"
    shares = [Path(half).read_text() for half in launch.halves(str(lock))]
    assert sorted("".join(shares).splitlines()) == sorted(lock.read_text().splitlines())
    packages = [one for share in shares for one in re.split(r"\n(?=\S)", share)]
    assert len(packages) > 50
    assert all(re.match(r"\S+==.*\\\n    --hash=", one) for one in packages)


@pytest.mark.parametrize(
    ("python", "said"),
    [
        (
            "/bin/false",
            "yunke: Python 3.11 or newer is needed, and /bin/false is not that. Name another: make run PYTHON=",
        ),
        ("no-python-here", "yunke: no-python-here is not here. Install Python 3.11 or newer"),
    ],
)
def test_make_names_a_python_that_will_not_do(python, said):
    done = subprocess.run(
        ["make", "--silent", "-C", str(LAUNCHER.parents[1]), "run", f"PYTHON={python}"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode != 0
    assert done.stdout == ""
    assert done.stderr.startswith(said)


def test_a_failed_step_ends_with_its_last_words(monkeypatch, tmp_path):
    monkeypatch.setattr(launch, "LOG", str(tmp_path / "setup.log"))
    step = [sys.executable, "-c", "print('a'); raise SystemExit('no room left')"]
    with pytest.raises(launch.Stop, match=r"^It failed \(no room left\)\. The whole story: "):
        launch.quietly(step, "It failed")
    assert "a\nno room left" in (tmp_path / "setup.log").read_text()


def test_a_step_that_misses_a_module_names_the_remedy(monkeypatch, tmp_path):
    log = tmp_path / "setup.log"
    monkeypatch.setattr(launch, "LOG", str(log))
    with pytest.raises(launch.Stop) as told:
        launch.quietly([sys.executable, "-c", "import nowhere_to_be_found"], "It failed")
    assert str(told.value) == (
        "It failed (ModuleNotFoundError: No module named 'nowhere_to_be_found'). "
        f"If .venv is broken, start afresh: rm -rf .venv && make run. The whole story: {log}"
    )


@pytest.fixture
def a_web(monkeypatch):
    """A port that listens from the beginning: it hangs up once for each ``b""``, then gives its answers."""
    heard = []

    def answering(listener, answers):
        for answer in answers:
            caller, _ = listener.accept()
            with caller:
                heard.append(caller.recv(4096).decode())
                caller.sendall(answer)

    def start(*answers):
        thread = threading.Thread(target=answering, args=(listener, answers), daemon=True)
        thread.start()
        return listener.getsockname()[1]

    monkeypatch.setenv("YUNKE_HOSTS", "demo.lan")
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield start, heard


def test_a_port_that_listens_is_not_yet_a_page(a_web):
    start, heard = a_web
    port = start(b"", b"", b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
    launch.wait_for_page(port, {})
    assert len(heard) == 3
    assert f"\r\nHost: demo.lan:{port}\r\n" in heard[-1]


def test_a_page_that_fails_is_not_announced(a_web):
    port = a_web[0](b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")
    with pytest.raises(launch.Stop, match=r"^The home page answers 400\. Look at the lines above"):
        launch.wait_for_page(port, {})


def test_a_web_that_ends_before_its_first_page_names_the_environment():
    child = subprocess.Popen([sys.executable, "-c", "raise SystemExit(3)"])
    child.wait()
    with pytest.raises(launch.Stop) as told:
        launch.wait_for_page(1, {"web": child})
    assert str(told.value) == (
        "The web ended by itself (exit 3); its last words are above. "
        "If a module is missing, start afresh: rm -rf .venv && make run"
    )


@pytest.fixture
def signals_kept():
    """What stops children leaves signals unheard."""
    kept = {name: signal.getsignal(name) for name in (signal.SIGTERM, signal.SIGINT)}
    yield
    for name, handler in kept.items():
        signal.signal(name, handler)


@pytest.mark.parametrize("killed", ["web", "worker", "beat"])
def test_whoever_dies_is_named_and_takes_the_others_along(monkeypatch, signals_kept, capfd, killed):
    monkeypatch.setenv("YUNKE_HOSTS", "127.0.0.1")
    monkeypatch.setattr(launch, "wait_for_page", lambda port, children: None)
    dies = "import os, time; time.sleep(0.5); os.kill(os.getpid(), 9)"
    codes = {
        part: dies if part == killed else "import time; time.sleep(60)" for part in launch.commands(8000)
    }
    monkeypatch.setattr(
        launch,
        "commands",
        lambda port: {part: [sys.executable, "-c", code] for part, code in codes.items()},
    )
    started = []
    popen = subprocess.Popen
    monkeypatch.setattr(
        subprocess, "Popen", lambda *told, **more: started.append(popen(*told, **more)) or started[-1]
    )
    with pytest.raises(launch.Stop) as told:
        launch.serve(8000, "")
    assert str(told.value) == (
        f"The {killed} ended by itself (exit -9); its last words are above. Start again: make run"
    )
    assert len(started) == 3
    assert all(child.returncode is not None for child in started)


def test_the_timetable_is_no_part_of_the_worker():
    told = launch.commands(8000)
    assert "--beat" not in told["worker"]
    assert told["beat"][3:] == ["-m", "celery", "--quiet", "-A", "yunke", "beat", "--loglevel", "WARNING"]


def test_the_launcher_needs_only_the_standard_library():
    """In isolation no installed package can be seen; the script still speaks."""
    done = subprocess.run(
        [sys.executable, "-I", "-S", str(LAUNCHER), "run"],
        env={"PORT": "none", "PATH": os.environ["PATH"], "YUNKE_VAR": os.environ["YUNKE_VAR"]},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "yunke: PORT=none is not a port. Choose a number: PORT=8001 make run\n"


def test_stopping_leaves_nothing_behind(monkeypatch, signals_kept):
    """A child that does not hear SIGTERM is made to."""
    monkeypatch.setattr(launch, "STOP_SECONDS", 2)
    deaf = "import signal, time; signal.signal(15, signal.SIG_IGN); print(1, flush=True); time.sleep(60)"
    children = [
        subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE)
        for code in (deaf, "print('.', flush=True); import time; time.sleep(60)")
    ]
    for child in children:
        child.stdout.readline()
    started = time.monotonic()
    launch.stop(children)
    assert time.monotonic() - started < 10
    made_to, asked = (child.wait(5) for child in children)
    assert made_to in (-signal.SIGQUIT, -signal.SIGKILL)  # by what depends on how busy the machine is
    assert asked == -signal.SIGTERM


def test_a_command_that_is_stopped_says_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    import manage

    def stopped(argv: list[str]) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("django.core.management.execute_from_command_line", stopped)
    with pytest.raises(SystemExit) as left:
        manage.main()
    said = capsys.readouterr()
    assert (left.value.code, said.err) == (130, "")
    assert said.out.strip() == "已停下；没做完的可以再运行。Stopped; what is unfinished can be run again."
