"""Escaping: what a person typed and what a document says are text, never markup.

Documents and questions are shown through HTML of our own, where `text` is enough. Widget labels are read as Markdown,
where `_`, `$` and `:red[` would be taken for marks: they go through `markdown`.
"""

import re
from html import escape
from urllib.parse import quote

_MARKS = re.compile(r"([\\`*_{}\[\]()#+!|<>~$:.-])")


def text(value: str) -> str:
    """For the inside of an element or of a quoted attribute."""
    return escape(value, quote=True)


def markdown(value: str) -> str:
    """For a widget's label."""
    return _MARKS.sub(r"\\\1", value)


def path(value: str) -> str:
    """For one piece of a web address or for its fragment; "/" stays, since passage ids hold one."""
    return quote(value, safe="/")
