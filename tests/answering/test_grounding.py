"""Grounding: whatever is altered in a statement, alone, it does not leave.

The passages of a loaded index are proven against its files, and its files against the documents; an altered passage
file or document is refused before anything is asked (tests/retrieval/test_refused_index.py).
"""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.answering import respond as module
from assistant.answering.composing import draft, gather
from assistant.answering.grounding import ground
from assistant.answering.question import ask_about
from assistant.answering.respond import find, respond
from assistant.answering.response import Response, Statement
from assistant.corpus.citation import Citation
from assistant.retrieval.encoder import SentenceEncoder
from assistant.retrieval.index import Index

QUESTIONS = (
    "How soon must the school show me my child's records?",
    "What does the Pellandrow Reader contract say about voice recordings?",
    "What does the policy say about selling personal information?",
)


@pytest.fixture(scope="session")
def drafted(index: Index, encoder: SentenceEncoder) -> tuple[Statement, ...]:
    """Statements from guidance, the policy and a contract with pages, none yet checked."""
    found = [find(ask_about(question), index=index, encoder=encoder) for question in QUESTIONS]
    statements = [statement for one in found for statement in draft(gather(one.ranking), language="en")]
    statements += draft(tuple(s for s in found[1].ranking.kept[0].sentences), language="en")
    kinds = {citation.kind for statement in statements for citation in statement.citations}
    assert {"guidance", "contract"} <= kinds
    assert any(citation.page for statement in statements for citation in statement.citations)
    return tuple(statements)


def test_what_was_drafted_holds(index: Index, drafted: tuple[Statement, ...]) -> None:
    assert ground(drafted, index=index) == drafted


def altered_text(text: str, draw: st.DataObject) -> str:
    """A letter changed, a word dropped or put in: "not" above all."""
    way = draw.draw(st.sampled_from(["letter", "drop", "insert", "case", "space", "twin", "empty"]))
    at = draw.draw(st.integers(0, len(text) - 1))
    words = text.split(" ")
    place = draw.draw(st.integers(0, len(words) - 1))
    return {
        "letter": text[:at] + chr(ord(text[at]) ^ 1) + text[at + 1 :],
        "drop": " ".join(words[:place] + words[place + 1 :]),
        "insert": " ".join([*words[:place], "not", *words[place:]]),
        "case": text.swapcase(),
        "space": text + " ",
        "twin": text.replace("e", "е"),
        "empty": "",
    }[way]


NUMBERS = st.integers(-(10**6), 10**6)


def altered_field(citation: Citation, field: str, data: st.DataObject) -> Any:
    value = getattr(citation, field)
    choices: dict[str, Any] = {
        "kind": ["policy", "guidance", "regulation", "contract", "other"],
        "layer": ["district", "contract", "minnesota", "federal"],
        "checked": ["source", "memory"],
        "sample": [True, False],
    }
    if field in choices:
        return data.draw(st.sampled_from([choice for choice in choices[field] if choice != value]))
    if field == "authorities":
        return (*value, "34 CFR 99.999") if data.draw(st.booleans()) or not value else value[1:]
    if field == "page":
        return data.draw(st.one_of(st.none(), NUMBERS).filter(lambda page: page != value))
    if isinstance(value, int):
        return data.draw(st.one_of(st.sampled_from([value - 1, value + 1]), NUMBERS).filter(lambda n: n != value))
    return altered_text(value, data)


@pytest.mark.parametrize("field", list(Citation.model_fields))
@settings(max_examples=25)
@given(data=st.data())
def test_a_citation_with_one_altered_value_does_not_leave(
    index: Index, drafted: tuple[Statement, ...], field: str, data: st.DataObject
) -> None:
    statement = data.draw(st.sampled_from(drafted))
    (citation,) = statement.citations
    spoiled = citation.model_copy(update={field: altered_field(citation, field, data)})
    if spoiled == citation:
        return
    assert ground((statement.model_copy(update={"citations": (spoiled,)}),), index=index) == ()
    assert ground((statement.model_copy(update={"citations": (citation, spoiled)}),), index=index) == ()


