"""References that can be read aloud and not guessed, and the secret code that goes with one.

Both use Crockford's letters and digits: no I, L, O or U, and who hears or types them is understood. A reference is
three groups of four, a code two groups of five, so that nobody takes one for the other. The reference's last character
checks the rest by Crockford's sum modulo 37, which finds every single slip and every two that changed places; of the
37 sums five have signs that cannot be read aloud, and references that would need one are not used.
"""

import hashlib
import hmac
import secrets

from assistant.record import Record

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
REFERENCE, CODE = 12, 10
_ALIKE = str.maketrans("ILO", "110")
# 4 MiB and some 10 ms a try: to try all codes of fifty bits on a stolen database takes 300,000 years of one core.
_SCRYPT = {"n": 2**12, "r": 8, "p": 1, "dklen": 32}


class HashedCode(Record):
    salt: bytes
    hash: bytes


def new_reference() -> str:
    """XXXX-XXXX-XXXX: 55 random bits and a check."""
    while True:
        body = "".join(secrets.choice(ALPHABET) for _ in range(REFERENCE - 1))
        if (check := _check_sum(body)) < len(ALPHABET):
            return grouped(body + ALPHABET[check], 4)


def read_reference(typed: str) -> str | None:
    """A reference however it was typed or said, as `new_reference` writes it; None where it cannot be one."""
    plain = _plain(typed)
    if len(plain) != REFERENCE or not set(plain) <= set(ALPHABET):
        return None
    fits = _check_sum(plain[:-1]) == ALPHABET.index(plain[-1])
    return grouped(plain, 4) if fits else None


def new_code(key: bytes, token: str) -> str:
    """XXXXX-XXXXX, for a token that nobody else knows: the same token gives the same code, so nothing must be kept."""
    drawn = hmac.new(key, f"code/{token}".encode(), hashlib.sha256).digest()
    return grouped("".join(ALPHABET[byte % len(ALPHABET)] for byte in drawn[:CODE]), 5)


def hashed(code: str) -> HashedCode:
    salt = secrets.token_bytes(16)
    return HashedCode(salt=salt, hash=_scrypt(code, salt))


def matches(code: str, kept: HashedCode | None) -> bool:
    """Takes as long for a request that is not there (`kept` is None) as for one that is."""
    salt, expected = (kept.salt, kept.hash) if kept else (b"no such request.", bytes(_SCRYPT["dklen"]))
    return hmac.compare_digest(_scrypt(code, salt), expected) and kept is not None


def grouped(text: str, size: int) -> str:
    return "-".join(text[start : start + size] for start in range(0, len(text), size))


def _scrypt(code: str, salt: bytes) -> bytes:
    return hashlib.scrypt(_plain(code).encode()[:64], salt=salt, **_SCRYPT)


def _plain(typed: str) -> str:
    return "".join(c for c in typed.upper() if c.isalnum()).translate(_ALIKE)


def _check_sum(body: str) -> int:
    total = 0
    for character in body:
        total = (total * len(ALPHABET) + ALPHABET.index(character)) % 37
    return total
