"""Open the database, bring its tables up to date, read from it and write to it.

One writer at a time, in both databases: the ledger counts its events without a gap, so two could not go on together
anyway, and a write takes milliseconds. On SQLite a write is on the disk before it is confirmed (synchronous FULL), and
what is deleted is overwritten (secure_delete), because a purge must leave nothing behind. Whoever starts first brings
the tables up to date; others wait. Errors show no values: SQLAlchemy would print them into the log.
"""

import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util.exc import CommandError
from filelock import FileLock
from sqlalchemy import Connection, Engine, create_engine, event, insert, inspect, make_url, select, text
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from assistant.errors import LedgerUnusable
from assistant.ledger.keyring import Keyring, open_keyring
from assistant.ledger.sealing import OWNER_ONLY, SealBroken, vouch
from assistant.ledger.tables import head
from assistant.principal import Principal
from assistant.settings import Settings

MIGRATIONS = Path(__file__).with_name("migrations")
BUSY_MS = 30_000
# Any number does, as long as nothing else in the same PostgreSQL database takes it.
WRITERS_TURN = 940_094
NOTHING_YET = "0" * 64


@dataclass(frozen=True)
class Transaction:
    """A connection within its transaction, and the keys to what it finds there."""

    connection: Connection
    keyring: Keyring


