"""Django's settings of the person's door: the staff's, narrowed to what the portal needs.

No page of the staff is in its addresses, no sign-in of the staff in its middleware, and its sessions are signed with a
key of their own: a cookie of one service says nothing to the other.
"""

from __future__ import annotations

import hashlib
import hmac
import os
from pathlib import Path

from sojourn.register.configuration import LIVE
from sojourn.register.settings import *  # noqa: F403 - one configuration for both services
from sojourn.register.settings import CONFIGURATION, INSTALLED_APPS, TEMPLATES
from sojourn.register.settings import SECRET_KEY as STAFF_KEY
from sojourn.register.settings import SECRET_KEY_FALLBACKS as STAFF_KEYS_BEFORE

DOOR = Path(__file__).resolve().parent

#: Minutes without a page after which a session is over.
IDLE_MINUTES = 20


def _own(key: str) -> str:
    """Derive the door's key from one of the staff's service."""
    return hmac.digest(key.encode(), b"sojourn: the person's door", hashlib.sha256).hex()


SECRET_KEY = _own(STAFF_KEY)
SECRET_KEY_FALLBACKS = [_own(key) for key in STAFF_KEYS_BEFORE]
#: The door has a name of its own where people open it; else the staff's.
ALLOWED_HOSTS = os.environ.get("SOJOURN_PORTAL_HOSTS", ",".join(CONFIGURATION.hosts)).split(",")
ROOT_URLCONF = "sojourn.register.portal.root"
ASGI_APPLICATION = "sojourn.register.portal.asgi.application"
INSTALLED_APPS = [
    "sojourn.register.portal",
    *(
        app
        for app in INSTALLED_APPS
        if app not in {"sojourn.register.portal", "django.contrib.messages", "django_htmx"}
        and not app.startswith("allauth")
    ),
]
MIDDLEWARE = [
    "sojourn.register.operate.middleware.CountingMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "sojourn.register.portal.middleware.PortalHeadersMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "sojourn.register.portal.middleware.PortalMiddleware",
]
AUTHENTICATION_BACKENDS = []  # nobody signs in here
TEMPLATES = [
    {
        **TEMPLATES[0],
        "DIRS": [DOOR / "templates"],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "sojourn.register.portal.context.page",
            ]
        },
    }
]

LANGUAGES = list({"en": "English", "es": "Español", "fr": "Français", "ar": "العربية"}.items())  # type: ignore[arg-type]
LOCALE_PATHS = [DOOR / "locale", DOOR.parent / "locale"]
LANGUAGE_COOKIE_NAME = "sojourn_portal_language"
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Strict"

#: Its own stylesheet alone; the staff's scripts are not served here.
STATICFILES_DIRS = [DOOR / "public"]
STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]

SESSION_COOKIE_NAME = "sojourn_portal"
SESSION_COOKIE_AGE = IDLE_MINUTES * 60
SESSION_COOKIE_SAMESITE = "Strict"
SESSION_COOKIE_HTTPONLY = True
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_COOKIE_NAME = "sojourn_portal_csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_FAILURE_VIEW = "sojourn.register.portal.errors.forged"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = CONFIGURATION.mode == LIVE
DATA_UPLOAD_MAX_MEMORY_SIZE = 16 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 200

#: What differs from the staff's settings; tests of both services in one process override these.
NARROWED = (
    "SECRET_KEY",
    "SECRET_KEY_FALLBACKS",
    "ROOT_URLCONF",
    "MIDDLEWARE",
    "AUTHENTICATION_BACKENDS",
    "TEMPLATES",
    "LANGUAGES",
    "LOCALE_PATHS",
    "LANGUAGE_COOKIE_NAME",
    "LANGUAGE_COOKIE_HTTPONLY",
    "LANGUAGE_COOKIE_SAMESITE",
    "LANGUAGE_COOKIE_SECURE",
    "STATICFILES_DIRS",
    "STATICFILES_FINDERS",
    "SESSION_COOKIE_NAME",
    "SESSION_COOKIE_AGE",
    "SESSION_COOKIE_SAMESITE",
    "SESSION_COOKIE_SECURE",
    "SESSION_EXPIRE_AT_BROWSER_CLOSE",
    "CSRF_COOKIE_NAME",
    "CSRF_COOKIE_HTTPONLY",
    "CSRF_COOKIE_SAMESITE",
    "CSRF_COOKIE_SECURE",
    "CSRF_FAILURE_VIEW",
    "DATA_UPLOAD_MAX_MEMORY_SIZE",
    "DATA_UPLOAD_MAX_NUMBER_FIELDS",
)
