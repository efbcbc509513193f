"""The words of the letters: all used, none missing, and plain to read."""

import re
from pathlib import Path

import textstat

from assistant.i18n import languages, placeholders, words
from assistant.settings import ROOT

WORDS = words("en", "letters")
READING_GRADE = 8


def test_every_word_is_used_somewhere() -> None:
    code = "".join(path.read_text("utf-8") for path in sorted((ROOT / "assistant" / "letters").glob("*.py")))
    used = re.compile(r'"(?P<key>[a-z_.{}]+)"')
    told = {match["key"] for match in used.finditer(code)}
    ends = {key.rpartition(".")[2] for key in told} | {key.partition(".")[2] for key in told}
    built = {"one", "other", "student", "employee", "parent"}
    unused = [key for key in WORDS if key.partition(".")[2] not in ends and key.rpartition(".")[2] not in ends | built]
    assert unused == []


def test_they_read_at_a_low_grade() -> None:
    sentences = [re.sub(r"\{\w+\}|\([^)]*\)|34 CFR [\d.]+", "it", text) for text in WORDS.under("consent")]
    sentences += [re.sub(r"\{\w+\}|\([^)]*\)", "it", text) for text in WORDS.under("record")]
    whole = " ".join(one for one in sentences if one.endswith("."))
    assert textstat.flesch_kincaid_grade(whole) <= READING_GRADE


def test_every_language_has_the_same_words_and_placeholders() -> None:
    for language in languages("letters"):
        other = words(language, "letters")
        assert list(other) == list(WORDS)
        for key in WORDS:
            assert placeholders(other.text(key)) == placeholders(WORDS.text(key)), (language, key)


def test_templates_hold_no_words_of_their_own() -> None:
    """Else they would stay English in a second language."""
    for path in sorted((Path(ROOT) / "assistant" / "letters" / "templates").glob("*.typ")):
        shown = [line for line in path.read_text("utf-8").splitlines() if not line.lstrip().startswith("//")]
        assert not [line for line in shown if re.search(r"\[[^\]#]*[A-Za-z]{3}", line)], path.name
