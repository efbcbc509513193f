"""What the pages share: the encoder, the index and the catalog, loaded once, and proven again before every use.

A passage file or a document may change while the server runs. So each use first compares cheap stamps (name, size,
times) of the documents and of the index's files with those taken before the last proof; where they differ, the index is
loaded, hence proven, anew. An altered passage is never shown, and a rebuilt index is taken up without a restart.
"""

import os
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from threading import Lock

from assistant.answering.calibration import Calibration, load_calibration
from assistant.answering.language import detect
from assistant.answering.question import ask_about
from assistant.answering.respond import respond
from assistant.answering.response import Audience, Language, Response
from assistant.corpus.authorities import Authorities, load_authorities
from assistant.corpus.catalog import Catalog, corpus_stamp, load_catalog
from assistant.corpus.district import load_district
from assistant.corpus.passages import Passage
from assistant.errors import CorpusError, IndexUnusable, PrivacyAssistantError
from assistant.i18n import languages
from assistant.retrieval.encoder import Encoder, SentenceEncoder
from assistant.retrieval.index import CURRENT, Index
from assistant.settings import Settings

# Loads tried while a build or an edit goes on beside us; the stamps differ before and after each.
LOADS = 3
Stamp = tuple[object, ...]


@dataclass(frozen=True)
class Holdings:
    """What may be quoted at this moment: an index proven against its files and documents, and their catalog."""

    index: Index
    catalog: Catalog
    calibration: Calibration | None
    encoder: Encoder
    authorities: Authorities

    @cached_property
    def doc_ids(self) -> tuple[str, ...]:
        """The documents that were read, in the order of the catalog: those a search looks through."""
        read = {p.doc_id for p in self.index.passages}
        return tuple(d.doc_id for d in self.catalog if d.doc_id in read)

    @cached_property
    def resting(self) -> dict[str, tuple[Passage, ...]]:
        """By the cite of a card, the first passage of each guidance section with a citation that leads to that card."""
        guides = [p for p in self.index.passages if p.kind == "guidance" and p.passage_id.endswith("/1")]
        card = {cite: self.authorities.find(cite) for cite in {cite for p in guides for cite in p.authorities}}
        found: dict[str, tuple[Passage, ...]] = {}
        for passage in guides:
            for cite in dict.fromkeys(to.cite for one in passage.authorities if (to := card[one])):
                found[cite] = (*found.get(cite, ()), passage)
        return found

    def ask(
        self, text: str, *, audience: Audience, language: Language, foreign: bool = False, before: str = ""
    ) -> Response:
        """Raises QuestionError for an empty or overlong question. See `ask_about`."""
        question = ask_about(text, audience=audience, language=language, foreign=foreign, before=before)
        return respond(question, index=self.index, encoder=self.encoder, calibration=self.calibration)


class Runtime:
    """Thread-safe: one lock guards what is loaded, and a loaded value is never changed."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._lock = Lock()
        self._encoder: Encoder | None = None
        self._held: tuple[Stamp, Holdings] | None = None

    def holdings(self) -> Holdings:
        """Raises what Index.load raises, CorpusError and ModelError: then nothing may be quoted."""
        with self._lock:
            for _ in range(LOADS):
                before = self._stamp()
                if self._held and self._held[0] == before:
                    return self._held[1]
                self._held = None
                try:
                    held = self._load()
                except PrivacyAssistantError:
                    if self._stamp() == before:
                        raise
                    continue
                if self._stamp() == before:
                    self._held = (before, held)
                    return held
        raise IndexUnusable("The documents or the index are being changed at this moment. Try again when that is done.")

    def ask(self, text: str, *, audience: Audience = "family", language: Language = "en") -> Response:
        return self.holdings().ask(text, audience=audience, language=language)

    def warm(self) -> None:
        """Load everything before the first visitor, the encoder's weights and the languages included."""
        detect("Has everything been loaded by now?", offered=languages(), default="en")
        self.ask("Is everything loaded?")

    def _load(self) -> Holdings:
        settings = self.settings
        if self._encoder is None:
            self._encoder = SentenceEncoder(settings.embedding_model_path)
        index = Index.load(
            settings.index_dir, corpus_dir=settings.corpus_dir, added_dir=settings.added_dir, encoder=self._encoder
        )
        calibration = load_calibration(settings.calibration_file, index)
        catalog = load_catalog(settings.corpus_dir, settings.added_dir)
        return Holdings(index, catalog, calibration, self._encoder, self._cards())

    def _cards(self) -> Authorities:
        """Of the authorities. An answer stands on the documents: without cards it is given, and `doctor` says why."""
        try:
            return load_authorities(self.settings.corpus_dir)
        except CorpusError:
            return Authorities(entries=())

    def district(self) -> str:
        """The district's name, or nothing while it is not entered or cannot be read: pages need it in every state."""
        try:
            name = load_district(self.settings.corpus_dir).name
        except CorpusError:
            return ""
        return name.value if name else ""

    def _stamp(self) -> Stamp:
        """Of the documents, of CURRENT, of every file of the index it names, and of the calibration."""
        settings = self.settings
        current = settings.index_dir / CURRENT
        try:
            digest = current.read_text("utf-8").strip()
            documents: Stamp = corpus_stamp(settings.corpus_dir, settings.added_dir)
        except (OSError, ValueError):
            return ("unreadable", _stat(current))
        # What is no digest is no folder to walk: Index.load says so.
        walk = os.walk(settings.index_dir / digest) if digest.isalnum() else ()
        files = sorted(Path(at, name) for at, _, names in walk for name in names)
        return (_stat(current), _stat(settings.calibration_file), *map(_stat, files), *documents)


def _stat(path: Path) -> Stamp:
    """The change time tells what a restored modification time hides."""
    try:
        found = path.stat()
    except OSError:
        return (str(path), None)
    return (str(path), found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns)


_runtime: Runtime | None = None
_making = Lock()


def runtime() -> Runtime:
    """The one runtime of this process, its settings read at first use."""
    global _runtime
    with _making:
        if _runtime is None:
            _runtime = Runtime(Settings())
        return _runtime


def forget() -> None:
    """Read the settings anew at the next use: for tests, which point the same process at other folders."""
    global _runtime
    with _making:
        _runtime = None


def ask(text: str, *, audience: Audience = "family", language: Language = "en") -> Response:
    return runtime().ask(text, audience=audience, language=language)
