"""The doctor looks through the ledger: what was altered is told, with its place, and nothing is changed by looking."""

import sqlite3
from collections.abc import Callable

import pytest
from keeping import NOON

from assistant.doctor import Check, diagnose
from assistant.i18n import languages, words
from assistant.ledger.database import Database
from assistant.ledger.events import append, open_subject
from assistant.settings import Settings

Sql = Callable[..., list[tuple[object, ...]]]


def ledger(settings: Settings) -> Check:
    """Of all that the doctor looks at: the corpus and the index are not there, and not asked for."""
    bare = settings.model_copy(update={"corpus_dir": settings.data_dir, "index_dir": settings.data_dir})
    (one,) = [check for check in diagnose(bare).checks if check.name == "ledger"]
    assert words("en")(f"doctor.ledger.{one.reason}", **one.values)
    return one


@pytest.fixture
def filled(database: Database) -> None:
    with database.writing() as tx:
        subject = open_subject(tx, "request")
        append(tx, subject, "submitted", at=NOON, facts={"form": "ask_office"}, payload={"text": "kept"})
        append(tx, subject, "granted", at=NOON, facts={})


def test_no_ledger_is_no_failure_and_none_is_made(kept: Settings) -> None:
    assert (ledger(kept).state, ledger(kept).reason) == ("ok", "none")
    assert not kept.data_dir.exists()


def test_a_whole_ledger_is_counted(kept: Settings, filled: None) -> None:
    one = ledger(kept)
    assert (one.state, one.reason, one.values) == ("ok", "whole", {"n": 2, "chains": 1})


@pytest.mark.parametrize("kept", ["sqlite"], indirect=True)
def test_an_event_that_was_tampered_with_is_told(kept: Settings, filled: None) -> None:
    connection = sqlite3.connect(kept.data_dir / "ledger.sqlite3")
    for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        connection.execute(f"DROP TRIGGER {name}")
    connection.execute("UPDATE events SET kind = 'refused' WHERE kind = 'granted'")
    connection.commit()
    connection.close()
    one = ledger(kept)
    assert (one.state, one.reason, one.values) == ("failed", "altered", {"n": 1})
    assert one.detail == "event_altered, event 2"


def test_a_key_file_that_is_gone_is_told(kept: Settings, filled: None) -> None:
    kept.master_key_file.unlink()
    one = ledger(kept)
    assert (one.state, one.reason) == ("failed", "unusable")
    assert "Put the file back" in one.detail


@pytest.mark.parametrize(("version", "state", "reason"), [("9999", "failed", "ahead"), (None, "look", "behind")])
def test_another_versions_database_is_told(
    kept: Settings, filled: None, sql: Sql, version: str | None, state: str, reason: str
) -> None:
    sql("DELETE FROM alembic_version")
    if version:
        sql("INSERT INTO alembic_version VALUES (:version)", version=version)
    assert (ledger(kept).state, ledger(kept).reason) == (state, reason)


def test_every_language_has_the_words() -> None:
    for language in languages():
        assert words(language)("doctor.ledger.altered", n=3)
