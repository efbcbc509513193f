"""Every word of every language is there, and is filled whole or not at all."""

import re
from datetime import date
from pathlib import Path
from typing import get_args

import pytest

import assistant
from assistant.answering.response import Reason
from assistant.i18n import FOLDER, Words, languages, placeholders, words

SOURCES = Path(assistant.__file__).parent
# The closed list of forms that a section may offer.
FORMS = (
    "inspect_records",
    "amend_records",
    "hearing_request",
    "disagreement_statement",
    "consent_to_disclose",
    "revoke_consent",
    "directory_opt_out",
    "recruiter_opt_out",
    "inspect_contract",
    "survey_opt_out",
    "privacy_complaint",
    "disclosure_log",
    "withhold_from_parent",
    "custody_document",
    "public_data_request",
    "text_message_opt_out",
    "record_destruction",
    "ask_office",
    "disclosure_check",
    "incident_report",
    "contract_review",
)


@pytest.mark.parametrize("language", languages())
def test_a_language_has_the_keys_and_placeholders_of_english(language: str) -> None:
    english, other = words("en"), words(language)
    assert set(other) == set(english)
    assert {k: placeholders(other.text(k)) for k in other} == {k: placeholders(english.text(k)) for k in english}


@pytest.mark.parametrize("language", languages())
def test_no_text_is_empty_and_no_placeholder_is_clever(language: str) -> None:
    say = words(language)
    for key in say:
        assert say.text(key).strip(), key
        assert all(name.isidentifier() for name in placeholders(say.text(key))), key


def test_every_key_that_the_web_uses_exists() -> None:
    """In the words of the pages, or in those of a part that has a folder of its own."""
    say = {key for part in ("", *(f.name for f in FOLDER.iterdir() if f.is_dir())) for key in _english(part)}
    used = {
        key
        for path in (SOURCES / "web").rglob("*.py")
        for key in re.findall(r"""(?:say|_missing)\(\s*["']([a-z_.]+)["']""", path.read_text("utf-8"))
    }
    missing = {k for k in used if k not in say and f"{k}.other" not in say}
    assert used
    assert not missing


def _english(part: str) -> Words | tuple[str, ...]:
    return words("en", part) if "en" in languages(part) else ()


@pytest.mark.parametrize("form", FORMS)
def test_every_form_has_words_for_asking_in_writing(form: str) -> None:
    assert f"referral.{form}" in words("en")


@pytest.mark.parametrize("reason", get_args(Reason))
@pytest.mark.parametrize("language", languages())
def test_every_ending_has_words(reason: str, language: str) -> None:
    say = words(language)
    assert f"ending.{reason}" in say
    assert f"ending.{reason}_next" in say or reason == "documents_silent"


def test_an_unknown_key_raises() -> None:
    with pytest.raises(KeyError, match=r"No words for 'ask\.tittle'"):
        words("en")("ask.tittle")


def test_an_unknown_language_raises() -> None:
    with pytest.raises(KeyError, match="No words in 'xx'"):
        words("xx")


def test_a_placeholder_left_out_or_too_many_raises() -> None:
    say = words("en")
    with pytest.raises(KeyError, match="takes"):
        say("turn.heading")
    with pytest.raises(KeyError, match="takes"):
        say("ask.title", n=1)


@pytest.mark.parametrize("language", languages())
def test_a_language_names_itself_and_writes_a_day(language: str) -> None:
    say = words(language)
    assert [words(other)("app.language") for other in languages()].count(say("app.language")) == 1
    assert {"9", "2024", say("date.month.3")} <= set(re.findall(r"\w+", say.day(date(2024, 3, 9))))


def test_days_are_written_as_their_readers_do() -> None:
    assert words("en").day(date(2024, 3, 9)) == "March 9, 2024"
    assert words("es").day(date(2024, 3, 9)) == "9 de marzo de 2024"


@pytest.mark.parametrize("language", [language for language in languages() if language != "en"])
def test_a_translation_says_that_it_is_not_reviewed_and_leaves_nothing_in_english(language: str) -> None:
    first = (FOLDER / f"{language}.toml").read_text("utf-8").splitlines()[0]
    assert first.startswith("# Translation not reviewed.")
    english, other = words("en"), words(language)
    same = {key for key in english if english.text(key) == other.text(key)}
    assert same <= {"due.why.juneteenth", "due.line", "due.until"}


def test_one_and_many() -> None:
    say = words("en")
    assert say("announce.answer", n=1) == "Answer ready. 1 source."
    assert say("announce.answer", n=3) == "Answer ready. 3 sources."


def test_a_group_keeps_the_order_of_the_file() -> None:
    examples = words("en").under("ask.example")
    assert 4 <= len(examples) <= 6
    assert examples[0].startswith("How soon")


def test_words_hold_no_time_limit_and_no_fee() -> None:
    """Those are law: they are quoted from the documents, never written here."""
    for path in FOLDER.glob("*.toml"):
        say = words(path.stem)
        for key in say:
            number = r"\$\s?\d|\d+ (?:business |calendar |school )?(?:days?|hours?|d[ií]as?|horas?)"
            assert not re.search(number, say.text(key)), key
