"""Several questions at once, follow-ups, words of danger, two laws' clocks, and a word or two that could mean much."""

from typing import Any

import pytest

from assistant.answering.crisis import in_danger
from assistant.answering.grounding import ground
from assistant.answering.parts import follows, parts
from assistant.answering.question import ask_about
from assistant.answering.respond import respond
from assistant.retrieval.encoder import SentenceEncoder
from assistant.retrieval.index import Index

SEE = "Can I see my son's file?"


@pytest.fixture
def ask(index: Index, encoder: SentenceEncoder) -> Any:
    def answer(text: str, **facts: Any) -> Any:
        return respond(ask_about(text, **facts), index=index, encoder=encoder, calibration=None)

    return answer


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("Can I see his file, and how long may you take?", "en", ["Can I see his file", "how long may you take?"]),
        ("When he turns 18, can I still see his grades?", "en", ["When he turns 18, can I still see his grades?"]),
        ("Is a letter enough, or do I need a form?", "en", ["Is a letter enough, or do I need a form?"]),
        ("Is there an office in St. Paul? Who pays?", "en", ["Is there an office in St. Paul?", "Who pays?"]),
        ("¿Puedo ver el expediente y cuánto tardan?", "es", ["¿Puedo ver el expediente", "cuánto tardan?"]),
        ("Can I see it, and can you copy it?", "so", ["Can I see it, and can you copy it?"]),
    ],
)
def test_questions_are_told_apart(text: str, language: str, expected: list[str]) -> None:
    assert [part.text for part in parts(text, language)] == expected


def test_the_story_goes_with_every_part() -> None:
    story = "A process server left a subpoena at my counter."
    found = parts(f"{story} Must we obey it? Who warns the family?", "en")
    assert len(found) == 2
    assert all(story in way for part in found for way in part.sought)


def test_each_part_is_answered_and_offered_by_itself(ask: Any) -> None:
    response = ask("Can I see my son's file, and how much do copies cost?")
    assert response.outcome == "answer"
    assert [part.reason for part in response.parts] == [None, None]
    assert {statement.part for statement in response.statements} == {0, 1}
    assert response.referrals[0].part == response.parts[0].text


def test_a_part_without_an_answer_says_so_beside_one_that_has_one(ask: Any) -> None:
    response = ask("What is for lunch on Friday? Can I see my son's file?")
    assert response.outcome == "answer"
    assert [part.reason is None for part in response.parts] == [False, True]
    assert {statement.part for statement in response.statements} == {1}


@pytest.mark.parametrize("text", ["and how long does that take?", "what about his father?", "¿y cuánto cuesta eso?"])
def test_a_follow_up_is_known_by_what_it_leans_on(text: str) -> None:
    assert follows(text, "es" if "¿" in text else "en")


@pytest.mark.parametrize(
    "text", [SEE, "Does the app sell data about students?", "How do I opt out of directory lists?"]
)
def test_a_question_of_its_own_is_no_follow_up(text: str) -> None:
    assert not follows(text, "en")


def test_a_follow_up_is_looked_up_with_the_question_before_it(ask: Any) -> None:
    response = ask("and how long does that take?", before=SEE)
    assert response.question == "and how long does that take?"
    assert "10 business days" in response.statements[0].text


@pytest.mark.parametrize("text", ["my daughter wants to die", "he said he will shoot up the school", "quiero morirme"])
def test_words_of_danger_bring_help_first(ask: Any, index: Index, text: str) -> None:
    assert in_danger(text)
    response = ask(text)
    assert response.signposting
    assert "988" in response.signposts[0].text
    assert ground(response.signposts, index=index) == response.signposts


def test_help_first_takes_nothing_from_the_answer(ask: Any) -> None:
    response = ask("My daughter talks of suicide. How soon must the school show me her records?")
    assert response.signposting
    assert any("10 business days" in statement.text for statement in response.statements)


@pytest.mark.parametrize("text", [SEE, "Who shot the yearbook photos?", "He killed it on his math test"])
def test_other_words_do_not(text: str) -> None:
    assert not in_danger(text)


def test_where_laws_differ_both_are_shown_and_the_shorter_governs(ask: Any) -> None:
    (differing,) = ask("How soon must the school show me my child's records?").governing
    assert [(clock.law, clock.amount, clock.unit) for clock in differing.clocks] == [
        ("minnesota", 10, "business days"),
        ("federal", 45, "calendar days"),
    ]
    assert not ask("Does the district sell our information?").governing


def test_a_word_or_two_are_asked_back_about_with_choices(ask: Any) -> None:
    response = ask("complaint")
    assert (response.outcome, response.reason) == ("clarification", "unclear")
    assert 2 <= len(set(response.choices)) <= 4
    assert not response.statements


def test_a_question_in_another_language_is_told_that_nothing_was_found(ask: Any) -> None:
    response = ask("Sidee ayaan u arki karaa diiwaanka ilmahayga?", foreign=True)
    assert (response.outcome, response.reason) == ("refusal", "no_evidence")
    assert response.referrals[0].form == "ask_office"


def test_a_third_part_may_lean_on_the_first(ask: Any) -> None:
    response = ask("Can I see my son's file and how long can you take? What does it cost?")
    assert [part.reason for part in response.parts] == [None, None, None]
    assert any("free" in statement.text for statement in response.statements if statement.part == 2)
