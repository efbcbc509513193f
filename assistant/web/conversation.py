"""The conversation of a visit: what was asked and how each question ended. It lives in the session and nowhere else."""

import streamlit as st

from assistant.answering.language import detect
from assistant.answering.parts import follows
from assistant.answering.question import LONGEST
from assistant.answering.response import Audience, Language
from assistant.errors import QuestionError
from assistant.i18n import languages, words
from assistant.record import Record
from assistant.web.runtime import Holdings
from assistant.web.sources import Shown, show


class Turn(Record):
    """`foreign`: asked in a language in which nothing can be answered. `topic`: with the questions that it leans on."""

    asked: str
    topic: str
    foreign: bool
    shown: Shown


class Conversation(Record):
    """`problem` is why the last text could not be taken as a question, and `draft` is that text, to be given back once.

    `count` tells one event from the next.
    """

    turns: tuple[Turn, ...] = ()
    problem: str = ""
    draft: str = ""
    count: int = 0

    def asked(self, text: str, *, held: Holdings, audience: Audience, language: Language) -> "Conversation":
        """With one more turn, or with the problem. The turn shows the question as the response holds it.

        It is answered in the language it is asked in; in `language`, that of the page, where that is not offered or
        cannot be told.
        """
        found = detect(text, offered=languages(), default=language)
        before = self.turns[-1].topic if self.turns else ""
        try:
            response = held.ask(
                text, audience=audience, language=found or language, foreign=found is None, before=before
            )
        except QuestionError as error:
            problem = _problem(error, language)
            return Conversation(turns=self.turns, problem=problem, draft=text.strip(), count=self.count + 1)
        leans = before and follows(response.question, response.language)
        asked = response.parts[0].text if response.parts else response.question
        topic = f"{before} {asked}"[-LONGEST:] if leans else asked
        turn = Turn(asked=response.question, topic=topic, foreign=found is None, shown=show(response, held=held))
        return Conversation(turns=(*self.turns, turn), count=self.count + 1)


def _problem(error: QuestionError, language: Language) -> str:
    say = words(language)
    if not error.characters:
        return say("ending.empty")
    return say("ending.too_long", n=f"{error.characters:,}", most=f"{LONGEST:,}")


def current() -> Conversation:
    found = st.session_state.get("conversation")
    return found if isinstance(found, Conversation) else Conversation()


def keep(conversation: Conversation) -> None:
    st.session_state["conversation"] = conversation


def clear() -> None:
    keep(Conversation(count=current().count + 1))
