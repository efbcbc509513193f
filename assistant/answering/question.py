"""A question as it may be used: its text within bounds, free of what only breaks programs."""

import re
import unicodedata

from pydantic import Field

from assistant.answering.parts import follows
from assistant.answering.response import Audience, Language
from assistant.errors import QuestionError
from assistant.record import Record

LONGEST = 2000
# NUL ends a text for some programs; the others make a line read backwards, so that another question is seen than asked.
_UNSEEN = re.compile("[\0\u202a-\u202e\u2066-\u2069]")
_MARKUP = re.compile(r"<[^<>]{1,200}>")
# A pasted e-mail brings its header lines and quoted history; they are not the question.
_MAIL_LINE = re.compile(
    r"^\s*(?:(?:from|to|cc|bcc|sent|date|subject|reply-to)\s*:.*|>.*|on .{5,80} wrote:)$", re.IGNORECASE
)


class Question(Record):
    """`text` is what was asked; `sought` is what search reads of it.

    Both are raw and live only as long as the call: no response, page, log or message holds them, nor does a repr.
    """

    text: str = Field(repr=False)
    sought: str = Field(repr=False)
    audience: Audience = "family"
    language: Language = "en"
    # The question, masked, that a follow-up leans on; empty for any other.
    before: str = ""
    # Asked in a language in which nothing can be found; it is refused in `language`.
    foreign: bool = False


def ask_about(
    text: str, *, audience: Audience = "family", language: Language = "en", foreign: bool = False, before: str = ""
) -> Question:
    """`before` is the question before it, masked; it is kept if this one leans on it.

    Raises QuestionError for an empty question or one over 2,000 characters. Holds no word of it in the message."""
    text = _UNSEEN.sub("", unicodedata.normalize("NFC", text)).strip()
    if not text:
        raise QuestionError("The question is empty. Type a question in your own words.", characters=0)
    if len(text) > LONGEST:
        raise QuestionError(
            f"The question has {len(text):,} characters; at most {LONGEST:,} can be read. Shorten it.",
            characters=len(text),
        )
    sought = _sought(text)
    before = before if follows(sought, language) else ""
    return Question(text=text, sought=sought, audience=audience, language=language, before=before, foreign=foreign)


def _sought(text: str) -> str:
    lines = [line for line in _MARKUP.sub(" ", text).splitlines() if not _MAIL_LINE.match(line)]
    kept = " ".join(" ".join(lines).split())
    return kept or " ".join(text.split())


def has_words(question: Question) -> bool:
    """False for a question of pictures, digits or marks only: there is nothing to look up."""
    return sum(c.isalpha() for c in question.sought) >= 2
