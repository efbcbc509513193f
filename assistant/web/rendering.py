"""Rendering: endings, statements and source cards as HTML. Words in, markup out; nothing is decided here.

The markup is our own and complete in itself, so that it can be tested without a browser. Every word of a document or of
a question passes through `escaping.text`. Quotes are marked by their exact offsets, never by looking for their words.
"""

from collections.abc import Iterable

from assistant.answering.language import ORIGINAL
from assistant.answering.response import Governing, LawsClock, Referral, Statement
from assistant.corpus.catalog import Document
from assistant.corpus.district import FACTS
from assistant.corpus.parsing.headings import slug
from assistant.corpus.passages import Passage
from assistant.i18n import Words
from assistant.web.escaping import path, text
from assistant.web.sources import RestsOn, Shown, Source, place, within


def question_html(asked: str, *, turn: int, say: Words) -> str:
    return (
        f'<h2 class="pa-sr" id="t{turn}">{text(say("turn.heading", n=turn))}</h2>'
        f'<p class="pa-asked"><span class="pa-sr">{text(say("turn.you"))}: </span><bdi>{text(asked)}</bdi></p>'
    )


def ending_html(shown: Shown, *, turn: int, say: Words) -> str:
    """What stands left: the statements, or the words of the ending, and how to go on."""
    response = shown.response
    html = [signposts_html(shown, turn=turn, say=say)]
    if response.reason == "documents_silent":
        html.append(f'<h3 class="pa-h">{text(say("ending.documents_silent"))}</h3>')
    elif response.reason:
        html.extend(_reason(shown, say))
    html.extend(_statements(shown, turn=turn, say=say))
    html.extend(governing_html(differing, say=say) for differing in response.governing)
    html.append(referral_html(response.referrals, several=bool(response.parts), say=say))
    html.extend(_lines("pa-quiet", say(key)) for key in translation_notes(shown))
    if response.statements and not response.calibrated:
        html.append(_lines("pa-quiet", say("ask.uncalibrated")))
    return "".join(html)


def _reason(shown: Shown, say: Words) -> Iterable[str]:
    response = shown.response
    if response.outcome == "clarification" and response.choices:
        yield _lines("pa-lead", say("ending.choose"))
        return
    yield _lines("pa-lead", say(f"ending.{response.reason}"))
    if response.reason == "no_evidence":
        yield _searched(shown, say)
    yield _lines("", say(f"ending.{response.reason}_next"))


def signposts_html(shown: Shown, *, turn: int, say: Words) -> str:
    """Where to get help now, before all else."""
    said = shown.response.signposts
    if not said:
        return ""
    lines = "".join(statement_html(one, shown=shown, turn=turn, say=say) for one in said)
    return f'<div class="pa-signposts"><h3 class="pa-h">{text(say("ask.help_now"))}</h3>{lines}</div>'


def _statements(shown: Shown, *, turn: int, say: Words) -> Iterable[str]:
    """Under each part its own; under a part without any, that nothing was found for it."""
    response = shown.response
    for number, part in enumerate(response.parts or (None,)):
        if part:
            yield f'<h3 class="pa-part"><bdi>{text(part.text)}</bdi></h3>'
        if part and part.reason:
            yield _lines("", say(f"ending.{part.reason}"))
        for statement in response.statements:
            if statement.part == number or not part:
                yield statement_html(statement, shown=shown, turn=turn, say=say)


def governing_html(differing: Governing, *, say: Words) -> str:
    """Each law's clock beside its citation, the governing one first."""
    rows = "".join(_clock(clock, say) for clock in differing.clocks)
    governs = say(f"ask.governs.{differing.why}", law=say(f"source.layer.{differing.clocks[0].law}"))
    heading = text(say("ask.laws_differ"))
    return f'<div class="pa-governing"><h3 class="pa-h">{heading}</h3><dl>{rows}</dl><p>{text(governs)}</p></div>'


def _clock(clock: LawsClock, say: Words) -> str:
    amount = say.amount(clock.amount, clock.unit)
    cited = f"{text('; '.join(clock.citation))}{_unchecked(clock, say)}"
    return f"<dt>{text(say(f'source.layer.{clock.law}'))}</dt><dd><b>{text(amount)}</b> {cited}</dd>"


def _unchecked(clock: LawsClock, say: Words) -> str:
    return f' <span class="pa-quiet">{text(say("source.memory"))}</span>' if clock.mark == "M" else ""


def translation_notes(shown: Shown) -> list[str]:
    """The keys that say whose words an answer in another language than the documents' is in."""
    if shown.response.language == ORIGINAL:
        return []
    bases = {statement.basis for statement in shown.response.statements}
    return [key for basis, key in (("paired", "ask.unreviewed"), ("verbatim", "ask.english_only")) if basis in bases]


def original(say: Words) -> str:
    """The attribute for what stands in the documents' language on a page in another one."""
    return "" if say.language == ORIGINAL else f' lang="{ORIGINAL}"'


