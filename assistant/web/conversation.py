"""The conversation of a visit: what was asked and how each question ended. It lives in the session and nowhere else."""

import streamlit as st

from assistant.answering.response import Audience, Language
from assistant.errors import QuestionError
from assistant.record import Record
from assistant.web.runtime import Holdings
from assistant.web.sources import Shown, show


class Turn(Record):
    asked: str
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
        """With one more turn, or with the problem. The turn shows the question as the response holds it."""
        try:
            response = held.ask(text, audience=audience, language=language)
        except QuestionError as error:
            return Conversation(turns=self.turns, problem=str(error), draft=text.strip(), count=self.count + 1)
        turn = Turn(asked=response.question, shown=show(response, held=held))
        return Conversation(turns=(*self.turns, turn), count=self.count + 1)


def current() -> Conversation:
    found = st.session_state.get("conversation")
    return found if isinstance(found, Conversation) else Conversation()


def keep(conversation: Conversation) -> None:
    st.session_state["conversation"] = conversation


def clear() -> None:
    keep(Conversation(count=current().count + 1))
