"""Request: from a situation in plain words to a filed form, a reference and a date."""

import streamlit as st

from assistant.i18n import Words, words
from assistant.web.announcing import announce
from assistant.web.requesting import filing, visit
from assistant.web.requesting.advising import show_advice
from assistant.web.requesting.choosing import show_choice, show_guide
from assistant.web.requesting.confirming import show_done
from assistant.web.requesting.draft import CHECK, STANDING, START, Draft
from assistant.web.requesting.questioning import show_question
from assistant.web.requesting.reviewing import show_check
from assistant.web.requesting.starting import show_begin, show_start
from assistant.web.requesting.visit import Visit
from assistant.web.speaking import spoken
from assistant.web.storing import zone


def page(say: Words) -> None:
    now = visit.current()
    with st.container(key="request"):
        _show(now, say)
    _announce(visit.current(), say)


def _show(now: Visit, say: Words) -> None:
    if now.done:
        show_done(now.done, say)
    elif now.guide:
        show_guide(now.guide, say)
    elif now.draft:
        _step(now.draft, now, say)
        st.button(
            say("page.clear"),
            key="request-clear",
            on_click=visit.move,
            args=(lambda at: at.without(at.form or ""),),
            type="tertiary",
        )
    else:
        show_choice(now, say)


def _step(draft: Draft, now: Visit, say: Words) -> None:
    if draft.at == START:
        show_start(draft, say)
        show_begin(say)
    elif draft.at == STANDING:
        show_advice(draft, say)
    elif draft.at == CHECK:
        show_check(draft, now, say)
    elif question := draft.question:
        if draft.problems:
            st.set_page_config(page_title=say("page.error_title", title=say(f"field.{question.id}.short")))
        show_question(draft, question, today=filing.now().astimezone(zone()).date(), say=say)


def _announce(now: Visit, say: Words) -> None:
    """A new step is read from its heading, a problem from the problem, a filed request from its reference."""
    if not now.count:
        announce(lang=say.language, menu="request")
        return
    token = f"request{now.count}"
    wrong = now.failed or (now.draft and now.draft.problems and not now.done and not now.guide)
    goal = ".pa-alert" if wrong else "h1"
    told = say("page.done.spoken") if now.done else say("page.problem") if wrong else ""
    announce(lang=say.language, menu=token, say=told, token=token, scroll_to=goal, focus=goal)


page(words(spoken(), "requests"))
