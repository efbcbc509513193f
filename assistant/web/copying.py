"""Copying: an answer as plain text, with all that a reader of an e-mail needs to check it.

A sentence never goes without its source, a SAMPLE never without its badge, a translation never without the original.
"""

from collections.abc import Iterator

from assistant.answering.response import Governing, Statement
from assistant.i18n import Words
from assistant.record import Record
from assistant.web.rendering import layer_name, notes, translation_notes
from assistant.web.sources import Shown, Source, place


class Line(Record):
    """A line of an answer that leaves the page; `statement` where it is one, which then brings its sources."""

    text: str
    heading: bool = False
    statement: Statement | None = None


def said(shown: Shown, *, say: Words) -> Iterator[Line]:
    """All that the page says of an answer, in its order, without what leads on from it."""
    response = shown.response
    if response.signposts:
        yield Line(text=say("ask.help_now"), heading=True)
        yield from map(_line, response.signposts)
    if response.reason:
        yield Line(text=say(f"ending.{response.reason}"), heading=True)
    for number, part in enumerate(response.parts or (None,)):
        if part:
            yield Line(text=part.text, heading=True)
        if part and part.reason:
            yield Line(text=say(f"ending.{part.reason}"))
        yield from (_line(one) for one in response.statements if one.part == number or not part)
    for differing in response.governing:
        yield from _governing(differing, say)


def _line(statement: Statement) -> Line:
    return Line(text=statement.text, statement=statement)


def _governing(differing: Governing, say: Words) -> Iterator[Line]:
    yield Line(text=say("ask.laws_differ"), heading=True)
    for clock in differing.clocks:
        unchecked = f" {say('source.memory')}" if clock.mark == "M" else ""
        amount = say.amount(clock.amount, clock.unit)
        yield Line(text=f"{say(f'source.layer.{clock.law}')}: {amount} ({'; '.join(clock.citation)}).{unchecked}")
    yield Line(text=say(f"ask.governs.{differing.why}", law=say(f"source.layer.{differing.clocks[0].law}")))


def copied_text(shown: Shown, *, say: Words) -> str:
    blocks = [
        say("actions.asked", question=shown.response.question),
        *(line.text + badges(line.statement, shown, say=say) for line in said(shown, say=say)),
        "\n\n".join([say("source.heading"), *("\n".join(_source(source, shown, say)) for source in shown.sources)]),
        *(say(key) for key in translation_notes(shown)),
        say("ask.not_advice"),
    ]
    return "\n\n".join(blocks)


def badges(statement: Statement | None, shown: Shown, *, say: Words) -> str:
    """What follows a statement's last word: " (SAMPLE) [1] [3]"."""
    if statement is None:
        return ""
    sample = f" ({say('source.sample')})" if any(c.sample for c in statement.citations) else ""
    return sample + "".join(f" [{n}]" for n in dict.fromkeys(shown.number(c) for c in statement.citations))


def _source(source: Source, shown: Shown, say: Words) -> Iterator[str]:
    passage = source.passage
    where = [place(passage), *(say("source.page", n=page) for page in source.pages)]
    sample = f" ({say('source.sample')})" if passage.sample else ""
    yield f"[{source.number}] {passage.title}, {', '.join(where)}. {layer_name(passage, say)}{sample}"
    if passage.authorities:
        yield f"{say('source.authorities')}: {'; '.join(passage.authorities)}"
    quoting = (*shown.response.signposts, *shown.response.statements)
    if any(s.basis == "paired" and shown.number(s.citations[0]) == source.number for s in quoting):
        yield f"{say('source.original')}:"
        yield from (f"“{passage.text[start:end]}”" for start, end in source.quotes)
    yield from notes(passage, say=say)
