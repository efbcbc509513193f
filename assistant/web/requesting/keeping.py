"""Keeping: what a person takes home of a request, once as a list of parts, and from it as a page, as text and as PDF.

The three say the same because they are made from the same. A copy is whole in itself: it loads nothing.
"""

from collections.abc import Sequence

from assistant.i18n import Words
from assistant.letters.letter import Letter, Line, Table
from assistant.record import Record
from assistant.web.escaping import text

_STYLE = (
    "body{font:16px/1.55 system-ui,sans-serif;color:#0d1720;max-width:44rem;margin:2rem auto;padding:0 1rem}"
    "h1{font-size:1.6rem}h2{font-size:1.15rem;margin-top:1.6rem}dt{font-weight:600;margin-top:.6rem}"
    "dd{margin:0;white-space:pre-wrap;overflow-wrap:anywhere}"
)


class Part(Record):
    """A heading with rows of name and value, with lines, or with both."""

    heading: str
    rows: tuple[tuple[str, str], ...] = ()
    lines: tuple[str, ...] = ()


class Copy(Record):
    title: str
    head: str
    parts: tuple[Part, ...]


def as_text(copy: Copy) -> str:
    blocks = [copy.title, copy.head]
    for part in copy.parts:
        rows = [f"{name}: {value}" for name, value in part.rows]
        blocks.append("\n".join([part.heading, *rows, *(f"- {line}" for line in part.lines)]))
    return "\n\n".join(blocks) + "\n"


def as_html(copy: Copy, say: Words) -> str:
    parts = "".join(_part(part) for part in copy.parts)
    return (
        f'<!doctype html><html lang="{text(say.language)}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{text(copy.title)}</title><style>{_STYLE}</style></head>"
        f"<body><main><h1>{text(copy.title)}</h1><p>{text(copy.head)}</p>{parts}</main></body></html>"
    )


def as_pdf(copy: Copy, *, date: str, say: Words) -> bytes:
    """Tagged. Raises WorkError where typst finds fault."""
    blocks = [block for part in copy.parts for block in _blocks(part)]
    return Letter(title=copy.title, blocks=tuple(blocks), head=copy.head, date=date, language=say.language).pdf()


def _part(part: Part) -> str:
    rows = "".join(f"<dt>{text(name)}</dt><dd>{text(value)}</dd>" for name, value in part.rows)
    lines = "".join(f"<li>{text(line)}</li>" for line in part.lines)
    listed = (f"<dl>{rows}</dl>" if rows else "") + (f"<ul>{lines}</ul>" if lines else "")
    return f"<section><h2>{text(part.heading)}</h2>{listed}</section>"


def _blocks(part: Part) -> Sequence[Line | Table]:
    blocks: list[Line | Table] = [Line(kind="heading", text=part.heading)]
    blocks += [Line(kind="text", text=f"{name}: {value}") for name, value in part.rows]
    return [*blocks, *(Line(kind="text", text=line) for line in part.lines)]
