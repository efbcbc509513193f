"""What changed in a document between the version that the index holds and the file as it is now.

Both are cut the same way, so that a sentence that stands in both is the same text in both.
"""

from pathlib import Path

from assistant.corpus.catalog import load_catalog
from assistant.corpus.changes import Change, changes
from assistant.corpus.parsing import read_file
from assistant.corpus.passages import cut
from assistant.errors import CorpusError, DocumentError
from assistant.retrieval.encoder import Encoder
from assistant.retrieval.index import held_passages


def changed_since_indexed(
    doc_id: str,
    *,
    against: Path | None = None,
    index_dir: Path,
    corpus_dir: Path,
    added_dir: Path | None = None,
    encoder: Encoder,
) -> tuple[Change, ...]:
    """The sections that differ between the index and the document's file, or another file, `against`.

    Of the encoder only the tokenizer is used. Raises CorpusError for a document that is not catalogued, DocumentError
    for a file that cannot be read, IndexUnusable where there is nothing to compare with.
    """
    document = load_catalog(corpus_dir, added_dir).document(doc_id)
    if document is None:
        raise CorpusError(f"No document {doc_id[:60]!r} in the catalog. Expected the doc_id of one of its entries.")
    file = against or (document.root or corpus_dir) / document.file
    if not file.is_file():
        raise DocumentError(f"{file}: no such file. Put it back, or give another with --against FILE.")
    before = [p for p in held_passages(index_dir) if p.doc_id == doc_id]
    try:
        sections = read_file(file, document)
    except DocumentError as error:
        raise DocumentError(f"{file}: {error}") from None
    after = [p for section in sections for p in cut(document, section, count=encoder.count, limit=encoder.limit)]
    return changes(before, after)
