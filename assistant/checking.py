"""The disclosure check on a terminal: the interview in questions and answers, and the decision in words.

Questions go to standard error, so that standard output holds the decision and nothing else.
"""

from collections.abc import Iterator, Sequence
from difflib import get_close_matches

import click

from assistant.deadlines.limits import load_limits
from assistant.disclosure.decision import AppliedRule, Change, DisclosureDecision, Duty
from assistant.disclosure.facts import DisclosureFacts, vocabulary
from assistant.disclosure.interview import CONSENT, PURPOSE, Question, answer, back, begin, next_question
from assistant.disclosure.rules import Rulebook
from assistant.i18n import Words, words

REPLIES = {"y": "yes", "yes": "yes", "n": "no", "no": "no", "?": "unknown", "unknown": "unknown"}
BACK = {"b", "back"}
# A list of what is missing helps only as long as it is read.
MOST_MISSING = 8


def interview(rulebook: Rulebook) -> DisclosureFacts:
    """Ask until nothing that fits the case can change the outcome. Raises click.Abort when the person stops."""
    say = words("en", "disclosure")
    recipient = _pick(say("ask.recipient"), "recipient", vocabulary().recipients, say)
    data = _pick_some(say("ask.data"), "data", vocabulary().data, say)
    state = begin(recipient, data)
    while question := next_question(state, rulebook):
        given = _put(question, say)
        if given is None:
            if not state.answers:
                _tell(say("terminal.first_question"))
            state = back(state)
        else:
            state = answer(state, question.name, given)
    return state.facts


def readable(decision: DisclosureDecision, facts: DisclosureFacts) -> str:
    say = words("en", "disclosure")
    lines = [f"{say(f'outcome.{decision.outcome}.word')}.", say(f"outcome.{decision.outcome}.sentence"), ""]
    if len(decision.per_item) > 1:
        lines += [*_items(decision, say), ""]
    for rule in decision.rules:
        lines += [*_rule(rule, say), ""]
    lines += [*_duties(decision.duties, say), *_clocks(decision.clocks, say), *_changes(decision.would_change, say)]
    lines += _missing(decision, facts, say)
    return "\n".join([*lines, words("en")("ask.not_advice")])


def _put(question: Question, say: Words) -> str | None:
    """The answer, or None to go back."""
    _tell("")
    if question.most_left > question.open_now:
        _tell(say("terminal.left", n=question.open_now, most=question.most_left))
    if question.name in (PURPOSE, CONSENT):
        _tell(say(f"why.{question.name}"))
        chosen = _pick(say(f"ask.{question.name}"), question.name, (*question.choices, "back"), say)
        return None if chosen == "back" else chosen
    _tell(say(f"fact.{question.name}.why"))
    while True:
        given = _prompt(say(f"fact.{question.name}.ask"), say("terminal.pick_reply")).lower()
        if given in BACK:
            return None
        if given in REPLIES:
            return REPLIES[given]
        _tell(say("terminal.no_reply"))


def _pick(title: str, group: str, names: Sequence[str], say: Words) -> str:
    _list(group, names, say)
    while True:
        given = _prompt(title, say("terminal.pick_one"))
        if (name := _chosen(given, names, say)) is not None:
            return name


def _pick_some(title: str, group: str, names: Sequence[str], say: Words) -> tuple[str, ...]:
    _list(group, names, say)
    while True:
        given = [part.strip() for part in _prompt(title, say("terminal.pick_some")).split(",") if part.strip()]
        chosen = [_chosen(part, names, say) for part in given]
        if chosen and None not in chosen:
            return tuple(name for name in chosen if name is not None)


def _chosen(given: str, names: Sequence[str], say: Words) -> str | None:
    if given.isdecimal() and 1 <= int(given) <= len(names):
        return names[int(given) - 1]
    if given in names:
        return given
    nearest = get_close_matches(given, names, n=1, cutoff=0.0)[0]
    _tell(say("terminal.no_such", given=given[:40], nearest=nearest))
    return None


