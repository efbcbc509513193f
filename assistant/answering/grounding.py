"""Grounding: the last gate. What is not, letter for letter, in the passage it names does not leave.

Exact offsets or nothing: a fuzzy match is blind to a dropped "not".
"""

from assistant.answering.response import Statement
from assistant.corpus.citation import Citation
from assistant.corpus.passages import Passage
from assistant.retrieval.index import Index


def ground(statements: tuple[Statement, ...], *, index: Index) -> tuple[Statement, ...]:
    """The statements whose text and every citation hold against the index's proven passages.

    A verbatim text is its quote; a paired one is a translation stored beside that very sentence. No other leaves.
    """
    passages = index.by_id
    return tuple(s for s in statements if _holds(s, passages))


def _holds(statement: Statement, passages: dict[str, Passage]) -> bool:
    if not all(_exact(c, passages.get(c.passage_id)) for c in statement.citations):
        return False
    first = statement.citations[0]
    match statement.basis:
        case "verbatim":
            return statement.text == first.quote
        case "paired":
            return statement.text in _stored(first, passages[first.passage_id])
    return False


def _stored(citation: Citation, passage: Passage) -> list[str]:
    at = [(s.start, s.end) for s in passage.sentences].index((citation.start, citation.end))
    return [found.sentences[at] for found in passage.translations.values() if found.sentences[at]]


def _exact(citation: Citation, passage: Passage | None) -> bool:
    """The quote stands where the citation says, and the citation says of its source what the passage says."""
    if passage is None or not 0 <= citation.start < citation.end <= len(passage.text):
        return False
    sentence = next((s for s in passage.sentences if (s.start, s.end) == (citation.start, citation.end)), None)
    return sentence is not None and citation == passage.cite(sentence)
