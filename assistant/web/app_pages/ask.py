"""Ask: a question in, its ending out, every source beside it."""

import streamlit as st

from assistant.answering.response import Audience
from assistant.errors import PrivacyAssistantError
from assistant.i18n import Words, words
from assistant.web import conversation
from assistant.web.actions import answer_actions
from assistant.web.announcing import announce
from assistant.web.checking.offering import offer_check
from assistant.web.conversation import Conversation, Turn
from assistant.web.escaping import markdown, text
from assistant.web.rendering import ending_html, notice_html, question_html, sources_html
from assistant.web.requesting.offering import offer_forms
from assistant.web.runtime import Holdings, runtime
from assistant.web.speaking import spoken
from assistant.web.visitor import visitor


def page(say: Words) -> None:
    lede = f"{say('ask.lede')} {say('ask.not_advice')}"
    st.html(f'<h1 class="pa-h1">{text(say("ask.title"))}</h1><p class="pa-lede">{text(lede)}</p>')
    try:
        held = runtime().holdings()
    except PrivacyAssistantError as error:
        st.html(notice_html(say("unusable.title"), say("unusable.families"), f"{say('unusable.staff')} {error}"))
        announce(lang=say.language, menu="ask", say=say("unusable.title"), token="unusable")
        return
    above, asking = st.container(key="conversation"), st.container(key="asking")
    with asking:
        talk = _take(conversation.current(), held=held, say=say)
    with above:
        for number, turn in enumerate(talk.turns, start=1):
            _show(turn, number=number, held=held, say=say)
        if talk.problem:
            st.html(notice_html(say("ending.too_long_or_empty"), talk.problem))
        if not talk.turns:
            _examples(say)
    _announce(talk, say=say)


def _take(talk: Conversation, *, held: Holdings, say: Words) -> Conversation:
    """What was typed or pressed since the last run, answered and kept. What cannot be read goes back into the box."""
    if talk.draft:
        st.session_state["typed"] = talk.draft
        talk = talk.model_copy(update={"draft": ""})
        conversation.keep(talk)
    typed = st.chat_input(say("ask.placeholder"), key="typed")
    asked = typed or st.session_state.pop("pressed", None)
    if asked is None:
        return talk
    talk = talk.asked(asked, held=held, audience=_audience(), language=say.language)
    conversation.keep(talk)
    if talk.draft:
        st.rerun()
    return talk


def _audience() -> Audience:
    return "staff" if visitor().may("check_disclosure") else "family"


def _show(turn: Turn, *, number: int, held: Holdings, say: Words) -> None:
    """In the language it was asked in, whatever the page speaks by now."""
    page, say = say, words(turn.shown.response.language)

    def put(html: str) -> str:
        return html if say.language == page.language else f'<div lang="{say.language}">{html}</div>'

    with st.container(key=f"turn-{number}"):
        with st.chat_message("user", avatar=":material/person:"):
            st.html(put(question_html(turn.asked, turn=number, say=say)))
        with st.chat_message("assistant", avatar=":material/shield:"):
            left, right = st.columns([3, 2], gap="large")
            if turn.foreign:
                left.html(put(f'<p class="pa-about">{text(say("ask.interpreter"))}</p>'))
            left.html(put(ending_html(turn.shown, turn=number, say=say)))
            with left:
                offer_forms(turn.shown.response.referrals, number=number, say=words(say.language, "requests"))
                _choices(turn, number=number, say=say)
            if turn.shown.index_digest != held.index.digest:
                left.html(put(f'<p class="pa-quiet">{text(say("ask.changed"))}</p>'))
            if turn.shown.sources:
                right.html(put(sources_html(turn.shown, turn=number, say=say)))
            with left:
                offer_check(turn.asked, turn.shown.response.referrals, number=number)
                answer_actions(turn, number=number, held=held, say=page)


def _choices(turn: Turn, *, number: int, say: Words) -> None:
    response = turn.shown.response
    if response.choices:
        with st.container(key=f"choices-{number}"):
            if response.outcome == "refusal":
                st.html(f'<p class="pa-about">{text(say("ask.nearest"))}</p>')
            for place, choice in enumerate(response.choices):
                st.button(markdown(choice), key=f"choice-{number}-{place}", on_click=_press, args=(choice,))


def _examples(say: Words) -> None:
    with st.container(key="examples"):
        st.html(f'<h2 class="pa-h2">{text(say("ask.examples"))}</h2>')
        for number, example in enumerate(say.under("ask.example")):
            st.button(markdown(example), key=f"example-{number}", on_click=_press, args=(example,))


def _press(example: str) -> None:
    st.session_state["pressed"] = example


def _announce(talk: Conversation, *, say: Words) -> None:
    if not talk.count:
        announce(lang=say.language, menu="ask")
        return
    spoken, scroll_to, focus = "", "h1", "h1"
    if talk.problem:
        spoken, scroll_to, focus = f"{say('announce.problem')} {talk.problem}", ".pa-alert", ".pa-alert"
    elif talk.turns:
        last = len(talk.turns)
        spoken, scroll_to, focus = _spoken(talk.turns[-1], say), f".st-key-turn-{last}", f"#t{last}"
    token = f"ask{talk.count}"
    announce(lang=say.language, menu=token, say=spoken, token=token, scroll_to=scroll_to, focus=focus)


def _spoken(turn: Turn, say: Words) -> str:
    reason = turn.shown.response.reason
    if reason is None:
        return say("announce.answer", n=len(turn.shown.sources))
    return say(f"announce.{reason}" if f"announce.{reason}" in say else "announce.refused")


page(words(spoken()))
