"""The store is killed at random moments of filing and acting: nothing confirmed is lost, nothing is there by half.

The gate kills a few times; BARS=200 kills as often as the bar wants.
"""

import multiprocessing
import os
import random
import time
from multiprocessing.context import ForkServerContext
from pathlib import Path

import pytest
import sqlalchemy as sa
from filing import ANSWERS, FAMILY, OFFICER
from keeping import NOON
from working import FILE, work

from assistant.ledger.database import Database, open_database
from assistant.ledger.verifying import verify
from assistant.rights.store import RequestStore
from assistant.settings import Settings

KILLS = int(os.environ.get("BARS", "20"))
Said = tuple[str, str, int]


@pytest.fixture
def workers(monkeypatch: pytest.MonkeyPatch) -> ForkServerContext:
    """Begins programs in milliseconds: what they import is imported once, in a program that they are forked from."""
    here = Path(__file__).parent
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(map(str, (here, here.parent))))
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["working"])
    return context


def work_until_killed(workers: ForkServerContext, data_dir: Path, draw: random.Random) -> list[Said]:
    """What the program had confirmed before it was killed, in order."""
    hearing, saying = workers.Pipe(duplex=False)
    working = workers.Process(target=work, args=(data_dir, saying))
    working.start()
    saying.close()
    said: list[Said] = [hearing.recv() for _ in range(draw.randint(1, 16))]
    time.sleep(draw.uniform(0.0, 0.15))
    working.kill()
    working.join()
    while True:
        try:
            said.append(hearing.recv())
        except EOFError:
            hearing.close()
            return said


def check_confirmed(store: RequestStore, said: list[Said]) -> None:
    versions = {request: version for kind, request, version in said if kind != "began"}
    for request, version in versions.items():
        found = store.read(OFFICER, request)
        assert found.status.version >= version
        assert found.answers == ANSWERS
        assert store.document(OFFICER, request, found.status.documents[0])[0] == "pdf"


def check_whole(settings: Settings) -> None:
    """Each request has all that filing it writes, or is not there at all."""
    engine = sa.create_engine(settings.ledger_url)
    with engine.connect() as connection:
        subjects = {row[0] for row in connection.exec_driver_sql("SELECT id FROM subjects")}
        for table in ("events", "payloads", "attachments", "subject_keys", "codes", "blind", "submissions"):
            there = {row[0] for row in connection.exec_driver_sql(f"SELECT DISTINCT subject FROM {table}")}
            assert there == subjects, table
        least = connection.exec_driver_sql("SELECT min(n) FROM (SELECT count(*) AS n FROM events GROUP BY subject)")
        assert (least.scalar() or 2) >= 2
    engine.dispose()


def check_filing_again(database: Database, token: str) -> None:
    """The page does not know whether it was filed, and sends it again: it is filed once."""
    store = RequestStore(database)
    one, other = (store.submit(FAMILY, FILE, at=NOON, token=token) for _ in range(2))
    assert (one.reference, one.code) == (other.reference, other.code)
    assert store.visit(one.reference, one.code or "", client="c", at=NOON).request == one.request
    assert store.search(OFFICER, one.reference) == {one.request}


def test_killed_at_random_moments_nothing_confirmed_is_lost(workers: ForkServerContext, tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "data")
    draw = random.Random(940_094)
    confirmed: list[Said] = []
    for _ in range(KILLS):
        said = work_until_killed(workers, settings.data_dir, draw)
        confirmed += said
        check_whole(settings)
        database = open_database(settings)
        assert verify(database).faults == ()
        check_confirmed(RequestStore(database), said)
        check_filing_again(database, [token for kind, token, _ in said if kind == "began"][-1])
        database.close()
    database = open_database(settings)
    check_confirmed(RequestStore(database), confirmed)
    references = [one.reference for one in RequestStore(database).queue(OFFICER)]
    assert len(references) == len(set(references))
    assert verify(database).faults == ()
    assert len(confirmed) > KILLS
    database.close()
