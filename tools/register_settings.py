"""Settings of the register for chores that need no database: types, migrations, translations."""

from __future__ import annotations

import os

os.environ.setdefault("SOJOURN_DATABASE", "postgresql://nobody:nothing@127.0.0.1:1/none")
os.environ.setdefault("SOJOURN_SECRET_KEY", "for chores only")
os.environ.setdefault("SOJOURN_INDEX_KEY", "00" * 32)
os.environ.setdefault("SOJOURN_SIGNING_KEY", "00" * 32)

from sojourn.register.settings import *  # noqa: F403
