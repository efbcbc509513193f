"""Free text fills in what it clearly says, and never anything else: precision first, recall reported."""

import tomllib
from pathlib import Path
from time import process_time
from typing import Any

import pytest

from assistant.disclosure.facts import DisclosureFacts, vocabulary
from assistant.disclosure.phrases import PHRASES, load_phrases
from assistant.disclosure.prefill import Prefilled, prefill
from assistant.errors import WorkError

TEXTS = tomllib.loads(Path(__file__).with_name("prefill.toml").read_text("utf-8"))["text"]
RECALL = 0.9


def parts(found: Prefilled) -> set[tuple[str, str]]:
    single = {("recipient", found.recipient), ("purpose", found.purpose), ("consent", found.consent)}
    given = {(name, value) for name, value in single if value}
    return given | {("data", item) for item in found.data} | set(found.facts.items())


def wanted(text: dict[str, Any]) -> set[tuple[str, str]]:
    given = {(name, text[name]) for name in ("recipient", "purpose", "consent") if name in text}
    return given | {("data", item) for item in text.get("data", ())} | set(text.get("facts", {}).items())


def test_there_are_enough_texts_and_traps_and_each_stands_once() -> None:
    assert len(TEXTS) >= 60
    assert sum("trap" in text for text in TEXTS) >= 25
    assert len({text["text"] for text in TEXTS}) == len(TEXTS)


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: text["text"][:50])
def test_nothing_is_filled_in_that_a_text_does_not_say(text: dict[str, Any]) -> None:
    assert parts(prefill(text["text"])) - wanted(text) == set()


def test_nearly_everything_that_a_text_says_is_filled_in() -> None:
    said = [(text["text"], one) for text in TEXTS for one in wanted(text)]
    missed = [(text, one) for text, one in said if one not in parts(prefill(text))]
    print(f"recall {1 - len(missed) / len(said):.3f} of {len(said)}; missed: {missed}")
    assert len(missed) <= (1 - RECALL) * len(said)


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: text["text"][:50])
def test_each_answer_keeps_the_very_words_it_was_read_from(text: dict[str, Any]) -> None:
    found = prefill(text["text"])
    names = {name for name, value in parts(found) if name != "data"} | set(found.data)
    assert set(found.evidence) == names
    assert all(words and words in text["text"] for words in found.evidence.values())


def test_what_is_filled_in_may_be_put_to_the_check_as_it_is() -> None:
    found = prefill("cop at desk wants schedule, no warrant")
    assert found.recipient
    DisclosureFacts(recipient=found.recipient, data=found.data, facts=dict(found.facts))
    assert found.evidence == {"recipient": "cop", "schedule": "schedule", "legal_order_presented": "no warrant"}


def test_no_text_makes_a_consent_complete_or_an_emergency_real() -> None:
    phrases = load_phrases()
    assert set(phrases.consent) == {"none", "revoked"}
    judged = {*vocabulary().told("emergency_complete"), "order_valid", "meets_official_criteria", "duty_needs_record"}
    assert not any(phrases.fact[name].yes for name in judged & set(phrases.fact))
    found = prefill("Police want the schedule. We have a valid complete signed consent. It is a real emergency.")
    assert (found.consent, found.facts) == (None, {})


def test_names_of_answers_never_meet() -> None:
    words = vocabulary()
    assert not {*words.data} & {*words.fact, "recipient", "purpose", "consent"}


def test_a_text_of_two_thousand_characters_is_read_at_once() -> None:
    prefill("warm")
    for text in ("the police want the ", "no no not ", "give the cop and the mom, ", "aaaa ", "(((", "has has with a "):
        start = process_time()
        prefill((text * 400)[:2000])
        assert process_time() - start < 1


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("[fact.student_deceased]", "[fact.student_dead]", "student_dead"),
        ('"landlord"', '"(landlord"', "no regular expression"),
        ("{bearing}", "{carrying}", "no shorthand 'carrying'"),
        ("[consent]\nnone", "[consent]\nvalid", "valid"),
        ("[doubt]", "[doubt", "is not TOML"),
    ],
)
def test_a_mistake_in_the_phrases_names_the_file(tmp_path: Path, old: str, new: str, told: str) -> None:
    path = tmp_path / "prefill.toml"
    path.write_text(PHRASES.read_text("utf-8").replace(old, new, 1), "utf-8")
    with pytest.raises(WorkError) as error:
        load_phrases(path)
    assert str(path) in str(error.value)
    assert told in str(error.value)
