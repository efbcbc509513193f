"""What a plain-language section promises: a question answered at once, in few and plain words, with its authorities."""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
import textstat

from assistant.corpus.catalog import load_catalog
from assistant.corpus.parsing import read_sections
from assistant.corpus.passages import Passage
from assistant.corpus.sections import Section, SectionFacts
from assistant.retrieval.index import Index

WORDS = range(60, 141)
READING_GRADE = 9.0
FEWEST_SECTIONS = 30
AUTHORITY = re.compile(
    r"""
      \d+\ (?:CFR|U\.S\.C\.)\ (?:Part\ )?\d+[a-z]?(?:\.\d+)?(?:\(\w+\))*      # a federal rule or statute
    | Minn\.\ Stat\.\ \d+[A-Z]?\.\d+(?:\ subd\.\ \d+[a-z]?)?(?:\(\w+\))*       # a Minnesota statute
    | Minn\.\ R\.\ \d{4}\.\d{4}(?:\ subp\.\ \d+)?                               # a Minnesota rule
    | Laws\ \d{4}\ ch\.\ \d+(?:\ art\.\ \d+)?(?:\ s\.\ \d+)?                    # a session law
    | [A-Z][\w. ]+\ v\.\ [A-Z]\w+,\ \d+\ U\.S\.\ \d+\ \(\d{4}\)                 # a judgment
    | FTC\ COPPA\ FAQ
    | policy\ (?:§[1-7]|Contact\ Us|Introduction)
    """,
    re.VERBOSE,
)
CITATION = re.compile(r"\s*\([^()]*(?:CFR|Stat\.|U\.S\.C\.)[^()]*(?:\([^()]*\)[^()]*)*\)")
# A sentence that opens so leans on one before it; the first has none.
LEANING = re.compile(
    r"^(?:it|they|this|that|these|those|he|she|such|but|and|so|also|however|then|there)\b", re.IGNORECASE
)


def guidance(corpus_dir: Path) -> Iterator[tuple[str, Section]]:
    for document in load_catalog(corpus_dir):
        if document.kind == "guidance":
            for section in read_sections(corpus_dir, document):
                yield f"{document.file} {section.heading}", section


@pytest.fixture(scope="module")
def sections(corpus_dir: Path) -> dict[str, Section]:
    found = dict(guidance(corpus_dir))
    assert len(found) >= FEWEST_SECTIONS
    return found


@pytest.fixture(scope="module")
def facts(sections: dict[str, Section]) -> dict[str, SectionFacts]:
    assert not [name for name, section in sections.items() if section.facts is None]
    return {name: section.facts for name, section in sections.items() if section.facts}


def text_of(section: Section) -> str:
    return " ".join(block.text for block in section.blocks)


def test_every_heading_is_a_question_asked_once(sections: dict[str, Section]) -> None:
    headings = [section.heading for section in sections.values()]
    assert [h for h in headings if not h.endswith("?")] == []
    assert [h for h, times in Counter(headings).items() if times > 1] == []


def test_every_section_has_60_to_140_words(sections: dict[str, Section]) -> None:
    lengths = {name: len(text_of(section).split()) for name, section in sections.items()}
    assert {name: n for name, n in lengths.items() if n not in WORDS} == {}


def test_every_section_is_read_at_grade_9_or_below(sections: dict[str, Section]) -> None:
    """Flesch-Kincaid; citations are stripped first, since their many short numbers lower the grade."""
    grades = {n: textstat.flesch_kincaid_grade(CITATION.sub("", text_of(s))) for n, s in sections.items()}
    assert {name: grade for name, grade in grades.items() if grade > READING_GRADE} == {}


def test_the_first_sentence_stands_alone(index: Index) -> None:
    """It is quoted under a question of a family's own, so it leans on nothing; one that leads brings its list along."""
    firsts = {p.passage_id: p.quote(p.sentences[0]) for p in index.passages if p.kind == "guidance" and _begins(p)}
    assert len(firsts) >= FEWEST_SECTIONS
    leaning = [f for f in firsts.values() if LEANING.match(f) or not f.endswith((".", ".”")) or len(f.split()) < 5]
    assert leaning == []


def _begins(passage: Passage) -> bool:
    return passage.passage_id.endswith("/1")


def test_every_form_offered_is_known(facts: dict[str, SectionFacts], form_ids: frozenset[str]) -> None:
    assert {n: f.forms for n, f in facts.items() if not set(f.forms) <= form_ids} == {}


def test_sections_cover_known_topics_and_every_topic_is_covered(
    facts: dict[str, SectionFacts], topics: dict[str, str]
) -> None:
    assert {n: f.covers for n, f in facts.items() if not f.covers} == {}
    covered = {topic for f in facts.values() for topic in f.covers}
    assert covered == set(topics)


def test_authorities_are_well_formed(facts: dict[str, SectionFacts]) -> None:
    """Where to call for help at once rests on no law."""
    assert [n for n, f in facts.items() if not f.authorities and f.covers != ("S.crisis",)] == []
    assert sorted({a for f in facts.values() for a in f.authorities if not AUTHORITY.fullmatch(a)}) == []


def test_a_section_rests_on_an_authority_of_its_layer(facts: dict[str, SectionFacts]) -> None:
    of_layer = {"federal": r"CFR|U\.S\.|FTC", "minnesota": r"Minn\.|Laws", "district": r"policy", "contract": ""}
    spoken = {name: f for name, f in facts.items() if f.authorities and not f.silence}
    wrong = [n for n, f in spoken.items() if not re.search(of_layer[f.layer], "; ".join(f.authorities))]
    assert wrong == []


def test_no_question_is_written_beside_two_sections(facts: dict[str, SectionFacts]) -> None:
    assert {n: f.also_asked for n, f in facts.items() if not f.also_asked} == {}
    asked = Counter(" ".join(q.lower().split()) for f in facts.values() for q in f.also_asked)
    assert [question for question, times in asked.items() if times > 1] == []


def test_only_what_the_policy_leaves_open_is_marked_as_silence(sections: dict[str, Section]) -> None:
    """The mark makes a refusal: "the documents are silent". So the section says that first."""
    marked = [section for section in sections.values() if section.facts and section.facts.silence]
    assert marked
    assert [s.heading for s in marked if not text_of(s).startswith("The policy does not ")] == []
