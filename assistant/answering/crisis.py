"""Crisis: words of somebody in danger. Then where to get help now comes first, and the answer still follows."""

import re
import tomllib
from functools import cache
from pathlib import Path

from assistant.answering.response import Statement
from assistant.retrieval.index import Index

TABLES = Path(__file__).with_name("crisis.toml")
# The topic of the guidance that says where to get help.
TOPIC = "S.crisis"
# Its first sentences: the lifeline, and 911.
MOST = 3


def in_danger(text: str) -> bool:
    """In any language: a wrong guess of the language must not hide it."""
    return any(pattern.search(text) for pattern in _patterns())


def signposts(index: Index, language: str) -> tuple[Statement, ...]:
    """What the guidance says first, quoted like any other answer; nothing if the documents hold no such guidance."""
    passage = next((p for p in index.passages if TOPIC in p.covers), None)
    return tuple(Statement.of(passage, sentence, language) for sentence in passage.sentences[:MOST]) if passage else ()


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    tables = tomllib.loads(TABLES.read_text("utf-8"))
    return tuple(re.compile(word, re.IGNORECASE) for table in tables.values() for word in table["words"])
