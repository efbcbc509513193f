"""Whatever is altered behind the program's back is found, and where."""

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from keeping import NOON, later

from assistant.ledger.attachments import attach
from assistant.ledger.database import Database
from assistant.ledger.events import append, open_subject
from assistant.ledger.retention import shred
from assistant.ledger.verifying import Verification, verify
from assistant.settings import Settings

PDF = b"%PDF-1.7\n%%EOF\n"


@pytest.fixture
def filled(database: Database) -> tuple[str, str]:
    """Two requests of three events each, their numbers 1, 3, 5 and 2, 4, 6; the first has an attachment."""
    with database.writing() as tx:
        one, other = open_subject(tx, "request"), open_subject(tx, "request")
        for subject in (one, other):
            append(tx, subject, "submitted", at=NOON, facts={"form": "ask_office"}, payload={"text": subject})
        attached = attach(tx, one, PDF)
        append(tx, one, "document_added", at=later(hours=1), facts=attached.model_dump(), payload={"name": "a.pdf"})
        append(tx, other, "note", at=later(hours=1), facts={}, payload={"text": "b"})
        for subject in (one, other):
            append(tx, subject, "closed", at=later(hours=2), facts={"reason": "done"})
    assert verify(database) == Verification(events=6, subjects=2, faults=())
    return one, other


Sql = Callable[..., list[tuple[object, ...]]]


