"""One sentence, and what may be read in it: who asks, who is handed something, what of, and what is said outright."""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from functools import cached_property
from typing import Literal, NamedTuple

from assistant.disclosure.phrases import Mention, Phrases, clause_starts, longest

_ARTICLE = r"(?:(?:a|an|the|this|that|his|her|their|our|my|some)\s+(?:[\w-]+\s+)?)?"
_BESIDE = re.compile(rf"\s*(?:[,/&]|,?\s*(?:and|or)\s)\s*{_ARTICLE}", re.IGNORECASE)
_BUT = re.compile(r"\sbut\s", re.IGNORECASE)
_TO_KNOW = re.compile(r"\bto\s+(?:know|find\s+out)\b", re.IGNORECASE)
_ELSEWHERE = re.compile(r"[^,;:.]{0,60}?\b(?:to|with)\s+(?!(?:her|him|them|us|me)\s*(?:[,;:.!?]|$))\w", re.IGNORECASE)
_DIRECTLY = re.compile(rf"\s+{_ARTICLE}", re.IGNORECASE)
# How far from the verb whoever asks may stand, in characters: "the cop from the county who is at the desk wants".
NEAR = 60

Slot = Literal["receives", "asks", "maybe", "data", "purpose", "consent", "fact"]
Span = tuple[int, int]
ANSWERS: tuple[Literal["purpose", "consent", "fact"], ...] = ("purpose", "consent", "fact")


class Reading(NamedTuple):
    """`words` are those of the text, letter by letter."""

    slot: Slot
    name: str
    reply: str
    words: str


