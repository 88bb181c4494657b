"""The person's door as an ASGI application."""

from __future__ import annotations

import os
import warnings

from django.core.asgi import get_asgi_application

os.environ["DJANGO_SETTINGS_MODULE"] = "sojourn.register.portal.settings"  # whatever the staff's service was told
# static files are read piece by piece by a thread; they are few and small
warnings.filterwarnings("ignore", message="StreamingHttpResponse must consume synchronous iterators")
application = get_asgi_application()