class Database:
    """Made by `open_database`. Safe to share between threads; a forked process opens its own."""

    def __init__(self, engine: Engine, keyring: Keyring, key_file: Path) -> None:
        self._engine, self._keyring, self._key_file = engine, keyring, key_file
        # SQLite's own waiting is not fair: under load one thread may starve. A lock is enough within a process.
        self._turn = threading.Lock() if engine.dialect.name == "sqlite" else nullcontext()

    @contextmanager
    def reading(self) -> Iterator[Transaction]:
        """What is seen does not change meanwhile. Raises LedgerUnusable."""
        with _told(), self._connect(**_snapshot(self._engine)) as connection:
            yield Transaction(connection, self._keyring)

    @contextmanager
    def writing(self) -> Iterator[Transaction]:
        """All of it is kept, or after any error nothing of it. Raises LedgerUnusable."""
        with _told(), self._turn, self._connect(writes=True) as connection, connection.begin():
            _take_turn(connection)
            yield Transaction(connection, self._keyring)

    def rotate(self, principal: Principal) -> int:
        """A new master key, and every key wrapped by it; returns how many. Nothing that was sealed is touched.

        An older backup of the database needs the older key file: make a new backup of both, and destroy the old.
        Raises NotAllowed, KeyMissing, LedgerUnusable.
        """
        principal.need("rotate_keys")
        with key_file_lock(self._key_file):
            with self.writing() as tx:
                count = self._keyring.rewrap(tx.connection)
            self._keyring.forget_old()
        return count

    def tidy(self) -> None:
        """Leave nothing of what was deleted in SQLite's write-ahead log. PostgreSQL keeps house by itself."""
        if self._engine.dialect.name == "sqlite":
            with _told(), self._turn:
                _pragma(self._engine, "wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        self._engine.dispose()

    def _connect(self, **options: Any) -> Connection:
        return self._engine.connect().execution_options(**options)


def open_database(settings: Settings) -> Database:
    """The ledger of these settings, made where there is none, its tables at this version's state.

    Raises LedgerUnusable; KeyMissing where the key file is absent or another's.
    """
    engine = _engine(settings.ledger_url)
    key_file = settings.master_key_file
    try:
        with _told(), key_file_lock(key_file):
            if engine.dialect.name == "sqlite":
                _pragma(engine, "journal_mode=WAL")
            with engine.connect().execution_options(writes=True) as connection, connection.begin():
                _take_turn(connection)
                _migrate(connection)
                keyring = open_keyring(connection, key_file)
                _begin_chain(connection, keyring)
    except BaseException:
        engine.dispose()
        raise
    return Database(engine, keyring, key_file)


def state(settings: Settings) -> Literal["none", "behind", "current", "ahead"]:
    """Which version's tables are there, made or changed nothing; "none" where nothing was ever kept.

    Raises LedgerUnusable.
    """
    parsed = make_url(settings.ledger_url)
    if parsed.get_backend_name() == "sqlite" and not Path(parsed.database or "").is_file():
        return "none"
    scripts = ScriptDirectory(str(MIGRATIONS))
    engine = _engine(settings.ledger_url)
    try:
        with _told(), engine.connect() as connection:
            if not inspect(connection).has_table("subjects"):
                return "none"
            there = MigrationContext.configure(connection).get_current_revision()
    finally:
        engine.dispose()
    if there == scripts.get_current_head():
        return "current"
    known = {one.revision for one in scripts.walk_revisions()}
    return "behind" if there is None or there in known else "ahead"


def key_file_lock(key_file: Path) -> FileLock:
    try:
        key_file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise LedgerUnusable(
            f"{key_file.parent} cannot be made ({error.strerror}). Give the key file a place."
        ) from None
    return FileLock(key_file.with_suffix(".lock"))


def vouched_head(keyring: Keyring, number: int, last: str) -> str:
    return vouch(keyring.chain, f"head/{number}/{last}".encode())


def _engine(url: str) -> Engine:
    try:
        parsed = make_url(url)
        if parsed.get_backend_name() == "sqlite":
            _make_file(Path(parsed.database or ""))
            engine = create_engine(parsed, hide_parameters=True, pool_size=8, max_overflow=56)
            event.listen(engine, "connect", _prepare_sqlite)
            event.listen(engine, "begin", _begin_sqlite)
            return engine
        return create_engine(parsed, hide_parameters=True, pool_size=8, max_overflow=24, pool_pre_ping=True)
    except OSError as error:
        raise LedgerUnusable(f"The database file cannot be made ({error.strerror}). Check data_dir.") from None
    except (SQLAlchemyError, ImportError):
        raise LedgerUnusable(
            "database_url cannot be used. Expected sqlite:////folder/file or postgresql+psycopg://user@host/name."
        ) from None


def _make_file(path: Path) -> None:
    """SQLite would make it readable by all, and its log with it."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, OWNER_ONLY))


def _prepare_sqlite(connection: Any, _record: object) -> None:
    """Transactions are begun by us: Python's own way begins them late, and commits before a table is made."""
    connection.isolation_level = None
    for pragma in (f"busy_timeout={BUSY_MS}", "foreign_keys=ON", "synchronous=FULL", "secure_delete=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _pragma(engine: Engine, pragma: str) -> None:
    """Outside of any transaction, which SQLAlchemy's own connections always have."""
    raw = engine.raw_connection()
    try:
        raw.cursor().execute(f"PRAGMA {pragma}")
    finally:
        raw.close()


def _snapshot(engine: Engine) -> dict[str, str]:
    return {} if engine.dialect.name == "sqlite" else {"isolation_level": "REPEATABLE READ"}


def _take_turn(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:turn)"), {"turn": WRITERS_TURN})


def _migrate(connection: Connection) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, "head")
    except CommandError:
        raise LedgerUnusable(
            "The database was made by a newer version of this program. Run that version, or restore an older backup."
        ) from None


def _begin_chain(connection: Connection, keyring: Keyring) -> None:
    if connection.execute(select(head)).one_or_none() is None:
        vouched = vouched_head(keyring, 0, NOTHING_YET)
        connection.execute(insert(head).values(id=1, number=0, hash=NOTHING_YET, vouched=vouched))


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except (DBAPIError, sqlite3.Error) as error:
        said = error.orig if isinstance(error, DBAPIError) else error
        raise LedgerUnusable(
            f"The database of requests refused: {type(said).__name__}: {str(said).splitlines()[0]}. "
            "Check that it runs, has room, and is this program's. Nothing was half-written."
        ) from error
    except SealBroken as error:
        raise LedgerUnusable(f"{error}: it was altered. Run: privacy-assistant doctor") from None
