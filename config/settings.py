"""Django's settings, derived from the operator's."""

from __future__ import annotations

import os
import sys

import dj_database_url
from csp.constants import NONE, SELF
from platformdirs import user_cache_path

from config.operator import operator_settings
from config.secret import kept_secret

OPERATOR = operator_settings()

# Where numba keeps what it compiles: beside the program is often read-only. Read when numba is imported.
os.environ.setdefault("NUMBA_CACHE_DIR", str(user_cache_path("markwarden") / "search"))

# `match`, `--help` and their like must leave no trace in the home directory.
_NEEDS_NO_HOME = {"match", "makemigrations", "compilemessages", "--help", "--version"}
SECRET_KEY = OPERATOR.secret_key.get_secret_value() or (
    "unused-by-this-command-" + "0" * 30
    if len(sys.argv) > 1 and sys.argv[1] in _NEEDS_NO_HOME
    else kept_secret(OPERATOR.home)
)
DEBUG = False
ALLOWED_HOSTS = list(OPERATOR.hosts)
ROOT_URLCONF = "markwarden.urls"
WSGI_APPLICATION = "markwarden.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    # Without autodiscovery: only the desk needs the admin pages, and no command the libraries behind them.
    "django.contrib.admin.apps.SimpleAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "import_export",
    "axes",
    "csp",
    "django_typer",
    "registry.apps.RegistryConfig",
    "store.apps.StoreConfig",
    "casework.apps.CaseworkConfig",
    "triage.apps.TriageConfig",
    "markwarden.apps.MarkwardenConfig",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "triage.middleware.NoStoreMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "triage.middleware.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "triage.middleware.SameSiteMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "axes.middleware.AxesMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "triage.context.desk",
            ],
        },
    },
]

# IMMEDIATE: a read-then-write transaction must not fail half-way with "database is locked".
_SQLITE = {
    "ENGINE": "django.db.backends.sqlite3",
    "NAME": OPERATOR.database_path,
    "OPTIONS": {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
    },
    # A file, not memory: the writing thread opens a connection of its own.
    "TEST": {"NAME": OPERATOR.home / "test.sqlite3"},
}
DATABASES = {
    "default": dj_database_url.parse(OPERATOR.database_url, conn_max_age=60)
    if OPERATOR.database_url
    else _SQLITE
}

AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "/login/"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/login/"

# Five wrong passwords lock the pair of name and address for a quarter of an hour; by address
# alone one careless colleague would lock out a whole office.
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_TEMPLATE = "triage/locked.html"

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = not OPERATOR.insecure_http
# Browsers refuse `__Host-` cookies over plain http.
SESSION_COOKIE_NAME = "sessionid" if OPERATOR.insecure_http else "__Host-sessionid"
CSRF_COOKIE_NAME = "csrftoken" if OPERATOR.insecure_http else "__Host-csrftoken"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}

LANGUAGE_CODE = OPERATOR.language
# Each in its own words: whoever needs one cannot read the other.
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
USE_I18N = True
USE_TZ = True
TIME_ZONE = OPERATOR.time_zone

STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False

LOGGING_CONFIG = None  # config.logs sets logging up, structlog and standard library alike
SILENCED_SYSTEM_CHECKS: list[str] = []
