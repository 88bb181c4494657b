"""The server's settings: for a machine with two cores and a few GB, and for data that must not get lost or leak."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

#: Who may connect: with a password, through the socket or from this machine. INVARIANT: never `trust`.
HBA = """\
# Written by Sojourn at each start.
local  all  all                scram-sha-256
host   all  all  127.0.0.1/32  scram-sha-256
local  replication  sojourn_backup  scram-sha-256
"""

_SETTINGS: Mapping[str, str] = {
    "password_encryption": "scram-sha-256",
    "unix_socket_permissions": "0700",
    "max_connections": "50",
    "shared_buffers": "256MB",
    "effective_cache_size": "1GB",
    "work_mem": "16MB",
    "maintenance_work_mem": "128MB",
    "max_wal_size": "2GB",
    "checkpoint_timeout": "15min",
    "random_page_cost": "1.1",
    "jit": "off",
    "io_workers": "2",
    # A backup's place that is away for long must not fill this disk; the next base backup begins anew.
    "max_slot_wal_keep_size": "4GB",
    # Nothing that was acknowledged is lost.
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
    # The same everywhere.
    "timezone": "UTC",
    "log_timezone": "UTC",
    "lc_messages": "C",
    # No personal data in the log: a failed statement's message quotes values (`invalid input syntax ...`, `Key (...)
    # already exists`), so errors of clients are not logged; the client gets them. Starts, stops, failed sign-ins are.
    "log_min_messages": "log",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_statement": "none",
    "log_min_duration_statement": "-1",
    "log_lock_waits": "off",
    "log_temp_files": "-1",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
    "log_checkpoints": "off",
    "log_autovacuum_min_duration": "-1",
    "logging_collector": "off",
}
#: For tests only: a power cut may lose or break the data.
_NOT_DURABLE: Mapping[str, str] = {"fsync": "off", "full_page_writes": "off"}


def settings_text(socket_folder: Path, hba: Path, port: int, *, loopback: bool, durable: bool) -> str:
    """Write ``postgresql.conf``: the settings of this start."""
    places = {
        "hba_file": str(hba),
        "unix_socket_directories": str(socket_folder),
        "port": str(port),
        "listen_addresses": "127.0.0.1" if loopback else "",
    }
    chosen = {**_SETTINGS, **places, **({} if durable else _NOT_DURABLE)}
    lines = [f"{name} = '{_quoted(value)}'" for name, value in chosen.items()]
    return "\n".join(["# Written by Sojourn at each start.", *lines, ""])


def _quoted(value: str) -> str:
    return value.replace("\\", "\\\\").replace("'", "''")
