"""The database is opened, brought up to date and left as it was, by whoever starts first; others wait."""

import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from keeping import NOON

from assistant.errors import KeyMissing, LedgerUnusable
from assistant.ledger.database import Database, open_database, state
from assistant.ledger.events import append, chains, open_subject, payloads_of
from assistant.ledger.tables import metadata
from assistant.ledger.verifying import verify
from assistant.settings import Settings

Sql = Callable[..., list[tuple[object, ...]]]
MIGRATIONS = Path(__file__).parents[2] / "assistant" / "ledger" / "migrations"


def put(database: Database) -> str:
    with database.writing() as tx:
        subject = open_subject(tx, "request")
        append(tx, subject, "note", at=NOON, facts={}, payload={"text": "kept"})
    return subject


def test_the_migrations_make_exactly_the_tables_that_the_code_knows(kept: Settings, database: Database) -> None:
    engine = sa.create_engine(kept.ledger_url)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
        assert context.get_current_revision() == ScriptDirectory(str(MIGRATIONS)).get_current_head()
    engine.dispose()


def test_state_is_seen_without_making_anything(kept: Settings) -> None:
    assert state(kept) == "none"
    assert not kept.data_dir.exists()
    open_database(kept).close()
    assert state(kept) == "current"


def test_a_database_of_an_older_version_is_seen(kept: Settings, sql: Sql) -> None:
    sql("DELETE FROM alembic_version")
    assert state(kept) == "behind"


def test_a_database_of_a_newer_version_is_left_alone(kept: Settings, sql: Sql) -> None:
    sql("UPDATE alembic_version SET version_num = '9999'")
    assert state(kept) == "ahead"
    with pytest.raises(LedgerUnusable, match="newer version"):
        open_database(kept)


OPEN = """
import sys
from pathlib import Path
from assistant.ledger.database import open_database
from assistant.settings import Settings
open_database(Settings(data_dir=Path(sys.argv[1]), database_url=sys.argv[2] or None)).close()
"""


def test_many_programs_start_at_once_on_nothing(kept: Settings) -> None:
    command = [sys.executable, "-c", OPEN, str(kept.data_dir), kept.database_url or ""]
    started = [subprocess.Popen(command, stderr=subprocess.PIPE, text=True) for _ in range(4)]
    ends = [(one.wait(), one.stderr.read() if one.stderr else "") for one in started]
    for one in started:
        if one.stderr:
            one.stderr.close()
    assert ends == [(0, "")] * 4
    database = open_database(kept)
    assert verify(database).faults == ()
    database.close()


@pytest.mark.parametrize("kept", ["sqlite"], indirect=True)
def test_sqlite_keeps_its_promises(kept: Settings, database: Database) -> None:
    with database.writing() as tx:
        pragmas = {
            name: tx.connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "foreign_keys", "synchronous", "secure_delete", "busy_timeout")
        }
    assert pragmas == {
        "journal_mode": "wal",
        "foreign_keys": 1,
        "synchronous": 2,
        "secure_delete": 1,
        "busy_timeout": 30_000,
    }
    for path in [kept.master_key_file, *kept.data_dir.glob("ledger.sqlite3*")]:
        assert stat.S_IMODE(path.stat().st_mode) == 0o600, path
    assert stat.S_IMODE(kept.data_dir.stat().st_mode) == 0o700


def test_what_is_read_does_not_change_meanwhile(opening: Callable[[], Database]) -> None:
    one, other = opening(), opening()
    put(one)
    with one.reading() as tx:
        assert len(chains(tx, "request")) == 1
        put(other)
        assert len(chains(tx, "request")) == 1
    with one.reading() as tx:
        assert len(chains(tx, "request")) == 2


def test_without_its_key_file_nothing_is_opened_and_none_is_made(kept: Settings, database: Database) -> None:
    subject = put(database)
    key = kept.master_key_file.read_bytes()
    kept.master_key_file.unlink()
    with pytest.raises(KeyMissing, match="Put the file back"):
        open_database(kept)
    assert not kept.master_key_file.exists()
    kept.master_key_file.write_text("{}", "utf-8")
    with pytest.raises(KeyMissing, match="cannot be read as a key file"):
        open_database(kept)
    kept.master_key_file.write_bytes(key)
    again = open_database(kept)
    with again.reading() as tx:
        assert payloads_of(tx, subject) == {1: {"text": "kept"}}
    again.close()


def test_another_databases_key_file_is_refused(kept: Settings, database: Database, tmp_path: Path) -> None:
    elsewhere = Settings(data_dir=tmp_path / "other")
    open_database(elsewhere).close()
    kept.master_key_file.write_bytes(elsewhere.master_key_file.read_bytes())
    with pytest.raises(KeyMissing, match="not this database's"):
        open_database(kept)


@pytest.mark.parametrize("url", ["nonsense", "oracle://x", "mysql://h/x", "sqlite://"])
def test_an_address_that_is_none_is_told_without_showing_it(tmp_path: Path, url: str) -> None:
    with pytest.raises(LedgerUnusable) as told:
        open_database(Settings(data_dir=tmp_path, database_url=url))
    assert url not in str(told.value)


def test_a_server_that_is_away_is_told_without_its_password(tmp_path: Path) -> None:
    url = "postgresql+psycopg://clerk:hush@127.0.0.1:1/none"
    with pytest.raises(LedgerUnusable, match="Check that it runs") as told:
        open_database(Settings(data_dir=tmp_path, database_url=url))
    assert "hush" not in str(told.value)
    assert "hush" not in repr(Settings(database_url=url))


@pytest.mark.parametrize("kept", ["sqlite"], indirect=True)
def test_a_file_that_is_no_database_is_told(kept: Settings) -> None:
    kept.data_dir.mkdir()
    (kept.data_dir / "ledger.sqlite3").write_bytes(b"not a database" * 100)
    with pytest.raises(LedgerUnusable, match="not a database"):
        open_database(kept)
    assert not kept.master_key_file.exists()
