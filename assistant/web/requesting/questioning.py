"""One question a page: the question is the heading, and what is wrong with an answer stands where it is looked for.

What a person typed comes back whatever button they press, so that neither "back" nor a mistake loses a word.
"""

from collections.abc import Callable
from datetime import date

import streamlit as st

from assistant.i18n import Words
from assistant.rights.answers import LARGEST_FILE, UNKNOWN, DateParts, Typed, Unknown, Upload
from assistant.rights.forms import Question
from assistant.web.escaping import markdown, text
from assistant.web.rendering import notice_html
from assistant.web.requesting import wording
from assistant.web.requesting.draft import Draft
from assistant.web.requesting.visit import key as button_key
from assistant.web.requesting.visit import redraft

# In a radio beside the codes of the choices, none of which begins so.
_UNKNOWN = "?"
FILE_TYPES = ["pdf", "jpg", "jpeg", "png", "heic", "docx", "txt"]


def show_question(draft: Draft, question: Question, *, today: date, say: Words) -> None:
    st.html(_heading(draft, question, say))
    if found := draft.problems.get(question.id):
        st.html(notice_html(say("page.problem"), wording.problem(found, say)))
    typed = draft.typed.get(question.id)
    with st.form(f"request-form-{question.id}", border=False):
        answer = _widget(question, typed, key=f"{draft.token[:8]}-{question.id}", say=say)
        with st.container(horizontal=True, key="request-buttons"):
            going_on = st.form_submit_button(say("page.continue"), key=button_key("continue"), type="primary")
            passed = _offers_unknown(question) and st.form_submit_button(say("page.unknown"), key=button_key("unknown"))
            back = st.form_submit_button(say("page.back"), key=button_key("back"))
    if going_on or passed or back:
        told = UNKNOWN if passed else answer()
        redraft(lambda at: at.back(told) if back else at.answered(told, today=today))
        st.rerun()
    st.html(_why(question, say))


def _offers_unknown(question: Question) -> bool:
    """As a button of its own, where it can be none of the choices."""
    return question.unknown and question.kind not in ("choice", "yes_no")


def _heading(draft: Draft, question: Question, say: Words) -> str:
    hint = say(f"field.{question.id}.hint") if f"field.{question.id}.hint" in say else ""
    form = say(f"form.{draft.form_id}.title")
    step = say("page.step", n=draft.number, most=draft.most)
    lede = f'<p class="pa-lede" id="request-hint">{text(hint)}</p>' if hint else ""
    return (
        f'<p class="pa-left">{text(form)} · {text(step)}</p>'
        f'<h1 class="pa-h1" id="request-question">{text(wording.asked(question, say))}</h1>{lede}'
    )


def _why(question: Question, say: Words) -> str:
    return (
        f'<p class="pa-quiet"><b>{text(say("page.why"))}:</b> {text(say(f"why.{question.why}"))}'
        f"{wording.law_html(question.law, question.mark, say)}</p>"
    )


def _widget(question: Question, typed: Typed, *, key: str, say: Words) -> Callable[[], Typed]:
    """Draws it, filled with what was typed before; what it returns gives what stands in it when a button is pressed.

    A label that is not shown becomes the widget's name as it stands, so it is not escaped: it is our own words.
    """
    label = wording.asked(question, say)
    match question.kind:
        case "choice" | "yes_no":
            return _radio(question, typed, label, key, say)
        case "many":
            return _checkboxes(question, typed, key, say)
        case "date":
            return _date(typed, key, say)
        case "file":
            return _file(typed, label, key, say)
        case "long_text":
            kept = typed if isinstance(typed, str) else ""
            found = st.text_area(label, value=kept, key=key, height=180, label_visibility="collapsed")
        case _:
            kept = typed if isinstance(typed, str) else ""
            found = st.text_input(
                label,
                value=kept,
                key=key,
                autocomplete=question.autocomplete or "off",
                label_visibility="collapsed",
            )
    return lambda: found


def _radio(question: Question, typed: Typed, label: str, key: str, say: Words) -> Callable[[], Typed]:
    codes = [*question.choices, *([_UNKNOWN] if question.unknown else [])]
    chosen = _UNKNOWN if isinstance(typed, Unknown) else typed
    found = st.radio(
        label,
        codes,
        index=codes.index(chosen) if isinstance(chosen, str) and chosen in codes else None,
        format_func=lambda code: markdown(_choice(question, code, say)),
        key=key,
        label_visibility="collapsed",
    )
    return lambda: UNKNOWN if found == _UNKNOWN else found


def _choice(question: Question, code: str, say: Words) -> str:
    return say("page.unknown") if code == _UNKNOWN else wording.choice(question, code, say)


def _checkboxes(question: Question, typed: Typed, key: str, say: Words) -> Callable[[], Typed]:
    before = typed if isinstance(typed, tuple) else ()
    marked = {
        code: st.checkbox(markdown(wording.choice(question, code, say)), value=code in before, key=f"{key}-{code}")
        for code in question.choices
    }
    return lambda: tuple(code for code, found in marked.items() if found)


def _date(typed: Typed, key: str, say: Words) -> Callable[[], Typed]:
    """Three boxes: a calendar is slow for a birthday, and speaks the browser's language and not the page's."""
    before = typed if isinstance(typed, DateParts) else DateParts()
    st.html(f'<p class="pa-quiet">{text(say("page.date.hint"))}</p>')
    found = {}
    with st.container(horizontal=True, key="request-date"):
        for part, width in (("month", 100), ("day", 100), ("year", 140)):
            found[part] = st.text_input(
                say(f"page.date.{part}"), value=getattr(before, part), key=f"{key}-{part}", width=width
            )
    return lambda: DateParts(**{part: (typed or "").strip() for part, typed in found.items()})


def _file(typed: Typed, label: str, key: str, say: Words) -> Callable[[], Typed]:
    before = typed if isinstance(typed, Upload) else None
    if before:
        st.html(f'<p class="pa-told">{text(say("page.file.have", name=before.name))}</p>')
    st.html(f'<p class="pa-quiet">{text(say("page.file.hint", most=LARGEST_FILE // (1024 * 1024)))}</p>')
    removed = bool(before) and st.checkbox(say("page.file.remove"), key=f"{key}-remove")
    found = st.file_uploader(label, type=FILE_TYPES, key=key, label_visibility="collapsed")

    def answer() -> Typed:
        if found is not None:
            return Upload(name=found.name, content=found.getvalue())
        return None if removed else before

    return answer
