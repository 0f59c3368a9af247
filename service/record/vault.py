"""Sealing words so that only the service can read them, each youth's with a key of her own.

AES-256-GCM (NIST SP 800-38D); the youth's key is wrapped by one derived from the master key (HKDF, RFC 5869). The
associated data ties a sealed text to its municipality, its id and its field: moved elsewhere it does not open.
"""

import hashlib
import json
import os
from functools import lru_cache
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

NONCE_BYTES = 12
DOMAIN = b"mellanrummet/words/1"


@lru_cache(maxsize=4)
def _derived(master_key: str, purpose: str) -> AESGCM:
    return AESGCM(HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose.encode()).derive(master_key.encode()))


def _seal(key: AESGCM, plain: bytes, tied_to: bytes) -> bytes:
    nonce = os.urandom(NONCE_BYTES)
    return nonce + key.encrypt(nonce, plain, tied_to)


def _open(key: AESGCM, sealed: bytes, tied_to: bytes) -> bytes:
    """Raises cryptography's InvalidTag when the text was changed or moved."""
    return key.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], tied_to)


def new_wrapped_key(master_key: str, municipality_id: UUID, youth_id: UUID) -> bytes:
    return _seal(_derived(master_key, "youth key"), os.urandom(32), municipality_id.bytes + youth_id.bytes)


def _youth_key(master_key: str, wrapped: bytes, municipality_id: UUID, youth_id: UUID) -> AESGCM:
    return AESGCM(_open(_derived(master_key, "youth key"), wrapped, municipality_id.bytes + youth_id.bytes))


class YouthVault:
    """Seals and opens one youth's words."""

    def __init__(self, master_key: str, wrapped: bytes, municipality_id: UUID, youth_id: UUID) -> None:
        self._key = _youth_key(master_key, wrapped, municipality_id, youth_id)
        self._municipality = municipality_id.bytes

    def seal(self, words: str, content_id: UUID, field: str) -> bytes:
        return _seal(self._key, words.encode(), self._municipality + content_id.bytes + field.encode())

    def open(self, sealed: bytes, content_id: UUID, field: str) -> str:
        return _open(self._key, sealed, self._municipality + content_id.bytes + field.encode()).decode()


def seal_address(master_key: str, address: str, site_id: UUID) -> bytes:
    return _seal(_derived(master_key, "site address"), address.encode(), site_id.bytes)


def open_address(master_key: str, sealed: bytes, site_id: UUID) -> str:
    return _open(_derived(master_key, "site address"), sealed, site_id.bytes).decode()


def canonical(value: object) -> str:
    """RFC 8785 in a restricted profile: ASCII keys, no floats, so that sorting and numbers have one spelling."""

    def check(part: object) -> None:
        match part:
            case bool() | int() | str() | None:
                return
            case list() | tuple():
                for one in part:
                    check(one)
            case dict():
                for key, one in part.items():
                    if not (isinstance(key, str) and key.isascii()):
                        raise TypeError(f"the record takes ASCII keys, not {key!r}")
                    check(one)
            case _:
                raise TypeError(f"the record takes no {type(part).__name__}")

    check(value)
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def commitment(salt: bytes, field: str, words: str) -> bytes:
    """What an event says about words it does not hold: SHA-256(domain ‖ salt ‖ canonical JSON)."""
    return hashlib.sha256(DOMAIN + salt + canonical({"field": field, "words": words}).encode()).digest()
