"""Federal regulations, as the eCFR gives them (XML, HTML) or as plain text with section marks ("§ 99.10 ...").

Each paragraph becomes a section of its own with its own pinpoint, "34 CFR 99.10(b)", which is also its authority: so
what guidance cites can be found word for word. The number of the code's title stands in no section, so the document's
title must name it ("34 CFR Part 99"). Source notes and authority lines are left out; notes and definitions keep the
place they stand in.
"""

import re
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from assistant.corpus.parsing.headings import slug
from assistant.corpus.parsing.labels import place
from assistant.corpus.parsing.regulation_markup import html_parts, xml_parts
from assistant.corpus.parsing.regulation_parts import LABELLED, Part, plain_parts
from assistant.corpus.sections import Block, Section
from assistant.errors import DocumentError
from assistant.record import Record

LARGEST = 20_000_000
CODE = re.compile(r"\b(\d{1,2}) CFR\b")
_LABEL = re.compile(r"\((\w+)\)")
_RESERVED = re.compile(r"^(?:[-–]\s*\((\w+)\)\s*)?\[?reserved\]?\.?$", re.IGNORECASE)
# "(a) General rule. (1) A school may ...": the caption is (a)'s, the rest (a)(1)'s.
_CAPTION = re.compile(r"^((?:\S+\s+){0,9}\S+\.)\s+(?=\((?:1|i|A)\)\s+[A-Z])")
_NOTE = re.compile(r"^notes?(?: \d+)?(?: to (?P<whose>[^:]*?))?\s*:?\s*$", re.IGNORECASE)
_DROPPED = re.compile(r"^(?:\(Authority:|\(Approved by the Office of Management and Budget|\[\d+ FR )")
_TERM = re.compile(
    r"^(?P<term>(?!(?:The|This|That|As|For|In|If|An?) )[A-Z][\w’'()/ -]{0,80}?)"
    r"(?:,\s(?:[^.]|\.(?!\s))*?)?(?:\.?\s+The term\b|\s+(?:means|includes|is|are)\b)"
)
_BARE_TERM = re.compile(r"^(?P<term>[A-Z][\w’'()/ -]{0,80}?)[.:]?$")


class _Piece(Record):
    """A paragraph in its place. `term`: the definition it is part of; `note`: it is a note, not the rule itself."""

    text: str
    path: tuple[str, ...] = ()
    term: str = ""
    note: bool = False


def read(path: Path, title: str) -> list[Section]:
    """Raises DocumentError for a title that names no code, and for what is too large, not text or holds no section."""
    code = CODE.search(title)
    if not code:
        raise DocumentError(f'its title {title!r} names no code. Expected one like "34 CFR Part 99".')
    sections: list[Section] = []
    taken: set[str] = set()
    for part in read_parts(path):
        # Paragraphs without labels of their own that follow one another belong together: a note, a definition's list.
        for _, group in groupby(_pieces(part), key=lambda piece: (piece.path, piece.term, piece.note)):
            sections.append(_section(part, list(group), code[1], taken))
    return sections


def read_parts(path: Path) -> list[Part]:
    """The sections of the file, each with its paragraphs. Raises DocumentError."""
    if (size := path.stat().st_size) > LARGEST:
        raise DocumentError(f"{size:,} bytes; at most {LARGEST:,} are read. Save the one part you need.")
    text = path.read_text("utf-8-sig")
    if any(c < " " and c not in "\t\n\r\f" for c in text):
        raise DocumentError("holds control characters, so it is not text. Get the file again from its source.")
    match path.suffix.lower():
        case ".xml":
            found = xml_parts(text)
        case ".html" | ".htm":
            found = html_parts(text)
        case _:
            found = plain_parts(text.splitlines())
    parts = [part for part in found if part.paragraphs]
    if not parts:
        raise DocumentError('holds no section. Expected headings like "§ 99.10 Who may see records?" with text below.')
    names = [part.number for part in parts]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise DocumentError(f"§ {', § '.join(twice)} stands twice. Keep one of each.")
    return parts


