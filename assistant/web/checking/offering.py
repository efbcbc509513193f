"""From a question to the check: an answer that leads to it offers staff to go there, with what the question says."""

from collections.abc import Iterable
from pathlib import Path

import streamlit as st

from assistant.answering.response import Referral
from assistant.web.checking import state
from assistant.web.escaping import markdown
from assistant.web.visitor import staff_words, visitor

FORM = "disclosure_check"
PAGE = Path(__file__).parent.parent / "app_pages" / "check.py"


def offer_check(asked: str, referrals: Iterable[Referral], *, number: int) -> None:
    """A button under turn `number`, for those who may use the check; nothing where the question is no disclosure.

    `asked` goes along as the page shows it, with names masked.
    """
    referral = next((one for one in referrals if one.form == FORM), None)
    if referral is None or not visitor().may("check_disclosure"):
        return
    if st.button(markdown(staff_words()("check.text.offer")), key=f"check-turn-{number}", type="primary"):
        state.keep(state.current().asked_elsewhere(referral.known, asked))
        st.switch_page(PAGE)
