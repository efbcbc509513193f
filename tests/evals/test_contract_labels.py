"""The labelled SAMPLE contracts: what the labels quote stands in the PDFs, and the PDFs are what their sources make."""

import re
import tomllib
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from evals.contracts import make

LABELS: dict[str, dict[str, Any]] = tomllib.loads((make.CONTRACTS / "labels.toml").read_text(encoding="utf-8"))
TERMS = [f"K{number}" for number in range(1, 22)]
STATUSES = {"met", "partial", "conflicts", "not_found"}
QUOTES = [
    pytest.param(doc_id, part["page"], part["quote"], id=f"{doc_id}-{term}-{number}")
    for doc_id, label in LABELS.items()
    for term, found in label["terms"].items()
    if "quote" in found
    for number, part in enumerate([found, *found.get("also", [])])
]


@cache
def pages(doc_id: str) -> tuple[str, ...]:
    return tuple(page.extract_text() for page in PdfReader(make.CONTRACTS / f"{doc_id}.pdf").pages)


def stands_in(words: str, text: str) -> bool:
    """Whether words stand in text as printed: a line's end reads as a space, and a hyphen that it made is undone."""
    printed = []
    for sign, following in zip(words, [*words[1:], ""], strict=True):
        if sign == " ":
            printed.append(r"\s+")
        elif sign == "-":
            printed.append(r"[-\u00ad]\s*")
        else:
            inside_a_word = sign.isalpha() and following.isalpha()
            printed.append(re.escape(sign) + (r"(?:[-\u00ad]\s*\n)?" if inside_a_word else ""))
    return re.search("(?<!\\w)" + "".join(printed) + "(?!\\w)", text) is not None


def test_there_is_one_label_for_each_contract() -> None:
    assert sorted(LABELS) == [source.stem for source in make.contract_sources()]
    assert len(LABELS) == 8


@pytest.mark.parametrize("source", make.contract_sources(), ids=lambda source: source.stem)
def test_the_pdf_is_what_make_makes(source: Path, tmp_path: Path) -> None:
    assert make.compile_contract(source, tmp_path).read_bytes() == (make.CONTRACTS / f"{source.stem}.pdf").read_bytes()


@pytest.mark.parametrize(("doc_id", "page", "quote"), QUOTES)
def test_a_quote_stands_word_for_word_on_its_page(doc_id: str, page: int, quote: str) -> None:
    assert "\n" not in quote
    assert stands_in(quote, pages(doc_id)[page - 1])


@pytest.mark.parametrize("doc_id", LABELS)
def test_every_page_says_sample(doc_id: str) -> None:
    assert all(text.startswith("SAMPLE") for text in pages(doc_id))


@pytest.mark.parametrize("doc_id", LABELS)
def test_a_label_is_complete(doc_id: str) -> None:
    label = LABELS[doc_id]
    assert label["applies"] in {"yes", "no", "unknown"}
    assert label["applies_reason"]
    assert label["kind"]
    assert label["category"] in {"curriculum", "testing", "assessment", "other"}
    assert all(isinstance(label[day], date) for day in ("effective", "expires") if day in label)
    assert list(label["terms"]) == TERMS
    for term, found in label["terms"].items():
        assert found["status"] in STATUSES, term
        assert found["note"], term
        assert ("quote" in found) == (found["status"] != "not_found"), term


@pytest.mark.parametrize("doc_id", LABELS)
def test_parties_and_data_elements_stand_in_the_contract(doc_id: str) -> None:
    label = LABELS[doc_id]
    whole = "\n".join(pages(doc_id))
    missing = [words for words in label["parties"] + label["data_elements"] if not stands_in(words, whole)]
    assert missing == []


@pytest.mark.parametrize(
    ("words", "text", "found"),
    [
        ("shall maintain it", "shall main-\ntain it", True),
        ("De-Identified Data", "De-\nIdentified Data", True),
        ("DeIdentified Data", "De-Identified Data", False),
        ("shall sell", "shall not sell", False),
        ("not sell", "cannot sell", False),
    ],
)
def test_words_are_matched_as_printed(words: str, text: str, found: bool) -> None:
    assert stands_in(words, text) is found


def test_the_act_is_answered_each_way() -> None:
    assert {label["applies"] for label in LABELS.values()} == {"yes", "no", "unknown"}


def test_the_long_form_has_at_least_twenty_five_pages() -> None:
    assert len(pages("quorvane-campus")) >= 25
