"""What would open a rule: the answers to told facts by which every one of its needs is confirmed."""

from typing import NamedTuple

from assistant.disclosure.facts import Answers, vocabulary
from assistant.disclosure.rules import Rule


class Opening(NamedTuple):
    """Told facts as they must be answered for a rule to be confirmed, whatever they are now."""

    yes: frozenset[str]
    no: frozenset[str]


def opening(rule: Rule, answers: Answers, wanted: str = "") -> Opening:
    """The answers that confirm `rule`; where one fact of several is enough, `wanted`, else one not yet refused."""
    yes: set[str] = set()
    no: set[str] = set()
    for name in (*rule.when_yes, *rule.all):
        yes |= _making(name, answers, wanted)
    for name in (*rule.unless_yes, *rule.when_no, *rule.none):
        no |= _unmaking(name, answers, wanted)
        if wanted in no:
            yes |= set(vocabulary().told(name)) - {wanted}
    return Opening(frozenset(yes), frozenset(no) - yes)


def _making(name: str, answers: Answers, wanted: str) -> frozenset[str]:
    """Told facts whose yes makes `name` yes."""
    words = vocabulary()
    if name in words.fact:
        return frozenset({name})
    if name in answers.yes and wanted not in words.told(name):
        return frozenset()
    derived = words.derived[name]
    if derived.all:
        return frozenset(one for member in derived.all for one in _making(member, answers, wanted))
    chosen = (
        next((one for one in derived.any if wanted in words.told(one)), None)
        or next((one for one in derived.any if one not in answers.no), None)
        or derived.any[0]
    )
    return _making(chosen, answers, wanted)


def _unmaking(name: str, answers: Answers, wanted: str) -> frozenset[str]:
    """Told facts whose no makes `name` no: of an `all`, one is enough."""
    words = vocabulary()
    if name in words.fact:
        return frozenset({name})
    if name in answers.no and wanted not in words.told(name):
        return frozenset()
    derived = words.derived[name]
    if derived.any:
        return frozenset(one for member in derived.any for one in _unmaking(member, answers, wanted))
    unmade = (member for member in derived.all if member not in answers.yes)
    chosen = wanted if wanted in words.told(name) else next(unmade, derived.all[0])
    return _unmaking(chosen, answers, wanted)
