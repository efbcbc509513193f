"""The interview: one question at a time with the reason it is asked, beside everything told so far."""

from functools import partial

import streamlit as st

from assistant.disclosure.interview import CONSENT, PURPOSE, Interview, Question
from assistant.i18n import Words
from assistant.web.checking import state
from assistant.web.checking.state import Check
from assistant.web.checking.wording import answer_words, question_words, why_words
from assistant.web.escaping import markdown, text
from assistant.web.rendering import notice_html

NOT_STATED = "not_stated"


def show_question(question: Question, check: Check, say: Words) -> None:
    st.html(
        f'<p class="pa-left">{text(_left(question, say))}</p>'
        f'<h2 class="pa-step" id="check-step">{text(question_words(question.name, say))}</h2>'
        f'<p class="pa-why"><b>{text(say("check.question.why"))}</b> {text(why_words(question.name, say))}</p>'
    )
    if check.problem:
        st.html(notice_html(check.problem))
    if question.name == PURPOSE:
        _from_list(question, check, say)
    else:
        _by_button(question, say)


def show_moves(check: Check, say: Words, *, may_decide: bool) -> None:
    """The ways out of where one is."""
    with st.container(horizontal=True, key="check-moves"):
        if may_decide:
            _move("back", Check.back, say)
            _move("decide", lambda at: at.deciding(True), say)
        if check.before:
            _move("undo", Check.undone, say)
        _move("again", Check.again, say)


def show_told(check: Check, say: Words) -> None:
    """Everything told so far; each answer is a button that opens its question anew."""
    begun = check.begun
    if begun is None:
        return
    heading = f'<h2 class="pa-h2">{text(say("check.told.heading"))}</h2>'
    st.html(f'{heading}<p class="pa-note">{text(say("check.told.change"))}</p>')
    with st.container(key="check-told", gap="small"):
        _told("recipient", say("check.told.recipient"), say(f"recipient.{begun.recipient}"), Check.choosing)
        data = "; ".join(say(f"data.{name}") for name in begun.data)
        _told("data", say("check.told.data"), data, Check.choosing)
        for name in begun.answers:
            _answer(name, begun, say)


def _answer(name: str, begun: Interview, say: Words) -> None:
    question = say(f"check.told.{name}") if name in (PURPOSE, CONSENT) else question_words(name, say)
    _told(name, question, answer_words(name, begun.answers[name], say), lambda at: at.changing(name))


def _told(name: str, question: str, answer: str, step: state.Step) -> None:
    label = f"{markdown(question)} **{markdown(answer)}**"
    st.button(
        label,
        key=f"told-{name}",
        icon=":material/edit:",
        icon_position="right",
        on_click=state.move,
        args=(step,),
        width="stretch",
    )


def _left(question: Question, say: Words) -> str:
    left = say("check.question.left", n=question.open_now)
    if question.most_left > question.open_now:
        left = f"{left} {say('check.question.most', most=question.most_left)}"
    return left


def _by_button(question: Question, say: Words) -> None:
    with st.container(horizontal=question.name != CONSENT, key="check-replies"):
        for choice in question.choices:
            _reply(question, choice, say)


def _reply(question: Question, choice: str, say: Words) -> None:
    label = markdown(answer_words(question.name, choice, say))
    if choice == question.given:
        label = f"{label} ({markdown(say('check.question.given'))})"
    st.button(
        label,
        key=f"reply-{question.name}-{choice}",
        type="primary" if choice == question.given else "secondary",
        on_click=state.move,
        args=(lambda at: at.answered(question.name, choice),),
    )


def _from_list(question: Question, check: Check, say: Words) -> None:
    st.selectbox(
        markdown(question_words(question.name, say)),
        [choice for choice in question.choices if choice != NOT_STATED],
        index=question.choices.index(question.given) if question.given not in (None, NOT_STATED) else None,
        format_func=lambda one: say(f"{question.name}.{one}"),
        placeholder=say("check.question.choose"),
        filter_mode="contains",
        label_visibility="collapsed",
        key=f"check-{question.name}-{check.drawn}",
    )
    choose = partial(_chosen, name=question.name, say=say)
    with st.container(horizontal=True, key="check-replies"):
        label = markdown(say("check.question.go"))
        st.button(label, key="check-chosen", type="primary", on_click=state.move, args=(choose,))
        _reply(question, NOT_STATED, say)


def _chosen(check: Check, *, name: str, say: Words) -> Check:
    """What stands in the list at the moment of the press."""
    picked = st.session_state.get(f"check-{name}-{check.drawn}")
    return check.answered(name, picked) if picked else check.missing(say("check.question.need"))


def _move(name: str, step: state.Step, say: Words) -> None:
    label = markdown(say(f"check.question.{name}"))
    st.button(label, key=f"check-{name}", type="tertiary", on_click=state.move, args=(step,))
