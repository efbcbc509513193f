"""Names: what has no shape, told by where it stands, by its capital, and by a list of given names.

Nothing here is sure. Where a person must be named ("my son …", "Ms. …") any word is a name; elsewhere a capitalised
word is one when it is no word of the documents and names no institution, product or place. A name in small letters is
found from the list or after "my son". More would need a model of names, which would mask vendors and statutes too.
"""

import re
import tomllib
from collections.abc import Iterator, Set
from pathlib import Path
from typing import NamedTuple

from assistant.answering.shapes import Span
from assistant.retrieval.vocabulary import WORD

_TABLES = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))
_PERSON, _WHOSE, _TITLE, _GIVEN, _PARTICLE, _STAYS, _INSTITUTION, _BEFORE, _DOES = (
    frozenset(_TABLES[key].split())
    for key in ("person", "whose", "title", "given", "particle", "stays", "institution", "before", "does")
)
_STAYS |= _TITLE
_STOPS = _STAYS | _INSTITUTION
_NAMED = tuple(_TABLES["named"])
_ENDINGS = tuple(_TABLES["ending"].split())
_INFLECTIONS = ("s", "es", "ed", "d", "ing", "ly", "er")
_POSSESSIVE = re.compile(r"['’]s?$", re.IGNORECASE)
_SENTENCE_BEGINS = re.compile(r"(?:[.?!¿¡•\n]|:\s?[\"'“‘])[\s\"'“”‘’()\[\]*-]*$")
# Capitals inside a word are a product's ("PowerSchool"), save in names like McDonald, DeShawn, O'Brien, Mary-Kate.
_PLAIN = re.compile(r"(?:Mc|Mac|De|La|Le|Da|Di|Du|Fitz|Van|[OD]['’])?[^\W\d_][^A-Z]*(?:-[A-Z][^A-Z]*)*")
_LONG = 3
_MOST_WORDS = 5


class _Word(NamedTuple):
    """`first`: a sentence may begin here; `gap`: what stands between it and the word before."""

    begin: int
    end: int
    key: str
    capital: bool
    plain: bool
    possessive: bool
    first: bool
    gap: str


def names(text: str, *, known: Set[str]) -> Iterator[Span]:
    """Begin, end and kind of each name. `known`: lower-case words that are no names of themselves."""
    reading = _Reading(text, known)
    at = 0
    while at < len(reading.words):
        end = reading.name_end(at) if reading.begins(at) else at
        if end > at:
            yield reading.words[at].begin, reading.words[end - 1].end, "name"
        at = max(end, at + 1)


def _words(text: str) -> Iterator[_Word]:
    last = 0
    for match in WORD.finditer(text):
        base = _POSSESSIVE.sub("", match[0])
        gap = text[last : match.start()]
        yield _Word(
            begin=match.start(),
            end=match.start() + len(base),
            key=base.lower(),
            capital=base[0].isupper(),
            plain=bool(_PLAIN.fullmatch(base)),
            possessive=len(base) < len(match[0]) or text[match.end() : match.end() + 1] in ("'", "’"),
            first=not last or bool(_SENTENCE_BEGINS.search(gap)),
            gap=gap,
        )
        last = match.end()


