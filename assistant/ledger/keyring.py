"""The keys that the database keeps, wrapped by the master key: one for the ledger itself, and one for each subject.

Rotation makes a new master key and wraps every key anew under it; what they sealed stays as it is. It may be cut off
anywhere: the new key is in the file, beside the old, before anything is wrapped by it; the wrapping is one transaction;
the old key leaves the file only after that. Run again, it starts afresh from whichever point it had reached. A program
that runs meanwhile reads the file again when it meets a master key it does not know.
"""

from collections.abc import Mapping
from pathlib import Path

from sqlalchemy import Connection, RowMapping, insert, select, update

from assistant.errors import KeyMissing
from assistant.ledger.sealing import (
    MasterKeys,
    derive,
    new_key,
    new_master_key,
    read_master_keys,
    seal,
    unseal,
    write_master_keys,
)
from assistant.ledger.tables import ledger_keys, subject_keys

ROOT = "root"


class Keyring:
    """`root` is the key that the ledger's own keys are derived from. Safe to share between threads."""

    def __init__(self, path: Path, masters: MasterKeys, root: bytes) -> None:
        self._path, self._masters, self._root = path, masters, root
        self.chain = derive(root, "chain")
        self.blind = derive(root, "blind")
        self.codes = derive(root, "codes")

    def make_subject_key(self, connection: Connection, subject: str) -> None:
        """Within a writing transaction: the master key that is current then is the one to wrap with."""
        master = connection.execute(select(ledger_keys.c.master).where(ledger_keys.c.purpose == ROOT)).scalar_one()
        wrapped = seal(self._master(master), new_key(), context=f"key/{subject}")
        connection.execute(insert(subject_keys).values(subject=subject, master=master, wrapped=wrapped))

    def subject_key(self, connection: Connection, subject: str) -> bytes | None:
        """None once it has been shredded. Raises SealBroken, KeyMissing."""
        row = connection.execute(select(subject_keys).where(subject_keys.c.subject == subject)).mappings().one_or_none()
        return self._unwrap(row, context=f"key/{subject}") if row else None

    def subject_keys(self, connection: Connection) -> dict[str, bytes]:
        """Every key that is left, by subject."""
        rows = connection.execute(select(subject_keys)).mappings()
        return {row["subject"]: self._unwrap(row, context=f"key/{row['subject']}") for row in rows}

    def _unwrap(self, row: RowMapping, *, context: str) -> bytes:
        return unseal(self._master(row["master"]), row["wrapped"], context=context)

    def _master(self, key_id: str) -> bytes:
        if (known := self._masters.by_id(key_id)) is None:
            self._masters = read_master_keys(self._path)
            known = self._masters.by_id(key_id)
        if known is None:
            raise _another(self._path)
        return known

    def rewrap(self, connection: Connection) -> int:
        """Every key under a new master key; the old one is still in the file. Returns how many keys were wrapped."""
        old = read_master_keys(self._path)
        self._masters = MasterKeys(keys=(new_master_key(), *old.keys))
        write_master_keys(self._path, self._masters)
        current = self._masters.keys[0]
        keys = self.subject_keys(connection)
        for subject, key in keys.items():
            wrapped = seal(current.key, key, context=f"key/{subject}")
            changed = update(subject_keys).where(subject_keys.c.subject == subject)
            connection.execute(changed.values(master=current.id, wrapped=wrapped))
        connection.execute(update(ledger_keys).values(_root_values(current.id, current.key, self._root)))
        return len(keys) + 1

    def forget_old(self) -> None:
        """Once the wrapping is committed: the new master key alone stays in the file."""
        self._masters = MasterKeys(keys=self._masters.keys[:1])
        write_master_keys(self._path, self._masters)


def open_keyring(connection: Connection, path: Path) -> Keyring:
    """The keyring of this database; a database that has none yet gets one, and the key file with it.

    Raises KeyMissing where the file is absent, or is another database's: a new key could open nothing that is there.
    """
    row = connection.execute(select(ledger_keys).where(ledger_keys.c.purpose == ROOT)).mappings().one_or_none()
    if row is None:
        return _make(connection, path)
    masters = read_master_keys(path)
    if (master := masters.by_id(row["master"])) is None:
        raise _another(path)
    return Keyring(path, masters, unseal(master, row["wrapped"], context=ROOT))


def _make(connection: Connection, path: Path) -> Keyring:
    """A file that is there already is kept: it may be that of a database whose making was cut off."""
    if not path.exists():
        write_master_keys(path, MasterKeys(keys=(new_master_key(),)))
    masters, root = read_master_keys(path), new_key()
    current = masters.keys[0]
    connection.execute(insert(ledger_keys).values(purpose=ROOT, **_root_values(current.id, current.key, root)))
    return Keyring(path, masters, root)


def _root_values(master: str, key: bytes, root: bytes) -> Mapping[str, str | bytes]:
    return {"master": master, "wrapped": seal(key, root, context=ROOT)}


def _another(path: Path) -> KeyMissing:
    return KeyMissing(f"{path} is not this database's key file. Put the right one back from its backup.")
