"""Every file that the store leaves, opened raw: nothing of who asked, about whom, or what they wrote."""

import logging
import sqlite3
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from filing import ADMIN, ANSWERS, OFFICER, PDF, PRIVATE, acting, filed
from keeping import NOON, later

from assistant.errors import NoSuchRequest, PrivacyAssistantError
from assistant.ledger.database import Database, open_database
from assistant.ledger.disclosures import Disclosure, Student
from assistant.principal import Principal
from assistant.rights.answers import Upload
from assistant.rights.request import (
    Assigned,
    ClarificationAsked,
    Corrected,
    Granted,
    IdentityChecked,
    LetterSent,
    Message,
    Note,
    Refused,
)
from assistant.rights.store import RequestStore
from assistant.settings import Settings

SAID = "Mrs. Gantenbein said Wilhelmina Quimby plays the zither, jose.quimby@example.org"


def live(database: Database) -> None:
    """A request's whole life, with private words wherever words can stand, and failures in between."""
    store = RequestStore(database)
    receipt = store.submit(
        Principal(), filed(files={"paper": Upload(name="zither of Quimby.pdf", content=PDF)}), at=NOON
    )
    visit = store.visit(receipt.reference, receipt.code or "", client="Quimby's phone", at=NOON)
    store.write(visit, SAID, at=NOON)
    store.send_document(visit, Upload(name="Wilhelmina.txt", content=SAID.encode()), at=NOON)
    student = Student(name="Wilhelmina Quimby", born=date(2014, 3, 9))
    given = Disclosure(
        what="requested", on=date(2026, 11, 2), recipient=SAID, interest=SAID, data=(SAID,), rule="34 CFR 99.30"
    )
    acting(
        store,
        receipt,
        IdentityChecked(how="other", passed=True, remarks=SAID),
        Assigned(to="Olga Officer"),
        ClarificationAsked(text=SAID),
        Note(text=SAID),
        Message(text=SAID),
        LetterSent(letter="more_information", how="mail", text=SAID),
        Corrected(event=8, replacement=Note(text=SAID), text=SAID),
    )
    found = store.read(OFFICER, receipt.request)
    store.act(
        OFFICER,
        receipt.request,
        Refused(reasons=("other",), rights=("hearing",), text=SAID),
        at=NOON,
        seen=found.status.version,
        disclosures=[(student, given)],
    )
    with pytest.raises(PrivacyAssistantError):
        store.act(OFFICER, receipt.request, Granted(text=SAID), at=NOON, seen=1)
    with pytest.raises(NoSuchRequest):
        store.visit("Quimby", "Wilhelmina", client="Quimby's phone", at=NOON)
    store.search(OFFICER, "Wilhelmina Quimby")
    database.rotate(ADMIN)


def spellings(word: str) -> set[bytes]:
    """As the word may stand in a file: in two encodings, in JSON, in any case."""
    forms = {word, word.casefold(), word.upper(), word.encode("unicode_escape").decode()}
    return {form.encode(code) for form in forms for code in ("utf-8", "utf-16-le", "latin-1", "utf-16-be")}


def found_in(stored: bytes) -> set[str]:
    return {word for word in PRIVATE if any(form in stored for form in spellings(word))}


@pytest.mark.parametrize("kept", ["sqlite"], indirect=True)
def test_no_file_tells_anything(
    kept: Settings, database: Database, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    live(database)
    backup = sqlite3.connect(tmp_path / "backup.sqlite3")
    with sqlite3.connect(kept.data_dir / "ledger.sqlite3") as source:
        source.backup(backup)
    backup.close()
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    names = {path.name for path in files}
    assert {"ledger.sqlite3", "ledger.sqlite3-wal", "backup.sqlite3", "master.json"} <= names
    assert (kept.data_dir / "ledger.sqlite3-wal").stat().st_size > 0
    for path in files:
        assert found_in(path.read_bytes()) == set(), path.name
    assert found_in(caplog.text.encode()) == set()


@pytest.mark.parametrize("kept", ["postgresql"], indirect=True)
def test_no_table_of_postgresql_tells_anything(
    database: Database, sql: Callable[..., list[tuple[object, ...]]]
) -> None:
    live(database)
    tables = [name for (name,) in sql("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")]
    assert "payloads" in tables
    for table in tables:
        for row in sql(f"SELECT * FROM {table}"):
            stored = b"\0".join(bytes(v) if isinstance(v, bytes | memoryview) else str(v).encode() for v in row)
            assert found_in(stored) == set(), table


def test_the_search_itself_would_find_a_word() -> None:
    assert found_in(b'{"name": "Jos\\u00e9 Pe\\u00f1aloza"}') == set()
    assert found_in('{"name": "Peñaloza"}'.encode()) == {"Peñaloza"}
    assert found_in("wilhelmina".encode("utf-16-le")) == {"Wilhelmina"}


@pytest.mark.parametrize("kept", ["sqlite"], indirect=True)
def test_a_backup_opens_with_its_key_file(kept: Settings, database: Database, tmp_path: Path) -> None:
    receipt = RequestStore(database).submit(Principal(), filed(), at=NOON)
    (tmp_path / "restored").mkdir()
    copy = sqlite3.connect(tmp_path / "restored" / "ledger.sqlite3")
    with sqlite3.connect(kept.data_dir / "ledger.sqlite3") as source:
        source.backup(copy)
    copy.close()
    restored = open_database(Settings(data_dir=tmp_path / "restored", key_file=kept.master_key_file))
    store = RequestStore(restored)
    assert store.read(OFFICER, receipt.request).answers == ANSWERS
    assert store.visit(receipt.reference, receipt.code or "", client="c", at=later(days=1)).request == receipt.request
    restored.close()
