"""Printing: an answer on a sheet of its own, with its quotes, pages and dates, to be taken to a meeting or filed.

It is printed from the page itself: a question may be personal even when masked, so it never stands in a web address,
and a phone need not open a downloaded file.
"""

from datetime import UTC, datetime

from assistant.i18n import Words
from assistant.web.copying import Line, badges, said
from assistant.web.escaping import text
from assistant.web.rendering import document_facts, layer_name, notes, original, translation_notes
from assistant.web.sources import Shown, Source, place


def sheet_html(shown: Shown, *, asked_at: datetime, district: str, say: Words) -> str:
    """`district` is its name, or nothing where it has entered none. Without ids: it stands beside the page it tells."""
    moment = asked_at.astimezone(UTC)
    answered = say("actions.answered", date=say.day(moment.date()), time=f"{moment:%H:%M}")
    head = " · ".join(filter(None, (say("app.name"), district)))
    parts = [
        f'<p class="pa-sheet-head">{text(head)}</p>',
        f"<h1>{text(say('actions.asked', question=shown.response.question))}</h1>",
        f'<p class="pa-sheet-small">{text(answered)}</p>',
        *(_line(line, shown, say) for line in said(shown, say=say)),
        f"<h2>{text(say('source.heading'))}</h2>",
        *(_source(source, say) for source in shown.sources),
        *(f'<p class="pa-sheet-small">{text(say(key))}</p>' for key in translation_notes(shown)),
        f'<p class="pa-sheet-small">{text(say("ask.not_advice"))}</p>',
    ]
    return f'<div lang="{text(say.language)}">{"".join(parts)}</div>'


def _line(line: Line, shown: Shown, say: Words) -> str:
    if line.heading:
        return f"<h2>{text(line.text)}</h2>"
    lang = original(say) if line.statement and line.statement.basis == "verbatim" else ""
    return f'<p class="pa-sheet-lines"><span{lang}>{text(line.text)}</span>{badges(line.statement, shown, say=say)}</p>'


def _source(source: Source, say: Words) -> str:
    passage = source.passage
    lang = original(say)
    where = [place(passage), *(say("source.page", n=page) for page in source.pages), layer_name(passage, say)]
    sample = f" ({text(say('source.sample'))})" if passage.sample else ""
    quotes = "".join(
        f'<blockquote class="pa-sheet-lines"{lang}>{text(passage.text[start:end])}</blockquote>'
        for start, end in sorted(source.quotes)
    )
    rests = [(say("source.authorities"), "; ".join(passage.authorities))] if passage.authorities else []
    facts = [f"{name}: {value}" for name, value in (*rests, *document_facts(source.document, say=say))]
    small = "".join(f'<p class="pa-sheet-small">{text(line)}</p>' for line in (*facts, *notes(passage, say=say)))
    return (
        f"<section><h3>[{source.number}] <span{lang}>{text(passage.title)}</span></h3>"
        f'<p class="pa-sheet-small">{text(" · ".join(where))}{sample}</p>{quotes}{small}</section>'
    )
