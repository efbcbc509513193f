"""Sources: the passages that an answer cites, one card each, numbered in order of first use."""

from assistant.answering.response import Response
from assistant.corpus.catalog import Document
from assistant.corpus.citation import Citation
from assistant.corpus.parsing.headings import NUMBERED
from assistant.corpus.passages import Passage
from assistant.record import Record
from assistant.web.runtime import Holdings


class Source(Record):
    number: int
    passage: Passage
    document: Document
    # Characters of the passage's text that statements quote.
    quotes: tuple[tuple[int, int], ...]
    pages: tuple[int, ...]


class Shown(Record):
    """An ending with all that its page needs, as it was when it was given: the index may be another one by now."""

    response: Response
    sources: tuple[Source, ...]
    searched: int
    index_digest: str

    def number(self, citation: Citation) -> int:
        return next(s.number for s in self.sources if s.passage.passage_id == citation.passage_id)


def show(response: Response, *, held: Holdings) -> Shown:
    """`held` must be what the response was made from."""
    cited: dict[str, list[Citation]] = {}
    for statement in response.statements:
        for citation in statement.citations:
            cited.setdefault(citation.passage_id, []).append(citation)
    return Shown(
        response=response,
        sources=tuple(_source(n, citations, held) for n, citations in enumerate(cited.values(), start=1)),
        searched=len(held.doc_ids),
        index_digest=held.index.digest,
    )


def _source(number: int, citations: list[Citation], held: Holdings) -> Source:
    passage = held.index.by_id[citations[0].passage_id]
    document = held.catalog.document(passage.doc_id)
    if document is None:
        raise LookupError(f"{passage.passage_id} is indexed, and its document is not in the catalog.")
    return Source(
        number=number,
        passage=passage,
        document=document,
        quotes=tuple(dict.fromkeys((c.start, c.end) for c in citations)),
        pages=tuple(dict.fromkeys(c.page for c in citations if c.page is not None)),
    )


def place(passage: Passage) -> str:
    """Where in the document, for a reader: "§5 Rights and Choices"; the heading alone where there is no number."""
    if not passage.pinpoint.startswith("§"):
        return passage.pinpoint
    return f"{passage.pinpoint} {NUMBERED.sub('', passage.heading)}"


def within(passage: Passage) -> str:
    """The passage's name inside its document, and its anchor on the document's page: "how-soon/1"."""
    return passage.passage_id.partition("#")[2]
