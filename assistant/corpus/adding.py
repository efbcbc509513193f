"""Add a document of the operator's: an official text, say, that this program does not bring along.

It goes into a folder of its own with a catalog of its own, in `data_dir`: the corpus that comes with the program may
be read-only and is replaced by the next version. The file is read to its end before it is taken in; it is copied beside
its place and renamed, and named in the catalog last, so that what is stopped half-way is never quoted.
"""

import hashlib
import re
import shutil
import tempfile
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from filelock import FileLock

from assistant.corpus.catalog import CATALOG, Document, load_catalog
from assistant.corpus.citation import Kind, Layer
from assistant.corpus.parsing import read_file
from assistant.corpus.parsing.headings import slug
from assistant.corpus.parsing.regulation import read_parts
from assistant.errors import CorpusError, DocumentError, UsageError

LAYERS: dict[Kind, Layer] = {"policy": "district", "regulation": "federal", "contract": "contract", "other": "district"}
"""The kinds that may be added, and the layer each is of unless told otherwise. Guidance comes with the program."""
FOLDERS: dict[Kind, str] = {"policy": "policy", "regulation": "regulations", "contract": "contracts", "other": "other"}
_DATED = re.compile(r"/on/(\d{4}-\d{2}-\d{2})/title-")


def add(
    file: Path,
    *,
    kind: Kind,
    corpus_dir: Path,
    added_dir: Path,
    title: str | None = None,
    layer: Layer | None = None,
    retrieved: date | None = None,
) -> Document:
    """The document as it is now catalogued. Nothing changes unless all of it succeeds.

    Raises DocumentError: the file and the reason; CorpusError where nothing can be written or a catalog is broken;
    UsageError for a kind or a title that cannot be.
    """
    if kind not in LAYERS:
        raise UsageError(f"A document of kind {kind} cannot be added. Expected one of {', '.join(LAYERS)}.")
    if title is not None and not (title.strip() and title.isprintable()):
        raise UsageError("The title is empty or holds an unprintable character. Give the words it is known by.")
    if not file.is_file():
        raise DocumentError(f"{file}: no such file. Give the path of a file.")
    try:
        added_dir.mkdir(parents=True, exist_ok=True)
        with FileLock(added_dir / ".lock"), tempfile.TemporaryDirectory(prefix=".adding-", dir=added_dir) as beside:
            copy = Path(beside) / f"added{file.suffix.lower()}"
            _copy(file, copy)
            known = load_catalog(corpus_dir, added_dir)
            document = _examined(file, copy, known, kind=kind, title=title, layer=layer, day=retrieved)
            _take_in(copy, document, added_dir)
    except OSError as error:
        raise CorpusError(f"{added_dir}: cannot be written to ({error.strerror}). Nothing was added.") from None
    return document.model_copy(update={"root": added_dir})


def _copy(file: Path, copy: Path) -> None:
    try:
        shutil.copyfile(file, copy)
    except OSError as error:
        raise DocumentError(f"{file}: cannot be copied ({error.strerror}). Check its permissions.") from None


def _examined(
    file: Path,
    copy: Path,
    known: Iterable[Document],
    *,
    kind: Kind,
    title: str | None,
    layer: Layer | None,
    day: date | None,
) -> Document:
    """The catalog entry of a file that is read to its end and is not known yet."""
    try:
        document = _described(copy, kind=kind, title=title or _title(file, copy, kind), layer=layer, day=day)
        _refuse_known(document, known)
        read_file(copy, document)
    except UnicodeDecodeError:
        raise DocumentError(f"{file}: not UTF-8 text. Save it as UTF-8.") from None
    except DocumentError as error:
        raise DocumentError(f"{file}: {error}") from None
    return document


def _described(copy: Path, *, kind: Kind, title: str, layer: Layer | None, day: date | None) -> Document:
    """The catalog entry. The day a regulation is of is read from the eCFR's XML, where it stands; none is made up."""
    doc_id = slug(title)
    found = set(_DATED.findall(copy.read_text("utf-8-sig"))) if copy.suffix == ".xml" else set()
    dated = date.fromisoformat(found.pop()) if len(found) == 1 else None
    return Document(
        doc_id=doc_id,
        kind=kind,
        layer=layer or LAYERS[kind],
        title=title,
        file=f"{FOLDERS[kind]}/{doc_id}{copy.suffix}",
        issuer="Office of the Federal Register (eCFR)" if dated else "Added by the operator",
        version="The eCFR's text of the day it is dated." if dated else "The file carries no date of its own.",
        dated=dated,
        retrieved=day,
        sha256=hashlib.sha256(copy.read_bytes()).hexdigest(),
    )


def _title(file: Path, copy: Path, kind: Kind) -> str:
    """For a regulation its part, "34 CFR Part 99": the part from its sections, the code's title from text or name."""
    if kind != "regulation" or copy.suffix not in (".xml", ".html", ".htm", ".txt"):
        return file.stem.replace("-", " ").replace("_", " ")
    numbered = {part.number.split(".")[0] for part in read_parts(copy) if part.number[0].isdigit()}
    if len(numbered) == 1:
        part = numbered.pop()
        text = copy.read_text("utf-8-sig")
        named = re.search(rf"\b(\d{{1,2}}) CFR (?:Part )?{part}\b", text) or re.search(
            r'<DIV1\b[^>]*\bN="(\d{1,2})"', text
        )
        if named := named or re.search(r"\b(\d{1,2})[ _-]*cfr", file.stem, re.IGNORECASE):
            return f"{named[1]} CFR Part {part}"
    raise DocumentError('does not say which title of the code it is of. Name it: --title "34 CFR Part 99".')


def _refuse_known(document: Document, known: Iterable[Document]) -> None:
    for other in known:
        if other.sha256 == document.sha256:
            raise DocumentError(f"already held, byte for byte, as {other.doc_id} ({other.title}). Nothing to add.")
        if other.doc_id == document.doc_id:
            raise DocumentError(
                f"the name {other.doc_id} is taken by {other.title!r} ({other.file}). Give another --title; to replace "
                f"that document, see what changed with `corpus diff`, then take its entry out of its {CATALOG}."
            )


def _take_in(copy: Path, document: Document, added_dir: Path) -> None:
    import tomlkit

    catalog = added_dir / CATALOG
    tree = tomlkit.parse(catalog.read_text("utf-8")) if catalog.is_file() else tomlkit.document()
    entries = tree.setdefault("document", tomlkit.aot())
    entry = tomlkit.table()
    for key, value in document.model_dump(exclude_defaults=True).items():
        entry[key] = value
    entries.append(entry)
    new = copy.with_name(CATALOG)
    new.write_text(tomlkit.dumps(tree), "utf-8")
    place = added_dir / document.file
    place.parent.mkdir(parents=True, exist_ok=True)
    copy.replace(place)
    try:
        new.replace(catalog)
    except OSError:
        place.unlink(missing_ok=True)
        raise
