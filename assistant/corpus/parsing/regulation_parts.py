"""A section of a regulation with its paragraphs, and how lines of plain text become such.

Plain text comes wrapped or not, with blank lines or without. A line begins a paragraph if it carries a label or follows
the end of a sentence; "§ 99.31" at a line's start is a heading only where a sentence has ended and a capital follows,
since a wrapped line may begin with a cross-reference.
"""

import re
from collections.abc import Iterable

from assistant.record import Record

LABELLED = re.compile(r"^(?:\((?:[a-z]|([a-z])\1|[ivxl]{2,6}|[A-Z]|\d{1,2})\)\s*)+")
_SECTION = re.compile(r"^§+\s*(\d+\.\d+[a-z]?)\.?\s+(?=[A-Z\[“\"])(.+)$")
_APPENDIX = re.compile(r"^appendix\s+([A-Z0-9]{1,3})\s+to\s+part\s+(\d+)\b", re.IGNORECASE)
_SUBPART = re.compile(r"^(?:sub)?part\s+[A-Z0-9]+\s*[—–-]", re.IGNORECASE)
_ENDS = tuple('.?!;:—–)]”"')
# A shorter line was ended by its writer, not by the width of a page.
WRAPPED = 60


class Part(Record):
    """`number`: "99.10", or "Part 99, Appendix A"; `heading` as printed, with its mark."""

    number: str
    heading: str
    paragraphs: tuple[str, ...]


def heading_number(line: str) -> str | None:
    """The number of the section that `line` heads, if it is a heading."""
    if found := _SECTION.match(line):
        return found[1]
    appendix = _APPENDIX.match(line)
    return f"Part {appendix[2]}, Appendix {appendix[1].upper()}" if appendix else None


def parts_of(paragraphs: Iterable[str]) -> list[Part]:
    """Sections from paragraphs, some of them headings. What stands before the first or under a subpart is left out."""
    parts: list[Part] = []
    inside = False
    for text in paragraphs:
        if number := heading_number(text):
            inside = True
            if not (parts and parts[-1].number == number and not parts[-1].paragraphs):
                parts.append(Part(number=number, heading=text, paragraphs=()))
        elif _SUBPART.match(text):
            inside = False
        elif inside:
            parts[-1] = parts[-1].model_copy(update={"paragraphs": (*parts[-1].paragraphs, text)})
    return parts


def plain_parts(lines: Iterable[str]) -> list[Part]:
    return parts_of(_paragraphs(lines))


def _paragraphs(lines: Iterable[str]) -> list[str]:
    found: list[str] = []
    last = ""
    for line in (" ".join(line.split()) for line in lines):
        if line and found and _goes_on(found[-1], last, line):
            found[-1] = f"{found[-1]} {line}"
        elif line:
            found.append(line)
        last = line
    return found


def _goes_on(paragraph: str, last: str, line: str) -> bool:
    """True if `line` belongs to `paragraph`; `last` is the line just above, empty for a blank one."""
    ended = paragraph.endswith(_ENDS)
    if heading_number(line):
        return not ended and bool(last) and heading_number(paragraph) is None
    labelled = LABELLED.match(line)
    if labelled:
        return bool(last) and not ended and line[labelled.end() : labelled.end() + 1].islower()
    if line[0].islower() or line[0] in "§,;:":
        return True
    return len(last) >= WRAPPED and not ended and heading_number(paragraph) is None
