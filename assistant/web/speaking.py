"""Speaking: the language of a visit. The browser's own at first, then what the visitor chose, until the visit ends."""

import streamlit as st

from assistant.answering.language import ORIGINAL
from assistant.answering.response import Language
from assistant.i18n import Words, languages, words
from assistant.web.escaping import markdown

_KEY = "language"


def spoken() -> Language:
    chosen = st.session_state.get(_KEY)
    return chosen if isinstance(chosen, str) and chosen in languages() else of_browser(st.context.locale)


def of_browser(locale: str | None) -> Language:
    """The offered language that a browser's locale ("es-MX") names, else that of the documents."""
    language = (locale or "").partition("-")[0].lower()
    return language if language in languages() else ORIGINAL


def switch(say: Words) -> None:
    """Each language under its own name, so that it is found by those who read no other."""
    st.session_state.setdefault(_KEY, say.language)
    st.radio(
        markdown(say("sidebar.language")),
        languages(),
        format_func=lambda language: words(language)("app.language"),
        key=_KEY,
        horizontal=True,
        persist_state="session",
    )
