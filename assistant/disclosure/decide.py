"""The decision: each kind of data settled by itself, the whole as strict as its strictest part.

No language model and no guess: the same facts give the same decision, with every rule that it rests on.
"""

from collections.abc import Iterable, Iterator

from assistant.disclosure.case import Case
from assistant.disclosure.changing import missing_facts, would_change
from assistant.disclosure.decision import AppliedRule, DisclosureDecision, ItemOutcome, Role
from assistant.disclosure.duties import duties_of, merged
from assistant.disclosure.facts import DisclosureFacts
from assistant.disclosure.rules import RELEASES, Mark, Rule, Rulebook, overall
from assistant.disclosure.settle import Settled, settle

WEAKNESS: dict[Mark, int] = {"V": 0, "M": 1, "U": 2}


def decide(facts: DisclosureFacts, rulebook: Rulebook) -> DisclosureDecision:
    """May it go? Deterministic, and fast enough to ask at each keystroke (under 5 ms)."""
    case = Case.of(facts, rulebook)
    settled = [(track.item, settle(track, case.answers, case.consent)) for track in case.tracks]
    applied = [rule for item, one in settled for rule in _applied(one, item, facts, rulebook)]
    marks = [mark for _, mark in applied]
    return DisclosureDecision(
        outcome=overall(one.outcome for _, one in settled),
        per_item=tuple(
            ItemOutcome(data=item, outcome=one.outcome, rule=one.rule.row, rule_id=one.rule.id) for item, one in settled
        ),
        rules=_each_once(rule for rule, _ in applied),
        duties=merged(duty for item, one in settled for duty in duties_of(one, item, facts)),
        missing_facts=missing_facts(case),
        would_change=would_change(case),
        mark=max(marks, key=lambda mark: WEAKNESS[mark]),
        clocks=tuple(dict.fromkeys(clock for _, one in settled for clock in _clocks(one))),
    )


def _clocks(settled: Settled) -> tuple[str, ...]:
    return settled.rule.clocks if settled.outcome in RELEASES | {"conditions"} else ()


def _applied(
    settled: Settled, item: str, facts: DisclosureFacts, rulebook: Rulebook
) -> Iterator[tuple[AppliedRule, Mark]]:
    """Each rule that the outcome of one kind of data rests on, with the mark of what it takes from it."""
    yield _of_rule(settled.rule, "decides", settled.rule.mark_of(settled.verdict), rulebook)
    if settled.beside:
        yield _of_rule(settled.beside, "adds", settled.beside.mark, rulebook)
    for rule in settled.refuted:
        # That an exception fails matters where nothing else opened; that a kind of data is an ordinary record, always.
        if rule.step == "2a" or settled.outcome not in RELEASES:
            yield _of_rule(rule, "did_not_fit", rule.refuted_mark, rulebook)
    for row in settled.holds:
        check = rulebook.check(row)
        yield _beside(check.row, check.citations, check.mark, "adds", rulebook)
    for note in rulebook.notes:
        if (
            note.names(facts.recipient, item, facts.purpose)
            and (not note.outcome or settled.outcome in note.outcome)
            and (settled.rule.row in note.decided_by if note.decided_by else settled.rule.step != "2a")
            and note.fits(facts.answers, facts.effective_consent)
        ):
            role: Role = "did_not_fit" if settled.outcome == "consent" else "adds"
            yield _beside(note.row, note.citations, note.mark, role, rulebook)


def _of_rule(rule: Rule, role: Role, mark: Mark, rulebook: Rulebook) -> tuple[AppliedRule, Mark]:
    applied = AppliedRule(
        id=rule.row,
        rule_id=rule.id,
        words=rule.words,
        role=role,
        citations=tuple(rulebook.cards[cite] for cite in rule.citations),
        mark="V" if mark == "V" else "M",
        uncertain=mark == "U",
        says=rule.says,
        governs=rule.governs,
        in_force=rule.in_force,
    )
    return applied, mark


def _beside(
    row: str, citations: tuple[str, ...], mark: Mark, role: Role, rulebook: Rulebook
) -> tuple[AppliedRule, Mark]:
    applied = AppliedRule(
        id=row,
        rule_id=None,
        words=row,
        role=role,
        citations=tuple(rulebook.cards[cite] for cite in citations),
        mark="V" if mark == "V" else "M",
    )
    return applied, mark


def _each_once(rules: Iterable[AppliedRule]) -> tuple[AppliedRule, ...]:
    """In the order read, the deciding ones first."""
    found = {(rule.id, rule.rule_id, rule.role, rule.mark, rule.citations[:1]): rule for rule in rules}
    order: tuple[Role, ...] = ("decides", "adds", "did_not_fit")
    return tuple(sorted(found.values(), key=lambda rule: order.index(rule.role)))
