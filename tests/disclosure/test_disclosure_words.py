"""Every word of the check has its sentence, and every sentence its word."""

import re
from typing import get_args

import pytest
from disclosing import BOOK

from assistant.disclosure.coverage import Why, load_paragraphs
from assistant.disclosure.decision import Role, When
from assistant.disclosure.facts import Consent, DutyKind, Reply, vocabulary
from assistant.disclosure.rules import Outcome, Says
from assistant.i18n import languages, words

WORDS = vocabulary()
GROUPS = {
    "outcome": [f"{one}.{part}" for one in get_args(Outcome) for part in ("word", "sentence")],
    "role": get_args(Role),
    "layer": get_args(Says),
    "duty": get_args(DutyKind),
    "when": get_args(When),
    "consent": [*get_args(Consent), "back"],
    "reply": get_args(Reply),
    "recipient": WORDS.recipients,
    "data": WORDS.data,
    "purpose": [*WORDS.purposes, "back"],
    "fact": [f"{fact}.{part}" for fact in WORDS.fact for part in ("ask", "why")],
    "uncovered": get_args(Why),
    "about": [one.about for one in load_paragraphs().paragraph if one.about],
}


def row_keys() -> set[str]:
    """A title for every row that a decision may name, what each layer says, and a note where a row speaks beside."""
    beside = {one.row for one in (*BOOK.notes, *BOOK.checks)}
    named = {rule.words for rule in BOOK.rules} | beside | set(load_paragraphs().rows_without_rule)
    says = {f"{rule.words}.{layer}" for rule in BOOK.rules for layer in rule.says}
    return {f"{row}.title" for row in named} | says | {f"{row}.note" for row in beside}


@pytest.mark.parametrize("language", languages("disclosure"))
@pytest.mark.parametrize("group", GROUPS)
def test_every_code_has_words_and_every_word_a_code(group: str, language: str) -> None:
    say = words(language, "disclosure")
    assert {key.removeprefix(f"{group}.") for key in say if key.startswith(f"{group}.")} == set(GROUPS[group])


@pytest.mark.parametrize("language", languages("disclosure"))
def test_every_row_has_its_title_and_says_what_its_layers_say(language: str) -> None:
    say = words(language, "disclosure")
    assert {key.removeprefix("row.") for key in say if key.startswith("row.")} == row_keys()


@pytest.mark.parametrize("language", languages("disclosure"))
def test_no_text_is_empty_and_none_states_a_time_limit_or_a_fee(language: str) -> None:
    say = words(language, "disclosure")
    for key in say:
        assert say.text(key).strip(), key
        assert not re.search(r"\$\s?\d|\d+ (?:business |calendar |school )?(?:days?|hours?)", say.text(key)), key


def test_a_question_asks_and_its_reason_tells() -> None:
    say = words("en", "disclosure")
    for fact in WORDS.fact:
        assert say.text(f"fact.{fact}.ask").endswith("?"), fact
        assert say.text(f"fact.{fact}.why").endswith("."), fact