def _searched(shown: Shown, say: Words) -> str:
    link = new_tab_link(list_address(say=say), say("ask.see_documents"), say=say)
    return f"<p>{text(say('ask.searched', n=shown.searched))} {link}</p>"


def _lines(css: str, words: str) -> str:
    return f'<p class="{css}">{text(words)}</p>' if css else f"<p>{text(words)}</p>"


def statement_html(statement: Statement, *, shown: Shown, turn: int, say: Words) -> str:
    """The statement as printed; a lead-in with its items becomes a list. A chip a citation follows the last word."""
    sample = f' <span class="pa-sample">{text(say("source.sample"))}</span>' if _is_sample(statement) else ""
    chips = "".join(
        f' <a class="pa-chip" href="#{mark_id(turn, number, c.start)}" aria-label="{text(label)}">{number}</a>'
        for c in statement.citations
        if (number := shown.number(c))
        and (label := say("turn.chip", n=number, title=c.title, place=place(shown.sources[number - 1].passage)))
    )
    lang = original(say) if statement.basis == "verbatim" else ""
    lead, *items = statement.text.split("\n")
    first = f"<span{lang}>{text(lead)}</span>{sample}{chips}" if lang else f"{text(lead)}{sample}{chips}"
    if not items:
        return f'<p class="pa-statement">{first}</p>'
    listed = "".join(f"<li>{text(item)}</li>" for item in items)
    return f'<div class="pa-statement"><p>{first}</p><ul class="pa-items"{lang}>{listed}</ul></div>'


def _is_sample(statement: Statement) -> bool:
    return any(c.sample for c in statement.citations)


def referral_html(referrals: tuple[Referral, ...], *, say: Words, several: bool = False) -> str:
    """How to ask in writing, for the main offer. The forms themselves are buttons below it."""
    if not referrals:
        return ""
    main = referrals[0]
    key = f"referral.{main.form}" if f"referral.{main.form}" in say else "referral.ask_office"
    part = f'<p class="pa-quiet"><bdi>{text(main.part)}</bdi></p>' if several else ""
    return (
        f'<div class="pa-referral"><h3 class="pa-h">{text(say("referral.heading"))}</h3>{part}'
        f'<p data-form="{text(main.form)}">{text(say(key))}</p></div>'
    )


def sources_html(shown: Shown, *, turn: int, say: Words) -> str:
    cards = "".join(card_html(source, turn=turn, say=say) for source in shown.sources)
    return f'<h3 class="pa-sources">{text(say("source.heading"))}</h3>{cards}'


def card_html(source: Source, *, turn: int, say: Words) -> str:
    """One cited passage, whole, with what is quoted of it marked, and all that a reader needs to check it."""
    passage, card = source.passage, f"t{turn}-s{source.number}"
    where = " · ".join([place(passage), *(say("source.page", n=page) for page in source.pages)])
    body = marked(passage.text, source.quotes, turn=turn, number=source.number)
    return (
        f'<article class="pa-card" id="{card}" aria-labelledby="{card}-title">'
        f'<h4 class="pa-title" id="{card}-title">'
        f'<span class="pa-disc">{source.number}</span> <span{original(say)}>{text(passage.title)}</span></h4>'
        f'<p class="pa-place">{text(where)}</p>'
        f'<p class="pa-badges">{badges_html(passage, say=say)}</p>'
        f"{_lines('pa-note', say('source.original')) if original(say) else ''}"
        f'<div class="pa-passage"{original(say)}>{body}</div>'
        f"{''.join(official_html(one, say=say) for one in source.rests)}"
        f"{facts_html(source.document, source.rests, say=say)}"
        f"{notes_html(passage, say=say)}"
        f'<p class="pa-links">{_links(source, say)}</p>'
        "</article>"
    )


def marked(body: str, quotes: Iterable[tuple[int, int]], *, turn: int, number: int) -> str:
    """`body` with each quote, a pair of character offsets, in <mark>; of two that overlap, the second begins later."""
    out, at = [], 0
    for start, end in sorted(set(quotes)):
        begin = max(start, at)
        out.append(text(body[at:begin]))
        out.append(f'<mark id="{mark_id(turn, number, start)}" tabindex="-1">{text(body[begin:end])}</mark>')
        at = max(at, end)
    return "".join([*out, text(body[at:])])


def mark_id(turn: int, number: int, start: int) -> str:
    return f"t{turn}-s{number}-q{start}"


def badges_html(passage: Passage, *, say: Words) -> str:
    layer = f'<span class="pa-badge pa-{passage.layer}">{text(layer_name(passage, say))}</span>'
    return layer + (f' <span class="pa-sample">{text(say("source.sample"))}</span>' if passage.sample else "")


def layer_name(passage: Passage, say: Words) -> str:
    """What the district entered is not its policy, and a guide about the policy is not the policy."""
    if passage.doc_id == FACTS:
        return say("source.layer.entered")
    if passage.kind == "guidance" and passage.layer == "district":
        return say("source.layer.about_district")
    return say(f"source.layer.{passage.layer}")


