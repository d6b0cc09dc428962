"""All settings, read from the environment and sane from a bare clone. docs/running.md lists the variables.

Two forms out of one file: embedded (SQLite, files as queue, cache in the database) and production
(DATABASE_URL, REDIS_URL). YUNKE_DEMO=1 makes keys of its own and shows SMS codes; production refuses to
start without SECRET_KEY, YUNKE_FIELD_KEYS, YUNKE_INDEX_KEYS and YUNKE_HOSTS.
"""

import os
from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.urls import reverse_lazy

from yunke.keyrings import read_keyrings
from yunke.logs import logging_settings, set_up_structlog

env = environ.Env()

BASE_DIR = Path(__file__).resolve().parent.parent
VAR = Path(env.str("YUNKE_VAR", default=str(BASE_DIR / "var")))
VAR.mkdir(parents=True, exist_ok=True)

# --- who we are: demo or production -----------------------------------------------------------------------

DEMO = env.bool("YUNKE_DEMO", default=False)
DEBUG = env.bool("YUNKE_DEBUG", default=False)
if DEBUG and not DEMO:
    raise ImproperlyConfigured("YUNKE_DEBUG shows internals to visitors: it needs YUNKE_DEMO=1.")

SECRET_KEY, FIELD_KEYS, INDEX_KEYS = read_keyrings(dict(os.environ), demo=DEMO, folder=VAR)
ALLOW_TEST_REGION = DEMO  # ID numbers of the unassigned region 990000, which demo people carry
# Childbearing status may be asked after engagement, for all alike; by law it may decide nothing.
ASK_CHILDBEARING = env.bool("YUNKE_ASK_CHILDBEARING", default=False)
# How people reach whoever runs this house: shown with the consents and at the foot of the pages.
CONTACT = env.str("YUNKE_CONTACT", default="help@yunke.example" if DEMO else "")
TASKS_HELD_LIMIT = env.int("YUNKE_TASKS_HELD_LIMIT", default=3)  # tasks an agent may hold at once
IMPORT_ALONE_ROWS = env.int("YUNKE_IMPORT_ALONE_ROWS", default=2_000)  # above: a second person approves
IMPORT_ALONE_FEN = env.int("YUNKE_IMPORT_ALONE_FEN", default=50_000_00)
SEAT_OFFER_HOURS = env.int("YUNKE_SEAT_OFFER_HOURS", default=24)  # to answer whether one still comes
INTERVIEW_COUNTS_DAYS = env.int("YUNKE_INTERVIEW_COUNTS_DAYS", default=180)  # for its line
INTERVIEW_AGAIN_DAYS = env.int("YUNKE_INTERVIEW_AGAIN_DAYS", default=14)  # after a refusal or two no-shows
INTERVIEW_NOTICE_HOURS = env.int("YUNKE_INTERVIEW_NOTICE_HOURS", default=4)  # to cancel or move before
SMS_NAMED = env.str("YUNKE_SMS_PROVIDER", default="")  # a name of onboarding/sms_providers
SMS_PROVIDER = SMS_NAMED or "console"
SMS_CODES_ON_CONSOLE = DEMO or bool(SMS_NAMED)  # the console sender prints them
IDENTITY_PROVIDER = env.str("YUNKE_IDENTITY_PROVIDER", default="screener")  # of onboarding/identity_providers
STAFF_SECOND_FACTOR = env.bool("YUNKE_STAFF_SECOND_FACTOR", default=not DEMO)

HOSTS_NAMED = env.list("YUNKE_HOSTS", default=["localhost", "127.0.0.1", "[::1]"] if DEMO else [])
ALLOWED_HOSTS = [host.strip() for host in HOSTS_NAMED if host.strip()]
if not ALLOWED_HOSTS:
    raise ImproperlyConfigured(
        "YUNKE_HOSTS is not set. Name the site's hosts, e.g. YUNKE_HOSTS=work.example.com"
    )
CSRF_TRUSTED_ORIGINS = env.list("YUNKE_TRUSTED_ORIGINS", default=[])

# --- what is installed ------------------------------------------------------------------------------------

