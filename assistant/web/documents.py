"""Documents: a source in full, as a page that works without scripts, prints well, and can be linked to by passage.

It is made from the index's proven passages, so it shows exactly the words that may be quoted. The anchor of a section
is its id ("5"), that of a passage its name within the document ("5/1").
"""

from collections.abc import Iterable
from itertools import groupby

from assistant.corpus.authorities import Authorities
from assistant.corpus.catalog import Document
from assistant.corpus.passages import Passage
from assistant.i18n import Words
from assistant.web.escaping import path, text
from assistant.web.framing import Page
from assistant.web.rendering import badges_html, cite_html, document_facts, is_pdf, new_tab_link, original
from assistant.web.sources import rests_on, within


def document_page(
    document: Document, passages: tuple[Passage, ...], *, cited: str | None, cards: Authorities, say: Words
) -> Page:
    """`cited` names the passage to highlight, as `sources.within` does; one that is not there is said to be gone."""
    gone = cited is not None and all(within(p) != cited for p in passages)
    headings = [list(group) for _, group in groupby(passages, key=lambda p: p.heading)]
    body = "".join(
        [
            _banner(document, say),
            f'<h1 class="pa-h1"{original(say)}>{text(document.title)}</h1>',
            _facts(document, say),
            f'<p class="pa-note">{text(say("source.guidance"))}</p>' if document.kind == "guidance" else "",
            f'<p class="pa-alert" role="status">{text(say("missing.passage_changed"))}</p>' if gone else "",
            _contents(headings, say),
            *(_section(group, cited=cited, cards=cards, say=say) for group in headings),
        ]
    )
    return Page(title=document.title, body=body)


def _banner(document: Document, say: Words) -> str:
    return f'<p class="pa-banner">{text(say("documents.sample_banner"))}</p>' if document.sample else ""


def _facts(document: Document, say: Words) -> str:
    rows = "".join(f"<div><dt>{text(n)}</dt><dd>{text(v)}</dd></div>" for n, v in document_facts(document, say=say))
    digest = f"<div><dt>{text(say('documents.digest'))}</dt><dd><code>{text(document.sha256)}</code></dd></div>"
    words = say("documents.original_pdf" if is_pdf(document) else "documents.original")
    original = new_tab_link(f"/documents/{path(document.doc_id)}/file", words, say=say)
    return f'<dl class="pa-facts">{rows}{digest}</dl><p class="pa-links">{original}</p>'


def _contents(headings: list[list[Passage]], say: Words) -> str:
    if len(headings) < 2:
        return ""
    links = "".join(f'<li><a href="#{text(path(g[0].section_id))}">{text(g[0].heading)}</a></li>' for g in headings)
    name = text(say("documents.contents"))
    listed = f"<ul{original(say)}>{links}</ul>"
    return f'<nav class="pa-contents" aria-label="{name}"><h2 class="pa-h">{name}</h2>{listed}</nav>'


def _section(passages: list[Passage], *, cited: str | None, cards: Authorities, say: Words) -> str:
    """All passages under one heading; its numbered clauses, where there are several, each under their own number."""
    first = passages[0]
    parts = [f'<section id="{text(first.section_id)}"><h2 class="pa-h2"{original(say)}>{text(first.heading)}</h2>']
    if first.kind == "guidance":
        cites = " · ".join(cite_html(one, new_tab=False, say=say) for one in rests_on(first, cards))
        rests = f"{text(say('source.authorities'))}: {cites}" if cites else ""
        parts.append(f'<p class="pa-place">{badges_html(first, say=say)} {rests}</p>')
        parts.append(f'<p class="pa-note">{text(say("source.memory"))}</p>' if first.checked == "memory" else "")
    page: int | None = None
    for passage in passages:
        if passage.section_id != first.section_id and within(passage).endswith("/1"):
            parts.append(f'<span id="{text(passage.section_id)}"></span>')
        number = _number(passage) if within(passage).endswith("/1") else ""
        parts.append(_passage(passage, number=number, shown_page=page, cited=cited, say=say))
        page = passage.sentences[-1].page
    return "".join([*parts, "</section>"])


def _number(passage: Passage) -> str:
    """The clause's number, unless its heading begins with it."""
    number = passage.pinpoint.removeprefix("§")
    return "" if number == passage.pinpoint or passage.heading.startswith(f"{number}.") else passage.pinpoint


def _passage(passage: Passage, *, number: str, shown_page: int | None, cited: str | None, say: Words) -> str:
    name = within(passage)
    page = passage.sentences[0].page
    margin = [number, say("source.page", n=page) if page and page != shown_page else ""]
    side = " · ".join(part for part in margin if part)
    here = cited == name
    return (
        f'<div class="pa-piece{" pa-cited" if here else ""}" id="{text(name)}" tabindex="-1">'
        + (f'<p class="pa-quiet">{text(say("documents.cited"))}</p>' if here else "")
        + (f'<p class="pa-place">{text(side)}</p>' if side else "")
        + f"<div{original(say)}>{''.join(_paragraphs(passage))}</div>"
        + "</div>"
    )


def _paragraphs(passage: Passage) -> Iterable[str]:
    """Sentences that stood on one line form a paragraph; a sentence with items of its own is a lead-in and its list."""
    line: list[str] = []
    at = 0
    for sentence in passage.sentences:
        if line and "\n" in passage.text[at : sentence.start]:
            yield f"<p>{text(' '.join(line))}</p>"
            line = []
        lead, *items = passage.quote(sentence).split("\n")
        line.append(lead)
        at = sentence.end
        if items:
            yield f"<p>{text(' '.join(line))}</p><ul>{''.join(f'<li>{text(i)}</li>' for i in items)}</ul>"
            line = []
    if line:
        yield f"<p>{text(' '.join(line))}</p>"
