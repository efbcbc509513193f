"""Read a document into sections. One reader a file type; headings, numbers and pages survive."""

from pathlib import Path

from assistant.corpus.catalog import Document, document_path
from assistant.corpus.sections import Section
from assistant.errors import DocumentError


def read_sections(corpus_dir: Path, document: Document) -> list[Section]:
    """The sections of a catalogued document, in order. Raises DocumentError: the file, why, and what to do."""
    path = document_path(corpus_dir, document)
    match path.suffix.lower():
        case ".md":
            from assistant.corpus.parsing.markdown import read
        case ".txt":
            from assistant.corpus.parsing.plain import read
        case ".pdf":
            from assistant.corpus.parsing.pdf import read
        case other:
            raise DocumentError(f"{document.file}: {other or 'no'} ending. Expected .md, .txt or .pdf.")
    try:
        sections = read(path, document.title)
    except UnicodeDecodeError:
        raise DocumentError(f"{document.file}: not UTF-8 text. Save it as UTF-8.") from None
    except DocumentError as error:
        raise DocumentError(f"{document.file}: {error}") from None
    if not any(section.blocks for section in sections):
        raise DocumentError(f"{document.file}: holds no text. Expected words to quote.")
    return sections
