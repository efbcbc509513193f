"""The index on disk: built beside the one in use, proven file by file, swapped in whole.

    index/<digest>/   manifest.json  passages.jsonl  vectors.faiss  lexical/<language>/  intents/
    index/CURRENT     the digest in use, replaced in one step

The manifest names the format, the encoder, the corpus and the digest of every file, and no time: the same corpus on the
same kind of processor gives the same bytes. An index that is missing, stale or damaged is refused with what was found,
what was expected, and the command that mends it. A vector is made again only for text that is new.
"""

import hashlib
import json
import re
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal, get_args

import faiss
import numpy as np
from filelock import FileLock
from numpy.typing import NDArray
from pydantic import ValidationError

from assistant.corpus.catalog import corpus_digest, load_catalog
from assistant.corpus.parsing import read_sections
from assistant.corpus.passages import Passage, cut
from assistant.corpus.translations import read_translations, translate
from assistant.errors import CorpusError, DocumentError, IndexDamaged, IndexMissing, IndexStale
from assistant.record import Record
from assistant.retrieval.encoder import Encoder
from assistant.retrieval.intent import DECLINED, DECLINES, Intents, declines, learning_digest
from assistant.retrieval.lexical import LexicalIndex, words
from assistant.retrieval.vocabulary import vocabulary

# Raise it with every change to parsing, cutting, or what is encoded: an index of another format is stale.
FORMAT = 9
CURRENT = "CURRENT"
DIGEST = re.compile("[0-9a-f]{64}")
MEND = "Run: privacy-assistant build"

KeyKind = Literal["passage", "heading", "asked", "sentence", "translated", "declined"]
KINDS = get_args(KeyKind)
# One example alone may lie near by chance.
NEIGHBOURS = 5


class Key(Record):
    """One text with a vector. It leads to a passage by its number; a declined example leads past the last one."""

    kind: KeyKind
    passage: int
    text: str
    reason: str = ""


class Unread(Record):
    doc_id: str
    reason: str


class Manifest(Record):
    format: int
    examples_digest: str
    encoder: str
    encoder_digest: str
    dimension: int
    corpus_digest: str
    documents: int
    passages: int
    vectors: int
    unread: tuple[Unread, ...]
    files: dict[str, str]


class BuildReport(Record):
    digest: str
    documents: int
    unread: tuple[Unread, ...]
    passages: int
    encoded: int
    reused: int
    seconds: float
    changed: bool


def keys(passages: tuple[Passage, ...]) -> Iterator[Key]:
    """Every text that gets a vector, in order. A section's heading and questions lead to its first passage."""
    for at, passage in enumerate(passages):
        yield Key(kind="passage", passage=at, text=f"{passage.heading}\n{passage.text}")
        if passage.passage_id.endswith("/1"):
            yield Key(kind="heading", passage=at, text=passage.heading)
            for asked in passage.also_asked:
                yield Key(kind="asked", passage=at, text=asked)
        for sentence in passage.sentences:
            yield Key(kind="sentence", passage=at, text=passage.quote(sentence))
        for found in passage.translations.values():
            for text in filter(None, (found.heading, *found.sentences)):
                yield Key(kind="translated", passage=at, text=text)
    for reason, example in declines():
        yield Key(kind="declined", passage=len(passages), text=example, reason=reason)