def without_triggers(sql: Sql, kept: Settings) -> None:
    """As somebody who may do anything with the database, but has no key."""
    if kept.database_url:
        for table in ("events", "payloads", "attachments"):
            sql(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        return
    for (name,) in sql("SELECT name FROM sqlite_master WHERE type = 'trigger'"):
        sql(f"DROP TRIGGER {name}")


def found(database: Database) -> set[tuple[str, int | None]]:
    return {(fault.what, fault.number) for fault in verify(database).faults}


@pytest.mark.parametrize(
    ("statements", "expected"),
    [
        (["UPDATE events SET facts = '{\"form\":\"other\"}' WHERE number = 1"], {("event_altered", 1)}),
        (["UPDATE events SET facts = 'nonsense' WHERE number = 1"], {("event_altered", 1), ("unchained", None)}),
        (["UPDATE events SET at = '2020-01-01T00:00:00.000000+00:00' WHERE number = 6"], {("event_altered", 6)}),
        (["UPDATE events SET kind = 'granted' WHERE number = 4"], {("event_altered", 4)}),
        (["UPDATE events SET hash = previous WHERE number = 4"], {("event_altered", 4), ("chain_broken", 6)}),
        (["UPDATE events SET payload_digest = NULL WHERE number = 2"], {("event_altered", 2)}),
        (
            ["DELETE FROM payloads WHERE number = 4", "DELETE FROM events WHERE number = 4"],
            {("number_missing", 4), ("chain_broken", 6)},
        ),
        (["DELETE FROM events WHERE number = 6"], {("end_altered", 5)}),
        (["DELETE FROM events WHERE number = 6", "UPDATE head SET number = 5"], {("end_altered", 5)}),
        (["DELETE FROM head"], {("end_altered", 6)}),
        (["DELETE FROM payloads WHERE number = 2"], {("payload_missing", 2)}),
        (["UPDATE payloads SET sealed = (SELECT sealed FROM payloads WHERE number = 1) WHERE number = 3"],
         {("payload_altered", 3)}),
        (["UPDATE attachments SET sealed = (SELECT sealed FROM payloads WHERE number = 1)"],
         {("attachment_altered", 3)}),
        (["DELETE FROM attachments"], {("attachment_missing", 3)}),
        (["UPDATE events SET seq = 9 WHERE number = 6"], {("event_altered", 6), ("chain_broken", 6)}),
        (["INSERT INTO subjects (id, kind) VALUES ('f', 'request')"], {("unchained", None)}),
        (["DELETE FROM subject_keys WHERE subject = (SELECT subject FROM events WHERE number = 2)"],
         {("key_unusable", None)}),
        (["UPDATE subject_keys SET master = 'gone' WHERE subject = (SELECT subject FROM events WHERE number = 2)"],
         {("key_unusable", None)}),
    ],
)  # fmt: skip
def test_what_is_altered_is_found(
    database: Database,
    filled: tuple[str, str],
    sql: Sql,
    kept: Settings,
    statements: list[str],
    expected: set[tuple[str, int | None]],
) -> None:
    without_triggers(sql, kept)
    for statement in statements:
        sql(statement)
    seen = found(database)
    assert expected <= seen
    assert {what for what, _ in seen} <= {what for what, _ in expected} | {"unchained"}


def test_a_payload_of_another_key_or_another_event_is_found(
    database: Database, filled: tuple[str, str], sql: Sql, kept: Settings
) -> None:
    """Swapped between two requests, each well sealed by itself."""
    without_triggers(sql, kept)
    ((one,),) = sql("SELECT sealed FROM payloads WHERE number = 1")
    ((other,),) = sql("SELECT sealed FROM payloads WHERE number = 2")
    sql("UPDATE payloads SET sealed = :it WHERE number = 1", it=other)
    sql("UPDATE payloads SET sealed = :it WHERE number = 2", it=one)
    assert found(database) == {("payload_altered", 1), ("payload_altered", 2)}


def test_what_is_left_of_something_purged_is_found(
    database: Database, filled: tuple[str, str], sql: Sql, kept: Settings
) -> None:
    one, _ = filled
    key = sql("SELECT subject, master, wrapped FROM subject_keys WHERE subject = :it", it=one)[0]
    ((sealed,),) = sql("SELECT sealed FROM payloads WHERE number = 1")
    with database.writing() as tx:
        shred(tx, one, at=later(days=1), seen=3, facts={})
    assert found(database) == set()
    sql("INSERT INTO payloads (number, subject, sealed) VALUES (1, :one, :sealed)", one=one, sealed=sealed)
    assert found(database) == {("not_shredded", 1)}
    subject, master, wrapped = key
    sql("INSERT INTO subject_keys VALUES (:s, :m, :w)", s=subject, m=master, w=wrapped)
    assert found(database) == {("not_shredded", 1), ("not_shredded", None)}


@pytest.mark.parametrize("kept", ["sqlite"], indirect=True)
def test_what_was_purged_is_nowhere_in_the_files(
    database: Database, filled: tuple[str, str], kept: Settings, sql: Sql
) -> None:
    one, other = filled
    ((gone,),) = sql("SELECT wrapped FROM subject_keys WHERE subject = :it", it=one)
    ((stays,),) = sql("SELECT wrapped FROM subject_keys WHERE subject = :it", it=other)
    sealed = [row[0] for row in sql("SELECT sealed FROM payloads WHERE subject = :it", it=one)]
    with database.writing() as tx:
        shred(tx, one, at=later(days=1), seen=3, facts={})
    database.tidy()
    files = b"".join(path.read_bytes() for path in kept.data_dir.glob("ledger.sqlite3*"))
    assert isinstance(stays, bytes)
    assert stays in files
    for blob in [gone, *sealed]:
        assert isinstance(blob, bytes)
        assert blob not in files
        assert blob[-24:] not in files


@pytest.mark.parametrize("kept", ["sqlite"], indirect=True)
def test_an_edited_file_is_found(database: Database, filled: tuple[str, str], kept: Settings) -> None:
    """The bytes of the file changed with an editor, no SQL at all."""
    database.tidy()
    database.close()
    path = Path(kept.data_dir / "ledger.sqlite3")
    path.write_bytes(path.read_bytes().replace(b'{"reason":"done"}', b'{"reason":"none"}', 1))
    assert sqlite3.connect(path).execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert {what for what, _ in found(database)} == {"event_altered"}
