"""A clerk's and a family's work without end, for a test to kill: each write is told once it is confirmed."""

import secrets
from multiprocessing.connection import Connection
from pathlib import Path

from filing import FAMILY, OFFICER, PDF, filed
from keeping import NOON

from assistant.ledger.database import open_database
from assistant.rights.answers import Upload
from assistant.rights.request import Assigned, Closed, Corrected, Granted, IdentityChecked, Note
from assistant.rights.store import RequestStore
from assistant.settings import Settings

FILE = filed(files={"paper": Upload(name="z.pdf", content=PDF)})
ACTS = (
    IdentityChecked(how="photo_id", passed=True),
    Assigned(to="Bert"),
    Note(text="n" * 5000),
    Granted(),
    Corrected(event=3, text="slip"),
    Closed(reason="done"),
)


def work(data_dir: Path, said: Connection) -> None:
    store = RequestStore(open_database(Settings(data_dir=data_dir)))
    while True:
        token = secrets.token_hex(16)
        said.send(("began", token, 0))
        receipt = store.submit(FAMILY, FILE, at=NOON, token=token)
        said.send(("filed", receipt.request, receipt.version))
        version = receipt.version
        for act in ACTS:
            version = store.act(OFFICER, receipt.request, act, at=NOON, seen=version).status.version
            said.send(("acted", receipt.request, version))
