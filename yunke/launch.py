"""The launcher behind `make setup` and `make run`. Standard library only: nothing is installed yet.

Called as `python3 -I yunke/launch.py setup|run|tools` (-I keeps this folder off the path, where numbers.py
and celery.py would hide their namesakes). Every way it can fail is one line that names the remedy.
"""

import csv
import hashlib
import os
import re
import signal
import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from errno import EADDRINUSE
from glob import glob
from http.client import HTTPConnection, HTTPException
from subprocess import DEVNULL

NEEDED = (3, 11)
ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
VENV = os.path.join(ROOT, ".venv")
VAR = os.environ.get("YUNKE_VAR") or os.path.join(ROOT, "var")
PYTHON = os.path.join(VENV, "bin", "python")
LOG = os.path.join(VAR, "setup.log")
HOST = (os.environ.get("YUNKE_BIND") or "127.0.0.1").strip("[]")
HERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(HOST, HOST)  # noqa: S104 - only asked for
STOP_SECONDS = 8
AFRESH = "rm -rf .venv && make run"
NEEDS_HTTPS = (
    "A phone on another machine records and measures over HTTPS alone: "
    "put a proxy with a certificate before it, as compose.yaml does."
)


class Stop(Exception):
    """Something to tell in one line."""


def check_python():
    if sys.version_info < NEEDED:
        have = ".".join(map(str, sys.version_info[:3]))
        raise Stop(
            f"Python 3.11 or newer is needed, {sys.executable} is {have}. "
            "Name another: make run PYTHON=python3.12"
        )
    try:
        import ensurepip  # noqa: F401
        import venv  # noqa: F401
    except ImportError:
        raise Stop(
            "This Python cannot make environments. On Debian and Ubuntu: apt-get install python3-venv"
        ) from None


def check_port():
    """The port as a number, free to be taken."""
    wish = os.environ.get("PORT") or "8000"
    if not re.fullmatch("[0-9]{1,5}", wish) or not 0 < int(wish) < 65536:
        raise Stop(f"PORT={wish} is not a port. Choose a number: PORT=8001 make run")
    with socket.socket(socket.AF_INET6 if ":" in HOST else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, int(wish)))
        except PermissionError:
            raise Stop(f"Port {wish} is reserved for root. Choose another: PORT=8001 make run") from None
        except (OSError, UnicodeError) as error:
            if getattr(error, "errno", None) == EADDRINUSE:
                raise Stop(
                    f"Port {wish} is taken. Stop what uses it, or choose another: PORT=8001 make run"
                ) from None
            raise Stop(
                f"YUNKE_BIND={HOST} is no address of this machine. "
                "Leave it out, or name one: YUNKE_BIND=127.0.0.1 make run"
            ) from None
    return int(wish)


def make_environment(lock):
    """.venv with exactly what the lock file names; a stamp makes the second start quick."""
    path = os.path.join(ROOT, lock)
    with open(path, "rb") as file:
        wanted = hashlib.sha256(file.read() + sys.version.encode()).hexdigest()
    stamp = os.path.join(VENV, lock + ".stamp")
    if not runs(PYTHON):
        say("Making the environment .venv")
        quietly([sys.executable, "-m", "venv", "--clear", VENV], "The environment could not be made")
    if read(stamp) == wanted:
        return
    say(f"Installing from {lock}")
    with ThreadPoolExecutor() as both:
        list(both.map(install, halves(path)))
    with open(stamp, "w") as file:
        file.write(wanted)


def halves(path):
    """The lock file in two of equal length: pip unpacks one package at a time, and there are two cores."""
    with open(path) as file:
        packages = re.split(r"\n(?=\S)", file.read().strip())
    for part in (0, 1):
        half = os.path.join(os.environ["TMPDIR"], f"{part}-{os.path.basename(path)}")
        with open(half, "w") as file:
            file.write("\n".join(packages[part::2]) + "\n")
        yield half


