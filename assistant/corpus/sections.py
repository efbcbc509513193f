"""A section: what lies under one heading of one document, as the readers in `parsing` bring it."""

from typing import Literal

from pydantic import Field

from assistant.corpus.citation import Checked, Layer
from assistant.record import Record

Audience = Literal["family", "staff", "both"]


class Block(Record):
    """A paragraph, list item or table row, on one line, as printed; `turns`: from which character on which page."""

    text: str
    item: bool = False
    page: int | None = None
    turns: tuple[tuple[int, int], ...] = ()

    def page_at(self, offset: int) -> int | None:
        return next((page for start, page in reversed(self.turns) if start <= offset), self.page)

    def followed_by(self, text: str, page: int) -> "Block":
        """This block with a further line, which may stand on another page."""
        last = self.turns[-1][1] if self.turns else self.page
        turns = self.turns if page == last else (*self.turns, (len(self.text) + 1, page))
        return self.model_copy(update={"text": f"{self.text} {text}", "turns": turns})


class SectionFacts(Record):
    """What a guidance section says about itself, in the TOML block under its heading."""

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$")
    covers: tuple[str, ...] = ()
    authorities: tuple[str, ...] = ()
    layer: Layer
    checked: Checked
    audience: Audience = "both"
    forms: tuple[str, ...] = ()
    also_asked: tuple[str, ...] = ()
    silence: bool = False
    # Which of the district's own facts are told with this section, once entered. The first one ends its silence.
    awaits: tuple[str, ...] = ()


class Section(Record):
    section_id: str
    heading: str
    pinpoint: str
    blocks: tuple[Block, ...]
    # What the section's own text is, for a text of law; other documents name theirs in `facts`.
    authorities: tuple[str, ...] = ()
    facts: SectionFacts | None = None
