"""The vocabulary: the words that the documents use, which are therefore no one's name when a question uses them."""

import re
from collections.abc import Iterable

from assistant.corpus.passages import Passage

WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


def vocabulary(passages: Iterable[Passage]) -> frozenset[str]:
    """Lower-case words of titles, headings and texts; of the questions people ask only what has no capital there."""
    known: set[str] = set()
    for passage in passages:
        known.update(WORD.findall("\n".join((passage.title, passage.heading, passage.text)).lower()))
        known.update(word for asked in passage.also_asked for word in WORD.findall(asked) if word.islower())
    return frozenset(known)