class Sentence:
    """`straight` has straight quotation marks and is as long as `written`, what the person wrote."""

    def __init__(self, straight: str, written: str, phrases: Phrases) -> None:
        self.text, self.written, self.phrases = straight, written, phrases
        self.things = longest(straight, phrases.things)
        self.answers = longest(straight, phrases.answers)
        self.people = [one for one in self._things("recipient") if not self._owns(one)]

    def readings(self) -> Iterator[Reading]:
        yield from self._read("receives", [one for one in self._in_place(self._receives) if self._clear(one)])
        yield from self._read("asks", [one for one in self._in_place(self._asks) if self._clear(one)])
        yield from self._read("data", [one for one in self._things("data") if self._moves(one) and self._clear(one)])
        if self.is_question:
            return
        if self._doubts("whole"):
            yield from self._read("maybe", self.people)
        for slot in ANSWERS:
            yield from self._read(slot, [one for one in self._outright() if one.about == slot])

    @cached_property
    def opening(self) -> int:
        """Where the words end that make the sentence a question; 0 if none do."""
        begins = len(self.text) - len(self.text.lstrip())
        match = self.phrases.frames["question"].match(self.text, begins)
        return match.end() if match else 0

    @property
    def is_question(self) -> bool:
        return self.opening > 0 or self.text.rstrip().endswith("?")

    def _things(self, about: str) -> list[Mention]:
        return [one for one in self.things if one.about == about]

    def _owns(self, one: Mention) -> bool:
        """ "The mom's", "the student schedule": what belongs to somebody is not that somebody."""
        beginnings = {thing.start for thing in self._things("data")}
        after = len(self.text) - len(self.text[one.end :].lstrip())
        return self.text.startswith("'", one.end) or after in beginnings

    def _read(self, slot: Slot, mentions: list[Mention]) -> Iterator[Reading]:
        for one in mentions:
            yield Reading(slot, one.name, one.reply, self.written[one.start : one.end])

    def _frames(self, name: str) -> list[Span]:
        """Where the verbs of a list stand that are no part of what names a thing."""
        found = (match.span() for match in self.phrases.frames[name].finditer(self.text, self.opening))
        return [span for span in found if not any(one.start < span[1] and span[0] < one.end for one in self.things)]

    @cached_property
    def _wanting(self) -> list[Span]:
        """Not "wants the school nurse", who is no record, nor "wants to know" without any data to be known."""
        found = self._frames("asks") + (self._frames("takes") if self.is_question else [])
        people, data = [one.start for one in self.people], [one.start for one in self._things("data")]
        return [
            span
            for span in found
            if not any(_DIRECTLY.fullmatch(self.text, span[1], at) for at in people)
            and (any(at >= span[1] for at in data) or not _TO_KNOW.search(self.text, *span))
        ]

    @cached_property
    def _asking(self) -> list[Span]:
        """With being there, unless somebody before it wants something: "a neighbor wants it, the police are here"."""
        first = min((end for _, end in self._wanting), default=len(self.text))
        return self._wanting + [span for span in self._frames("there") if span[0] < first]

    @cached_property
    def _giving(self) -> list[Span]:
        return self._frames("gives")

    # ---- Who

    def _asks(self, one: Mention) -> bool:
        """Before the verb that asks, nobody else between them, or after "a request from"."""
        if self._goes_elsewhere:
            return False
        after = ((start - one.end, self.text[one.end : start]) for start, _ in self._asking if start >= one.end)
        if not self._beside(one) and any(
            gap <= NEAR and not self._others_in(between, one.end) for gap, between in after
        ):
            return True
        return any(_DIRECTLY.fullmatch(self.text, end, one.start) for _, end in self._frames("asked_by"))

    def _receives(self, one: Mention) -> bool:
        """Directly after what is handed over or the act of it: "give the cop"; or led to: "the schedule to the cop"."""
        if any(_DIRECTLY.fullmatch(self.text, end, one.start) for _, end in self._giving):
            return True
        led_to = re.compile(rf"\s+{self.phrases.toward}\s+{_ARTICLE}", re.IGNORECASE)
        anchors = [end for _, end in self._giving] + [thing.end for thing in self._things("data")]
        return any(led_to.fullmatch(self.text, end, one.start) for end in anchors)

    @cached_property
    def _goes_elsewhere(self) -> bool:
        """Asked for by one, to be sent to another whom no phrase knows: "sent to Harvard"."""
        return any(_ELSEWHERE.match(self.text, end) for _, end in self._giving)

    def _others_in(self, between: str, begins: int) -> bool:
        ends = begins + len(between)
        divided = any(mark in between for mark in ";:.")
        denied = any(begins <= at < ends for at in self._negations)
        return divided or denied or any(begins <= one.start < ends for one in self.people if not self._beside(one))

    def _beside(self, one: Mention) -> bool:
        led = re.compile(rf"(?:.*\W)?{self.phrases.beside}\s+{_ARTICLE}", re.IGNORECASE | re.DOTALL)
        return bool(led.fullmatch(self.text, 0, one.start))

    def _in_place(self, test: Callable[[Mention], bool]) -> list[Mention]:
        """Those who stand the test, and those named in one breath with them: "the mom and the cop want"."""
        chosen = [test(one) for one in self.people]
        pairs = list(zip(self.people, self.people[1:], strict=False))
        together = [bool(_BESIDE.fullmatch(self.text, one.end, other.start)) for one, other in pairs]
        for place in (*range(len(pairs)), *reversed(range(len(pairs)))):
            if together[place]:
                chosen[place] = chosen[place + 1] = chosen[place] or chosen[place + 1]
        return [one for one, stands in zip(self.people, chosen, strict=True) if stands]

    # ---- What

    def _moves(self, one: Mention) -> bool:
        """Asked for or handed over: after such a verb, or led to somebody."""
        verbs = (*self._asking, *self._giving, *self._frames("asked_by"))
        if any(end <= one.start for _, end in verbs):
            return True
        return any(self._receives(other) for other in self.people if other.start > one.end)

    def _outright(self) -> Iterator[Mention]:
        for one in self.answers:
            later = one.about == "fact" and self._doubts("later")
            if not later and self._clear(one, whole_clause=True):
                yield one

    # ---- How sure

    def _clear(self, one: Mention, *, whole_clause: bool = False) -> bool:
        doubted = any(start <= one.start < end for start, end in self._doubted)
        return not doubted and not self._denied(one, whole_clause=whole_clause)

    @cached_property
    def _doubted(self) -> list[Span]:
        mentions = (*self.things, *self.answers)
        spans = [(0, len(self.text)) for _ in self._doubts("whole")]
        for start, end in self._doubts("onward"):
            last = not any(one.start >= end for one in mentions)
            spans.append((0, len(self.text)) if last and not self._is_aside(start) else (start, self._but(end)))
        spans += [(start, self._but(end)) for start, end in self._doubts("aside")]
        spans += [(self._clause(start)[0], self._but(end)) for start, end in self._doubts("told")]
        return spans

    def _is_aside(self, place: int) -> bool:
        return any(start == place for start, _ in self._doubts("aside"))

    def _clause(self, place: int) -> Span:
        after = bisect_right(self._starts, place)
        return self._starts[after - 1], self._starts[after] if after < len(self._starts) else len(self.text)

    @cached_property
    def _starts(self) -> list[int]:
        return list(clause_starts(self.text, (*self.things, *self.answers)))

    def _but(self, place: int) -> int:
        match = _BUT.search(self.text, place)
        return match.start() if match else len(self.text)

    def _doubts(self, kind: str) -> list[Span]:
        """Not in "she asks if", which is how a request is told, nor in a phrase such as "never checked his ID"."""
        found = (match.span() for match in self.phrases.frames[kind].finditer(self.text, self.opening))
        settled = [*self._asking, *((one.start, one.end) for one in self.answers)]
        return [span for span in found if not any(start <= span[0] < end for start, end in settled)]

    def _denied(self, one: Mention, *, whole_clause: bool) -> bool:
        begins, ends = self._clause(one.start)
        return any(begins <= at < (ends if whole_clause else one.start) for at in self._negations)

    @cached_property
    def _negations(self) -> list[int]:
        """Words of denial that are no part of an answer such as "no warrant"."""
        found = (match.start() for match in self.phrases.frames["negating"].finditer(self.text, self.opening))
        phrases = (*self.answers, *self._things("recipient"))
        return [at for at in found if not any(one.start <= at < one.end for one in phrases)]
