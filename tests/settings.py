"""The product's own settings (not the demo's) with a database, files and keys of the test run's own.

DATABASE_URL chooses PostgreSQL, REDIS_URL the Redis queue; without them SQLite in a file and the embedded
queue. Names carry the run's id, so that several runs share a machine.
"""

import base64
import os
import tempfile
from pathlib import Path
from urllib.parse import urlsplit

RUN = os.environ.setdefault("YUNKE_TEST_RUN", str(os.getpid()))  # xdist's processes inherit it
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "")
FOLDER = Path(os.environ.get("YUNKE_TEST_VAR") or tempfile.gettempdir()) / f"yunke-test-{RUN}"

os.environ["YUNKE_VAR"] = str(FOLDER / (WORKER or "main"))
os.environ["YUNKE_DEMO"] = os.environ["YUNKE_HTTPS"] = os.environ["YUNKE_COLLECTED_STATIC"] = "0"
os.environ.setdefault("YUNKE_HOSTS", "testserver,localhost,127.0.0.1")
os.environ.setdefault("YUNKE_QUEUE_PREFIX", f"yunke-test-{RUN}{WORKER}:")
os.environ["SECRET_KEY"] = "for-tests-only-" * 4
os.environ["YUNKE_FIELD_KEYS"] = base64.urlsafe_b64encode(b"field key of the tests, 32 bytes").decode()
os.environ["YUNKE_INDEX_KEYS"] = "index key of the tests with 32 letters or more"
os.environ.setdefault("YUNKE_LOG_LEVEL", "WARNING")

from yunke.settings import *  # noqa: F403
from yunke.settings import CACHES, DATABASES, ON_POSTGRES, REDIS_URL, VAR

ALLOW_TEST_REGION = True  # the cast carries ID numbers of region 990000
STAFF_SECOND_FACTOR = False  # its own tests switch it on
WHITENOISE_USE_FINDERS = False  # each new client would look for every file; live servers find them themselves
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # fast; no real password is near

if ON_POSTGRES:
    DATABASES["default"]["TEST"] = {"NAME": f"yunke_test_{RUN}"}
    DATABASES["default"]["CONN_MAX_AGE"] = 0
else:
    # a file, not memory: live servers and worker processes open it, too
    DATABASES["default"]["TEST"] = {"NAME": str(VAR / "test.sqlite3")}
    DATABASES["default"]["OPTIONS"]["init_command"] += "PRAGMA synchronous=OFF;"
if REDIS_URL:  # emptied after each test: not the queue's database, nor that of the pytest process beside
    NUMBER = 10 + int(WORKER.removeprefix("gw") or 0) % 6
    CACHES["default"]["LOCATION"] = urlsplit(REDIS_URL)._replace(path=f"/{NUMBER}").geturl()
if shared := os.environ.get(
    "YUNKE_TEST_DATABASE"
):  # a process started by a test works on that test's database
    DATABASES["default"]["NAME"] = shared
