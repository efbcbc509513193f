"""How questions and answers are told, wherever they stand: in the interview, beside it, and in the decision."""

from assistant.disclosure.interview import CONSENT, PURPOSE
from assistant.i18n import Words


def question_words(name: str, say: Words) -> str:
    return say(f"ask.{name}") if name in (PURPOSE, CONSENT) else say(f"fact.{name}.ask")


def answer_words(name: str, value: str, say: Words) -> str:
    return say(f"{name}.{value}") if name in (PURPOSE, CONSENT) else say(f"check.question.{value}")


def why_words(name: str, say: Words) -> str:
    return say(f"why.{name}") if name in (PURPOSE, CONSENT) else say(f"fact.{name}.why")
