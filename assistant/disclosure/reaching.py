"""Which rules some answers still lead to: what can still come up, at the most.

Looser than `weighing` on purpose. A rule that is out of reach stays so whatever is answered, so the number of facts in
reach only ever falls: a bound that can be told to a person who is being asked.
"""

from collections.abc import Iterable, Iterator

from assistant.disclosure.case import Case
from assistant.disclosure.facts import Answers, vocabulary
from assistant.disclosure.rules import CHECKED_LAST, LOOKED_UP, RELEASES, Rule
from assistant.disclosure.settle import NEVER_SHUT_OUT, OPEN_TO_SSN


def could_come_up(case: Case) -> frozenset[str]:
    """Every unanswered fact of a rule in reach: no later question can be about another."""
    found: set[str] = set()
    for one in case.each:
        for rule in _reachable(one):
            if not _can_be_picked(rule, one):
                continue
            found.update(unanswered(rule.facts, one.answers))
            if rule.outcome in ("permitted", "mandatory", "conditions"):
                found.update(CHECKED_LAST)
                found.update(LOOKED_UP)
    return frozenset(fact for fact in found & case.facts if case.is_open(fact))


def _can_be_picked(rule: Rule, case: Case) -> bool:
    """False while what would pick it is neither known nor among the questions that fit such a case."""
    words = vocabulary()
    for name in rule.when_yes:
        if name not in case.answers.yes:
            asked = [
                words.fact[one].worth_asking(case.recipient, case.purpose) for one in unanswered([name], case.answers)
            ]
            one_is_enough = name in words.derived and words.derived[name].any
            if not (any(asked) if one_is_enough else all(asked)):
                return False
    return True


def alive(rule: Rule, case: Case) -> bool:
    """False if no further answer can bring the rule in, or can confirm it."""
    answers = case.answers
    return (
        (rule.consent is None or case.consent in (rule.consent, "unknown"))
        and answers.no.isdisjoint(rule.when_yes)
        and answers.yes.isdisjoint((*rule.when_no, *rule.unless_yes, *rule.when_unknown))
        and answers.no.isdisjoint((*rule.unless_no, *rule.when_unknown))
        and not rule.refused_for_good(answers)
    )


def unanswered(names: Iterable[str], answers: Answers) -> Iterator[str]:
    words = vocabulary()
    for name in names:
        if answers.reply(name) == "unknown":
            yield from (told for told in words.told(name) if answers.reply(told) == "unknown")


def _reachable(case: Case) -> Iterator[Rule]:
    """The rules of the one kind of data that some answers still lead to, in the order they are read."""
    track = case.tracks[0]
    stops = tuple(rule for row in track.stops for rule in row)
    for together in (*((rule,) for rule in (*track.emergency, *track.scope)), stops):
        yield from (rule for rule in together if alive(rule, case))
        if any(_settles(rule, case) for rule in together):
            return
    # With a valid consent, what the law requires is read before it settles the matter.
    consents = track.consent
    if case.consent == "valid":
        consents = tuple(rule for rule in consents if rule.fits(case.answers, "valid"))[:1]
    for rule in (*track.family, *track.must, *consents, *track.may, *track.directory, *track.default):
        if alive(rule, case):
            yield rule
        if _settles(rule, case) and (rule.step in ("4", "9") or _ends_the_search(rule, case)):
            return


def _ends_the_search(rule: Rule, case: Case) -> bool:
    """In steps 5 to 8: if it releases, and nothing shuts it out or turns its release into a question."""
    track = case.tracks[0]
    held_up = track.item == "ssn" and rule.step == "7" and rule.row not in OPEN_TO_SSN
    may_be_shut_out = rule.step == "7" and not rule.data and rule.row not in NEVER_SHUT_OUT
    shut_out = may_be_shut_out and any(other.data and alive(other, case) for other in track.may)
    confirmed = rule.verdict(case.answers) == "confirmed" and rule.outcome in RELEASES
    return confirmed and not held_up and not shut_out


def _settles(rule: Rule, case: Case) -> bool:
    """True if the rule fits and gives an outcome, whatever else is answered."""
    answers = case.answers
    if not rule.fits(answers, case.consent):
        return False
    picked_for_good = answers.no.issuperset(rule.unless_yes) and answers.yes.issuperset(rule.unless_no)
    if not picked_for_good or rule.when_unknown:
        return False
    return rule.refuted != "go_on" or rule.verdict(answers) == "confirmed" or not rule.can_be_refuted(answers)
