"""Why: each rule that the outcome rests on, with what each layer of law says, the facts it read, and what it cites.

Of the layers of the deciding rule one governs; the others stand beside it in grey, readable, and are not hidden.
"""

from collections.abc import Iterable, Iterator
from typing import get_args

from assistant.corpus.citation import Citation
from assistant.disclosure.decision import AppliedRule, DisclosureDecision
from assistant.disclosure.facts import DisclosureFacts, vocabulary
from assistant.disclosure.interview import CONSENT
from assistant.disclosure.rules import Rule, Rulebook, Says
from assistant.i18n import Words
from assistant.web.checking.wording import answer_words, question_words
from assistant.web.escaping import text
from assistant.web.rendering import authority_address, new_tab_link

LAYERS: tuple[Says, ...] = get_args(Says)


def why_html(
    decision: DisclosureDecision, facts: DisclosureFacts, rulebook: Rulebook, *, say: Words, pages: Words
) -> str:
    def put(rules: Iterable[AppliedRule]) -> str:
        return "".join(_rule(rule, facts, rulebook, say=say, pages=pages) for rule in rules)

    deciding = [rule for rule in decision.rules if rule.role == "decides"]
    others = [rule for rule in decision.rules if rule.role != "decides"]
    parts = [
        f'<h2 class="pa-h2">{text(say("why_rule.heading"))}</h2>',
        f'<p class="pa-note">{text(say("why_rule.lede"))}</p>',
        put(deciding),
    ]
    if others:
        parts.append(f'<h2 class="pa-h2">{text(say("why_rule.other"))}</h2>{put(others)}')
    return "".join(parts)


def _rule(rule: AppliedRule, facts: DisclosureFacts, rulebook: Rulebook, *, say: Words, pages: Words) -> str:
    parts = [
        f'<p class="pa-note">{text(say(f"role.{rule.role}"))}</p>',
        f'<h3 class="pa-h">{text(rule.id)} · {text(say(f"row.{rule.words}.title"))}</h3>',
        layers_html(rule.words, rule.says, rule.governs if rule.role == "decides" else None, say),
        mark_html("U" if rule.uncertain else rule.mark, say),
        _in_this_case(rulebook.rule(rule.rule_id), rule, facts, say) if rule.rule_id else "",
        citations_html(rule.citations, say=say, pages=pages),
    ]
    if rule.in_force:
        parts.append(f'<p class="pa-note">{text(say("why_rule.in_force", date=pages.day(rule.in_force)))}</p>')
    return f'<article class="pa-law pa-{rule.role}">{"".join(parts)}</article>'


def layers_html(words: str, says: tuple[Says, ...], governs: Says | None, say: Words) -> str:
    """`governs` None: none is set off, and none is greyed. Where nothing is said by layer, the row's note stands."""
    if not says:
        return f"<p>{text(say(f'row.{words}.note'))}</p>"
    items = "".join(_layer(layer, words, governs, say) for layer in LAYERS if layer in says)
    silent = [say(f"layer.{layer}") for layer in LAYERS if layer not in says]
    note = f'<p class="pa-note">{text(say("why_rule.silent", layers="; ".join(silent)))}</p>' if silent else ""
    return f'<ol class="pa-layers">{items}</ol>{note if governs else ""}'


def _layer(layer: Says, words: str, governs: Says | None, say: Words) -> str:
    css = "" if governs is None else ' class="pa-governs"' if layer == governs else ' class="pa-yields"'
    decides = f' <b class="pa-rules-it">{text(say("why_rule.governs"))}</b>' if layer == governs else ""
    badge = f'<span class="pa-badge pa-{_ground(layer)}">{text(say(f"layer.{layer}"))}</span>'
    return f"<li{css}><p>{badge}{decides}</p><p>{text(say(f'row.{words}.{layer}'))}</p></li>"


def _ground(layer: Says) -> str:
    return "district" if layer == "policy" else layer


def mark_html(mark: str, say: Words) -> str:
    if mark == "V":
        return ""
    return f'<p class="pa-note pa-mark">{text(say("mark.M" if mark == "M" else "mark.uncertain"))}</p>'


def citations_html(citations: Iterable[Citation], *, say: Words, pages: Words) -> str:
    items = "".join(
        f"<li>{new_tab_link(authority_address(one.pinpoint, say=pages), one.pinpoint, say=pages)} "
        f"{text(one.quote)}{mark_html('V' if one.checked == 'source' else 'M', say)}</li>"
        for one in citations
    )
    return f'<p class="pa-lead">{text(say("why_rule.citations"))}</p><ul class="pa-cites">{items}</ul>' if items else ""


def _in_this_case(rule: Rule, applied: AppliedRule, facts: DisclosureFacts, say: Words) -> str:
    """The answers that the rule read: of one that decides the open ones too, since they may leave conditions."""
    rows = "".join(
        f"<li>{text(question)} <b>{text(answer)}</b></li>"
        for question, answer in _read(rule, facts, say, open_too=applied.role == "decides")
    )
    return f'<p class="pa-lead">{text(say("why_rule.facts"))}</p><ul class="pa-list">{rows}</ul>' if rows else ""


def _read(rule: Rule, facts: DisclosureFacts, say: Words, *, open_too: bool) -> Iterator[tuple[str, str]]:
    if rule.recipient:
        yield say("check.told.recipient"), say(f"recipient.{facts.recipient}")
    if data := [name for name in facts.data if name in rule.items]:
        yield say("check.told.data"), "; ".join(say(f"data.{name}") for name in data)
    if rule.purpose:
        yield say("check.told.purpose"), say(f"purpose.{facts.purpose}")
    if rule.consent:
        yield question_words(CONSENT, say), answer_words(CONSENT, facts.effective_consent, say)
    for name in (fact for fact in vocabulary().fact if fact in rule.told_facts):
        reply = facts.answers.reply(name)
        if reply != "unknown" or open_too:
            told = say("why_rule.open") if reply == "unknown" else answer_words(name, reply, say)
            yield question_words(name, say), told