def _list(group: str, names: Sequence[str], say: Words) -> None:
    for number, name in enumerate(names, start=1):
        _tell(f"{number:>4}  {name:<25}{say(f'{group}.{name}')}")


def _prompt(title: str, hint: str) -> str:
    return str(click.prompt(f"{title}\n({hint})", prompt_suffix=" ", err=True)).strip()


def _tell(text: str) -> None:
    click.echo(text, err=True)


def _items(decision: DisclosureDecision, say: Words) -> Iterator[str]:
    for item in decision.per_item:
        told = say(f"outcome.{item.outcome}.word")
        yield say("terminal.item", data=say(f"data.{item.data}"), outcome=told, row=item.rule)


def _rule(rule: AppliedRule, say: Words) -> Iterator[str]:
    yield say("terminal.rule", role=say(f"role.{rule.role}"), row=rule.id, title=say(f"row.{rule.words}.title"))
    for layer in rule.says:
        key = "terminal.governs" if layer == rule.governs else "terminal.says"
        yield "  " + say(key, layer=say(f"layer.{layer}"), text=say(f"row.{rule.words}.{layer}"))
    if not rule.says:
        yield "  " + say(f"row.{rule.words}.note")
    if rule.citations:
        yield "  " + "; ".join(cite for one in rule.citations for cite in one.authorities)
    if rule.mark == "M":
        yield "  " + say("mark.uncertain" if rule.uncertain else "mark.M")


def _duties(duties: Sequence[Duty], say: Words) -> Iterator[str]:
    for when in ("before", "with", "after"):
        due = [duty for duty in duties if duty.when == when]
        if due:
            yield say("terminal.duties", when=say(f"when.{when}"))
            for duty in due:
                text = say(f"duty.{duty.kind}")
                within = duty.limit and say("terminal.within", text=text, amount=amount(duty.limit))
                yield f"  {within or text}"
    if duties:
        yield ""


def _clocks(clocks: Sequence[str], say: Words) -> Iterator[str]:
    if clocks:
        pages = words("en")
        yield say("terminal.clocks")
        for clock in clocks:
            yield "  " + say("terminal.clock", limit=pages(f"due.limit.{clock}"), amount=amount(clock))
        yield ""


def amount(limit_id: str) -> str:
    """The length of a clock in words; nothing where the law gives none."""
    limit = load_limits().by_id(limit_id)
    return words("en").amount(limit.amount, limit.unit)


def _changes(changes: Sequence[Change], say: Words) -> Iterator[str]:
    yield say("terminal.change")
    if not changes:
        yield "  " + say("terminal.nothing_changes")
    for change in changes:
        parts = [_change_of_fact(fact, reply, say) for fact, reply in change.facts.items()]
        if change.consent:
            parts.insert(0, say(f"terminal.change_{'consent' if change.consent == 'valid' else 'no_consent'}"))
        told = say(f"outcome.{change.outcome}.word")
        yield "  - " + say("terminal.change_line", changes="; ".join(parts), outcome=told)
    yield ""


def _change_of_fact(fact: str, reply: str, say: Words) -> str:
    return say("terminal.change_fact", question=say(f"fact.{fact}.ask"), reply=say(f"reply.{reply}"))


def likely_missing(decision: DisclosureDecision, facts: DisclosureFacts) -> tuple[str, ...]:
    """Of what is missing, that which fits such a case."""
    fitting = vocabulary().fact
    return tuple(
        name
        for name in decision.missing_facts
        if name == CONSENT or fitting[name].worth_asking(facts.recipient, facts.purpose)
    )


def _missing(decision: DisclosureDecision, facts: DisclosureFacts, say: Words) -> Iterator[str]:
    likely = likely_missing(decision, facts)
    if likely:
        yield say("terminal.missing")
        for name in likely[:MOST_MISSING]:
            yield "  - " + (say("ask.consent") if name == CONSENT else say(f"fact.{name}.ask"))
        yield ""
    if rest := [name for name in decision.missing_facts if name not in likely[:MOST_MISSING]]:
        yield from (say("terminal.more", facts=", ".join(rest)), "")
