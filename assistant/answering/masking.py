"""Masking: personal data in a question, hidden wherever the question is shown back, kept or sent.

Search alone reads the raw text. All that is personal is collected from it first and replaced once, so that no rule
reads what another has left. Where two spans overlap both are hidden as one, named for the longer.
"""

import re
from collections.abc import Iterable, Set
from typing import get_args

from assistant.answering.names import names
from assistant.answering.shapes import Kind, Span, shapes

_MASKED = re.compile(r"\[(?:" + "|".join(get_args(Kind)) + r")\]")


def mask(text: str, *, known: Set[str]) -> str:
    """`text` with each piece of personal data replaced by its kind in brackets. A text that is masked stays as it is.

    `known`: the lower-case words of the documents, of which none is a name unless it stands where a name must.
    """
    before = [match.span() for match in _MASKED.finditer(text)]
    spans = [
        span
        for span in (*shapes(text), *names(text, known=known))
        if not any(begin < span[1] and span[0] < end for begin, end in before)
    ]
    for begin, end, kind in reversed(_merged(spans)):
        text = f"{text[:begin]}[{kind}]{text[end:]}"
    return text


def _merged(spans: Iterable[Span]) -> list[Span]:
    """In reading order, overlapping ones as one. Of equally long ones the first that was given names the kind."""
    merged: list[tuple[Span, int]] = []
    for begin, end, kind in sorted(spans, key=lambda s: s[0]):
        length = end - begin
        if merged and begin < merged[-1][0][1]:
            (first, last, named), longest = merged[-1]
            kind = kind if length > longest else named
            merged[-1] = ((first, max(last, end), kind), max(length, longest))
        else:
            merged.append(((begin, end, kind), length))
    return [span for span, _ in merged]
