"""Holding: all that this assistant holds, and what it keeps of those who ask. The one list of the documents.

It is shown twice, by the navigation's About page and at the plain address of the documents: two doors to one room.
"""

from collections.abc import Iterable

from assistant.corpus.authorities import Authorities
from assistant.corpus.catalog import Document
from assistant.corpus.passages import Passage
from assistant.i18n import Words
from assistant.web.escaping import text
from assistant.web.rendering import (
    document_address,
    document_facts,
    new_tab_link,
    original,
    passage_address,
    staff_address,
)
from assistant.web.runtime import Holdings

ORDER = ("policy", "guidance", "regulation", "contract", "other")
# What the policy says of its own changes.
CHANGES = "policy#7/1"
DIGEST_SHOWN = 12


def holding_html(held: Holdings, *, new_tab: bool, say: Words) -> str:
    """`new_tab`: for a page that holds a conversation, which a link must not end."""
    documents = [d for i in held.doc_ids if (d := held.catalog.document(i))]

    def link(address: str, words: str) -> str:
        return new_tab_link(address, words, say=say) if new_tab else f'<a href="{text(address)}">{text(words)}</a>'

    parts = [
        f'<h1 class="pa-h1">{text(say("documents.title"))}</h1>',
        f'<p class="pa-lede">{text(say("documents.lede", n=len(documents)))}</p>',
        _list("pa-list", _counts(held.index.passages, held.authorities, say)),
        _heading("about.keeps_title", say),
        _list("pa-list", say.under("about.keeps")),
        _changes(held.index.by_id.get(CHANGES), new_tab=new_tab, say=say),
        *(_kind(kind, [d for d in documents if d.kind == kind], new_tab=new_tab, say=say) for kind in ORDER),
        _heading("about.staff_title", say),
        f"<p>{text(say('about.staff'))} {link(staff_address(say=say), say('golive.title'))}</p>",
    ]
    return f'<div class="pa-holding">{"".join(parts)}</div>'


def _counts(passages: Iterable[Passage], cards: Authorities, say: Words) -> list[str]:
    first = [p for p in passages if p.passage_id.endswith("/1")]
    translated = sum(bool(p.translations) for p in first)
    counts = [say("about.sections", n=len(first)), say("about.translated", n=translated)]
    if total := len(cards.entries):
        checked = sum(card.mark == "V" for card in cards)
        counts.append(say("about.authorities", n=total, checked=checked, memory=total - checked))
    return counts


def _kind(kind: str, documents: list[Document], *, new_tab: bool, say: Words) -> str:
    if not documents:
        return ""
    items = "".join(_entry(d, new_tab=new_tab, say=say) for d in documents)
    return _heading(f"documents.kind.{kind}", say) + f'<ul class="pa-holds">{items}</ul>'


def _entry(document: Document, *, new_tab: bool, say: Words) -> str:
    sample = f' <span class="pa-sample">{text(say("source.sample"))}</span>' if document.sample else ""
    address = document_address(document.doc_id, say=say)
    link = f'<a href="{text(address)}"{original(say)}>{text(document.title)}</a>'
    if new_tab:
        link = f"<span{original(say)}>{new_tab_link(address, document.title, say=say)}</span>"
    facts = "".join(f"<div><dt>{text(n)}</dt><dd>{text(v)}</dd></div>" for n, v in document_facts(document, say=say))
    digest = f"<dt>{text(say('about.digest'))}</dt><dd><code>{text(document.sha256[:DIGEST_SHOWN])}</code></dd>"
    return f'<li>{link}{sample}<dl class="pa-facts">{facts}<div>{digest}</div></dl></li>'


def _changes(passage: Passage | None, *, new_tab: bool, say: Words) -> str:
    """In the policy's own words; nothing where no policy says anything of it."""
    if passage is None:
        return ""
    address, words = passage_address(passage, say=say), say("source.read")
    link = new_tab_link(address, words, say=say) if new_tab else f'<a href="{text(address)}">{text(words)}</a>'
    return (
        f"{_heading('about.changes_title', say)}<p>{text(say('about.changes'))}</p>"
        f'<div class="pa-passage"{original(say)}>{text(passage.text)}</div><p>{link}</p>'
    )


def _heading(key: str, say: Words) -> str:
    return f'<h2 class="pa-h2">{text(say(key))}</h2>'


def _list(css: str, items: Iterable[str]) -> str:
    return f'<ul class="{css}">{"".join(f"<li>{text(item)}</li>" for item in items)}</ul>'