class Index:
    """An index in memory: passages, the vectors of their keys, and where each section begins.

    Passages of a section stand together, and so do their keys: section s holds passages `section_passages[s]` up to
    `section_passages[s + 1]`, and the vectors of rows `section_rows[s]` up to `section_rows[s + 1]`.
    """

    def __init__(
        self,
        manifest: Manifest,
        digest: str,
        passages: tuple[Passage, ...],
        nearest: faiss.Index,
        lexical: dict[str, LexicalIndex],
        intents: Intents,
    ) -> None:
        self.manifest = manifest
        self.digest = digest
        self.passages = passages
        self.lexical = lexical
        self.intents = intents
        self.by_id = {p.passage_id: p for p in passages}
        self._faiss = nearest
        self._vectors: NDArray[np.float32] = nearest.reconstruct_n(0, nearest.ntotal)
        all_keys = tuple(keys(passages))
        self._kinds = np.array([KINDS.index(k.kind) for k in all_keys], dtype=np.int8)
        self._answered = self._vectors[np.isin(self._kinds, (KINDS.index("heading"), KINDS.index("asked")))]
        self._declined = self._vectors[self._kinds == KINDS.index("declined")]
        self._key_passage = np.array([k.passage for k in all_keys], dtype=np.int64)
        labels = [section_label(p) for p in passages]
        first = [n for n, label in enumerate(labels) if n == 0 or labels[n - 1] != label]
        self.section_labels = tuple(labels[n] for n in first)
        self.section_at = {label: n for n, label in enumerate(self.section_labels)}
        self.section_passages = np.array([*first, len(passages)], dtype=np.int64)
        self.section_rows = np.searchsorted(self._key_passage, self.section_passages)
        self.section_of_passage = np.repeat(np.arange(len(first)), np.diff(self.section_passages))
        self.is_contract = np.array([passages[n].kind == "contract" for n in first])
        self.audiences = np.array([passages[n].audience for n in first])
        self.named_documents = _named_documents(passages)
        self.vocabulary = vocabulary(passages)

    def nearest(self, vector: NDArray[np.float32], count: int) -> NDArray[np.int64]:
        """Passages of the `count` keys nearest to `vector` by cosine, best first; a passage may come more than once."""
        faiss.omp_set_num_threads(1)  # threads that wait for each other cost more than they bring on so few vectors
        _, rows = self._faiss.search(vector[None, :], min(count, len(self._kinds)))
        found: NDArray[np.int64] = self._key_passage[rows[0]]
        return found[found < len(self.passages)]

    def likeness(self, sections: NDArray[np.int64], vector: NDArray[np.float32]) -> tuple[NDArray[np.float32], ...]:
        """For each section the best cosine of its keys of each kind but the last; -1 for none."""
        begins, ends = self.section_rows[sections], self.section_rows[sections + 1]
        rows = np.concatenate([np.arange(b, e) for b, e in zip(begins, ends, strict=True)])
        starts = np.concatenate([[0], np.cumsum(ends - begins)[:-1]])
        cosines, kinds = self._vectors[rows] @ vector, self._kinds[rows]
        return tuple(
            np.maximum.reduceat(np.where(kinds == KINDS.index(kind), cosines, np.float32(-1)), starts)
            for kind in ("passage", "heading", "asked", "sentence", "translated")
        )

    def leaning(self, vector: NDArray[np.float32]) -> float:
        """How much nearer `vector` lies to questions that sections answer than to those that must be declined."""
        return _nearest_mean(self._answered @ vector) - _nearest_mean(self._declined @ vector)

    def sentence_vectors(self, section: int) -> NDArray[np.float32]:
        rows = slice(self.section_rows[section], self.section_rows[section + 1])
        found: NDArray[np.float32] = self._vectors[rows][self._kinds[rows] == KINDS.index("sentence")]
        return found

    @classmethod
    def load(cls, index_dir: Path, *, corpus_dir: Path, encoder: Encoder, added_dir: Path | None = None) -> "Index":
        """Raises IndexMissing, IndexStale or IndexDamaged; never returns an index that differs from its manifest."""
        digest, manifest = read_manifest(index_dir)
        _refuse_stale(manifest, corpus=corpus_digest(corpus_dir, added_dir), encoder=encoder)
        folder = index_dir / digest
        _prove(folder, manifest)
        try:
            return cls(
                manifest,
                digest,
                _read_passages(folder),
                faiss.read_index(str(folder / "vectors.faiss")),
                {f.name: LexicalIndex.load(f, f.name) for f in sorted((folder / "lexical").iterdir())},
                Intents.load(folder / "intents"),
            )
        except (ValidationError, RuntimeError, OSError, ValueError) as error:
            raise IndexDamaged(f"The index {folder} cannot be read ({type(error).__name__}). {MEND} --full") from None


