"""Passages: the quotable pieces, never longer than the encoder reads.

A section is cut at sentence ends. A list belongs to the line that leads into it, since "Inspect and review educational
records." says nothing alone; where the whole would be too long to read at once, each item stands for itself.
"""

import re
from collections.abc import Callable, Iterator

from pydantic import Field
from sentencex import segment

from assistant.corpus.catalog import Document
from assistant.corpus.citation import Checked, Citation, Kind, Layer
from assistant.corpus.sections import Audience, Block, Section
from assistant.record import Record

# A lead-in with its list is one statement up to here; a reader takes in about this many words at a glance.
LIST_WORDS = 80
# A row of dots or underscores is one word and many word pieces: a longer word may be cut.
WORD_CHARACTERS = 60


class Sentence(Record):
    """A piece that may be quoted alone: characters `start` to `end` of its passage, printed on `page`."""

    start: int
    end: int
    page: int | None = None


class Translation(Record):
    """Beside the sentences of a passage, in their order; empty where a sentence has none."""

    heading: str
    sentences: tuple[str, ...]


class Passage(Record):
    passage_id: str
    doc_id: str
    section_id: str
    kind: Kind
    layer: Layer
    title: str
    heading: str
    pinpoint: str
    authorities: tuple[str, ...]
    checked: Checked
    audience: Audience
    sample: bool
    silence: bool
    covers: tuple[str, ...]
    forms: tuple[str, ...]
    also_asked: tuple[str, ...]
    awaits: tuple[str, ...] = ()
    text: str
    sentences: tuple[Sentence, ...]
    translations: dict[str, Translation] = Field(default_factory=dict)

    def translated(self, sentence: Sentence, language: str) -> str:
        """The stored translation of a sentence, or nothing."""
        found = self.translations.get(language)
        return found.sentences[self.sentences.index(sentence)] if found else ""

    def heading_in(self, language: str) -> str:
        found = self.translations.get(language)
        return (found and found.heading) or self.heading

    def quote(self, sentence: Sentence) -> str:
        return self.text[sentence.start : sentence.end]

    def cite(self, sentence: Sentence) -> Citation:
        return Citation(
            doc_id=self.doc_id,
            kind=self.kind,
            layer=self.layer,
            title=self.title,
            pinpoint=self.pinpoint,
            authorities=self.authorities,
            checked=self.checked,
            sample=self.sample,
            page=sentence.page,
            passage_id=self.passage_id,
            quote=self.quote(sentence),
            start=sentence.start,
            end=sentence.end,
        )


class _Piece(Record):
    """A sentence on its way into a passage, from `offset` of its block; `joint` stands before it."""

    text: str
    joint: str
    block: Block
    offset: int


def cut(document: Document, section: Section, *, count: Callable[[str], int], limit: int) -> Iterator[Passage]:
    """The passages of a section, in order. `count` gives a text's word pieces, `limit` how many the encoder reads."""
    room = limit - count(section.heading)
    pieces = [small for piece in _pieces(section.blocks) for small in _shorten(piece, count=count, room=room)]
    group: list[_Piece] = []
    number = 0
    for piece in pieces:
        if group and count(_join([*group, piece])) > room:
            number += 1
            yield _passage(document, section, group, number)
            group = []
        group.append(piece)
    if group:
        yield _passage(document, section, group, number + 1)


def _pieces(blocks: tuple[Block, ...]) -> Iterator[_Piece]:
    at = 0
    while at < len(blocks):
        block = blocks[at]
        items = at + 1
        while items < len(blocks) and blocks[items].item:
            items += 1
        sentences = split_sentences(block.text)
        whole = "\n".join([sentences[-1], *(b.text for b in blocks[at + 1 : items])]) if sentences else ""
        offset = 0
        leads = not block.item and block.text.endswith(":") and items > at + 1 and len(whole.split()) <= LIST_WORDS
        for n, sentence in enumerate(sentences):
            last = n == len(sentences) - 1
            offset = block.text.index(sentence, offset)
            text = whole if leads and last else sentence
            yield _Piece(text=text, joint=" " if n else "\n", block=block, offset=offset)
            offset += len(sentence)
        at = items if leads else at + 1


def split_sentences(text: str) -> list[str]:
    """Sentences of one block, without the space between them.

    A piece that begins in lower case or with a digit belongs to the one before: the segmenter takes the full stop of
    "Minn. Stat. 13.04" for an end.
    """
    found: list[str] = []
    for piece in segment("en", text):
        if found and piece[:1] and (piece[0].islower() or piece[0].isdigit()) and re.search(r"\w\.\s*$", found[-1]):
            found[-1] += piece
        else:
            found.append(piece)
    return [s.strip() for s in found if s.strip()]


def _shorten(piece: _Piece, *, count: Callable[[str], int], room: int) -> Iterator[_Piece]:
    """Cut a sentence that the encoder could not read to its end: at a semicolon, a comma, or else where it must be."""
    if count(piece.text) <= room:
        yield piece
        return
    words = re.findall(rf"\S{{1,{WORD_CHARACTERS}}}\s*", piece.text)
    taken = len(words)
    while taken > 1 and count("".join(words[:taken])) > room:
        taken = taken * 3 // 4
    for mark in (";", ","):
        if ends := [n for n in range(taken // 2, taken) if words[n].rstrip().endswith(mark)]:
            taken = ends[-1] + 1
            break
    begin = "".join(words[:taken])
    yield piece.model_copy(update={"text": begin.strip()})
    joint = begin[len(begin.rstrip()) :][:1]
    offset = piece.offset + len(begin)
    rest = piece.model_copy(update={"text": "".join(words[taken:]).strip(), "joint": joint, "offset": offset})
    if rest.text:
        yield from _shorten(rest, count=count, room=room)


def _join(pieces: list[_Piece]) -> str:
    return "".join(p.joint + p.text for p in pieces)[len(pieces[0].joint) :]


def _passage(document: Document, section: Section, pieces: list[_Piece], number: int) -> Passage:
    sentences, at = [], -len(pieces[0].joint)
    for piece in pieces:
        at += len(piece.joint)
        sentences.append(Sentence(start=at, end=at + len(piece.text), page=piece.block.page_at(piece.offset)))
        at += len(piece.text)
    facts = section.facts
    return Passage(
        passage_id=f"{document.doc_id}#{section.section_id}/{number}",
        doc_id=document.doc_id,
        section_id=section.section_id,
        kind=document.kind,
        layer=facts.layer if facts else document.layer,
        title=document.title,
        heading=section.heading,
        pinpoint=section.pinpoint,
        authorities=facts.authorities if facts else section.authorities,
        checked=facts.checked if facts else "source",
        audience=facts.audience if facts else "both",
        sample=document.sample,
        silence=facts.silence if facts else False,
        covers=facts.covers if facts else (),
        forms=facts.forms if facts else (),
        also_asked=facts.also_asked if facts else (),
        awaits=facts.awaits if facts else (),
        text=_join(pieces),
        sentences=tuple(sentences),
    )
