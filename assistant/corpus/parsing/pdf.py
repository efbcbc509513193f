"""PDF with a text layer: numbered clauses and schedules become sections, each block keeps the page it is printed on.

pypdf opens the file and reads its text, also when it is encrypted without a password; pdfplumber reads pages with
ruled tables, whose rows would otherwise run together. Running headers and footers are dropped, lines are joined, and
words broken at a line's end are mended, so that a quote reads as printed.
"""

import logging
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pdfplumber
from pdfplumber.page import Page
from pypdf import PdfReader
from pypdf.errors import PyPdfError

from assistant.corpus.parsing.headings import slug
from assistant.corpus.sections import Block, Section
from assistant.errors import DocumentError
from assistant.record import Record

CLAUSE = re.compile(r"^(\d+(?:\.\d+)+)\.?\s+(?=\S)")
ARTICLE = re.compile(r"^(?:article\s+|section\s+)?(\d+)[.:]?\s+([^.;]{3,70})$", re.IGNORECASE)
SCHEDULE = re.compile(
    r"^(?:(?:schedule|exhibit|annex|appendix)\s+[A-Z0-9]{1,3}\b[^;]{0,80}|signatures?)$", re.IGNORECASE
)
# "4.2 Safeguards. The Provider ...": the clause's own title, printed before its text.
CAPTION = re.compile(r"^([A-Z][^.:;]{2,60})\.\s+(?=[A-Z“\"])")
BULLET = re.compile(r"^[•‣▪–]\s+")
# How many lines at a page's top and bottom may be running headers and footers.
MARGIN_LINES = 3
# Fewer characters than this on every page: pictures of text, not text.
FEW_CHARACTERS = 20
SOFT_HYPHEN = "\u00ad"

logging.getLogger("pypdf").setLevel(logging.ERROR)
logging.getLogger("pdfminer").setLevel(logging.ERROR)


class _Line(Record):
    text: str
    page: int
    row: bool = False


def read(path: Path, title: str) -> list[Section]:
    """Raises DocumentError for what is not a PDF, is cut short, needs a password or is only a picture of text."""
    return _sections(title, _mend_words(_without_running_lines(list(_lines(path)))))


def _lines(path: Path) -> Iterator[_Line]:
    try:
        reader = PdfReader(path)
        if reader.is_encrypted and not reader.decrypt(""):
            raise DocumentError("encrypted with a password. Save a copy without one.")
        texts = [page.extract_text() for page in reader.pages]
    except DocumentError:
        raise
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, RecursionError, OSError) as error:
        raise DocumentError(f"not a whole PDF ({type(error).__name__}). Get the file again from its source.") from None
    if max((len(text.strip()) for text in texts), default=0) < FEW_CHARACTERS:
        raise DocumentError("has no text layer (a scan?). Run text recognition (OCR) over it first.")
    with pdfplumber.open(path) as plumbed:
        for number, (text, page) in enumerate(zip(texts, plumbed.pages, strict=True), start=1):
            # Ruled tables are drawn with lines or boxes: a page without them is read once.
            found = list(_around_tables(page, number)) if page.lines or page.rects else []
            yield from found or (_Line(text=line.strip(), page=number) for line in text.splitlines() if line.strip())


def _around_tables(page: Page, number: int) -> Iterator[_Line]:
    """The page's lines and table rows from top to bottom; nothing when it holds no table."""
    tables = sorted(page.find_tables(), key=lambda t: t.bbox[1])
    top = page.bbox[1]
    for table in tables:
        yield from _text_between(page, top, table.bbox[1], number)
        for row in table.extract():
            cells = [" ".join((cell or "").split()) for cell in row]
            if any(cells):
                yield _Line(text=" | ".join(cells), page=number, row=True)
        top = table.bbox[3]
    if tables:
        yield from _text_between(page, top, page.bbox[3], number)


def _text_between(page: Page, top: float, bottom: float, number: int) -> Iterator[_Line]:
    if bottom - top > 1:
        text = page.crop((page.bbox[0], top, page.bbox[2], bottom), strict=False).extract_text() or ""
        yield from (_Line(text=line.strip(), page=number) for line in text.splitlines() if line.strip())