def _section(part: Part, pieces: list[_Piece], code: str, taken: set[str]) -> Section:
    piece = pieces[0]
    whole = f"{code} CFR {part.number}"
    labels = "".join(f"({label})" for label in piece.path)
    # A definition's (a) is not the section's (a): only the section is its authority.
    authority = whole if piece.term else whole + labels
    place_in = f"{whole} “{piece.term}”{labels}" if piece.term else authority
    wanted = "-".join([_number_slug(part.number), *([slug(piece.term)] if piece.term else []), *piece.path])
    wanted += "-note" if piece.note else ""
    section_id, n = wanted, 2
    while section_id in taken:
        section_id, n = f"{wanted}-{n}", n + 1
    taken.add(section_id)
    return Section(
        section_id=section_id,
        heading=part.heading,
        pinpoint=f"{place_in}, note" if piece.note else place_in,
        blocks=tuple(Block(text=one.text) for one in pieces),
        authorities=(authority,),
    )


def _number_slug(number: str) -> str:
    """ "99.10" stays as it is; "Part 99, Appendix A" becomes "part-99-appendix-a"."""
    return number if number[:1].isdigit() else slug(number)


def _pieces(part: Part) -> Iterator[_Piece]:
    """The paragraphs in their places; labels count anew under each defined term, and are no places in an appendix."""
    paragraphs = [text for text in part.paragraphs if not _DROPPED.match(text)]
    if not part.number[0].isdigit():
        yield from (_Piece(text=text) for text in paragraphs)
        return
    terms = _terms(paragraphs) if "definition" in part.heading.lower() else [""] * len(paragraphs)
    for term, group in groupby(zip(terms, paragraphs, strict=True), key=lambda pair: pair[0]):
        yield from _placed(part, term, [text for _, text in group])


def _terms(paragraphs: list[str]) -> list[str]:
    """For each paragraph of a section of definitions the term it belongs to; "" before the first."""
    found, term = [], ""
    for text, after in zip(paragraphs, [*paragraphs[1:], ""], strict=True):
        if not LABELLED.match(text):
            bare = _BARE_TERM.match(text) if after.startswith(("(a)", "The term ")) else None
            if defined := _TERM.match(text) or bare:
                term = defined["term"].strip()
        found.append(term)
    return found


def _placed(part: Part, term: str, paragraphs: list[str]) -> Iterator[_Piece]:
    split = [piece for text in paragraphs for piece in _split(text)]
    paths = iter(place([label for labels, _ in split for label in labels]))
    path: tuple[str, ...] = ()
    note = False
    for labels, text in split:
        for _ in labels:
            path, note = next(paths), False
        if not labels and (heading := _NOTE.match(text)):
            note = True
            whose = heading["whose"] or ""
            path = () if part.number in whose and "paragraph" not in whose else path
        elif not labels and not note:
            yield _Piece(term=term, text=text)
        elif text and not _RESERVED.match(LABELLED.sub("", text)):
            yield _Piece(path=path, term=term, note=note, text=text)


def _split(text: str) -> Iterator[tuple[tuple[str, ...], str]]:
    """(labels, text with its labels); an empty text where a label stands alone, two pieces for a caption and more."""
    labelled = LABELLED.match(text)
    if not labelled:
        yield (), text
        return
    labels = tuple(_LABEL.findall(labelled[0]))
    rest = text[labelled.end() :].strip()
    reserved = _RESERVED.match(rest)
    if reserved:
        yield (*labels, *([reserved[1]] if reserved[1] else [])), ""
    elif caption := _CAPTION.match(rest):
        yield labels, f"{labelled[0].strip()} {caption[1]}"
        yield from _split(rest[caption.end() :])
    else:
        yield labels, text if rest else ""
