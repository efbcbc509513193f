"""Search: what lies nearest by meaning and by words comes first, in the same order each time."""

import numpy as np
import pytest

from assistant.retrieval.encoder import SentenceEncoder
from assistant.retrieval.index import Index
from assistant.retrieval.intent import declines
from assistant.retrieval.lexical import LexicalIndex, words
from assistant.retrieval.search import Ranking, Recipe, search


def ask(query: str, index: Index, encoder: SentenceEncoder, **options: object) -> Ranking:
    return search(query, index=index, vector=encoder.encode(query), **options)  # type: ignore[arg-type]


def test_a_section_is_found_by_its_own_heading(index: Index, encoder: SentenceEncoder) -> None:
    headings = {p.heading: (p.doc_id, p.section_id) for p in index.passages if p.kind == "guidance"}
    chosen = sorted(headings)[::12]
    firsts = {}
    for heading in chosen:
        best = ask(heading, index, encoder).kept[0]
        firsts[heading] = (best.doc_id, best.section_id)
    assert firsts == {heading: headings[heading] for heading in chosen}


@pytest.mark.parametrize(
    ("query", "document"),
    [
        ("What does Pellandrow do with voice recordings?", "sample-reading-app"),
        ("tuspenhall bus stops", "sample-bus-app"),
        ("Ostrelvane", "sample-student-information-system"),
    ],
)
def test_a_document_is_found_by_the_name_that_only_it_bears(
    index: Index, encoder: SentenceEncoder, query: str, document: str
) -> None:
    assert ask(query, index, encoder).kept[0].doc_id == document


def test_only_a_contract_is_named_by_a_word(index: Index) -> None:
    """A product's name is no other document's word; "meal" and "behind" are words of any question."""
    contracts = {p.doc_id for p in index.passages if p.kind == "contract"}
    assert {word: doc_id for word, doc_id in index.named_documents.items() if doc_id not in contracts} == {}


def test_a_contract_does_not_come_first_unless_it_is_named(index: Index, encoder: SentenceEncoder) -> None:
    assert ask("May a vendor sell student data?", index, encoder).kept[0].passage.kind != "contract"


def test_a_ranking_is_ordered_whole_and_the_same_each_time(index: Index, encoder: SentenceEncoder) -> None:
    query = "who can see my daughter's grades"
    first = ask(query, index, encoder)
    assert first == ask(query, index, encoder)
    everything = [*first.kept, *first.rejected]
    assert [one.score for one in everything] == sorted((one.score for one in everything), reverse=True)
    assert len({(one.doc_id, one.section_id) for one in everything}) == len(everything)
    assert len(first.kept) == 10
    assert ask(query, index, encoder, kept=3).kept == first.kept[:3]
    for one in everything:
        of_section = [p for p in index.passages if (p.doc_id, p.section_id) == (one.doc_id, one.section_id)]
        assert [(s.passage, s.sentence) for s in one.sentences] == [(p, s) for p in of_section for s in p.sentences]


def test_a_sentences_similarity_is_its_cosine(index: Index, encoder: SentenceEncoder) -> None:
    query = "how long can they keep my kid's file"
    vector = encoder.encode(query)
    for sentence in ask(query, index, encoder).kept[0].sentences:
        assert sentence.similarity == pytest.approx(float(vector @ encoder.encode(sentence.text)), abs=1e-5)


@pytest.mark.parametrize(
    "recipe", [Recipe(retriever="dense"), Recipe(retriever="bm25"), Recipe(intents=False), Recipe(asked=False)]
)
def test_an_ingredient_may_be_left_out(index: Index, encoder: SentenceEncoder, recipe: Recipe) -> None:
    query = "How soon must the school show me the records?"
    ranking = ask(query, index, encoder, recipe=recipe)
    assert "how-soon" in {one.section_id for one in ranking.kept}
    assert ranking != ask(query, index, encoder)


@pytest.mark.parametrize("query", ["🙂🙂🙂", "???", "zzqx qqzv", "a", "the of and", "1"])
def test_a_query_without_known_words_is_ranked_too(index: Index, encoder: SentenceEncoder, query: str) -> None:
    ranking = ask(query, index, encoder)
    assert len(ranking.kept) == 10
    assert np.isfinite([one.score for one in ranking.kept]).all()
    assert all(np.isfinite(sign) for sign in ranking.signs.model_dump().values())


def test_what_must_be_declined_is_known_with_its_reason(index: Index, encoder: SentenceEncoder) -> None:
    examples = declines()[::40]
    right = [ask(example, index, encoder).declined_as == reason for reason, example in examples]
    assert np.mean(right) > 0.9


def test_each_sign_tells_what_is_ours_from_what_is_not(index: Index, encoder: SentenceEncoder) -> None:
    ours = ask("How soon must the school show me my child's records?", index, encoder).signs.model_dump()
    far = ask("What is the capital of Mongolia?", index, encoder).signs.model_dump()
    assert all(ours[sign] > far[sign] for sign in ours)


def test_words_are_stemmed_and_stop_words_left_out() -> None:
    assert words("The Schools' records, disclosed to PARENTS") == words("school record disclose parent")
    assert words("the of and") == []
    assert words("Minn. Stat. 13.32 subd. 5a") == ["minn", "stat", "13.32", "subd", "5a"]


def test_bm25_scores_by_rare_words() -> None:
    texts = ["the bus takes the child to school", "a subpoena for a school record", "the school keeps a record"]
    scores = LexicalIndex.build(texts).scores("subpoena for a record")
    assert scores.argmax() == 1
    assert scores[2] > scores[0] == 0
    assert LexicalIndex.build(texts).scores("zebra").tolist() == [0, 0, 0]
