"""What the disclosure tests share: the rule book, the table's cases, and for every rule a case in which it decides."""

from collections.abc import Iterator

from assistant.disclosure.case import Case
from assistant.disclosure.facts import Answers, DisclosureFacts, Reply
from assistant.disclosure.opening import opening
from assistant.disclosure.rules import Outcome, Rule
from assistant.disclosure.settle import Settled, settle
from evals.cases import HERE, read_cases
from evals.disclosure import DisclosureCase, rulebook

CASES = [
    case
    for case in read_cases(HERE / "disclosure" / "cases.toml", {"case": (DisclosureCase,)})["case"]
    if isinstance(case, DisclosureCase)
]
BOOK = rulebook()
RULES = {rule.id: rule for rule in BOOK.rules}
# Tried, in this order, for what a rule leaves open: together they let every rule speak.
RECIPIENTS = ("other_parent", "business", "court", "parent", "medicaid_biller", "library", "public")
ITEMS = ("grades", "home_address", "other_student", "personnel")
PURPOSES = ("other", "public_request", "safety")
# An emergency that is complete goes first, so these two speak only without one.
LEFT_OPEN = {"C20-open": ("only_needed_data",)}
BY = {"C14": "certified_request"}


def settled(facts: DisclosureFacts) -> Settled:
    """Of the first kind of data."""
    case = Case.of(facts, BOOK)
    return settle(case.tracks[0], case.answers, case.consent)


def outcomes(facts: DisclosureFacts) -> tuple[Outcome, ...]:
    return Case.of(facts, BOOK).outcomes()


def case_for(rule: Rule) -> DisclosureFacts:
    """A case that `rule` names and in which it decides, every need of it confirmed and every other fact no."""
    found = next((facts for facts in _tried(rule) if settled(facts).rule.id == rule.id), None)
    assert found, f"no case in which {rule.id} decides"
    return found


def _tried(rule: Rule) -> Iterator[DisclosureFacts]:
    recipients = [one for one in rule.recipient or RECIPIENTS if one not in rule.not_recipient]
    for recipient in recipients:
        for item in sorted(rule.items) or ITEMS:
            for purpose in rule.purpose or PURPOSES:
                read = BOOK.track(recipient, item, purpose).facts
                for age in ("no", "yes"):
                    yield DisclosureFacts(
                        recipient=recipient,
                        data=(item,),
                        purpose=purpose,
                        consent=rule.consent or "none",
                        facts=_confirming(rule, read, "yes" if age == "yes" else "no"),
                    )


def _confirming(rule: Rule, read: frozenset[str], age: Reply) -> dict[str, Reply]:
    start = opening(rule, Answers.of({}), BY.get(rule.id, ""))
    answers: dict[str, Reply] = dict.fromkeys(sorted(read), "no")
    answers |= {"eligible_student": age, "identity_verified": "yes"}
    answers |= dict.fromkeys(sorted(start.no), "no")
    answers |= dict.fromkeys(sorted(start.yes), "yes")
    return answers | dict.fromkeys((*rule.when_unknown, *LEFT_OPEN.get(rule.id, ())), "unknown")
