"""In which language a question is answered: told for real-sounding strings, and left to the page where it is unsure."""

import time
import tomllib
from pathlib import Path

import pytest

from assistant.answering.language import FEWEST_WORDS, detect
from assistant.i18n import languages

OFFERED = ("en", "es")
TABLE = tomllib.loads(Path(__file__).with_name("language.toml").read_text("utf-8"))
EXPECTED = {"en": "en", "mixed_en": "en", "es": "es", "mixed_es": "es", "other": None}
# Of strings of four words and more; short ones may follow the page.
BAR = 0.97


def strings(*names: str, length: str = "texts") -> list[tuple[str, str | None]]:
    return [(text, EXPECTED[name]) for name in names for text in TABLE[name].get(length, [])]


def share_right(*names: str) -> float:
    right = [
        detect(text, offered=OFFERED, default=default) == expected
        for text, expected in strings(*names)
        for default in OFFERED
    ]
    return sum(right) / len(right)


def test_the_strings_are_many_and_long_enough() -> None:
    texts = [text for text, expected in strings(*EXPECTED) if expected]
    assert len(texts) + len(strings("other")) >= 80
    assert all(len(text.split()) >= FEWEST_WORDS for text in texts)
    assert set(languages()) == set(OFFERED)


@pytest.mark.parametrize(
    "names",
    [("en",), ("es",), ("mixed_en", "mixed_es"), ("other",), tuple(EXPECTED)],
    ids=lambda names: "+".join(names),
)
def test_the_language_is_told_whatever_the_page_speaks(names: tuple[str, ...]) -> None:
    assert share_right(*names) >= BAR


@pytest.mark.parametrize(("text", "expected"), strings("en", "es", length="short"))
@pytest.mark.parametrize("default", OFFERED)
def test_small_words_speak_for_a_short_text(text: str, expected: str | None, default: str) -> None:
    assert detect(text, offered=OFFERED, default=default) == expected


@pytest.mark.parametrize("text", [*TABLE["unsure"]["texts"], "", " ", "mi my", "GoGuardian PowerSchool Seesaw Canvas"])
@pytest.mark.parametrize("default", OFFERED)
def test_what_cannot_be_told_follows_the_page(text: str, default: str) -> None:
    assert detect(text, offered=OFFERED, default=default) == default


def test_a_language_that_is_not_offered_is_another_one() -> None:
    spanish = "¿Puede la escuela vender los datos de mi hijo?"
    assert detect(spanish, offered=("en",), default="en") is None
    assert detect("Waan rabaa inaan arko diiwaanka ubadkayga", offered=("en", "so"), default="en") == "so"


def test_a_long_text_is_told_by_its_beginning() -> None:
    assert detect("quiero ver el expediente de mi hijo " * 60, offered=OFFERED, default="en") == "es"


def test_telling_costs_less_than_a_millisecond_of_the_processor() -> None:
    texts = [text for text, _ in strings(*EXPECTED)]
    detect(texts[0], offered=OFFERED, default="en")
    began = time.process_time()
    for text in texts:
        detect(text, offered=OFFERED, default="en")
    assert (time.process_time() - began) / len(texts) < 0.001
