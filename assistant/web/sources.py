"""Sources: the passages that an answer cites, one card each, numbered in order of first use."""

from collections.abc import Iterable

from assistant.answering.response import Response
from assistant.corpus.authorities import Authorities, official_passages
from assistant.corpus.catalog import Document
from assistant.corpus.citation import Citation
from assistant.corpus.parsing.headings import NUMBERED
from assistant.corpus.passages import Passage
from assistant.record import Record
from assistant.web.runtime import Holdings

# An official paragraph of more words than this is led to, and not shown beside the guide that rests on it.
OFFICIAL_WORDS = 130


class RestsOn(Record):
    """An authority of a passage. `card` is the cite of its card, or of the nearest one around it; None without any.

    `official`: its official words, where that text was added, up to `OFFICIAL_WORDS`. `begins`: where they begin.
    """

    cite: str
    card: str | None
    official: tuple[Passage, ...] = ()
    begins: Passage | None = None


class Source(Record):
    number: int
    passage: Passage
    rests: tuple[RestsOn, ...]
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
    for statement in (*response.signposts, *response.statements):
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
        rests=rests_on(passage, held.authorities, among=held.index.passages),
        document=document,
        quotes=tuple(dict.fromkeys((c.start, c.end) for c in citations)),
        pages=tuple(dict.fromkeys(c.page for c in citations if c.page is not None)),
    )


def rests_on(passage: Passage, cards: Authorities, *, among: Iterable[Passage] = ()) -> tuple[RestsOn, ...]:
    """`among`: where the official words are looked for. Only a guide's: other documents bring words of their own."""
    laws = [p for p in among if p.kind == "regulation"] if passage.kind == "guidance" else []
    return tuple(_rests_on(cite, cards, laws) for cite in passage.authorities)


def _rests_on(cite: str, cards: Authorities, laws: list[Passage]) -> RestsOn:
    card, official = cards.find(cite), official_passages(cite, laws)
    return RestsOn(
        cite=cite,
        card=card.cite if card else None,
        official=within_words(official),
        begins=official[0] if official else None,
    )


def within_words(passages: tuple[Passage, ...]) -> tuple[Passage, ...]:
    """As many from the first as `OFFICIAL_WORDS` hold."""
    words, taken = 0, 0
    for passage in passages:
        words += len(passage.text.split())
        if words > OFFICIAL_WORDS:
            break
        taken += 1
    return passages[:taken]


def place(passage: Passage) -> str:
    """Where in the document, for a reader: "§5 Rights and Choices"; the heading alone where there is no number."""
    if not passage.pinpoint.startswith("§"):
        return passage.pinpoint
    return f"{passage.pinpoint} {NUMBERED.sub('', passage.heading)}"


def within(passage: Passage) -> str:
    """The passage's name inside its document, and its anchor on the document's page: "how-soon/1"."""
    return passage.passage_id.partition("#")[2]
