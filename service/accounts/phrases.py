"""Hashing and checking four words: Argon2id (RFC 9106; parameters as OWASP advises), in a thread, two at a time.

A name that is not there is checked against a hash of nothing, so that it takes as long as one that is.
"""

import asyncio
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_at_once = asyncio.Semaphore(2)


async def hash_of(phrase: str) -> str:
    async with _at_once:
        return await asyncio.to_thread(HASHER.hash, phrase)


async def is_right(phrase: str, kept: str | None) -> bool:
    async with _at_once:
        return await asyncio.to_thread(_verify, phrase, kept)


@cache
def _hash_of_nothing() -> str:
    return HASHER.hash("nobody has these words")


def _verify(phrase: str, kept: str | None) -> bool:
    try:
        return HASHER.verify(kept or _hash_of_nothing(), phrase) and kept is not None
    except (VerificationError, InvalidHashError):
        return False
