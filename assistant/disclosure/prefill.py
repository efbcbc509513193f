"""What free text clearly says of a disclosure, so that nobody is asked what they have told already.

It never decides, and it would rather miss than misread. A recipient counts only where it asks or is handed something;
data only where they are asked for or handed over; a fact only where a phrase of prefill.toml says it outright. What is
doubted, denied, reported by somebody else, still to come, asked, or said in two ways fills nothing. Each answer keeps
the words it was read from: the person confirms it by them.

No language model and no parser: counsel can read every phrase, and nothing is filled in for a reason nobody can see.
"""

import re
from collections.abc import Iterable
from typing import Literal

from pydantic import Field

from assistant.disclosure.phrases import load_phrases
from assistant.disclosure.sentence import Reading, Sentence, Slot
from assistant.record import Record

_SENTENCE = re.compile(r"(?:[^.!?\n]|[.!?](?=\w))+[.!?]*")
_STRAIGHT = str.maketrans("’‘ʼ´`", "'''''")


class Prefilled(Record):
    """`evidence` holds, by name (recipient, purpose, consent, a kind of data, a fact), the words it was read from."""

    recipient: str | None = None
    data: tuple[str, ...] = ()
    purpose: str | None = None
    consent: str | None = None
    facts: dict[str, Literal["yes", "no"]] = Field(default_factory=dict)
    evidence: dict[str, str] = Field(default_factory=dict)


def prefill(text: str) -> Prefilled:
    """Deterministic. A text in which nothing is clear gives an empty result, never an error."""
    readings = list(_readings(text))
    recipient = _recipient(readings)
    purpose, consent = (_only(_of(readings, slot)) for slot in ("purpose", "consent"))
    data = {one.name: one for one in reversed(_of(readings, "data"))}
    facts = {name: _only([one for one in _of(readings, "fact") if one.name == name]) for name in _names(readings)}
    told = {"recipient": recipient, **data, "purpose": purpose, "consent": consent, **facts}
    return Prefilled(
        recipient=recipient.name if recipient else None,
        data=tuple(reversed(data)),
        purpose=purpose.reply if purpose else None,
        consent=consent.reply if consent else None,
        facts={name: "yes" if one.reply == "yes" else "no" for name, one in facts.items() if one},
        evidence={name: one.words for name, one in told.items() if one},
    )


def _readings(text: str) -> Iterable[Reading]:
    straight, phrases = text.translate(_STRAIGHT), load_phrases()
    for match in _SENTENCE.finditer(straight):
        yield from Sentence(match.group(), text[match.start() : match.end()], phrases).readings()


def _recipient(readings: list[Reading]) -> Reading | None:
    """Whoever is handed something comes before whoever asks for it; none where two are named, or one is a maybe."""
    named = _of(readings, "receives") or _of(readings, "asks")
    names = {one.name for one in (*named, *_of(readings, "maybe"))}
    return named[0] if named and len(names) == 1 else None


def _only(readings: list[Reading]) -> Reading | None:
    return readings[0] if len({one.reply for one in readings}) == 1 else None


def _of(readings: list[Reading], slot: Slot) -> list[Reading]:
    return [one for one in readings if one.slot == slot]


def _names(readings: list[Reading]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.name for one in _of(readings, "fact")))
