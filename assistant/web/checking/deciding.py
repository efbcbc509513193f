"""The decision: what may go and what to do on one side, why on the other, and the papers for the file."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime

import streamlit as st

from assistant.checking import likely_missing
from assistant.corpus.district import District
from assistant.disclosure.decision import DisclosureDecision
from assistant.disclosure.facts import DisclosureFacts
from assistant.disclosure.interview import CONSENT, CONSENT_CHOICES, FACT_CHOICES
from assistant.disclosure.rules import Rulebook
from assistant.i18n import Words
from assistant.letters.consent import consent_draft, for_consent
from assistant.letters.record import decision_record
from assistant.principal import Principal
from assistant.web.checking import state
from assistant.web.checking.changing import changes_html
from assistant.web.checking.duties import duties_html, notice_text
from assistant.web.checking.interviewing import show_moves, show_told
from assistant.web.checking.outcome import items_html, least_html, outcome_html, person_html
from assistant.web.checking.stack import why_html
from assistant.web.checking.state import Check
from assistant.web.checking.wording import answer_words, question_words
from assistant.web.escaping import markdown, text

PDF = "application/pdf"


def show_decision(
    decision: DisclosureDecision,
    check: Check,
    *,
    rulebook: Rulebook,
    district: District,
    principal: Principal,
    still_open: bool,
    say: Words,
    pages: Words,
) -> None:
    left, right = st.columns([3, 2], gap="large")
    with left:
        st.html(outcome_html(decision, still_open=still_open, say=say))
        if still_open:
            label = markdown(say("verdict.go_on"))
            st.button(label, key="check-go-on", type="primary", on_click=state.move, args=(_go_on,))
        st.html(f'<div class="pa-parts">{person_html(decision, district, say)}{items_html(decision, say)}</div>')
        st.html(f'<div class="pa-parts">{duties_html(decision, say=say, pages=pages)}</div>')
        _notice(decision, check.facts, say)
        st.html(f'<div class="pa-parts">{least_html(decision, say)}{changes_html(decision, say)}</div>')
        _missing(decision, check, say)
        _papers(decision, check.facts, district, principal, say)
        show_told(check, say)
        show_moves(check, say, may_decide=False)
    with right:
        st.html(f'<div class="pa-parts">{why_html(decision, check.facts, rulebook, say=say, pages=pages)}</div>')


def _go_on(check: Check) -> Check:
    return check.deciding(False)


def _notice(decision: DisclosureDecision, facts: DisclosureFacts, say: Words) -> None:
    notice = notice_text(decision, facts, say)
    if notice:
        st.html(f'<h3 class="pa-h">{text(say("notice.heading"))}</h3><p class="pa-note">{text(say("notice.copy"))}</p>')
        st.code(notice, language=None, wrap_lines=True)


def _missing(decision: DisclosureDecision, check: Check, say: Words) -> None:
    """What is not known and could change the outcome: what fits such a case first, all of it to be answered here."""
    likely = likely_missing(decision, check.facts)
    rest = [name for name in decision.missing_facts if name not in likely]
    if not decision.missing_facts:
        return
    st.html(f'<h2 class="pa-h2">{text(say("verdict.missing.heading"))}</h2>')
    if likely:
        _answers("likely", likely, check, say)
    if rest:
        with st.expander(markdown(say("verdict.missing.rest"))):
            _answers("rest", rest, check, say)


def _answers(form: str, names: Sequence[str], check: Check, say: Words) -> None:
    def apply(at: Check) -> Check:
        replies = {name: st.session_state.get(f"missing-{name}-{at.drawn}", "unknown") for name in names}
        return at.answered_all({name: reply for name, reply in replies.items() if reply != "unknown"})

    with st.form(f"missing-{form}", border=False):
        for name in names:
            choices = CONSENT_CHOICES if name == CONSENT else FACT_CHOICES
            st.radio(
                markdown(question_words(name, say)),
                choices,
                index=choices.index("unknown"),
                format_func=_replies(name, say),
                horizontal=name != CONSENT,
                key=f"missing-{name}-{check.drawn}",
            )
        st.form_submit_button(markdown(say("verdict.missing.apply")), on_click=state.move, args=(apply,))


def _replies(name: str, say: Words) -> Callable[[str], str]:
    return lambda reply: markdown(answer_words(name, reply, say))


def _papers(
    decision: DisclosureDecision, facts: DisclosureFacts, district: District, principal: Principal, say: Words
) -> None:
    """Made when they are asked for, since the record names the moment."""

    def record() -> bytes:
        now = datetime.now(UTC)  # noqa: TID251  the moment of the press, at the edge
        return decision_record(decision, facts, at=now, by=principal.name, district=district)

    st.html(f'<h2 class="pa-h2">{text(say("verdict.papers.heading"))}</h2>')
    with st.container(horizontal=True, key="check-papers"):
        _paper("record", record, say)
        if for_consent(decision):
            _paper("consent", lambda: consent_draft(facts, decision, district), say)
    st.html(f'<p class="pa-note">{text(say("verdict.papers.note"))}</p>')


def _paper(name: str, make: Callable[[], bytes], say: Words) -> None:
    st.download_button(
        markdown(say(f"verdict.papers.{name}")),
        make,
        file_name=say(f"verdict.papers.{name}_name"),
        mime=PDF,
        key=f"paper-{name}",
        on_click="ignore",
    )