ROOMS = ["yunke.apps.YunkeConfig"] + [
    f"{room}.apps.{room.capitalize()}Config" for room in ("onboarding", "training", "tasks", "payouts")
]
INSTALLED_APPS = [
    *ROOMS,
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "rest_framework",
    "knox",
    "django_filters",
    "drf_spectacular",
    "django_htmx",
    "csp",
    "django_structlog",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",  # pads its answers at random, against guessing secrets by length
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "yunke.access.NoStoreMiddleware",
    "yunke.language.LanguageMiddleware",
    "onboarding.second_factor.SecondFactorMiddleware",
    "onboarding.narrow.NarrowMiddleware",
    "yunke.logs.RequestLog",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "yunke.access.ReadableAddressMiddleware",
    "yunke.refusals.RefusalMiddleware",
]
ROOT_URLCONF = "yunke.urls"
METRICS_TOKEN = env.str("YUNKE_METRICS_TOKEN", default="")  # without it nothing is counted
if METRICS_TOKEN:
    before, after = (
        f"django_prometheus.middleware.Prometheus{which}Middleware" for which in ("Before", "After")
    )
    MIDDLEWARE = [before, *MIDDLEWARE, after]
WSGI_APPLICATION = "yunke.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "yunke" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "yunke.context.house",
            ]
        },
    }
]

# --- database, cache, queue -------------------------------------------------------------------------------

DATABASE_URL = env.str("DATABASE_URL", default="")
REDIS_URL = env.str("REDIS_URL", default="")
ON_POSTGRES = DATABASE_URL.startswith(("postgres://", "postgresql://"))
if DATABASE_URL and not ON_POSTGRES:
    raise ImproperlyConfigured(
        "DATABASE_URL must begin with postgres://; leave it out for SQLite under YUNKE_VAR."
    )
if REDIS_URL and not REDIS_URL.startswith(("redis://", "rediss://")):
    raise ImproperlyConfigured(
        "REDIS_URL must begin with redis:// or rediss://; leave it out for a queue of files under YUNKE_VAR."
    )
if ON_POSTGRES and DEMO and not env.bool("YUNKE_DEMO_POSTGRES", default=False):
    raise ImproperlyConfigured(
        "YUNKE_DEMO=1 would put demo accounts and shown SMS codes on this PostgreSQL. "
        "Take YUNKE_DEMO away, or confirm with YUNKE_DEMO_POSTGRES=1."
    )
if ON_POSTGRES:
    DATABASES = {
        "default": env.db_url_config(DATABASE_URL)
        | {"CONN_MAX_AGE": env.int("YUNKE_DB_CONN_SECONDS", default=60), "CONN_HEALTH_CHECKS": True}
    }
    DATABASES["default"].setdefault("OPTIONS", {}).setdefault("connect_timeout", 5)
else:
    # IMMEDIATE: a transaction takes the write lock when it begins; without it eight writers meet "locked"
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": VAR / "yunke.sqlite3",
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 30,  # seconds
                "init_command": (  # recursive: what REPLACE takes away wakes the guards, as DELETE does
                    "PRAGMA journal_mode=WAL; PRAGMA foreign_keys=ON; PRAGMA recursive_triggers=ON;"
                ),
            },
        }
    }

IMPATIENT = {"socket_timeout": 0.5, "socket_connect_timeout": 0.5}  # seconds a page waits for a silent Redis
CACHE_IN_DATABASE = {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "yunke_cache"}
if REDIS_URL:
    CACHES = {
        "default": {
            "BACKEND": "yunke.cache.RedisOrDatabaseCache",
            "LOCATION": REDIS_URL,
            "OPTIONS": IMPATIENT,
        },
        "fallback": CACHE_IN_DATABASE,
    }
else:
    CACHES = {"default": CACHE_IN_DATABASE}

