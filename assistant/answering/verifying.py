"""Verifying: does what a receipt quotes still stand?

It is read from the documents as they are now, each compared with its catalogued digest and cut anew as the index cuts
it: so a receipt can be checked before an index is built, and a stale index cannot vouch for old words.

A quote holds where its document is the same, byte for byte, or where its whole passage stands unchanged. A quote whose
neighbours were rewritten does not hold, though its own words stand: the new words may limit it.
"""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Literal

from assistant.answering.receipt import Receipt, ReceiptCitation, ReceiptStatement, sha256
from assistant.corpus.catalog import Catalog, Document, load_catalog
from assistant.corpus.district import FACTS, fact_section
from assistant.corpus.parsing import read_sections
from assistant.corpus.passages import Passage, cut
from assistant.corpus.translations import read_translations, translate
from assistant.errors import DocumentError
from assistant.record import Record
from assistant.retrieval.encoder import Encoder

Standing = Literal[
    "unchanged",
    "document_changed",
    "moved",
    "around_changed",
    "wording_changed",
    "not_whole",
    "translation_changed",
    "authorities_changed",
    "superseded",
    "unproven",
    "removed",
]
HOLDS: frozenset[Standing] = frozenset({"unchanged", "document_changed", "moved"})
Read = Callable[[str], tuple[Passage, ...] | None]


class QuoteStanding(Record):
    """`statement` counts from 1. `now_at`: the pinpoint where the words stand now, if that is another one."""

    statement: int
    doc_id: str
    title: str
    pinpoint: str
    passage_id: str
    quote: str
    standing: Standing
    now_at: str | None = None


class Verification(Record):
    verdict: Literal["still_true", "changed"]
    quotes: tuple[QuoteStanding, ...]


def verify(receipt: Receipt, *, corpus_dir: Path, added_dir: Path | None, encoder: Encoder) -> Verification:
    """Where each quote of the receipt stands now. Of the encoder only the tokenizer is used.

    Raises CorpusError where the catalog itself cannot be read.
    """
    catalog = load_catalog(corpus_dir, added_dir)

    @cache
    def read(doc_id: str) -> tuple[Passage, ...] | None:
        document = catalog.document(doc_id)
        return _cut(document, corpus_dir, encoder) if document else None

    quotes = tuple(
        _standing(citation, statement, number, receipt.language, catalog, read)
        for number, statement in enumerate(receipt.statements, start=1)
        for citation in statement.citations
    )
    holds = all(quote.standing in HOLDS for quote in quotes)
    return Verification(verdict="still_true" if holds else "changed", quotes=quotes)


def _cut(document: Document, corpus_dir: Path, encoder: Encoder) -> tuple[Passage, ...] | None:
    """None for a file that is absent, unreadable, or not what was catalogued."""
    try:
        table = read_translations(corpus_dir, document)
        sections = read_sections(corpus_dir, document)
    except DocumentError:
        return None
    cuts = (p for section in sections for p in cut(document, section, count=encoder.count, limit=encoder.limit))
    return tuple(translate(passage, table) for passage in cuts)


def _standing(
    cited: ReceiptCitation, statement: ReceiptStatement, number: int, language: str, catalog: Catalog, read: Read
) -> QuoteStanding:
    document, passages = catalog.document(cited.doc_id), read(cited.doc_id)
    found: Passage | None = None
    if document is None:
        standing: Standing = "removed"
    elif passages is None:
        standing = "unproven"
    else:
        same = document.sha256 == cited.document_sha256
        found, standing = _find(cited, passages, same=same)
        if found and standing in HOLDS:
            standing = _overtaken(cited, statement, language, found, catalog, read) or standing
    return QuoteStanding(
        statement=number,
        doc_id=cited.doc_id,
        title=cited.title,
        pinpoint=cited.pinpoint,
        passage_id=cited.passage_id,
        quote=cited.quote,
        standing=standing,
        now_at=found.pinpoint if found and found.pinpoint != cited.pinpoint else None,
    )


def _find(cited: ReceiptCitation, passages: tuple[Passage, ...], *, same: bool) -> tuple[Passage | None, Standing]:
    """The passage that holds the quote now. `same`: the document is, byte for byte, the one that was quoted.

    The same sentence may stand in several passages: the one that is whole, then the one of the same name, comes first.
    """
    best = sorted(passages, key=lambda p: (sha256(p.text) != cited.passage_sha256, p.passage_id != cited.passage_id))
    found = next((p for p in best if cited.quote in _sentences(p)), None)
    if found is None:
        section = cited.passage_id.partition("#")[2].rpartition("/")[0]
        there = any(p.section_id == section for p in passages)
        return None, "not_whole" if same else "wording_changed" if there else "removed"
    if same:
        return found, "unchanged"
    if sha256(found.text) != cited.passage_sha256:
        return found, "around_changed"
    return found, "moved" if found.pinpoint != cited.pinpoint else "document_changed"


def _sentences(passage: Passage) -> list[str]:
    """What may be quoted alone. Words that stand only inside a longer sentence say less, or the opposite."""
    return [passage.quote(sentence) for sentence in passage.sentences]


def _overtaken(
    cited: ReceiptCitation, statement: ReceiptStatement, language: str, found: Passage, catalog: Catalog, read: Read
) -> Standing | None:
    """What makes words that still stand no longer hold."""
    if cited.sample and any(d.kind == "contract" and not d.sample for d in catalog):
        return "superseded"
    if found.silence and found.awaits and _opens(cited, found) and _entered(found.awaits[0], read):
        return "superseded"
    if found.authorities != cited.authorities or found.layer != cited.layer:
        return "authorities_changed"
    if statement.basis == "paired" and cited is statement.citations[0]:
        at = _sentences(found).index(cited.quote)
        return None if found.translated(found.sentences[at], language) == statement.text else "translation_changed"
    return None


def _opens(cited: ReceiptCitation, found: Passage) -> bool:
    """The quote is the section's first sentence, which says that the documents are silent."""
    return found.passage_id.endswith("/1") and cited.quote == _sentences(found)[0]


def _entered(fact: str, read: Read) -> bool:
    """The district has entered the fact that the silence is about, which is quoted in its place from then on."""
    return any(p.section_id == fact_section(fact) for p in read(FACTS) or ())
