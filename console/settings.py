"""Django's settings; what an operator chooses comes from `console.environment`."""

from __future__ import annotations

import os
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from csp.constants import NONE, SELF
from django.templatetags.static import static
from django.urls import reverse_lazy

from console import environment

GUIDE = environment.read(os.environ)


def _database(address: str) -> dict[str, Any]:
    if "://" not in address:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": address,
            "OPTIONS": {
                # A writer that began by reading could fail at once; this one waits its turn.
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -65536; "
                "PRAGMA wal_autocheckpoint = 8000;",
            },
        }
    parts = urlsplit(address)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": parts.port or "",
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"options": "-c statement_timeout=30000", **dict(parse_qsl(parts.query))},
    }


SECRET_KEY = GUIDE.secret
DEBUG = False
# This machine's own names too: the supervisor asks there whether the console lives.
ALLOWED_HOSTS = [*filter(None, [GUIDE.hostname]), "127.0.0.1", "localhost", "[::1]"]
CSRF_TRUSTED_ORIGINS = [GUIDE.url] if GUIDE.url else []

INSTALLED_APPS = [
    "unfold",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "csp",
    "axes",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "mozilla_django_oidc",
    "console.apps.ConsoleConfig",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "console.middleware.NothingIsKept",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "console.middleware.OnlyWhoMay",
    # last: it turns a refused login into an answer
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "console.urls"
WSGI_APPLICATION = "console.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "console.context.navigation",
            ],
        },
    },
]
DATABASES = {"default": _database(GUIDE.database)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# What people are and may
AUTHENTICATION_BACKENDS = [
    # first: it refuses before any other backend is asked
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "CommonPasswordValidator", "NumericPasswordValidator")
] + [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    }
]
LOGIN_URL = reverse_lazy("login")
LOGIN_REDIRECT_URL = reverse_lazy("inbox")
LOGOUT_REDIRECT_URL = LOGIN_URL
LOGIN_REDIRECT_URL_FAILURE = LOGIN_URL
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_TEMPLATE = "console/locked_out.html"
AXES_VERBOSE = False
OTP_TOTP_ISSUER = "Guide console"
# Five wrong codes and the device waits, longer each time.
OTP_TOTP_THROTTLE_FACTOR = 1

if GUIDE.oidc:
    AUTHENTICATION_BACKENDS.append("console.oidc.ProviderBackend")
    OIDC_RP_CLIENT_ID = GUIDE.oidc["CLIENT"]
    OIDC_RP_CLIENT_SECRET = GUIDE.oidc["SECRET"]
    OIDC_OP_AUTHORIZATION_ENDPOINT = GUIDE.oidc["AUTHORIZE"]
    OIDC_OP_TOKEN_ENDPOINT = GUIDE.oidc["TOKEN"]
    OIDC_OP_USER_ENDPOINT = GUIDE.oidc["USER"]
    OIDC_OP_JWKS_ENDPOINT = GUIDE.oidc["KEYS"]
    OIDC_RP_SIGN_ALGO = "RS256"
    OIDC_RP_SCOPES = "openid email profile"
    OIDC_USE_PKCE = True

# Cookies and headers
SESSION_COOKIE_NAME = "__Host-console" if GUIDE.url else "guide_console"
CSRF_COOKIE_NAME = "__Host-console-csrf" if GUIDE.url else "guide_console_csrf"
SESSION_COOKIE_AGE = int(GUIDE.session_hours * 3600)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = bool(GUIDE.url)
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Strict"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if GUIDE.url else None
SECURE_HSTS_SECONDS = 31536000 if GUIDE.url else 0
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 256 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 200

# Files
STATIC_URL = "static/"
# Whitenoise serves the packages' own files; nothing is collected, so nothing is ever stale.
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
WHITENOISE_MAX_AGE = 3600

LANGUAGE_CODE = "en-us"
TIME_ZONE = "UTC"
USE_TZ = True
USE_I18N = False

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(levelname)s %(name)s: %(message)s"}},
    "handlers": {
        "screen": {"class": "logging.StreamHandler", "formatter": "plain"},
        "null": {"class": "logging.NullHandler"},
    },
    "root": {"handlers": ["screen"], "level": "WARNING"},
    "loggers": {
        # Pages that do not exist, refused forms and hosts: nothing that an operator must mend.
        "django.request": {"level": "ERROR"},
        "django.security": {"level": "ERROR"},
        "django.security.DisallowedHost": {"handlers": ["null"], "propagate": False},
    },
}


def _links(title: str, *links: tuple[str, str, str]) -> dict[str, Any]:
    items = [{"title": name, "icon": icon, "link": reverse_lazy(page)} for name, icon, page in links]
    return {"title": title, "items": items}


UNFOLD: dict[str, Any] = {
    "SITE_TITLE": "Guide console",
    "SITE_HEADER": "Guide console",
    "SITE_URL": "/",
    "SITE_SYMBOL": "forum",
    "SITE_FAVICONS": [{"rel": "icon", "type": "image/svg+xml", "href": lambda request: static("console/icon.svg")}],
    "STYLES": [lambda request: static("console/administration.css")],
    "BORDER_RADIUS": "8px",
    "COLORS": {
        "primary": {
            "50": "#effaf8", "100": "#d7f2ed", "200": "#b0e4dc", "300": "#7fcfc5", "400": "#4bb2a8",
            "500": "#2f968d", "600": "#207870", "700": "#1d615c", "800": "#1b4e4b", "900": "#19413f",
            "950": "#0a2625",
        },
    },
    "SIDEBAR": {
        "navigation": [
            _links(
                "Console",
                ("Conversations", "forum", "inbox"),
                ("Corrections", "edit_note", "corrections"),
                ("Dashboards", "bar_chart", "dashboards"),
                ("Health", "monitor_heart", "health"),
            ),
            _links(
                "People",
                ("Users", "person", "admin:auth_user_changelist"),
                ("Roles", "group", "admin:auth_group_changelist"),
                ("Locked logins", "lock", "admin:axes_accessattempt_changelist"),
            ),
            _links(
                "Records",
                ("Access log", "visibility", "admin:console_access_changelist"),
                ("Erasures", "delete_forever", "admin:console_erasure_changelist"),
                ("Tags", "label", "admin:console_tag_changelist"),
            ),
        ],
    },
}  # fmt: skip
