"""Parts: several questions asked in one breath, and questions that lean on the one before.

Each part is looked up by itself, with the story told around it: "and what will that cost?" means nothing alone. How
questions are joined is data by language; nothing here knows a topic.
"""

import re
import tomllib
from functools import cache
from pathlib import Path

from pydantic import Field
from sentencex import segment

from assistant.answering.response import Language
from assistant.record import Record
from assistant.retrieval.lexical import words

TABLES = Path(__file__).with_name("parts.toml")
MOST_PARTS = 4
# A question with fewer words that mean something says too little alone; one that points elsewhere needs more of them.
FEWEST_WORDS = 2
ENOUGH_WORDS = 4
# A story longer than this drowns the question.
MOST_STORY = 40
FLAGS = re.IGNORECASE | re.VERBOSE


class Part(Record):
    """`text` is the person's own; `sought` are the ways to look it up, each with the story around it: alone, with the
    part before it, and, where both find nothing, with the first part. All raw: see Question.
    """

    text: str = Field(repr=False)
    sought: tuple[str, ...] = Field(repr=False)


class _Grammar(Record):
    opener: str
    split: str
    follow: str
    pointing: str
    filler: str
    instead: str

    def opens(self, clause: str) -> bool:
        return bool(re.search(rf"(?:^|[:,]\s+)(?:{self.filler})*(?:{self.opener})", clause, FLAGS))

    def divide(self, sentence: str) -> list[str]:
        pattern = self.split.replace("{opener}", self.opener)
        return [clause for part in re.split(pattern, sentence, flags=FLAGS) if (clause := part.strip(" ,;"))]

    def leans(self, clause: str, language: Language) -> bool:
        """True for a clause that says too little alone."""
        points = re.search(rf"\b(?:{self.pointing})\b", clause, FLAGS)
        return len(words(clause, language)) < (ENOUGH_WORDS if points else FEWEST_WORDS)


def parts(text: str, language: Language) -> tuple[Part, ...]:
    """The questions in `text`, in order; one part, the whole, where there are not several."""
    whole = (Part(text=text, sought=(text,)),)
    grammar = _grammars().get(language)
    if grammar is None:
        return whole
    found: list[Part] = []
    story: list[str] = []
    for clause, asks in _clauses(text, grammar, language):
        if not asks:
            story.append(clause)
        elif found and (not words(clause, language) or re.match(grammar.instead, clause, FLAGS)):
            last = found.pop()
            found.append(Part(text=f"{last.text} {clause}", sought=tuple(f"{way} {clause}" for way in last.sought)))
        else:
            told = " ".join(" ".join(story).split()[-MOST_STORY:])
            # What comes third may lean on the first: "can I see it, how long may you take, and what does it cost?"
            leant_on = dict.fromkeys(("", *(part.text for part in (*found[-1:], *found[:1]))))
            ways = tuple(f"{before} {clause}".strip() for before in leant_on)
            found.append(Part(text=clause, sought=tuple(f"{told} {way}".strip() for way in ways)))
    return tuple(found) if 1 < len(found) <= MOST_PARTS else whole


def follows(text: str, language: Language) -> bool:
    """True if `text` leans on the one before: it begins like a follow-up, or points at what it does not name."""
    grammar = _grammars().get(language)
    if grammar is None:
        return False
    begins = re.match(grammar.follow, text.strip(), FLAGS) is not None
    points = re.search(rf"\b(?:{grammar.pointing})\b", text, FLAGS) is not None
    return begins or (points and grammar.leans(text, language))


def asks(text: str, language: Language) -> bool:
    """True if `text` is put as a question, and not as a word or two."""
    grammar = _grammars().get(language)
    return "?" in text or grammar is None or any(asks for _, asks in _clauses(text, grammar, language))


def _clauses(text: str, grammar: _Grammar, language: Language) -> list[tuple[str, bool]]:
    """Each clause, and whether it asks. Of a sentence with a question mark the last clause asks in any case."""
    found = []
    for sentence in segment(language, text):
        clauses = grammar.divide(sentence)
        for n, clause in enumerate(clauses):
            marked = n == len(clauses) - 1 and sentence.rstrip(" \"'”)").endswith("?")
            found.append((clause, marked or grammar.opens(clause)))
    return found


@cache
def _grammars() -> dict[str, _Grammar]:
    tables = tomllib.loads(TABLES.read_text("utf-8"))
    return {language: _Grammar.model_validate(table) for language, table in tables.items()}