@given(data=st.data())
def test_a_statement_with_altered_text_does_not_leave(
    index: Index, drafted: tuple[Statement, ...], data: st.DataObject
) -> None:
    statement = data.draw(st.sampled_from(drafted))
    spoiled = statement.model_copy(update={"text": altered_text(statement.text, data)})
    if spoiled != statement:
        assert ground((spoiled,), index=index) == ()


@pytest.mark.parametrize("basis", ["paired", "generated"])
def test_no_other_basis_carries_a_text_that_nothing_stores(
    index: Index, drafted: tuple[Statement, ...], basis: str
) -> None:
    """Else a wrong label would carry any text past the gate."""
    spoiled = drafted[0].model_copy(update={"basis": basis, "text": "The school need not show you anything."})
    assert ground((spoiled,), index=index) == ()
    assert ground((drafted[0].model_copy(update={"basis": basis}),), index=index) == ()


@given(data=st.data())
def test_a_translation_leaves_as_stored_and_not_otherwise(index: Index, data: st.DataObject) -> None:
    passage = next(p for p in index.passages if p.translations)
    sentence = data.draw(st.sampled_from(passage.sentences))
    stored = passage.translated(sentence, "es")
    paired = Statement(text=stored, basis="paired", citations=(passage.cite(sentence),))
    assert ground((paired,), index=index) == (paired,)
    spoiled = paired.model_copy(update={"text": altered_text(stored, data)})
    if spoiled != paired:
        assert ground((spoiled,), index=index) == ()


@given(data=st.data())
def test_a_quote_moved_to_another_place_does_not_leave(
    index: Index, drafted: tuple[Statement, ...], data: st.DataObject
) -> None:
    """Quote and offsets altered together, true to the passage, but no sentence of it."""
    statement = data.draw(st.sampled_from(drafted))
    (citation,) = statement.citations
    passage = index.by_id[citation.passage_id]
    start = data.draw(st.integers(0, len(passage.text) - 1))
    end = data.draw(st.integers(start + 1, len(passage.text)))
    if (start, end) in {(s.start, s.end) for s in passage.sentences}:
        return
    quote = passage.text[start:end]
    spoiled = citation.model_copy(update={"start": start, "end": end, "quote": quote})
    assert ground((Statement(text=quote, basis="verbatim", citations=(spoiled,)),), index=index) == ()


def quotes_hold(response: Response, index: Index) -> bool:
    citations = [c for s in response.statements for c in s.citations]
    return all(index.by_id[c.passage_id].text[c.start : c.end] == c.quote for c in citations) and all(
        s.text == s.citations[0].quote for s in response.statements
    )


def spoil_all(statements: tuple[Statement, ...]) -> tuple[Statement, ...]:
    return tuple(s.model_copy(update={"text": s.text.replace("must", "need not") + "!"}) for s in statements)


def spoil_first(statements: tuple[Statement, ...]) -> tuple[Statement, ...]:
    return spoil_all(statements[:1]) + statements[1:]


@pytest.mark.parametrize(("spoil", "left"), [(spoil_all, False), (spoil_first, True)])
def test_what_fails_is_dropped_and_if_none_is_left_the_ending_is_a_refusal(
    index: Index,
    encoder: SentenceEncoder,
    monkeypatch: pytest.MonkeyPatch,
    spoil: Callable[[tuple[Statement, ...]], tuple[Statement, ...]],
    left: bool,
) -> None:
    question = ask_about("Which rights does the policy give parents over their child's records?")
    whole = respond(question, index=index, encoder=encoder, calibration=None)
    assert whole.outcome == "answer"
    assert len(whole.statements) > 1
    monkeypatch.setattr(module, "draft", lambda evidence, **how: spoil(draft(evidence, **how)))
    response = respond(question, index=index, encoder=encoder, calibration=None)
    assert quotes_hold(response, index)
    if left:
        assert response.statements == whole.statements[1:]
    else:
        assert (response.outcome, response.reason, response.statements) == ("refusal", "no_evidence", ())
