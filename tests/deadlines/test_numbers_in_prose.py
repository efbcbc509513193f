"""Every time limit, age and sum of money that the documents state is one of limits.toml.

A number is held to the limits of the topics that its section covers, where the section covers a topic of the clocks
(B1); anywhere else to the limits of all topics. "10 days" may stand for "10 business days", since that is how people
speak; "10 calendar days" may not.
"""

import re
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from assistant.corpus.catalog import load_catalog
from assistant.corpus.parsing.markdown import read
from assistant.corpus.sections import Section
from assistant.deadlines.limits import TimeLimit, load_limits
from assistant.settings import Settings

TABLE = load_limits()
SPELLED = {
    **{"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10},
    **{"eleven": 11, "twelve": 12, "fourteen": 14, "fifteen": 15, "twenty": 20, "twenty-four": 24, "thirty": 30},
    **{"forty-five": 45, "forty-eight": 48, "sixty": 60, "seventy-two": 72, "ninety": 90},
}
NUMBER = r"(\d[\d,]*|" + "|".join(sorted(SPELLED, key=len, reverse=True)) + ")"
DURATION = re.compile(
    rf"(?<![\w$.]){NUMBER}(?:\s+(?:to|or|and)\s+{NUMBER})?[\s-]+(?:(business|calendar|school)[\s-]+)?"
    r"(hour|day|week|month|year)s?\b(?![\s-]olds?\b)",
    re.IGNORECASE,
)
MONEY = re.compile(r"\$\s?([\d,]+)|(?<![\w.])(\d+)[\s-]cents?\b", re.IGNORECASE)
AGE = re.compile(
    r"\b(?:under|over|turn(?:s|ed|ing)?|aged?)\s+(\d{1,2})\b(?![\s-](?:hour|day|month|year|percent))"
    r"|\b(\d{1,2})(?:\s+(?:or older|and up|years? old)|[\s-]years?[\s-]old)",
    re.IGNORECASE,
)


class Stated(NamedTuple):
    value: int
    unit: str

    def is_the_limit(self, amount: int | None, unit: str | None) -> bool:
        return amount == self.value and unit is not None and (unit == self.unit or unit.endswith(f" {self.unit}"))


def stated_in(text: str) -> Iterator[Stated]:
    for match in DURATION.finditer(text):
        kind = f"{match[3].lower()} " if match[3] else ""
        for number in (match[1], match[2]):
            if number:
                yield Stated(value_of(number), f"{kind}{match[4].lower()}s")
    for match in MONEY.finditer(text):
        yield Stated(value_of(match[1] or match[2]), "dollars" if match[1] else "cents")
    for match in AGE.finditer(text):
        yield Stated(int(match[1] or match[2]), "age")


def value_of(number: str) -> int:
    return SPELLED.get(number.lower()) or int(number.replace(",", ""))


def strangers(text: str, covers: Collection[str]) -> list[Stated]:
    """The numbers of a section's text that no limit and no other number of its topics states."""
    a_clock = any(topic.startswith("B1.") for topic in covers)
    limits = [one for one in TABLE.limit if not a_clock or set(covers) & set(one.topics)]
    others = [one for one in TABLE.other_number if not one.topics or set(covers) & set(one.topics)]
    return [
        stated
        for stated in stated_in(text)
        if not any(stated.is_the_limit(one.amount, one.unit) for one in limits)
        and not any(stated == (one.value, one.unit) for one in others)
    ]


def sections() -> list[tuple[str, Section]]:
    corpus = Settings().corpus_dir
    return [
        (f"{document.doc_id}#{section.section_id}", section)
        for document in load_catalog(corpus)
        if document.kind in ("policy", "guidance") and Path(document.file).suffix == ".md"
        for section in read(corpus / document.file, document.title)
    ]


def text_of(section: Section) -> str:
    return ". ".join([section.heading, *(block.text for block in section.blocks)])


def covers_of(section: Section) -> tuple[str, ...]:
    return section.facts.covers if section.facts else ()


SECTIONS = sections()


@pytest.mark.parametrize("section", [s for _, s in SECTIONS], ids=[name for name, _ in SECTIONS])
def test_a_section_states_no_number_but_those_of_its_limits(section: Section) -> None:
    assert strangers(text_of(section), covers_of(section)) == []


@pytest.mark.parametrize("one", [one for one in TABLE.limit if one.amount], ids=lambda one: one.id)
def test_each_limit_is_stated_by_a_section_of_its_topic(one: TimeLimit) -> None:
    """The other way round: a number that no section says is not told to anybody, or is out of date."""
    assert any(
        stated.is_the_limit(one.amount, one.unit)
        for _, section in SECTIONS
        if set(covers_of(section)) & set(one.topics)
        for stated in stated_in(text_of(section))
    )


@pytest.mark.parametrize(
    ("text", "covers"),
    [
        ("Within 11 business days.", ["B1.access"]),
        ("Within eleven business days.", ["B1.access"]),
        ("Within 10 calendar days.", ["B1.access"]),
        ("Within 45 business days.", ["B1.access"]),
        ("A 30-day limit.", ["B1.access"]),  # a limit, of another topic
        ("Within 3 weeks.", ["B1.access"]),
        ("Within 24 to 36 hours.", ["K3"]),
        ("Within 48 hours.", ["C20"]),
        ("A fee of $500.", ["B1.state_complaint"]),
        ("Pay 30 cents.", ["B2.copy_cost"]),
        ("A student under 21 may.", ["A.student"]),
        ("Students 19 or older.", ["A.student"]),
        ("The 60 days after you were told of the right.", ["B1.state_appeal"]),  # unconfirmed, so not to be told
        ("The 180 days to appeal to the state.", ["B1.state_appeal"]),
    ],
)
def test_a_wrong_number_is_found(text: str, covers: list[str]) -> None:
    assert strangers(text, covers)


@pytest.mark.parametrize(
    ("text", "covers"),
    [
        ("Within 10 business days; after 10 days, or 45 calendar days.", ["B1.access"]),
        ("The five-year bar, 5 years at least.", ["B1.five_year_bar"]),
        ("In 24 to 72 hours.", ["K3"]),
        ("An 18-year-old, 18 years old, or 18 or older.", ["A.student"]),
        ("$1,000 to $15,000 for each.", ["B6.state"]),
        ("Since July 1, 2025, at 34 CFR 99.10, in grades 11 and 12.", ["B1.access"]),
    ],
)
def test_a_right_number_is_left_alone(text: str, covers: list[str]) -> None:
    assert strangers(text, covers) == []


def test_numbers_are_read_with_their_unit() -> None:
    text = "10 business days, a 6-month rule, 24 to 72 hours, $1,000, 25-cent pages, under 13 and 16 or older."
    assert list(stated_in(text)) == [
        Stated(10, "business days"),
        Stated(6, "months"),
        Stated(24, "hours"),
        Stated(72, "hours"),
        Stated(1000, "dollars"),
        Stated(25, "cents"),
        Stated(13, "age"),
        Stated(16, "age"),
    ]
