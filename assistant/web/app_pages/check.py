"""Check: may this record go to that person? For staff."""

import streamlit as st

from assistant.corpus.district import load_district
from assistant.disclosure.authorised import check as decide
from assistant.disclosure.authorised import open_rulebook
from assistant.disclosure.rules import Rulebook
from assistant.errors import NotAllowed, PrivacyAssistantError
from assistant.i18n import Words, words
from assistant.principal import Principal
from assistant.web.announcing import announce
from assistant.web.checking import state
from assistant.web.checking.deciding import show_decision
from assistant.web.checking.interviewing import show_moves, show_question, show_told
from assistant.web.checking.starting import show_facts, show_text
from assistant.web.checking.state import Check
from assistant.web.checking.wording import question_words
from assistant.web.escaping import text
from assistant.web.rendering import notice_html
from assistant.web.runtime import runtime
from assistant.web.visitor import gate_html, staff_words, visitor

# What stands first on each screen, and is brought into sight.
TOP = ".pa-outcome, .pa-left, #check-step"


def page(principal: Principal, say: Words) -> None:
    try:
        rulebook = open_rulebook(principal, runtime().settings.corpus_dir)
        principal.need("check_disclosure")
    except NotAllowed:
        st.html(gate_html(principal))
        announce(lang=say.language, menu="check")
        return
    check = state.current()
    st.html(f'<h1 class="pa-h1">{text(say("check.title"))}</h1>')
    spoken = _show(check, rulebook, principal, say)
    _announce(check, spoken, say)


def _show(check: Check, rulebook: Rulebook, principal: Principal, say: Words) -> str:
    """The screen where the check stands. Returns what is said of it to those who listen."""
    if check.stage == "text":
        show_text(check, say)
        return say("check.text.label")
    if check.stage == "facts":
        show_facts(check, say)
        return check.problem or say("check.facts.heading")
    question = check.question(rulebook)
    if question:
        left, right = st.columns([3, 2], gap="large")
        with left:
            show_question(question, check, say)
            show_moves(check, say, may_decide=True)
        with right:
            show_told(check, say)
        return check.problem or question_words(question.name, say)
    decision = decide(principal, check.facts, rulebook)
    show_decision(
        decision,
        check,
        rulebook=rulebook,
        district=load_district(runtime().settings.corpus_dir),
        principal=principal,
        still_open=check.cut_short and check.has_open(rulebook),
        say=say,
        pages=words(say.language),
    )
    return f"{say('verdict.heading')}: {say(f'outcome.{decision.outcome}.word')}"


def _announce(check: Check, spoken: str, say: Words) -> None:
    if not check.count:
        announce(lang=say.language, menu="check")
        return
    token = f"check{check.count}"
    goal = ".pa-alert" if check.problem else "h1" if check.stage == "text" else "#check-step"
    top = TOP if goal == "#check-step" else goal
    announce(lang=say.language, menu=token, say=spoken, token=token, scroll_to=top, focus=goal)


def run(say: Words) -> None:
    try:
        page(visitor(), say)
    except PrivacyAssistantError as error:
        st.html(notice_html(say("check.unusable"), str(error)))


run(staff_words())
