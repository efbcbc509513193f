"""Is all well? Everything that the assistant needs, looked at one by one, for whoever looks after it.

It returns reasons and counts; the words are in `i18n`. `failed` is what stops answers or the server; `look` is what
works and still wants a person's eye, and the list of what to do before families use it is kept apart from both.
"""

import socket
import tempfile
from pathlib import Path
from typing import Literal

from pydantic import Field

from assistant.answering.calibration import load_calibration
from assistant.corpus.authorities import load_authorities
from assistant.corpus.catalog import Catalog, load_catalog
from assistant.corpus.district import District, load_district
from assistant.errors import CorpusError, IndexDamaged, IndexMissing, IndexStale, LedgerUnusable, ModelError
from assistant.ledger.database import open_database, state
from assistant.ledger.verifying import verify
from assistant.record import Record
from assistant.retrieval.encoder import SentenceEncoder
from assistant.retrieval.index import Index
from assistant.settings import Settings

State = Literal["ok", "look", "failed"]
# Enough to begin looking.
MOST_FAULTS = 10


class Check(Record):
    """`reason` with `values` is told by the words under `doctor.<name>.<reason>`; `detail` is the error's own."""

    name: str
    state: State
    reason: str
    values: dict[str, str | int] = Field(default_factory=dict)
    detail: str = ""


class ToDo(Record):
    """Something to do before the assistant is for families; `key` says which, under `golive.<kind>.<key>`."""

    kind: Literal["district", "general"]
    key: str
    values: dict[str, str | int] = Field(default_factory=dict)


class Diagnosis(Record):
    checks: tuple[Check, ...]
    before_you_go_live: tuple[ToDo, ...]

    @property
    def healthy(self) -> bool:
        return all(check.state != "failed" for check in self.checks)


def diagnose(settings: Settings) -> Diagnosis:
    """Look at everything; nothing is built, written or mended."""
    corpus, catalog = _catalog(settings)
    district_check, _ = _district(settings)
    encoder_check, encoder = _encoder(settings)
    index_check, index = _index(settings, encoder)
    checks = (
        corpus,
        encoder_check,
        index_check,
        *([_unread(index)] if index else []),
        _calibration(settings, index),
        district_check,
        *([_samples(catalog)] if catalog else []),
        _remembered(settings),
        _data_dir(settings.data_dir),
        _ledger(settings),
        _port(settings.address, settings.port),
    )
    return Diagnosis(checks=checks, before_you_go_live=before_you_go_live(settings, index))


def before_you_go_live(settings: Settings, index: Index | None) -> tuple[ToDo, ...]:
    """What a person should still do, the most needed first; empty when nothing is left.

    `index` is the one in use: a server that asks has it loaded already. Without one nothing counts as measured.
    """
    (_, catalog), (_, district) = _catalog(settings), _district(settings)
    remembered = int(_remembered(settings).values.get("n", 0))
    general = []
    if catalog and any(d.sample for d in catalog):
        general.append(ToDo(kind="general", key="samples", values={"n": sum(d.sample for d in catalog)}))
    if catalog and not any(d.kind == "regulation" for d in catalog):
        general.append(ToDo(kind="general", key="regulation"))
    if remembered:
        general.append(ToDo(kind="general", key="authorities", values={"n": remembered}))
    if _calibration(settings, index).state != "ok":
        general.append(ToDo(kind="general", key="calibration"))
    return (*(ToDo(kind="district", key=key) for key in (district.absent() if district else ())), *general)


def _catalog(settings: Settings) -> tuple[Check, Catalog | None]:
    try:
        catalog = load_catalog(settings.corpus_dir, settings.added_dir)
    except CorpusError as error:
        return Check(name="corpus", state="failed", reason="unusable", detail=str(error)), None
    return Check(name="corpus", state="ok", reason="read", values={"n": len(catalog.documents)}), catalog


def _district(settings: Settings) -> tuple[Check, District | None]:
    try:
        district = load_district(settings.corpus_dir)
    except CorpusError as error:
        return Check(name="district", state="failed", reason="unusable", detail=str(error)), None
    if absent := len(district.absent()):
        return Check(name="district", state="look", reason="absent", values={"n": absent}), district
    return Check(name="district", state="ok", reason="complete"), district