def _without_running_lines(lines: list[_Line]) -> list[_Line]:
    """Drop lines that stand, but for their numbers, at the top or bottom of more than half of the pages."""
    by_page: dict[int, list[_Line]] = {}
    for line in lines:
        by_page.setdefault(line.page, []).append(line)
    margins = {page: {*map(id, on[:MARGIN_LINES]), *map(id, on[-MARGIN_LINES:])} for page, on in by_page.items()}
    seen = Counter(
        key for page, on in by_page.items() for key in {_unnumbered(ln.text) for ln in on if id(ln) in margins[page]}
    )
    running = {key for key, pages in seen.items() if pages > 1 and pages > len(by_page) / 2}
    return [ln for ln in lines if not (id(ln) in margins[ln.page] and _unnumbered(ln.text) in running)]


def _unnumbered(text: str) -> str:
    return re.sub(r"\d+", "#", text)


def _mend_words(lines: list[_Line]) -> list[_Line]:
    """Join a word broken at a line's end. A hyphen stays if the word has one elsewhere, or follows a digit."""
    whole = "\n".join(line.text for line in lines).replace(SOFT_HYPHEN, "-")
    hyphened = {word.lower() for word in re.findall(r"\w+-\w+", whole)}
    mended: list[_Line] = []
    for line in lines:
        text = line.text.replace(SOFT_HYPHEN, "-")
        before = mended[-1].text if mended else ""
        broken = re.search(r"(\w+)-$", before)
        head = re.match(r"\w+", text)
        if broken and head and not line.row and text[0].islower():
            kept = f"{broken[1]}-{head[0]}".lower() in hyphened or broken[1][-1].isdigit()
            # The rest of the word moves up, so that it stays on the page where it began.
            rest = re.match(r"\S+", text)
            piece = rest[0] if rest else text
            mended[-1] = mended[-1].model_copy(update={"text": (before if kept else before[:-1]) + piece})
            text = text[len(piece) :].strip()
        if text:
            mended.append(line.model_copy(update={"text": text}))
    return mended


def _sections(title: str, lines: list[_Line]) -> list[Section]:
    sections: list[Section] = []
    number: tuple[int, ...] = (0,)
    article, heading, pinpoint = title, title, ""
    blocks: list[Block] = []

    def close() -> None:
        if blocks:
            section_id = pinpoint.removeprefix("§") if pinpoint else slug(heading)
            section_id = slug(section_id) if not section_id[0].isdigit() else section_id
            same = sum(s.section_id == section_id or s.section_id.startswith(f"{section_id}-") for s in sections)
            sections.append(
                Section(
                    section_id=f"{section_id}-{same + 1}" if same else section_id,
                    heading=heading,
                    pinpoint=pinpoint or heading,
                    blocks=tuple(blocks),
                )
            )
            blocks.clear()

    for line in lines:
        if line.row or BULLET.match(line.text):
            blocks.append(Block(text=BULLET.sub("", line.text), item=True, page=line.page))
        elif SCHEDULE.match(line.text):
            close()
            article = heading = pinpoint = line.text
        elif (clause := CLAUSE.match(line.text)) and _follows(number, _numbers(clause[1])):
            close()
            number, pinpoint = _numbers(clause[1]), f"§{clause[1]}"
            text = line.text[clause.end() :]
            caption = CAPTION.match(text)
            heading = f"{article}: {caption[1]}" if caption else article
            blocks.append(Block(text=text[caption.end() :] if caption else text, page=line.page))
        elif (found := ARTICLE.match(line.text)) and _follows(number, _numbers(found[1])):
            close()
            number, pinpoint = _numbers(found[1]), f"§{found[1]}"
            article = heading = f"{found[1]}. {found[2].strip()}"
        elif blocks and not blocks[-1].item:
            blocks[-1] = blocks[-1].followed_by(line.text, line.page)
        else:
            blocks.append(Block(text=line.text, page=line.page))
    close()
    return sections


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(int(n) for n in text.split("."))


def _follows(last: tuple[int, ...], number: tuple[int, ...]) -> bool:
    """True if clause `number` can come next after `last`: a cross-reference at a line's start is no clause."""
    if number[:-1] == last[: len(number) - 1] and len(number) <= len(last):
        return 1 <= number[-1] - last[len(number) - 1] <= 2
    if number[:-1] == last:
        return number[-1] in (0, 1)
    return len(number) > 1 and number[0] - last[0] == 1 and set(number[1:]) <= {0, 1}
