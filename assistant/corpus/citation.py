"""A citation: where a document says so, word for word, and on which authority.

`pinpoint` is the lawyer's word for the place inside a source. An authority covers itself and whatever is inside it:
"34 CFR 99.10" covers "34 CFR 99.10(b)", and not "34 CFR 99.101".
"""

import re
from functools import cache
from typing import Literal

from assistant.record import Record

Kind = Literal["policy", "guidance", "regulation", "contract", "other"]
Layer = Literal["district", "contract", "minnesota", "federal"]
Checked = Literal["source", "memory"]


class Citation(Record):
    """`quote == passage.text[start:end]`, always: offsets are characters of the passage's text."""

    doc_id: str
    kind: Kind
    layer: Layer
    title: str
    pinpoint: str
    authorities: tuple[str, ...]
    checked: Checked
    sample: bool
    page: int | None
    passage_id: str
    quote: str
    start: int
    end: int

    @property
    def names(self) -> tuple[str, ...]:
        """Every name that a reader or an evaluation case may know this citation by."""
        return (f"{self.doc_id} {self.pinpoint}", *self.authorities)


@cache
def _spellings(authority: str) -> tuple[str, ...]:
    """One spelling for one authority; a range such as "(i)-(ii)" stands for its two ends."""
    text = re.sub(r"\s+", " ", authority.strip().lower().replace("u.s.c.", "usc").replace("§ ", "§"))
    text = re.sub(r"\b(part|ch\.|sec\.|section) ", "", text)
    ranged = re.fullmatch(r"(.*)(\([^()]+\))\s*[-–]\s*(\([^()]+\))", text)
    return (ranged[1] + ranged[2], ranged[1] + ranged[3]) if ranged else (text,)


def covers(whole: str, part: str) -> bool:
    """True if the authority `whole` is `part` or contains it (after Alaveteli's `cover?`)."""
    return any(
        p == w or (w != "" and p.startswith(w) and not (p[len(w)].isalnum() and w[-1].isalnum()))
        for w in _spellings(whole)
        for p in _spellings(part)
    )
