"""What would change the outcome, as markup: the smallest sets of papers and facts that lead to another one."""

from assistant.disclosure.decision import Change, DisclosureDecision
from assistant.disclosure.rules import RELEASES
from assistant.i18n import Words
from assistant.web.checking.outcome import short_html
from assistant.web.checking.wording import answer_words, question_words
from assistant.web.escaping import text


def changes_html(decision: DisclosureDecision, say: Words) -> str:
    heading = f'<h2 class="pa-h2">{text(say("verdict.change.heading"))}</h2>'
    if not decision.would_change:
        key = "stands" if decision.outcome in RELEASES else "nothing"
        return f"{heading}<p>{text(say(f'verdict.change.{key}'))}</p>"
    return heading + "".join(_change(change, say) for change in decision.would_change)


def _change(change: Change, say: Words) -> str:
    parts = [_fact(name, reply, say) for name, reply in change.facts.items()]
    if change.consent:
        parts.insert(0, text(say(f"verdict.change.{'consent' if change.consent == 'valid' else 'no_consent'}")))
    items = "".join(f"<li>{part}</li>" for part in parts)
    return (
        f'<div class="pa-change">{short_html(change.outcome, say)} <span>{text(say("verdict.change.with"))}</span>'
        f'<ul class="pa-list">{items}</ul></div>'
    )


def _fact(name: str, reply: str, say: Words) -> str:
    return f"{text(question_words(name, say))} <b>{text(answer_words(name, reply, say))}</b>"
