"""The start of a check: what they want, in words; then who would get what, each thing read shown for confirmation."""

from collections.abc import Sequence
from functools import partial

import streamlit as st

from assistant.disclosure.facts import DisclosureFacts, vocabulary
from assistant.disclosure.interview import CONSENT_CHOICES, FACT_CHOICES
from assistant.i18n import Words
from assistant.web.checking import state
from assistant.web.checking.state import LONGEST, Check
from assistant.web.escaping import markdown, text
from assistant.web.rendering import notice_html


def show_text(check: Check, say: Words) -> None:
    st.html(f'<p class="pa-lede">{text(say("check.lede"))} {text(say("check.not_advice"))}</p>')
    with st.container(key="check-text"):
        st.text_area(
            markdown(say("check.text.label")),
            value=check.typed,
            placeholder=say("check.text.hint"),
            max_chars=LONGEST,
            height=120,
            key=_key("text", check),
        )
    with st.container(horizontal=True, key="check-start"):
        st.button(
            markdown(say("check.text.go")),
            key="check-read",
            type="primary",
            on_click=state.move,
            args=(_read,),
        )
        st.button(markdown(say("check.text.lists")), key="check-lists", on_click=state.move, args=(Check.choosing,))
        if check.before:
            st.button(markdown(say("check.text.restore")), key="check-undo", on_click=state.move, args=(Check.undone,))
    st.html(f'<p class="pa-quiet">{text(say("check.stays"))}</p>')


def _read(check: Check) -> Check:
    return check.told(st.session_state.get(_key("text", check)) or "")


def show_facts(check: Check, say: Words) -> None:
    """Who, what, and whatever else the words say. What was confirmed already is not asked for again."""
    st.html(f'<h2 class="pa-step" id="check-step">{text(say("check.facts.heading"))}</h2>{_read_html(check, say)}')
    if check.problem:
        st.html(notice_html(say("check.facts.problem"), check.problem))
    with st.container(key="check-facts"):
        _one("recipient", vocabulary().recipients, _recipient(check), check, say)
        st.multiselect(
            markdown(say("check.facts.data")),
            vocabulary().data,
            default=list(check.begun.data if check.begun else check.read.data),
            format_func=lambda name: say(f"data.{name}"),
            placeholder=say("check.facts.choose_data"),
            filter_mode="contains",
            select_all=False,
            key=_key("data", check),
        )
        _evidence(check.read.data, check, say)
        if not check.begun:
            _rest(check, say)
    with st.container(horizontal=True, key="check-go"):
        confirm = partial(_confirm, say=say)
        label = markdown(say("check.facts.go"))
        st.button(label, key="check-confirm", type="primary", on_click=state.move, args=(confirm,))
        if check.before:
            st.button(markdown(say("check.question.back")), key="check-undo", on_click=state.move, args=(Check.undone,))


def _confirm(check: Check, *, say: Words) -> Check:
    """What stands in the widgets at the moment of the press: a choice made just before it may not have been drawn."""
    told = {name: st.session_state.get(_key(name, check)) for name in ("recipient", "data", *_names(check))}
    if not told["recipient"]:
        return check.missing(say("check.facts.need_recipient"))
    if not told["data"]:
        return check.missing(say("check.facts.need_data"))
    facts = {fact: told.pop(fact) for fact in check.read.facts if fact in told}
    given = {name: value for name, value in told.items() if value is not None}
    return check.confirmed(DisclosureFacts.model_validate(given | {"facts": facts}))


def _key(name: str, check: Check) -> str:
    return f"check-{name}-{check.drawn}"


def _names(check: Check) -> tuple[str, ...]:
    """What else was read, and is to be confirmed."""
    if check.begun:
        return ()
    read = check.read
    return (*(["purpose"] if read.purpose else []), *(["consent"] if read.consent else []), *read.facts)


def _recipient(check: Check) -> str | None:
    return check.begun.recipient if check.begun else check.read.recipient


def _read_html(check: Check, say: Words) -> str:
    if not check.typed or check.begun:
        return ""
    read = check.read
    found = read.recipient or read.data or read.purpose or read.consent or read.facts
    told = say("check.facts.read" if found else "check.facts.nothing")
    quote = f"<bdi>{text(check.typed)}</bdi>"
    return f'<p class="pa-typed"><b>{text(say("check.facts.typed"))}:</b> {quote}</p><p>{text(told)}</p>'


def _rest(check: Check, say: Words) -> None:
    read = check.read
    if read.purpose:
        _one("purpose", vocabulary().purposes, read.purpose, check, say)
    if read.consent:
        _one("consent", CONSENT_CHOICES, read.consent, check, say)
    for fact, reply in read.facts.items():
        st.radio(
            markdown(say(f"fact.{fact}.ask")),
            FACT_CHOICES,
            index=FACT_CHOICES.index(reply),
            format_func=lambda one: markdown(say(f"check.question.{one}")),
            horizontal=True,
            key=_key(fact, check),
        )
        _evidence((fact,), check, say)


def _one(name: str, choices: Sequence[str], chosen: str | None, check: Check, say: Words) -> None:
    st.selectbox(
        markdown(say(f"check.facts.{name}")),
        choices,
        index=choices.index(chosen) if chosen else None,
        format_func=lambda one: say(f"{name}.{one}"),
        placeholder=say("check.facts.choose"),
        filter_mode="contains",
        key=_key(name, check),
    )
    _evidence((name,), check, say)


def _evidence(names: Sequence[str], check: Check, say: Words) -> None:
    words = [check.read.evidence[name] for name in names if name in check.read.evidence]
    if words and not check.begun:
        told = say("check.facts.from", words="”, “".join(dict.fromkeys(words)))
        st.html(f'<p class="pa-from">{text(told)}</p>')
