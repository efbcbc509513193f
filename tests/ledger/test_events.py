"""Events are appended, chained and kept for ever; of two who act at once the second is told."""

import threading
from collections.abc import Callable
from datetime import datetime

import pytest
from keeping import NOON, later

from assistant.errors import Conflict, LedgerUnusable, UsageError
from assistant.ledger.database import Database
from assistant.ledger.events import append, chains, events_of, open_subject, payloads_of
from assistant.ledger.verifying import verify

Sql = Callable[..., list[tuple[object, ...]]]


def begin(database: Database, **payload: str) -> str:
    with database.writing() as tx:
        subject = open_subject(tx, "request")
        append(tx, subject, "submitted", at=NOON, facts={"form": "ask_office"}, payload=payload or None)
    return subject


def test_an_event_is_read_back_as_it_was_written(database: Database) -> None:
    subject = begin(database, text="Where is José's file?")
    with database.reading() as tx:
        (event,) = events_of(tx, subject)
        assert (event.number, event.seq, event.kind, event.at) == (1, 1, "submitted", NOON)
        assert event.facts == {"form": "ask_office"}
        assert payloads_of(tx, subject) == {1: {"text": "Where is José's file?"}}


def test_each_chain_counts_for_itself_and_all_events_count_together(database: Database) -> None:
    one, other = begin(database), begin(database)
    with database.writing() as tx:
        append(tx, one, "note", at=later(hours=1), facts={}, seen=1)
    with database.reading() as tx:
        found = chains(tx, "request")
    assert list(found) == [one, other]
    assert [(e.number, e.seq) for e in found[one]] == [(1, 1), (3, 2)]
    assert found[one][1].previous == found[one][0].hash
    assert verify(database).model_dump() == {"events": 3, "subjects": 2, "faults": ()}


def test_the_second_of_two_is_told_what_the_first_did(database: Database) -> None:
    subject = begin(database)
    with database.writing() as tx:
        append(tx, subject, "granted", at=later(hours=1), facts={}, seen=1)
    with pytest.raises(Conflict, match=r"granted \(2026-11-02 19:00 UTC\)") as told, database.writing() as tx:
        append(tx, subject, "refused", at=later(hours=2), facts={}, seen=1)
    assert told.value.meanwhile == (("granted", later(hours=1)),)
    with database.reading() as tx:
        assert [e.kind for e in events_of(tx, subject)] == ["submitted", "granted"]


def test_threads_that_act_at_once_leave_one_whole_chain(opening: Callable[[], Database]) -> None:
    """Eight threads on two open databases, each acting on what it saw until it has been heard ten times."""
    databases = [opening(), opening()]
    subject = begin(databases[0])
    conflicts: list[Conflict] = []

    def act(database: Database) -> None:
        heard = 0
        while heard < 10:
            with database.reading() as tx:
                seen = events_of(tx, subject)[-1].seq
            try:
                with database.writing() as tx:
                    append(tx, subject, "note", at=NOON, facts={}, payload={"n": heard}, seen=seen)
                heard += 1
            except Conflict as conflict:
                conflicts.append(conflict)

    threads = [threading.Thread(target=act, args=(databases[n % 2],)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert conflicts
    with databases[0].reading() as tx:
        assert [e.seq for e in events_of(tx, subject)] == list(range(1, 82))
        assert len(payloads_of(tx, subject)) == 80
    assert verify(databases[1]).faults == ()


def test_what_fails_halfway_leaves_nothing(database: Database) -> None:
    def fail() -> None:
        with database.writing() as tx:
            subject = open_subject(tx, "request")
            append(tx, subject, "submitted", at=NOON, facts={}, payload={"text": "x"})
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    with database.reading() as tx:
        assert chains(tx, "request") == {}
    begin(database)
    assert verify(database).model_dump() == {"events": 1, "subjects": 1, "faults": ()}


@pytest.mark.parametrize("fact", ["Maria Garcia", "a@b.example", "", "x" * 65, 1.5, {"who": "Maria Garcia"}, ["a b"]])
def test_a_fact_that_may_be_a_persons_word_is_refused(database: Database, fact: object) -> None:
    with pytest.raises(ValueError, match="seal it"), database.writing() as tx:
        append(tx, open_subject(tx, "request"), "note", at=NOON, facts={"fact": fact})


def test_a_moment_without_a_zone_is_refused(database: Database) -> None:
    with pytest.raises(UsageError, match="no time zone"), database.writing() as tx:
        append(tx, open_subject(tx, "request"), "note", at=datetime(2026, 11, 2), facts={})  # noqa: DTZ001


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE events SET kind = 'granted'",
        "UPDATE events SET at = at",
        "DELETE FROM events",
        "UPDATE payloads SET sealed = sealed",
        "DELETE FROM payloads",
    ],
)
def test_the_database_itself_refuses_to_change_or_delete(database: Database, sql: Sql, statement: str) -> None:
    begin(database, text="kept")
    with pytest.raises(Exception, match=r"append-only|recorded as purged|records as purged"):
        sql(statement)
    assert verify(database).faults == ()


@pytest.mark.parametrize("kept", ["postgresql"], indirect=True)
def test_postgresql_refuses_to_empty_a_table(database: Database, sql: Sql) -> None:
    begin(database, text="kept")
    with pytest.raises(Exception, match="append-only"):
        sql("TRUNCATE events CASCADE")


def test_a_database_error_shows_no_values(database: Database) -> None:
    with database.writing() as tx:
        open_subject(tx, "request", reference="TWICE")
    with pytest.raises(LedgerUnusable) as told, database.writing() as tx:
        open_subject(tx, "request", reference="TWICE")
    assert "TWICE" not in str(told.value)
    assert "parameters" in str(told.value.__cause__)
    assert "request" not in str(told.value.__cause__).partition("VALUES")[2].replace("hide_parameters", "")
