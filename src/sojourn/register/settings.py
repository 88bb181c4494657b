"""Django's settings. What differs from place to place comes from ``configuration``."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from sojourn.register.configuration import LIVE, read_configuration
from sojourn.register.operate.log_lines import log_settings

CONFIGURATION = read_configuration(os.environ)
HERE = Path(__file__).resolve().parent

SECRET_KEY = CONFIGURATION.secret_key
SECRET_KEY_FALLBACKS = list(CONFIGURATION.secret_key_fallbacks)
DEBUG = False
ALLOWED_HOSTS = list(CONFIGURATION.hosts)
DATABASES = {"default": dict(CONFIGURATION.database)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "accounts.User"

INSTALLED_APPS = [
    "sojourn.register.accounts",  # before allauth: its templates take the place of theirs
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_htmx",
    "sojourn.register.components",
    "sojourn.register.store",
    "sojourn.register.door",
    "sojourn.register.answering",
    "sojourn.register.intake",
    "sojourn.register.desk",
    "sojourn.register.records",
    "sojourn.register.review",
    "sojourn.register.feeds",
    "sojourn.register.published",
    "sojourn.register.live",
    "sojourn.register.cases",
    "sojourn.register.letters",
    "sojourn.register.court",
    "sojourn.register.log",
    "sojourn.register.bundle",
    "sojourn.register.portal",
    "sojourn.register.requests",
    "sojourn.register.retention",
    "sojourn.register.oversight",
    "sojourn.register.controls",
]
MIDDLEWARE = [
    "sojourn.register.operate.middleware.CountingMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "sojourn.register.door.headers.HeadersMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "sojourn.register.accounts.session_limits.SessionLimitsMiddleware",
    "sojourn.register.door.middleware.ActingMiddleware",
]
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
ROOT_URLCONF = "sojourn.register.urls"
ASGI_APPLICATION = "sojourn.register.asgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [HERE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "sojourn.register.components.context.page",
                "sojourn.register.cases.stops_shown.banner",
                "sojourn.register.controls.banner.banner",
            ]
        },
    }
]
# somebody who looks at a terminal is told what goes wrong, not each request
LOGGING = log_settings(CONFIGURATION.log_level or ("warning" if sys.stderr.isatty() else "info"))
FORM_RENDERER = "django.forms.renderers.DjangoTemplates"

#: What is counted against limits; one process serves the pages.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("fr", _("French"))]
# the slip of a code is written in the person's language: its words are the door's
LOCALE_PATHS = [HERE / "locale", HERE / "portal" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False

ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_ADAPTER = "sojourn.register.accounts.adapter.ClosedAdapter"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_FORMS = {
    "login": "sojourn.register.accounts.forms.SignInForm",
    "reauthenticate": "sojourn.register.accounts.forms.PasswordAgainForm",
    "change_password": "sojourn.register.accounts.forms.NewPasswordForm",
}
ACCOUNT_RATE_LIMITS = {"login_failed": "10/m/ip,5/5m/key"}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_ISSUER = "Sojourn"
MFA_ADAPTER = "sojourn.register.accounts.adapter.SealingAdapter"
MFA_FORMS = {
    "authenticate": "sojourn.register.accounts.forms.CodeForm",
    "reauthenticate": "sojourn.register.accounts.forms.CodeAgainForm",
    "activate_totp": "sojourn.register.accounts.forms.FirstCodeForm",
    "add_webauthn": "sojourn.register.accounts.forms.NewKeyForm",
}
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = CONFIGURATION.mode != LIVE
# Demanded of everybody who works here; training may switch it off, live may not.
SECOND_FACTOR = CONFIGURATION.second_factor
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
SESSION_ENGINE = "sojourn.register.accounts.sealed_sessions"
SESSION_COOKIE_AGE = 8 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = CONFIGURATION.mode == LIVE
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
# A live register is spoken to with TLS alone. Only this machine asks for its health without.
if CONFIGURATION.mode == LIVE:
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^(health|ready|metrics)$"]
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
# The list of hosts that browsers know beforehand is for whole domains: whoever holds the domain decides that.
SILENCED_SYSTEM_CHECKS: list[str] = ["security.W021"]
DATA_UPLOAD_MAX_MEMORY_SIZE = 64 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
