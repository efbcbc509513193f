"""The catalog: every document that may be quoted, with its facts and its digest.

`catalog.toml` is written by people and signed by digests: a document whose bytes are not those that were catalogued
is left out of the index and named, never quoted. A folder without a catalog can still be read (evaluators bring
such): titles come from file names, the kind is "other".

Documents that the operator adds (`corpus add`) lie in a second folder with a catalog of its own, and the two are read
as one. They are not put among the first: that folder comes with the program, may be read-only, and is replaced by the
next version of it. What the district enters in `district.toml` is a document too, once there is anything to quote.
"""

import hashlib
import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from pydantic import Field, ValidationError

from assistant.corpus.citation import Kind, Layer
from assistant.corpus.district import DISTRICT, FACTS, FACTS_TITLE, District, load_district
from assistant.corpus.toml import explain as explain
from assistant.errors import CorpusError, DocumentError
from assistant.record import Record

CATALOG = "catalog.toml"
READABLE = {".md", ".txt", ".pdf"}


class Document(Record):
    doc_id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$")
    kind: Kind
    layer: Layer
    title: str
    file: str
    issuer: str
    # What is known of its age, in words; many sources carry no date and none is invented for them.
    version: str
    dated: date | None = None
    retrieved: date | None = None
    sample: bool = False
    # Language to the file of its translations, beside the document.
    translations: dict[str, str] = Field(default_factory=dict)
    sha256: str
    # The folder that `file` lies in, where that is not the corpus folder. Never in a catalog, a digest or an index.
    root: Path | None = Field(default=None, exclude=True, strict=True)


class Catalog(Record):
    documents: tuple[Document, ...]

    def __iter__(self) -> Iterator[Document]:  # type: ignore[override]
        return iter(self.documents)

    def document(self, doc_id: str) -> Document | None:
        return next((d for d in self.documents if d.doc_id == doc_id), None)


def load_catalog(corpus_dir: Path, added_dir: Path | None = None) -> Catalog:
    """The documents of both folders, the district's own facts last. Raises CorpusError: the file, the key and the fix.

    A folder without a catalog is taken as it is: nothing is added to it.
    """
    if not corpus_dir.is_dir():
        raise CorpusError(f"No folder {corpus_dir}. Expected a corpus folder; give another with --corpus DIR.")
    path = corpus_dir / CATALOG
    if not path.exists():
        return _uncatalogued(corpus_dir)
    shipped = _read(path)
    added = _read(added_dir / CATALOG) if added_dir and (added_dir / CATALOG).is_file() else ()
    facts = _district_facts(corpus_dir, load_district(corpus_dir))
    own = tuple(document.model_copy(update={"root": added_dir}) for document in added)
    if twice := sorted({d.doc_id for d in own} & {d.doc_id for d in (*shipped, *facts)}):
        raise CorpusError(f"{added_dir}: doc_id taken: {', '.join(twice)}. Give the added document another.")
    return Catalog(documents=(*shipped, *own, *facts))


def _read(path: Path) -> tuple[Document, ...]:
    try:
        catalog = Catalog(documents=tomllib.loads(path.read_text("utf-8")).get("document", []))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CorpusError(f"{path} is not TOML: {error}. Mend that line.") from None
    except ValidationError as error:
        raise CorpusError(f"{path}: {explain(error)}") from None
    ids = [d.doc_id for d in catalog]
    if twice := sorted({i for i in ids if ids.count(i) > 1}):
        raise CorpusError(f"{path}: doc_id given twice: {', '.join(twice)}. Each document needs its own.")
    return catalog.documents


def _district_facts(corpus_dir: Path, district: District) -> tuple[Document, ...]:
    """`district.toml` as a document, if it holds anything that may be quoted."""
    if not district.quoted():
        return ()
    return (
        Document(
            doc_id=FACTS,
            kind="other",
            layer="district",
            title=FACTS_TITLE,
            file=DISTRICT,
            issuer=district.name.value if district.name else "The district",
            version="Entered by the district. Each fact carries its own source and date.",
            sha256=file_digest(corpus_dir / DISTRICT),
        ),
    )


