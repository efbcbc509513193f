"""Keys and seals: what is sealed opens in its place alone; the master key is exchanged without a moment of danger."""

import multiprocessing
import stat
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from keeping import NOON

from assistant.errors import KeyMissing, NotAllowed
from assistant.ledger.database import Database, open_database
from assistant.ledger.events import append, open_subject, payloads_of
from assistant.ledger.keyring import Keyring
from assistant.ledger.sealing import SealBroken, derive, new_key, read_master_keys, seal, unseal, vouch
from assistant.ledger.verifying import verify
from assistant.principal import Principal
from assistant.settings import Settings

Sql = Callable[..., list[tuple[object, ...]]]
ADMIN = Principal(role="administrator")


def put(database: Database, text: str = "kept") -> str:
    with database.writing() as tx:
        subject = open_subject(tx, "request")
        append(tx, subject, "note", at=NOON, facts={}, payload={"text": text})
    return subject


def text_of(database: Database, subject: str) -> str:
    with database.reading() as tx:
        return str(next(iter(payloads_of(tx, subject).values()))["text"])


def test_what_is_sealed_opens_with_its_key_in_its_place_alone() -> None:
    key, sealed = new_key(), b""
    sealed = seal(key, b"hello", context="payload/1")
    assert unseal(key, sealed, context="payload/1") == b"hello"
    assert seal(key, b"hello", context="payload/1") != sealed
    for wrong_key, wrong, place in (
        (new_key(), sealed, "payload/1"),
        (key, sealed, "payload/2"),
        (key, sealed[:-1] + bytes([sealed[-1] ^ 1]), "payload/1"),
        (key, sealed[:5], "payload/1"),
        (key, b"", "payload/1"),
    ):
        with pytest.raises(SealBroken):
            unseal(wrong_key, wrong, context=place)


def test_keys_for_two_purposes_have_nothing_in_common() -> None:
    key = new_key()
    assert derive(key, "chain") == derive(key, "chain") != derive(key, "blind")
    assert vouch(derive(key, "chain"), b"x") != vouch(derive(key, "blind"), b"x")


def test_the_key_file_is_its_owners_alone(kept: Settings, database: Database) -> None:
    assert stat.S_IMODE(kept.master_key_file.stat().st_mode) == 0o600
    assert stat.S_IMODE(kept.master_key_file.parent.stat().st_mode) == 0o700
    assert [path.name for path in kept.master_key_file.parent.glob("*") if path.suffix != ".lock"] == ["master.json"]


def test_no_key_stands_in_the_database(kept: Settings, database: Database, sql: Sql) -> None:
    subject = put(database)
    (master,) = read_master_keys(kept.master_key_file).keys
    ((wrapped,),) = sql("SELECT wrapped FROM subject_keys WHERE subject = :subject", subject=subject)
    assert isinstance(wrapped, bytes | memoryview)
    key = unseal(master.key, bytes(wrapped), context=f"key/{subject}")
    stored = b"".join(bytes(value) for (value,) in sql("SELECT wrapped FROM ledger_keys") if isinstance(value, bytes))
    assert master.key not in stored
    assert key not in bytes(wrapped)


def test_rotation_changes_the_key_and_nothing_that_is_sealed(
    kept: Settings, database: Database, opening: Callable[[], Database], sql: Sql
) -> None:
    old, before = read_master_keys(kept.master_key_file), put(database)
    sealed = sql("SELECT sealed FROM payloads")
    running = opening()
    assert database.rotate(ADMIN) == 2
    (new,) = read_master_keys(kept.master_key_file).keys
    assert new.id != old.keys[0].id
    assert sql("SELECT sealed FROM payloads") == sealed
    assert {master for (master,) in sql("SELECT master FROM subject_keys UNION SELECT master FROM ledger_keys")} == {
        new.id
    }
    for one in (database, running, opening()):
        assert text_of(one, before) == "kept"
        assert text_of(one, put(one, "later")) == "later"
    assert verify(running).faults == ()
    kept.master_key_file.write_text('{"format": 1, "keys": []}', "utf-8")
    with pytest.raises(KeyMissing):
        open_database(kept)


def test_only_an_administrator_rotates(database: Database) -> None:
    with pytest.raises(NotAllowed):
        database.rotate(Principal(role="records_officer"))


@pytest.mark.parametrize("cut", ["rewrap", "forget_old"])
def test_a_rotation_that_is_cut_off_loses_nothing_and_can_be_run_again(
    kept: Settings, database: Database, opening: Callable[[], Database], monkeypatch: pytest.MonkeyPatch, cut: str
) -> None:
    """Before the wrapping is committed, and after it but before the old key left the file."""
    subject = put(database)
    real = getattr(Keyring, cut)

    def fail(keyring: Keyring, *given: object) -> None:
        if cut == "rewrap":
            real(keyring, *given)
        raise OSError("cut off")

    with monkeypatch.context() as patch:
        patch.setattr(Keyring, cut, fail)
        with pytest.raises(OSError, match="cut off"):
            database.rotate(ADMIN)
    assert len(read_master_keys(kept.master_key_file).keys) == 2
    for one in (database, opening()):
        assert text_of(one, subject) == "kept"
        assert text_of(one, put(one, "between")) == "between"
    database.rotate(ADMIN)
    assert len(read_master_keys(kept.master_key_file).keys) == 1
    assert text_of(opening(), subject) == "kept"
    assert verify(database).faults == ()


def _put_many(data_dir: Path, url: str | None) -> None:
    database = open_database(Settings(data_dir=data_dir, database_url=url))
    for _ in range(30):
        put(database)
    database.close()


def test_programs_that_write_while_it_rotates_lose_nothing(kept: Settings, database: Database) -> None:
    context = multiprocessing.get_context("spawn")
    writers = [context.Process(target=_put_many, args=(kept.data_dir, kept.database_url)) for _ in range(2)]
    for writer in writers:
        writer.start()
    while any(writer.is_alive() for writer in writers):
        database.rotate(ADMIN)
        time.sleep(0.05)
    for writer in writers:
        writer.join()
    assert [writer.exitcode for writer in writers] == [0, 0]
    found = verify(database)
    assert (found.events, found.faults) == (60, ())
