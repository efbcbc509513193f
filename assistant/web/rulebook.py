"""The rule book as markup, for counsel: each rule beside its law, its guidance, and the cases that try it.

What a rule reads is told in the words of the interview, so that it can be signed without knowing a name of the files.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby

from assistant.checking import amount
from assistant.corpus.passages import Passage
from assistant.disclosure.coverage import Covered
from assistant.disclosure.facts import vocabulary
from assistant.disclosure.rules import Note, Rule, Rulebook
from assistant.disclosure.tried import Trials, TriedCase
from assistant.i18n import Words
from assistant.web.checking.outcome import short_html
from assistant.web.checking.stack import citations_html, layers_html, mark_html
from assistant.web.escaping import text
from assistant.web.rendering import new_tab_link, passage_address


def matching(rules: Iterable[Rule], *, typed: str, recipient: str, outcome: str, say: Words) -> tuple[Rule, ...]:
    """Rules that may speak of `recipient`, bring `outcome`, and hold every word typed; empty asks nothing."""
    wanted = typed.casefold().split()
    return tuple(
        rule
        for rule in rules
        if (not recipient or (recipient in (rule.recipient or (recipient,)) and recipient not in rule.not_recipient))
        and outcome in ("", rule.outcome)
        and all(word in _searched(rule, say) for word in wanted)
    )


def _searched(rule: Rule, say: Words) -> str:
    told = [say(f"row.{rule.words}.{part}") for part in ("title", *rule.says)]
    facts = [fact_words(name, say) for name in rule.facts]
    return " ".join([rule.id, *told, *facts, *rule.citations, _who(rule, say), _what(rule, say)]).casefold()


def rows_html(
    rules: Sequence[Rule],
    rulebook: Rulebook,
    *,
    guidance: Mapping[str, Sequence[Passage]],
    tried: Trials | None,
    opened: bool,
    say: Words,
    pages: Words,
) -> str:
    """One part to open for each row, in the order of the rows; `opened`: all are open."""
    parts = []
    for row, of_row in groupby(sorted(rules, key=lambda rule: rule.words), key=lambda rule: rule.words):
        shown = list(of_row)
        inside = "".join(rule_html(rule, rulebook, tried=tried, say=say, pages=pages) for rule in shown)
        notes = [note for note in rulebook.notes if note.row == row]
        inside += _notes(row, notes, rulebook, say=say, pages=pages)
        inside += _guidance(guidance.get(row, ()), say=say, pages=pages)
        parts.append(
            f'<details class="pa-row"{" open" if opened else ""}><summary><h2 class="pa-h">{text(row)} · '
            f"{text(say(f'row.{row}.title'))}</h2> {_outcomes(shown, say)}</summary>{inside}</details>"
        )
    return "".join(parts)


def _outcomes(rules: Iterable[Rule], say: Words) -> str:
    return " ".join(short_html(outcome, say) for outcome in dict.fromkeys(rule.outcome for rule in rules))


def rule_html(rule: Rule, rulebook: Rulebook, *, tried: Trials | None, say: Words, pages: Words) -> str:
    facts = "".join(f"<div><dt>{text(name)}</dt><dd>{told}</dd></div>" for name, told in _facts(rule, say, pages))
    cites = citations_html((rulebook.cards[cite] for cite in rule.citations), say=say, pages=pages)
    return (
        f'<article class="pa-law"><h3 class="pa-h">{text(rule.id)}</h3>'
        f'<dl class="pa-facts">{facts}</dl>{layers_html(rule.words, rule.says, rule.governs, say)}'
        f"{mark_html(rule.mark, say)}{cites}{_cases(rule, tried, say)}</article>"
    )


def _facts(rule: Rule, say: Words, pages: Words) -> Iterator[tuple[str, str]]:
    """Name and markup of each line that says when a rule is read, what it needs and what comes of it."""
    yield say("rules.step"), text(say(f"rules.steps.s{rule.step}"))
    yield say("rules.for"), text(_who(rule, say))
    yield say("rules.data"), text(_what(rule, say))
    if rule.purpose:
        yield say("rules.purpose"), text("; ".join(say(f"purpose.{name}") for name in rule.purpose))
    if picks := tuple(_picks(rule, say)):
        yield say("rules.read_if"), _lines(picks)
    if needs := tuple(_needs(rule, say)):
        yield say("rules.needs"), _lines(needs)
    yield say("rules.comes_out"), short_html(rule.outcome, say)
    if needs:
        refused = say("rules.go_on") if rule.refuted == "go_on" else say(f"outcome.{rule.refuted}.word")
        yield say("rules.refuted"), text(refused)
    if rule.duties or rule.adds:
        yield say("rules.duties"), _lines(_duties(rule, say))
    if rule.clocks:
        yield say("rules.clocks"), _lines(f"{pages(f'due.limit.{one}')} {amount(one)}" for one in rule.clocks)
    if rule.in_force:
        yield say("rules.since"), text(pages.day(rule.in_force))


def _who(rule: Rule, say: Words) -> str:
    if rule.recipient:
        return "; ".join(say(f"recipient.{name}") for name in rule.recipient)
    others = "; ".join(say(f"recipient.{name}") for name in rule.not_recipient)
    return say("rules.anyone_but", recipients=others) if others else say("rules.anyone")


def _what(rule: Rule, say: Words) -> str:
    return "; ".join(say(f"data.{name}") for name in vocabulary().data if name in rule.items) or say("rules.any_data")


def _picks(rule: Rule, say: Words) -> Iterator[str]:
    if rule.consent:
        yield say("rules.consent", consent=say(f"consent.{rule.consent}"))
    for key, names in (
        ("must", rule.when_yes),
        ("must_not", rule.when_no),
        ("need_unknown", rule.when_unknown),
        ("unless", rule.unless_yes),
        ("unless_no", rule.unless_no),
    ):
        yield from (say(f"rules.{key}", fact=fact_words(name, say)) for name in names)


def _needs(rule: Rule, say: Words) -> Iterator[str]:
    yield from (say("rules.must", fact=fact_words(name, say)) for name in rule.all)
    yield from (say("rules.must_not", fact=fact_words(name, say)) for name in rule.none)


def fact_words(name: str, say: Words) -> str:
    """A fact by its question; a derived one by those of its members, joined as it joins them."""
    words = vocabulary()
    if name in words.fact:
        return say(f"fact.{name}.ask")
    derived = words.derived[name]
    joined = say("rules.all_of" if derived.all else "rules.any_of")
    return f"{joined} ({' / '.join(fact_words(member, say) for member in derived.members)})"


def _duties(rule: Rule, say: Words) -> Iterator[str]:
    for duty in rule.duties:
        limit = rule.limits.get(duty)
        within = f" {say('verdict.do.within', amount=amount(limit))}" if limit and amount(limit) else ""
        yield f"{say(f'duty.{duty}')}{within}"
    for added in rule.adds:
        if_data = [say(f"data.{name}") for name in added.data]
        if_facts = [fact_words(name, say) for name in added.when_yes]
        yield say("rules.duty_if", duty=say(f"duty.{added.duty}"), when="; ".join([*if_data, *if_facts]))


def _cases(rule: Rule, tried: Trials | None, say: Words) -> str:
    if tried is None:
        return ""
    decided, refused = tried.decided.get(rule.id, ()), tried.refused.get(rule.id, ())
    if not decided and not refused:
        return f'<p class="pa-note">{text(say("rules.no_cases"))}</p>'
    return _case_list("rules.cases", decided, say) + _case_list("rules.cases_read", refused, say)


def _case_list(key: str, cases: Sequence[TriedCase], say: Words) -> str:
    if not cases:
        return ""
    items = "".join(
        f"<li>{text(say('rules.case', id=one.id, outcome=say(f'outcome.{one.outcome}.word'), story=one.story))}</li>"
        for one in cases
    )
    return f'<p class="pa-lead">{text(say(key))}</p><ul class="pa-list pa-cases">{items}</ul>'


def _notes(row: str, notes: Sequence[Note], rulebook: Rulebook, *, say: Words, pages: Words) -> str:
    if not notes:
        return ""
    cites = dict.fromkeys(cite for note in notes for cite in note.citations)
    cards = citations_html((rulebook.cards[cite] for cite in cites), say=say, pages=pages)
    told = f"<p>{text(say(f'row.{row}.note'))}</p>"
    return f'<article class="pa-law"><h3 class="pa-h">{text(say("rules.notes"))}</h3>{told}{cards}</article>'


def _guidance(passages: Sequence[Passage], *, say: Words, pages: Words) -> str:
    heading = f'<h3 class="pa-h">{text(say("rules.guidance"))}</h3>'
    if not passages:
        return f'{heading}<p class="pa-note">{text(say("rules.no_guidance"))}</p>'
    items = "".join(
        f"<li>{new_tab_link(passage_address(one, say=pages), f'{one.title}: {one.heading}', say=pages)}</li>"
        for one in passages
    )
    return f'{heading}<ul class="pa-list">{items}</ul>'


def coverage_html(covered: Sequence[Covered], say: Words) -> str:
    """What a counsel goes through before signing: each paragraph that no rule carries out, with the reason."""
    bare = [one for one in covered if one.by_none]
    count = say("coverage.count", covered=len(covered) - len(bare), all=len(covered))
    parts = [f'<h2 class="pa-h2">{text(say("coverage.heading"))}</h2><p>{text(count)}</p>']
    if not bare:
        return "".join([*parts, f"<p>{text(say('coverage.all_covered'))}</p>"])
    rows = "".join(_uncovered(one, say) for one in bare)
    head = "".join(f'<th scope="col">{text(say(f"coverage.{name}"))}</th>' for name in ("paragraph", "reason"))
    parts.append(
        f"<p>{text(say('coverage.lede'))}</p>"
        f'<table class="pa-table"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>'
    )
    return "".join(parts)


def _uncovered(one: Covered, say: Words) -> str:
    about = f" ({text(say(f'about.{one.about}'))})" if one.about else ""
    reason = say(f"uncovered.{one.why}") if one.why else say("coverage.unreasoned")
    return f'<tr><th scope="row">{text(one.cite)}{about}</th><td>{text(reason)}</td></tr>'


def _lines(lines: Iterable[str]) -> str:
    return "<br>".join(text(line) for line in lines)
