"""A question's bounds, and what is left of what people paste."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answering.question import LONGEST, ask_about, has_words
from assistant.errors import QuestionError

BIDI = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


@pytest.mark.parametrize("text", ["", " ", "\n\t\r\n", "\0", "\0\0 \0", "\u00a0\u2003"])
def test_nothing_is_no_question(text: str) -> None:
    with pytest.raises(QuestionError, match=r"empty\. Type a question in your own words"):
        ask_about(text)


def test_2000_characters_are_a_question_and_2001_are_not() -> None:
    assert ask_about("q" * LONGEST).text == "q" * 2000
    assert ask_about("  " + "q" * LONGEST + "\n").text == "q" * 2000
    with pytest.raises(QuestionError) as error:
        ask_about("q" * 2001)
    assert str(error.value).startswith("The question has 2,001 characters; at most 2,000 can be read.")


@pytest.mark.parametrize("text", ["zebra" * 401, "\0"])
def test_an_error_holds_no_word_of_the_question(text: str) -> None:
    with pytest.raises(QuestionError) as error:
        ask_about(text)
    assert "zebra" not in str(error.value)


@pytest.mark.parametrize("text", ["🙂🙂🙂", "???", "12345", "❤️ 🏫 👩‍👧", "…", "1. 2. 3."])
def test_pictures_digits_and_marks_are_no_words(text: str) -> None:
    assert not has_words(ask_about(text))


@pytest.mark.parametrize("text", ["records?", "no", "¿Quién?", "谁能看", "Who 🙂"])
def test_words_are_words_in_any_script(text: str) -> None:
    assert has_words(ask_about(text))


@pytest.mark.parametrize(
    ("text", "sought"),
    [
        ("Who may see   my\nson's file?", "Who may see my son's file?"),
        ("<p>Who may see the <b>file</b>?</p>", "Who may see the file ?"),
        ("<script>alert(1)</script> Who may see it?", "alert(1) Who may see it?"),
        ("Who may\0 see it?", "Who may see it?"),
        ("caf\u0065\u0301", "café"),
        ("<b></b>", "<b></b>"),
        ("Is 3 < 4?", "Is 3 < 4?"),
    ],
)
def test_what_search_reads(text: str, sought: str) -> None:
    assert ask_about(text).sought == sought


def test_a_pasted_mail_is_sought_by_its_own_words() -> None:
    mail = (
        "From: A Parent <parent@mail.example>\nTo: office@school.example\nSubject: records\n"
        "Date: Tue, 3 Nov 2026 08:00\n\nHello,\nhow soon must you show me the records?\n\n"
        "On Mon, 2 Nov 2026 the office wrote:\n> Please fill in the form.\n> Thank you.\n"
    )
    assert ask_about(mail).sought == "Hello, how soon must you show me the records?"
    assert ask_about(mail).text == mail.strip()


@pytest.mark.parametrize("mark", list(BIDI))
def test_marks_that_turn_the_line_around_are_taken_out(mark: str) -> None:
    """They would show a reader, on the page or in a terminal, another question than was asked."""
    assert ask_about(f"Who may{mark} see it?").text == "Who may see it?"


@given(st.text(max_size=300))
def test_any_text_is_a_question_or_a_clear_error(text: str) -> None:
    try:
        question = ask_about(text)
    except QuestionError:
        assert not text.replace("\0", "").translate(dict.fromkeys(map(ord, BIDI))).strip()
        return
    assert 1 <= len(question.text) <= LONGEST
    assert question.sought
    assert "\0" not in question.text
    assert isinstance(has_words(question), bool)
