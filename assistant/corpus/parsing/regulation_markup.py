"""Regulations in the eCFR's XML (DIV8 for a section, DIV9 for an appendix) and HTML.

Both are read for their paragraphs alone: scripts, links and styles are dropped. XML that declares a document type or
an entity is refused, since the eCFR's has none and such declarations can read other files or grow without end.
"""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from xml.etree import ElementTree

from assistant.corpus.parsing.regulation_parts import Part, heading_number, parts_of
from assistant.errors import DocumentError

_DECLARATION = re.compile(r"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_PARAGRAPHS = frozenset("P FP FP-1 FP-2 FP1-2 HD1 HD2 HD3 HED LI".split())
_LEFT_OUT = frozenset("CITA AUTH SECAUTH PARAUTH SOURCE EDNOTE EFFDNOT XREF FTNT TABLE".split())
_BLOCKS = frozenset(
    "address article blockquote dd div dl dt h1 h2 h3 h4 h5 h6 hr li main ol p section table td th tr ul".split()
)
_HIDDEN = frozenset("button head nav noscript script style svg template".split())


def xml_parts(text: str) -> list[Part]:
    """Raises DocumentError for what is not whole XML, declares entities, or is not the eCFR's."""
    if _DECLARATION.search(text):
        raise DocumentError("declares a document type or an entity, as the eCFR's files never do. Not read.")
    try:
        root = ElementTree.fromstring(text)
    except ElementTree.ParseError as error:
        raise DocumentError(f"not whole XML ({error}). Get the file again from its source.") from None
    return [_part(element) for element in root.iter() if element.tag in ("DIV8", "DIV9") and _head(element)]


def _head(element: ElementTree.Element) -> str:
    head = element.find("HEAD")
    return "" if head is None else _text(head)


def _part(element: ElementTree.Element) -> Part:
    heading = _head(element)
    number = heading_number(heading) or element.get("N", "").strip("§ ")
    if not number:
        raise DocumentError(f"the section {heading[:60]!r} has no number. Get the file again from its source.")
    return Part(number=number, heading=heading, paragraphs=tuple(_paragraphs(element)))


def _paragraphs(element: ElementTree.Element) -> Iterator[str]:
    """In reading order, by a stack of our own: a hostile file may nest deeper than Python calls."""
    waiting = list(reversed(element))
    while waiting:
        one = waiting.pop()
        if one.tag in _LEFT_OUT or one.tag == "HEAD":
            continue
        if one.tag in _PARAGRAPHS:
            if text := _text(one):
                yield text
        else:
            waiting.extend(reversed(one))


def _text(element: ElementTree.Element) -> str:
    return " ".join("".join(element.itertext()).split())


def html_parts(text: str) -> list[Part]:
    reader = _Reader()
    reader.feed(text)
    reader.close()
    reader.end_block()
    return parts_of(reader.blocks)


class _Reader(HTMLParser):
    """The text of each block, without what a page hides."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[str] = []
        self._pieces: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _HIDDEN:
            self._hidden += 1
        if tag in _BLOCKS:
            self.end_block()
        elif tag == "br":
            self._pieces.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag in _HIDDEN and self._hidden:
            self._hidden -= 1
        if tag in _BLOCKS:
            self.end_block()

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self._pieces.append(data)

    def end_block(self) -> None:
        if text := " ".join("".join(self._pieces).split()):
            self.blocks.append(text)
        self._pieces.clear()