def _nearest_mean(cosines: NDArray[np.float32]) -> float:
    return float(np.sort(cosines)[-NEIGHBOURS:].mean())


def read_manifest(index_dir: Path) -> tuple[str, Manifest]:
    """The digest in use and its manifest, which must hash to that digest."""
    current = index_dir / CURRENT
    if not current.is_file():
        raise IndexMissing(f"No index in {index_dir}. {MEND}")
    digest = current.read_bytes().decode("ascii", "replace").strip()
    path = index_dir / digest / "manifest.json"
    if not DIGEST.fullmatch(digest) or not path.is_file():
        raise IndexDamaged(f"{current} names an index that is not there. {MEND}")
    text = path.read_bytes()
    if (found := hashlib.sha256(text).hexdigest()) != digest:
        raise IndexDamaged(f"{path} is not what was built (digest {found[:12]}, expected {digest[:12]}). {MEND} --full")
    try:
        return digest, Manifest.model_validate_json(text)
    except ValidationError:
        raise IndexStale(f"{path} is of another version of this program. {MEND}") from None


def held_passages(index_dir: Path) -> tuple[Passage, ...]:
    """What was indexed last, its bytes proven, even if the documents have changed since: not to be answered from.

    Raises IndexMissing, IndexStale for passages of another format, IndexDamaged.
    """
    digest, manifest = read_manifest(index_dir)
    _prove(index_dir / digest, manifest)
    try:
        return _read_passages(index_dir / digest)
    except ValidationError:
        raise IndexStale(f"The passages in {index_dir} are of another version of this program. {MEND}") from None


def _refuse_stale(manifest: Manifest, *, corpus: str, encoder: Encoder) -> None:
    for what, found, expected in (
        ("format", str(manifest.format), str(FORMAT)),
        ("encoder", manifest.encoder_digest, encoder.digest),
        ("set of declined examples", manifest.examples_digest, _digest(DECLINES)),
        ("corpus", manifest.corpus_digest, corpus),
    ):
        if found != expected:
            raise IndexStale(
                f"The index was built from another {what} (index {found[:12]}, now {expected[:12]}). {MEND}"
            )


def _prove(folder: Path, manifest: Manifest) -> None:
    for name, expected in manifest.files.items():
        path = folder / name
        found = _digest(path) if path.is_file() else "absent"
        if found != expected:
            raise IndexDamaged(
                f"{path} is not what was built (digest {found[:12]}, expected {expected[:12]}). {MEND} --full"
            )


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _read_passages(folder: Path) -> tuple[Passage, ...]:
    with (folder / "passages.jsonl").open(encoding="utf-8") as lines:
        return tuple(Passage.model_validate_json(line) for line in lines)


def build(
    index_dir: Path,
    *,
    corpus_dir: Path,
    encoder: Encoder,
    added_dir: Path | None = None,
    full: bool = False,
    progress: Callable[[list[str]], Iterator[str]] = lambda texts: iter(texts),
) -> BuildReport:
    """Build the index if anything changed, or in any case with `full`. `progress` wraps the texts to encode.

    Whatever moment it is stopped at, CURRENT names a whole index or none: files are written in a folder of their own,
    which is renamed to its digest before CURRENT is replaced.
    """
    began = time.monotonic()
    index_dir.mkdir(parents=True, exist_ok=True)
    with FileLock(index_dir / ".lock"):
        old = _intact(index_dir, encoder)
        corpus = corpus_digest(corpus_dir, added_dir)
        if old and not full and _up_to_date(old[1], corpus, encoder):
            return _report(*old, encoded=0, began=began, changed=False)
        passages, unread = _cut_corpus(corpus_dir, added_dir, encoder)
        known = {} if full or not old else _known_vectors(index_dir / old[0], old[1].examples_digest)
        texts = [key.text for key in keys(passages)]
        # By length, since texts of one length are encoded together; the shortest first, so the bar never stalls early.
        new = sorted((text for text in dict.fromkeys(texts) if text not in known), key=encoder.count)
        known.update(zip(progress(new), encoder.encode_all(new), strict=True))
        vectors = np.stack([known[text] for text in texts])
        alike = old and not full and old[1].format == FORMAT
        intents = _learn_intents(passages, vectors, index_dir / old[0] if old and alike else None)
        digest, manifest = _write(index_dir, corpus, encoder, passages, unread, vectors, intents)
    return _report(digest, manifest, encoded=len(new), began=began, changed=True)