def facts_html(document: Document, rests: Iterable[RestsOn], *, say: Words) -> str:
    """What it rests on, each authority with a link to its card, and whose words of which date these are."""
    cites = " · ".join(cite_html(one, new_tab=True, say=say) for one in rests)
    first = f"<div><dt>{text(say('source.authorities'))}</dt><dd>{cites}</dd></div>" if cites else ""
    return f'<dl class="pa-facts">{first}{_rows(document_facts(document, say=say))}</dl>'


def cite_html(one: RestsOn, *, new_tab: bool, say: Words) -> str:
    if one.card is None:
        return text(one.cite)
    address = authority_address(one.card, say=say)
    return new_tab_link(address, one.cite, say=say) if new_tab else f'<a href="{text(address)}">{text(one.cite)}</a>'


def official_html(one: RestsOn, *, say: Words) -> str:
    """The official words of an authority, where that text was added."""
    if one.begins is None:
        return ""
    body = "\n".join(passage.text for passage in one.official)
    shown = f'<div class="pa-passage"{original(say)}>{text(body)}</div>' if body else ""
    link = new_tab_link(passage_address(one.begins, say=say), say("source.official_read", cite=one.cite), say=say)
    return (
        f'<div class="pa-official"><p class="pa-note">{text(say("source.official", cite=one.cite))}</p>'
        f'{shown}<p class="pa-links">{link}</p></div>'
    )


def document_facts(document: Document, *, say: Words) -> list[tuple[str, str]]:
    dates = [
        *([say("source.dated", date=say.day(document.dated))] if document.dated else []),
        *([say("source.retrieved", date=say.day(document.retrieved))] if document.retrieved else []),
    ]
    version = " ".join([document.version, *(f"{d}." for d in dates)]).strip()
    # A guide's note says already who wrote it.
    issuer = "" if document.kind == "guidance" else document.issuer
    rows = [(say("source.issuer"), issuer), (say("source.version"), version)]
    return [(name, value) for name, value in rows if value]


def _rows(rows: Iterable[tuple[str, str]]) -> str:
    return "".join(f"<div><dt>{text(name)}</dt><dd>{text(value)}</dd></div>" for name, value in rows)


def notes_html(passage: Passage, *, say: Words) -> str:
    """How sure this text is, said once, here and nowhere in the statements."""
    return "".join(_lines("pa-note", note) for note in notes(passage, say=say))


def notes(passage: Passage, *, say: Words) -> list[str]:
    return [
        *([say("source.guidance")] if passage.kind == "guidance" else []),
        *([say("source.memory")] if passage.checked == "memory" else []),
        *([say("source.sample_note")] if passage.sample else []),
    ]


def _links(source: Source, say: Words) -> str:
    links = [new_tab_link(passage_address(source.passage, say=say), say("source.read"), say=say)]
    if is_pdf(source.document) and source.pages:
        address = f"/documents/{path(source.document.doc_id)}/file#page={source.pages[0]}"
        links.append(new_tab_link(address, say("source.pdf", n=source.pages[0]), say=say))
    return " ".join(links)


def is_pdf(document: Document) -> bool:
    return document.file.lower().endswith(".pdf")


def passage_address(passage: Passage, *, say: Words) -> str:
    """The passage on its document's page: in the query, so that it stays highlighted, and as the anchor to go to."""
    name = path(within(passage))
    return f"{document_address(passage.doc_id, say=say, passage=name)}#{name}"


def document_address(doc_id: str, *, say: Words, passage: str = "") -> str:
    """A document's page, in the language of the page that leads there. `passage` is escaped already."""
    asked = [f"passage={passage}"] if passage else []
    return f"/documents/{path(doc_id)}{_query(asked, say)}"


def authority_address(cite: str, *, say: Words) -> str:
    return f"/authorities/{slug(cite)}{_query([], say)}"


def staff_address(*, say: Words) -> str:
    return f"/before-you-go-live{_query([], say)}"


def list_address(*, say: Words) -> str:
    return f"/documents{_query([], say)}"


def _query(asked: list[str], say: Words) -> str:
    asked = [*asked, *([] if say.language == ORIGINAL else [f"language={say.language}"])]
    return f"?{'&'.join(asked)}" if asked else ""


def new_tab_link(address: str, words: str, *, say: Words) -> str:
    """The visit, hence the conversation, lives in this tab: a document opens beside it, and says so."""
    return (
        f'<a class="pa-link" href="{text(address)}" target="_blank" rel="noopener">{text(words)}'
        f'<span class="pa-sr"> {text(say("app.new_tab"))}</span></a>'
    )


def notice_html(heading: str, *lines: str) -> str:
    """Something a person must read: a question that cannot be read, an index that cannot be used."""
    body = "".join(_lines("", line) for line in lines)
    return f'<div class="pa-alert"><p class="pa-lead">{text(heading)}</p>{body}</div>'