QUEUE = VAR / "queue"
if REDIS_URL:
    CELERY_BROKER_URL = REDIS_URL
    # a killed worker's job returns after this many seconds; a chunk must take less (it takes seconds)
    CELERY_BROKER_TRANSPORT_OPTIONS = (
        IMPATIENT
        | {
            "visibility_timeout": env.int("YUNKE_VISIBILITY_SECONDS", default=600),
            "unacked_restore_throttle": 1,  # looked for every ten seconds; by itself kombu looks at every tenth time
            "global_keyprefix": env.str("YUNKE_QUEUE_PREFIX", default="yunke:"),
        }
    )
else:
    for folder in ("messages", "control"):
        (QUEUE / folder).mkdir(parents=True, exist_ok=True)
    CELERY_BROKER_URL = "filesystem://localhost"
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(QUEUE / "messages"),
        "data_folder_out": str(QUEUE / "messages"),
        "control_folder": str(QUEUE / "control"),
        "polling_interval": 0.05,  # seconds
    }
CELERY_BROKER_CONNECTION_TIMEOUT = 0.5
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None  # a worker outlives any outage of Redis
CELERY_TASK_PUBLISH_RETRY = False
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TASK_DEFAULT_QUEUE = "yunke"
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR / "timetable")

# --- language and time ------------------------------------------------------------------------------------

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "yunke" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = env.str(
    "YUNKE_TIME_ZONE", default="Asia/Shanghai"
)  # what pages show; pay days have their own constant
CELERY_TIMEZONE = TIME_ZONE

# --- files ------------------------------------------------------------------------------------------------

