"""Rules: the rule book for counsel, to read, to search and to sign. For staff."""

from collections.abc import Sequence

import streamlit as st

from assistant.corpus.passages import Passage
from assistant.disclosure.authorised import open_rulebook
from assistant.disclosure.coverage import coverage
from assistant.disclosure.facts import vocabulary
from assistant.disclosure.rules import STRICTNESS, Rule, Rulebook
from assistant.disclosure.tried import Trials, trials
from assistant.errors import NotAllowed, PrivacyAssistantError
from assistant.i18n import Words, words
from assistant.principal import Principal
from assistant.web.announcing import announce
from assistant.web.escaping import markdown, text
from assistant.web.rendering import notice_html
from assistant.web.rulebook import coverage_html, matching, rows_html
from assistant.web.runtime import runtime
from assistant.web.visitor import gate_html, staff_words, visitor


def page(principal: Principal, say: Words) -> None:
    try:
        rulebook = open_rulebook(principal, runtime().settings.corpus_dir)
    except NotAllowed:
        st.html(gate_html(principal))
        return
    st.html(
        f'<h1 class="pa-h1">{text(say("rules.title"))}</h1>'
        f'<p class="pa-lede">{text(say("rules.lede"))} {text(say("rules.ours"))}</p>'
    )
    shown, opened = _filter(rulebook, say)
    rows = len({rule.row for rule in shown})
    found = say("rules.found", n=rows) if rows else say("rules.nothing")
    tried, pages = _trials(), words(say.language)
    note = "" if tried else f" {say('rules.no_case_files')}"
    st.html(f'<p class="pa-lead" role="status">{text(found)}{text(note)}</p>')
    st.html(
        f'<div class="pa-rulebook">'
        f"{rows_html(shown, rulebook, guidance=_guidance(), tried=tried, opened=opened, say=say, pages=pages)}"
        f"{coverage_html(coverage(rulebook), say)}</div>"
    )


def _filter(rulebook: Rulebook, say: Words) -> tuple[Sequence[Rule], bool]:
    with st.container(key="rules-filter"):
        typed = st.text_input(markdown(say("rules.search")), key="rules-search")
        left, right = st.columns(2)
        recipient = left.selectbox(
            markdown(say("rules.recipient")),
            ["", *vocabulary().recipients],
            format_func=lambda one: say(f"recipient.{one}") if one else say("rules.any_recipient"),
            key="rules-recipient",
        )
        outcome = right.selectbox(
            markdown(say("rules.outcome")),
            ["", *STRICTNESS],
            format_func=lambda one: say(f"outcome.{one}.word") if one else say("rules.any_outcome"),
            key="rules-outcome",
        )
        opened = st.toggle(markdown(say("rules.open_all")), key="rules-open")
    shown = matching(rulebook.rules, typed=typed or "", recipient=recipient or "", outcome=outcome or "", say=say)
    return shown, opened or bool(typed)


def _trials() -> Trials | None:
    """None where the cases are not installed."""
    settings = runtime().settings
    folder = settings.disclosure_cases_dir
    return trials(folder, settings.corpus_dir) if folder.is_dir() else None


def _guidance() -> dict[str, list[Passage]]:
    """By row, the first passage of each section of the guidance that covers it; nothing without an index."""
    try:
        held = runtime().holdings()
    except PrivacyAssistantError:
        return {}
    found: dict[str, list[Passage]] = {}
    for passage in held.index.passages:
        if passage.kind == "guidance" and passage.passage_id.endswith("/1"):
            for row in passage.covers:
                found.setdefault(row, []).append(passage)
    return found


def run(say: Words) -> None:
    try:
        page(visitor(), say)
    except PrivacyAssistantError as error:
        st.html(notice_html(say("check.unusable"), str(error)))
    announce(lang=say.language, menu="rules")


run(staff_words())
