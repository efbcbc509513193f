"""Reviewing: every answer before anything is sent, each with a button that leads to its question and straight back."""

from functools import partial

import streamlit as st

from assistant.i18n import Words
from assistant.rights.forms import Question
from assistant.web.escaping import markdown, text
from assistant.web.rendering import notice_html
from assistant.web.requesting import wording
from assistant.web.requesting.draft import Draft
from assistant.web.requesting.filing import file_draft
from assistant.web.requesting.keeping import Copy, Part
from assistant.web.requesting.saving import show_saving
from assistant.web.requesting.visit import Visit, key, redraft
from assistant.web.runtime import runtime


def show_check(draft: Draft, visit: Visit, say: Words) -> None:
    st.html(f'<h1 class="pa-h1">{text(say("page.check.title"))}</h1>')
    if visit.failed:
        st.html(notice_html(say("page.failed.title"), say(f"page.failed.{visit.failed}"), say("page.failed.kept")))
    elif draft.problems:
        st.html(notice_html(say("page.problem"), *(_problem(draft, name, say) for name in draft.problems)))
    else:
        st.html(f'<p class="pa-lede">{text(say("page.check.lede"))}</p>')
    with st.container(key="request-answers", gap=None):
        for question in draft.form.asked(draft.typed):
            _row(question, draft, say)
    title = say(f"form.{draft.form_id}.title")
    with st.container(horizontal=True, key="request-buttons"):
        send = markdown(say("page.check.submit", title=title))
        st.button(send, key=key("continue"), type="primary", on_click=file_draft, args=(say.language,), wrap=True)
        st.button(say("page.back"), key=key("back"), on_click=redraft, args=(Draft.back,))
    if visit.failed == "unconfigured":
        show_saving(_copy(draft, say), name=draft.form_id, date="", say=say)


def _copy(draft: Draft, say: Words) -> Copy:
    """For a person to take to the office, where nothing can be filed here."""
    rows = tuple(
        (wording.short(one, say), wording.given(one, draft.typed.get(one.id), say))
        for one in draft.form.asked(draft.typed)
    )
    district = runtime().district() or say("page.copy.district")
    part = Part(heading=say("page.copy.answers"), rows=rows)
    title = say(f"form.{draft.form_id}.title")
    return Copy(title=title, head=say("page.copy.title", district=district), parts=(part,))


def _problem(draft: Draft, name: str, say: Words) -> str:
    return f"{wording.short(draft.form.question(name), say)}: {wording.problem(draft.problems[name], say)}"


def _row(question: Question, draft: Draft, say: Words) -> None:
    short = wording.short(question, say)
    with st.container(key=f"request-row-{question.id}"):
        told, change = st.columns([5, 2], vertical_alignment="center")
        given = wording.given(question, draft.typed.get(question.id), say)
        told.html(f'<dl class="pa-answer"><dt>{text(short)}</dt><dd><bdi>{text(given)}</bdi></dd></dl>')
        label = markdown(say("page.change_of", what=short))
        step = partial(Draft.changing, name=question.id)
        change.button(label, key=f"change-{question.id}", on_click=redraft, args=(step,), type="tertiary", wrap=True)
