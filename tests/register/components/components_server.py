"""Serve the gallery alone, with the headers of the door, without a database: prints its port, ends with its input."""

from __future__ import annotations

import sys
from socketserver import ThreadingMixIn
from threading import Thread
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import django
from django.conf import settings
from django.urls import include, path

urlpatterns = [
    path("language/", include("django.conf.urls.i18n")),
    path("", include("sojourn.register.components.urls")),
]
handler404 = "sojourn.register.components.errors.not_found"


class Quiet(WSGIRequestHandler):
    """Say nothing of each request."""

    def log_message(self, *_told: object) -> None:
        """Keep silent."""


class Server(ThreadingMixIn, WSGIServer):
    """Answer several requests at once."""

    daemon_threads = True


def main() -> None:
    """Serve until the input is closed."""
    settings.configure(
        SECRET_KEY="for tests only",
        ALLOWED_HOSTS=["127.0.0.1"],
        INSTALLED_APPS=["django.contrib.staticfiles", "sojourn.register.components"],
        MIDDLEWARE=[
            "sojourn.register.door.headers.HeadersMiddleware",
            "whitenoise.middleware.WhiteNoiseMiddleware",
            "django.middleware.locale.LocaleMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
        ],
        ROOT_URLCONF="components_server",
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "APP_DIRS": True,
                "OPTIONS": {
                    "context_processors": [
                        "django.template.context_processors.request",
                        "sojourn.register.components.context.page",
                    ]
                },
            }
        ],
        LANGUAGES=[("en", "English"), ("fr", "French")],
        STATIC_URL="/static/",
        WHITENOISE_USE_FINDERS=True,
        USE_TZ=True,
    )
    django.setup()
    from django.core.wsgi import get_wsgi_application

    server = make_server("127.0.0.1", 0, get_wsgi_application(), Server, Quiet)
    Thread(target=server.serve_forever, daemon=True).start()
    print(server.server_port, flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    main()
