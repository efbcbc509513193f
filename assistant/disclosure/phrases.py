"""The phrases of prefill.toml, and where they stand in a sentence.

Where phrases overlap the longest counts, so that "school resource officer" is no officer and "no warrant" no warrant.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, cached_property
from pathlib import Path
from typing import Literal, NamedTuple, Self

from pydantic import ValidationError, model_validator

from assistant.corpus.catalog import explain
from assistant.disclosure.facts import vocabulary
from assistant.errors import WorkError
from assistant.record import Record

PHRASES = Path(__file__).with_name("prefill.toml")

# Where a clause ends, if not inside a phrase.
_CLAUSE_END = re.compile(
    r"[,;:()]|\s[-–—]+\s|\s(?:but|and|so|because|though|although|however|then|plus)(?=\s)", re.IGNORECASE
)


About = Literal["recipient", "data", "purpose", "consent", "fact", "nothing"]


class Mention(NamedTuple):
    """A phrase found: what it is about ("recipient", "data", "fact"), which one, and what it says of it."""

    about: About
    name: str
    reply: str
    start: int
    end: int


Phrase = tuple[About, str, str, re.Pattern[str]]
"""What it is about, which one, what it says of it, and the pattern."""


class Said(Record):
    """The phrases that say yes to a fact, and those that say no."""

    yes: tuple[str, ...] = ()
    no: tuple[str, ...] = ()


class Doubt(Record):
    whole: tuple[str, ...]
    onward: tuple[str, ...]
    aside: tuple[str, ...]
    told: tuple[str, ...]
    later: tuple[str, ...]


class NotThese(Record):
    words: tuple[str, ...]


class Phrases(Record):
    """prefill.toml, which explains the keys."""

    asks: tuple[str, ...]
    there: tuple[str, ...]
    asked_by: tuple[str, ...]
    gives: tuple[str, ...]
    takes: tuple[str, ...]
    toward: str
    beside: str
    question: tuple[str, ...]
    negating: tuple[str, ...]
    shorthand: dict[str, str]
    doubt: Doubt
    recipient: dict[str, tuple[str, ...]]
    data: dict[str, tuple[str, ...]]
    purpose: dict[str, tuple[str, ...]]
    consent: dict[str, tuple[str, ...]]
    fact: dict[str, Said]
    not_these: NotThese

    @model_validator(mode="after")
    def _names_are_known(self) -> Self:
        words = vocabulary()
        strangers = sorted(
            (self.recipient.keys() - {*words.recipients})
            | (self.data.keys() - {*words.data})
            | (self.purpose.keys() - {*words.purposes})
            # A text never makes a consent valid or invalid: that takes a look at the form.
            | (self.consent.keys() - {"none", "revoked"})
            | (self.fact.keys() - words.fact.keys())
        )
        if strangers:
            raise ValueError(f"phrases are given for {', '.join(strangers)}, which may not be filled in")
        return self

    @model_validator(mode="after")
    def _patterns_are_sound(self) -> Self:
        every = [*self.things, *self.answers, *self.frames.items()]
        assert every
        return self

    def pattern(self, phrases: Iterable[str]) -> re.Pattern[str]:
        """One pattern for all of them, shorthand written out, the longest first where several fit."""
        whole = "|".join(f"(?:{self._written_out(one)})" for one in phrases)
        try:
            return re.compile(rf"(?<![\w'])(?:{whole})(?!\w)", re.IGNORECASE)
        except re.error as error:
            raise ValueError(f"{whole[:60]!r} is no regular expression: {error}") from None

    def _written_out(self, phrase: str) -> str:
        while names := re.findall(r"\{([a-z_]+)\}", phrase):
            for name in names:
                if name not in self.shorthand:
                    raise ValueError(f"no shorthand {name!r}; there are {', '.join(sorted(self.shorthand))}")
                phrase = phrase.replace(f"{{{name}}}", self.shorthand[name])
        return re.sub(r" (?![?\]])", r"\\s+", phrase).replace(" ?", r"\s?")

    @cached_property
    def things(self) -> tuple[Phrase, ...]:
        """What names a recipient or data, or looks as if it did."""
        plural = {(name, ""): tuple(f"(?:{one})s?" for one in phrases) for name, phrases in self.recipient.items()}
        people = self._each("recipient", plural)
        data = self._each("data", {(name, ""): phrases for name, phrases in self.data.items()})
        return (*people, *data, *self._nothing)

    @cached_property
    def answers(self) -> tuple[Phrase, ...]:
        """What answers a question of the interview."""
        purposes = self._each("purpose", {("purpose", reply): phrases for reply, phrases in self.purpose.items()})
        consents = self._each("consent", {("consent", reply): phrases for reply, phrases in self.consent.items()})
        yes = self._each("fact", {(name, "yes"): said.yes for name, said in self.fact.items()})
        no = self._each("fact", {(name, "no"): said.no for name, said in self.fact.items()})
        return (*purposes, *consents, *yes, *no, *self._nothing)

    @property
    def _nothing(self) -> Iterator[Phrase]:
        return self._each("nothing", {("", ""): self.not_these.words})

    def _each(self, about: About, listed: Mapping[tuple[str, str], tuple[str, ...]]) -> Iterator[Phrase]:
        for (name, reply), phrases in listed.items():
            for phrase in phrases:
                yield about, name, reply, self.pattern([phrase])

    @cached_property
    def frames(self) -> dict[str, re.Pattern[str]]:
        lists = {
            "asks": self.asks,
            "there": self.there,
            "asked_by": self.asked_by,
            "gives": self.gives,
            "takes": self.takes,
            "question": self.question,
            "negating": self.negating,
            **self.doubt.model_dump(),
        }
        return {name: self.pattern(phrases) for name, phrases in lists.items()}


@cache
def load_phrases(path: Path = PHRASES) -> Phrases:
    """Raises WorkError that names the file, the key and the fix."""
    try:
        return Phrases(**tomllib.loads(path.read_text("utf-8")))
    except tomllib.TOMLDecodeError as error:
        raise WorkError(f"{path} is not TOML: {error}. Mend that line.") from None
    except ValidationError as error:
        raise WorkError(f"{path}: {explain(error)}") from None


def longest(sentence: str, phrases: Iterable[Phrase]) -> tuple[Mention, ...]:
    """What stands in the sentence, in its order; of what overlaps, the longest."""
    found = [
        Mention(about, name, reply, *match.span())
        for about, name, reply, pattern in phrases
        for match in pattern.finditer(sentence)
    ]
    kept: list[Mention] = []
    for one in sorted(found, key=lambda one: (one.start - one.end, one.start)):
        if not any(one.start < other.end and other.start < one.end for other in kept):
            kept.append(one)
    return tuple(sorted(kept, key=lambda one: one.start))


def clause_starts(sentence: str, mentions: Iterable[Mention]) -> Iterator[int]:
    """Where its clauses begin, the first at 0; a phrase is never cut in two."""
    inside = {place for one in mentions for place in range(one.start, one.end)}
    yield 0
    for match in _CLAUSE_END.finditer(sentence):
        if inside.isdisjoint(range(*match.span())):
            yield match.end()
