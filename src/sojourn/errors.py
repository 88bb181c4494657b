"""The one base of every error a user can meet.

A message says what was wrong (the input quoted in backticks), what is allowed, and the next step. It starts in lower
case and never holds personal data. Each error has a stable ``code`` that is an anchor in ``docs/errors.md``.
"""

from __future__ import annotations

DOCS = "docs/errors.md"


class SojournError(Exception):
    """A problem that the user can act on.

    Attributes:
        code: stable name of the error, an anchor in the docs (``unknown-column``).
        message: what was wrong, what is allowed, the next step.
    """

    code: str
    message: str

    def __init__(self, code: str, message: str) -> None:
        """Keep the code and the message; ``str()`` shows both with the docs anchor."""
        super().__init__(code, message)  # both, so that the error can pass from one process to another
        self.code = code
        self.message = message

    def __str__(self) -> str:
        """Render the message with its code and docs anchor."""
        return f"{self.message}\n[{self.code}] see {DOCS}#{self.code}"


class EvidenceError(SojournError):
    """A file or folder of evidence cannot be used as it stands."""


class LawError(SojournError):
    """A law pack cannot be loaded, or cannot answer for the day asked about."""


class EngineError(SojournError):
    """An engine (DuckDB, Spark) is missing or was set up wrongly."""


class RunError(SojournError):
    """A run's output folder is missing, unfinished or of another version."""


class RegisterError(SojournError):
    """The register cannot start or cannot do what was asked."""
