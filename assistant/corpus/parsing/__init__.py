"""Read a document into sections. One reader a file type; headings, numbers and pages survive."""

from pathlib import Path

from assistant.corpus.catalog import Document, document_path
from assistant.corpus.district import FACTS
from assistant.corpus.sections import Section
from assistant.errors import DocumentError


def read_sections(corpus_dir: Path, document: Document) -> list[Section]:
    """The sections of a catalogued document, in order. Raises DocumentError: the file, why, and what to do."""
    path = document_path(corpus_dir, document)
    try:
        return read_file(path, document)
    except DocumentError as error:
        raise DocumentError(f"{document.file}: {error}") from None


def read_file(path: Path, document: Document) -> list[Section]:
    """The sections of any file as `document` would have them, its digest not looked at.

    Raises DocumentError with the reason alone, which the caller puts the file's name before.
    """
    match path.suffix.lower():
        case ".xml" | ".html" | ".htm" | ".txt" if document.kind == "regulation":
            from assistant.corpus.parsing.regulation import read
        case ".toml" if document.doc_id == FACTS:
            from assistant.corpus.parsing.district import read
        case ".md":
            from assistant.corpus.parsing.markdown import read
        case ".txt":
            from assistant.corpus.parsing.plain import read
        case ".pdf":
            from assistant.corpus.parsing.pdf import read
        case other:
            more = ", .xml or .html" if document.kind == "regulation" else ""
            raise DocumentError(f"{other or 'no'} ending. Expected .md, .txt or .pdf{more}.")
    try:
        sections = read(path, document.title)
    except UnicodeDecodeError:
        raise DocumentError("not UTF-8 text. Save it as UTF-8.") from None
    if not any(section.blocks for section in sections):
        raise DocumentError("holds no text. Expected words to quote.")
    return sections
