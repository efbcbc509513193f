"""The master key's file, and what one key does: seal, vouch, and derive keys for other uses.

AES-256-GCM seals; each sealed thing is bound to its place by a context, so that one cannot be put where another was.
HMAC-SHA256 vouches: without the key nobody can make a digest that fits, nor try guesses against one.

The file holds one key; during a rotation two, the new one first. It lies outside the database, readable by its owner
alone, and is replaced in one step. Lose it and everything sealed is lost: back it up, apart from the database.
"""

import base64
import hashlib
import hmac
import json
import os
import secrets
import tempfile
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from pydantic import Base64Bytes, ValidationError

from assistant.errors import KeyMissing
from assistant.record import Record

KEY_BYTES, NONCE_BYTES = 32, 12
OWNER_ONLY = 0o600


class SealBroken(ValueError):
    """What was sealed is not what lies there: altered, moved, or under another key."""


class MasterKey(Record):
    """`id` names the key in the database without telling anything of it."""

    id: str
    key: Base64Bytes


class MasterKeys(Record):
    """The current key first."""

    format: int = 1
    keys: tuple[MasterKey, ...]

    def by_id(self, key_id: str) -> bytes | None:
        return next((one.key for one in self.keys if one.id == key_id), None)


def seal(key: bytes, data: bytes, *, context: str) -> bytes:
    nonce = secrets.token_bytes(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, data, context.encode())


def unseal(key: bytes, sealed: bytes, *, context: str) -> bytes:
    """Raises SealBroken."""
    try:
        return AESGCM(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], context.encode())
    except (InvalidTag, ValueError):
        raise SealBroken(f"{context}: cannot be unsealed") from None


def vouch(key: bytes, data: bytes) -> str:
    """A keyed digest, in hexadecimal."""
    return hmac.new(key, data, hashlib.sha256).hexdigest()


def derive(key: bytes, purpose: str) -> bytes:
    """A key of its own for one purpose, so that no key is used for two."""
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=purpose.encode()).derive(key)


def new_key() -> bytes:
    return secrets.token_bytes(KEY_BYTES)


def new_master_key() -> MasterKey:
    return MasterKey(id=secrets.token_hex(8), key=base64.b64encode(new_key()))


def read_master_keys(path: Path) -> MasterKeys:
    """Raises KeyMissing: no file, or none of ours."""
    try:
        return MasterKeys.model_validate_json(path.read_bytes())
    except FileNotFoundError:
        raise KeyMissing(
            f"No key file {path}, and the database holds what it sealed. Put the file back from its backup."
        ) from None
    except (OSError, ValidationError) as error:
        raise KeyMissing(
            f"{path} cannot be read as a key file ({type(error).__name__}). Put it back from its backup."
        ) from None


def write_master_keys(path: Path, keys: MasterKeys) -> None:
    """In one step, and on the disk before this returns: a crash leaves the old file or the new one, whole."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    listed = [{"id": one.id, "key": base64.b64encode(one.key).decode()} for one in keys.keys]
    with tempfile.NamedTemporaryFile("w", dir=path.parent, prefix=".key-", delete=False) as file:
        try:
            Path(file.name).chmod(OWNER_ONLY)
            json.dump({"format": keys.format, "keys": listed}, file)
            file.flush()
            os.fsync(file.fileno())
            Path(file.name).replace(path)
        except BaseException:
            Path(file.name).unlink(missing_ok=True)
            raise
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
