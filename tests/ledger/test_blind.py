"""People are found however their names and numbers are written, and the database tells nobody who they are."""

from collections.abc import Callable

import pytest
from keeping import NOON

from assistant.ledger import blind
from assistant.ledger.blind import Identifier, IdentifierKind, same
from assistant.ledger.database import Database
from assistant.ledger.events import append, open_subject


def put(database: Database, *identifiers: Identifier, kind: str = "request") -> str:
    with database.writing() as tx:
        subject = open_subject(tx, kind)
        append(tx, subject, "submitted", at=NOON, facts={})
        blind.keep(tx, subject, identifiers)
    return subject


def find(database: Database, text: str, kind: str = "request") -> set[str]:
    with database.reading() as tx:
        return blind.search(tx, text, kind=kind)


@pytest.mark.parametrize(
    ("kind", "one", "other"),
    [
        ("name", "José María O'Neil", "oneil, JOSE maria"),
        ("name", "Nguyễn Thị Hồng", "nguyen thi hong"),
        ("name", "Xiong-Vang, Pa Nhia", "Pa Nhia Xiong Vang"),
        ("name", "Straße", "STRASSE"),
        ("email", " Jo@Example.ORG ", "jo@example.org"),
        ("phone", "+1 (218) 555-0147", "218.555.0147"),
        ("student", "Stu. 0042", "0042 stu"),
    ],
)
def test_what_is_written_differently_and_means_the_same_is_the_same(kind: IdentifierKind, one: str, other: str) -> None:
    assert same(kind, one) == same(kind, other) != ""


@pytest.mark.parametrize(
    ("kind", "one", "other"),
    [
        ("name", "Ann Lee", "Anne Lee"),
        ("email", "a.b@example.org", "ab@example.org"),
        ("phone", "218 555 0147", "218 555 0148"),
    ],
)
def test_what_means_something_else_is_not(kind: IdentifierKind, one: str, other: str) -> None:
    assert same(kind, one) != same(kind, other)


def test_a_request_is_found_by_each_of_its_identifiers_and_parts_of_a_name(database: Database) -> None:
    own = put(
        database,
        Identifier(kind="name", value="Ann Marie Lee"),
        Identifier(kind="email", value="ann@example.org"),
        Identifier(kind="phone", value="218 555 0147"),
        Identifier(kind="student", value="Bo Lee"),
    )
    other = put(database, Identifier(kind="name", value="Bo Lee"))
    assert find(database, "lee") == {own, other}
    assert find(database, "marie LEE") == {own}
    assert find(database, "555-0147") == find(database, "1 218 555 0147") == find(database, "ANN@example.org") == {own}
    assert find(database, "bo") == {own, other}
    for nobody in ("", "  ", "-", "Ann Bo", "ann@example", "0147", "555", "Li"):
        assert find(database, nobody) == set(), nobody


def test_logs_and_requests_do_not_mix(database: Database) -> None:
    request = put(database, Identifier(kind="student", value="Bo Lee"))
    log = put(database, Identifier(kind="student", value="Bo Lee"), kind="disclosures")
    assert find(database, "Bo") == {request}
    assert find(database, "Bo", "disclosures") == {log}


def test_what_is_kept_anew_replaces_and_what_is_added_stays(database: Database) -> None:
    subject = put(database, Identifier(kind="name", value="Ann Lee"))
    with database.writing() as tx:
        blind.add(tx, subject, [Identifier(kind="name", value="Ann Li")])
    assert find(database, "Lee") == find(database, "Li") == {subject}
    with database.writing() as tx:
        blind.keep(tx, subject, [Identifier(kind="name", value="Ann Li")])
    assert (find(database, "Lee"), find(database, "Li")) == (set(), {subject})


def test_two_ledgers_digest_the_same_name_differently(
    database: Database, sql: Callable[..., list[tuple[object, ...]]], tmp_path: object
) -> None:
    """Who has one database cannot look up in another, nor try names without the key."""
    put(database, Identifier(kind="name", value="Ann"))
    tokens = {token for (token,) in sql("SELECT token FROM blind")}
    with database.writing() as tx:
        subject = open_subject(tx, "request")
        keyring = tx.keyring
        was, keyring.blind = keyring.blind, b"another ledger's key of 32 bytes"
        blind.keep(tx, subject, [Identifier(kind="name", value="Ann")])
        keyring.blind = was
    others = {token for (token,) in sql("SELECT token FROM blind")} - tokens
    assert len(tokens) == len(others) == 2
