"""Translations of guidance, sentence by sentence, each bound to the English sentence by its digest.

A translation says what one sentence said when it was made; when the sentence changes the digest no longer fits and the
translation falls away. The policy's own words are never replaced by one.
"""

import hashlib
import tomllib
from pathlib import Path

from assistant.corpus.catalog import Document
from assistant.corpus.passages import Passage, Translation
from assistant.errors import DocumentError

# By language, by section, by digest of the English sentence; "heading" holds the heading.
Table = dict[str, dict[str, dict[str, str]]]
DIGEST_CHARACTERS = 16


def sentence_digest(sentence: str) -> str:
    return hashlib.sha256(sentence.encode()).hexdigest()[:DIGEST_CHARACTERS]


def read_translations(corpus_dir: Path, document: Document) -> Table:
    """Raises DocumentError that names the file and the fix."""
    table: Table = {}
    for language, file in document.translations.items():
        try:
            table[language] = tomllib.loads((corpus_dir / file).read_text("utf-8"))
        except OSError:
            raise DocumentError(f"{file}: no such file. Put it back, or take it out of the catalog.") from None
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise DocumentError(f"{file}: not TOML: {error}. Mend that line.") from None
    return table


def translate(passage: Passage, table: Table) -> Passage:
    """The passage with every translation that still fits one of its sentences."""
    found = {}
    for language, sections in table.items():
        lines = sections.get(passage.section_id, {})
        sentences = tuple(lines.get(sentence_digest(passage.quote(s)), "") for s in passage.sentences)
        if any(sentences):
            found[language] = Translation(heading=lines.get("heading", ""), sentences=sentences)
    return passage.model_copy(update={"translations": found}) if found else passage
