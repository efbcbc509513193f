"""Authorities: the card behind a citation, as a page: what it says in our words, how sure that is, and who rests on it.

Where the operator added the official text, its own words stand below ours.
"""

from collections.abc import Iterable

from assistant.corpus.authorities import Authorities, Authority, official_passages
from assistant.corpus.parsing.headings import slug
from assistant.corpus.passages import Passage
from assistant.i18n import Words
from assistant.web.escaping import text
from assistant.web.framing import Page
from assistant.web.rendering import original, passage_address
from assistant.web.runtime import Holdings
from assistant.web.sources import place, within_words


def find_by_slug(name: str, cards: Authorities) -> Authority | None:
    return next((card for card in cards if slug(card.cite) == name), None)


def official_words(card: Authority, held: Holdings) -> tuple[Passage, ...]:
    """Of the law, where its text was added; of the policy, which is held."""
    policy = (p for p in held.index.passages if p.kind == "policy" and f"{p.doc_id} {p.pinpoint}" == card.cite)
    return official_passages(card.cite, held.index.passages) or tuple(policy)


def authority_page(card: Authority, held: Holdings, *, say: Words) -> Page:
    layer = text(say(f"source.layer.{card.layer}"))
    parts = [
        f'<h1 class="pa-h1"{original(say)}>{text(card.cite)}</h1>',
        f'<p class="pa-badges"><span class="pa-badge pa-{card.layer}">{layer}</span></p>',
        f'<p class="pa-gist"{original(say)}>{text(card.gist)}</p>',
        f'<p class="pa-note">{text(say("authority.ours"))}</p>',
        f'<p class="pa-note">{text(say("source.memory"))}</p>' if card.mark == "M" else "",
        f'<dl class="pa-facts">{_facts(card, say)}</dl>',
        _official(official_words(card, held), say),
        _resting(held.resting.get(card.cite, ()), say),
    ]
    return Page(title=card.cite, body="".join(parts))


def _facts(card: Authority, say: Words) -> str:
    read = f"<dd{original(say)}>{text(card.source)}</dd>"
    force = say.day(card.in_force) if card.in_force else say("authority.in_force_unknown")
    return (
        f"<div><dt>{text(say('authority.read'))}</dt>{read}</div>"
        f"<div><dt>{text(say('authority.in_force'))}</dt><dd>{text(force)}</dd></div>"
    )


def _official(passages: tuple[Passage, ...], say: Words) -> str:
    heading = f'<h2 class="pa-h2">{text(say("authority.official"))}</h2>'
    if not passages:
        return heading + f"<p>{text(say('authority.no_official'))}</p>"
    shown = within_words(passages)
    body = "\n".join(passage.text for passage in shown)
    words = f'<div class="pa-passage"{original(say)}>{text(body)}</div>' if shown else ""
    address = text(passage_address(passages[0], say=say))
    return f'{heading}{words}<p><a href="{address}">{text(say("source.read"))}</a></p>'


def _resting(passages: Iterable[Passage], say: Words) -> str:
    items = "".join(section_item(passage, say=say) for passage in passages)
    body = f'<ul class="pa-list">{items}</ul>' if items else f"<p>{text(say('authority.nothing_rests'))}</p>"
    return f'<h2 class="pa-h2">{text(say("authority.resting"))}</h2>{body}'


def section_item(passage: Passage, *, say: Words) -> str:
    """A section as an item of a list, with a link to it in its document."""
    address, name = text(passage_address(passage, say=say)), text(f"{passage.title}: {place(passage)}")
    return f'<li><a href="{address}"{original(say)}>{name}</a></li>'
