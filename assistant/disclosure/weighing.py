"""What an unanswered fact can still do: the ground of "what is missing" and of the interview.

A fact matters if, in some way in which the other open facts might turn out, its answer makes a difference. Trying all
those ways is exponential, so the ways that can matter are tried: for each rule that could let the item go, the answers
that open this rule and no other. In such a way every need of the rule, every stop and every check stands alone, and
flipping it shows.

A fact that picks a rule comes before the needs of that rule: while it is unknown the rule is unread, and what the rule
needs cannot change anything yet.
"""

from collections.abc import Iterator
from typing import NamedTuple

from assistant.disclosure.case import Case
from assistant.disclosure.facts import Answers, vocabulary
from assistant.disclosure.opening import Opening, opening
from assistant.disclosure.reaching import alive, unanswered
from assistant.disclosure.rules import CHECKED_LAST, LOOKED_UP, Outcome, Rule


class Way(NamedTuple):
    """A way in which the open facts of one kind of data may turn out, and what comes of it.

    `gate` holds the facts that would have to pick the rule first: as long as they are open, the way says nothing of
    any other fact.
    """

    rule: Rule | None
    gate: frozenset[str]
    answers: Answers
    outcome: Outcome


def open_facts(case: Case) -> tuple[str, ...]:
    """The unanswered facts that could change an outcome, in the order in which the rules read them."""
    found: dict[str, None] = {}
    for one in case.each:
        ways = tuple(_ways(one))
        for fact in _candidates(one):
            if fact not in found and _matters(one, fact, ways):
                found[fact] = None
    return tuple(found)


def consent_matters(case: Case) -> bool:
    """True if a valid consent, where consent is not known, could change an outcome."""
    if case.consent != "unknown":
        return False
    return any(
        one.outcome(way.answers, "valid") != one.outcome(way.answers, "none") for one in case.each for way in _ways(one)
    )


def _matters(case: Case, fact: str, ways: tuple[Way, ...]) -> bool:
    reading = (way for way in ways if way.rule and fact in way.rule.told_facts)
    others = (way for way in ways if not (way.rule and fact in way.rule.told_facts))
    for way in (*_ways_by(case, fact), *reading, *others):
        if way.gate and fact not in way.gate:
            continue
        if fact not in way.answers.yes and case.outcome(way.answers.told(yes=(fact,)), case.consent) != way.outcome:
            return True
        if fact not in way.answers.no and case.outcome(way.answers.told(no=(fact,)), case.consent) != way.outcome:
            return True
    return False


def _candidates(case: Case) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for rule in case.tracks[0].rules:
        if alive(rule, case):
            found |= dict.fromkeys(_open_in(rule, case.answers))
    found |= dict.fromkeys((*LOOKED_UP, *CHECKED_LAST))
    return tuple(fact for fact in found if case.is_open(fact))


def _open_in(rule: Rule, answers: Answers) -> Iterator[str]:
    """The unanswered facts of a rule; behind the first gate that is not open, only that gate's."""
    yield from unanswered(rule.unless_yes, answers)
    yield from unanswered((*rule.unless_no, *rule.when_no), answers)
    for name in rule.when_yes:
        if name not in answers.yes:
            yield from _open_behind(name, answers)
            return
    for name in (*rule.all, *rule.none):
        yield from _open_behind(name, answers)


def _open_behind(name: str, answers: Answers) -> Iterator[str]:
    """The told facts that can still settle `name`: of an `all` that a picking fact opens, that fact alone."""
    words = vocabulary()
    if answers.reply(name) != "unknown":
        return
    if name in words.fact:
        yield name
        return
    derived = words.derived[name]
    gates = [one for one in derived.all if words[one].kind == "S" and answers.reply(one) == "unknown"]
    for member in gates or derived.members:
        yield from _open_behind(member, answers)


def _ways(case: Case) -> Iterator[Way]:
    """The case as it stands; none of the rules by which the item may go; and each of them alone.

    An open age is tried both ways: it decides whose right it is.
    """
    yield Way(None, frozenset(), case.answers, case.outcome(case.answers, case.consent))
    living = (rule for rule in case.tracks[0].ways if alive(rule, case))
    for rule in (None, *living):
        start = opening(rule, case.answers) if rule else Opening(frozenset(), frozenset())
        yield _way(case, rule, start)
        if "eligible_student" not in start.yes | start.no and case.is_open("eligible_student"):
            yield _way(case, rule, start._replace(yes=start.yes | {"eligible_student"}))


def _ways_by(case: Case, fact: str) -> Iterator[Way]:
    """Where one fact of several is enough for a rule: the way in which `fact` is the one."""
    for rule in case.tracks[0].ways:
        if fact in rule.facts_among_several and alive(rule, case):
            yield _way(case, rule, opening(rule, case.answers, fact))


def _way(case: Case, rule: Rule | None, start: Opening) -> Way:
    track = case.tracks[0]
    open_here = track.facts.difference(case.answers.yes, case.answers.no, case.asked)
    yes = open_here & (start.yes | (track.alarms - start.no))
    # A way that needs no identity check may be the only one open while identity is not confirmed.
    if rule is None or rule.identity:
        yes |= open_here & {"identity_verified"}
    answers = case.answers.told(yes=yes, no=open_here - yes - track.stops_unknown)
    gates = (name for name in (rule.when_yes if rule else ()) if name not in case.answers.yes)
    gate = frozenset(told for name in gates for told in vocabulary().told(name))
    return Way(rule, gate, answers, case.outcome(answers, case.consent))