def _encoder(settings: Settings) -> tuple[Check, SentenceEncoder | None]:
    try:
        encoder = SentenceEncoder(settings.embedding_model_path)
    except ModelError as error:
        return Check(name="encoder", state="failed", reason="unusable", detail=str(error)), None
    return Check(name="encoder", state="ok", reason="ready", values={"encoder": encoder.name}), encoder


def _index(settings: Settings, encoder: SentenceEncoder | None) -> tuple[Check, Index | None]:
    if encoder is None:
        return Check(name="index", state="failed", reason="no_encoder"), None
    try:
        index = Index.load(
            settings.index_dir, corpus_dir=settings.corpus_dir, added_dir=settings.added_dir, encoder=encoder
        )
    except (IndexMissing, IndexStale, IndexDamaged) as error:
        reason = type(error).__name__.removeprefix("Index").lower()
        return Check(name="index", state="failed", reason=reason, detail=str(error)), None
    except CorpusError as error:
        return Check(name="index", state="failed", reason="no_corpus", detail=str(error)), None
    values = {"n": index.manifest.passages, "digest": index.digest[:12]}
    return Check(name="index", state="ok", reason="whole", values=values), index


def _unread(index: Index) -> Check:
    unread = index.manifest.unread
    if not unread:
        return Check(name="documents", state="ok", reason="read", values={"n": index.manifest.documents})
    detail = "; ".join(f"{one.doc_id}: {one.reason}" for one in unread)
    return Check(name="documents", state="failed", reason="unread", values={"n": len(unread)}, detail=detail)


def _calibration(settings: Settings, index: Index | None) -> Check:
    if index is None:
        return Check(name="calibration", state="look", reason="no_index")
    if load_calibration(settings.calibration_file, index):
        return Check(name="calibration", state="ok", reason="fits")
    reason = "other" if settings.calibration_file.is_file() else "missing"
    return Check(name="calibration", state="look", reason=reason)


def _samples(catalog: Catalog) -> Check:
    samples = sum(d.sample for d in catalog)
    if not samples:
        return Check(name="samples", state="ok", reason="none")
    return Check(name="samples", state="look", reason="in_use", values={"n": samples})


def _remembered(settings: Settings) -> Check:
    try:
        authorities = load_authorities(settings.corpus_dir)
    except CorpusError as error:
        return Check(name="authorities", state="failed", reason="unusable", detail=str(error))
    total, remembered = len(authorities.entries), sum(entry.mark == "M" for entry in authorities)
    state: State = "look" if remembered else "ok"
    return Check(name="authorities", state=state, reason="counted", values={"n": remembered, "total": total})


def _data_dir(folder: Path) -> Check:
    """Tried, not asked: an administrator is told that everything is writable. Leaves nothing behind."""
    nearest = next(place for place in (folder, *folder.resolve().parents) if place.exists())
    values: dict[str, str | int] = {"folder": str(folder)}
    try:
        with tempfile.TemporaryFile(dir=nearest):
            pass
    except OSError as error:
        detail = error.strerror or type(error).__name__
        return Check(name="data", state="failed", reason="read_only", values=values, detail=detail)
    return Check(name="data", state="ok", reason="writable", values=values)


def _ledger(settings: Settings) -> Check:
    """Walked from its first event to its last: a ledger nobody looks through keeps nobody honest."""
    try:
        if (there := state(settings)) != "current":
            failed = there == "ahead"
            return Check(
                name="ledger", state="failed" if failed else "look" if there == "behind" else "ok", reason=there
            )
        database = open_database(settings)
        try:
            found = verify(database)
        finally:
            database.close()
    except LedgerUnusable as error:
        return Check(name="ledger", state="failed", reason="unusable", detail=str(error))
    if found.faults:
        told = [f"{one.what}, event {one.number}" if one.number else one.what for one in found.faults[:MOST_FAULTS]]
        values: dict[str, str | int] = {"n": len(found.faults)}
        return Check(name="ledger", state="failed", reason="altered", values=values, detail="; ".join(told))
    values = {"n": found.events, "chains": found.subjects}
    return Check(name="ledger", state="ok", reason="whole", values=values)


def _port(address: str, port: int) -> Check:
    """A port in use is no failure: this very program may be what uses it."""
    values: dict[str, str | int] = {"address": address, "port": str(port)}
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except OSError:
            return Check(name="port", state="look", reason="taken", values=values)
    return Check(name="port", state="ok", reason="free", values=values)
