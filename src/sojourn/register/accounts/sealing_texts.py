"""Texts sealed under keys drawn from the secret key; after a rotation those sealed under the key before still open."""

from __future__ import annotations

import base64
import hashlib

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings


def sealing_for(what: str) -> MultiFernet:
    """Give what seals and opens texts of one sort, such as ``second factor``."""
    return MultiFernet(_fernet(what, key) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS))


def _fernet(what: str, key: str) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(f"sojourn {what}\0".encode() + key.encode()).digest()))