def install(half):
    """Not compiled: what is imported compiles itself, and half of the packages' modules never are."""
    pip = [PYTHON, "-m", "pip", "install", "-q", "--disable-pip-version-check", "--no-compile"]
    quietly(
        [*pip, "--require-hashes", "--no-deps", "-r", half],
        "The packages could not be installed; check the network or pip's index-url, then run make again",
    )


def runs(python):
    """Whether an environment's Python starts and has pip: after an upgrade of the system's it may not."""
    try:
        told = subprocess.run([python, "-c", "import pip"], cwd=ROOT, stdout=DEVNULL, stderr=DEVNULL)
    except OSError:
        return False
    return told.returncode == 0


def check_environment():
    """Each file of each locked package must be there: looked at, not imported, which takes no time."""
    with open(os.path.join(ROOT, "requirements.lock"), encoding="utf-8") as file:
        locked = re.findall(r"^([\w.-]+)==\S+( ;)?", file.read(), re.MULTILINE)
    records = {plain(os.path.basename(folder).split("-")[0]): folder for folder in installed()}
    for name, elsewhere in locked:  # with a condition the package may be meant for another machine
        folder = records.get(plain(name))
        if not (elsewhere if folder is None else is_whole(folder)):
            raise Stop(f"The environment .venv is broken: {name} is not whole. Start afresh: {AFRESH}")


def installed():
    return glob(os.path.join(VENV, "lib", "python*", "site-packages", "*.dist-info"))


def plain(name):
    """A package's name as an index compares it."""
    return re.sub("[-_.]+", "-", name).lower()


def is_whole(folder):
    """Whether all that was installed with a package is still there; what Python compiles may go."""
    try:
        with open(os.path.join(folder, "RECORD"), encoding="utf-8", newline="") as file:
            names = [row[0] for row in csv.reader(file) if row]
    except OSError:
        return False
    beside = os.path.dirname(folder)
    return all(name.endswith(".pyc") or os.path.exists(os.path.join(beside, name)) for name in names)


def prepare():
    """Database, cache table, translations and demo world; returns what there is to tell about sign-ins."""
    say("Preparing the database")
    return quietly([PYTHON, "manage.py", "prepare"], "The database could not be prepared")


def commands(port):
    """What runs while the site is up, each a child of ours, so that none ends unseen."""
    web = f"gunicorn yunke.wsgi --bind {bracketed(HOST)}:{port} --workers 2 --threads 4 --graceful-timeout 5"
    web += " --log-level warning --no-control-socket"
    worker = "celery --quiet -A yunke worker --concurrency 1 --loglevel WARNING"
    worker += " --without-gossip --without-mingle --without-heartbeat"
    as_root = "ignore:You're running the worker"  # said to a newcomer in a container, it only frightens
    all_of_them = {"web": web, "worker": worker, "beat": "celery --quiet -A yunke beat --loglevel WARNING"}
    return {name: [PYTHON, "-W", as_root, "-m", *line.split()] for name, line in all_of_them.items()}


def bracketed(host):
    return f"[{host}]" if ":" in host else host


def site():
    """What the site answers to: this machine's own address, else the first of YUNKE_HOSTS."""
    own = bracketed(HERE)
    hosts = [host.strip() for host in os.environ["YUNKE_HOSTS"].split(",")]
    others = [host.lstrip(".") for host in hosts if host not in ("", "*")]
    return own if own in hosts or not others else others[0]


def serve(port, sign_ins):
    """Web, worker and beat in the foreground until a signal, or until one of them ends."""
    children = {}
    try:
        for part, command in commands(port).items():
            if part == "beat":  # it has time: the first page has not
                wait_for_page(port, children)
            children[part] = subprocess.Popen(command, cwd=ROOT)
        print(
            f"\nYunke is at http://{site()}:{port}/\n{sign_ins}\n{NEEDS_HTTPS}\nCtrl-C stops it.\n",
            flush=True,
        )
        while True:
            watch(children, "Start again: make run")
            time.sleep(0.5)
    finally:
        stop(children.values())