class _Reading:
    """One text. `capitals`: whether a capital tells anything in it; in a heading, or all in capitals, it does not."""

    def __init__(self, text: str, known: Set[str]) -> None:
        self.words = list(_words(text))
        self._text = text
        self._known = known
        long = [word for word in self.words if len(word.key) >= _LONG]
        many = len(long) > 5 and sum(w.capital for w in long) > 0.7 * len(long)
        self.capitals = not (many or text.isupper() or text.islower())

    def begins(self, at: int) -> bool:
        word = self.words[at]
        told = word.capital and self.capitals
        if word.key in _STAYS or not self._may_be_name(at):
            return False
        if self._must_be_name(at):
            return told or word.key in _GIVEN or (self._unheard(word) and self._key(at - 2) in _WHOSE)
        if word.key in _INSTITUTION or self._key(at - 1) in _BEFORE or self._institution_follows(at):
            return False
        if len(word.key) == 1:
            return told and word.gap != "." and self._initial(at)
        if word.key in _GIVEN:
            return told or not self._ordinary(word)
        if self._ordinary(word):
            return told and not word.first and self._surname_follows(at)
        return told and (not word.first or self._acts(at))

    def name_end(self, at: int) -> int:
        """The index after the name's last word."""
        end = at + 1
        while end < min(len(self.words), at + _MOST_WORDS) and not self.words[end - 1].possessive:
            skip = end
            while self._key(skip) in _PARTICLE and self.words[skip].gap == " ":
                skip += 1
            if skip >= len(self.words) or not self._goes_on(skip, told=self.capitals and self.words[at].capital):
                break
            end = skip + 1
        return end

    def _goes_on(self, at: int, *, told: bool) -> bool:
        word = self.words[at]
        joined = word.gap in (" ", "-") or (
            word.gap == ". " and (len(self._key(at - 1)) == 1 or self._key(at - 1) == "st")
        )
        if not joined or word.key in _STOPS or not self._may_be_name(at):
            return False
        return word.capital if told else self._unheard(word)

    def _may_be_name(self, at: int) -> bool:
        return self.words[at].plain or not self.capitals

    def _initial(self, at: int) -> bool:
        """ "J." before another initial or a name."""
        following = self.words[at + 1] if at + 1 < len(self.words) else None
        return self.words[at].capital and following is not None and following.gap == ". " and following.capital

    def _must_be_name(self, at: int) -> bool:
        word, before = self.words[at], self.words[at - 1] if at else None
        if self._text[max(0, word.begin - 20) : word.begin].lower().rstrip().endswith(_NAMED):
            return True
        if before is None or before.possessive:
            return False
        if before.key in _TITLE:
            return word.gap in (" ", ". ", ".")
        return before.key in _PERSON and word.gap in (" ", ", ", ": ") and not self._institution_follows(at)

    def _institution_follows(self, at: int) -> bool:
        """Of a given name only a capital says so: "Lincoln Elementary", not "Tyler account"."""
        if self.words[at].possessive:
            return False
        end, most = at + 1, min(len(self.words), at + _MOST_WORDS)
        while end < most and self.words[end].capital and self.words[end].gap == " ":
            if self.words[end].key in _INSTITUTION:
                return True
            end += 1
        return self._key(end) in _INSTITUTION and self.words[end].gap in (" ", ". ") and self._key(at) not in _GIVEN

    def _acts(self, at: int) -> bool:
        """A word that begins a sentence is a name if it owns or does something, or another name follows."""
        word = self.words[at]
        if word.possessive:
            return True
        if at + 1 == len(self.words) or self.words[at + 1].gap != " ":
            return False
        after = self.words[at + 1]
        if after.capital:
            return self._surname_follows(at)
        return after.key in _DOES and self._unheard(word) and not word.key.endswith("s")

    def _surname_follows(self, at: int) -> bool:
        following = self.words[at + 1] if at + 1 < len(self.words) else None
        return (
            following is not None
            and following.gap == " "
            and following.capital
            and following.plain
            and following.key not in _INSTITUTION
            and self._unheard(following)
        )

    def _ordinary(self, word: _Word) -> bool:
        key = word.key
        return (
            key in self._known
            or key in _STAYS
            or any(
                key.endswith(end) and len(key) - len(end) >= _LONG and key[: -len(end)] in self._known
                for end in _INFLECTIONS
            )
        )

    def _unheard(self, word: _Word) -> bool:
        return not self._ordinary(word) and not word.key.endswith(_ENDINGS)

    def _key(self, at: int) -> str:
        return self.words[at].key if 0 <= at < len(self.words) else ""
