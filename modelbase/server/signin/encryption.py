"""Keys made of MODELBASE_SECRET_KEY, one for each purpose, and text encrypted with them (authenticated and dated).

A key of one purpose decrypts nothing of another. The old secret, while it is configured, decrypts but never encrypts.
"""

from __future__ import annotations

import base64
import json
from functools import lru_cache
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from modelbase.server.settings import Settings

MAX_TEXT = 16_384  # characters


def keys(settings: Settings, purpose: str) -> tuple[bytes, ...]:
    """Return the keys of a purpose, 32 bytes each: the present one first, then the old one if there is one."""
    return tuple(_derived(secret, purpose) for secret in settings.secrets)


def encrypt(settings: Settings, purpose: str, data: dict[str, Any]) -> str:
    """Return plain data as text that cannot be read, made or changed without the key of this purpose."""
    return _fernet(settings, purpose).encrypt(json.dumps(data).encode()).decode()


def decrypt(settings: Settings, purpose: str, text: str, seconds: int | None = None) -> dict[str, Any] | None:
    """Return what was encrypted for this purpose, at most `seconds` ago; None for anything else."""
    if len(text) > MAX_TEXT or not text.isascii():
        return None
    try:
        data: dict[str, Any] = json.loads(_fernet(settings, purpose).decrypt(text, ttl=seconds))
    except InvalidToken:
        return None
    return data


def _fernet(settings: Settings, purpose: str) -> MultiFernet:
    return MultiFernet([Fernet(base64.urlsafe_b64encode(key)) for key in keys(settings, purpose)])


@lru_cache(maxsize=64)
def _derived(secret: str, purpose: str) -> bytes:
    return HKDF(SHA256(), 32, salt=None, info=f"modelbase {purpose} 1".encode()).derive(secret.encode())
