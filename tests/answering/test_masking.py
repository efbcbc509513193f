"""Masking, on a set of its own: what is hidden, what must stay, and that the answer leaves no raw question behind."""

import json
import re
import time
import tomllib
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from assistant.__main__ import cli
from assistant.answering.masking import mask
from assistant.answering.question import LONGEST, ask_about
from assistant.answering.respond import respond
from assistant.retrieval.encoder import SentenceEncoder
from assistant.retrieval.index import Index
from assistant.settings import Settings
from assistant.web import runtime

SET: dict[str, Any] = tomllib.loads(Path(__file__).with_name("masking.toml").read_text("utf-8"))
SHAPES = ("e-mail", "phone", "Social Security number", "number", "birth date")
NAMES = {group: items for group, items in SET["names"].items() if group != "kept"}
PERSONAL = re.compile(r"\{([^{}]+)\}")
PLACEHOLDER = re.compile(r"\[(?:e-mail|phone|Social Security number|birth date|number|name)\]")
RECALL, EXACT, STAYS = 0.98, 0.98, 0.97


class Item(NamedTuple):
    """`hidden` must be gone from the masked `text`, which should then read `expected`."""

    text: str
    hidden: tuple[str, ...]
    expected: str


def items(marked: list[str], kind: str) -> list[Item]:
    return [Item(PERSONAL.sub(r"\1", m), tuple(PERSONAL.findall(m)), PERSONAL.sub(f"[{kind}]", m)) for m in marked]


def leaks(item: Item, known: frozenset[str]) -> list[str]:
    masked = mask(item.text, known=known)
    return [f"{hidden!r} in {masked!r}" for hidden in item.hidden if hidden in masked]


@pytest.fixture(scope="module")
def known(index: Index) -> frozenset[str]:
    return index.vocabulary


def test_the_set_is_large_enough() -> None:
    assert sum(len(SET[kind]) for kind in SHAPES) >= 190
    assert all(PERSONAL.search(item) for kind in SHAPES for item in SET[kind])
    assert len(SET["stays"]) >= 60
    assert sum(map(len, NAMES.values())) >= 120


@pytest.mark.parametrize("kind", SHAPES)
def test_what_has_a_shape_is_hidden_and_named_for_what_it_is(known: frozenset[str], kind: str) -> None:
    """Each kind for itself, so that none hides behind another's figure."""
    asked = items(SET[kind], kind)
    leaked = [leak for item in asked for leak in leaks(item, known)]
    inexact = [(item.expected, masked) for item in asked if (masked := mask(item.text, known=known)) != item.expected]
    assert 1 - len(leaked) / sum(len(item.hidden) for item in asked) >= RECALL, leaked
    assert 1 - len(inexact) / len(asked) >= EXACT, inexact


def test_numbers_dates_and_sections_that_are_nobodys_stay(known: frozenset[str]) -> None:
    changed = [(text, masked) for text in SET["stays"] if (masked := mask(text, known=known)) != text]
    assert 1 - len(changed) / len(SET["stays"]) >= STAYS, changed


@pytest.mark.parametrize("text", SET["names"]["kept"])
def test_vendors_products_statutes_and_places_are_kept(known: frozenset[str], text: str) -> None:
    assert mask(text, known=known) == text


def name_report(known: frozenset[str]) -> dict[str, tuple[int, int]]:
    """Names hidden, and names there are, for each group."""
    counted = {}
    for group, marked in NAMES.items():
        asked = items(marked, "name")
        there = sum(len(item.hidden) for item in asked)
        counted[group] = (there - sum(len(leaks(item, known)) for item in asked), there)
    return counted


def test_names_are_reported(known: frozenset[str], capsys: pytest.CaptureFixture[str]) -> None:
    """No bar, since names have no shape; that some of each group are hidden shows that the report counts at all."""
    report = name_report(known)
    with capsys.disabled():
        print("\nnames hidden: " + ", ".join(f"{group} {n}/{there}" for group, (n, there) in report.items()))
    assert all(0 < hidden <= there for hidden, there in report.values())