PRIVATE = Path(env.str("YUNKE_MEDIA", default=str(VAR / "private")))
STATIC_URL = "static/"
COLLECTED = env.bool(
    "YUNKE_COLLECTED_STATIC", default=not DEMO
)  # production runs collectstatic, the demo does not
PRIVATE_STORAGE = {"BACKEND": "yunke.media.PrivateStorage", "OPTIONS": {"location": str(PRIVATE)}}
STORAGES = {
    "default": PRIVATE_STORAGE,  # a field that names no storage is private, too
    "private": PRIVATE_STORAGE,
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if COLLECTED
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
STATIC_ROOT = VAR / "static" if COLLECTED else None
WHITENOISE_USE_FINDERS = not COLLECTED
WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_MAX_AGE = 60 if COLLECTED else 0  # seconds, for files without a hash in their name

# --- people: sign-in, second factor -----------------------------------------------------------------------

AUTH_USER_MODEL = "onboarding.User"
AUTHENTICATION_BACKENDS = ["onboarding.accounts.SessionBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]
LOGIN_URL = reverse_lazy("account_login")
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"
ALLAUTH_USER_CODE_FORMAT = {"numeric": True, "length": 6, "dashed": False}
ACCOUNT_ADAPTER = "onboarding.accounts.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_LOGIN_METHODS = {"phone"}
ACCOUNT_SIGNUP_FIELDS = ["phone*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 5
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 300  # seconds
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_PHONE_VERIFICATION_MAX_ATTEMPTS = 5
ACCOUNT_PHONE_VERIFICATION_TIMEOUT = 300  # seconds
ACCOUNT_PHONE_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300  # seconds
ACCOUNT_RATE_LIMITS = {
    "request_login_code": "1/60s/key,10/d/key,20/m/ip",
    "verify_phone": "1/60s/key,10/d/key,20/m/ip",
    "login_failed": "30/m/ip,5/300s/key",
    "measure_line": "45/600s/user",  # pieces of at most 2 MiB: two whole measurements
    "ping_line": "100/600s/user",
    "open_handover": "20/m/ip",  # codes of twelve letters tried at the door of a computer
    "confirm_code": "5/300s/key",  # tries at one code, over all processes; the session counts them, too
}
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if env.bool("YUNKE_BEHIND_PROXY", default=False) else 0
MFA_ADAPTER = "onboarding.second_factor.MFAAdapter"
MFA_FORMS = {
    "authenticate": "onboarding.forms.second_factor.SignInCode",
    "reauthenticate": "onboarding.forms.second_factor.ConfirmCode",
    "activate_totp": "onboarding.forms.second_factor.FirstCode",
}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "云客"
MFA_TOTP_TOLERANCE = 1  # periods of 30 seconds: phones' clocks drift
SESSION_COOKIE_AGE = 14 * 24 * 3600
CSRF_FAILURE_VIEW = "django.views.csrf.csrf_failure"

# --- what the browser is told -----------------------------------------------------------------------------

HTTPS = env.bool("YUNKE_HTTPS", default=not DEMO)
SECURE_SSL_REDIRECT = HTTPS
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
LANGUAGE_COOKIE_SECURE = HTTPS
LANGUAGE_COOKIE_SAMESITE = "Lax"
SECURE_HSTS_SECONDS = env.int("YUNKE_HSTS_SECONDS", default=31_536_000) if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SECURE_REFERRER_POLICY = "same-origin"
SECURE_REDIRECT_EXEMPT = ["^health/", "^ready/", "^metrics/"]  # probes inside the cluster speak plain HTTP
if env.bool("YUNKE_BEHIND_PROXY", default=False):  # the proxy must strip this header from visitors
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

# --- the API ----------------------------------------------------------------------------------------------

REST_FRAMEWORK = {
    "URL_FORMAT_OVERRIDE": None,  # ?format= is a question's own: an export's file
    # the token first: its 401 names the scheme, the session's would be a 403
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "yunke.tokens.SpokenToken",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": [
        "rest_framework.parsers.JSONParser",
        "rest_framework.parsers.MultiPartParser",
    ],
    "DEFAULT_PAGINATION_CLASS": "rest_framework.pagination.LimitOffsetPagination",
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_SCHEMA_CLASS": "yunke.described.OpenTo",
    "EXCEPTION_HANDLER": "yunke.refusals.api_exception_handler",
    "PAGE_SIZE": 50,
    "NUM_PROXIES": 1 if env.bool("YUNKE_BEHIND_PROXY", default=False) else 0,
}
REST_KNOX = {"TOKEN_LIMIT_PER_USER": 10, "AUTO_REFRESH": False}
SPECTACULAR_SETTINGS = {
    "TITLE": "Yunke",
    "DESCRIPTION": "Sign up, study, claim tasks, work, get paid.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "COMPONENT_SPLIT_REQUEST": True,
    "SCHEMA_PATH_PREFIX": "/api/v1/",
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "yunke.api_docs.with_refusals",
        "yunke.api_docs.states_in_english",
    ],
    "ENUM_NAME_OVERRIDES": {  # each table of states by its own name
        f"{name}State": f"{room}.states.{table}.choices"
        for name, room, table in (
            ("Identity", "onboarding", "IDENTITY"),
            ("Shift", "tasks", "SHIFT"),
            ("Booking", "tasks", "BOOKING"),
            ("Fact", "tasks", "FACT"),
            ("Import", "tasks", "IMPORT"),
            ("Grant", "onboarding", "GRANT"),
            ("Invitation", "onboarding", "INVITATION"),
            ("Equipment", "onboarding", "EQUIPMENT"),
            ("Room", "onboarding", "ROOM"),
            ("Handover", "onboarding", "HANDOVER"),
            ("CutOver", "payouts", "CUT_OVER"),
            ("Advance", "payouts", "ADVANCE"),
            ("Relief", "payouts", "RELIEF"),
            ("Penalties", "tasks", "PENALTIES"),
        )
    }
    | {
        "PassOrRefuse": ["pass", "refuse"],
        "AppealOutcome": ["deny", "grant"],
        "ClaimOutcome": "tasks.rules.screening.OUTCOMES",
        "IdentityRefusal": "onboarding.reasons.IDENTITY_REFUSALS",
        "EquipmentRefusal": "onboarding.reasons.checks.EQUIPMENT_REFUSALS",
    },
}

# --- logs -------------------------------------------------------------------------------------------------

set_up_structlog()
LOGGING_CONFIG = "logging.config.dictConfig"
LOGGING = logging_settings(
    level=env.str("YUNKE_LOG_LEVEL", default="WARNING" if DEMO else "INFO"),
    as_json=env.bool("YUNKE_LOG_JSON", default=not DEMO),
)
DJANGO_STRUCTLOG_IP_LOGGING_ENABLED = False
DJANGO_STRUCTLOG_USER_ID_FIELD = "pk"