def _uncatalogued(corpus_dir: Path) -> Catalog:
    documents: dict[str, Document] = {}
    for path in sorted(p for p in corpus_dir.rglob("*") if p.suffix.lower() in READABLE and p.is_file()):
        relative = path.relative_to(corpus_dir)
        slug = "".join(c if c.isalnum() and c.isascii() else "-" for c in relative.with_suffix("").as_posix().lower())
        doc_id, n = slug.strip("-") or "document", 2
        while doc_id in documents:  # notes.md beside notes.txt
            doc_id, n = f"{slug.strip('-') or 'document'}-{n}", n + 1
        documents[doc_id] = Document(
            doc_id=doc_id,
            kind="other",
            layer="district",
            title=path.stem.replace("-", " ").replace("_", " "),
            file=relative.as_posix(),
            issuer="",
            version="",
            sha256=file_digest(path),
        )
    if not documents:
        raise CorpusError(f"{corpus_dir} holds no {CATALOG} and no .md, .txt or .pdf file. Expected documents to read.")
    return Catalog(documents=tuple(documents.values()))


def file_digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def document_path(corpus_dir: Path, document: Document) -> Path:
    """The document's file, its bytes proven. Raises DocumentError when it is absent or is not what was catalogued."""
    folder = document.root or corpus_dir
    path = folder / document.file
    if not path.resolve().is_relative_to(folder.resolve()):
        raise DocumentError(f"{document.file}: lies outside the corpus folder. Move it in and catalogue it again.")
    if not path.is_file():
        raise DocumentError(f"{document.file}: no such file. Put it back, or take it out of {CATALOG}.")
    if (found := file_digest(path)) != document.sha256:
        raise DocumentError(
            f"{document.file}: changed since it was catalogued (digest {found[:12]}, expected {document.sha256[:12]}). "
            "Restore it, or review the change and run: privacy-assistant corpus pin"
        )
    return path


def corpus_digest(corpus_dir: Path, added_dir: Path | None = None) -> str:
    """One digest over the catalog and the bytes of every document it names: what an index is built from."""
    total = hashlib.sha256()
    catalog = load_catalog(corpus_dir, added_dir)
    total.update(catalog.model_dump_json().encode())
    for document in catalog:
        path = (document.root or corpus_dir) / document.file
        for file in (path, *(corpus_dir / name for name in document.translations.values())):
            total.update(f"\n{document.doc_id} {file_digest(file) if file.is_file() else 'absent'}".encode())
    return total.hexdigest()


def corpus_stamp(corpus_dir: Path, added_dir: Path | None = None) -> tuple[tuple[str, int, int, int], ...]:
    """Name, size, change time and place on disk of every file: cheap enough to look at before each answer."""
    return tuple(
        (str(path), stat.st_size, stat.st_ctime_ns, stat.st_ino)
        for folder in (corpus_dir, added_dir)
        if folder
        for path in sorted(folder.rglob("*"))
        if path.is_file() and (stat := path.stat())
    )


def pin(corpus_dir: Path) -> list[str]:
    """Write each document's present digest into the catalog, keeping its comments. Returns the doc_ids that changed."""
    import tomlkit

    path = corpus_dir / CATALOG
    if not path.exists():
        raise CorpusError(f"No {path}. Expected a catalog to write digests into.")
    try:
        tree = tomlkit.parse(path.read_text("utf-8"))
    except ValueError as error:
        raise CorpusError(f"{path} is not TOML: {error}. Mend that line.") from None
    changed = []
    for entry in tree.get("document", []):
        if not {"doc_id", "file"} <= set(entry):
            raise CorpusError(f"{path}: an entry has no doc_id or no file. Give it both.")
        file = corpus_dir / str(entry["file"])
        if not file.is_file():
            raise CorpusError(f"{path}: {entry['file']} does not exist. Put it back, or take its entry out.")
        if entry.get("sha256") != (digest := file_digest(file)):
            entry["sha256"] = digest
            changed.append(str(entry["doc_id"]))
    if changed:
        beside = path.with_suffix(".toml.new")
        beside.write_text(tomlkit.dumps(tree), "utf-8")
        beside.replace(path)
    return changed
