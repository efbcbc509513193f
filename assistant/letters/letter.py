"""A letter as a list of blocks, and the letter as a PDF. Every letter has the same look: templates/letter.typ."""

from typing import Literal

from pydantic import Field

from assistant.i18n import words
from assistant.letters.pdf import render
from assistant.record import Record


class Line(Record):
    """A heading, a paragraph, or one set apart: `strong` to be seen first, `quiet` to be found by who looks for it."""

    kind: Literal["heading", "text", "strong", "quiet"]
    text: str


class Items(Record):
    """A list; as a `choice` each with a box to tick."""

    kind: Literal["items", "choice"]
    items: tuple[str, ...] = Field(min_length=1)


class Blank(Record):
    """A line to write on, after its label; more than one where more is to be told. `beside` labels a second one."""

    kind: Literal["blank"] = "blank"
    label: str
    beside: str = ""
    lines: int = Field(default=1, ge=1)


class Table(Record):
    kind: Literal["table"] = "table"
    head: tuple[str, ...] = Field(min_length=2)
    rows: tuple[tuple[str, ...], ...] = Field(min_length=1)


Block = Line | Items | Blank | Table


class Letter(Record):
    """`head` is the district's name, or empty; `date` is written out, or empty where it is not known yet."""

    title: str
    blocks: tuple[Block, ...]
    head: str = ""
    date: str = ""
    language: str = "en"

    def pdf(self) -> bytes:
        """Tagged, PDF/UA-1; the same letter always gives the same bytes."""
        say = words(self.language, "letters")
        frame = {"page_of": say.text("frame.page_of"), "foot": say("frame.not_advice")}
        return render("letter", {"letter": self.model_dump(mode="json") | frame})


def heading(text: str) -> Line:
    return Line(kind="heading", text=text)


def paragraph(text: str) -> Line:
    return Line(kind="text", text=text)
