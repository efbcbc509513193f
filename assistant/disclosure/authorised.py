"""The check as it is done for a person: each act asks the principal it is handed before it does anything.

The rules themselves know of no persons, so that evaluations and tests can put thousands of cases to them.
"""

from pathlib import Path

from assistant.disclosure.decide import decide
from assistant.disclosure.decision import DisclosureDecision
from assistant.disclosure.facts import DisclosureFacts
from assistant.disclosure.rules import Rulebook, load_rulebook
from assistant.principal import Principal


def open_rulebook(principal: Principal, corpus_dir: Path) -> Rulebook:
    """Raises NotAllowed, and whatever `load_rulebook` raises."""
    principal.need("read_rules")
    return load_rulebook(corpus_dir)


def check(principal: Principal, facts: DisclosureFacts, rulebook: Rulebook) -> DisclosureDecision:
    """Raises NotAllowed."""
    principal.need("check_disclosure")
    return decide(facts, rulebook)
