"""The PostgreSQL of the register: one of its own, started by the program, or another that ``DATABASE_URL`` names."""

from __future__ import annotations

from sojourn.register.postgres.connections import Connections
from sojourn.register.postgres.from_url import read_connections
from sojourn.register.postgres.server import Running, running_server, start_server

__all__ = ["Connections", "Running", "read_connections", "running_server", "start_server"]