def everything() -> Iterator[str]:
    for kind in SHAPES:
        yield from (item.text for item in items(SET[kind], kind))
    for marked in NAMES.values():
        yield from (item.text for item in items(marked, "name"))


def test_a_masked_text_stays_as_it_is(known: frozenset[str]) -> None:
    for text in everything():
        once = mask(text, known=known)
        assert mask(once, known=known) == once


def test_all_kinds_at_once_leave_nothing_and_nothing_is_masked_twice(known: frozenset[str]) -> None:
    text = (
        "My son Tyler Anderson, born 3/14/2015, student ID 48213, SSN 123-45-6789, nacido el 3 de mayo de 2012; "
        "write to maria@example.com or call 218-555-0134."
    )
    assert mask(text, known=known) == (
        "My son [name], born [birth date], student ID [number], SSN [Social Security number], nacido el [birth date]; "
        "write to [e-mail] or call [phone]."
    )


@given(st.text(max_size=200))
def test_any_text_can_be_masked_and_only_placeholders_are_put_in(text: str) -> None:
    at = 0
    for part in PLACEHOLDER.split(mask(text, known=frozenset())):
        at = text.find(part, at)
        assert at >= 0
        at += len(part)


def test_masking_costs_less_than_2_ms_a_question(known: frozenset[str]) -> None:
    def cost(text: str) -> float:
        began = time.perf_counter()
        mask(text, known=known)
        return (time.perf_counter() - began) * 1000

    assert median(cost(text) for text in everything()) < 2


@pytest.mark.parametrize(
    "piece", ["a", "1", "1 ", "a@", "Ab ", "born ", "x*", "1-", "(218", '"', "a.", "at ", " ", "-1"]
)
def test_no_text_makes_masking_slow(known: frozenset[str], piece: str) -> None:
    """A pattern that tries again from every place would take seconds here."""
    began = time.perf_counter()
    mask((piece * LONGEST)[:LONGEST], known=known)
    assert time.perf_counter() - began < 0.5


SOON = "How soon must the school show me my child's records?"
FAR = "What is the capital of Mongolia?"
PERSON = "My son is called Xaviera Qorshel, with student ID 48213; write to zz.parent@example.com or call 218-555-0134."
RAW = ("Xaviera", "Qorshel", "48213", "zz.parent", "555-0134")


@pytest.mark.parametrize("asked", [SOON, FAR])
def test_a_response_and_its_referrals_hold_the_masked_question(
    index: Index, encoder: SentenceEncoder, asked: str
) -> None:
    text = f"{asked} {PERSON}"
    response = respond(ask_about(text), index=index, encoder=encoder, calibration=None)
    assert not [raw for raw in RAW if raw in response.model_dump_json()]
    assert response.question == mask(text, known=index.vocabulary)
    assert {referral.part for referral in response.referrals} <= {response.question}


def test_search_reads_the_raw_text_and_no_repr_holds_it() -> None:
    question = ask_about(PERSON)
    assert all(raw in question.sought for raw in RAW)
    assert not [raw for raw in RAW if raw in repr(question) + str(question)]


def test_the_search_command_shows_the_masked_query(built_settings: Settings) -> None:
    result = CliRunner().invoke(cli, ["search", PERSON, "--json"])
    assert result.exit_code == 0
    assert not [raw for raw in RAW if raw in result.output]
    assert "[e-mail]" in json.loads(result.stdout)["query"]


def test_nothing_of_a_visit_holds_the_raw_question_after_the_answer(
    built_settings: Settings, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(runtime, "_runtime", runtime.Runtime(built_settings))
    caplog.set_level("DEBUG")
    app = AppTest.from_file(str(Path(runtime.__file__).with_name("main.py")), default_timeout=60).run()
    app.chat_input[0].set_value(f"{SOON} {PERSON}").run()
    assert not app.exception
    page = " ".join(element.proto.body for element in app.get("html"))
    assert "[e-mail]" in page
    app.run()  # AppTest itself notes what was typed, until the next run
    kept = app.session_state._state._state
    state = repr([getattr(kept, field.name) for field in fields(kept)])
    assert "[e-mail]" in state
    assert not [raw for raw in RAW if raw in page + state + caplog.text]
