"""Framing: the head and foot of a page that works without scripts, with the district's name and the way back."""

from collections.abc import Iterable

from assistant.i18n import Words
from assistant.record import Record
from assistant.web.escaping import text
from assistant.web.rendering import list_address, original


class Page(Record):
    """`body` is markup, `title` is text."""

    title: str
    body: str


def message_page(title: str, lines: Iterable[str]) -> Page:
    body = f'<h1 class="pa-h1">{text(title)}</h1>' + "".join(f"<p>{text(line)}</p>" for line in lines)
    return Page(title=title, body=body)


def framed(page: Page, *, district: str, say: Words) -> str:
    """`district` is its name, or nothing where the district has entered none."""
    return (
        f'<!doctype html><html lang="{text(say.language)}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{text(page.title)} · {text(say('app.name'))}</title>"
        '<link rel="icon" href="/app/static/icon.png"><link rel="stylesheet" href="/app/static/look.css"></head>'
        f'<body class="pa-page"><a class="pa-skip" href="#text">{text(say("app.skip"))}</a>'
        '<header class="pa-top"><a href="/" class="pa-home">'
        f'<img src="/app/static/logo.svg" alt="{text(say("app.name"))}" height="30"></a>'
        f"{district_html(district, 'span', say=say)}"
        f'<nav aria-label="{text(say("app.name"))}">'
        f'<a href="{text(list_address(say=say))}">{text(say("documents.all"))}</a> '
        f'<a href="/">{text(say("documents.back"))}</a></nav></header>'
        f'<main id="text" tabindex="-1">{page.body}</main></body></html>'
    )


def district_html(district: str, element: str, *, say: Words) -> str:
    """A name stands as the district wrote it, in whatever language the page is."""
    return f'<{element} class="pa-district"{original(say)}>{text(district)}</{element}>' if district else ""