def _report(digest: str, manifest: Manifest, *, encoded: int, began: float, changed: bool) -> BuildReport:
    return BuildReport(
        digest=digest,
        documents=manifest.documents,
        unread=manifest.unread,
        passages=manifest.passages,
        encoded=encoded,
        reused=manifest.vectors - encoded,
        seconds=round(time.monotonic() - began, 2),
        changed=changed,
    )


def _up_to_date(manifest: Manifest, corpus: str, encoder: Encoder) -> bool:
    try:
        _refuse_stale(manifest, corpus=corpus, encoder=encoder)
    except IndexStale:
        return False
    return True


def _intact(index_dir: Path, encoder: Encoder) -> tuple[str, Manifest] | None:
    """The index in use, if every file of it is proven and its vectors come from this encoder."""
    try:
        digest, manifest = read_manifest(index_dir)
        _prove(index_dir / digest, manifest)
    except (IndexMissing, IndexStale, IndexDamaged):
        return None
    return (digest, manifest) if manifest.encoder_digest == encoder.digest else None


def _cut_corpus(
    corpus_dir: Path, added_dir: Path | None, encoder: Encoder
) -> tuple[tuple[Passage, ...], tuple[Unread, ...]]:
    passages: list[Passage] = []
    unread: list[Unread] = []
    for document in load_catalog(corpus_dir, added_dir):
        try:
            table = read_translations(corpus_dir, document)
            for section in read_sections(corpus_dir, document):
                cuts = cut(document, section, count=encoder.count, limit=encoder.limit)
                passages.extend(translate(passage, table) for passage in cuts)
        except DocumentError as error:
            unread.append(Unread(doc_id=document.doc_id, reason=str(error)))
    if not passages:
        reasons = "; ".join(u.reason for u in unread) or "the catalog is empty"
        raise CorpusError(f"No document of {corpus_dir} could be read: {reasons}")
    return tuple(passages), tuple(unread)


def _known_vectors(folder: Path, examples_digest: str) -> dict[str, NDArray[np.float32]]:
    """By text. The examples to decline stand last, and are only known while their file is the same."""
    old = faiss.read_index(str(folder / "vectors.faiss"))
    vectors = old.reconstruct_n(0, old.ntotal)
    try:
        of_old = [key.text for key in keys(_read_passages(folder)) if key.kind != "declined"]
    except (ValidationError, ValueError):  # passages of an older format: encode all anew
        return {}
    examples = [example for _, example in declines()] if examples_digest == _digest(DECLINES) else []
    texts = [*of_old, *examples]
    return dict(zip(texts, vectors[: len(texts)], strict=True))


