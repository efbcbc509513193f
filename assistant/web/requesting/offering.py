"""From an answer to a form: what a question leads to, as buttons that open the form with what is known filled in."""

from collections.abc import Iterable
from pathlib import Path

import streamlit as st

from assistant.answering.response import Referral
from assistant.i18n import Words
from assistant.rights.forms import load_forms
from assistant.web.escaping import markdown
from assistant.web.requesting.visit import current, open_form

PAGE = Path(__file__).parent.parent / "app_pages" / "request.py"
ASK_OFFICE = "ask_office"


def offer_forms(referrals: Iterable[Referral], *, number: int, say: Words) -> None:
    """A button a form under turn `number`, the main offer first; forms of the staff are not offered here.

    `say` holds the words of "requests". The question goes along, masked as the page shows it, to a new letter to the
    office alone: every other form asks for something else than what was asked here.
    """
    offered = [one for one in referrals if one.form in load_forms().form]
    if not offered:
        return
    with st.container(key=f"offers-{number}"):
        for place, one in enumerate(offered):
            title = markdown(say(f"form.{one.form}.title"))
            if st.button(title, key=f"offer-{number}-{place}", type="secondary" if place else "primary", wrap=True):
                open_form(one.form, _known(one))
                st.switch_page(PAGE)


def _known(referral: Referral) -> dict[str, str]:
    if referral.form == ASK_OFFICE and ASK_OFFICE not in current().drafts:
        return {"question": referral.part, **referral.known}
    return referral.known
