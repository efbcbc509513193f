"""What this assistant holds: every document with its version and fingerprint, and what is kept of a visitor."""

import streamlit as st

from assistant.errors import PrivacyAssistantError
from assistant.i18n import Words, words
from assistant.web.announcing import announce
from assistant.web.escaping import text
from assistant.web.holding import holding_html
from assistant.web.rendering import notice_html
from assistant.web.runtime import runtime
from assistant.web.speaking import spoken


def page(say: Words) -> None:
    try:
        st.html(holding_html(runtime().holdings(), new_tab=True, say=say))
    except PrivacyAssistantError as error:
        st.html(f'<h1 class="pa-h1">{text(say("documents.title"))}</h1>')
        st.html(notice_html(say("unusable.title"), f"{say('unusable.staff')} {error}"))
    announce(lang=say.language, menu="about")


page(words(spoken()))