def _write(
    index_dir: Path,
    corpus: str,
    encoder: Encoder,
    passages: tuple[Passage, ...],
    unread: tuple[Unread, ...],
    vectors: NDArray[np.float32],
    intents: Intents,
) -> tuple[str, Manifest]:
    building = Path(tempfile.mkdtemp(prefix=".building-", dir=index_dir))
    try:
        (building / "passages.jsonl").write_text("".join(p.model_dump_json() + "\n" for p in passages), "utf-8")
        flat = faiss.IndexFlatIP(vectors.shape[1])
        flat.add(vectors)
        faiss.write_index(flat, str(building / "vectors.faiss"))
        for language in ("en", *sorted({code for p in passages for code in p.translations})):
            texts = [lexical_text(p, language) for p in passages]
            LexicalIndex.build(texts, language).save(building / "lexical" / language)
        intents.save(building / "intents")
        files = {p.relative_to(building).as_posix(): _digest(p) for p in sorted(building.rglob("*")) if p.is_file()}
        manifest = Manifest(
            format=FORMAT,
            examples_digest=_digest(DECLINES),
            encoder=encoder.name,
            encoder_digest=encoder.digest,
            dimension=vectors.shape[1],
            corpus_digest=corpus,
            documents=len({p.doc_id for p in passages}),
            passages=len(passages),
            vectors=len(vectors),
            unread=unread,
            files=files,
        )
        text = json.dumps(manifest.model_dump(mode="json"), indent=1, sort_keys=True, ensure_ascii=False).encode()
        (building / "manifest.json").write_bytes(text)
        digest = hashlib.sha256(text).hexdigest()
        _swap_in(index_dir, building, digest, manifest)
    finally:
        shutil.rmtree(building, ignore_errors=True)
    return digest, manifest


def _learn_intents(passages: tuple[Passage, ...], vectors: NDArray[np.float32], old: Path | None) -> Intents:
    """The intents of the old index if they were learned from the same: a document without questions changes none."""
    rows, labels = [], []
    for row, key in enumerate(keys(passages)):
        if key.kind == "declined":
            labels.append(DECLINED + key.reason)
        elif key.kind in ("heading", "asked") and passages[key.passage].also_asked:
            labels.append(section_label(passages[key.passage]))
        else:
            continue
        rows.append(row)
    digest = learning_digest(labels, vectors[rows])
    known = Intents.load(old / "intents") if old else None
    return known if known and known.learned_from == digest else Intents.learn(labels, vectors[rows])


def section_label(passage: Passage) -> str:
    return f"{passage.doc_id}#{passage.section_id}"


def _swap_in(index_dir: Path, building: Path, digest: str, manifest: Manifest) -> None:
    target = index_dir / digest
    try:
        _prove(target, manifest)
    except IndexDamaged:  # absent, or of this digest and damaged: nothing could have been answered from it
        shutil.rmtree(target, ignore_errors=True)
        building.chmod(0o755)  # a folder made for one user only would lock out a server that runs as another
        building.rename(target)
    current = index_dir / CURRENT
    before = current.read_text("utf-8", errors="replace").strip() if current.is_file() else ""
    beside = index_dir / f".{CURRENT}"
    beside.write_text(digest, "utf-8")
    beside.replace(index_dir / CURRENT)
    for stale in index_dir.iterdir():
        # The one just replaced stays until the next build: somebody may be reading it.
        if stale.is_dir() and stale != target and stale.name != before:
            shutil.rmtree(stale, ignore_errors=True)


def _named_documents(passages: tuple[Passage, ...]) -> dict[str, str]:
    """Words that name one contract: they stand in its title and in no other document at all."""
    spoken: dict[str, set[str]] = {}
    for passage in passages:
        for word in words(f"{passage.title} {passage.text}"):
            spoken.setdefault(word, set()).add(passage.doc_id)
    titles = {p.doc_id: p.title for p in passages if p.kind == "contract"}
    return {w: doc_id for doc_id, title in titles.items() for w in words(title) if len(spoken[w]) == 1}


def lexical_text(passage: Passage, language: str) -> str:
    """What a passage is found by in a language: its own words or their translation, and what people ask in any."""
    found = passage.translations.get(language)
    own = (found.heading, *found.sentences) if found else (passage.heading, passage.text)
    return "\n".join((passage.title, *own, *passage.authorities, *passage.also_asked))