def watch(children, remedy):
    for part, child in children.items():
        if child.poll() is not None:
            raise Stop(
                f"The {part} ended by itself (exit {child.returncode}); its last words are above. {remedy}"
            )


def wait_for_page(port, children):
    """Until the home page comes, asked as a browser will ask for it; a port may listen before that."""
    for _ in range(300):
        watch(children, f"If a module is missing, start afresh: {AFRESH}")
        page = HTTPConnection(HERE, port, timeout=30)
        try:
            page.request("GET", "/", headers={"Host": f"{site()}:{port}"})
            status = page.getresponse().status
        except (OSError, HTTPException):
            time.sleep(0.1)
            continue
        finally:
            page.close()
        if status < 400:
            return
        raise Stop(f"The home page answers {status}. Look at the lines above, then start again: make run")
    raise Stop(
        f"The web server does not answer on port {port}. Look at the lines above, then start again: make run"
    )


def stop(children):
    """Politely, then firmly: a job cut short is found again by its row."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for child in children:
        if child.poll() is None:
            child.terminate()
    deadline = time.monotonic() + STOP_SECONDS
    for child in children:
        try:
            child.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            child.send_signal(signal.SIGQUIT)  # celery's cold stop takes its pool along
            try:
                child.wait(1)
            except subprocess.TimeoutExpired:
                child.kill()


def quietly(command, trouble):
    """Run a step, keep its output in var/setup.log, return what it printed."""
    done = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", errors="replace")
    with open(LOG, "a", encoding="utf-8") as log:
        log.write("$ {}\n{}{}".format(" ".join(command), done.stdout, done.stderr))
    if done.returncode:
        last = [line.strip() for line in (done.stdout + done.stderr).splitlines() if line.strip()][-1:]
        words = "".join(last) or "no words"
        missing = words.startswith(("ModuleNotFoundError", "ImportError"))
        remedy = f" If .venv is broken, start afresh: {AFRESH}." if missing else ""
        raise Stop(f"{trouble} ({words}).{remedy} The whole story: {LOG}")
    return done.stdout


def say(line):
    print("· " + line, flush=True)


def read(path):
    try:
        with open(path) as file:
            return file.read()
    except OSError:
        return ""


def set_up_demo():
    """The demo's environment for every process we start; what the caller set is left alone."""
    os.environ.setdefault("YUNKE_DEMO", "1")
    os.environ.setdefault("YUNKE_HOSTS", f"localhost,127.0.0.1,[::1],{bracketed(HERE)}")
    os.environ["TMPDIR"] = os.path.join(VAR, "tmp")  # the embedded queue moves files: same disk as var/
    try:
        os.makedirs(os.environ["TMPDIR"], exist_ok=True)
        open(LOG, "a").close()
    except OSError as error:
        raise Stop(
            f"Nothing can be kept in {VAR} ({error.strerror}). Name a folder of yours: YUNKE_VAR=~/yunke make run"
        ) from None
    for name in ("PYTHONDONTWRITEBYTECODE", "PYTHONHOME", "PYTHONPATH", "DJANGO_SETTINGS_MODULE"):
        os.environ.pop(name, None)  # a stranger's settings: slow starts, or other modules than the lock's


def main(what):
    check_python()
    set_up_demo()
    port = check_port() if what == "run" else 0
    if what == "tools":
        make_environment("requirements-dev.lock")
        return
    make_environment("requirements.lock")
    check_environment()
    sign_ins = prepare()
    if what == "run":
        serve(port, sign_ins)
    else:
        say("Ready: make run")


def leave(_signal, _frame):
    raise KeyboardInterrupt


if __name__ == "__main__":
    for name in ("SIGTERM", "SIGHUP"):
        signal.signal(getattr(signal, name), leave)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        main(sys.argv[1] if len(sys.argv) > 1 else "run")
    except Stop as told:
        sys.exit(f"yunke: {told}")
    except KeyboardInterrupt:
        print("Stopped.")
