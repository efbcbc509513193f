"""Measured: the accepted figures as a page that a parent can read. Words and figures in, markup out.

A share alone is believed too easily, so each stands with how far it may be off and how many questions it comes from.
No question of the evaluations is shown: whoever saw them here could build for them.
"""

from collections.abc import Iterable, Sequence

from assistant.answering.quality import Accepted, AcceptedFigure
from assistant.corpus.catalog import Document
from assistant.i18n import Words
from assistant.web.escaping import text
from assistant.web.rendering import list_address, new_tab_link

# What the page shows, in order: its words' key, and where the figure stands (suite, measure, split, group).
SHOWN = (
    ("found", ("retrieval", "recall@5", "test", "all")),
    ("answered", ("answers", "ending", "test", "all")),
    ("exact", ("answers", "exact", "test", "all")),
    ("cites", ("answers", "cites", "test", "all")),
    ("refused", ("refusals", "refused", "test", "all")),
    ("attack", ("refusals", "refused", "test", "attack")),
    ("form", ("routing", "offered", "test", "all")),
    ("date", ("deadlines", "right", "hand", "all")),
    ("spanish", ("answers", "ending", "test", "spanish")),
)
KINDS = ("policy", "guidance", "regulation", "contract", "other")
REFUSES = ("out_of_scope", "personal_record", "legal_advice", "instruction_attack", "documents_silent", "no_evidence")


def quality_html(
    accepted: Accepted | None, *, documents: Sequence[Document], same_documents: bool, command: str, say: Words
) -> str:
    """`same_documents`: the figures were taken with the documents in use. `command` is what measures again."""
    parts = [f'<h1 class="pa-h1">{text(say("quality.title"))}</h1>']
    if accepted is None:
        parts.append(_paragraph(say("quality.unmeasured"), "pa-alert"))
    else:
        parts.append(_measured(accepted, same_documents=same_documents, say=say))
    parts.append(_list(say("quality.refuses"), (say(f"quality.refuse.{reason}") for reason in REFUSES)))
    parts.append(_holds(documents, say))
    parts.append(_list(say("quality.does_not"), say.under("quality.not")))
    if accepted:
        parts.append(_how(accepted, command, say))
    return f'<div class="pa-quality">{"".join(parts)}</div>'


def _measured(accepted: Accepted, *, same_documents: bool, say: Words) -> str:
    questions = accepted.figure("refusals", "ending")
    day = say.day(accepted.accepted_on)
    lede = say("quality.lede", questions=questions.cases if questions else 0, date=day)
    parts = [f'<p class="pa-lede">{text(lede)}</p>']
    if not same_documents:
        parts.append(_paragraph(say("quality.other_documents"), "pa-alert"))
    parts.append(f'<h2 class="pa-h2">{text(say("quality.of_hundred"))}</h2>')
    parts += [_answerable(accepted, say), _to_refuse(accepted, say)]
    rows = [
        _figure(say(f"quality.figure.{key}"), found, say) for key, place in SHOWN if (found := _at(accepted, place))
    ]
    parts.append(f'<h2 class="pa-h2">{text(say("quality.figures"))}</h2><ul class="pa-figures">{"".join(rows)}</ul>')
    misses = [say(f"quality.miss.{m.miss}", missed=m.missed, of=m.of) for m in accepted.misses if m.missed]
    parts.append(_list(say("quality.misses"), misses or [say("quality.no_miss")]))
    return "".join(parts)


def _answerable(accepted: Accepted, say: Words) -> str:
    answered, right = accepted.figure("answers", "ending"), accepted.figure("answers", "passed")
    if not answered or not right:
        return ""
    whole, some = round(right.value * 100), round(answered.value * 100)
    parts = [("right", whole), ("partly", some - whole), ("unanswered", 100 - some)]
    return _stack(say("quality.answerable", n=answered.cases), "answerable", parts, say)


def _to_refuse(accepted: Accepted, say: Words) -> str:
    refused = accepted.figure("refusals", "refused")
    if not refused:
        return ""
    share = round(refused.value * 100)
    return _stack(
        say("quality.to_refuse", n=refused.cases), "to_refuse", [("refused", share), ("let_through", 100 - share)], say
    )


def _stack(heading: str, name: str, parts: Sequence[tuple[str, int]], say: Words) -> str:
    """One bar of a hundred, cut into parts; the words below say what each part is, so colour says nothing alone."""
    told = [(part, share, say(f"quality.part.{part}", n=share)) for part, share in parts if share]
    bar = "".join(f'<span class="pa-{part}" style="width:{share}%">{share}</span>' for part, share, _ in told)
    key = "".join(f'<li><span class="pa-swatch pa-{part}"></span> {text(words)}</li>' for part, _, words in told)
    return (
        f'<div class="pa-hundred"><h3 class="pa-h" id="quality-{name}">{text(heading)}</h3>'
        f'<div class="pa-stack" aria-hidden="true">{bar}</div><ul>{key}</ul></div>'
    )


def _figure(words: str, figure: AcceptedFigure, say: Words) -> str:
    value, low, high = (round(share * 100) for share in (figure.value, figure.low, figure.high))
    certain = say("quality.interval", low=low, high=high, n=figure.cases)
    if figure.value == 1:  # resampling what never failed cannot fail either, and would promise too much
        certain = say("quality.unfailing", n=figure.cases)
    band = f"left:{low}%;width:{max(1, high - low)}%"
    return (
        f"<li><p>{text(words)} <b>{text(say('quality.share', n=value))}</b></p>"
        f'<div class="pa-track" aria-hidden="true"><span class="pa-band" style="{band}">'
        f'</span><span class="pa-dot" style="left:{value}%"></span></div>'
        f'<p class="pa-quiet">{text(certain)}</p></li>'
    )


def _holds(documents: Sequence[Document], say: Words) -> str:
    counts = [say(f"quality.hold.{kind}", n=held) for kind in KINDS if (held := sum(d.kind == kind for d in documents))]
    link = new_tab_link(list_address(say=say), say("sidebar.documents"), say=say) if documents else ""
    return _list(say("quality.holds"), [*counts, *say.under("quality.held")]) + f'<p class="pa-links">{link}</p>'


def _how(accepted: Accepted, command: str, say: Words) -> str:
    parts = [*say.under("quality.how_it_was"), say("quality.built_from", index=accepted.corpus_digest[:12])]
    heading = f'<h2 class="pa-h2">{text(say("quality.how"))}</h2>'
    again = f"<p>{text(say('quality.again'))} <code>{text(command)}</code></p>"
    return heading + "".join(_paragraph(part) for part in parts) + again


def _at(accepted: Accepted, place: tuple[str, str, str, str]) -> AcceptedFigure | None:
    suite, measure, split, group = place
    return accepted.figure(suite, measure, split=split, group=group)


def _list(heading: str, items: Iterable[str]) -> str:
    body = "".join(f"<li>{text(item)}</li>" for item in items)
    return f'<h2 class="pa-h2">{text(heading)}</h2><ul class="pa-list">{body}</ul>'


def _paragraph(words: str, css: str = "") -> str:
    return f'<p class="{css}">{text(words)}</p>' if css else f"<p>{text(words)}</p>"
