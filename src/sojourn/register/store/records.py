"""Records: taken in once, read back as they came."""

from __future__ import annotations

from sojourn.register.store.appending import Appended, NewRecord, append_records
from sojourn.register.store.reading import History, StoredRecord, find_record, get_record, read_history

__all__ = [
    "Appended",
    "History",
    "NewRecord",
    "StoredRecord",
    "append_records",
    "find_record",
    "get_record",
    "read_history",
]
